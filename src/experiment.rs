//! A task, a learner and probes on one clock.

use crate::data::{Data, Position};
use crate::features::Features;
use crate::inputs::InputDistribution;
use crate::learners::{Learner, Mark, Rest, TrainingStage};
use crate::networks::{Network, Workspace};
use crate::probes::{Coefficient, Column, Estimate, Group, Newest, Panel, PanelSpec, Stage};
use crate::schema::Invalid;
use crate::targets::Target;
use crate::task::{Oracle, Task};
use crate::work::Work;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::VecDeque;

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Running,
    /// The learner has nothing left to do.
    Done,
    /// The loss exploded, or it or a coefficient is no finite number; the run goes no further.
    Diverged,
}

/// A mean that is still being taken; NaN of nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Mean {
    sum: f64,
    count: u64,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    /// The mean so far; begins anew.
    fn take(&mut self) -> f64 {
        let Self { sum, count } = std::mem::take(self);
        sum / count as f64
    }
}

/// Recorded rows, row-major, with the standard error of every entry (0: exact, NaN: has none).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    pub values: Vec<f64>,
    pub errors: Vec<f64>,
}

/// What a row begins with.
const HEAD: [(&str, Group); 3] =
    [("iteration", Group::Clock), ("samples", Group::Clock), ("train_loss", Group::Loss)];

/// All of a run that changes; with its spec, all there is to know.
#[derive(Serialize, Deserialize)]
pub(crate) struct State {
    learner: Vec<u8>,
    position: Position,
    clock: Clock,
    trace: Trace,
    newest: Newest,
}

#[derive(Clone, Serialize, Deserialize)]
struct Clock {
    iteration: u64,
    status: Status,
    /// Iteration of the newest row, or of the one that is due.
    last_row: u64,
    /// A row that is not yet measured: its training loss. The model stays as it is until it is.
    due: Option<f64>,
    /// Training losses since the newest row of the run's own, and since the newest row of any kind: so
    /// that measuring out of schedule leaves the run's own rows as they are.
    since_own: Mean,
    since_any: Mean,
}

/// What a run becomes after so many iterations, before the next one: all but what its learner has learned, which is of the
/// same shape.
pub struct Change {
    pub at: u64,
    /// Whether its law or target is another than before.
    pub aims: bool,
    pub inputs: Box<dyn InputDistribution>,
    pub features: Features,
    pub target: Box<dyn Target>,
    /// None where the rows that were given are read on.
    pub data: Option<Box<dyn Data>>,
    /// The seed of the data, where this begins anew.
    pub restart: Option<u64>,
    pub learner: Box<dyn Learner>,
    /// Of the same columns.
    pub panel: Panel,
}

/// Multiply-adds that a run takes, about, as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Cost {
    /// Once, before row 0.
    pub prepare: u64,
    /// A row now, and the next iteration: both grow as a learner takes in more.
    pub measure: u64,
    pub iteration: u64,
    /// All iterations and rows from now on, at most, of a learner that ends by itself; none of others.
    pub rest: Option<u64>,
}

impl Clock {
    /// A row becomes due, with this training loss.
    fn demand(&mut self, train_loss: f64) {
        self.last_row = self.iteration;
        self.since_any = Mean::default();
        self.due = Some(train_loss);
    }

    /// A row becomes due out of schedule.
    fn demand_now(&mut self) {
        let train_loss = self.since_any.take();
        self.demand(train_loss);
    }
}

/// A run: deterministic in its spec, however it is stepped or measured.
pub struct Experiment {
    spec: Value,
    task: Task,
    learner: Box<dyn Learner>,
    panel: Panel,
    /// Those to come.
    changes: VecDeque<Change>,
    every: u64,
    /// Whether rows hold what the learner tells of its layers' correction.
    correlation: bool,
    position: Position,
    clock: Clock,
    trace: Trace,
    estimates: Vec<Estimate>,
}

impl Experiment {
    /// A run whose row 0, the state before training, is due: nothing is drawn or measured yet. `spec` is kept as
    /// its description.
    pub fn begin(
        spec: Value,
        seed: u64,
        task: Task,
        learner: Box<dyn Learner>,
        panel: Panel,
        probe: &PanelSpec,
    ) -> Self {
        let clock = Clock {
            iteration: 0,
            status: Status::Running,
            last_row: 0,
            due: Some(f64::NAN),
            since_own: Mean::default(),
            since_any: Mean::default(),
        };
        Self {
            spec,
            task,
            learner,
            panel,
            changes: VecDeque::new(),
            every: probe.every,
            correlation: probe.correlation,
            position: Position::start(seed),
            clock,
            trace: Trace::default(),
            estimates: Vec::new(),
        }
    }

