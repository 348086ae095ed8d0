//! Layerwise stochastic block coordinate descent (Abbe et al. 2021, section 2.3, Algorithms 1 to 3), on the network of
//! section 2.1.
//!
//! A resumable state machine: one step is one turn of NeuronSGD's loop, the last of which only stops it. What it costs
//! follows the active part of the network. A blank parent gives 0 whatever its weight, so that such weights only decay
//! and are kept as the sum of their squares; the gradient is the population's, by moments of the active parents, or a
//! mini-batch's, of the coordinates that matter alone. Both give what the literal algorithm gives (`tests/layerwise.rs`).

mod history;
mod minibatch;
mod moments;
mod neuron;
mod settings;

pub use moments::{Functions, Moments};
pub use neuron::{Gradient, Rates, Weights};
pub(super) use settings::ROW;
pub use settings::{Method, NETWORKS, Settings};

use super::{Learner, StepStats};
use crate::basis::{Combination, MultiIndex, Polynomial};
use crate::networks::sparse_quadratic::{Edge, Form, Neuron, Parent, unit};
use crate::networks::{Model, SparseQuadratic, Workspace};
use crate::schema::Invalid;
use crate::task::Oracle;
use history::History;
use minibatch::Minibatch;
use serde::{Deserialize, Serialize};

/// Algorithm 1 as it runs.
pub struct Layerwise {
    settings: Settings,
    network: SparseQuadratic,
    /// What every perturbation follows from.
    key: u64,
    functions: Functions,
    state: State,
    exact: Exact,
    minibatch: Minibatch,
    gradient: Gradient,
    /// Σ f_v of all active neurons, ascending, with their number; None if one of them is not known as a polynomial.
    total: (Option<Combination>, usize),
    w: Vec<f64>,
    of_pair: Vec<f64>,
}

/// The population gradient of the neuron in training.
enum Exact {
    /// Not yet, or by mini-batches as was asked.
    Unasked,
    Moments(Moments),
    /// Mini-batches take its place.
    TooMuch,
}

/// What changes as it runs, beside the active neurons.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct State {
    /// E (f - g)² without the neuron in training; NaN where it is not asked for, or not yet.
    loss: f64,
    /// The neuron in training, or the one that was trained last; boxed, as each step takes it out and puts it back.
    training: Option<Box<Training>>,
    /// The first neuron that is not trained yet.
    next: u64,
    /// Neurons that were stopped by `max_iterations`, and that were trained by mini-batches in place of the population gradient.
    capped: u64,
    sampled: u64,
    /// Steps so far.
    steps: u64,
    /// Of each active neuron: the step that ended its training, and how many iterations this took.
    became: Vec<[u64; 2]>,
}

/// The neuron in training.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Training {
    pub neuron: u64,
    /// Those that are not blank, inputs first.
    pub parents: Vec<Parent>,
    pub weights: Weights,
    /// t of Algorithm 3.
    pub iteration: u64,
    /// The newest gradient's norm, squared, as no step waits for a root; NaN before.
    pub squared_norm: f64,
    /// Whether it is trained, and rounded.
    pub ended: bool,
    pub history: History,
}

/// Where Algorithms 1 to 3 are. All numbers 1-based but the iteration, which counts from 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Phase {
    pub layer: usize,
    pub neuron: usize,
    /// t of Algorithm 3.
    pub iteration: u64,
    /// null before the first one.
    pub gradient_norm: Option<f64>,
    /// How many neurons are active.
    pub active: usize,
    /// How many neurons are trained.
    pub trained: u64,
    /// How many of them were stopped by `max_iterations`.
    pub capped: u64,
    /// How many of them were trained by mini-batches where the population gradient was asked for: its moments are of too
    /// many coordinates, or take too long.
    pub sampled: u64,
}

/// A loss this many times E g² is beyond recovery.
const EXPLODED: f64 = 1e6;

impl Layerwise {
    /// Nothing trained yet; `inputs` are what the network sees, 1 before all, as functions of coins with these skews.
    pub fn new(
        settings: Settings,
        network: SparseQuadratic,
        key: u64,
        inputs: Vec<Polynomial>,
        skews: Vec<f64>,
    ) -> Self {
        let state = State {
            loss: f64::NAN,
            training: None,
            next: 0,
            capped: 0,
            sampled: 0,
            steps: 0,
            became: Vec::new(),
        };
        let mut learner = Self {
            settings,
            network,
            key,
            functions: Functions::new(inputs, skews),
            state,
            exact: Exact::Unasked,
            minibatch: Minibatch::default(),
            gradient: Gradient::default(),
            total: (Some(Vec::new()), 0),
            w: Vec::new(),
            of_pair: Vec::new(),
        };
        learner.state.next = learner.first_from(0);
        learner
    }

