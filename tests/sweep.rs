//! A sweep's runs and summary against the committed ones, which the package gives to the last digit as well (tests/js/plan.test.js).
//! `UPDATE_GOLDEN=1 cargo test sweep::` writes them anew.

use crate::common;
use serde_json::{Value, json};
use staircase::sweep::{Outcome, Sweep};

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
            outcomes.push(one(sweep, cell, seed));
        }
    }
    outcomes
}

fn one(sweep: &Sweep, cell: usize, seed: u64) -> Outcome {
    let (mut run, mut follower) = sweep.begin(cell, seed).unwrap();
    while !follower.advance(&mut run, sweep.iterations, 10_000_000) {}
    follower.outcome(cell, seed, run.status())
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

/// The sweeps that presets ask for, as the command line made them: the page shows these files.
const RECORDED: [(&str, &str); 4] = [
    ("figure-4", include_str!("../www/sweeps/figure-4.json")),
    ("growth-degree", include_str!("../www/sweeps/growth-degree.json")),
    ("growth-leap", include_str!("../www/sweeps/growth-leap.json")),
    ("growth-n", include_str!("../www/sweeps/growth-n.json")),
];

/// A preset's own sweep, as `staircase sweep` reads it.
fn of_preset(id: &str) -> Sweep {
    let (preset, specs) = common::preset(id);
    let mut sweep = preset["sweep"].clone();
    let lane = sweep.as_object_mut().unwrap().remove("lane").map_or(1, |lane| lane.as_u64().unwrap());
    sweep["spec"] = specs[lane as usize - 1].clone();
    Sweep::read(&sweep).unwrap()
}

fn recorded(text: &str) -> (Value, Vec<Outcome>, Value) {
    let all: Value = serde_json::from_str(text).unwrap();
    (all["sweep"].clone(), Outcome::list(&all["outcomes"]).unwrap(), all["summary"].clone())
}

/// They are of the presets as these stand, whole, and say what they say.
#[test]
fn recorded_sweeps_are_those_of_their_presets() {
    for (id, text) in RECORDED {
        let (complete, outcomes, summary) = recorded(text);
        let sweep = of_preset(id);
        assert_eq!(*sweep.complete(), complete, "{id}");
        assert_eq!(sweep.summary(&outcomes), summary, "{id}");
        assert_eq!(summary["runs"], summary["of"], "{id}");
    }
}

/// And their runs are those that this core makes: one of each cell whose run is short, another one each time it is over.
#[test]
fn recorded_runs_are_made_again() {
    let mut again = 0;
    for (id, text) in RECORDED {
        let (_, outcomes, _) = recorded(text);
        let sweep = of_preset(id);
        for cell in 0..sweep.cells() {
            let own: Vec<_> =
                outcomes.iter().filter(|run| run.cell == cell && run.end.iterations <= 1500).collect();
            let Some(run) = own.get(cell % own.len().max(1)) else { continue };
            assert_eq!(one(&sweep, cell, run.seed), **run, "{id}, cell {cell}, seed {}", run.seed);
            again += 1;
        }
    }
    assert!(again >= 15, "only {again} were short enough");
}

/// What the captions and the page say of them.
#[test]
fn the_page_says_what_was_recorded() {
    let number = |value: &Value| {
        let digits = value.as_f64().unwrap() as u64;
        if digits >= 1000 { format!("{},{:03}", digits / 1000, digits % 1000) } else { digits.to_string() }
    };
    let says = |id: &str, what: &str| {
        let (preset, _) = common::preset(id);
        let caption = preset["caption"]["here"].as_str().unwrap();
        assert!(caption.contains(what), "{id} does not say {what:?}");
    };
    let summaries = RECORDED.map(|(_, text)| recorded(text).2);
    let [fixed, degree, leap, coins] = &summaries;
    let cell = &fixed["cells"][0];
    let percent = |part: &Value| format!("{:.0}", 100.0 * part.as_f64().unwrap());
    says("figure-4", &format!("Of a hundred seeds {} have", cell["learned"]));
    says(
        "figure-4",
        &format!("interval {} to {} %", percent(&cell["interval"][0]), percent(&cell["interval"][1])),
    );
    says("figure-4", &format!("{} in the median", number(&cell["iterations"][1])));
    let median = |summary: &Value, cell: usize| number(&summary["cells"][cell]["iterations"][1]);
    let outcomes = recorded(RECORDED[0].1).1;
    let late = outcomes.iter().filter(|run| run.learned.is_none()).map(|run| run.test_loss);
    let [least, most] =
        late.fold([f64::INFINITY, 0.0], |[least, most], loss| [loss.min(least), loss.max(most)]);
    says("figure-4", &format!("a test loss of {least:.3} to {most:.3}"));
    let [two, five, ten] = [0, 6, 16].map(|cell| median(degree, cell));
    says(
        "growth-degree",
        &format!("takes {two} iterations at degree 2, {five} at degree 5 and {ten} at degree 10"),
    );
    let [two, five, seven] = [1, 7, 11].map(|cell| median(degree, cell));
    says(
        "growth-degree",
        &format!(
            "takes {two}, {five} and, at degree 7, {seven}, where {} of 20",
            degree["cells"][11]["learned"]
        ),
    );
    says("growth-degree", &format!("of degree 8 it is {}, of 9 and 10 none", degree["cells"][13]["learned"]));
    assert_eq!([15, 17].map(|cell| degree["cells"][cell]["learned"].as_u64().unwrap()), [0, 0]);
    let power = |summary: &Value, line: usize, digits: usize| {
        format!("{:.digits$}", summary["exponents"][line]["iterations"]["exponent"].as_f64().unwrap())
    };
    says("growth-degree", &format!("k to the power {}", power(degree, 0, 1)));
    says("growth-degree", &format!("The power of {}", power(degree, 1, 1)));
    let [one, two, three, four] = [0, 1, 2, 3].map(|cell| median(leap, cell));
    says(
        "growth-leap",
        &format!("it takes {one} iterations at a leap of 1, {two} at 2, {three} at 3 and {four} at 4"),
    );
    says("growth-leap", &format!("the leap to the power {}", power(leap, 0, 1)));
    let [one, two, three] = [0, 1, 2].map(|line| power(coins, line, 2));
    says("growth-n", &format!("the powers {one}, {two} and {three}"));
    assert_eq!(coins["cells"][14]["learned"], 0);
    assert_eq!(coins["exponents"][2]["iterations"]["points"], 4);
}