    /// What it becomes, in the order of time.
    pub fn plan(&mut self, changes: Vec<Change>) {
        self.changes = changes.into();
    }

    /// Makes at most `count` iterations and returns how many; fewer only when done or diverged. All rows
    /// that are due by then are recorded. The iteration that diverges counts, though it changes nothing,
    /// and has a row of its own.
    pub fn step(&mut self, count: u64) -> u64 {
        let start = self.clock.iteration;
        self.advance(start.saturating_add(count), None, false, &mut Work::up_to(u64::MAX));
        self.clock.iteration - start
    }

    /// Goes on towards `iteration`, or `until` so many of a mark are passed if that comes first, recording the
    /// rows that become due, and with `measure` one there whatever the schedule, as long as there is work left;
    /// at least one piece of it, of which an iteration is the largest. How a run is sliced changes no bit of it.
    pub fn advance(&mut self, iteration: u64, until: Option<(Mark, u64)>, measure: bool, work: &mut Work) {
        loop {
            let passed = until.is_some_and(|(mark, count)| self.learner.marks()[mark as usize] >= count);
            let Clock { iteration: now, status, last_row, due, .. } = self.clock;
            if due.is_some() {
                if !self.record(work) {
                    return;
                }
            } else if now < iteration && !passed && status == Status::Running {
                if !work.is_left() {
                    return;
                }
                self.iterate();
                work.add(self.learner.cost());
            } else if measure && (now == iteration || passed) && last_row != now {
                self.clock.demand_now();
            } else {
                return;
            }
        }
    }

    fn iterate(&mut self) {
        if self.changes.front().is_some_and(|change| change.at == self.clock.iteration) {
            let learned = self.learner.save();
            self.change();
            self.learner.load(&learned).expect("the shape was compared when the spec was read");
        }
        let stats = self.learner.step(&mut Oracle::new(&self.task, &mut self.position));
        let clock = &mut self.clock;
        clock.iteration += 1;
        clock.since_own.add(stats.loss);
        clock.since_any.add(stats.loss);
        if stats.diverged {
            clock.status = Status::Diverged;
        } else if self.learner.done() {
            clock.status = Status::Done;
        }
        let scheduled = clock.iteration.is_multiple_of(self.every);
        if scheduled || stats.landmark || clock.status != Status::Running {
            let train_loss = clock.since_own.take();
            clock.demand(train_loss);
        }
    }

    /// Goes over to the next change, with its learner as it was made.
    fn change(&mut self) {
        let Some(Change { inputs, features, target, data, restart, learner, mut panel, .. }) =
            self.changes.pop_front()
        else {
            return;
        };
        panel.take_over(&self.panel);
        self.task.inputs = inputs;
        self.task.features = features;
        self.task.target = target;
        if let Some(data) = data {
            self.task.data = data;
        }
        if let Some(seed) = restart {
            self.position.restart(seed);
        }
        self.learner = learner;
        self.panel = panel;
    }

    /// Records a row now, out of schedule, unless the newest row is of this very iteration.
    pub fn measure(&mut self) {
        self.advance(self.clock.iteration, None, true, &mut Work::up_to(u64::MAX));
    }

    /// Records the row that is due, if one is.
    pub fn settle(&mut self) {
        self.advance(self.clock.iteration, None, false, &mut Work::up_to(u64::MAX));
    }

    /// What is left of the row that is due, if one is.
    pub fn pending(&self) -> Option<Stage> {
        let stage = || match self.learner.expansion_size() {
            Some(_) => Stage::Measure(0.0),
            None => self.panel.stage(&*self.task.target),
        };
        self.clock.due.map(|_| stage())
    }

