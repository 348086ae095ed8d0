//! How long a whole run of Algorithms 1 to 3 takes against W, n and s, natively: `cargo bench --bench layerwise`. One line of
//! JSON a series, each with the exponent that fits it: time ∝ size^exponent, by least squares in logarithms.

use serde_json::{Value, json};
use staircase::{Status, spec};
use std::time::Instant;

fn main() {
    let base = || case(10, 3, 2000, 0.15, false);
    let series = |label: &str, sizes: &[u64], of: &dyn Fn(u64) -> Value| {
        let points: Vec<(u64, f64)> = sizes.iter().map(|&size| (size, seconds(&of(size)))).collect();
        println!("{}", json!({ "label": label, "points": points, "exponent": exponent(&points) }));
    };
    seconds(&base()); // warm-up
    series("W, every neuron trained", &[100, 300, 1000, 3000, 10_000], &|w| case(10, 3, w, 0.15, false));
    // As many edges to each neuron as with W = 2000.
    let sparser = |w: u64| case(10, 3, w, 300.0 / w as f64, true);
    series("W, neurons of one active parent passed over", &[1000, 10_000, 100_000, 1_000_000], &sparser);
    series("n", &[10, 30, 100, 250], &|n| case(n, 3, 2000, 0.15, false));
    series("s", &[3, 5, 8, 12], &|s| case(30, s, 2000, 0.15, false));
}

/// S_s on n coins with s - 1 layers of `width` neurons, by the population gradient.
fn case(n: u64, s: u64, width: u64, p2: f64, pass_over: bool) -> Value {
    json!({
        "inputs": { "n": n }, "target": { "kind": "staircase", "degree": s, "normalize": false },
        "learner": { "kind": "layerwise", "pass_over": pass_over,
                     "network": { "layers": s - 1, "width": width, "p1": 0.06, "p2": p2 } },
        "probe": { "every": 1_000_000_000 },
    })
}

/// The least of three runs.
fn seconds(spec: &Value) -> f64 {
    let once = || {
        let start = Instant::now();
        let mut run = spec::build(spec, None).expect("it describes an experiment");
        run.step(u64::MAX);
        assert_eq!(run.status(), Status::Done);
        start.elapsed().as_secs_f64()
    };
    (0..3).map(|_| once()).fold(f64::INFINITY, f64::min)
}

fn exponent(points: &[(u64, f64)]) -> f64 {
    let logs = || points.iter().map(|(size, seconds)| ((*size as f64).ln(), seconds.ln()));
    let count = points.len() as f64;
    let (x, y) = logs().fold((0.0, 0.0), |sum, (x, y)| (sum.0 + x / count, sum.1 + y / count));
    let of = |f: fn(f64, f64) -> f64| logs().map(|(a, b)| f(a - x, b - y)).sum::<f64>();
    of(|a, b| a * b) / of(|a, _| a * a)
}