    /// The network that it trains.
    pub fn sparse(&self) -> &SparseQuadratic {
        &self.network
    }

    /// The active neurons' functions.
    pub fn functions(&self) -> &Functions {
        &self.functions
    }

    /// How it was asked to learn.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The first neuron that is to be trained of those from `v` on.
    fn first_from(&self, v: u64) -> u64 {
        let topology = &self.network.topology;
        let end = topology.neurons();
        if !self.settings.pass_over {
            return v.min(end);
        }
        (v..end).find(|&v| topology.inputs_of(v).count() + self.active_before(v).count() >= 2).unwrap_or(end)
    }

    /// The active neurons with an edge to `v`, by their places among the active ones and in their layer.
    fn active_before(&self, v: u64) -> impl Iterator<Item = (usize, usize)> + '_ {
        let topology = &self.network.topology;
        let (first, own) = (topology.first_before(v), topology.layer(v) as u64 * topology.width as u64);
        let active = &self.network.active;
        let layer = active.partition_point(|neuron| neuron.number < first)
            ..active.partition_point(|neuron| neuron.number < own);
        let with_place = layer.map(move |k| (k, (active[k].number - first) as usize));
        with_place.filter(move |&(_, place)| topology.has_edge(place, v))
    }

    /// Perturbs neuron `v` (Algorithm 2, line 1).
    fn begin(&self, v: u64) -> Training {
        let Self { key, network: SparseQuadratic { topology, form, .. }, settings, .. } = self;
        // a_e and c_e of every edge, and every b_v, have places of their own.
        let z = |place: u64| settings.eta * (2.0 * unit(*key, place) - 1.0);
        let (first, second) = (|edge: u64| z(4 * edge), |edge: u64| z(4 * edge + 1));
        let mut parents: Vec<Parent> = topology.inputs_of(v).map(Parent::Input).collect();
        let mut edges: Vec<u64> = topology.inputs_of(v).map(|j| topology.input_edge(j, v)).collect();
        let mut active = self.active_before(v).peekable();
        let mut weights = Weights { b: z(4 * v + 3), ..Weights::default() };
        let squares = *form != Form::Quadratic;
        let mut take = |(k, place): (usize, usize)| {
            parents.push(Parent::Active(k));
            edges.push(topology.edge(place, v));
        };
        if settings.pass_over {
            active.for_each(take);
        } else {
            for place in topology.neurons_before(v) {
                match active.next_if(|(_, at)| *at == place) {
                    Some(parent) => take(parent),
                    None => {
                        let edge = topology.edge(place, v);
                        let (a, c) = (first(edge), if squares { second(edge) } else { 0.0 });
                        weights.blank += a * a + c * c;
                    }
                }
            }
        }
        weights.a = edges.iter().map(|edge| first(*edge)).collect();
        if squares {
            weights.c = edges.iter().map(|edge| second(*edge)).collect();
        }
        Training {
            neuron: v,
            parents,
            weights,
            iteration: 0,
            squared_norm: f64::NAN,
            ended: false,
            history: History::default(),
        }
    }

    /// The layer of a neuron and its place there, both 1-based.
    pub fn place(&self, neuron: u64) -> [usize; 2] {
        let topology = &self.network.topology;
        [topology.layer(neuron) + 1, (neuron % topology.width as u64) as usize + 1]
    }

    /// The neuron in training, or the one that was trained last; None before the first.
    pub fn training(&self) -> Option<&Training> {
        self.state.training.as_deref()
    }

    /// When the k-th active neuron became so, in steps, and how many iterations its training took.
    pub fn became_active(&self, k: usize) -> [u64; 2] {
        self.state.became[k]
    }

    /// f̂(S) of all active neurons together; NaN where one is not known as a polynomial.
    pub fn coefficient(&self, set: &MultiIndex) -> f64 {
        let Some(total) = &self.total.0 else { return f64::NAN };
        total.binary_search_by(|(index, _)| index.cmp(set)).map_or(0.0, |at| total[at].1)
    }

    /// A parent's number among the functions.
    pub fn number(&self, parent: Parent) -> usize {
        match parent {
            Parent::Input(j) => j,
            Parent::Active(k) => self.functions.of_active(k),
        }
    }

    fn numbers(&self, parents: &[Parent]) -> Vec<usize> {
        parents.iter().map(|parent| self.number(*parent)).collect()
    }

    /// Rounds (Algorithm 2, line 4), and takes the neuron in if it is not blank then; whether it did.
    fn finish(&mut self, training: &mut Training, oracle: &mut Oracle<'_>) -> bool {
        let form = self.network.form;
        training.ended = true;
        training.history.end(training.iteration, &training.weights);
        training.weights.round(self.settings.tau);
        let exact = std::mem::replace(&mut self.exact, Exact::Unasked);
        if training.weights.is_blank() {
            return false;
        }
        training.weights.of_pairs(form, &mut self.w);
        let numbers = self.numbers(&training.parents);
        let function = self.functions.compose(form, &numbers, &self.w);
        match exact {
            Exact::Unasked => {}
            Exact::Moments(moments) => self.state.loss += moments.apply(&self.w, &mut self.of_pair),
            Exact::TooMuch => {
                let gain = function.as_ref().and_then(|function| self.functions.gain(function, oracle));
                self.state.loss = gain.map_or(self.gradient.loss, |gain| self.state.loss + gain);
            }
        }
        self.functions.active.push(function);
        self.network.active.push(training.as_neuron());
        self.state.became.push([self.state.steps, training.iteration]);
        self.sum_up();
        true
    }

    /// Adds up the functions of the active neurons that are not yet in the total.
    fn sum_up(&mut self) {
        let (total, summed) = &mut self.total;
        for function in &self.functions.active[*summed..] {
            *total = match (total.take(), function) {
                (Some(total), Some(function)) => Some(sum(total, function.terms())),
                _ => None,
            };
        }
        *summed = self.functions.active.len();
    }

    /// One gradient of the neuron in training.
    fn differentiate(&mut self, training: &Training, oracle: &mut Oracle<'_>) -> Rates {
        let Settings { lambda1, lambda2, alpha, batch, method, .. } = self.settings;
        let inputs = training.parents.partition_point(|parent| matches!(parent, Parent::Input(_)));
        let rates = Rates { inputs, lambda1, lambda2, alpha };
        let form = self.network.form;
        if method == Method::Population && matches!(self.exact, Exact::Unasked) {
            let numbers = self.numbers(&training.parents);
            self.exact = match self.functions.moments(form, &numbers, oracle) {
                Some(moments) => Exact::Moments(moments),
                None => {
                    self.state.sampled += u64::from(training.iteration == 0);
                    Exact::TooMuch
                }
            };
        }
        match &self.exact {
            Exact::Moments(moments) => {
                training.weights.of_pairs(form, &mut self.w);
                let gain = moments.apply(&self.w, &mut self.of_pair);
                self.gradient.of_pairs(form, &training.weights, &self.of_pair, rates);
                self.gradient.loss = self.state.loss + gain;
            }
            Exact::Unasked | Exact::TooMuch => self.minibatch.gradient(
                batch,
                (&self.network, &self.functions),
                (&training.parents, &training.weights),
                rates,
                oracle,
                &mut self.gradient,
            ),
        }
        rates
    }

    /// The neuron in training, as it now is.
    fn unfinished(&self) -> Option<&Training> {
        self.state.training.as_deref().filter(|training| !training.ended)
    }

    /// Where it is.
    pub fn phase(&self) -> Phase {
        let State { training, next, capped, sampled, .. } = &self.state;
        let (neuron, iteration, norm) = match training {
            Some(training) => (training.neuron, training.iteration, training.gradient_norm()),
            None => (*next, 0, None),
        };
        let [layer, neuron] = self.place(neuron);
        Phase {
            layer,
            neuron,
            iteration,
            gradient_norm: norm,
            active: self.network.active.len(),
            trained: self.trained(),
            capped: *capped,
            sampled: *sampled,
        }
    }

    /// Neurons that are trained, those that were passed over among them.
    pub fn trained(&self) -> u64 {
        match &self.state.training {
            Some(training) if !training.ended => training.neuron,
            _ => self.state.next,
        }
    }
}

