//! The low-degree algorithm: against its definition set by set, and as a run.

use crate::common::{self, column};
use proptest::prelude::*;
use serde_json::{Value, json};
use staircase::Status;
use staircase::learners::{Learner, LowDegree};
use staircase::spec::{self, Table};

/// The learner on n coins.
fn spec_of(n: usize, bias: f64, target: Value, learner: Value) -> Value {
    let mut spec = json!({
        "inputs": { "kind": "hypercube", "n": n, "bias": bias }, "target": target, "learner": learner,
        "probe": { "every": 1, "samples": 64, "sets": [[1]] }
    });
    spec["learner"]["kind"] = "low_degree".into();
    spec
}

/// The sets of at most `degree` of n coordinates, 0-based, in whatever order.
fn sets(n: usize, degree: usize) -> impl Iterator<Item = Vec<usize>> {
    let all = (0..1usize << n).filter(move |set| set.count_ones() as usize <= degree);
    all.map(move |set| (0..n).filter(|i| set >> i & 1 == 1).collect())
}

fn character(set: &[usize], x: &[f32]) -> f64 {
    set.iter().map(|i| f64::from(x[*i])).product()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// f(x) = Σ ĝ_S χ_S(x) over the sets that stand out, by the formulas; and its loss and coefficients are those of the
    /// kept sets, and of samples before they are taken in.
    #[test]
    fn it_keeps_what_stands_out(
        n in 2usize..8, degree in 1usize..5, bias in prop_oneof![Just(0.0), Just(0.4)], seed in 0u64..1000
    ) {
        let degree = degree.min(n);
        // Two sets, and all others of two coins by the way: with some of the noise.
        let target = json!({ "kind": "formula", "formula": "x1 + 0.3*x1*x2 - 0.1*x2" });
        let learner = json!({ "degree": degree, "batch": 30, "count": 100 });
        let mut spec = spec_of(n, bias, target.clone(), learner);
        // The same samples, known.
        let law = common::coins(n, bias, 100, seed);
        let y: Vec<f32> = law.chunks(n).map(|x| x[0] + 0.3 * x[0] * x[1] - 0.1 * x[1]).collect();
        spec["data"] = json!({ "kind": "table" });
        let mut run = spec::build(&spec, Some(Table { x: law.clone(), y: y.clone() })).unwrap();
        let columns = run.columns();
        let mut seen = 0;
        while run.status() != Status::Done {
            let size = 30.min(100 - seen);
            let (x, values) = (&law[seen * n..][..size * n], &y[seen..][..size]);
            let before = run.predict(x).unwrap();
            run.drain();
            run.step(1);
            let row = run.drain().values;
            let squares = before.iter().zip(values).map(|(f, y)| f64::from(f - y) * f64::from(f - y));
            let loss = squares.sum::<f64>() / size as f64;
            prop_assert!((row[column(&columns, "train_loss")] - loss).abs() < 1e-9);
            seen += size;
            let all: Vec<Vec<usize>> = sets(n, degree).collect();
            let threshold = 2.0 * (2.0 * all.len() as f64 / 0.01).ln();
            let mut kept = Vec::new();
            for set in all {
                let [mut sum, mut squares] = [0.0; 2];
                for (x, y) in law.chunks(n).zip(&y).take(seen) {
                    let product = f64::from(*y) * character(&set, x);
                    sum += product;
                    squares += product * product;
                }
                // Not at the very edge, where rounding decides.
                prop_assume!((sum * sum / (threshold * squares) - 1.0).abs() > 1e-6);
                if sum * sum > threshold * squares {
                    kept.push((set, sum / seen as f64));
                }
            }
            prop_assert_eq!(row[column(&columns, "kept")], kept.len() as f64);
            let points = &law[..20 * n];
            for (x, f) in points.chunks(n).zip(run.predict(points).unwrap()) {
                let sum: f64 = kept.iter().map(|(set, c)| c * character(set, x)).sum();
                prop_assert!((f64::from(f) - sum).abs() < 1e-6 * (1.0 + sum.abs()));
            }
            let of = |set: &[usize]| kept.iter().find(|(s, _)| s == set).map_or(0.0, |(_, c)| *c);
            let coefficient = row[column(&columns, "{1}")];
            prop_assert!((coefficient - of(&[0])).abs() < 1e-9);
            let distance: f64 = sets(n, n)
                .map(|set| {
                    let g = match set[..] { [0] => 1.0, [0, 1] => 0.3, [1] => -0.1, _ => 0.0 };
                    (of(&set) - g) * (of(&set) - g)
                })
                .sum();
            prop_assert!((row[column(&columns, "test_loss")] - distance).abs() < 1e-9);
        }
        prop_assert_eq!(run.samples(), 100);
    }
}

/// The largest coefficients at the end of a run.
fn found(spec: &Value) -> Vec<Vec<usize>> {
    let mut run = spec::build(spec, None).unwrap();
    run.step(1_000_000);
    assert_eq!(run.status(), Status::Done);
    let strongest = run.spectrum(100).into_iter().filter(|c| c.coefficient != 0.0);
    let mut sets: Vec<_> = strongest.map(|c| c.set).collect();
    sets.sort();
    sets
}

