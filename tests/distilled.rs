//! The DenseNet with distillation: against a float64 twin, central differences, and what its regularisers are by the paper.

use crate::common::{descended, inputs, stages, widen};
use proptest::prelude::*;
use serde_json::{Value, json};
use staircase::data::Position;
use staircase::networks::{
    self, Connections, DistilledDensenet, Model, Network, Parameter, Regulariser, Shape, Workspace,
};
use staircase::rng::{Rng, Stream};
use staircase::task::{Batch, Oracle};
use staircase::{Status, spec};

type Matrix = Vec<Vec<f64>>;

/// Equations (2.1) and (2.2) and Reg(W, K) of section 2.2 in float64.
struct Naive {
    means: Vec<f64>,
    truncation: f64,
    alpha: Vec<f64>,
    lambda: Regulariser,
    /// In the order of [`networks::export`]: their names' parts, and rows.
    arrays: Vec<(String, usize, usize, Matrix)>,
}

fn product(m: &Matrix, x: &[f64]) -> Vec<f64> {
    m.iter().map(|row| row.iter().zip(x).map(|(w, x)| w * x).sum()).collect()
}

/// AᵀB.
fn cross(a: &Matrix, b: &Matrix) -> Matrix {
    let entry = |i: usize, j: usize| a.iter().zip(b).map(|(a, b)| a[i] * b[j]).sum();
    (0..a[0].len()).map(|i| (0..b[0].len()).map(|j| entry(i, j)).collect()).collect()
}

fn distance(a: &Matrix, b: &Matrix) -> f64 {
    a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| (a - b) * (a - b)).sum()
}

impl Naive {
    fn of(network: &DistilledDensenet, given: &Given) -> Self {
        let arrays = networks::export(network).into_iter().map(|Parameter { name, shape, values }| {
            let (kind, places) = name.trim_end_matches(']').split_once('[').unwrap();
            let mut places = places.split(',').map(|place| place.parse::<usize>().unwrap());
            let (l, j) = (places.next().unwrap(), places.next().unwrap_or(0));
            (kind.to_owned(), l, j, values.chunks(shape[1]).map(widen).collect())
        });
        let Given { means, shape, truncation, lambda, .. } = given;
        let (means, alpha) = (widen(means), shape.alpha.clone());
        Self { means, truncation: *truncation, alpha, lambda: *lambda, arrays: arrays.collect() }
    }

    /// The matrices of a kind in layer l, each with the layer j that it leads from.
    fn of_layer(&self, kind: &str, l: usize) -> Vec<(usize, &Matrix)> {
        let all = self.arrays.iter().filter(|array| array.0 == kind && array.1 == l);
        all.map(|(_, _, j, matrix)| (*j, matrix)).collect()
    }

    fn square(&self, z: f64) -> f64 {
        let t = self.truncation;
        if t == 0.0 || z.abs() <= t { z * z } else { 2.0 * t * z.abs() - t * t }
    }

    /// f of the first `on` layers, and their features S_2, S_3, …
    fn forward(&self, x: &[f64], on: usize) -> (f64, Matrix) {
        let squares = x.iter().zip(&self.means).map(|(x, mean)| x * x - mean).collect();
        let (mut sources, mut f, mut features) = (vec![x.to_vec(), squares], 0.0, Vec::new());
        for l in 2..on + 2 {
            let sum = |kind: &str| {
                let parts =
                    self.of_layer(kind, l).into_iter().map(|(j, matrix)| product(matrix, &sources[j]));
                parts.reduce(|a, b| a.iter().zip(b).map(|(a, b)| a + b).collect()).unwrap()
            };
            f += self.alpha[l - 2] * sum("weight").into_iter().map(|z| self.square(z)).sum::<f64>();
            let s = sum("distilled");
            if let [(_, random)] = self.of_layer("random", l)[..] {
                sources.push(product(random, &s).into_iter().map(|z| self.square(z)).collect());
            }
            features.push(s);
        }
        (f, features)
    }

