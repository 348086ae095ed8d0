//! Algorithms 1 to 3 against a literal twin: every weight of every edge, in 64-bit numbers, by sums over the whole cube or
//! over the samples of each mini-batch, from the same random numbers.

use serde_json::{Value, json};
use staircase::data::Position;
use staircase::diagnosis::TrainedNeuron;
use staircase::experiment::Experiment;
use staircase::networks::sparse_quadratic::{Parent, Topology, unit};
use staircase::rng::{Rng, Stream};
use staircase::task::{Coins, Oracle, Task};
use staircase::{Status, snapshot, spec};

/// The network of section 2.1 with all its weights, and how it is trained.
struct Twin<'a> {
    task: &'a Task,
    spec: &'a Value,
    topology: Topology,
    key: u64,
    /// a_e and c_e of each neuron's edges from the inputs, 0 … n, and from the layer before; b_v. NaN where no edge is.
    inputs: Vec<Vec<[f64; 2]>>,
    neurons: Vec<Vec<[f64; 2]>>,
    biases: Vec<f64>,
    iterations: Vec<u64>,
    position: Position,
}

/// Inputs x (n,) with their weights and the target there.
type Points = Vec<(Vec<f64>, f64, f64)>;

impl<'a> Twin<'a> {
    fn new(task: &'a Task, spec: &'a Value) -> Self {
        let network = &spec["learner"]["network"];
        let count = |name: &str| network[name].as_u64().unwrap() as usize;
        let p = ["p1", "p2"].map(|name| network[name].as_f64().unwrap());
        let seed = spec["seed"].as_u64().unwrap();
        let (mut init, n) = (Rng::new(seed, Stream::Init), task.inputs.dim());
        let topology = Topology::draw(n, [count("layers"), count("width")], p, &mut init);
        let (key, all, width) = (init.bits(), topology.neurons(), topology.width);
        let edge = |there: bool| if there { [0.0; 2] } else { [f64::NAN; 2] };
        let inputs = (0..all).map(|v| (0..=n).map(|j| edge(topology.has_input(j, v))).collect()).collect();
        let before = |v: u64| if topology.layer(v) == 0 { 0 } else { width };
        let neurons =
            (0..all).map(|v| (0..before(v)).map(|u| edge(topology.has_edge(u, v))).collect()).collect();
        Self {
            task,
            spec,
            key,
            inputs,
            neurons,
            biases: vec![0.0; all as usize],
            iterations: vec![0; all as usize],
            position: Position::start(seed),
            topology,
        }
    }

    fn number(&self, name: &str) -> f64 {
        self.spec["learner"][name].as_f64().unwrap()
    }

    fn form(&self) -> &str {
        self.spec["learner"]["network"]["neuron"].as_str().unwrap()
    }

    /// The whole cube.
    fn cube(&self) -> Points {
        let coins = self.task.inputs.coins().unwrap();
        let point = |u: usize| {
            let sides: Vec<_> = coins.iter().enumerate().map(|(i, coin)| coin[u >> i & 1]).collect();
            let x: Vec<f64> = sides.iter().map(|side| side.value).collect();
            let g = self.target(&x);
            (x, sides.iter().map(|side| side.weight).product(), g)
        };
        (0..1 << coins.len()).map(point).collect()
    }

    /// g, not rounded to 32 bits.
    fn target(&self, x: &[f64]) -> f64 {
        let terms = self.task.target.terms().iter();
        terms.map(|term| term.coefficient * term.index.support().map(|i| x[i]).product::<f64>()).sum()
    }

    /// A fresh mini-batch.
    fn batch(&mut self) -> Points {
        let (n, size) = (self.task.inputs.dim(), self.number("batch") as usize);
        let mut coins = Coins::default();
        let all: Vec<usize> = (0..n).collect();
        Oracle::new(self.task, &mut self.position).coins(size, &all, &mut coins);
        let x = |s: usize| (0..n).map(|i| coins.x[i * size + s]).collect();
        (0..size).map(|s| (x(s), 1.0 / size as f64, coins.y[s])).collect()
    }

