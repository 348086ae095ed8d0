//! The quadratic DenseNet and the stages of layered networks: against a float64 twin, central differences, and what must stay.

use crate::common::{descended, inputs, stages, widen};
use proptest::prelude::*;
use serde_json::{Value, json};
use staircase::networks::{
    self, Connections, Model, Network, Parameter, QuadraticDensenet, ReluResnet, Workspace,
};
use staircase::rng::{Rng, Stream};
use staircase::{Status, snapshot, spec};

/// Equation (1.2) in float64: α and the weights (out, in) from each layer below, layer by layer from the second on.
struct Naive {
    means: Vec<f64>,
    layers: Vec<(f64, Vec<Below>)>,
}

/// A layer below, and the weights from it.
type Below = (usize, Vec<Vec<f64>>);

impl Naive {
    fn of(network: &dyn Network, means: &[f32], alpha: &[f64]) -> Self {
        let mut layers: Vec<(f64, Vec<_>)> = alpha.iter().map(|alpha| (*alpha, Vec::new())).collect();
        for Parameter { name, shape, values } in networks::export(network) {
            let places = name.strip_prefix("weight[").and_then(|name| name.strip_suffix(']')).unwrap();
            let (l, j) = places.split_once(',').unwrap();
            let rows = values.chunks(shape[1]).map(widen).collect();
            layers[l.parse::<usize>().unwrap() - 2].1.push((j.parse().unwrap(), rows));
        }
        Self { means: widen(means), layers }
    }

    /// f of the first `on` layers, and the largest term in size that it is a sum of.
    fn forward(&self, x: &[f32], on: usize) -> f64 {
        let x = widen(x);
        let squares = x.iter().zip(&self.means).map(|(x, mean)| x * x - mean).collect();
        let (mut values, mut f) = (vec![x, squares], 0.0);
        for (alpha, below) in &self.layers[..on] {
            let width = below[0].1.len();
            let sum = |v: usize| -> f64 {
                let of = |(j, rows): &Below| rows[v].iter().zip(&values[*j]).map(|(w, g)| w * g).sum::<f64>();
                below.iter().map(of).sum()
            };
            let own: Vec<f64> = (0..width).map(|v| sum(v) * sum(v)).collect();
            f += alpha * own.iter().sum::<f64>();
            values.push(own);
        }
        f
    }

    fn parameters(&mut self) -> impl Iterator<Item = &mut f64> {
        self.layers.iter_mut().flat_map(|(_, below)| below).flat_map(|(_, rows)| rows).flatten()
    }
}

const GRAPHS: [(&str, &[usize]); 5] =
    [("", &[3]), ("0", &[70]), ("1; 0 2", &[6, 3]), ("0 1; 0 2; 1 3", &[4, 5, 2]), ("", &[5, 4, 3, 2])];

/// With weights of this size over the root of how many there are to a neuron.
fn sized(graph: usize, n: usize, deviation: f64, seed: u64) -> (QuadraticDensenet, Vec<f32>, Vec<f64>) {
    let (text, widths) = GRAPHS[graph];
    let means = inputs(1, n, seed + 7);
    let alpha = [1.0, 0.3, 0.1, 0.05][..widths.len()].to_vec();
    let connections = Connections::parse(text, widths.len()).unwrap();
    let mut rng = Rng::new(seed, Stream::Init);
    let network = QuadraticDensenet::new(means.clone(), widths, &alpha, &connections, deviation, &mut rng);
    (network, means, alpha)
}

