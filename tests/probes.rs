//! Estimates of the probes against exact values, on networks that are neither fresh nor done.

use serde_json::{Value, json};
use staircase::rng::{Rng, Stream};
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

/// A target of one's own may have thousands of terms, whatever word says what to follow: then it is the largest.
#[test]
fn of_many_terms_the_largest_are_followed() {
    for formula in ["and(x1,x2,x3,x4,x5,x6,x7,x8,x9)", "maj(x1,x2,x3,x4,x5,x6,x7,x8,x9,x10,x11)"] {
        for word in ["target", "strongest", "prefixes"] {
            let mut wanted = spec(12, 0.0, json!(word), 64, 1);
            wanted["target"] = json!({ "kind": "formula", "formula": formula });
            let run = spec::build(&wanted, None).unwrap_or_else(|why| panic!("{formula}, {word}: {why}"));
            let followed = run.columns().len() - 3;
            assert!((16..=256).contains(&followed), "{formula}, {word}: {followed}");
        }
    }
}

/// Rows of a table on n Gaussian coordinates: a value of two terms.
fn rows(count: usize, n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut rng = Rng::new(3, Stream::Law);
    let x: Vec<f64> = (0..count * n).map(|_| f64::from(rng.normal())).collect();
    let y = x.chunks(n).map(|x| x[0] + 0.5 * x[1] * x[2]).collect();
    (x, y)
}

/// The points of a cube as signs, and the sign of the first three's sum.
fn truth_table(n: usize) -> (Vec<f64>, Vec<f64>) {
    let x: Vec<f64> =
        (0..1usize << n).flat_map(|u| (0..n).map(move |i| 1.0 - 2.0 * (u >> i & 1) as f64)).collect();
    let y = x.chunks(n).map(|x| (x[0] + x[1] + x[2]).signum()).collect();
    (x, y)
}

fn on_rows(inputs: Value, (x, y): (Vec<f64>, Vec<f64>), held_out: f64, sets: Value) -> Value {
    json!({
        "inputs": inputs,
        "target": { "kind": "table", "x": x, "y": y },
        "data": { "kind": "rows", "held_out": held_out },
        "learner": { "network": { "layers": 2, "width": 6 } },
        "probe": { "sets": sets }
    })
}

/// No more coefficients are followed than the rows held out carry: the largest, or a list that asks for
/// more is refused with the numbers.
#[test]
fn rows_held_out_carry_so_many_coefficients() {
    let gaussian = |n: usize| json!({ "kind": "gaussian", "n": n });
    for (count, followed) in [(30, 0), (80, 1), (1000, 2)] {
        let spec = on_rows(gaussian(4), rows(count, 4), 0.2, json!("target"));
        let run = spec::build(&spec, None).unwrap();
        assert_eq!(run.columns()[4..].len(), followed, "{count} rows: {:?}", run.columns());
    }
    let ten: Vec<_> = (1..=10).map(|i| [i]).collect();
    let biased = json!({ "kind": "hypercube", "n": 10, "bias": 0.9 });
    let refused = [
        (
            on_rows(gaussian(10), rows(200, 10), 0.2, json!(ten)),
            "probe.sets: 10 sets beside the constant are outside [0, 4]: the 40 rows held out carry one coefficient for every 8, the constant among them",
        ),
        (
            on_rows(json!({ "n": 10, "bias": 0.5 }), truth_table(10), 0.2, json!(ten)),
            "probe.sets: 10 sets beside the constant are outside [0, 1]: the 205 rows held out weigh as 22 draws of so biased coins and carry one coefficient for every 8, the constant among them",
        ),
        (
            on_rows(biased.clone(), truth_table(10), 0.2, json!("target")),
            "data.held_out: leaves 205 rows to test on that weigh as 0.5 draws of so biased coins: at least 2 are needed",
        ),
    ];
    for (spec, why) in refused {
        assert_eq!(spec::resolve(&spec, None).unwrap_err().to_string(), why);
    }
    assert!(spec::build(&on_rows(biased, truth_table(10), 0.9, json!("target")), None).is_ok());
}

