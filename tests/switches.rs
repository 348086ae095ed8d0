//! What `probe` can be asked for beside losses and coefficients: of every learner, on every law and target, its columns come or it
//! is refused by its own name.

use serde_json::{Value, json};
use staircase::probes::Group;
use staircase::{learners, networks, spec};

/// Each with the columns that it brings.
const SWITCHES: [(&str, Group); 4] = [
    ("progress", Group::Movement),
    ("carried", Group::Carried),
    ("correlation", Group::Correlation),
    ("classes", Group::Loss),
];

const REGIMES: [&str; 4] = ["together", "layerwise", "layerwise_then_together", "successive"];

/// Every learner by its defaults, gradient descent with every network in every regime.
fn all_learners() -> Vec<Value> {
    let networks = networks::FAMILY.iter().map(|row| row.member.kind);
    let sgd = |network: &str| {
        REGIMES.map(|regime| json!({ "kind": "sgd", "regime": regime, "network": { "kind": network } }))
    };
    let others = learners::FAMILY.iter().map(|row| row.member.kind).filter(|kind| *kind != "sgd");
    networks.flat_map(sgd).chain(others.map(|kind| json!({ "kind": kind }))).collect()
}

/// Tasks of six coordinates.
fn tasks() -> Vec<Value> {
    let x: Vec<i32> = (0..64).flat_map(|u| (0..6).map(move |i| 1 - 2 * (u >> i & 1))).collect();
    let table =
        |y: fn(i32) -> i32| json!({ "kind": "table", "x": x, "y": (0..64).map(y).collect::<Vec<_>>() });
    let staircase = json!({ "kind": "staircase", "degree": 3 });
    let [cube, gaussian] = ["hypercube", "gaussian"].map(|kind| json!({ "kind": kind, "n": 6 }));
    let held_out = json!({ "kind": "rows", "held_out": 0.5 });
    vec![
        json!({ "inputs": cube, "target": staircase }),
        json!({ "inputs": { "kind": "hypercube", "n": 20 }, "target": staircase }),
        json!({ "inputs": { "kind": "hypercube", "n": 6, "bias": 0.5 }, "target": staircase }),
        json!({ "inputs": cube, "target": { "kind": "expansion", "terms": [{ "set": [], "coefficient": 1 }] } }),
        json!({ "inputs": { "kind": "hypercube", "n": 6, "bias": 0.5 }, "target": { "kind": "toy_teacher" } }),
        json!({ "inputs": gaussian, "target": { "kind": "toy_teacher" } }),
        json!({ "inputs": gaussian, "target": { "kind": "formula", "formula": "x1 + x1x2" } }),
        json!({ "inputs": cube, "target": table(|u| u), "data": held_out }),
        json!({ "inputs": cube, "target": table(|u| u & 1), "data": held_out }),
    ]
}

#[test]
fn columns_come_or_the_switch_is_refused_by_its_name() {
    let (mut came, mut refused) = ([0; SWITCHES.len()], [0; SWITCHES.len()]);
    for (mut spec, learner) in tasks()
        .into_iter()
        .flat_map(|task| all_learners().into_iter().map(move |learner| (task.clone(), learner)))
    {
        spec["learner"] = learner;
        // A learner that this task is not for.
        let Ok(plain) = spec::build(&spec, None) else { continue };
        for (k, (switch, group)) in SWITCHES.into_iter().enumerate() {
            spec["probe"] = json!({ "samples": 256, switch: true });
            let of = |groups: Vec<Group>| groups.into_iter().filter(|own| *own == group).count();
            match spec::build(&spec, None) {
                Ok(mut run) => {
                    let columns = run.columns().len();
                    assert!(of(run.groups()) > of(plain.groups()), "{switch}: {spec}");
                    assert_eq!(run.drain().values.len(), columns, "{switch}: {spec}");
                    came[k] += 1;
                }
                Err(error) => {
                    assert_eq!(error.field, format!("probe.{switch}"), "{}: {spec}", error.why);
                    refused[k] += 1;
                }
            }
        }
    }
    assert!(came.iter().chain(&refused).all(|count| *count > 3), "{came:?}, {refused:?}");
}

#[test]
fn refusals_say_what_it_takes() {
    let cube = json!({ "kind": "hypercube", "n": 20 });
    let layers = "is for networks that gradients train: this learner has no layers to look into";
    let sets =
        "takes coefficients to follow beside the constant's: here are none, so name some sets (probe.sets)";
    let goes_on = "is for layers that are switched on one after the other and go on training then (learner.regime \"successive\" or \"layerwise_then_together\")";
    let two_values = "takes rows held out of a table of two values";
    let kinds =
        ["kernel_ridge", "elimination", "low_degree", "layerwise"].map(|kind| json!({ "kind": kind }));
    let mut cases: Vec<(&str, Value, Value, &str)> = Vec::new();
    for learner in &kinds {
        cases.push(("carried", learner.clone(), json!({ "kind": "staircase", "degree": 3 }), layers));
        cases.push(("correlation", learner.clone(), json!({ "kind": "staircase", "degree": 3 }), goes_on));
    }
    for regime in ["together", "layerwise"] {
        let learner = json!({ "regime": regime });
        cases.push(("correlation", learner, json!({ "kind": "staircase", "degree": 3 }), goes_on));
    }
    for target in [json!({ "kind": "teacher" }), json!({ "kind": "toy_teacher" })] {
        cases.push(("carried", Value::Null, target, sets));
    }
    cases.push(("classes", Value::Null, json!({ "kind": "staircase", "degree": 3 }), two_values));
    for (switch, learner, target, why) in cases {
        let spec = json!({ "inputs": cube, "target": target, "learner": learner, "probe": { switch: true } });
        let refusal = spec::resolve(&spec, None).unwrap_err().to_string();
        assert_eq!(refusal, format!("probe.{switch}: {why}"), "{spec}");
    }
}

/// A teacher has no terms, but what is named can be read off the layers that learn it.
#[test]
fn named_sets_are_read_off_whatever_the_target() {
    let spec = json!({
        "inputs": { "n": 20 }, "target": { "kind": "toy_teacher" },
        "probe": { "samples": 256, "carried": true, "sets": [[3], [1, 3]] },
    });
    let columns = spec::build(&spec, None).unwrap().columns();
    assert!(columns.contains(&"carried[2]{1,3}".to_owned()), "{columns:?}");
}