    /// Reg(W, K) of the layers in `range`, 2 being 0, term by term as the paper has it.
    fn regulariser(&self, layers: std::ops::Range<usize>) -> f64 {
        let Regulariser { lambda3, lambda4, lambda5, lambda6 } = self.lambda;
        layers
            .map(|k| {
                let l = k + 2;
                let concatenated = |kind: &str, of: &dyn Fn(usize) -> bool| -> Matrix {
                    let parts: Vec<_> = self.of_layer(kind, l).into_iter().filter(|(j, _)| of(*j)).collect();
                    let rows = self.of_layer(kind, l)[0].1.len();
                    (0..rows)
                        .map(|r| parts.iter().flat_map(|(_, matrix)| matrix[r].clone()).collect())
                        .collect()
                };
                let [w, k] = ["weight", "distilled"].map(|kind| {
                    [
                        concatenated(kind, &|j| j + 1 == l),
                        concatenated(kind, &|j| j + 1 != l),
                        concatenated(kind, &|_| true),
                    ]
                });
                let term = |a: usize, b: usize| distance(&cross(&k[a], &k[b]), &cross(&w[a], &w[b]));
                let norm = |m: &Matrix| m.iter().flatten().map(|w| w * w).sum::<f64>();
                lambda3 * term(0, 1)
                    + lambda4 * term(0, 0)
                    + lambda5 * term(2, 2)
                    + lambda6 * (norm(&w[2]) + norm(&k[2]))
            })
            .sum()
    }

    fn parameters(&mut self) -> impl Iterator<Item = &mut f64> {
        self.arrays.iter_mut().flat_map(|array| &mut array.3).flatten()
    }
}

/// What a network and its twin are made of.
struct Given {
    means: Vec<f32>,
    shape: Shape,
    truncation: f64,
    lambda: Regulariser,
    deviation: f64,
    seed: u64,
}

impl Given {
    fn network(&self) -> DistilledDensenet {
        let mut rng = Rng::new(self.seed, Stream::Init);
        DistilledDensenet::new(
            self.means.clone(),
            &self.shape,
            self.truncation,
            self.deviation,
            self.lambda,
            &mut rng,
        )
    }
}

const NONE: Regulariser = Regulariser { lambda3: 0.0, lambda4: 0.0, lambda5: 0.0, lambda6: 0.0 };
const ALL: Regulariser = Regulariser { lambda3: 0.3, lambda4: 0.7, lambda5: 0.2, lambda6: 0.5 };

/// Connections, m and k.
const GRAPHS: [(&str, &[usize], &[usize]); 5] = [
    ("", &[3], &[2]),
    ("0", &[70], &[1]),
    ("1; 0 2", &[6, 3], &[4, 2]),
    ("0 1; 0 2; 1 3", &[4, 5, 2], &[3, 1, 2]),
    ("", &[5, 4, 3, 2], &[2, 2, 3, 1]),
];