impl Training {
    /// The newest gradient's norm; None before.
    pub fn gradient_norm(&self) -> Option<f64> {
        self.squared_norm.is_finite().then(|| self.squared_norm.sqrt())
    }

    /// Whether the gradient's norm is at most ε_stop (Algorithm 3, line 5).
    pub fn is_small(&self, eps_stop: f64) -> bool {
        self.squared_norm <= eps_stop * eps_stop
    }

    /// With the edges whose weights are not zero.
    fn as_neuron(&self) -> Neuron {
        let Weights { a, c, b, .. } = &self.weights;
        let edge = |(at, parent): (usize, &Parent)| Edge {
            parent: *parent,
            weight: a[at],
            square: c.get(at).copied().unwrap_or(0.0),
        };
        let edges = self.parents.iter().enumerate().map(edge);
        let edges = edges.filter(|edge| edge.weight != 0.0 || edge.square != 0.0).collect();
        Neuron { number: self.neuron, edges, bias: *b }
    }
}

/// The sum of two sums of characters, ascending.
fn sum(one: Combination, other: Combination) -> Combination {
    let mut other = other;
    crate::order::sort_by(&mut other, |a, b| a.0.cmp(&b.0));
    let mut sum: Vec<(MultiIndex, f64)> = Vec::with_capacity(one.len() + other.len());
    let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
    loop {
        let next = match (one.peek(), other.peek()) {
            (Some(a), Some(b)) if a.0 <= b.0 => one.next(),
            (Some(_), None) => one.next(),
            (_, Some(_)) => other.next(),
            (None, None) => return sum,
        };
        let Some((set, coefficient)) = next else { return sum };
        match sum.last_mut().filter(|last| last.0 == set) {
            Some(last) => last.1 += coefficient,
            None => sum.push((set, coefficient)),
        }
    }
}