    /// f_v(x) of every neuron, and the values of the parents of one of them.
    fn forward(&self, x: &[f64]) -> Vec<f64> {
        let mut values: Vec<f64> = Vec::new();
        for v in 0..self.topology.neurons() {
            // Most are blank, which is seen faster than computed.
            let weights = self.inputs[v as usize].iter().chain(&self.neurons[v as usize]).flatten();
            let blank =
                self.biases[v as usize] == 0.0 && weights.into_iter().all(|w| *w == 0.0 || w.is_nan());
            values.push(if blank { 0.0 } else { self.value(v, &self.parents(v, x, &values)) });
        }
        values
    }

    /// The values of all that have an edge to `v`, absent ones 0.
    fn parents(&self, v: u64, x: &[f64], values: &[f64]) -> Vec<f64> {
        let first = self.topology.first_before(v) as usize;
        let inputs = std::iter::once(1.0).chain(x.iter().copied());
        let neurons = (0..self.neurons[v as usize].len()).map(|u| values[first + u]);
        inputs.chain(neurons).collect()
    }

    fn weights(&self, v: u64) -> Vec<[f64; 2]> {
        let zero = |w: &[f64; 2]| if w[0].is_nan() { [0.0; 2] } else { *w };
        self.inputs[v as usize].iter().chain(&self.neurons[v as usize]).map(zero).collect()
    }

    /// The sum that is squared.
    fn inside(&self, v: u64, parents: &[f64]) -> f64 {
        let sum: f64 = self.weights(v).iter().zip(parents).map(|(w, f)| w[0] * f).sum();
        if self.form() == "elementwise" { sum + self.biases[v as usize] } else { sum }
    }

    fn value(&self, v: u64, parents: &[f64]) -> f64 {
        let squares: f64 = self.weights(v).iter().zip(parents).map(|(w, f)| w[1] * f * f).sum();
        let inside = self.inside(v, parents);
        let bias = if self.form() == "elementwise" { 0.0 } else { self.biases[v as usize] };
        inside * inside + squares + bias
    }

    /// λ of each edge.
    fn lambda(&self, v: u64) -> Vec<f64> {
        let of = |count: usize, name: &str| vec![self.number(name); count];
        let v = v as usize;
        [of(self.inputs[v].len(), "lambda1"), of(self.neurons[v].len(), "lambda2")].concat()
    }

    /// E ½ (f - g)² + R(w), R over the edges into `v` alone.
    fn loss(&self, v: u64, points: &Points) -> f64 {
        let square = |(x, weight, g): &(Vec<f64>, f64, f64)| {
            let f: f64 = self.forward(x).iter().sum();
            0.5 * weight * (f - g) * (f - g)
        };
        let r = self
            .weights(v)
            .iter()
            .zip(self.lambda(v))
            .map(|(w, l)| 0.5 * l * (w[0] * w[0] + w[1] * w[1]))
            .sum::<f64>();
        points.iter().map(square).sum::<f64>() + r
    }

    /// What the training of `v` leaves as it is: the values of its parents, what the others miss, and the weight.
    fn others(&self, v: u64, points: &Points) -> Vec<(Vec<f64>, f64, f64)> {
        let of = |(x, weight, g): &(Vec<f64>, f64, f64)| {
            let values = self.forward(x);
            let rest: f64 = values.iter().enumerate().filter(|(u, _)| *u as u64 != v).map(|(_, f)| f).sum();
            (self.parents(v, x, &values), rest - g, *weight)
        };
        points.iter().map(of).collect()
    }

    /// ∇_{w_v} ℓ_R by a's and c's of all edges, and by b.
    fn gradient(&self, v: u64, others: &[(Vec<f64>, f64, f64)]) -> (Vec<[f64; 2]>, f64) {
        let (weights, lambda) = (self.weights(v), self.lambda(v));
        let squares = self.form() != "quadratic";
        let mut edges = vec![[0.0; 2]; weights.len()];
        let mut bias = 0.0;
        for (parents, rest, weight) in others {
            let error = weight * (rest + self.value(v, parents));
            let inside = self.inside(v, parents);
            for (edge, f) in edges.iter_mut().zip(parents) {
                edge[0] += error * 2.0 * inside * f;
                edge[1] += if squares { error * f * f } else { 0.0 };
            }
            bias += error * if self.form() == "elementwise" { 2.0 * inside } else { 1.0 };
        }
        for ((edge, w), lambda) in edges.iter_mut().zip(&weights).zip(lambda) {
            edge.iter_mut().zip(w).for_each(|(xi, w)| *xi += lambda * w);
        }
        // Where no edge is, nothing moves.
        let there = self.inputs[v as usize].iter().chain(&self.neurons[v as usize]);
        edges.iter_mut().zip(there).filter(|(_, w)| w[0].is_nan()).for_each(|(edge, _)| *edge = [0.0; 2]);
        (edges, bias)
    }