/// One of the graphs; every other seed truncates.
fn given(graph: usize, n: usize, deviation: f64, seed: u64) -> Given {
    let (text, widths, features) = GRAPHS[graph];
    let shape = Shape {
        widths: widths.to_vec(),
        features: features.to_vec(),
        alpha: [1.0, 0.3, 0.1, 0.05][..widths.len()].to_vec(),
        connections: Connections::parse(text, widths.len()).unwrap(),
    };
    let truncation = if seed.is_multiple_of(2) { 0.0 } else { 0.4 };
    Given { means: inputs(1, n, seed + 7), shape, truncation, lambda: NONE, deviation, seed }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// f and the features of every layer, with the first layers on: in training of truncated squares, else of true ones.
    #[test]
    fn forward_is_its_float64_twin(graph in 0..GRAPHS.len(), n in 1usize..70, batch in 1usize..40, seed in 0u64..1000) {
        let given = given(graph, n, 0.7, seed);
        let mut network = given.network();
        let truncated = Naive::of(&network, &given);
        let quadratic = Naive { truncation: 0.0, ..Naive::of(&network, &given) };
        let x = inputs(batch, n, seed);
        type Pass = for<'w> fn(&DistilledDensenet, &[f32], &'w mut Workspace) -> &'w [f32];
        let passes: [(Pass, &Naive); 2] =
            [(Model::forward, &quadratic), (Network::forward_in_training, &truncated)];
        let (mut workspace, mut other) = (Workspace::default(), Workspace::default());
        prop_assert_eq!(network.hidden_widths(), given.shape.features);
        for on in 1..=network.depth() {
            network.select(on, 0..on);
            for (pass, twin) in passes {
                let all = pass(&network, &x, &mut workspace).to_vec();
                prop_assert!(network.hidden(on, batch, &workspace).is_none());
                for (b, (x, f)) in x.chunks(n).zip(all).enumerate() {
                    let (expected, features) = twin.forward(&widen(x), on);
                    // All terms are positive: nothing cancels but within a neuron's sum.
                    prop_assert!((expected - f64::from(f)).abs() < 1e-4 * (1.0 + expected), "{expected} {f}");
                    for (k, s) in features.iter().enumerate() {
                        let rows = network.hidden(k, batch, &workspace).unwrap();
                        let size = s.iter().fold(1.0, |size: f64, s| size.max(s.abs()));
                        for (v, s) in s.iter().enumerate() {
                            let ours = f64::from(rows.values[v * rows.stride + b]);
                            prop_assert!((ours - s).abs() < 1e-4 * size, "{k}, {v}: {s} {ours}");
                        }
                        // What the layers above see of it.
                        if let [(_, random)] = twin.of_layer("random", k + 2)[..] {
                            let made = network.neurons(k + 1, batch, &workspace).unwrap();
                            prop_assert_eq!(network.layer_widths()[k + 1], random.len());
                            for (v, z) in product(random, s).into_iter().enumerate() {
                                let off = (f64::from(made.at(v, b)) - twin.square(z)).abs();
                                prop_assert!(off < 1e-3 * size * size, "{k}, {v}: {z} {off}");
                            }
                        }
                    }
                    prop_assert_eq!(pass(&network, x, &mut other), [f], "alone and among others");
                }
            }
        }
    }

    #[test]
    fn descending_is_backward_and_update(graph in 0..GRAPHS.len(), n in 1usize..40, batch in 1usize..20, seed in 0u64..1000) {
        // Polynomials of degree 32 explode easily.
        let network = given(graph, n, 0.2, seed).network();
        let after = descended(&network, n, batch, 1e-3, seed);
        prop_assert!(after.params() != network.params() && after.params().iter().all(|p| p.is_finite()));
    }
}

/// ∂/∂ of every parameter, in the order of [`networks::export`], and whether it is trained.
fn flat(network: &DistilledDensenet, grads: &[f32]) -> Vec<(f32, bool)> {
    let is_trained = |at: usize| network.trained().iter().any(|range| range.contains(&at));
    assert!((0..grads.len()).all(|at| is_trained(at) || grads[at] == 0.0));
    let blocks = network.blocks().iter();
    blocks.flat_map(|block| block.values(grads).into_iter().map(|g| (g, is_trained(block.offset)))).collect()
}

/// Central differences of the twin's `objective`.
fn slopes(twin: &mut Naive, objective: impl Fn(&Naive) -> f64) -> Vec<f64> {
    const STEP: f64 = 1e-5;
    let count = twin.parameters().count();
    let slope = |i: usize| {
        let mut moved = |change: f64| {
            *twin.parameters().nth(i).unwrap() += change;
            objective(twin)
        };
        let (above, below) = (moved(STEP), moved(-2.0 * STEP));
        moved(STEP);
        (above - below) / (2.0 * STEP)
    };
    (0..count).map(slope).collect()
}

/// That what is trained has these slopes.
fn assert_slopes(case: &str, twin: &mut Naive, analytic: &[(f32, bool)], objective: impl Fn(&Naive) -> f64) {
    let numeric = slopes(twin, objective);
    assert_eq!(numeric.len(), analytic.len());
    let scale = numeric.iter().map(|g| g.abs()).fold(0.0, f64::max);
    assert!(scale > 1e-3, "{case}: there is something to compare");
    for (i, ((analytic, trained), numeric)) in analytic.iter().zip(numeric).enumerate() {
        let error = (f64::from(*analytic) - numeric).abs();
        assert!(!trained || error < 1e-4 * scale, "{case}, {i}: {numeric}, {analytic}");
    }
}

