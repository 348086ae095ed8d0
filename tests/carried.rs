//! What layers carry of monomials, against naive least squares and against layers whose read-outs are known.

use crate::common::{inputs, widen};
use serde_json::{Value, json};
use staircase::networks::{
    self, Connections, DenseQuadratic, Network, QuadraticDensenet, ReluResnet, Workspace,
};
use staircase::probes::Group;
use staircase::rng::{Rng, Stream};
use staircase::{Experiment, spec};

/// The read-out weights that turn the values of the layers that are on into f.
fn read_out(network: &dyn Network, on: usize, alpha: &[f64]) -> Vec<Vec<f64>> {
    let widths = network.layer_widths();
    if !alpha.is_empty() {
        let weights = std::iter::once(&0.0).chain(alpha);
        return widths.iter().zip(weights).map(|(width, alpha)| vec![*alpha; *width]).collect();
    }
    let arrays = networks::export(network);
    let last = &arrays[arrays.len() - 2].values;
    (1..=on).map(|l| if l == on { widen(last) } else { vec![0.0; widths[0]] }).collect()
}

/// f is a sum over the neurons: the values are those that the network hands on, layer by layer, padded or not.
#[test]
fn neurons_are_what_f_is_made_of() {
    let mut rng = Rng::new(1, Stream::Init);
    for n in [3, 8, 20] {
        let means = vec![0.5; n];
        let graph = Connections::parse("", 3).unwrap();
        let mut resnet = ReluResnet::new(n, 4, 11, &mut rng);
        resnet.update(&mut |params| *params.last_mut().unwrap() *= 0.0);
        let alpha = [1.0, 0.5, 0.25];
        let densenet = QuadraticDensenet::new(means, &[4, 3, 5], &alpha, &graph, 0.5, &mut rng);
        let sparse = DenseQuadratic::new(n, [3, 7], [0.8, 0.5], 0.2, &mut rng);
        let all: [(Box<dyn Network>, &[f64]); 3] =
            [(Box::new(resnet), &[]), (Box::new(densenet), &alpha), (Box::new(sparse), &[1.0; 2])];
        for (mut network, alpha) in all {
            let layers = network.layer_widths().len();
            for on in 1..=network.depth() {
                network.select(on, 0..on);
                let (x, count) = (inputs(5, n, 2), 5);
                let mut workspace = Workspace::default();
                let f = network.forward(&x, &mut workspace).to_vec();
                let bias = if alpha.is_empty() {
                    f64::from(networks::export(&*network).last().unwrap().values[0])
                } else {
                    0.0
                };
                // Every layer of a network without stages is on, and its first weighs as the others.
                let weights = match (network.depth(), alpha) {
                    (1, _) => vec![vec![1.0; 7]; 3],
                    _ => read_out(&*network, on, alpha),
                };
                for (b, f) in f.iter().enumerate() {
                    let of = |(k, weights): (usize, &Vec<f64>)| match network.neurons(k, count, &workspace) {
                        Some(neurons) => weights
                            .iter()
                            .enumerate()
                            .map(|(v, w)| w * f64::from(neurons.at(v, b)))
                            .sum::<f64>(),
                        None => 0.0,
                    };
                    let sum: f64 = bias + weights.iter().enumerate().map(of).sum::<f64>();
                    assert!((sum - f64::from(*f)).abs() < 1e-5 * (1.0 + sum.abs()), "{sum} {f}");
                }
                let off = (0..layers).filter(|&k| network.neurons(k, count, &workspace).is_none()).count();
                assert_eq!(off, if network.depth() == 1 { 0 } else { network.depth() - on });
            }
        }
    }
}

/// Each layer that can be switched on is what is trained when it is trained alone, and is numbered upwards.
#[test]
fn stages_are_what_is_trained_alone() {
    let context = |kind: &str| json!({ "inputs": { "n": 5 }, "target": { "kind": "parity" }, "learner": { "network": { "kind": kind } } });
    let kinds: Vec<String> = networks::FAMILY.iter().map(|row| row.member.kind.to_owned()).collect();
    for kind in kinds {
        let mut spec = context(&kind);
        spec["target"]["degree"] = 2.into();
        let mut run = spec::build(&spec, None).unwrap();
        let network = run.network_mut().unwrap();
        let depth = network.depth();
        for k in 0..depth {
            network.select(depth, k..k + 1);
            let stage = network.stage(k);
            assert_eq!(stage.params, network.trained()[0], "{kind}, {k}");
            assert!(k == 0 || stage.number == network.stage(k - 1).number + 1);
        }
    }
}

