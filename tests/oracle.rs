//! The fast routines against independent ones: a naive float64 twin, finite differences, and a
//! trajectory that another program (PyTorch, float64) computed.

use crate::common::{self, NaiveResnet, descended, inputs, widen};
use proptest::prelude::*;
use serde_json::{Value, json};
use staircase::Status;
use staircase::networks::{self, Model, Network, Parameter, ReluResnet, Workspace};
use staircase::rng::{Rng, Stream};
use staircase::spec::{self, Table};

fn network(n: usize, maps: usize, width: usize, seed: u64) -> ReluResnet {
    ReluResnet::new(n, maps, width, &mut Rng::new(seed, Stream::Init))
}

/// Shapes that meet every edge: one word of masks and several, padding and none, one batch word
/// and several, no residual layer and many.
fn shapes() -> impl Strategy<Value = (usize, usize, usize, usize, u64)> {
    (1usize..70, 2usize..6, 1usize..140, 1usize..80, 0u64..1000)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn forward_is_its_float64_twin((n, maps, width, batch, seed) in shapes()) {
        let network = network(n, maps, width, seed);
        let twin = NaiveResnet::of(&network);
        let x = inputs(batch, n, seed);
        let mut workspace = Workspace::default();
        for (x, f) in x.chunks(n).zip(network.forward(&x, &mut workspace)) {
            let expected = twin.forward(&widen(x));
            prop_assert!((expected - f64::from(*f)).abs() < 1e-4 * (1.0 + expected.abs()), "{expected} {f}");
        }
    }

    /// `descend` is `backward` and an update, to the bit, and leaves the padding at zero.
    #[test]
    fn descending_is_backward_and_update((n, maps, width, batch, seed) in shapes()) {
        let fused = descended(&network(n, maps, width, seed), n, batch, 0.01, seed);
        let kept: f64 = networks::export(&fused).iter().flat_map(|p| &p.values).map(|v| f64::from(v.abs())).sum();
        let all: f64 = fused.params().iter().map(|v| f64::from(v.abs())).sum();
        prop_assert!((kept - all).abs() < 1e-9 * all, "padding is not zero");
    }
}

/// With two linear maps it is f(x) = a·relu(W x + b) + c, written out.
#[test]
fn two_maps_are_a_two_layer_network() {
    let (n, width) = (7, 10);
    let network = network(n, 2, width, 3);
    let parameters = networks::export(&network);
    let [w, b, a, c] = &parameters[..] else { panic!("four arrays") };
    let x = inputs(20, n, 4);
    for (x, f) in x.chunks(n).zip(network.forward(&x, &mut Workspace::default())) {
        let relu = |k: usize| {
            let row = &w.values[k * n..][..n];
            (row.iter().zip(x).map(|(w, x)| w * x).sum::<f32>() + b.values[k]).max(0.0)
        };
        let expected = (0..width).map(|k| a.values[k] * relu(k)).sum::<f32>() + c.values[0];
        assert!((f - expected).abs() < 1e-5, "{f} {expected}");
    }
}

