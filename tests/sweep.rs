//! A sweep's runs and summary against the committed ones, which the package gives to the last digit as well (tests/js/plan.test.js).
//! `UPDATE_GOLDEN=1 cargo test --test sweep` writes them anew.

use serde_json::{Value, json};
use staircase::Status;
use staircase::sweep::{Outcome, Sweep};
use staircase::work::Work;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/sweep.json");

/// Two targets on three degrees: some runs learn within the time, some do not.
fn sweep() -> Value {
    json!({
        "spec": {
            "seed": 3,
            "inputs": { "kind": "hypercube", "n": 6 },
            "target": { "kind": "staircase" },
            "learner": { "kind": "sgd", "step_size": 0.05, "network": { "kind": "relu_resnet", "layers": 2, "width": 12 } },
            "probe": { "every": 20 }
        },
        "iterations": 500,
        "seeds": 4,
        "vary": [
            { "entry": "target.degree", "values": [1, 2, 5] },
            { "entry": "target.kind", "values": ["staircase", "parity"] }
        ]
    })
}

fn made(sweep: &Sweep) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for seed in sweep.seeds.clone() {
        for cell in 0..sweep.cells() {
            let (mut run, mut follower) = sweep.begin(cell, seed).unwrap();
            run.advance(sweep.iterations, None, true, &mut Work::up_to(u64::MAX));
            follower.take(&run.drain().values);
            assert!(run.iteration() == sweep.iterations || run.status() != Status::Running);
            outcomes.push(follower.outcome(cell, seed, run.status()));
        }
    }
    outcomes
}

#[test]
fn its_runs_and_what_they_say_are_the_committed_ones() {
    let sweep = Sweep::read(&sweep()).unwrap();
    sweep.check().unwrap();
    let outcomes = made(&sweep);
    let told: Vec<Value> = outcomes.iter().map(Value::from).collect();
    let made = json!({ "sweep": sweep.complete(), "outcomes": told, "summary": sweep.summary(&outcomes) });
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(PATH, format!("{}\n", serde_json::to_string_pretty(&made).unwrap())).unwrap();
    }
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(PATH).unwrap()).unwrap();
    assert_eq!(made, committed);
    let learned = outcomes.iter().filter(|run| run.learned.is_some()).count();
    assert!(learned > 8 && learned < outcomes.len(), "{learned} learned: a golden sweep has some that don't");
}
