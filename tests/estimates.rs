//! Whatever is followed and under every law, the test loss and the coefficients lie within their
//! standard errors as often as they should: on networks at rest, whose truth is known, and on trained
//! ones, against a far larger design of another seed.

use serde_json::{Value, json};
use staircase::basis::MultiIndex;
use staircase::rng::{Rng, Stream};
use staircase::{Experiment, Status, networks, probes, spec};

/// One of a list.
fn one<T: Clone>(rng: &mut Rng, list: &[T]) -> T {
    list[rng.below(list.len())].clone()
}

/// Each law under a name.
fn law(name: &str, rng: &mut Rng) -> Value {
    let n = 15 + rng.below(20);
    let biases = [-0.95, -0.8, 0.5, 0.9, 0.95];
    match name {
        "fair" => json!({ "n": n }),
        "biased" => json!({ "n": n, "bias": one(rng, &biases) }),
        "own biases" => json!({ "n": n, "bias": one(rng, &[-0.5, 0.0, 0.4]), "spread": 0.45 }),
        "gaussian" => json!({ "kind": "gaussian", "n": n }),
        "normal" => json!({ "kind": "normal", "n": n, "mean": 0.5, "deviation": 1.5, "correlation": 0.3 }),
        "mixture" => json!({ "kind": "mixture", "n": n, "separation": one(rng, &[0.3, 0.8]), "split": 8 }),
        basis => json!({ "kind": "uniform", "n": n, "basis": basis }),
    }
}

const LAWS: [&str; 8] =
    ["fair", "biased", "own biases", "gaussian", "normal", "mixture", "legendre", "trigonometric"];

/// Some coordinates of n, each once and in order.
fn set(rng: &mut Rng, n: usize, size: usize) -> Vec<usize> {
    let mut set: Vec<usize> = rng.permutation(n)[..size].iter().map(|i| i + 1).collect();
    set.sort_unstable();
    set
}

/// Random sets of up to `most` coordinates, each once.
fn different_sets(rng: &mut Rng, n: usize, count: usize, least: usize, most: usize) -> Vec<Vec<usize>> {
    let mut sets: Vec<Vec<usize>> = (0..count)
        .map(|_| {
            let size = least + rng.below(most - least + 1);
            set(rng, n, size)
        })
        .collect();
    sets.sort();
    sets.dedup();
    sets
}

const FORMULAS: [&str; 3] = [
    "(chi{1} + chi{2} + chi{3} + chi{4})^3 / 5",
    "chi{1} + chi{2,3} + 2 chi{1,2,3,4}",
    // 129 terms.
    "(1 + chi{1})*(1 + chi{2})*(1 + chi{3})*(1 + chi{4})*(1 + chi{5})*(1 + chi{6})*(1 + chi{7}) / 4 + chi{8,9,10,11,12,13}",
];

fn target(coins: bool, n: usize, rng: &mut Rng) -> Value {
    let degree = if coins { 1 + rng.below(14) } else { 1 + rng.below(5) };
    match rng.below(if coins { 7 } else { 5 }) {
        0 => json!({ "kind": "parity", "set": set(rng, n, degree) }),
        1 => json!({ "kind": "staircase", "degree": degree.min(10), "normalize": rng.below(2) == 0 }),
        2 => {
            let count = 1 + rng.below(12);
            let sets = different_sets(rng, n, count, 0, degree.min(6));
            let term = |set| json!({ "set": set, "coefficient": 0.2 + f64::from(rng.unit()) });
            json!({ "kind": "expansion", "terms": sets.into_iter().map(term).collect::<Vec<_>>() })
        }
        3 => {
            json!({ "kind": "random_staircase", "sparsity": one(rng, &[3, 10, 100]), "degree": 1 + degree.min(4) })
        }
        4 => json!({ "kind": "formula", "formula": one(rng, &FORMULAS) }),
        5 => json!({ "kind": "decision_tree", "depth": 1 + rng.below(5), "draw": rng.below(1000) }),
        _ => json!({ "kind": "raw_parity", "degree": 1 + rng.below(8) }),
    }
}

fn random_spec(name: &str, rng: &mut Rng) -> Value {
    let law = law(name, rng);
    let n = law["n"].as_u64().unwrap() as usize;
    let target = target(law["kind"].is_null(), n, rng);
    let sets = match rng.below(6) {
        0 => json!("target"),
        1 => json!("strongest"),
        2 => json!("prefixes"),
        3 => json!([[1], [2, 3]]),
        4 => json!(different_sets(rng, n, 3, 1, 4)),
        _ => json!(different_sets(rng, n, 70, 2, 2)),
    };
    json!({
        "seed": rng.below(1000),
        "inputs": law,
        "target": target,
        "learner": { "step_size": 0.005, "network": { "layers": 2, "width": 12 } },
        "probe": { "every": 1_000_000, "samples": one(rng, &[2, 300, 1000, 4096]), "sets": sets },
    })
}

/// The estimates and errors of a row after the first three entries.
fn measured(run: &mut Experiment) -> Vec<(f64, f64)> {
    run.measure();
    let width = run.columns().len();
    let trace = run.drain();
    let last = trace.values.len() - width + 3;
    trace.values[last..].iter().copied().zip(trace.errors[last..].iter().copied()).collect()
}

