//! Elimination over GF(2): against all parities one by one, and as a run.

use crate::common::{self, column};
use proptest::prelude::*;
use serde_json::{Value, json};
use staircase::learners::{Elimination, Learner};
use staircase::rng::{Rng, Stream};
use staircase::spec::{self, Table};
use staircase::{Experiment, Status};

/// The learner on n fair coins, a sample and a row an iteration.
fn spec_of(n: usize, target: Value, data: Value) -> Value {
    json!({
        "inputs": { "kind": "hypercube", "n": n }, "target": target, "data": data,
        "learner": { "kind": "elimination" }, "probe": { "every": 1, "samples": 64, "sets": [[1]] }
    })
}

/// All points of {-1,1}^n, one after the other.
fn cube(n: usize) -> Vec<f32> {
    (0..n << n).map(|k| if (k / n) >> (k % n) & 1 == 1 { -1.0 } else { 1.0 }).collect()
}

/// The product of the coordinates whose bits are in `set`.
fn parity(set: usize, x: &[f32]) -> f32 {
    x.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).map(|(_, x)| x).product()
}

/// Values of a parity, with a sign and a scale; or, in every second case, with one of them turned or of another size.
fn samples() -> impl Strategy<Value = (usize, Table)> {
    (1usize..=10, any::<usize>(), prop_oneof![Just(1.0f32), Just(-0.3)], any::<u64>(), any::<bool>())
        .prop_map(|(n, set, scale, seed, spoilt)| {
            let (mut rng, count) = (Rng::new(seed >> 3, Stream::Probe), 2 * n + 8);
            let x: Vec<f32> = (0..count * n).map(|_| if rng.bits() & 1 == 1 { -1.0 } else { 1.0 }).collect();
            let mut y: Vec<f32> = x.chunks(n).map(|x| scale * parity(set, x)).collect();
            if spoilt {
                y[rng.below(count)] *= if rng.bits() & 1 == 1 { -1.0 } else { 1.001 };
            }
            (n, Table { x, y })
        })
}

proptest! {
    /// After each sample: the rank is that which leaves so many parities, f is one of them, or 0 where none is left, and its
    /// loss, its coefficients and the loss of a sample before it is taken in are those of that parity.
    #[test]
    fn it_keeps_what_all_parities_keep((n, table) in samples()) {
        let spec = spec_of(n, json!({ "kind": "parity", "set": [1] }), json!({ "kind": "table" }));
        let mut run = spec::build(&spec, Some(table.clone())).unwrap();
        let scale = table.y[0].abs();
        let mut left: Vec<(usize, f32)> = (0..1 << n).flat_map(|set| [(set, scale), (set, -scale)]).collect();
        let points = cube(n);
        for (x, &y) in table.x.chunks(n).zip(&table.y) {
            if run.status() == Status::Done {
                break;
            }
            let before = run.predict(x).unwrap()[0];
            run.drain();
            run.step(1);
            left.retain(|&(set, value)| value * parity(set, x) == y);
            let f = run.predict(&points).unwrap();
            let of = |&(set, value): &(usize, f32)| points.chunks(n).map(move |x| value * parity(set, x));
            let same: Vec<_> = left.iter().filter(|parity| of(parity).eq(f.iter().copied())).collect();
            prop_assert_eq!(same.len(), usize::from(!left.is_empty()));
            prop_assert!(!left.is_empty() || f.iter().all(|f| *f == 0.0));
            let columns = run.columns();
            let entry = |name: &str| column(&columns, name);
            let row = run.drain().values;
            prop_assert_eq!(row[entry("contradicted")], f64::from(u8::from(left.is_empty())));
            if !left.is_empty() {
                prop_assert_eq!(left.len(), 1usize << (n + 1 - row[entry("rank")] as usize));
            }
            prop_assert_eq!(row[entry("train_loss")], f64::from(before - y) * f64::from(before - y));
            let mean = |value: &dyn Fn(&[f32], f32) -> f32| {
                let all = points.chunks(n).zip(&f).map(|(x, f)| f64::from(value(x, *f)));
                all.sum::<f64>() / f.len() as f64
            };
            prop_assert!((row[entry("test_loss")] - mean(&|x, f| (f - x[0]) * (f - x[0]))).abs() < 1e-6);
            let coefficient = row[entry("{1}")];
            prop_assert!((coefficient - mean(&|x, f| f * x[0])).abs() < 1e-6);
        }
        prop_assert!(run.status() == Status::Done || left.len() > 1 || run.samples() == 2 * n as u64 + 8);
    }
}

