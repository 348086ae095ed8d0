//! What moves before the coefficients, against definitions: sums over all of the cube, flips one by one, the raw weights.

use serde_json::{Value, json};
use staircase::networks::{self, Parameter};
use staircase::probes::Group;
use staircase::work::Work;
use staircase::{Experiment, spec};

fn relu() -> Value {
    json!({ "kind": "relu_resnet", "layers": 4, "width": 12 })
}

fn asked(n: u64, bias: f64, network: Value, sets: Value, seed: u64) -> Value {
    json!({
        "seed": seed,
        "inputs": { "n": n, "bias": bias },
        "target": { "kind": "expansion", "terms": [{ "set": [2], "coefficient": 1 }, { "set": [2, 4, 5], "coefficient": 1 }] },
        "learner": { "step_size": 0.01, "network": network },
        "probe": { "every": 1_000_000, "samples": 512, "sets": sets, "progress": true }
    })
}

/// The newest row's entries of a group, each with its standard error.
fn newest(run: &mut Experiment, group: Group) -> Vec<(String, f64, f64)> {
    run.measure();
    let (columns, groups, trace) = (run.columns(), run.groups(), run.drain());
    let last = trace.values.len() - columns.len();
    let entry = |(k, name)| (name, trace.values[last + k], trace.errors[last + k]);
    columns.into_iter().enumerate().filter(|(k, _)| groups[*k] == group).map(entry).collect()
}

/// f̂(S)² of all 2^n sets, bit i of an index for coordinate i, from f on the whole cube, one coordinate after the other.
fn squares(run: &Experiment, n: usize) -> Vec<f64> {
    let coins = run.task().inputs.coins().unwrap();
    let x: Vec<f32> =
        (0..1usize << n).flat_map(|u| (0..n).map(move |i| coins[i][u >> i & 1].value as f32)).collect();
    let mut values: Vec<f64> = run.predict(&x).unwrap().iter().map(|f| f64::from(*f)).collect();
    for (i, [heads, tails]) in coins.iter().enumerate() {
        for u in (0..1usize << n).filter(|u| u >> i & 1 == 0) {
            let (up, down) = (heads.weight * values[u], tails.weight * values[u | 1 << i]);
            (values[u], values[u | 1 << i]) = (up + down, up * heads.value + down * tails.value);
        }
    }
    values.iter().map(|c| c * c).collect()
}

/// Σ_i E Var(f | all but x_i), with the variance of two values p q (a - b)².
fn influence(run: &Experiment, n: usize) -> f64 {
    let coins = run.task().inputs.coins().unwrap();
    let side = |u: usize, i: usize| coins[i][u >> i & 1];
    let at = |u: usize| -> Vec<f32> { (0..n).map(|i| side(u, i).value as f32).collect() };
    let f = |u: usize| f64::from(run.predict(&at(u)).unwrap()[0]);
    let of = |u: usize| -> f64 {
        let weight: f64 = (0..n).map(|i| side(u, i).weight).product();
        let own = |i: usize| coins[i][0].weight * coins[i][1].weight * (f(u) - f(u ^ 1 << i)).powi(2);
        weight * (0..n).map(own).sum::<f64>()
    };
    (0..1usize << n).map(of).sum()
}

/// A trained network's parameters, which do not depend on what is measured.
fn trained(spec: &Value) -> Vec<Parameter> {
    let mut run = spec::build(spec, None).unwrap();
    run.step(400);
    networks::export(run.network().unwrap())
}