fn asked(n: u64, bias: f64, network: Value, sets: Value, seed: u64) -> Value {
    json!({
        "seed": seed,
        "inputs": { "n": n, "bias": bias },
        "target": { "kind": "staircase", "degree": 2 },
        "learner": { "step_size": 0.01, "network": network },
        "probe": { "every": 1_000_000, "samples": 2048, "sets": sets, "carried": true }
    })
}

/// The newest row's entries, layer by layer and set by set, each with its standard error.
fn newest(run: &mut Experiment) -> Vec<(String, f64, f64)> {
    run.measure();
    let (columns, groups, trace) = (run.columns(), run.groups(), run.drain());
    let last = trace.values.len() - columns.len();
    let entry = |(k, name)| (name, trace.values[last + k], trace.errors[last + k]);
    columns.into_iter().enumerate().filter(|(k, _)| groups[*k] == Group::Carried).map(entry).collect()
}

/// Gaussian elimination with the largest pivots; what has none is left out.
fn solve(mut a: Vec<Vec<f64>>, p: usize) -> Vec<f64> {
    let mut left: Vec<usize> = (0..p).collect();
    let mut solution = vec![0.0; p];
    let mut pivots = Vec::new();
    while let Some(&k) = left.iter().max_by(|a_, b| a[**a_][**a_].abs().total_cmp(&a[**b][**b].abs())) {
        if a[k][k].abs() < 1e-8 {
            break;
        }
        left.retain(|i| *i != k);
        for i in (0..p).filter(|i| *i != k) {
            let factor = a[i][k] / a[k][k];
            let pivot = a[k].clone();
            a[i].iter_mut().zip(pivot).for_each(|(to, from)| *to -= factor * from);
        }
        pivots.push(k);
    }
    pivots.into_iter().for_each(|k| solution[k] = a[k][p] / a[k][k]);
    solution
}

/// R² of χ on the columns and a constant by the normal equations, under weights.
fn naive(columns: &[Vec<f64>], chi: &[f64], weights: &[f64]) -> f64 {
    let all: Vec<Vec<f64>> = std::iter::once(vec![1.0; chi.len()]).chain(columns.iter().cloned()).collect();
    let mean = |a: &[f64], b: &[f64]| (0..chi.len()).map(|m| weights[m] * a[m] * b[m]).sum::<f64>();
    let row = |a: &Vec<f64>| all.iter().map(|b| mean(a, b)).chain([mean(a, chi)]).collect();
    let c = solve(all.iter().map(row).collect(), all.len());
    let residual = |m: usize| chi[m] - all.iter().zip(&c).map(|(a, c)| c * a[m]).sum::<f64>();
    1.0 - (0..chi.len()).map(|m| weights[m] * residual(m).powi(2)).sum::<f64>()
}

/// R² of each set in each layer, by name, from all of the cube.
fn exact(run: &Experiment, n: usize, sets: &[&[usize]]) -> Vec<(String, f64)> {
    let coins = run.task().inputs.coins().unwrap();
    let side = |u: usize, i: usize| coins[i][u >> i & 1];
    let x: Vec<f32> = (0..1usize << n).flat_map(|u| (0..n).map(move |i| side(u, i).value as f32)).collect();
    let weights: Vec<f64> = (0..1usize << n).map(|u| (0..n).map(|i| side(u, i).weight).product()).collect();
    let (network, mut workspace) = (run.network().unwrap(), Workspace::default());
    network.forward(&x, &mut workspace);
    let mut expected = Vec::new();
    for (k, width) in network.layer_widths().into_iter().enumerate() {
        let neurons = network.neurons(k, 1 << n, &workspace).unwrap();
        let columns: Vec<Vec<f64>> =
            (0..width).map(|v| (0..1usize << n).map(|u| f64::from(neurons.at(v, u))).collect()).collect();
        for set in sets {
            let chi = |u: usize| set.iter().map(|i| side(u, i - 1).value).product::<f64>();
            let chi: Vec<f64> = (0..1 << n).map(chi).collect();
            expected.push((
                format!(
                    "carried[{}]{{{}}}",
                    k + 1,
                    set.iter().map(|i| i.to_string()).collect::<Vec<_>>().join(",")
                ),
                naive(&columns, &chi, &weights),
            ));
        }
    }
    expected
}