/// Whichever coins the parity is of, the rank is full after n + 1 samples and Σ 1/(2^k - 1) = 1.607 more on average, and f is
/// right, for good, after n + 1: by the means of 400 seeds and their standard errors.
#[test]
fn it_takes_little_more_than_n_samples() {
    let (n, seeds) = (30, 400);
    let more = 1.0 + (1..60).map(|k| 1.0 / ((1u64 << k) as f64 - 1.0)).sum::<f64>();
    for set in [vec![1, 2, 3], vec![28, 29, 30], (1..=15).collect(), vec![n]] {
        let [mut right, mut full] = [Vec::new(), Vec::new()];
        for seed in 0..seeds {
            let mut spec = spec_of(n, json!({ "kind": "parity", "set": set }), Value::Null);
            spec["seed"] = seed.into();
            let mut run = spec::build(&spec, None).unwrap();
            run.step(1000);
            assert_eq!(run.status(), Status::Done);
            let columns = run.columns();
            let [samples, rank, loss] = ["samples", "rank", "test_loss"].map(|name| column(&columns, name));
            let rows = run.drain().values;
            let first = |found: &dyn Fn(&[f64]) -> bool| {
                rows.chunks(columns.len()).position(found).expect("it has ended")
            };
            let at = [first(&|row| row[loss] == 0.0), first(&|row| row[rank] == n as f64 + 1.0)];
            assert!(rows.chunks(columns.len()).skip(at[0]).all(|row| row[loss] == 0.0));
            let [found, known] = at.map(|row| rows[row * columns.len() + samples] - n as f64);
            assert_eq!(run.samples() as f64, n as f64 + known + 20.0, "as many checks");
            right.push(found);
            full.push(known);
        }
        for (list, expected) in [(right, 1.0), (full, more)] {
            let mean = |of: &dyn Fn(f64) -> f64| list.iter().map(|v| of(*v)).sum::<f64>() / list.len() as f64;
            let (mean, square) = (mean(&|v| v), mean(&|v| v * v));
            let error = ((square - mean * mean) / list.len() as f64).sqrt();
            assert!(
                (mean - expected).abs() < 4.5 * error && error < 0.15,
                "{set:?}: {mean} ± {error}, {expected}"
            );
        }
    }
}

/// The end of a run: samples, rank, whether contradicted, test loss.
fn end_of(mut run: Experiment) -> [f64; 4] {
    run.step(100_000);
    assert_eq!(run.status(), Status::Done);
    let columns = run.columns();
    let rows = run.drain().values;
    ["samples", "rank", "contradicted", "test_loss"]
        .map(|name| rows[rows.len() - columns.len()..][column(&columns, name)])
}

/// Coins that are biased are read as they fell: their raw parity is found, and that of standardised ones is none.
#[test]
fn biased_coins_are_read_as_they_fell() {
    let mut spec = spec_of(12, json!({ "kind": "raw_parity", "degree": 8 }), Value::Null);
    spec["inputs"]["bias"] = 0.5.into();
    let [samples, rank, contradicted, loss] = end_of(spec::build(&spec, None).unwrap());
    assert!(rank == 13.0 && contradicted == 0.0 && samples < 100.0 && loss < 1e-9, "{samples} {rank} {loss}");
    spec["target"] = json!({ "kind": "parity", "degree": 8 });
    let [samples, _, contradicted, _] = end_of(spec::build(&spec, None).unwrap());
    assert!(contradicted == 1.0 && samples < 20.0, "{samples}");
}

/// What is no parity contradicts every one: by values of several sizes at once, by signs alone within a few samples more
/// than n + 1. Then f = 0.
#[test]
fn what_is_no_parity_is_found_out() {
    for (formula, most) in [
        ("x1 + x1*x2 + x1*x2*x3", 20.0),
        ("(x1 + x2 + x3 - x1*x2*x3) / 2", 45.0),
        ("(1 + x1 + x2 - x1*x2) / 2", 45.0),
    ] {
        let target = json!({ "kind": "formula", "formula": formula });
        let [samples, _, contradicted, loss] =
            end_of(spec::build(&spec_of(17, target, Value::Null), None).unwrap());
        let square = if formula.starts_with('x') { 3.0 } else { 1.0 };
        assert!(contradicted == 1.0 && samples <= most, "{formula}: {samples}");
        assert!((loss - square).abs() < 1e-6, "{formula}: {loss}");
    }
}