fn network(graph: usize, n: usize, seed: u64) -> (QuadraticDensenet, Vec<f32>, Vec<f64>) {
    sized(graph, n, 0.7, seed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn forward_is_its_float64_twin(graph in 0..GRAPHS.len(), n in 1usize..70, batch in 1usize..40, seed in 0u64..1000) {
        let (mut network, means, alpha) = network(graph, n, seed);
        let twin = Naive::of(&network, &means, &alpha);
        let x = inputs(batch, n, seed);
        let (mut workspace, mut other) = (Workspace::default(), Workspace::default());
        for on in 1..=network.depth() {
            network.select(on, 0..on);
            let all = network.forward(&x, &mut workspace).to_vec();
            for (x, f) in x.chunks(n).zip(all) {
                let expected = twin.forward(x, on);
                // All terms are positive: nothing cancels but within a neuron's sum.
                prop_assert!((expected - f64::from(f)).abs() < 1e-4 * (1.0 + expected), "{expected} {f}");
                prop_assert_eq!(network.forward(x, &mut other), [f], "alone and among others");
            }
        }
    }

    #[test]
    fn descending_is_backward_and_update(graph in 0..GRAPHS.len(), n in 1usize..40, batch in 1usize..20, seed in 0u64..1000) {
        // Polynomials of degree 32 explode easily.
        let (network, ..) = sized(graph, n, 0.2, seed);
        let after = descended(&network, n, batch, 1e-3, seed);
        prop_assert!(after.params() != network.params() && after.params().iter().all(|p| p.is_finite()));
    }
}

/// Of the layers that are trained; the others have none.
#[test]
fn gradients_are_central_differences() {
    for (graph, seed) in (0..GRAPHS.len()).zip(1..) {
        let n = 4;
        let (mut network, means, alpha) = network(graph, n, seed);
        for (on, trained) in stages(network.depth()) {
            network.select(on, trained.clone());
            let (x, dout) = (inputs(3, n, seed), [0.7f32, -1.1, 0.4]);
            let mut workspace = Workspace::default();
            network.forward(&x, &mut workspace);
            let mut grads = vec![0.0; network.params().len()];
            network.backward(&x, &dout, &mut workspace, &mut grads);
            let outside = |i: &usize| !network.trained().iter().any(|range| range.contains(i));
            assert!((0..grads.len()).filter(outside).all(|i| grads[i] == 0.0));
            let analytic: Vec<f32> = network.blocks().iter().flat_map(|block| block.values(&grads)).collect();
            let is_trained: Vec<bool> = network
                .blocks()
                .iter()
                .flat_map(|block| {
                    vec![network.trained()[0].contains(&block.offset); block.rows * block.columns]
                })
                .collect();

            let mut twin = Naive::of(&network, &means, &alpha);
            let objective = |twin: &Naive| -> f64 {
                x.chunks(n).zip(dout).map(|(x, d)| f64::from(d) * twin.forward(x, on)).sum()
            };
            let mut numeric = Vec::new();
            for i in 0..analytic.len() {
                let mut moved = |change: f64| {
                    *twin.parameters().nth(i).unwrap() += change;
                    objective(&twin)
                };
                let (above, below) = (moved(1e-5), moved(-2e-5));
                moved(1e-5);
                numeric.push((above - below) / 2e-5);
            }
            let scale = numeric.iter().map(|g| g.abs()).fold(0.0, f64::max);
            for (i, (analytic, numeric)) in analytic.iter().zip(numeric).enumerate() {
                let expected = if is_trained[i] { numeric } else { 0.0 };
                let error = (expected - f64::from(*analytic)).abs();
                assert!(error < 1e-4 * scale, "{graph}, {on}, {trained:?}, {i}: {expected}, {analytic}");
            }
        }
    }
}

/// A ResNet of which only the first maps are on is the one that has no others; what is not trained does not move.
#[test]
fn a_resnet_of_the_first_maps_is_a_smaller_one() {
    let (n, width) = (7, 9);
    let mut whole = ReluResnet::new(n, 5, width, &mut Rng::new(1, Stream::Init));
    let arrays = networks::export(&whole);
    let (x, dout) = (inputs(6, n, 3), inputs(6, 1, 4));
    for on in 1..=whole.depth() {
        let mut small = ReluResnet::new(n, on + 1, width, &mut Rng::new(2, Stream::Init));
        let mut own = arrays[..2 * on].to_vec();
        for (array, name) in arrays[arrays.len() - 2..].iter().zip(["weight", "bias"]) {
            own.push(Parameter { name: format!("{name}[{on}]"), ..array.clone() });
        }
        networks::import(&mut small, &own).unwrap();
        for first in 0..on {
            let (mut whole, mut small) = (whole.clone(), small.clone());
            whole.select(on, first..on);
            small.select(on, first..on);
            let (mut workspace, mut other) = (Workspace::default(), Workspace::default());
            assert_eq!(whole.forward(&x, &mut workspace), small.forward(&x, &mut other));
            whole.descend(&x, &dout, &mut workspace, 0.01);
            small.descend(&x, &dout, &mut other, 0.01);
            let (after, theirs) = (networks::export(&whole), networks::export(&small));
            for (k, (after, before)) in after.iter().zip(&arrays).enumerate() {
                let trained = (2 * first..2 * on).contains(&k) || k >= arrays.len() - 2;
                let small = if k >= arrays.len() - 2 {
                    &theirs[k + theirs.len() - arrays.len()]
                } else {
                    theirs.get(k).unwrap_or(before)
                };
                assert_eq!(
                    after.values,
                    if trained { small.values.clone() } else { before.values.clone() },
                    "{k}"
                );
                assert!(!trained || after.values != before.values, "{k} has moved");
            }
        }
    }
    whole.select(4, 0..4);
}

fn staged(regime: &str, optimizer: &str, network: Value) -> Value {
    json!({
        "inputs": { "kind": "gaussian", "n": 5 }, "target": { "kind": "toy_teacher" }, "data": { "kind": "fresh" },
        "learner": { "kind": "sgd", "batch": 8, "step_size": 0.001, "optimizer": optimizer, "l2": 0.01, "clip": 1,
                     "regime": regime, "stage": 30, "network": network },
        "probe": { "every": 25, "samples": 256 },
    })
}

/// Each optimizer moves the layers of the stage and no other, Adam neither.
#[test]
fn frozen_layers_do_not_move() {
    let densenet = json!({ "kind": "quadratic_densenet", "widths": [4, 3, 2], "alpha": [1, 0.5, 0.2] });
    let resnet = json!({ "kind": "relu_resnet", "layers": 4, "width": 6 });
    for (network, optimizer, layer_of) in [
        (
            &densenet,
            "sgd",
            (|name: &str| Some(name[7..8].parse::<usize>().unwrap() - 2)) as fn(&str) -> Option<usize>,
        ),
        (&densenet, "adam", |name| Some(name[7..8].parse::<usize>().unwrap() - 2)),
        // The read-out is trained in every stage.
        (&resnet, "adam", |name| {
            name.trim_end_matches(']').chars().last()?.to_digit(10).map(|l| l as usize).filter(|l| *l < 3)
        }),
    ] {
        for (regime, trained) in [
            ("together", [0..3, 0..3, 0..3, 0..3]),
            ("layerwise", [0..1, 1..2, 2..3, 2..3]),
            ("layerwise_then_together", [0..1, 1..2, 2..3, 0..3]),
            ("successive", [0..1, 0..2, 0..3, 0..3]),
        ] {
            let mut run = spec::build(&staged(regime, optimizer, network.clone()), None).unwrap();
            for (stage, trained) in trained.into_iter().enumerate() {
                let before = networks::export(run.network().unwrap());
                run.step(30);
                assert_eq!(run.status(), Status::Running);
                for (before, after) in before.iter().zip(networks::export(run.network().unwrap())) {
                    let moves = layer_of(&before.name).is_none_or(|l| trained.contains(&l));
                    assert_eq!(
                        before.values != after.values,
                        moves,
                        "{regime}, {optimizer}, stage {stage}, {}",
                        before.name
                    );
                }
            }
        }
    }
}

/// Through every stage, resuming included; a row ends each of them.
#[test]
fn a_staged_run_resumes_where_it_was() {
    let network = json!({ "kind": "quadratic_densenet" });
    for (regime, rows) in [
        ("together", vec![0.0, 25.0, 50.0, 75.0, 100.0]),
        ("layerwise", vec![0.0, 25.0, 30.0, 50.0, 75.0, 100.0]),
        ("layerwise_then_together", vec![0.0, 25.0, 30.0, 50.0, 60.0, 75.0, 100.0]),
        ("successive", vec![0.0, 25.0, 30.0, 50.0, 75.0, 100.0]),
    ] {
        let spec = staged(regime, "adam", network.clone());
        let mut whole = spec::build(&spec, None).unwrap();
        let columns = whole.columns().len();
        whole.step(100);
        for part in [1, 29, 30, 31, 59, 60, 61, 99] {
            let mut run = spec::build(&spec, None).unwrap();
            run.step(part);
            let mut run = snapshot::restore(&snapshot::save(&run)).unwrap();
            run.step(100 - part);
            assert_eq!(snapshot::save(&run), snapshot::save(&whole), "{regime}, {part}");
        }
        let at: Vec<f64> = whole.drain().values.chunks(columns).map(|row| row[0]).collect();
        assert_eq!(at, rows);
    }
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let refusal = |change: &str, value: Value| {
        let mut spec = staged("successive", "sgd", json!({ "kind": "quadratic_densenet" }));
        *spec.pointer_mut(change).unwrap() = value;
        spec::resolve(&spec, None).unwrap_err().to_string()
    };
    for (change, value, why) in [
        (
            "/learner/network",
            json!({ "kind": "quadratic_densenet", "widths": [2.5, 1] }),
            "learner.network.widths: 2.5 is not a whole number",
        ),
        (
            "/learner/network",
            json!({ "kind": "quadratic_densenet", "widths": [2, 1, 1], "alpha": [1, 0.5] }),
            "learner.network.alpha: takes one number for each of the widths, here 3, not 2",
        ),
        (
            "/learner/network",
            json!({ "kind": "quadratic_densenet", "connections": "1; 2" }),
            "learner.network.connections: J_3 lacks a skip link: 0",
        ),
        (
            "/learner/network",
            json!({ "kind": "sparse_quadratic" }),
            "learner.regime: is for networks of layers that can be switched on: of this one all are trained together",
        ),
        (
            "/learner/regime",
            json!("both"),
            "learner.regime: \"both\" is not one of together, layerwise, layerwise_then_together, successive",
        ),
        (
            "/target",
            json!({ "kind": "teacher", "widths": [6, 2] }),
            "target.widths: 6 is outside [1, 5]: no layer is wider than the one below it, nor the first than the inputs (inputs.n)",
        ),
        (
            "/target",
            json!({ "kind": "teacher", "widths": [2, 3] }),
            "target.widths: 3 is outside [1, 2]: no layer is wider than the one below it, nor the first than the inputs (inputs.n)",
        ),
        (
            "/inputs",
            json!({ "kind": "gaussian", "n": 2 }),
            "target.which: needs inputs of at least 3 coordinates, not 2",
        ),
    ] {
        assert_eq!(refusal(change, value), why);
    }
}