#[test]
fn on_the_whole_cube_it_is_naive_least_squares() {
    let sets: [&[usize]; 4] = [&[1], &[1, 2], &[2, 5, 6], &[1, 2, 3, 4]];
    for (bias, network) in [
        (0.0, json!({ "kind": "relu_resnet", "layers": 4, "width": 9 })),
        (0.5, json!({ "kind": "relu_resnet", "layers": 3, "width": 12 })),
        (0.0, json!({ "kind": "sparse_quadratic", "layers": 2, "width": 6 })),
        (0.5, json!({ "kind": "quadratic_densenet", "widths": [5, 3], "alpha": [1, 0.5] })),
        (
            0.5,
            json!({ "kind": "distilled_densenet", "widths": [5, 3], "features": [2, 1], "alpha": [1, 0.5], "connections": "0 1; 0 2" }),
        ),
    ] {
        let n = 6;
        let mut run = spec::build(&asked(n as u64, bias, network, json!(sets), 2), None).unwrap();
        run.step(100);
        let found = newest(&mut run);
        let expected = exact(&run, n, &sets);
        assert_eq!(found.len(), expected.len());
        for ((name, value, error), (expected_name, expected)) in found.iter().zip(&expected) {
            assert_eq!((name, *error), (expected_name, 0.0));
            assert!((value - expected).abs() < 1e-5, "{name}: {value} {expected}");
        }
        assert!(found.iter().any(|(_, value, _)| (0.1..0.9).contains(value)));
    }
}

/// A run whose first layer's neurons have these weights on x1, …, x_n and these biases, times a factor.
fn with_first_layer(spec: &Value, rows: &[(&[f32], f32)], factor: f32) -> Experiment {
    let mut run = spec::build(spec, None).unwrap();
    let network = run.network_mut().unwrap();
    let mut arrays = networks::export(network);
    let n = arrays[0].shape[1];
    for (v, (weights, bias)) in rows.iter().enumerate() {
        arrays[0].values[v * n..(v + 1) * n].fill(0.0);
        arrays[0].values[v * n..][..weights.len()].copy_from_slice(weights);
        arrays[0].values[v * n..(v + 1) * n].iter_mut().for_each(|w| *w *= factor);
        arrays[1].values[v] = factor * bias;
    }
    networks::import(network, &arrays).unwrap();
    run
}

/// |x1 + x2| = 1 + x1 x2, and x1 + x2 has x1 by half: with neurons that are dead, constant, the same again, or hardly ever on,
/// and whatever their size.
#[test]
fn what_a_layer_holds_is_found_and_what_it_lacks_is_not() {
    let rows: [(&[f32], f32); 6] = [
        (&[1.0, 1.0], 0.0),
        (&[-1.0, -1.0], 0.0),
        (&[0.0], -1.0),
        (&[0.0], 3.0),
        (&[-2.0, -2.0], 0.0),
        (&[0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0], -8.0),
    ];
    let network = json!({ "kind": "relu_resnet", "layers": 3, "width": 6 });
    for (n, rare) in [(12, true), (20, true), (20, false)] {
        for factor in [1.0, 1e-6, 1e6] {
            let spec = asked(n, 0.0, network.clone(), json!([[1, 2], [1], [2, 3]]), 5);
            let mut rows = rows;
            if !rare {
                rows[5] = rows[0];
            }
            let found = newest(&mut with_first_layer(&spec, &rows, factor));
            for (k, ((name, value, error), expected)) in found.iter().zip([1.0, 0.5, 0.0]).enumerate() {
                // What is drawn has a part in no neuron but the last.
                let slack = if k == 0 || !rare { 1e-8 } else { 4.0 * error + 1e-3 };
                assert!((value - expected).abs() < slack, "{name}, n = {n}: {value} ± {error}");
                assert!(*error < 1e-8 || n == 20 && rare, "{name}: ± {error}");
            }
        }
    }
}