/// The loss and the coefficients as they are measured with the network at rest: all parameters 0.
fn at_rest(run: &mut Experiment) -> Vec<(f64, f64)> {
    run.step(1);
    let mut parameters = networks::export(run.network().unwrap());
    parameters.iter_mut().for_each(|parameter| parameter.values.fill(0.0));
    networks::import(run.network_mut().unwrap(), &parameters).unwrap();
    measured(run)
}

/// Of a network that is 0, the loss is the mean square of the target, Parseval's sum, and all
/// coefficients are 0.
fn check_at_rest(name: &str, spec: &Value) {
    let mut run = spec::build(spec, None).unwrap_or_else(|why| panic!("{why}: {spec}"));
    let loss: f64 = run.task().target.terms().iter().map(|t| t.coefficient * t.coefficient).sum();
    let expected = std::iter::once(loss).chain(std::iter::repeat(0.0));
    for ((value, error), expected) in at_rest(&mut run).into_iter().zip(expected) {
        // The target is computed in f32.
        let near = (value - expected).abs() <= 3.0 * error + 1e-5 * loss;
        assert!(near, "{name}: {value} ± {error}, not {expected}: {spec}");
    }
}

#[test]
fn a_network_at_rest_has_the_targets_mean_square_as_its_loss() {
    for name in LAWS {
        for case in 0..60 {
            check_at_rest(name, &random_spec(name, &mut Rng::new(case, Stream::Law)));
        }
    }
}

/// What is followed has nothing to do with the target, and is more than was once fitted beside it.
#[test]
fn a_target_that_is_not_followed_is_measured_all_the_same() {
    let pairs: Vec<_> = (0..64).map(|k| [11 + k % 8, 20 + k / 8]).collect();
    for (bias, degree) in [(0.9, 10), (-0.95, 14), (0.5, 20), (0.0, 13)] {
        check_at_rest(
            "biased",
            &json!({
                "inputs": { "n": 30, "bias": bias },
                "target": { "kind": "parity", "degree": degree },
                "learner": { "network": { "layers": 2, "width": 8 } },
                "probe": { "every": 1_000_000, "sets": pairs },
            }),
        );
    }
}

/// 0-based factors of a column's name.
fn index(name: &str) -> MultiIndex {
    let factors = name.trim_matches(['{', '}']).split(',').filter(|factor| !factor.is_empty());
    MultiIndex::from_factors(factors.map(|factor| {
        let (i, degree) = factor.split_once('^').unwrap_or((factor, "1"));
        (i.parse::<usize>().unwrap() - 1, degree.parse().unwrap())
    }))
}

/// What a larger design says of the same columns, drawn from a stream of its own.
fn reference(run: &Experiment, seed: u64) -> Vec<(f64, f64)> {
    let task = run.task();
    let followed: Vec<MultiIndex> = run.columns()[4..].iter().map(|name| index(name)).collect();
    let mut known = task.target.terms().to_vec();
    known.sort_by(|a, b| b.coefficient.abs().total_cmp(&a.coefficient.abs()));
    let mut design = probes::design(&*task.inputs, &followed, &known, 20_000, Rng::new(seed, Stream::Probe));
    design.prepare(&*task.inputs, u64::MAX);
    let f: Vec<f64> = run.predict(design.x()).unwrap().into_iter().map(f64::from).collect();
    let g = design.x().chunks_exact(task.inputs.dim()).map(|x| f64::from(task.target.eval(x)));
    let loss = design.mean_square(&f.iter().zip(g).map(|(f, g)| f - g).collect::<Vec<_>>());
    let all = design.coefficients(&f);
    let of = |index| all[design.position(index).unwrap()];
    std::iter::once(loss).chain(followed.iter().map(of)).map(|e| (e.value, e.error)).collect()
}

/// Deviations in errors: as large as they should be, under every law, and hardly any beyond three.
fn check(name: &str, scores: &[f64]) {
    let count = scores.len() as f64;
    let rms = (scores.iter().map(|z| z * z).sum::<f64>() / count).sqrt();
    let beyond = scores.iter().filter(|z| z.abs() > 3.0).count() as f64 / count;
    println!("{name}: {count} scores, rms {rms:.2}, {:.2} % beyond 3", 100.0 * beyond);
    assert!((0.8..1.2).contains(&rms), "{name}: rms {rms}");
    assert!(beyond < 0.01, "{name}: {beyond} are beyond 3");
}

#[test]
fn a_trained_network_is_measured_within_the_errors() {
    let mut losses = Vec::new();
    for name in LAWS {
        let mut coefficients = Vec::new();
        for case in 0..45 {
            let spec = random_spec(name, &mut Rng::new(case, Stream::Law));
            let mut run = spec::build(&spec, None).unwrap();
            run.step(300);
            if run.status() == Status::Diverged {
                continue;
            }
            let row = measured(&mut run).into_iter().zip(reference(&run, 5000 + case));
            let score = |((value, error), (other, its_error)): ((f64, f64), (f64, f64))| {
                (value - other) / f64::hypot(error, its_error)
            };
            let mut scores = row.map(score);
            losses.extend(scores.next());
            coefficients.extend(scores);
        }
        check(name, &coefficients);
    }
    check("losses", &losses);
}