#[test]
fn the_whole_cube_is_exact() {
    let densenet = json!({ "kind": "quadratic_densenet", "widths": [4], "alpha": [1] });
    let distilled = json!({ "kind": "distilled_densenet", "widths": [4], "features": [2], "alpha": [1] });
    let sparse = json!({ "kind": "sparse_quadratic", "layers": 2, "width": 8 });
    for (bias, network, sets, within) in [
        (0.0, relu(), json!("target"), 0b11010),
        (0.4, relu(), json!([[1, 7]]), 0b1011011),
        (0.0, sparse.clone(), json!([[], [3]]), 0b11110),
        (0.4, sparse, json!([[1, 3, 6], [7]]), 0b1111111),
        (0.4, densenet, json!("target"), 0b11010),
        (0.4, distilled, json!("target"), 0b11010),
    ] {
        let n = 7;
        let mut run = spec::build(&asked(n as u64, bias, network, sets, 3), None).unwrap();
        run.step(50);
        let found = newest(&mut run, Group::Movement);
        let squares = squares(&run, n);
        let weight = |is: &dyn Fn(usize) -> bool| (0..1 << n).filter(|s| is(*s)).map(|s| squares[s]).sum();
        let mut expected = vec![("total_influence".to_owned(), influence(&run, n))];
        let d = usize::count_ones(within);
        expected.extend(
            (0..=d).map(|k| {
                (format!("degree_weight[{k}]"), weight(&|s| s & !within == 0 && s.count_ones() == k))
            }),
        );
        if d < 7 {
            expected.push(("degree_weight[beyond]".to_owned(), weight(&|s| s & !within != 0)));
        }
        for ((name, value, error), (expected_name, expected)) in found[2..].iter().zip(&expected) {
            assert_eq!((name, *error), (expected_name, 0.0));
            assert!((value - expected).abs() < 1e-6 * (1.0 + expected), "{name}: {value} {expected}");
        }
        assert_eq!(found.len(), 2 + expected.len());
    }
}

/// f = 1 + x7 has its weight beyond the target's coordinates, however many others there are.
#[test]
fn columns_mean_the_same_on_every_number_of_coins() {
    let columns = |n: u64| {
        let mut spec = asked(n, 0.0, json!({ "layers": 2, "width": 2 }), json!("target"), 1);
        spec["target"] = json!({ "kind": "parity", "set": [1, 2] });
        let mut run = spec::build(&spec, None).unwrap();
        let network = run.network_mut().unwrap();
        let mut arrays = networks::export(network);
        arrays.iter_mut().for_each(|array| array.values.fill(0.0));
        // One neuron max(0, x7 + 1), and what reads it out.
        (arrays[0].values[6], arrays[1].values[0], arrays[2].values[0]) = (1.0, 1.0, 1.0);
        networks::import(network, &arrays).unwrap();
        newest(&mut run, Group::Movement)
    };
    for n in [7, 13, 14, 15, 30] {
        let found = columns(n);
        let expected = [
            ("input_weight[target]", 0.0),
            ("input_weight[other]", 0.5 / (n as f64 - 2.0)),
            ("total_influence", 1.0),
            ("degree_weight[0]", 1.0),
            ("degree_weight[1]", 0.0),
            ("degree_weight[2]", 0.0),
            ("degree_weight[beyond]", 1.0),
        ];
        assert_eq!(found.len(), expected.len(), "n = {n}");
        for ((name, value, error), (expected_name, expected)) in found.iter().zip(expected) {
            assert_eq!(name, expected_name);
            assert!((value - expected).abs() <= 4.0 * error + 1e-12, "n = {n}, {name}: {value} ± {error}");
            assert!(n > 14 || *error == 0.0, "n = {n}, {name}: exact");
        }
    }
}

#[test]
fn the_first_layers_weights_are_the_raw_ones() {
    for (network, name, skipped) in [
        (relu(), "weight[0]", 0),
        (json!({ "kind": "sparse_quadratic", "layers": 2, "width": 8 }), "input_weight[0]", 1),
        (json!({ "kind": "quadratic_densenet", "widths": [4, 2] }), "weight[2,0]", 0),
    ] {
        let mut run = spec::build(&asked(17, 0.0, network, json!("target"), 1), None).unwrap();
        let found = newest(&mut run, Group::Movement);
        let arrays = networks::export(run.network().unwrap());
        let Some(array) = arrays.iter().find(|array| array.name == name) else {
            assert!(found[0].1 == 0.0 && found[1].1 == 0.0, "no edge leads from x itself");
            continue;
        };
        for (which, (name, value, _)) in [true, false].into_iter().zip(&found) {
            assert_eq!(name, if which { "input_weight[target]" } else { "input_weight[other]" });
            let rows = array.values.chunks(array.shape[1]).flat_map(|row| row[skipped..].iter().enumerate());
            let of = rows.filter(|(i, _)| [1, 3, 4].contains(i) == which).map(|(_, w)| f64::from(*w).powi(2));
            let squares: Vec<f64> = of.collect();
            let mean = squares.iter().sum::<f64>() / squares.len() as f64;
            assert!((value - mean).abs() < 1e-12 && mean > 0.0, "{name}: {value} {mean}");
        }
    }
}

