//! What several tests share: the naive float64 twin of the ReLU ResNet, and small helpers.
#![allow(dead_code)] // Every test file uses its own part.

use serde_json::{Value, json};
use staircase::inputs::{Hypercube, InputDistribution};
use staircase::networks::{self, Network, Workspace};
use staircase::preset::Preset;
use staircase::rng::{Rng, Stream};
use staircase::work::Work;
use staircase::{Experiment, Status, Trace, snapshot, spec};
use std::ops::Range;

/// The ReLU ResNet in float64, straight from its formulas: no padding, no masks, no blocking.
pub struct NaiveResnet {
    /// Per map: weights (out, in) and biases (out,).
    pub maps: Vec<(Vec<Vec<f64>>, Vec<f64>)>,
}

impl NaiveResnet {
    pub fn of(network: &dyn Network) -> Self {
        let arrays = networks::export(network);
        let maps = arrays
            .chunks_exact(2)
            .map(|map| {
                let columns = map[0].shape[1];
                let wide = |v: &[f32]| v.iter().map(|&v| f64::from(v)).collect::<Vec<_>>();
                (map[0].values.chunks(columns).map(wide).collect(), wide(&map[1].values))
            })
            .collect();
        Self { maps }
    }

    pub fn forward(&self, x: &[f64]) -> f64 {
        let mut h = x.to_vec();
        for (l, (weight, bias)) in self.maps.iter().enumerate() {
            let z: Vec<f64> = weight
                .iter()
                .zip(bias)
                .map(|(row, b)| row.iter().zip(&h).map(|(w, h)| w * h).sum::<f64>() + b)
                .collect();
            h = match l {
                0 => z.iter().map(|z| z.max(0.0)).collect(),
                _ if l + 1 == self.maps.len() => z,
                _ => h.iter().zip(&z).map(|(h, z)| h + z.max(0.0)).collect(),
            };
        }
        h[0]
    }

    /// Every parameter in the order of [`networks::export`].
    pub fn parameters_mut(&mut self) -> impl Iterator<Item = &mut f64> {
        self.maps.iter_mut().flat_map(|(w, b)| w.iter_mut().flatten().chain(b))
    }
}

pub fn widen(x: &[f32]) -> Vec<f64> {
    x.iter().map(|&x| f64::from(x)).collect()
}

/// Inputs off the cube, so that no symmetry hides a fault.
pub fn inputs(count: usize, n: usize, seed: u64) -> Vec<f32> {
    let mut rng = Rng::new(seed, Stream::Train);
    (0..count * n).map(|_| rng.symmetric(1.5)).collect()
}

/// A network after three steps of `descend`, which are `backward` and an update each, to the bit.
pub fn descended<N: Network + Clone>(network: &N, n: usize, batch: usize, step_size: f32, seed: u64) -> N {
    let (mut fused, mut plain) = (network.clone(), network.clone());
    let (mut workspace, mut other) = (Workspace::default(), Workspace::default());
    let dout: Vec<f32> = inputs(batch, 1, seed + 1);
    for step in 0..3 {
        let x = inputs(batch, n, seed + step);
        assert_eq!(fused.forward_in_training(&x, &mut workspace), plain.forward_in_training(&x, &mut other));
        fused.descend(&x, &dout, &mut workspace, step_size);
        let mut grads = vec![0.0; plain.params().len()];
        plain.backward(&x, &dout, &mut other, &mut grads);
        plain.update(&mut |params| params.iter_mut().zip(&grads).for_each(|(p, g)| *p += -step_size * g));
    }
    assert!(fused.params().iter().all(|p| p.is_finite()), "the test's own step is too large: {step_size}");
    assert_eq!(fused.params(), plain.params());
    fused
}

/// Which layers may be on, and which of these trained, of a network of this depth.
pub fn stages(depth: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
    (1..=depth)
        .flat_map(|on| (0..on).flat_map(move |first| (first + 1..=on).map(move |end| (on, first..end))))
}

/// A file of the page's.
pub fn json_file(name: &str) -> Value {
    let text = std::fs::read_to_string(format!("www/{name}.json")).expect("a file of the page's");
    serde_json::from_str(&text).expect("JSON")
}

/// How many recorded seeds are run anew: a few, which tells a change of any bit, or all of them with `RECORDED=all`, which
/// takes a quarter of an hour.
pub fn recorded(all: usize, few: usize) -> usize {
    if std::env::var("RECORDED").is_ok_and(|which| which == "all") { all } else { few }
}