impl Model for Layerwise {
    /// f(x; w), the neuron in training as it now is.
    fn forward<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        self.network.forward_with(self.unfinished().map(Training::as_neuron).as_ref(), x, workspace)
    }

    fn cost(&self) -> u64 {
        self.network.cost()
    }
}

impl Learner for Layerwise {
    fn step(&mut self, oracle: &mut Oracle<'_>) -> StepStats {
        let population = self.settings.method == Method::Population;
        if population && self.state.loss.is_nan() {
            self.state.loss = oracle.mean_square();
        }
        let mut training = match self.state.training.take() {
            Some(training) if !training.ended => training,
            _ if self.state.next == self.network.topology.neurons() => {
                return StepStats { loss: self.state.loss, diverged: false, landmark: false };
            }
            _ => {
                let training = Box::new(self.begin(self.state.next));
                self.state.next = training.neuron + 1;
                training
            }
        };
        self.state.steps += 1;
        training.history.offer(training.iteration, &training.weights);
        let rates = self.differentiate(&training, oracle);
        let Gradient { loss, squared_norm, .. } = self.gradient;
        training.squared_norm = squared_norm;
        let scale = if population { self.state.loss.abs() } else { 1.0 };
        let diverged = !loss.is_finite() || !squared_norm.is_finite() || loss > EXPLODED * (1.0 + scale);
        let Settings { eps_stop, max_iterations, .. } = self.settings;
        let mut landmark = false;
        if diverged {
            // Left as it was.
        } else if training.is_small(eps_stop) || training.iteration == max_iterations {
            self.state.capped += u64::from(!training.is_small(eps_stop));
            landmark = self.finish(&mut training, oracle);
            self.state.next = self.first_from(training.neuron + 1);
        } else {
            training.weights.descend(&self.gradient, rates);
            training.iteration += 1;
        }
        self.state.training = Some(training);
        StepStats { loss, diverged, landmark }
    }

    fn cost(&self) -> u64 {
        let topology = &self.network.topology;
        match (self.unfinished(), &self.exact) {
            (Some(Training { parents, .. }), Exact::Moments(moments)) => {
                moments.cost() + 8 * parents.len() as u64
            }
            (Some(Training { parents, .. }), _) => {
                self.minibatch.cost(self.settings.batch, &self.network, parents.len())
            }
            (None, _) => topology.width as u64 + 2000,
        }
    }

    fn model(&self) -> &dyn Model {
        self
    }

    fn done(&self) -> bool {
        self.unfinished().is_none() && self.state.next == self.network.topology.neurons()
    }

    fn expansion(&self) -> Option<Combination> {
        let total = self.total.0.clone()?;
        let Some(training) = self.unfinished() else { return Some(total) };
        let mut w = Vec::new();
        training.weights.of_pairs(self.network.form, &mut w);
        let function = self.functions.compose(self.network.form, &self.numbers(&training.parents), &w)?;
        Some(sum(total, function.terms()))
    }

    fn expansion_size(&self) -> Option<usize> {
        self.total.0.as_ref().map(|total| total.len() + 8)
    }