/// Over many designs for one network, where some coordinates are drawn: the estimates' mean is the exact value, and their
/// deviations are as large as the standard errors say.
#[test]
fn estimates_are_unbiased_and_their_errors_hold() {
    let n = 15;
    for (bias, sets) in [(0.0, json!([[1], [2, 4, 5]])), (0.4, json!("target"))] {
        let parameters = trained(&asked(n as u64, bias, relu(), sets.clone(), 7));
        let runs = 200;
        let (mut expected, mut sums) = (Vec::new(), Vec::new());
        for seed in 1..=runs {
            let mut run = spec::build(&asked(n as u64, bias, relu(), sets.clone(), seed), None).unwrap();
            networks::import(run.network_mut().unwrap(), &parameters).unwrap();
            if expected.is_empty() {
                let squares = squares(&run, n);
                let touched: usize = if bias == 0.0 { 0b11011 } else { 0b11010 };
                let degrees = touched.count_ones() as usize;
                let degree = |s: usize| if s & !touched == 0 { s.count_ones() as usize } else { degrees + 1 };
                expected = vec![0.0; degrees + 3];
                for (s, square) in squares.iter().enumerate() {
                    expected[0] += f64::from(s.count_ones()) * square;
                    expected[1 + degree(s)] += square;
                }
                sums = vec![[0.0; 3]; expected.len()];
            }
            let found = newest(&mut run, Group::Movement);
            assert_eq!(found.last().unwrap().0, "degree_weight[beyond]");
            for (((_, value, error), expected), sums) in found[2..].iter().zip(&expected).zip(&mut sums) {
                let deviation = value - expected;
                assert!(deviation.abs() < 6.0 * error, "{value} ± {error}, {expected}");
                [deviation, deviation * deviation, error * error]
                    .iter()
                    .zip(sums)
                    .for_each(|(v, sum)| *sum += v / runs as f64);
            }
            assert_eq!(found.len(), 2 + expected.len());
        }
        for (k, [mean, squares, said]) in sums.into_iter().enumerate() {
            let ratio: f64 = squares / said;
            // The mean of 200 squares of a normal: standard deviation √(2/200) = 0.1. Near zero the error of one square is wide.
            let least = if expected[k] > 10.0 * said.sqrt() { 0.6 } else { 0.1 };
            assert!((least..1.4).contains(&ratio), "bias {bias}, entry {k}: ratio {ratio}");
            assert!(
                mean.abs() < 4.0 * (squares / runs as f64).sqrt(),
                "bias {bias}, entry {k}: off by {mean}"
            );
        }
    }
}

/// Measuring more leaves the run, and what else is measured, as they are; and slices change no bit.
#[test]
fn nothing_else_changes_and_slices_do_not_matter() {
    let all = json!({ "every": 20, "samples": 512, "progress": true, "carried": true, "correlation": true });
    for n in [6, 20] {
        let mut spec = asked(n, 0.0, relu(), json!("target"), 1);
        spec["learner"]["regime"] = "successive".into();
        spec["learner"]["stage"] = 30.into();
        spec["probe"] = all.clone();
        let mut whole = spec::build(&spec, None).unwrap();
        whole.step(70);
        let mut sliced = spec::begin(&spec, None).unwrap();
        let mut slices = 0;
        while sliced.iteration() < 70 || sliced.pending().is_some() {
            sliced.advance(70, None, false, &mut Work::up_to(1));
            slices += 1;
        }
        let (columns, groups, trace) = (whole.columns(), whole.groups(), whole.drain());
        let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        let theirs = sliced.drain();
        assert_eq!(bits(&theirs.values), bits(&trace.values));
        assert_eq!(bits(&theirs.errors), bits(&trace.errors));
        assert!(slices > 70 + 4 * (if n == 6 { 2 + 3 * 15 } else { 80 }), "{slices}");
        spec["probe"] = json!({ "every": 20, "samples": 512 });
        let mut plain = spec::build(&spec, None).unwrap();
        plain.step(70);
        assert_eq!(
            networks::export(plain.network().unwrap()),
            networks::export(whole.network().unwrap()),
            "the run"
        );
        let more = [Group::Movement, Group::Carried, Group::Correlation];
        let (width, plain) = (plain.columns().len(), plain.drain());
        let mut count = 0;
        for (row, plain) in trace.values.chunks(columns.len()).zip(plain.values.chunks(width)) {
            let same = row.iter().zip(&groups).filter(|(_, group)| !more.contains(group));
            assert_eq!(bits(&same.map(|(v, _)| *v).collect::<Vec<_>>()), bits(plain));
            count += 1;
        }
        assert_eq!(count, 5, "0, 20, 30, 40, 60: a stage ends with a scheduled row");
    }
}