    /// Changes all weights into `v`.
    fn update(&mut self, v: u64, mut change: impl FnMut(usize, usize, f64) -> f64) {
        let (squares, at) = (self.form() != "quadratic", v as usize);
        let inputs = self.inputs[at].len();
        let edges = self.inputs[at].iter_mut().chain(&mut self.neurons[at]).enumerate();
        for (e, w) in edges.filter(|(_, w)| !w[0].is_nan()) {
            w[0] = change(e, 0, w[0]);
            w[1] = if squares { change(e, 1, w[1]) } else { 0.0 };
        }
        self.biases[at] = change(usize::MAX, inputs, self.biases[at]);
    }

    /// Algorithm 2, line 1.
    fn perturb(&mut self, v: u64) {
        let (key, eta, inputs) = (self.key, self.number("eta"), self.inputs[v as usize].len());
        let topology = self.topology.clone();
        let z = |place: u64| eta * (2.0 * unit(key, place) - 1.0);
        self.update(v, |e, part, w| {
            w + match e {
                usize::MAX => z(4 * v + 3),
                e if e < inputs => z(4 * topology.input_edge(e, v) + part as u64),
                e => z(4 * topology.edge(e - inputs, v) + part as u64),
            }
        });
    }

    /// Algorithms 1 to 3.
    fn train(&mut self) {
        let population = self.spec["learner"]["gradient"] == "population";
        let cube = self.cube();
        let most = self.number("max_iterations");
        let (alpha, tau, stop) = (self.number("alpha"), self.number("tau"), self.number("eps_stop"));
        for v in 0..self.topology.neurons() {
            self.perturb(v);
            let mut others = self.others(v, &cube);
            loop {
                if !population {
                    let batch = self.batch();
                    others = self.others(v, &batch);
                }
                let (edges, bias) = self.gradient(v, &others);
                let norm = (edges.iter().flatten().map(|xi| xi * xi).sum::<f64>() + bias * bias).sqrt();
                if norm <= stop || self.iterations[v as usize] as f64 == most {
                    break;
                }
                self.update(v, |e, part, w| w - alpha * if e == usize::MAX { bias } else { edges[e][part] });
                self.iterations[v as usize] += 1;
            }
            self.update(v, |_, _, w| if w.abs() < tau { 0.0 } else { w });
        }
    }

    /// Every weight that is not zero: (neuron, edge, part) in one list, biases last.
    fn nonzero(&self) -> Vec<(u64, usize, [f64; 2])> {
        let mut all = Vec::new();
        for v in 0..self.topology.neurons() {
            let weights = self.weights(v).into_iter().enumerate().filter(|(_, w)| *w != [0.0; 2]);
            all.extend(weights.map(|(e, w)| (v, e, w)));
            if self.biases[v as usize] != 0.0 {
                all.push((v, usize::MAX, [self.biases[v as usize], 0.0]));
            }
        }
        all
    }
}

/// The same list of what a run has learned.
fn nonzero(run: &Experiment) -> Vec<(u64, usize, [f64; 2])> {
    let network = run.learner().layerwise().unwrap().sparse();
    let inputs = network.topology.n + 1;
    let mut all = Vec::new();
    for neuron in &network.active {
        for edge in &neuron.edges {
            let e = match edge.parent {
                Parent::Input(j) => j,
                Parent::Active(k) => {
                    inputs
                        + (network.active[k].number - network.topology.first_before(neuron.number)) as usize
                }
            };
            all.push((neuron.number, e, [edge.weight, edge.square]));
        }
        if neuron.bias != 0.0 {
            all.push((neuron.number, usize::MAX, [neuron.bias, 0.0]));
        }
    }
    all
}