    fn layerwise(&self) -> Option<&Layerwise> {
        Some(self)
    }

    fn progress_columns(&self) -> &'static [&'static str] {
        &["neurons", "active", "queries"]
    }

    fn progress(&self, queries: u64, row: &mut Vec<f64>) {
        let [trained, active, _] = self.marks();
        row.extend([trained, active, queries].map(|count| count as f64));
    }

    fn marks(&self) -> [u64; 3] {
        let trained = self.trained();
        [trained, self.network.active.len() as u64, trained / self.network.topology.width as u64]
    }

    fn save(&self) -> Vec<u8> {
        let saved = (&self.state, &self.network.active, self.functions.answers());
        postcard::to_allocvec(&saved).expect("numbers can be written")
    }

    fn load(&mut self, saved: &[u8]) -> Result<(), Invalid> {
        let wrong = || Invalid::new("snapshot", "the learner's state is damaged");
        let (state, active, answers): (State, Vec<Neuron>, Vec<(usize, usize, f64)>) =
            postcard::from_bytes(saved).map_err(|_| wrong())?;
        let topology = &self.network.topology;
        let (n, neurons) = (topology.n, topology.neurons());
        let known = |parent: &Parent, before: usize| match *parent {
            Parent::Input(j) => j <= n,
            Parent::Active(k) => k < before,
        };
        let right = |(at, neuron): (usize, &Neuron)| {
            neuron.number < neurons && neuron.edges.iter().all(|edge| known(&edge.parent, at))
        };
        let squares = self.network.form != Form::Quadratic;
        let whole = |training: &Training| {
            let (k, Weights { a, c, .. }) = (training.parents.len(), &training.weights);
            training.neuron < neurons
                && training.parents.iter().all(|parent| known(parent, active.len()))
                && a.len() == k
                && c.len() == if squares { k } else { 0 }
        };
        let ascending = active.windows(2).all(|pair| pair[0].number < pair[1].number);
        if !ascending
            || !active.iter().enumerate().all(right)
            || state.became.len() != active.len()
            || state.next > neurons
            || !state.training.as_deref().is_none_or(whole)
        {
            return Err(wrong());
        }
        for neuron in active {
            let parents: Vec<Parent> = neuron.edges.iter().map(|edge| edge.parent).collect();
            let weights = Weights {
                a: neuron.edges.iter().map(|edge| edge.weight).collect(),
                c: if squares { neuron.edges.iter().map(|edge| edge.square).collect() } else { Vec::new() },
                b: neuron.bias,
                blank: 0.0,
            };
            let mut w = Vec::new();
            weights.of_pairs(self.network.form, &mut w);
            let numbers = self.numbers(&parents);
            let function = self.functions.compose(self.network.form, &numbers, &w);
            self.functions.active.push(function);
            self.network.active.push(neuron);
        }
        if !self.functions.resume(&answers) {
            return Err(wrong());
        }
        self.sum_up();
        self.state = state;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Fresh, Position};
    use crate::features::Features;
    use crate::inputs::{Hypercube, InputDistribution};
    use crate::networks::sparse_quadratic::Topology;
    use crate::rng::{Rng, Stream};
    use crate::targets::Staircase;
    use crate::task::Task;

    /// A learner that has the first step of S_3, at a neuron that sees it.
    fn midway(form: Form, position: &mut Position, task: &Task) -> Layerwise {
        let settings = Settings {
            method: Method::Population,
            batch: 512,
            lambda1: 0.005,
            lambda2: 0.02,
            eta: 0.1,
            eps_stop: 0.01,
            alpha: 0.1,
            tau: 0.15,
            max_iterations: 1000,
            pass_over: false,
        };
        let mut rng = Rng::new(5, Stream::Init);
        let topology = Topology::draw(5, [3, 30], [0.4, 0.5], &mut rng);
        let inputs = (0..=5usize).map(|j| match j.checked_sub(1) {
            None => Polynomial::constant(1.0),
            Some(i) => Polynomial::coordinate(i),
        });
        let sides = task.inputs.coins().expect("coins");
        let skews = sides.iter().map(|[heads, tails]| heads.value + tails.value).collect();
        let network = SparseQuadratic::new(topology, form);
        let mut learner = Layerwise::new(settings, network, rng.bits(), inputs.collect(), skews);
        let sees = |learner: &Layerwise| {
            learner.unfinished().is_some_and(|training| {
                training.iteration == 3
                    && training.parents.len() >= 4
                    && training.parents.iter().any(|parent| matches!(parent, Parent::Active(_)))
            })
        };
        while !sees(&learner) {
            assert!(!learner.done(), "some neuron sees an active one");
            learner.step(&mut Oracle::new(task, position));
        }
        learner
    }

    /// The population gradient is what mini-batch gradients are on average: within 4.5 standard errors, for every form, on
    /// fair and on biased coins.
    #[test]
    fn the_population_gradient_is_the_mean_of_mini_batch_gradients() {
        for (form, bias) in [(Form::Quadratic, 0.0), (Form::Elementwise, 0.4), (Form::Skip, 0.4)] {
            let inputs = Hypercube::biased(&[bias; 5]);
            let features = Features::none(inputs.basis());
            let target = Box::new(Staircase::new(3, false));
            let task = Task { inputs: Box::new(inputs), features, target, data: Box::new(Fresh) };
            let mut position = Position::start(9);
            let mut learner = midway(form, &mut position, &task);
            let training = learner.state.training.clone().expect("a neuron is in training");
            let parts = |gradient: &Gradient| -> Vec<f64> {
                let Gradient { a, c, b, loss, .. } = gradient;
                a.iter().chain(c).chain([b, loss]).copied().collect()
            };
            learner.differentiate(&training, &mut Oracle::new(&task, &mut position));
            let exact = parts(&learner.gradient);
            learner.settings.method = Method::Batch;
            learner.exact = Exact::Unasked;
            let count = 400.0;
            let mut sums = vec![[0.0; 2]; exact.len()];
            for _ in 0..count as usize {
                learner.differentiate(&training, &mut Oracle::new(&task, &mut position));
                for (sum, part) in sums.iter_mut().zip(parts(&learner.gradient)) {
                    *sum = [sum[0] + part, sum[1] + part * part];
                }
            }
            for (part, ([sum, squares], exact)) in sums.iter().zip(&exact).enumerate() {
                let mean = sum / count;
                let error = ((squares / count - mean * mean) / count).sqrt();
                assert!((mean - exact).abs() < 4.5 * error, "{form:?} {part}: {mean} ± {error}, {exact}");
            }
        }
    }

    /// Where mini-batches took the place of exact moments, the loss is exact again once the neuron is trained.
    #[test]
    fn the_loss_is_known_after_mini_batches_too() {
        let inputs = Hypercube::biased(&[0.3; 5]);
        let features = Features::none(inputs.basis());
        let target = Box::new(Staircase::new(3, false));
        let task = Task { inputs: Box::new(inputs), features, target, data: Box::new(Fresh) };
        let loss = |sampled: bool| {
            let mut position = Position::start(9);
            let mut learner = midway(Form::Skip, &mut position, &task);
            learner.settings.tau = 0.0;
            if sampled {
                learner.exact = Exact::TooMuch;
            }
            let mut training = learner.state.training.take().expect("a neuron is in training");
            assert!(learner.finish(&mut training, &mut Oracle::new(&task, &mut position)));
            learner.state.loss
        };
        let (exact, after) = (loss(false), loss(true));
        assert!((exact - after).abs() < 1e-12 * exact, "{exact} {after}");
    }

    /// What is added up neuron by neuron is what the network computes.
    #[test]
    fn the_expansion_is_the_networks() {
        let inputs = Hypercube::biased(&[0.3; 5]);
        let features = Features::none(inputs.basis());
        let task = Task {
            inputs: Box::new(inputs),
            features,
            target: Box::new(Staircase::new(3, false)),
            data: Box::new(Fresh),
        };
        let mut position = Position::start(9);
        let learner = midway(Form::Skip, &mut position, &task);
        let expansion = learner.expansion().expect("few coordinates");
        assert!(expansion.windows(2).all(|pair| pair[0].0 < pair[1].0), "ascending, each once");
        let (mut rng, mut x, mut workspace) =
            (Rng::new(1, Stream::Probe), vec![0.0; 5], Workspace::default());
        for _ in 0..20 {
            task.inputs.sample_into(&mut rng, &mut x);
            let value = |set: &MultiIndex| set.support().map(|i| f64::from(x[i])).product::<f64>();
            let sum: f64 = expansion.iter().map(|(set, c)| c * value(set)).sum();
            let f = f64::from(learner.forward(&x, &mut workspace)[0]);
            assert!((sum - f).abs() < 1e-5 * (1.0 + f.abs()), "{sum} {f}");
        }
    }
}