#[test]
fn gradients_are_central_differences() {
    let n = 4;
    for (graph, seed) in (0..2 * GRAPHS.len()).zip(1..) {
        let given = given(graph % GRAPHS.len(), n, 0.7, seed);
        let mut network = given.network();
        let mut twin = Naive::of(&network, &given);
        for (on, trained) in stages(network.depth()) {
            network.select(on, trained.clone());
            let (x, dout) = (inputs(3, n, seed), [0.7f32, -1.1, 0.4]);
            let mut workspace = Workspace::default();
            network.forward_in_training(&x, &mut workspace);
            let mut grads = vec![0.0; network.params().len()];
            network.backward(&x, &dout, &mut workspace, &mut grads);
            let case = format!("{graph}, {on}, {trained:?}");
            assert_slopes(&case, &mut twin, &flat(&network, &grads), |twin| {
                x.chunks(n).zip(dout).map(|(x, d)| f64::from(d) * twin.forward(&widen(x), on).0).sum()
            });
        }
    }
}

/// Each regulariser alone, and all together.
#[test]
fn regularisers_slope_as_the_papers_formula_does() {
    let alone = [
        Regulariser { lambda3: 1.5, ..NONE },
        Regulariser { lambda4: 1.5, ..NONE },
        Regulariser { lambda5: 1.5, ..NONE },
        Regulariser { lambda6: 1.5, ..NONE },
    ];
    for (graph, lambda) in
        (0..GRAPHS.len()).flat_map(|graph| alone.into_iter().chain([ALL]).map(move |l| (graph, l)))
    {
        let given = Given { lambda, ..given(graph, 4, 1.5, 3) };
        let mut network = given.network();
        assert!(network.regulariser_cost() > 0);
        let mut twin = Naive::of(&network, &given);
        for (on, trained) in stages(network.depth()) {
            network.select(on, trained.clone());
            let mut grads = vec![0.0; network.params().len()];
            network.regularise(&mut grads);
            // Layer 2 of the first graphs sees one layer only, in or outside of what λ_3 and λ_4 are about.
            if twin.regulariser(trained.clone()) == 0.0 {
                assert!(grads.iter().all(|g| *g == 0.0));
                continue;
            }
            let case = format!("{graph}, {lambda:?}, {trained:?}");
            assert_slopes(&case, &mut twin, &flat(&network, &grads), |twin| {
                twin.regulariser(trained.clone())
            });
        }
    }
    assert_eq!(given(0, 4, 0.5, 1).network().regulariser_cost(), 0);
}

fn spec(regime: &str, optimizer: &str, lambda: Regulariser) -> Value {
    let Regulariser { lambda3, lambda4, lambda5, lambda6 } = lambda;
    json!({
        "seed": 4, "inputs": { "kind": "gaussian", "n": 5 }, "target": { "kind": "toy_teacher" }, "data": { "kind": "fresh" },
        "learner": { "kind": "sgd", "batch": 8, "step_size": 0.002, "optimizer": optimizer, "regime": regime, "stage": 30,
                     "network": { "kind": "distilled_densenet", "widths": [4, 3, 2], "features": [2, 2, 1],
                                  "alpha": [1, 0.5, 0.2], "truncation": 2, "lambda3": lambda3, "lambda4": lambda4,
                                  "lambda5": lambda5, "lambda6": lambda6 } },
        "probe": { "every": 25, "samples": 256 },
    })
}

