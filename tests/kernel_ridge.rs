//! Kernel ridge regression: against the normal equations solved naively, and as a run.

use crate::common::{self, inputs};
use serde_json::{Value, json};
use staircase::rng::{Rng, Stream};
use staircase::spec::{self, Table};
use staircase::{Status, snapshot};

/// x of A x = b, by elimination with pivots.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for k in 0..n {
        let pivot = (k..n).max_by(|&i, &j| a[i][k].abs().total_cmp(&a[j][k].abs())).unwrap();
        a.swap(k, pivot);
        b.swap(k, pivot);
        for i in k + 1..n {
            let factor = a[i][k] / a[k][k];
            (k..n).for_each(|j| a[i][j] -= factor * a[k][j]);
            b[i] -= factor * b[k];
        }
    }
    for k in (0..n).rev() {
        let known: f64 = (k + 1..n).map(|j| a[k][j] * b[j]).sum();
        b[k] = (b[k] - known) / a[k][k];
    }
    b
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

const N: usize = 4;
const RIDGE: f64 = 0.05;

/// `count` inputs off the cube, and a value each.
fn samples(count: usize, seed: u64) -> Table {
    let x = inputs(count, N, seed);
    let y = x.chunks(N).map(|x| x[0] * x[1] - 0.5 * x[2] + 0.25).collect();
    Table { x, y }
}

fn rows(x: &[f32]) -> Vec<Vec<f64>> {
    x.chunks(N).map(common::widen).collect()
}

/// A learner of given samples, 7 an iteration.
fn learner(count: usize, kernel: Value) -> Value {
    json!({
        "inputs": { "kind": "gaussian", "n": N },
        "target": { "kind": "staircase", "degree": 1 },
        "data": { "kind": "table" },
        "learner": { "kind": "kernel_ridge", "batch": 7, "count": count, "ridge": RIDGE, "kernel": kernel },
        "probe": { "every": 1, "samples": 64 }
    })
}

/// What a run of all `samples` then says at `x`.
fn predictions(samples: &Table, kernel: Value, x: &[f32]) -> Vec<f32> {
    let count = samples.y.len();
    let mut run = spec::build(&learner(count, kernel), Some(samples.clone())).unwrap();
    run.step(1000);
    assert_eq!((run.status(), run.samples(), run.iteration()), (Status::Done, 40, 6));
    run.predict(x).unwrap()
}

fn assert_near(ours: &[f32], naive: impl Iterator<Item = f64>) {
    for (ours, naive) in ours.iter().zip(naive) {
        assert!((f64::from(*ours) - naive).abs() < 1e-5 * (1.0 + naive.abs()), "{ours} {naive}");
    }
}

/// f(x) = k(x)ᵀ (K + ridge)⁻¹ y, the kernels by their textbook formulas.
#[test]
fn predictions_solve_the_dual_normal_equations() {
    type Formula = fn(&[f64], &[f64]) -> f64;
    let rbf: Formula = |x, z| {
        let apart: Vec<f64> = x.iter().zip(z).map(|(x, z)| x - z).collect();
        (-product(&apart, &apart) / (2.0 * 0.49 * N as f64)).exp()
    };
    let cubic: Formula = |x, z| ((2.0 + product(x, z) / N as f64) / 3.0).powi(3);
    let ntk: Formula = |x, z| {
        let [xz, xx, zz] = [(x, z), (x, x), (z, z)].map(|(a, b)| (1.0 + product(a, b) / N as f64) / 2.0);
        let angle = (xz / (xx * zz).sqrt()).min(1.0).acos();
        let open = std::f64::consts::PI - angle;
        let relus = (xx * zz).sqrt() * (angle.sin() + open * angle.cos());
        (relus + xz * open) / (2.0 * std::f64::consts::PI)
    };
    let (samples, x) = (samples(40, 1), inputs(30, N, 2));
    for (kernel, formula) in [
        (json!({ "kind": "rbf", "bandwidth": 0.7 }), rbf),
        (json!({ "kind": "polynomial", "degree": 3, "offset": 2 }), cubic),
        (json!({ "kind": "ntk" }), ntk),
    ] {
        let known = rows(&samples.x);
        let entry = |i: usize, j: usize| formula(&known[i], &known[j]) + if i == j { RIDGE } else { 0.0 };
        let gram = (0..40).map(|i| (0..40).map(|j| entry(i, j)).collect()).collect();
        let dual = solve(gram, common::widen(&samples.y));
        let naive =
            rows(&x).into_iter().map(|x| known.iter().zip(&dual).map(|(z, d)| d * formula(&x, z)).sum());
        assert_near(&predictions(&samples, kernel, &x), naive);
    }
}