/// A constant, and a sum that comes to a parity with rounding, are parities.
#[test]
fn constants_and_other_ways_to_write_a_parity_are_parities() {
    for formula in ["-0.7", "0.1*x1*x4 + 0.2*x1*x4", "-x1*x2*x3*x4*x5*x6*x7*x8*x9"] {
        let target = json!({ "kind": "formula", "formula": formula });
        let [_, rank, contradicted, loss] =
            end_of(spec::build(&spec_of(17, target, Value::Null), None).unwrap());
        assert!(rank == 18.0 && contradicted == 0.0 && loss < 1e-12, "{formula}: {rank} {loss}");
    }
}

/// Ten samples that come again and again leave several parities; it ends by its own count of samples.
#[test]
fn few_samples_leave_several_parities() {
    let mut spec =
        spec_of(17, json!({ "kind": "parity", "degree": 9 }), json!({ "kind": "fixed", "count": 10 }));
    spec["learner"]["count"] = 75.into();
    spec["learner"]["batch"] = 20.into();
    let [samples, rank, contradicted, _] = end_of(spec::build(&spec, None).unwrap());
    assert!(samples == 75.0 && rank <= 10.0 && contradicted == 0.0, "{samples} {rank}");
}

#[test]
fn a_run_that_is_saved_and_sliced_is_the_same() {
    let spec = spec_of(70, json!({ "kind": "parity", "degree": 9 }), Value::Null);
    let end = common::saved_and_sliced(&spec, &[0, 1, 30, 60, 70, 75, 80, 85, 90]);
    assert!(end.samples() > 90, "the last stop is before the end");
}

/// Equations that can't be those of samples: of no unknown, not reduced, too many samples or checks, no finite scale.
#[test]
fn forged_equations_are_refused() {
    type Saved = (Vec<u64>, f32, bool, u64, u64);
    let new = |n| Elimination::new(n, 1, 20, 50, true, || 0);
    let load = |n: usize, saved: &Saved| new(n).load(&postcard::to_allocvec(saved).unwrap()).is_ok();
    let good: Saved = (vec![0b10101, 0b01010], 0.5, false, 2, 0);
    assert!(load(3, &good) && load(3, &(Vec::new(), 0.0, false, 0, 0)));
    // Rows of two words.
    assert!(load(70, &good) && !load(70, &(good.0[..1].to_vec(), 0.5, false, 2, 0)));
    for row in [0, 0b10000, 1 << 63, 0b01011, 0b00100] {
        let mut forged = good.clone();
        forged.0[1] = row;
        assert!(!load(3, &forged), "{row:b}");
    }
    let (rows, ..) = good.clone();
    for (scale, samples, checked) in [(f32::NAN, 2, 0), (0.5, 51, 0), (0.5, 2, 3)] {
        assert!(!load(3, &(rows.clone(), scale, false, samples, checked)), "{scale} {samples} {checked}");
    }
    assert!(new(3).load(&[7]).is_err());
}

#[test]
fn what_is_wrong_is_named() {
    for (change, message) in [
        (
            json!({ "inputs": { "kind": "gaussian", "n": 5 } }),
            "learner.kind: \"elimination\" needs inputs of kind hypercube: it takes coordinates for bits",
        ),
        (
            json!({ "features": { "kind": "products", "degree": 2 } }),
            "features.kind: this learner multiplies coordinates by itself: choose \"none\"",
        ),
        (
            json!({ "learner": { "kind": "elimination", "batch": 0 } }),
            "learner.batch: 0 is outside [1, 1024]",
        ),
        (
            json!({ "learner": { "kind": "elimination", "checks": -1 } }),
            "learner.checks: -1 is outside [0, 10000]",
        ),
        (
            json!({ "learner": { "kind": "elimination", "count": 0 } }),
            "learner.count: 0 is outside [1, 1000000]",
        ),
        (
            json!({ "learner": { "kind": "elimination", "network": {} } }),
            "learner.network: unknown entry; known are kind, batch, checks, count",
        ),
    ] {
        let mut spec = spec_of(5, json!({ "kind": "staircase", "degree": 2 }), Value::Null);
        change.as_object().unwrap().iter().for_each(|(name, value)| spec[name] = value.clone());
        assert_eq!(spec::build(&spec, None).err().expect("it is refused").to_string(), message);
    }
}
