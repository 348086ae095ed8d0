//! What the fuzz targets ask of an input. The seeds of `corpus/` are asked the same in the ordinary tests.
#![allow(dead_code)] // Every target has its own.

use serde_json::{Value, json};
use staircase::{Experiment, Invalid, snapshot, spec, theory::Analysis};
use std::sync::LazyLock;

fn read(formula: &str, inputs: &Value) -> Result<Analysis, Invalid> {
    spec::analyze(&json!({ "kind": "formula", "formula": formula }), Some(inputs), None)
}

/// The terms as a formula: basis functions with their coefficients.
fn written(analysis: &Analysis) -> String {
    let term = |t: &staircase::theory::AnalysedTerm| {
        let list = t.set.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        // Ordinary notation: {:e} would be exact too, but long numbers are what people paste.
        format!("{} {:e} chi{{{list}}}", if t.coefficient < 0.0 { '-' } else { '+' }, t.coefficient.abs())
    };
    analysis.terms.iter().map(term).collect::<Vec<_>>().join(" ")
}

/// Any text as a formula, on every law: it is answered with a polynomial or with a fault that points
/// into the text, and what it is read as reads as itself when it is written out.
pub fn formula(law: u8, formula: &str) {
    let inputs = match law % 7 {
        0 => json!({ "n": 6 }),
        1 => json!({ "n": 6, "bias": 0.5 }),
        2 => json!({ "kind": "gaussian", "n": 6 }),
        3 => json!({ "kind": "normal", "n": 3 }),
        4 => json!({ "kind": "mixture", "n": 6 }),
        5 => json!({ "kind": "uniform", "n": 6, "basis": "legendre" }),
        _ => json!({ "kind": "uniform", "n": 6, "basis": "trigonometric" }),
    };
    match read(formula, &inputs) {
        Err(fault) => {
            assert_eq!(fault.field, "target.formula");
            assert!(!fault.why.is_empty());
            // The caret stands under the excerpt, which is the line above it.
            let lines: Vec<&str> = fault.why.lines().collect();
            if let [.., excerpt, caret] = lines[..] {
                assert!(caret.ends_with('^') && caret.chars().count() <= excerpt.chars().count() + 1);
            }
        }
        Ok(analysis) => {
            let text = written(&analysis);
            if text.chars().count() > 2000 {
                return;
            }
            let again = read(&text, &inputs).unwrap_or_else(|fault| panic!("{text}: {fault}"));
            assert_eq!(again.terms.len(), analysis.terms.len(), "{text}");
            for (ours, theirs) in again.terms.iter().zip(&analysis.terms) {
                assert_eq!(ours.set, theirs.set, "{text}");
                assert!((ours.coefficient / theirs.coefficient - 1.0).abs() < 1e-12, "{text}");
            }
        }
    }
}

/// Any text as a spec: it is refused under a name or completed, and what is complete is its own completion, builds,
/// and runs.
pub fn spec(text: &str) {
    let Ok(given) = serde_json::from_str::<Value>(text) else { return };
    let complete = match spec::resolve(&given, None) {
        Ok(complete) => complete,
        Err(fault) => {
            assert!(!fault.field.is_empty() && !fault.why.is_empty(), "{fault:?}");
            return;
        }
    };
    if complete["data"]["kind"] != "table" {
        assert_eq!(spec::resolve(&complete, None).as_ref(), Ok(&complete));
    }
    if is_cheap(&complete) {
        let run = spec::build(&given, None).unwrap_or_else(|fault| panic!("{fault}, in {complete}"));
        go_on(run);
    }
}

/// Whether building and measuring takes milliseconds.
fn is_cheap(complete: &Value) -> bool {
    let number = |family: &str, name: &str| complete[family][name].as_f64().unwrap_or(1.0);
    let network = &complete["learner"]["network"];
    let layers = network["layers"].as_f64().unwrap_or(1.0);
    // What has no neurons has a function for each sample of five iterations.
    let width = network["width"].as_f64().unwrap_or(5.0 * number("learner", "batch"));
    let coordinates = number("inputs", "n");
    // At most so many with all their pairs, triples and quadruples.
    let n = coordinates.powf(number("features", "degree")) + coordinates;
    coordinates <= 20.0
        && number("probe", "samples") <= 10_000.0
        && number("learner", "batch") * width * (n + layers * width) <= 1e6
        && number("probe", "samples").max(2f64.powf(coordinates.min(14.0))) * width * (n + layers * width)
            <= 3e7
}