/// The same fit by its features: the products of at most two coordinates, (ΦᵀΦ + ridge) w = Φᵀ y.
#[test]
fn a_polynomial_kernel_is_ridge_regression_on_products() {
    let offset = 1.5;
    let features = |x: &[f64]| -> Vec<f64> {
        let n = N as f64;
        let linear = x.iter().map(|x| x * (2.0 * offset / n).sqrt());
        let products = x.iter().flat_map(|a| x.iter().map(move |b| a * b / n));
        [offset].into_iter().chain(linear).chain(products).map(|f| f / (offset + 1.0)).collect()
    };
    assert_regression_on(features, json!({ "kind": "polynomial", "degree": 2, "offset": offset }));
}

/// That a kernel's fit is that of ridge regression on its features, Φ (N, p).
fn assert_regression_on(features: impl Fn(&[f64]) -> Vec<f64>, kernel: Value) {
    let (samples, x) = (samples(40, 3), inputs(30, N, 4));
    let phi: Vec<Vec<f64>> = rows(&samples.x).iter().map(|x| features(x)).collect();
    let (count, y) = (phi[0].len(), common::widen(&samples.y));
    let moment = |i: usize, j: usize| phi.iter().map(|f| f[i] * f[j]).sum::<f64>();
    let entry = |i: usize, j: usize| moment(i, j) + if i == j { RIDGE } else { 0.0 };
    let matrix = (0..count).map(|i| (0..count).map(|j| entry(i, j)).collect()).collect();
    let right = (0..count).map(|i| phi.iter().zip(&y).map(|(f, y)| f[i] * y).sum()).collect();
    let weights = solve(matrix, right);
    let naive = rows(&x).into_iter().map(|x| product(&features(&x), &weights));
    assert_near(&predictions(&samples, kernel, &x), naive);
}

/// Fewer features than samples, and more: relu((w·x/√n + b) / √2), times √2 and by √m, as the seed draws w and b.
#[test]
fn random_features_are_those_of_neurons_as_they_were_drawn() {
    for m in [9, 120] {
        let mut rng = Rng::new(1, Stream::Init);
        let drawn: Vec<f64> = (0..m * (N + 1)).map(|_| f64::from(rng.normal())).collect();
        let neuron =
            |row: &[f64], x: &[f64]| (product(&row[..N], x) / (N as f64).sqrt() + row[N]) / 2f64.sqrt();
        let features = |x: &[f64]| -> Vec<f64> {
            drawn.chunks(N + 1).map(|row| neuron(row, x).max(0.0) * (2.0 / m as f64).sqrt()).collect()
        };
        assert_regression_on(features, json!({ "kind": "random_features", "features": m }));
    }
}

/// The loss of an iteration is that of the fit to the samples before it.
#[test]
fn the_loss_is_of_samples_not_yet_fitted() {
    let samples = samples(40, 5);
    let mut run = spec::build(&learner(40, json!({ "kind": "ntk" })), Some(samples.clone())).unwrap();
    let width = run.columns().len();
    run.drain();
    for (x, y) in samples.x.chunks(7 * N).zip(samples.y.chunks(7)) {
        let predicted = run.predict(x).unwrap();
        let squares = predicted.iter().zip(y).map(|(f, y)| f64::from(f - y) * f64::from(f - y));
        let expected = squares.sum::<f64>() / y.len() as f64;
        run.step(1);
        let row = run.drain().values;
        assert_eq!(row.len(), width);
        assert!((row[2] - expected).abs() < 1e-5 * (1.0 + expected), "{} {expected}", row[2]);
    }
    assert_eq!(run.status(), Status::Done);
}

/// On the cube, with features, and fresh samples: 100 in mini-batches of 16, the last one of 4.
fn fresh() -> Value {
    fresh_by(json!({ "kind": "ntk" }))
}

fn fresh_by(kernel: Value) -> Value {
    json!({
        "seed": 3,
        "inputs": { "kind": "hypercube", "n": 9 },
        "features": { "kind": "products", "degree": 2 },
        "target": { "kind": "staircase", "degree": 3 },
        "learner": { "kind": "kernel_ridge", "batch": 16, "count": 100, "kernel": kernel },
        "probe": { "every": 2 }
    })
}

