//! The first 300 iterations of each preset, or as many as it takes to learn something, to the bit: run natively by
//! `golden.rs` and in Node and Chrome by `web.rs`, against the same committed files.

use serde_json::{Value, json};
use staircase::preset::Preset;
use staircase::{Experiment, diagnosis, networks, snapshot, spec};

/// Each preset and its golden file.
pub const PRESETS: &[(&str, &str, &str)] = &[
    ("figure-2", include_str!("../../www/presets/figure-2.json"), include_str!("../golden/figure-2.json")),
    ("figure-4", include_str!("../../www/presets/figure-4.json"), include_str!("../golden/figure-4.json")),
    ("figure-6", include_str!("../../www/presets/figure-6.json"), include_str!("../golden/figure-6.json")),
    ("figure-7", include_str!("../../www/presets/figure-7.json"), include_str!("../golden/figure-7.json")),
    ("truncated", include_str!("../../www/presets/truncated.json"), include_str!("../golden/truncated.json")),
    ("leaps", include_str!("../../www/presets/leaps.json"), include_str!("../golden/leaps.json")),
    (
        "composable",
        include_str!("../../www/presets/composable.json"),
        include_str!("../golden/composable.json"),
    ),
    ("symmetric", include_str!("../../www/presets/symmetric.json"), include_str!("../golden/symmetric.json")),
    ("patience", include_str!("../../www/presets/patience.json"), include_str!("../golden/patience.json")),
    ("figure-5", include_str!("../../www/presets/figure-5.json"), include_str!("../golden/figure-5.json")),
    (
        "biased-parity",
        include_str!("../../www/presets/biased-parity.json"),
        include_str!("../golden/biased-parity.json"),
    ),
    ("tree", include_str!("../../www/presets/tree.json"), include_str!("../golden/tree.json")),
    ("hermite", include_str!("../../www/presets/hermite.json"), include_str!("../golden/hermite.json")),
    (
        "trigonometric",
        include_str!("../../www/presets/trigonometric.json"),
        include_str!("../golden/trigonometric.json"),
    ),
    (
        "laboratory",
        include_str!("../../www/presets/laboratory.json"),
        include_str!("../golden/laboratory.json"),
    ),
    (
        "staircase-3",
        include_str!("../../www/presets/staircase-3.json"),
        include_str!("../golden/staircase-3.json"),
    ),
    (
        "batch-noise",
        include_str!("../../www/presets/batch-noise.json"),
        include_str!("../golden/batch-noise.json"),
    ),
    (
        "error-by-depth",
        include_str!("../../www/presets/error-by-depth.json"),
        include_str!("../golden/error-by-depth.json"),
    ),
    (
        "biased-neuron",
        include_str!("../../www/presets/biased-neuron.json"),
        include_str!("../golden/biased-neuron.json"),
    ),
    // Runs that are changed on the way.
    (
        "curriculum-help",
        include_str!("../../www/presets/curriculum-help.json"),
        include_str!("../golden/curriculum-help.json"),
    ),
    (
        "curriculum-grow",
        include_str!("../../www/presets/curriculum-grow.json"),
        include_str!("../golden/curriculum-grow.json"),
    ),
    // A spec by itself: Adam on the sparse quadratic network.
    ("end-to-end", include_str!("end-to-end.json"), include_str!("../golden/end-to-end.json")),
    // What is no network under plain SGD: kernels, learners without gradients, batches used twice.
    ("other-learners", include_str!("other-learners.json"), include_str!("../golden/other-learners.json")),
    // The networks of the second paper on its own target, through their stages.
    ("hierarchical", include_str!("hierarchical.json"), include_str!("../golden/hierarchical.json")),
];

/// Iterations between one measurement and the next. A neuron takes hundreds of them, and most stay blank.
fn part(name: &str) -> u64 {
    match name {
        "staircase-3" => 100_000,
        "error-by-depth" => 40_000,
        "biased-neuron" => 10_000,
        // Past the change.
        "curriculum-help" | "curriculum-grow" => 750,
        _ => 100,
    }
}

/// What the preset's lanes leave behind: rows at 0, 100, 200 and 300, or after other parts, and a digest of what was learned.
pub fn trace(name: &str, preset: &str) -> Value {
    let preset: Value = serde_json::from_str(preset).expect("a preset is JSON");
    let lanes = Preset::read(&preset, |_| None).expect("a preset").lanes;
    Value::from_iter(lanes.into_iter().map(|(label, complete)| {
        let mut run = spec::build(&complete, None).expect("a preset's spec is right");
        for _ in 0..3 {
            run.step(part(name));
            run.measure();
        }
        let columns = run.columns();
        let trace = run.drain();
        // The columns are lists of numbers; NaN (no training loss yet) becomes null.
        let table = |numbers: &[f64]| Value::from_iter(numbers.chunks(columns.len()).map(Value::from));
        let digest = snapshot::fnv1a(learned(&run).into_iter());
        json!({
            "label": label,
            "columns": columns,
            "rows": table(&trace.values),
            "errors": table(&trace.errors),
            "parameters": format!("{digest:016x}"),
        })
    }))
}

/// The bytes of all parameters; of a network that is trained neuron by neuron, those of the numbers that make up its
/// active neurons; where there is no network, those of f at sixteen points.
fn learned(run: &Experiment) -> Vec<u8> {
    let Some(learner) = run.learner().layerwise() else {
        let values = match run.network() {
            Some(network) => networks::export(network).into_iter().flat_map(|p| p.values).collect(),
            None => {
                let numbers = 0..16 * run.task().inputs.dim();
                let x: Vec<f32> = numbers.map(|k| (k * 7 % 11) as f32 / 4.0 - 1.25).collect();
                run.predict(&x).expect("rows of inputs")
            }
        };
        return values.into_iter().flat_map(f32::to_le_bytes).collect();
    };
    let active = diagnosis::active(learner);
    assert!(!active.is_empty(), "a trace in which nothing is learned proves little");
    let numbers = active.iter().flat_map(|neuron| {
        let place = [neuron.layer as f64, neuron.index as f64, neuron.iteration as f64, neuron.bias];
        place.into_iter().chain(neuron.parents.iter().flat_map(|edge| [edge.weight, edge.square]))
    });
    numbers.flat_map(f64::to_le_bytes).collect()
}

/// Panics with the first difference.
pub fn check(name: &str, preset: &str, golden: &str) {
    let golden: Value = serde_json::from_str(golden).expect("a golden file is JSON");
    // Through text, so that both sides are numbers as the file has them; that is exact.
    let ours: Value = serde_json::from_str(&trace(name, preset).to_string()).expect("JSON");
    for (ours, golden) in ours.as_array().expect("lanes").iter().zip(golden.as_array().expect("lanes")) {
        for part in ["columns", "rows", "errors", "parameters"] {
            assert_eq!(ours[part], golden[part], "{name}, {}: {part}", golden["label"]);
        }
    }
    assert_eq!(ours.as_array().map(Vec::len), golden.as_array().map(Vec::len), "{name}: lanes");
}