/// Over many designs: by how much estimates are off on average and in squares, and what their errors' squares are.
#[derive(Default)]
struct Deviations([f64; 3], f64);

impl Deviations {
    fn add(&mut self, name: &str, value: f64, error: f64, expected: f64) {
        let off = value - expected;
        assert!(off.abs() < 6.0 * error, "{name}: {value} ± {error}, {expected}");
        self.0.iter_mut().zip([off, off * off, error * error]).for_each(|(sum, v)| *sum += v);
        self.1 += 1.0;
    }

    fn check(&self, what: &str) {
        let [mean, squares, said] = self.0.map(|sum| sum / self.1);
        assert!(mean.abs() < 4.0 * (squares / self.1).sqrt(), "{what}: biased by {mean}");
        assert!((0.3..1.5).contains(&(squares / said)), "{what}: {squares} {said}");
    }
}

/// Layers that see only what is drawn carry nothing, within the error; on fair coins and on biased ones.
#[test]
fn of_noise_nothing_is_carried() {
    let network = json!({ "kind": "relu_resnet", "layers": 2, "width": 16 });
    for bias in [0.0, 0.4] {
        let mut deviations = Deviations::default();
        for seed in 1..=100 {
            let spec = asked(20, bias, network.clone(), json!([[1], [1, 2]]), seed);
            let weights =
                networks::export(spec::build(&spec, None).unwrap().network().unwrap())[0].values.clone();
            let rows: Vec<Vec<f32>> = weights.chunks(20).map(|row| [&[0.0; 2], &row[2..]].concat()).collect();
            let rows: Vec<(&[f32], f32)> = rows.iter().map(|row| (&row[..], 0.1)).collect();
            for (name, value, error) in newest(&mut with_first_layer(&spec, &rows, 1.0)) {
                deviations.add(&name, value, error, 0.0);
            }
        }
        deviations.check(&format!("bias {bias}"));
    }
}

/// One trained network on many designs, some coordinates being drawn: what all of the cube says of it, within the error.
#[test]
fn what_is_drawn_makes_no_bias() {
    let (n, sets): (usize, [&[usize]; 3]) = (15, [&[1], &[1, 2], &[1, 2, 3]]);
    let network = json!({ "kind": "relu_resnet", "layers": 3, "width": 12 });
    for (bias, iterations) in [(0.0, 0), (0.0, 300), (0.4, 300)] {
        let mut run = spec::build(&asked(n as u64, bias, network.clone(), json!(sets), 1), None).unwrap();
        run.step(iterations);
        let expected = exact(&run, n, &sets);
        let parameters = networks::export(run.network().unwrap());
        let mut deviations: Vec<Deviations> = expected.iter().map(|_| Deviations::default()).collect();
        for seed in 1..=100 {
            let mut run =
                spec::build(&asked(n as u64, bias, network.clone(), json!(sets), seed), None).unwrap();
            networks::import(run.network_mut().unwrap(), &parameters).unwrap();
            let found = newest(&mut run).into_iter().zip(&expected).zip(&mut deviations);
            found
                .for_each(|(((name, value, error), (_, expected)), d)| d.add(&name, value, error, *expected));
        }
        for ((name, expected), deviations) in expected.iter().zip(deviations) {
            deviations.check(&format!("bias {bias}, {iterations}, {name} {expected}"));
        }
    }
}

/// Layers that are not yet there carry nothing.
#[test]
fn layers_that_are_off_carry_nothing() {
    let network = json!({ "kind": "relu_resnet", "layers": 4, "width": 8 });
    let mut spec = asked(20, 0.0, network, json!([[], [1], [1, 2]]), 1);
    spec["learner"]["regime"] = "layerwise".into();
    spec["learner"]["stage"] = 10.into();
    let mut run = spec::build(&spec, None).unwrap();
    for on in 1..=3 {
        run.step(if on == 1 { 5 } else { 10 });
        let found = newest(&mut run);
        assert_eq!(found.len(), 6, "the empty set is carried by every layer, and left out");
        for (k, (_, value, error)) in found.into_iter().enumerate() {
            assert_eq!((value, error) == (0.0, 0.0), k / 2 >= on, "{k}: {value} ± {error}");
        }
    }
}