/// So many steps on each mini-batch are, to the bit, what a twin makes that is handed every mini-batch so many times: as a
/// schedule by iterations, samples counted once, and the loss of the first step; or of the one that explodes, before which
/// both stop.
#[test]
fn steps_on_the_same_batch_are_steps_one_by_one() {
    let (n, batch, repeats) = (6, 5, 3);
    let x = inputs(8 * batch, n, 1);
    let y: Vec<f32> = x.chunks(n).map(|x| x[0] + x[0] * x[1]).collect();
    let again = |values: &[f32], width: usize| {
        values.chunks(batch * width).map(|values| values.repeat(repeats)).collect::<Vec<_>>().concat()
    };
    let table = Table { x: again(&x, n), y: again(&y, 1) };
    for (optimizer, step_size, explodes) in [("sgd", 0.05, false), ("adam", 0.05, false), ("sgd", 9.0, true)]
    {
        let run = |table: &Table, repeats: usize, every: usize| {
            let spec = json!({
                "inputs": { "kind": "gaussian", "n": n }, "target": { "kind": "staircase", "degree": 2 },
                "data": { "kind": "table" },
                "learner": { "batch": batch, "repeats": repeats, "step_size": step_size, "optimizer": optimizer,
                             "decay": { "every": every, "divide_by": [1, 2, 4] },
                             "network": { "layers": 3, "width": 9 } },
                "probe": { "every": 1, "samples": 64 }
            });
            let mut run = spec::build(&spec, Some(table.clone())).unwrap();
            run.step(every as u64 * 8);
            let columns = run.columns();
            let loss = common::column(&columns, "train_loss");
            let losses: Vec<f64> = run.drain().values.chunks(columns.len()).map(|row| row[loss]).collect();
            (run, losses)
        };
        let (ours, losses) = run(&Table { x: x.clone(), y: y.clone() }, repeats, 2);
        let (twin, all) = run(&table, 1, 2 * repeats);
        assert_eq!(ours.status() == Status::Diverged, explodes);
        assert_eq!(ours.status(), twin.status());
        assert_eq!(ours.network().unwrap().params(), twin.network().unwrap().params());
        assert_eq!(ours.iteration(), twin.iteration().div_ceil(repeats as u64));
        assert_eq!(ours.samples(), ours.iteration() * batch as u64);
        let mut firsts: Vec<f64> = all[1..].iter().step_by(repeats).copied().collect();
        if explodes {
            *firsts.last_mut().unwrap() = *all.last().unwrap();
        }
        assert_eq!(losses[1..], firsts, "{optimizer}");
    }
}

/// ∂f/∂θ by central differences of the float64 twin, for every parameter of a small network.
#[test]
fn gradients_are_central_differences() {
    for (n, maps, width, seed) in [(5, 2, 4, 1), (6, 4, 7, 2), (9, 5, 11, 3), (3, 3, 70, 4)] {
        let network = network(n, maps, width, seed);
        let (x, dout) = (inputs(3, n, seed), [0.7f32, -1.1, 0.4]);
        let mut workspace = Workspace::default();
        network.forward(&x, &mut workspace);
        let mut grads = vec![0.0; network.params().len()];
        network.backward(&x, &dout, &mut workspace, &mut grads);
        let analytic: Vec<f32> = network.blocks().iter().flat_map(|block| block.values(&grads)).collect();

        let mut twin = NaiveResnet::of(&network);
        let objective = |twin: &NaiveResnet| -> f64 {
            x.chunks(n).zip(dout).map(|(x, d)| f64::from(d) * twin.forward(&widen(x))).sum()
        };
        let scale = analytic.iter().map(|g| g.abs()).fold(0.0, f32::max);
        let h = 1e-6;
        for (i, analytic) in analytic.into_iter().enumerate() {
            *twin.parameters_mut().nth(i).unwrap() += h;
            let above = objective(&twin);
            *twin.parameters_mut().nth(i).unwrap() -= 2.0 * h;
            let below = objective(&twin);
            *twin.parameters_mut().nth(i).unwrap() += h;
            let numeric = (above - below) / (2.0 * h);
            assert!(
                (numeric - f64::from(analytic)).abs() < 1e-5 * f64::from(scale),
                "parameter {i} of {n}/{maps}/{width}: {numeric} by differences, {analytic} by backward"
            );
        }
    }
}

/// What PyTorch computed, in float64; `about` in the file states the network and the layouts.
struct Reference {
    file: Value,
    x: Vec<f32>,
    y: Vec<f32>,
}

impl Reference {
    fn load() -> Self {
        let text = std::fs::read_to_string("tests/reference/resnet-trajectory.json").unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        let signs = |row: &Value| -> Vec<f32> {
            row.as_str().unwrap().chars().map(|bit| if bit == '1' { 1.0 } else { -1.0 }).collect()
        };
        let rows: Vec<Vec<f32>> = file["x_bits"].as_array().unwrap().iter().map(signs).collect();
        let k = file["k"].as_u64().unwrap() as usize;
        let value =
            |x: &Vec<f32>| (1..=k).map(|j| x[..j].iter().product::<f32>()).sum::<f32>() / (k as f32).sqrt();
        let y = rows.iter().map(value).collect();
        Self { x: rows.concat(), y, file }
    }

    fn integer(&self, name: &str) -> usize {
        self.file[name].as_u64().unwrap() as usize
    }

