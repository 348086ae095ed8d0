//! Steps per second of the step in `spec.json`, natively: `cargo bench`. One line of JSON a row.

use serde_json::{Value, json};
use staircase::spec;
use std::time::Instant;

const CHUNK: u64 = 200;
const TURNS: usize = 9;
const SECONDS: f64 = 0.5;

fn main() {
    for (label, layers) in [("native", 7), ("native, the reference network (5 layers)", 5)] {
        println!("{}", row(label, layers));
    }
}

fn row(label: &str, layers: u64) -> Value {
    let mut description: Value = serde_json::from_str(include_str!("spec.json")).expect("spec.json is JSON");
    description["learner"]["network"]["layers"] = layers.into();
    let mut experiment = spec::build(&description, None).expect("spec.json describes an experiment");
    let mut rate = |seconds: f64| {
        let start = Instant::now();
        let mut steps = 0;
        while start.elapsed().as_secs_f64() < seconds {
            steps += experiment.step(CHUNK);
        }
        steps as f64 / start.elapsed().as_secs_f64()
    };
    rate(2.0 * SECONDS); // warm-up
    let rates: Vec<f64> = (0..TURNS).map(|_| rate(SECONDS)).collect();
    experiment.measure();
    let test_loss =
        experiment.columns().iter().position(|name| name == "test_loss").expect("every row has one");
    let rows = experiment.drain().values;
    let width = experiment.columns().len();
    let (before, after) = (rows[test_loss], rows[rows.len() - width + test_loss]);
    assert!(after < 0.9 * before, "{label}: the loss went from {before} to {after}");
    json!({ "label": label, "rates": rates, "before": before, "after": after })
}