    /// What the run takes.
    pub fn cost(&self) -> Cost {
        let costs = |value| match self.learner.expansion_size() {
            Some(terms) => [0, 20 * terms as u64],
            None => self.panel.costs(&self.task.features, value),
        };
        let [prepare, measure] = costs(self.learner.model().cost());
        let rest = self.learner.rest().map(|Rest { iterations, iteration, value }| {
            let [_, row] = costs(value);
            let iterations = if self.clock.status == Status::Running { iterations } else { 0 };
            let rows = iterations.div_ceil(self.every) + u64::from(self.clock.due.is_some());
            iterations.saturating_mul(iteration).saturating_add(rows.saturating_mul(row))
        });
        Cost { prepare, measure, iteration: self.learner.cost(), rest }
    }

    /// Goes on with the row that is due; true once it is recorded.
    fn record(&mut self, work: &mut Work) -> bool {
        let Task { inputs, features, target, .. } = &self.task;
        self.estimates.clear();
        let model = self.learner.model();
        if let Some(f) = self.learner.expansion() {
            self.panel.expand(&f, &**target, model, &mut self.estimates);
            work.add(f.len() as u64 * 20);
        } else if !self.panel.advance(&**inputs, features, &**target, model, work, &mut self.estimates) {
            return false;
        }
        if self.correlation {
            let exact = |(_, value)| Estimate { value, error: 0.0 };
            self.estimates.extend(self.learner.correlations().into_iter().map(exact));
        }
        let train_loss = self.clock.due.take().unwrap_or(f64::NAN);
        // The row stays, as it is: it shows where the run ended.
        if !self.estimates.iter().all(|estimate| estimate.value.is_finite()) {
            self.clock.status = Status::Diverged;
        }
        let head: [f64; HEAD.len()] = [self.clock.iteration as f64, self.position.samples as f64, train_loss];
        let Trace { values, errors } = &mut self.trace;
        values.extend(head.into_iter().chain(self.estimates.iter().map(|e| e.value)));
        errors.extend([f64::NAN; HEAD.len()].into_iter().chain(self.estimates.iter().map(|e| e.error)));
        self.learner.progress(self.position.queries, values);
        errors.resize(values.len(), 0.0);
        true
    }

    /// The rows recorded since the last drain.
    pub fn drain(&mut self) -> Trace {
        std::mem::take(&mut self.trace)
    }

    /// Names of a row's entries.
    pub fn columns(&self) -> Vec<String> {
        self.row().map(|column| column.name).collect()
    }

    /// What each of them is one of.
    pub fn groups(&self) -> Vec<Group> {
        self.row().map(|column| column.group).collect()
    }

    /// A row's entries: what the run counts and how the learner fares, what is measured, how far layers are corrected, how far
    /// the learner is.
    fn row(&self) -> impl Iterator<Item = Column> {
        let progress = self.learner.progress_columns().iter();
        let progress = progress.map(|name| Column::new(name, Group::Progress));
        let head = HEAD.iter().map(|(name, group)| Column::new(name, *group));
        let correlations = if self.correlation { self.learner.correlations() } else { Vec::new() };
        let correlation = |(layer, _): (usize, f64)| {
            Column::new(&format!("weight_correlation[{layer}]"), Group::Correlation)
        };
        head.chain(self.panel.columns()).chain(correlations.into_iter().map(correlation)).chain(progress)
    }

    /// The `count` strongest coefficients at the newest row, followed or not.
    pub fn spectrum(&self, count: usize) -> Vec<Coefficient> {
        self.panel.strongest(count)
    }

    /// Iterations made.
    pub fn iteration(&self) -> u64 {
        self.clock.iteration
    }

    /// Samples seen by the learner.
    pub fn samples(&self) -> u64 {
        self.position.samples
    }

    /// The stages in which the learner trains a network's layers.
    pub fn stages(&self) -> Vec<TrainingStage> {
        self.learner.stages()
    }

    /// How many of each [`Mark`] the learner has passed, in the order of [`Mark::ALL`].
    pub fn marks(&self) -> [u64; 3] {
        self.learner.marks()
    }

    /// How the run stands.
    pub fn status(&self) -> Status {
        self.clock.status
    }

    /// The complete spec; a table's numbers are not repeated in it.
    pub fn spec(&self) -> &Value {
        &self.spec
    }

    /// What is learned and on which inputs, as it stands.
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// What it learns from an iteration on, present or to come.
    pub fn aim(&self, iteration: u64) -> (&dyn InputDistribution, &Features, &dyn Target) {
        match self.changes.iter().rev().find(|change| change.at <= iteration) {
            Some(Change { inputs, features, target, .. }) => (&**inputs, features, &**target),
            None => (&*self.task.inputs, &self.task.features, &*self.task.target),
        }
    }