/// A preset as the page reads it, and its lanes' specs.
pub fn preset(id: &str) -> (Value, Vec<Value>) {
    let preset = json_file(&format!("presets/{id}"));
    let read = Preset::read(&preset, |name| Some(json_file(&format!("tables/{name}"))));
    let specs = read.expect("a preset").lanes.into_iter().map(|(_, spec)| spec).collect();
    (preset, specs)
}

/// Coordinates of the small experiment, and iterations between its rows.
pub const N: usize = 17;
pub const EVERY: u64 = 25;

/// A small experiment that learns within some hundred iterations.
pub fn small_spec() -> Value {
    json!({
        "seed": 5,
        "inputs": { "kind": "hypercube", "n": N },
        "target": { "kind": "staircase", "degree": 3 },
        "data": { "kind": "fixed", "count": 333 },
        "learner": { "kind": "sgd", "batch": 7, "step_size": 0.02,
                     "decay": { "every": 100, "divide_by": [1, 2] },
                     "network": { "kind": "relu_resnet", "layers": 4, "width": 13 } },
        "probe": { "every": EVERY, "samples": 128 }
    })
}

/// The bits of numbers, so that NaN equals itself and -0 differs from 0.
pub fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|v| if v.is_nan() { u64::MAX } else { v.to_bits() }).collect()
}

/// Where a column of this name is.
pub fn column(columns: &[String], name: &str) -> usize {
    columns.iter().position(|column| column == name).unwrap_or_else(|| panic!("a column {name}"))
}

/// `count` draws of n coins of this mean, standardised.
pub fn coins(n: usize, bias: f64, count: usize, seed: u64) -> Vec<f32> {
    let (law, mut rng) = (Hypercube::biased(&vec![bias; n]), Rng::new(seed, Stream::Train));
    let mut x = vec![0.0; count * n];
    x.chunks_mut(n).for_each(|x| law.sample_into(&mut rng, x));
    x
}

/// Runs to its end a spec whose learner comes to one; that it is the same, to the bit, in slices, saved and restored after
/// each number of iterations in `stops`.
pub fn saved_and_sliced(spec: &Value, stops: &[u64]) -> Experiment {
    let end_of = |mut run: Experiment, mut rows: Vec<f64>| {
        run.step(1000);
        assert_eq!(run.status(), Status::Done);
        rows.extend(run.drain().values);
        let x = inputs(5, run.task().inputs.dim(), 1);
        ((bits(&rows), run.predict(&x).unwrap(), run.samples()), run)
    };
    let (whole, end) = end_of(spec::build(spec, None).unwrap(), Vec::new());
    for &stop in stops {
        let mut run = spec::begin(spec, None).unwrap();
        while run.pending().is_some() || run.iteration() < stop && run.status() == Status::Running {
            run.advance(stop, None, false, &mut Work::up_to(500));
        }
        let rows = run.drain().values;
        let restored = snapshot::restore(&snapshot::save(&run)).unwrap();
        assert_eq!(end_of(restored, rows).0, whole, "stopped after {stop}");
    }
    end
}

/// Where a run stands after 200 iterations, to the bit: the rows not drained yet with their errors, parameters, samples.
pub type End = (Vec<u64>, Vec<u64>, Vec<f32>, u64);

pub fn end_of(mut run: Experiment) -> End {
    run.step(200 - run.iteration());
    let trace = run.drain();
    standing(&run, &trace)
}

/// The same of a spec that is built, measured and trained in slices of these sizes, over and over, and is saved and restored after one.
pub fn in_slices(spec: &Value, slices: &[u64], saved: usize) -> End {
    let mut run = spec::begin(spec, None).unwrap();
    assert!(run.drain().values.is_empty() && run.pending().is_some());
    let mut trace = Trace::default();
    for (k, slice) in slices.iter().cycle().enumerate() {
        run.advance(200, None, false, &mut Work::up_to(*slice));
        let Trace { values, errors } = run.drain();
        trace.values.extend(values);
        trace.errors.extend(errors);
        if k == saved {
            run = snapshot::restore(&snapshot::save(&run)).unwrap();
        }
        if run.iteration() == 200 && run.pending().is_none() {
            break;
        }
    }
    standing(&run, &trace)
}

fn standing(run: &Experiment, trace: &Trace) -> End {
    let params = run.network().unwrap().params().to_vec();
    (bits(&trace.values), bits(&trace.errors), params, run.samples())
}