    /// The parameters under `name`, as users give them.
    fn parameters(&self, name: &str) -> Vec<Parameter> {
        let maps = self.file[name].as_array().unwrap().iter().enumerate();
        maps.flat_map(|(l, map)| {
            let rows: Vec<Vec<f32>> = map[0].as_array().unwrap().iter().map(numbers).collect();
            let bias = numbers(&map[1]);
            [
                Parameter {
                    name: format!("weight[{l}]"),
                    shape: vec![rows.len(), rows[0].len()],
                    values: rows.concat(),
                },
                Parameter { name: format!("bias[{l}]"), shape: vec![bias.len()], values: bias },
            ]
        })
        .collect()
    }

    fn network(&self) -> ReluResnet {
        let mut network = network(self.integer("n"), self.integer("maps"), self.integer("width"), 1);
        networks::import(&mut network, &self.parameters("initial")).unwrap();
        network
    }
}

fn numbers(list: &Value) -> Vec<f32> {
    list.as_array().unwrap().iter().map(|v| v.as_f64().unwrap() as f32).collect()
}

fn assert_near(name: &str, ours: &[f32], theirs: &[f32]) {
    let scale = theirs.iter().map(|v| v.abs()).fold(0.0, f32::max);
    assert_eq!(ours.len(), theirs.len(), "{name}");
    for (a, b) in ours.iter().zip(theirs) {
        assert!((a - b).abs() < 1e-4 * scale, "{name}: {a} against {b}");
    }
}

#[test]
fn first_gradient_is_pytorchs() {
    let reference = Reference::load();
    let (network, batch) = (reference.network(), reference.integer("batch"));
    let x = &reference.x[..batch * reference.integer("n")];
    let mut workspace = Workspace::default();
    let f = network.forward(x, &mut workspace).to_vec();
    let dout: Vec<f32> = f.iter().zip(&reference.y).map(|(f, y)| 2.0 / batch as f32 * (f - y)).collect();
    let mut grads = vec![0.0; network.params().len()];
    network.backward(x, &dout, &mut workspace, &mut grads);
    let theirs = reference.file["first_gradient"].as_array().unwrap();
    assert_eq!(network.blocks().len(), theirs.len());
    for (block, theirs) in network.blocks().iter().zip(theirs) {
        let theirs = match &theirs[0] {
            Value::Array(_) => theirs.as_array().unwrap().iter().flat_map(numbers).collect(),
            _ => numbers(theirs),
        };
        assert_near(&block.name, &block.values(&grads), &theirs);
    }
}

/// 200 steps from the same weights on the same mini-batches, through the public API: every loss
/// and the final weights.
#[test]
fn reproduces_a_pytorch_trajectory() {
    let reference = Reference::load();
    let spec = json!({
        "inputs": { "n": reference.integer("n") },
        "target": { "kind": "staircase", "degree": reference.integer("k"), "normalize": true },
        "data": { "kind": "table" },
        "learner": {
            "batch": reference.integer("batch"),
            "step_size": reference.file["step_size"],
            "network": { "layers": reference.integer("maps"), "width": reference.integer("width") }
        },
        "probe": { "every": 1 }
    });
    let table = spec::Table { x: reference.x.clone(), y: reference.y.clone() };
    let mut run = spec::build(&spec, Some(table)).unwrap();
    networks::import(run.network_mut().unwrap(), &reference.parameters("initial")).unwrap();
    let steps = reference.integer("steps") as u64;
    assert_eq!(run.step(steps), steps);

    let (width, trace) = (run.columns().len(), run.drain());
    let rows = trace.values.chunks(width).skip(1);
    let losses = reference.file["losses"].as_array().unwrap();
    assert_eq!(rows.len(), losses.len());
    for (row, expected) in rows.zip(losses) {
        let (iteration, loss, expected) = (row[0], row[2], expected.as_f64().unwrap());
        assert!((loss / expected - 1.0).abs() < 1e-4, "{iteration}: {loss} against {expected}");
    }
    let ours = networks::export(run.network().unwrap());
    for (ours, theirs) in ours.iter().zip(reference.parameters("final")) {
        assert_near(&ours.name, &ours.values, &theirs.values);
    }
}