    /// The iterations at which its law or target is yet to change.
    pub fn aims(&self) -> impl Iterator<Item = u64> {
        self.changes.iter().filter(|change| change.aims).map(|change| change.at)
    }

    /// f(x), (count,), for x (count, n) as a network sees it but for the features; NaN for a row with a number or a feature that is not finite.
    pub fn predict(&self, x: &[f32]) -> Result<Vec<f32>, Invalid> {
        let n = self.task.inputs.dim();
        if !x.len().is_multiple_of(n) {
            return Err(Invalid::new("x", format!("{} numbers are not rows of n = {n}", x.len())));
        }
        self.task.inputs.check_rows(x).map_err(|why| Invalid::new("x", why))?;
        let (mut memory, mut workspace) = (Vec::new(), Workspace::default());
        let (features, model) = (&self.task.features, self.learner.model());
        let mut values = Vec::with_capacity(x.len() / n);
        for x in x.chunks(64 * n) {
            let seen = features.beside(x, n, &mut memory);
            // A network may well drop what is no finite number: the positive part of NaN is 0.
            let finite = seen.chunks(n + features.count()).map(|row| row.iter().all(|x| x.is_finite()));
            let f = model.forward(seen, &mut workspace);
            values.extend(f.iter().zip(finite).map(|(f, finite)| if finite { *f } else { f32::NAN }));
        }
        Ok(values)
    }

    /// What learns.
    pub fn learner(&self) -> &dyn Learner {
        &*self.learner
    }

    /// The network that is trained, where there is one.
    pub fn network(&self) -> Option<&dyn Network> {
        self.learner.network()
    }

    /// The same, to set its parameters. A row that is due is of those before, and is recorded first; one may be
    /// recorded of those after, at the same iteration.
    pub fn network_mut(&mut self) -> Option<&mut dyn Network> {
        self.settle();
        self.clock.last_row = u64::MAX;
        self.learner.network_mut()
    }

    /// Goes on by the spec of `amended`, a run that has not begun: one that differs in changes to come alone.
    pub fn amend(&mut self, mut amended: Experiment) -> Result<(), Invalid> {
        let now = self.clock.iteration;
        let of = |run: &Experiment| run.spec["changes"].as_array().cloned().unwrap_or_default();
        let made =
            |changes: &[Value]| changes.iter().filter(|change| change["at"].as_u64() < Some(now)).count();
        let (ours, theirs) = (of(self), of(&amended));
        let settled = made(&ours);
        let others = |run: &'_ Experiment| {
            run.spec.as_object().map_or(0, |all| all.len() - usize::from(all.contains_key("changes")))
        };
        let alike = self
            .spec
            .as_object()
            .into_iter()
            .flatten()
            .all(|(name, value)| name == "changes" || amended.spec[name] == *value);
        if !alike
            || others(self) != others(&amended)
            || settled != made(&theirs)
            || ours[..settled] != theirs[..settled]
        {
            let why = format!("is another one up to iteration {}: begin anew", self.clock.iteration);
            return Err(Invalid::new("spec", why));
        }
        if self.columns() != amended.columns() {
            return Err(Invalid::new("spec", "follows other coefficients, from the start: begin anew"));
        }
        amended.load(self.save())?;
        *self = amended;
        Ok(())
    }

    pub(crate) fn save(&self) -> State {
        State {
            learner: self.learner.save(),
            position: self.position.clone(),
            clock: self.clock.clone(),
            trace: self.trace.clone(),
            newest: self.panel.fourier().newest(),
        }
    }

    pub(crate) fn load(&mut self, state: State) -> Result<(), Invalid> {
        while self.changes.front().is_some_and(|change| change.at < state.clock.iteration) {
            self.change();
        }
        self.learner.load(&state.learner)?;
        let rows = state.trace.values.len();
        let whole = rows.is_multiple_of(self.columns().len()) && state.trace.errors.len() == rows;
        if !whole
            || !state.position.is_within(&*self.task.data)
            || !self.panel.fourier_mut().resume(state.newest)
        {
            return Err(Invalid::new("snapshot", "the saved state is not of this experiment"));
        }
        self.position = state.position;
        self.clock = state.clock;
        self.trace = state.trace;
        Ok(())
    }
}