/// Small runs of all kinds.
fn cases() -> Vec<Value> {
    let case = |bias: f64, formula: &str, learner: &dyn Fn(f64) -> Value| {
        json!({
            "seed": 3, "inputs": { "n": 5, "bias": bias }, "target": { "kind": "formula", "formula": formula },
            "learner": learner(if bias == 0.0 { 0.2 } else { 0.05 }), "probe": { "every": 1_000_000 },
        })
    };
    let learner = |gradient: &'static str, eps_stop: f64, neuron: &'static str| {
        move |alpha: f64| {
            json!({
                "kind": "layerwise", "gradient": gradient, "batch": 2000, "lambda1": 0.005, "lambda2": 0.02, "eta": 0.1,
                "eps_stop": eps_stop, "alpha": alpha, "tau": 0.15,
                "max_iterations": if gradient == "batch" { 60 } else { 2000 },
                "network": { "layers": 3, "width": 20, "p1": 0.4, "p2": 0.3, "neuron": neuron },
            })
        }
    };
    vec![
        case(0.0, "x1 + x1x2 + x1x2x3", &learner("population", 0.01, "quadratic")),
        case(0.0, "x1 - 0.8 x1x2 + 0.3", &learner("population", 0.01, "elementwise")),
        case(0.5, "x1 + x1x2", &learner("population", 0.01, "skip")),
        case(0.5, "x1 + x1x2", &learner("population", 0.01, "elementwise")),
        case(0.0, "x1 + x1x2 + x1x2x3", &learner("batch", 0.1, "quadratic")),
        case(0.3, "x1 + x1x2", &learner("batch", 0.1, "elementwise")),
        case(0.3, "x1 + x1x2", &learner("batch", 0.1, "skip")),
    ]
}

#[test]
fn whole_runs_give_the_weights_of_the_literal_algorithms() {
    for case in cases() {
        let mut run = spec::begin(&case, None).unwrap();
        while run.status() == Status::Running {
            run.step(10_000);
        }
        assert_eq!(run.status(), Status::Done, "{case}");
        let (trace, spec) = (run.drain(), run.spec().clone());
        let mut twin = Twin::new(run.task(), &spec);
        twin.train();
        let (ours, theirs) = (nonzero(&run), twin.nonzero());
        assert!(!theirs.is_empty(), "a run that learns nothing proves little: {case}");
        assert_eq!(ours.len(), theirs.len(), "{case}: {ours:?} {theirs:?}");
        for (a, b) in ours.iter().zip(&theirs) {
            let near = (0..2).all(|part| (a.2[part] - b.2[part]).abs() < 1e-8);
            assert!(a.0 == b.0 && a.1 == b.1 && near, "{case}: {a:?} {b:?}");
        }
        let steps: u64 = twin.iterations.iter().map(|t| t + 1).sum();
        assert_eq!(run.iteration(), steps, "{case}");
        assert_eq!(run.samples(), twin.position.samples, "{case}");
        // The loss and every coefficient of the last row are exact.
        let loss = 2.0
            * twin
                .cube()
                .iter()
                .map(|(x, weight, g)| {
                    let f: f64 = twin.forward(x).iter().sum();
                    0.5 * weight * (f - g) * (f - g)
                })
                .sum::<f64>();
        let columns = run.columns();
        let (last, errors) = (
            &trace.values[trace.values.len() - columns.len()..],
            &trace.errors[trace.errors.len() - columns.len()..],
        );
        for (at, name) in columns.iter().enumerate().skip(3) {
            assert_eq!(errors[at], 0.0, "{name}");
        }
        assert!((last[3] - loss).abs() < 1e-8, "{} {loss}", last[3]);
        let x: Vec<f32> = twin.cube()[9].0.iter().map(|x| *x as f32).collect();
        let f: f64 = twin.forward(&twin.cube()[9].0).iter().sum();
        assert!((f64::from(run.predict(&x).unwrap()[0]) - f).abs() < 1e-5);
    }
}

