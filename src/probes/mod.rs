//! What is measured of a model, on inputs of the probes' own.
//!
//! All probes share one set of inputs, drawn once from the Probe stream, and one forward pass per
//! measurement: a probe gets f's values there and so cannot change what it measures, and curves
//! carry no noise from redrawing.

mod carried;
mod design;
mod errors;
mod factorial;
mod features;
mod fourier;
mod given;
mod least_squares;
mod progress;
mod risk;
mod spec;
mod weighted;

use carried::Carried;
pub use design::{Design, design};
pub use factorial::Factorial;
use features::FeatureErrors;
pub use fourier::{Coefficient, Fourier, Newest};
pub use given::{Given, HeldOut, Weighting};
use progress::Progress;
pub use risk::{Classes, Risk, mean_square};
pub use spec::{FIELDS, PanelSpec};
pub use weighted::Weighted;

use crate::basis::MultiIndex;
use crate::features::Features;
use crate::inputs::InputDistribution;
use crate::networks::{Model, Workspace};
use crate::rng::{Rng, Stream};
use crate::targets::{Rows, Target, Term};
use crate::work::Work;
use serde::{Deserialize, Serialize};

/// An estimate and its standard error (0: exact).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub value: f64,
    pub error: f64,
}

/// What a column of a row is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// What a run counts anyhow: iterations, samples.
    Clock,
    Loss,
    Coefficient,
    /// How far hidden features are from a teacher's.
    Feature,
    /// What moves while coefficients don't.
    Movement,
    /// How well a layer's neurons tell a followed monomial.
    Carried,
    /// How near a layer's weights are to what they were before the next layer was there.
    Correlation,
    /// How far the learner is, as it counts itself.
    Progress,
}

/// An entry of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub group: Group,
}

impl Column {
    /// One of a group.
    pub fn new(name: &str, group: Group) -> Self {
        Self { name: name.to_owned(), group }
    }
}

/// Values on a design's inputs.
pub struct Sample<'a> {
    pub design: &'a dyn Design,
    /// f(x), (M,).
    pub f: &'a [f64],
    /// g(x), (M,).
    pub g: &'a [f64],
}

/// Measures something from a sample of a model's values.
pub trait Probe: Send {
    /// What it measures.
    fn columns(&self) -> Vec<Column>;

    /// Appends one estimate a column.
    fn measure(&mut self, sample: &Sample<'_>, row: &mut Vec<Estimate>);
}

/// The probes of an experiment on their common inputs.
pub struct Panel {
    design: Box<dyn Design>,
    n: usize,
    /// What there was to do before the first measurement, in multiply-adds.
    preparation: u64,
    /// Of the measurement that is under way, and of the target, as far as they are known.
    f: Vec<f64>,
    g: Vec<f64>,
    risk: Risk,
    fourier: Fourier,
    features: Option<FeatureErrors>,
    progress: Option<Progress>,
    carried: Option<Carried>,
    /// What the model sees of a chunk of inputs.
    seen: Vec<f32>,
    workspace: Workspace,
}

/// E (f - g)² = Σ_S (f̂(S) - ĝ(S))², both ascending.
fn distance(f: &[(MultiIndex, f64)], g: &[Term]) -> f64 {
    let mut g = g.iter().peekable();
    let mut sum = 0.0;
    for (set, coefficient) in f {
        while let Some(term) = g.next_if(|term| term.index < *set) {
            sum += term.coefficient * term.coefficient;
        }
        let own = g.next_if(|term| term.index == *set).map_or(0.0, |term| term.coefficient);
        sum += (coefficient - own) * (coefficient - own);
    }
    g.fold(sum, |sum, term| sum + term.coefficient * term.coefficient)
}

/// What is left of a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", content = "done", rename_all = "snake_case")]
pub enum Stage {
    /// The inputs are drawn and the target is evaluated there, once for all measurements; so much of it is
    /// done, in [0, 1].
    Prepare(f64),
    /// The model is evaluated.
    Measure(f64),
}

/// Inputs handed to the model at a time: few enough for its activations to stay in the cache.
const CHUNK: usize = 32;

impl Panel {
    /// On inputs drawn from the Probe stream of `seed`, where the target will be evaluated.
    pub fn new(spec: &PanelSpec, inputs: &dyn InputDistribution, target: &dyn Target, seed: u64) -> Self {
        let design = spec.design(inputs, target.terms(), Rng::new(seed, Stream::Probe));
        let preparation = design.remaining() + design.count() as u64 * target.cost();
        Self::on(design, inputs.dim(), Vec::new(), preparation, spec)
    }