/// With both optimizers, and the regularisers or without: whole runs.
#[test]
fn a_run_is_its_float64_twin() {
    for (optimizer, lambda) in [("sgd", NONE), ("sgd", ALL), ("adam", NONE), ("adam", ALL)] {
        let mut run = spec::build(&spec("together", optimizer, lambda), None).unwrap();
        let shape = Shape {
            widths: vec![4, 3, 2],
            features: vec![2, 2, 1],
            alpha: vec![1.0, 0.5, 0.2],
            connections: Connections::usual(3),
        };
        let given = Given { means: vec![1.0; 5], shape, truncation: 2.0, lambda, deviation: 0.5, seed: 4 };
        let network = given.network();
        assert_eq!(network.params(), run.network().unwrap().params());
        let mut twin = Naive::of(&network, &given);
        let is_random: Vec<bool> =
            twin.arrays.iter().flat_map(|a| vec![a.0 == "random"; a.3.iter().flatten().count()]).collect();
        let (mut batch, mut position) = (Batch::default(), Position::start(4));
        let mut moments = vec![[0.0f64; 2]; is_random.len()];
        for t in 1..=20 {
            Oracle::new(run.task(), &mut position).next(8, &mut batch);
            let gradient = slopes(&mut twin, |twin| {
                let square = |(x, y): (&[f32], &f32)| (twin.forward(&widen(x), 3).0 - f64::from(*y)).powi(2);
                batch.x.chunks(5).zip(&batch.y).map(square).sum::<f64>() / 8.0 + twin.regulariser(0..3)
            });
            for (i, (p, g)) in twin.parameters().zip(gradient).enumerate().filter(|(i, _)| !is_random[*i]) {
                let [m, v] = &mut moments[i];
                *m = 0.9 * *m + 0.1 * g;
                *v = 0.999 * *v + 0.001 * g * g;
                let (mean, square) = (*m / (1.0 - 0.9f64.powi(t)), *v / (1.0 - 0.999f64.powi(t)));
                *p -= 0.002 * if optimizer == "sgd" { g } else { mean / (square.sqrt() + 1e-8) };
            }
        }
        run.step(20);
        let ours = networks::export(run.network().unwrap()).into_iter().flat_map(|p| p.values);
        for (ours, theirs) in ours.zip(twin.parameters()) {
            let error = (f64::from(ours) - *theirs).abs();
            assert!(error < 1e-5, "{optimizer}, {lambda:?}: {ours} against {theirs}");
        }
        twin.truncation = 0.0;
        let x = inputs(3, 5, 9);
        for (x, f) in x.chunks(5).zip(run.predict(&x).unwrap()) {
            let expected = twin.forward(&widen(x), 3).0;
            assert!(
                (f64::from(f) - expected).abs() < 1e-4 * (1.0 + expected),
                "{f} {expected}: what is learned is quadratic"
            );
        }
    }
}

/// R never moves, and of W and K what is trained does: K too, the uppermost by its regulariser alone.
#[test]
fn frozen_layers_do_not_move() {
    for (optimizer, lambda) in [("sgd", NONE), ("sgd", ALL), ("adam", ALL)] {
        for (regime, trained) in [
            ("together", [0..3, 0..3, 0..3, 0..3]),
            ("layerwise", [0..1, 1..2, 2..3, 2..3]),
            ("layerwise_then_together", [0..1, 1..2, 2..3, 0..3]),
            ("successive", [0..1, 0..2, 0..3, 0..3]),
        ] {
            let mut run = spec::build(&spec(regime, optimizer, lambda), None).unwrap();
            for (stage, trained) in trained.into_iter().enumerate() {
                let before = networks::export(run.network().unwrap());
                run.step(30);
                assert_eq!(run.status(), Status::Running);
                let on = if regime == "together" { 3 } else { 3.min(stage + 1) };
                for (before, after) in before.iter().zip(networks::export(run.network().unwrap())) {
                    let (kind, places) = before.name.split_once('[').unwrap();
                    let layer = places[..1].parse::<usize>().unwrap() - 2;
                    let moves = match kind {
                        "weight" => trained.contains(&layer),
                        "distilled" => trained.contains(&layer) && (lambda == ALL || layer + 1 < on),
                        _ => false,
                    };
                    assert_eq!(before.values != after.values, moves, "{regime}, {stage}, {}", before.name);
                }
            }
        }
    }
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let huge = json!({ "widths": [512, 512, 512, 512], "features": [64, 64, 64, 64], "alpha": [1, 1, 1, 1] });
    for (change, why) in [
        (json!({ "features": [4] }), "features: takes one number for each of the widths, here 3, not 1"),
        (json!({ "features": [65, 1, 1] }), "features: 65 is outside [1, 64]"),
        (json!({ "features": [2, 1.5, 1] }), "features: 1.5 is not a whole number"),
        (json!({ "alpha": [1, 0.1] }), "alpha: takes one number for each of the widths, here 3, not 2"),
        (json!({ "connections": "1; 2; 3" }), "connections: J_3 lacks a skip link: 0"),
        (json!({ "truncation": -1 }), "truncation: -1 is outside [0, 1000000]"),
        (json!({ "lambda5": 101 }), "lambda5: 101 is outside [0, 100]"),
        (huge, "widths: 7211520 weights are outside [1, 4000000]"),
    ] {
        let mut spec = spec("together", "sgd", ALL);
        let network = spec["learner"]["network"].as_object_mut().unwrap();
        network.extend(change.as_object().unwrap().clone());
        let error = spec::resolve(&spec, None).unwrap_err().to_string();
        assert_eq!(error, format!("learner.network.{why}"));
    }
}