/// The twin's own gradient, by finite differences of its loss.
#[test]
fn the_twins_gradient_is_that_of_its_loss() {
    for case in cases() {
        let run = spec::begin(&case, None).unwrap();
        let spec = run.spec().clone();
        let mut twin = Twin::new(run.task(), &spec);
        // Any state will do: every neuron perturbed, but those after v, whose parents would move.
        let v = 25;
        (0..=v).for_each(|v| twin.perturb(v));
        let cube = twin.cube();
        let (edges, bias) = twin.gradient(v, &twin.others(v, &cube));
        let step = 1e-5;
        let mut checked = 0;
        for at in (0..edges.len()).chain([usize::MAX]) {
            for part in [0, 1] {
                let mut move_by = |change: f64| {
                    twin.update(
                        v,
                        |e, p, w| if e == at && (at == usize::MAX || p == part) { w + change } else { w },
                    );
                    twin.loss(v, &cube)
                };
                let (up, down) = (move_by(step), move_by(-2.0 * step));
                move_by(step);
                let slope = (up - down) / (2.0 * step);
                let told = if at == usize::MAX { bias } else { edges[at][part] };
                assert!((slope - told).abs() < 1e-6, "{case} {at} {part}: {slope} {told}");
                checked += usize::from(told != 0.0);
            }
        }
        assert!(checked > 5);
    }
}

/// Saved at any iteration and restored, a run goes on to the same bits.
#[test]
fn resuming_equals_never_having_stopped() {
    for case in cases() {
        let mut whole = spec::begin(&case, None).unwrap();
        whole.step(u64::MAX);
        let end = whole.iteration();
        for part in [1, 2, 5, 9] {
            let mut run = spec::begin(&case, None).unwrap();
            run.step(end * part / 10 + 1);
            let mut run = snapshot::restore(&snapshot::save(&run)).unwrap();
            run.step(u64::MAX);
            assert_eq!(nonzero(&run), nonzero(&whole));
            assert_eq!(snapshot::save(&run), {
                whole.measure();
                snapshot::save(&whole)
            });
        }
    }
}

/// What can't be trained so is refused by name.
#[test]
fn what_it_can_not_learn_is_refused_by_name() {
    let refused = |change: Value| {
        let mut spec = json!({ "inputs": { "n": 5 }, "target": { "kind": "staircase", "degree": 2 }, "learner": { "kind": "layerwise" } });
        for (name, value) in change.as_object().unwrap() {
            spec[name] = value.clone();
        }
        let error = spec::begin(&spec, None).err().unwrap_or_else(|| panic!("{change} is accepted"));
        format!("{}: {}", error.field, error.why)
    };
    let learner = |change: Value| {
        let mut learner = json!({ "kind": "layerwise" });
        change.as_object().unwrap().iter().for_each(|(name, value)| learner[name] = value.clone());
        json!({ "learner": learner })
    };
    let with = |mut change: Value, more: Value| {
        more.as_object().unwrap().iter().for_each(|(name, value)| change[name] = value.clone());
        change
    };
    for (change, message) in [
        (
            json!({ "inputs": { "kind": "gaussian", "n": 5 } }),
            "learner.kind: \"layerwise\" needs inputs of kind hypercube",
        ),
        (
            json!({ "data": { "kind": "fixed", "count": 100 } }),
            "learner.kind: \"layerwise\" needs data of kind fresh",
        ),
        (
            json!({ "target": { "kind": "toy_teacher" } }),
            "learner.kind: \"layerwise\" needs a target whose Fourier coefficients are known",
        ),
        (learner(json!({ "lambda1": 0 })), "learner.lambda1: 0 is outside [1e-12, 10]"),
        (
            learner(json!({ "gradient": "exact" })),
            "learner.gradient: \"exact\" is not one of population, batch",
        ),
        (learner(json!({ "step_size": 1 })), "learner.step_size: unknown entry"),
        (learner(json!({ "network": { "kind": "relu_resnet" } })), "learner.network.kind: "),
        (learner(json!({ "network": { "p1": 1.5 } })), "learner.network.p1: 1.5 is outside [0, 1]"),
        (
            learner(json!({ "network": { "width": 100_000 } })),
            "learner.network.width: 100000 is outside [1, 21081]",
        ),
        // Where Lemma D.7 does not say that what is passed over stays blank.
        (
            learner(json!({ "pass_over": true, "network": { "neuron": "skip" } })),
            "learner.pass_over: is for quadratic neurons",
        ),
        (
            with(learner(json!({ "pass_over": true })), json!({ "inputs": { "n": 5, "bias": 0.2 } })),
            "learner.pass_over: is for fair coins",
        ),
        (
            with(
                learner(json!({ "pass_over": true })),
                json!({ "features": { "kind": "formulas", "formulas": ["x1x2", "x1 + x2x3"] } }),
            ),
            "learner.pass_over: is for features of one term",
        ),
        (
            with(
                learner(json!({ "pass_over": true })),
                json!({ "target": { "kind": "formula", "formula": "x1 + x1x2 - 0.5" } }),
            ),
            "learner.pass_over: is for targets whose mean is below tau in size",
        ),
        (learner(json!({ "pass_over": true, "eta": 0.5 })), "learner.pass_over: needs eta below tau"),
    ] {
        let said = refused(change);
        assert!(said.starts_with(message), "{said}, not {message}");
    }
}