    /// On rows that are held out, x (M, n) and y (M,), all that is asked of the target.
    pub fn given(spec: &PanelSpec, inputs: &dyn InputDistribution, rows: Rows, weighting: Weighting) -> Self {
        let design = Box::new(Given::new(inputs, rows.x, weighting, &spec.sets));
        let preparation = design.remaining();
        Self::on(design, inputs.dim(), rows.y.iter().map(|y| f64::from(*y)).collect(), preparation, spec)
    }

    fn on(design: Box<dyn Design>, n: usize, g: Vec<f64>, preparation: u64, spec: &PanelSpec) -> Self {
        let fourier = Fourier::new(&*design, spec.sets.clone());
        Self {
            design,
            n,
            preparation,
            f: Vec::new(),
            g,
            risk: Risk { classes: spec.classes },
            fourier,
            features: None,
            progress: None,
            carried: None,
            seen: Vec::new(),
            workspace: Workspace::default(),
        }
    }

    /// Measures the hidden features of a model beside those of the target, where this is a teacher and both have layers; and
    /// what the spec asks for of a model on a cube.
    pub fn follow(&mut self, spec: &PanelSpec, target: &dyn Target, model: &dyn Model) {
        if let Some(cube) = self.design.cube() {
            self.progress = spec.progress.then(|| Progress::new(cube, self.n, &spec.sets, target, model));
            self.carried = spec.carried.then(|| Carried::new(cube, &spec.sets, model)).flatten();
        }
        let widths = model.hidden_widths();
        self.features = target
            .teacher()
            .filter(|_| !widths.is_empty())
            .map(|teacher| FeatureErrors::new(teacher, &widths));
    }

    /// Takes the newest measurement over from another panel, if that looks at the same functions.
    pub fn take_over(&mut self, before: &Panel) {
        let functions =
            |panel: &Panel| (0..panel.design.functions()).map(|k| panel.design.index(k)).collect::<Vec<_>>();
        if functions(self) == functions(before) {
            let taken = self.fourier.resume(before.fourier.newest());
            debug_assert!(taken, "it is of as many functions");
        }
    }

    /// What all of them measure.
    pub fn columns(&self) -> Vec<Column> {
        let mut columns = self.risk.columns();
        columns.extend(self.fourier.columns());
        columns.extend(self.features.iter().flat_map(FeatureErrors::columns));
        if let Some(progress) = &self.progress {
            progress.columns(&mut columns);
        }
        if let Some(carried) = &self.carried {
            carried.columns(&mut columns);
        }
        columns
    }

    /// Goes on with a measurement of `model` on x and its features as long as there is work left; true once it is done and one
    /// estimate a column is appended to `row`. How it is sliced changes no bit.
    pub fn advance(
        &mut self,
        inputs: &dyn InputDistribution,
        features: &Features,
        target: &dyn Target,
        model: &dyn Model,
        work: &mut Work,
        row: &mut Vec<Estimate>,
    ) -> bool {
        let ready = self.prepare(inputs, target, work) && self.evaluate(features, model, work);
        if !ready {
            return false;
        }
        if let Some(errors) = &mut self.features
            && !errors.advance(&*self.design, work)
        {
            return false;
        }
        if let (Some(carried), Some(cube)) = (&mut self.carried, self.design.cube())
            && !carried.advance(cube, work)
        {
            return false;
        }
        self.measure(model, row);
        work.add(self.means());
        true
    }

    /// Draws the inputs and evaluates the target there, unless that is done; true once it is.
    fn prepare(&mut self, inputs: &dyn InputDistribution, target: &dyn Target, work: &mut Work) -> bool {
        while self.design.remaining() > 0 {
            if !work.is_left() {
                return false;
            }
            let before = self.design.remaining();
            self.design.prepare(inputs, work.left());
            work.add(before - self.design.remaining());
        }
        if let (Some(progress), Some(cube)) = (&mut self.progress, self.design.cube()) {
            progress.prepare(cube, inputs);
        }
        let Self { design, n, g, features: errors, .. } = self;
        for x in design.x().chunks(CHUNK * *n).skip(g.len().div_ceil(CHUNK)) {
            if !work.is_left() {
                return false;
            }
            for x in x.chunks_exact(*n) {
                g.push(match (&mut *errors, target.teacher()) {
                    (Some(errors), Some(teacher)) => {
                        let mut hidden = Vec::new();
                        let g = teacher.hidden(x, &mut hidden);
                        errors.teach(&hidden);
                        g
                    }
                    _ => f64::from(target.eval(x)),
                });
            }
            work.add(CHUNK as u64 * target.cost());
        }
        true
    }