/// Steps, measures and saves, and goes on from there as without.
fn go_on(mut run: Experiment) {
    run.step(3);
    run.measure();
    let trace = run.drain();
    assert_eq!(trace.values.len() % run.columns().len(), 0);
    assert_eq!(trace.values.len(), trace.errors.len());
    let saved = snapshot::save(&run);
    let mut again = snapshot::restore(&saved).unwrap_or_else(|fault| panic!("{fault}, in {}", run.spec()));
    assert!(snapshot::save(&again) == saved);
    let end = |run: &mut Experiment| {
        run.step(2);
        run.measure();
        run.drain().values.into_iter().map(f64::to_bits).collect::<Vec<_>>()
    };
    assert_eq!(end(&mut run), end(&mut again));
}

/// Saved runs of several kinds.
static SAVED: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let network = json!({ "layers": 2, "width": 3 });
    let learner = json!({ "batch": 2, "network": network });
    let probe = json!({ "every": 2, "samples": 64 });
    let (heads, tails) = (0.57735026, -1.7320508);
    let table = json!({ "kind": "table", "x": [heads, heads, heads, tails, tails, heads], "y": [1, 2, 3] });
    [
        json!({ "inputs": { "n": 5 }, "target": { "kind": "staircase", "degree": 2 }, "data": { "kind": "fixed", "count": 7 } }),
        json!({ "inputs": { "n": 2, "bias": 0.5 }, "target": { "kind": "parity", "degree": 2 }, "data": table }),
        json!({ "inputs": { "kind": "normal", "n": 2 }, "target": { "kind": "formula", "formula": "x1 + x2^2" } }),
        json!({ "inputs": { "n": 3 }, "target": { "kind": "parity", "degree": 2 },
                "learner": { "kind": "kernel_ridge", "batch": 2, "count": 12 } }),
        json!({ "inputs": { "n": 7 }, "target": { "kind": "parity", "degree": 2 }, "learner": { "kind": "elimination" } }),
        json!({ "inputs": { "n": 4, "bias": 0.5 }, "target": { "kind": "parity", "degree": 2 },
                "learner": { "kind": "low_degree", "batch": 5, "count": 40 } }),
    ]
    .into_iter()
    .map(|mut spec| {
        if spec["learner"].is_null() {
            spec["learner"] = learner.clone();
        }
        spec["probe"] = probe.clone();
        let mut run = spec::build(&spec, None).expect("a spec");
        run.step(5);
        snapshot::save(&run)
    })
    .collect()
});

/// Where the checksum of a saved run stands, and what it is of.
const CHECKSUM: std::ops::Range<usize> = 15..23;

/// A saved run with damage done to it, as it is and with a right checksum: it is refused, or is a run that goes on.
/// `damage` is which run, then three bytes each: where, two of them, and what is put there.
pub fn snapshot(damage: &[u8]) {
    let Some((which, damage)) = damage.split_first() else { return };
    let mut bytes = SAVED[usize::from(*which) % SAVED.len()].clone();
    for change in damage.chunks(3) {
        match *change {
            [high, low, byte] => {
                let at = usize::from(u16::from_be_bytes([high, low])) % bytes.len();
                bytes[at] = byte;
            }
            [high, low] => bytes.truncate(usize::from(u16::from_be_bytes([high, low])).max(CHECKSUM.end)),
            _ => bytes.push(0),
        }
    }
    restore(&bytes);
    let sealed = snapshot::fnv1a(bytes[13..15].iter().chain(&bytes[CHECKSUM.end..]).copied());
    bytes[CHECKSUM].copy_from_slice(&sealed.to_le_bytes());
    restore(&bytes);
}

fn restore(bytes: &[u8]) {
    match snapshot::restore(bytes) {
        Err(fault) => assert!(!fault.field.is_empty() && !fault.why.is_empty(), "{fault:?}"),
        Ok(run) if is_cheap(run.spec()) => go_on(run),
        Ok(_) => {}
    }
}
