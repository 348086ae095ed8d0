//! Estimates of the probes against exact values, on networks that are neither fresh nor done.

mod common;

use serde_json::{Value, json};
use staircase::{Experiment, spec};

fn spec(n: u64, bias: f64, sets: Value, samples: u64, seed: u64) -> Value {
    json!({
        "seed": seed,
        "inputs": { "n": n, "bias": bias },
        "target": { "kind": "staircase", "degree": 3 },
        "learner": { "step_size": 0.02, "network": { "layers": 4, "width": 12 } },
        "probe": { "every": 1_000_000, "samples": samples, "sets": sets }
    })
}

/// All points of the cube, row by row, and their probabilities.
fn cube(run: &Experiment, n: usize) -> (Vec<f64>, Vec<f64>) {
    let coins = run.task().inputs.coins().expect("coins");
    let side = |u: usize, i: usize| coins[i][u >> i & 1];
    let x = (0..1usize << n).flat_map(|u| (0..n).map(move |i| side(u, i).value)).collect();
    let weights = (0..1usize << n).map(|u| (0..n).map(|i| side(u, i).weight).product()).collect();
    (x, weights)
}

/// Every coefficient and the test loss of f by summing over all of the cube.
fn exact(run: &Experiment, n: usize, sets: &[&[usize]]) -> Vec<f64> {
    let (x, weights) = cube(run, n);
    let seen: Vec<f32> = x.iter().map(|&x| x as f32).collect();
    let f = run.predict(&seen).unwrap();
    let mean = |value: &dyn Fn(usize) -> f64| (0..f.len()).map(|u| weights[u] * value(u)).sum::<f64>();
    let g = |u: usize| f64::from(run.task().target.eval(&seen[u * n..][..n]));
    let loss = mean(&|u| (f64::from(f[u]) - g(u)).powi(2));
    let character = |u: usize, set: &[usize]| set.iter().map(|i| x[u * n + i - 1]).product::<f64>();
    let coefficient = |set: &&[usize]| mean(&|u| f64::from(f[u]) * character(u, set));
    std::iter::once(loss).chain(sets.iter().map(coefficient)).collect()
}

const SETS: &[&[usize]] = &[&[1], &[1, 2], &[1, 2, 3], &[2, 4], &[5]];

/// A design over the whole cube is exact: it is the sum over all inputs.
#[test]
fn the_whole_cube_is_exact() {
    for bias in [0.0, 0.5] {
        let mut run = spec::build(&spec(9, bias, json!(SETS), 16, 3), None).unwrap();
        run.step(300);
        run.measure();
        let (width, trace) = (run.columns().len(), run.drain());
        let expected = exact(&run, 9, SETS);
        for (k, expected) in expected.into_iter().enumerate() {
            let at = width + 3 + k;
            assert!((trace.values[at] - expected).abs() < 1e-9, "{} against {expected}", trace.values[at]);
            assert_eq!(trace.errors[at], 0.0);
        }
    }
}

/// The factorial design and, with more coordinates than it can hold, independent inputs with a
/// control variate: within 4 standard errors of the exact value, and the standard errors are as
/// large as the deviations (their squares average to about 1).
#[test]
fn estimates_are_within_their_standard_errors() {
    // Singletons of the other coordinates, so that more are touched than a factorial design takes.
    let many: Vec<Vec<usize>> =
        SETS.iter().map(|set| set.to_vec()).chain((6..=16).map(|i| vec![i])).collect();
    let designs =
        [("factorial", 0.0, json!(SETS)), ("biased", 0.4, json!(SETS)), ("independent", 0.0, json!(many))];
    for (name, bias, sets) in designs {
        let (mut squares, mut count) = (0.0, 0);
        for seed in 1..=12 {
            let mut run = spec::build(&spec(16, bias, sets.clone(), 512, seed), None).unwrap();
            run.step(200);
            run.measure();
            let (width, trace) = (run.columns().len(), run.drain());
            for (k, expected) in exact(&run, 16, SETS).into_iter().enumerate() {
                let at = width + 3 + k;
                let (value, error) = (trace.values[at], trace.errors[at]);
                let deviation = (value - expected) / error;
                assert!(deviation.abs() < 4.0, "{name}, seed {seed}: {value} ± {error} against {expected}");
                squares += deviation * deviation;
                count += 1;
            }
        }
        let ratio = squares / f64::from(count);
        assert!((0.6..1.6).contains(&ratio), "{name}: squared deviations average {ratio} instead of 1");
    }
}

/// All 2^d coefficients come out of a measurement, and the strongest are listed, followed or not.
#[test]
fn the_spectrum_lists_what_is_not_followed() {
    let mut run = spec::build(&spec(9, 0.0, json!([[1]]), 16, 3), None).unwrap();
    run.step(600);
    run.measure();
    let spectrum = run.spectrum(512);
    assert_eq!(spectrum.len(), 512);
    assert!(spectrum.windows(2).all(|pair| pair[0].coefficient.abs() >= pair[1].coefficient.abs()));
    assert_eq!(spectrum.iter().filter(|c| c.tracked).map(|c| c.set.clone()).collect::<Vec<_>>(), [[1]]);
    // Parseval: the squares add up to E f².
    let x: Vec<f32> = cube(&run, 9).0.iter().map(|&x| x as f32).collect();
    let f = run.predict(&x).unwrap();
    let energy = f.iter().map(|f| f64::from(*f).powi(2)).sum::<f64>() / 512.0;
    let squares: f64 = spectrum.iter().map(|c| c.coefficient * c.coefficient).sum();
    assert!((squares / energy - 1.0).abs() < 1e-9);
}