/// S_10 on 30 coins by sets of at most three: its first three steps, nothing else, whatever the seed.
#[test]
fn it_finds_the_low_steps_of_a_staircase_alone() {
    for seed in 0..5 {
        let target = json!({ "kind": "staircase", "degree": 10 });
        let mut spec = spec_of(30, 0.0, target, json!({ "degree": 3, "batch": 1000 }));
        spec["seed"] = seed.into();
        assert_eq!(found(&spec), [vec![1], vec![1, 2], vec![1, 2, 3]], "seed {seed}");
    }
}

/// A parity of three of 30 coins stands out once N > 2 ln(2M / 0.01) = 27.4, of M = 4,526 sets: at 28 samples, as all its
/// products are 1; noise with it in less than one run of a hundred.
#[test]
fn it_finds_a_parity_by_the_logarithm_of_the_number_of_sets() {
    let mut with_noise = 0;
    for seed in 0..200 {
        let target = json!({ "kind": "parity", "set": [4, 11, 26] });
        let of = |count: u64| {
            let mut spec = spec_of(30, 0.0, target.clone(), json!({ "batch": count, "count": count }));
            spec["seed"] = seed.into();
            found(&spec)
        };
        assert_eq!(of(27).len(), 0, "seed {seed}");
        let sets = of(28);
        assert!(sets.contains(&vec![4, 11, 26]), "seed {seed}");
        with_noise += usize::from(sets.len() > 1);
    }
    assert!(with_noise <= 6, "{with_noise} of 200 runs");
}

/// A parity of more coins than it looks at is nothing to it, with however many samples.
#[test]
fn it_does_not_find_a_parity_of_higher_degree() {
    let learner = json!({ "batch": 1000, "count": 50_000 });
    let spec = spec_of(20, 0.0, json!({ "kind": "parity", "degree": 4 }), learner);
    assert_eq!(found(&spec), Vec::<Vec<usize>>::new());
}

#[test]
fn a_run_that_is_saved_and_sliced_is_the_same() {
    for bias in [0.0, 0.3] {
        let target = json!({ "kind": "staircase", "degree": 3 });
        let spec = spec_of(9, bias, target, json!({ "batch": 16, "count": 300 }));
        let end = common::saved_and_sliced(&spec, &[0, 1, 5, 10, 18, 19]);
        assert_eq!((end.samples(), end.iteration()), (300, 19));
    }
}

#[test]
fn forged_sums_are_refused() {
    let load = |samples: u64, products: usize, squares: usize, fair: bool| {
        let mut learner = LowDegree::new(4, 2, 10, 100, fair, true);
        learner
            .load(&postcard::to_allocvec(&(samples, vec![1.0; products], vec![1.0; squares])).unwrap())
            .is_ok()
    };
    assert!(load(100, 11, 1, true) && load(100, 11, 11, false));
    assert!(
        !load(101, 11, 1, true)
            && !load(100, 10, 1, true)
            && !load(100, 11, 11, true)
            && !load(100, 11, 1, false)
    );
    assert!(LowDegree::new(4, 2, 10, 100, true, true).load(&[7]).is_err());
}

#[test]
fn what_is_wrong_is_named() {
    let target = || json!({ "kind": "staircase", "degree": 2 });
    for (n, change, message) in [
        (
            5,
            json!({ "inputs": { "kind": "uniform", "n": 5 } }),
            "learner.kind: \"low_degree\" needs inputs of kind hypercube: it correlates with products of coins",
        ),
        (
            5,
            json!({ "features": { "kind": "products", "degree": 2 } }),
            "features.kind: this learner multiplies coordinates by itself: choose \"none\"",
        ),
        (
            30,
            json!({ "learner": { "kind": "low_degree", "degree": 6 } }),
            "learner.degree: 6 is outside [1, 5]",
        ),
        (
            256,
            json!({ "learner": { "kind": "low_degree", "degree": 3 } }),
            "learner.degree: 3 is outside [1, 2]",
        ),
        (
            4,
            json!({ "learner": { "kind": "low_degree", "degree": 5 } }),
            "learner.degree: 5 is outside [1, 4]",
        ),
        (
            14,
            json!({ "learner": { "kind": "low_degree", "degree": 11 } }),
            "learner.degree: 11 is outside [1, 10]",
        ),
        (
            5,
            json!({ "learner": { "kind": "low_degree", "count": 0 } }),
            "learner.count: 0 is outside [1, 1000000]",
        ),
        (
            5,
            json!({ "learner": { "kind": "low_degree", "batch": 1025 } }),
            "learner.batch: 1025 is outside [1, 1024]",
        ),
    ] {
        let mut spec = spec_of(n, 0.0, target(), json!({}));
        change.as_object().unwrap().iter().for_each(|(name, value)| spec[name] = value.clone());
        assert_eq!(spec::resolve(&spec, None).expect_err("it is refused").to_string(), message);
    }
    // Left out, it is as high as it may be.
    let complete = spec::resolve(&spec_of(256, 0.0, target(), json!({})), None).unwrap();
    assert_eq!(complete["learner"]["degree"], 2);
}