/// What is told of the neuron in training: its weights from the perturbation to the last iteration, before rounding and
/// thinned, those of squares among them.
#[test]
fn the_weights_of_the_neuron_in_training_are_told_to_its_last_iteration() {
    let spec = json!({
        "seed": 2, "inputs": { "n": 6, "bias": 0.3 }, "target": { "kind": "staircase", "degree": 2, "normalize": false },
        "learner": { "kind": "layerwise", "network": { "layers": 1, "width": 12, "p1": 0.4, "neuron": "skip" } },
        "probe": { "every": 1_000_000 },
    });
    let mut run = spec::begin(&spec, None).unwrap();
    let told = |run: &Experiment| {
        staircase::diagnosis::trained(run.learner().layerwise().unwrap(), run.task().target.terms())
    };
    let (mut before, mut ended) = (None, 0);
    while run.status() == Status::Running {
        run.step(1);
        let now = told(&run).unwrap();
        let rows = now.at.len();
        assert!(rows <= 258 && now.at.is_sorted() && now.at[0] == 0, "{:?}", now.at);
        let k = now.parents.len();
        assert!(
            now.parents.iter().all(|p| p.weights.len() == rows && p.squares.len() == rows)
                && now.biases.len() == rows
        );
        if now.ended {
            // The step that ends it changes no weight but by rounding.
            let last: TrainedNeuron = before.take().unwrap();
            assert_eq!((now.at[rows - 1], last.neuron), (now.iteration, now.neuron));
            for (parent, before) in now.parents.iter().zip(&last.parents) {
                assert_eq!(
                    (parent.weights[rows - 1], parent.squares[rows - 1]),
                    (before.edge.weight, before.edge.square)
                );
            }
            assert_eq!(now.biases[rows - 1], last.bias);
            ended += usize::from(k > 0 && now.iteration % 4 != 0);
        } else {
            before = Some(now);
        }
    }
    assert!(ended > 3, "{ended} neurons ended between the rows that are kept anyway");
}

/// Neurons that Lemma D.7 proves blank are passed over without a difference to what is learned.
#[test]
fn passing_over_learns_the_same_monomials() {
    for seed in 0..3 {
        let learned = |pass_over: bool| {
            let spec = json!({
                "seed": seed, "inputs": { "n": 10 }, "target": { "kind": "staircase", "degree": 3, "normalize": false },
                "learner": {
                    "kind": "layerwise", "pass_over": pass_over,
                    "network": { "layers": 2, "width": 400, "p1": 0.15, "p2": 0.15 },
                },
                "probe": { "every": 1_000_000 },
            });
            let mut run = spec::begin(&spec, None).unwrap();
            run.step(u64::MAX);
            let learner = run.learner().layerwise().unwrap();
            assert_eq!(learner.trained(), 800);
            let neurons = staircase::diagnosis::active(learner);
            (run.iteration(), neurons.into_iter().map(|n| (n.layer, n.index, n.set)).collect::<Vec<_>>())
        };
        let ((all, every), (fewer, passed)) = (learned(false), learned(true));
        assert_eq!(every, passed);
        assert!(fewer < all && every.len() == 3, "{fewer} {all} {every:?}");
    }
}