    /// Goes on with the model's values, on the design's inputs and then on those beside them; true once they are known.
    fn evaluate(&mut self, features: &Features, model: &dyn Model, work: &mut Work) -> bool {
        let Self { design, n, f, seen, workspace, features: errors, progress, carried, .. } = self;
        let count = design.count();
        let beside = progress.as_ref().map_or(&[][..], Progress::x).chunks(CHUNK * *n);
        let done = f.len().min(count).div_ceil(CHUNK) + f.len().saturating_sub(count).div_ceil(CHUNK);
        for x in design.x().chunks(CHUNK * *n).chain(beside).skip(done) {
            if !work.is_left() {
                return false;
            }
            let (first, seen) = (f.len(), features.beside(x, *n, seen));
            f.extend(model.forward(seen, workspace).iter().map(|f| f64::from(*f)));
            if first < count {
                errors.iter_mut().for_each(|errors| errors.take(model, workspace, x.len() / *n));
                carried
                    .iter_mut()
                    .for_each(|carried| carried.take(model, workspace, [first, x.len() / *n, count]));
            }
            work.add(CHUNK as u64 * (features.cost() + model.cost()));
        }
        true
    }

    /// One estimate a column, from all that is known by now; the model's values are forgotten.
    fn measure(&mut self, model: &dyn Model, row: &mut Vec<Estimate>) {
        let (f, flipped) = self.f.split_at(self.design.count());
        let sample = Sample { design: &*self.design, f, g: &self.g };
        self.risk.measure(&sample, row);
        self.fourier.measure(&sample, row);
        if let Some(errors) = &mut self.features {
            errors.measure(row);
        }
        if let (Some(progress), Some(cube)) = (&self.progress, self.design.cube()) {
            progress.measure(cube, self.fourier.estimates(), [f, flipped], model, row);
        }
        if let Some(carried) = &mut self.carried {
            carried.measure(row);
        }
        self.f.clear();
    }

    /// The same for a model whose expansion is known, ascending, as that of the target is: exact, and of no inputs.
    pub fn expand(
        &mut self,
        f: &[(MultiIndex, f64)],
        target: &dyn Target,
        model: &dyn Model,
        row: &mut Vec<Estimate>,
    ) {
        row.push(Estimate { value: distance(f, target.terms()), error: 0.0 });
        self.fourier.know(f, row);
        if let Some(progress) = &self.progress {
            progress.know(&*self.design, f, model, row);
        }
    }

    /// Multiply-adds that a measurement takes once the model's values are known: the mean of the loss, and the
    /// coefficients with their errors.
    fn means(&self) -> u64 {
        4 * self.design.count() as u64 + self.design.cost()
    }

    /// How many inputs the model is evaluated at.
    fn evaluated(&self) -> usize {
        self.design.count() + self.progress.as_ref().map_or(0, Progress::count)
    }

    /// How far the measurement is.
    pub fn stage(&self, target: &dyn Target) -> Stage {
        let count = self.design.count();
        let left = self.design.remaining() + (count - self.g.len()) as u64 * target.cost();
        if left > 0 {
            Stage::Prepare(1.0 - left as f64 / self.preparation as f64)
        } else {
            Stage::Measure(self.f.len() as f64 / self.evaluated() as f64)
        }
    }

    /// Multiply-adds, about: what there was to do before the first measurement, and what each one of a model takes whose value takes
    /// so many.
    pub fn costs(&self, features: &Features, value: u64) -> [u64; 2] {
        let value = features.cost() + value;
        let errors = self.features.as_ref().map_or(0, |errors| errors.cost(&*self.design));
        let carried = self.carried.as_ref().map_or(0, |carried| carried.cost(self.design.count()));
        [self.preparation, self.evaluated() as u64 * value + self.means() + errors + carried]
    }

    /// The `count` strongest coefficients of the newest measurement, followed or not.
    pub fn strongest(&self, count: usize) -> Vec<Coefficient> {
        self.fourier.strongest(&*self.design, count)
    }

    /// The Fourier probe, for what it found.
    pub(crate) fn fourier(&self) -> &Fourier {
        &self.fourier
    }

    /// The same, to give it what it found before.
    pub(crate) fn fourier_mut(&mut self) -> &mut Fourier {
        &mut self.fourier
    }
}