/// Of a learner that keeps f's expansion, from that.
#[test]
fn a_known_expansion_is_exact() {
    for n in [8, 16] {
        let mut spec = asked(n, 0.0, relu(), json!("target"), 1);
        spec["target"] = json!({ "kind": "staircase", "degree": 3 });
        spec["probe"]["sets"] = json!([[4]]);
        spec["learner"] = json!({ "kind": "layerwise", "network": { "kind": "sparse_quadratic", "layers": 2, "width": 60, "p1": 0.3, "p2": 0.3 } });
        let mut run = spec::build(&spec, None).unwrap();
        run.step(200_000);
        let found = newest(&mut run, Group::Movement);
        assert_eq!(found.len(), 1 + 5 + 1);
        let squares = squares(&run, n as usize);
        let total: f64 = squares.iter().enumerate().map(|(s, c)| f64::from(s.count_ones()) * c).sum();
        assert!(total > 1.0 && (found[0].1 - total).abs() < 1e-4, "{} {total}", found[0].1);
        for (k, (name, value, error)) in found[1..].iter().enumerate() {
            let within = |s: &usize| s >> 4 == 0;
            let is = |s: &usize| if k < 5 { within(s) && s.count_ones() as usize == k } else { !within(s) };
            let expected: f64 = (0..squares.len()).filter(is).map(|s| squares[s]).sum();
            assert!((value - expected).abs() < 1e-4 && *error == 0.0, "{name}: {value} {expected}");
        }
    }
}

#[test]
fn where_it_has_no_meaning_it_is_refused_by_name() {
    let rows: Vec<Vec<i32>> = (0..64).map(|u| (0..6).map(|i| 1 - 2 * (u >> i & 1)).collect()).collect();
    let table = json!({ "kind": "table", "x": rows.concat(), "y": vec![1; 64] });
    let many: Vec<_> = (1..=12).map(|i| [i]).collect();
    for field in ["progress", "carried"] {
        for (change, value, why) in [
            ("inputs", json!({ "kind": "gaussian", "n": 5 }), "is for inputs that are coin flips"),
            ("inputs", json!({ "kind": "uniform", "n": 5 }), "is for inputs that are coin flips"),
            (
                "probe",
                json!({ "sets": many, field: true }),
                "takes a target and followed sets within 12 coordinates: here there are more",
            ),
        ] {
            let mut spec = asked(20, 0.0, relu(), json!("target"), 1);
            spec["target"] = json!({ "kind": "parity", "set": [1, 5] });
            if change == "probe" {
                spec["target"] = json!({ "kind": "parity", "set": [1, 13] });
            }
            spec["probe"] = json!({ field: true });
            spec[change] = value;
            let refusal = spec::resolve(&spec, None).unwrap_err().to_string();
            assert_eq!(refusal, format!("probe.{field}: {why}"));
        }
        let mut spec = asked(6, 0.0, relu(), json!("target"), 1);
        (spec["target"], spec["data"], spec["probe"]) =
            (table.clone(), json!({ "kind": "rows", "held_out": 0.5 }), json!({ field: true }));
        let refusal = spec::resolve(&spec, None).unwrap_err().to_string();
        let why = "takes inputs of its own, and there are only the rows held out";
        assert_eq!(refusal, format!("probe.{field}: {why}"));
    }
    for (layers, width, samples, why) in [
        (32, 8, 2000, "of 40 sets in 31 layers is 1240 numbers, outside [0, 1024]"),
        (32, 256, 2000, "takes the values of 7936 neurons at 2000 inputs: 15872000 are outside [0, 8388608]"),
        (
            2,
            256,
            256,
            "takes at least two inputs for each of a layer's 256 neurons: here are 256 (probe.samples)",
        ),
    ] {
        let mut spec = asked(20, 0.0, json!({ "layers": layers, "width": width }), json!("target"), 1);
        spec["probe"] = json!({ "samples": samples, "carried": true });
        if width == 8 {
            let sets: Vec<Vec<u64>> =
                (6..=45).map(|k| (1..=6).filter(|i| k >> (i - 1) & 1 == 1).collect()).collect();
            spec["probe"]["sets"] = json!(sets);
        }
        assert_eq!(spec::resolve(&spec, None).unwrap_err().to_string(), format!("probe.carried: {why}"));
    }
}