/// Of two values, whichever they are, the part of the rows held out for which f is nearer to the wrong one.
#[test]
fn the_misclassified_are_counted() {
    let (count, n, held_out) = (200, 3, 0.25);
    let (x, y) = rows(count, n);
    for [low, high] in [[0.0, 1.0], [-1.0, 1.0], [5.0, 3.0]] {
        let classes: Vec<f64> = y.iter().map(|y| if *y > 0.0 { high } else { low }).collect();
        let mut spec =
            on_rows(json!({ "kind": "gaussian", "n": n }), (x.clone(), classes.clone()), held_out, json!([]));
        spec["probe"]["classes"] = true.into();
        let mut run = spec::build(&spec, None).unwrap();
        assert_eq!(run.columns()[2..], ["train_loss", "test_loss", "misclassified"]);
        run.step(60);
        run.drain();
        run.measure();
        let trace = run.drain();
        let held: Vec<usize> = Rng::new(1, Stream::Train).permutation(count)[..50].to_vec();
        let wrong = held.iter().filter(|&&k| {
            let x: Vec<f32> = x[k * n..][..n].iter().map(|x| *x as f32).collect();
            let f = f64::from(run.predict(&x).unwrap()[0]);
            let other = low + high - classes[k];
            (f - other).abs() < (f - classes[k]).abs()
        });
        let share = wrong.count() as f64 / held.len() as f64;
        assert!((trace.values[4] - share).abs() < 1e-12, "{} is not {share}", trace.values[4]);
        assert!(share > 0.0 && share < 0.5, "{share}: the test is to see some of both");
        let binomial = (share * (1.0 - share) / held.len() as f64).sqrt();
        assert!((0.9..1.1).contains(&(trace.errors[4] / binomial)), "{} is not {binomial}", trace.errors[4]);
        run.network_mut().unwrap().update(&mut |params| params.fill(f32::NAN));
        run.measure();
        let lost = run.drain();
        assert!(lost.values[4].is_nan() && lost.errors[4].is_nan(), "f is no number: {}", lost.values[4]);
    }
}

/// Classes there are only among rows held out, and only where they have two values.
#[test]
fn classes_take_rows_of_two_values() {
    let gaussian = || json!({ "kind": "gaussian", "n": 3 });
    let (x, y) = rows(40, 3);
    let mut specs = vec![spec(8, 0.0, json!("target"), 100, 1)];
    for values in [y, vec![1.0; 40], (0..40).map(|k| f64::from(k % 3)).collect()] {
        specs.push(on_rows(gaussian(), (x.clone(), values), 0.2, json!([])));
    }
    for mut spec in specs {
        assert!(spec::resolve(&spec, None).is_ok());
        spec["probe"]["classes"] = true.into();
        let error = spec::resolve(&spec, None).unwrap_err().to_string();
        assert_eq!(error, "probe.classes: takes rows held out of a table of two values");
    }
}

/// Six rows to test on say little, and say so.
#[test]
fn few_rows_have_wide_errors() {
    let spec = on_rows(json!({ "kind": "gaussian", "n": 4 }), rows(30, 4), 0.2, json!("target"));
    let mut run = spec::build(&spec, None).unwrap();
    let trace = run.drain();
    assert!(trace.errors[3] > 0.5 * trace.values[3], "{} ± {}", trace.values[3], trace.errors[3]);
}

/// What inputs to measure on would cost is looked at before they are drawn.
#[test]
fn too_many_inputs_for_so_many_coefficients_are_refused() {
    let pairs: Vec<_> = (0..256).map(|k| [1 + k % 16, 17 + k / 16]).collect();
    for law in [
        json!({ "kind": "normal", "n": 100 }),
        json!({ "kind": "uniform", "n": 256, "basis": "trigonometric" }),
        json!({ "n": 100, "bias": 0.5 }),
    ] {
        let spec = |samples: u64| {
            json!({
                "inputs": law, "target": { "kind": "staircase", "degree": 3 },
                "probe": { "samples": samples, "sets": pairs }
            })
        };
        let why = spec::resolve(&spec(100_000), None).unwrap_err().to_string();
        let most = why.strip_prefix("probe.samples: 100000 is outside [2, ").unwrap();
        let most: u64 = most.split_once(']').unwrap().0.parse().unwrap();
        assert!(most > 20_000, "{most}");
        assert!(spec::resolve(&spec(most), None).is_ok() && spec::resolve(&spec(most + 100), None).is_err());
    }
}

/// A dense function of fourteen coins among more is measured on all their combinations; with sets that touch others it would take
/// more inputs than are drawn, and it is these that are named.
#[test]
fn a_dense_function_of_fourteen_coins_is_measured() {
    let arguments: Vec<_> = (1..=14).map(|i| format!("x{i}")).collect();
    let spec = |sets: Value| {
        json!({
            "inputs": { "n": 30 },
            "target": { "kind": "formula", "formula": format!("or({})", arguments.join(", ")) },
            "data": { "kind": "fixed", "count": 100 },
            "probe": { "sets": sets }
        })
    };
    let mut run = spec::build(&spec(json!([[1], [1, 2]])), None).unwrap();
    assert_eq!(run.columns()[3..], ["test_loss", "{1}", "{1,2}"]);
    let row = run.drain();
    assert!(row.values[3..].iter().all(|value| value.is_finite()));
    assert!(row.errors[3..].iter().all(|error| (0.0..0.01).contains(error)), "{:?}", row.errors);
    let far: Vec<_> = (0..210).map(|k| [1 + k % 14, 15 + k / 14]).collect();
    let why = spec::resolve(&spec(json!(far)), None).unwrap_err().to_string();
    assert!(
        why.starts_with("probe.sets: with the target's 16384 terms these take 33188 inputs, outside [2, "),
        "{why}"
    );
}