#[test]
fn a_run_that_is_saved_and_sliced_is_the_same() {
    for kernel in [json!({ "kind": "ntk" }), json!({ "kind": "random_features", "features": 30 })] {
        let end = common::saved_and_sliced(&fresh_by(kernel), &[0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!((end.samples(), end.iteration()), (100, 7));
    }
}

/// From a few hundred samples a kernel learns a parity of low degree, and none of a higher one.
#[test]
fn a_kernel_learns_low_degrees() {
    let loss_of = |degree: usize| {
        let mut spec = fresh();
        spec["features"] = Value::Null;
        spec["target"] = json!({ "kind": "parity", "degree": degree });
        spec["learner"] = json!({ "kind": "kernel_ridge", "count": 400, "kernel": { "kind": "rbf" } });
        let mut run = spec::build(&spec, None).unwrap();
        run.step(1000);
        let columns = run.columns();
        let rows = run.drain().values;
        rows[rows.len() - columns.len()..][common::column(&columns, "test_loss")]
    };
    let [low, high] = [loss_of(2), loss_of(6)];
    assert!(low < 0.05 && high > 0.3, "{low} {high}");
}

#[test]
fn what_is_wrong_is_named() {
    for (change, field, part_of_message) in [
        (json!({ "batch": 0 }), "learner.batch", "0 is outside [1, 256]"),
        (json!({ "batch": 257 }), "learner.batch", "257 is outside [1, 256]"),
        (json!({ "count": 6001 }), "learner.count", "6001 is outside [1, 6000]"),
        (json!({ "count": 1.5 }), "learner.count", "1.5 is not a whole number in [1, 6000]"),
        (json!({ "ridge": 0 }), "learner.ridge", "0 is outside [1e-8, 1000]"),
        (
            json!({ "step_size": 0.1 }),
            "learner.step_size",
            "unknown entry; known are kind, batch, count, ridge, kernel",
        ),
        (
            json!({ "network": {} }),
            "learner.network",
            "unknown entry; known are kind, batch, count, ridge, kernel",
        ),
        (json!({ "kernel": "ntk" }), "learner.kernel", "\"ntk\" is not an object"),
        (
            json!({ "kernel": { "kind": "laplace" } }),
            "learner.kernel.kind",
            "\"laplace\" is not one of rbf, polynomial, ntk, random_features",
        ),
        (json!({ "kernel": { "bandwidth": 0 } }), "learner.kernel.bandwidth", "0 is outside [0.01, 100]"),
        (
            json!({ "kernel": { "degree": 3 } }),
            "learner.kernel.degree",
            "unknown entry; known are kind, bandwidth",
        ),
        (
            json!({ "kernel": { "kind": "polynomial", "degree": 21 } }),
            "learner.kernel.degree",
            "21 is outside [1, 20]",
        ),
        (
            json!({ "kernel": { "kind": "polynomial", "offset": -1 } }),
            "learner.kernel.offset",
            "-1 is outside [0, 100]",
        ),
        (
            json!({ "kernel": { "kind": "random_features", "features": 2001 } }),
            "learner.kernel.features",
            "2001 is outside [1, 2000]",
        ),
    ] {
        let mut spec = fresh();
        spec["learner"] = change;
        spec["learner"]["kind"] = "kernel_ridge".into();
        let error = spec::build(&spec, None).err().expect("it is refused");
        assert_eq!(error.field, field);
        assert!(error.why.contains(part_of_message), "{error}");
    }
}

/// Numbers too large to be fitted end the run, with a row that says so, and leave the model as it was.
#[test]
fn what_can_not_be_fitted_ends_the_run() {
    for large in [1e8, 1e18] {
        let mut samples = samples(14, 6);
        samples.x[7 * N..].iter_mut().for_each(|x| *x *= large);
        let spec = learner(14, json!({ "kind": "polynomial", "degree": 20 }));
        let mut run = spec::build(&spec, Some(samples.clone())).unwrap();
        run.step(1);
        let before = run.predict(&samples.x[..7 * N]).unwrap();
        assert_eq!((run.step(10), run.status()), (1, Status::Diverged));
        assert_eq!(run.predict(&samples.x[..7 * N]).unwrap(), before);
        let restored = snapshot::restore(&snapshot::save(&run)).unwrap();
        assert_eq!(restored.predict(&samples.x[..7 * N]).unwrap(), before);
    }
}
