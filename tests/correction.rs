//! How far layers are corrected: the cosine of their weights with those written down by hand when the next was switched on.

use serde_json::{Value, json};
use staircase::networks::{self, Parameter};
use staircase::probes::Group;
use staircase::{Experiment, snapshot, spec};

const STAGE: u64 = 30;

fn asked(regime: &str, optimizer: &str, network: &Value) -> Value {
    json!({
        "inputs": { "n": 16 }, "target": { "kind": "staircase", "degree": 4 },
        "learner": { "batch": 8, "step_size": 0.01, "optimizer": optimizer, "clip": 1,
                     "regime": regime, "stage": STAGE, "network": network },
        "probe": { "every": 10, "samples": 256, "correlation": true },
    })
}

/// The arrays of weights that belong to a layer.
type Layer = &'static [&'static str];

fn networks() -> [(Value, usize, Vec<Layer>); 2] {
    [
        (json!({ "layers": 4, "width": 7 }), 1, vec![&["weight[0]"], &["weight[1]"]]),
        (
            json!({ "kind": "quadratic_densenet", "widths": [4, 3, 2], "alpha": [1, 0.5, 0.2] }),
            2,
            vec![&["weight[2,0]", "weight[2,1]"], &["weight[3,0]", "weight[3,1]", "weight[3,2]"]],
        ),
    ]
}

fn weights(arrays: &[Parameter], layer: Layer) -> Vec<f64> {
    let own = arrays.iter().filter(|array| layer.contains(&array.name.as_str()));
    own.flat_map(|array| &array.values).map(|w| f64::from(*w)).collect()
}

fn cosine(a: &[f64], b: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// The newest row's entries of the group.
fn newest(run: &mut Experiment) -> Vec<(String, f64)> {
    run.measure();
    let (columns, groups, values) = (run.columns(), run.groups(), run.drain().values);
    let last = values.len() - columns.len();
    let of = columns.into_iter().zip(&values[last..]).zip(groups);
    of.filter(|(_, group)| *group == Group::Correlation).map(|((name, value), _)| (name, *value)).collect()
}

#[test]
fn it_is_the_cosine_with_what_was_written_down() {
    for (network, first, layers) in networks() {
        for (regime, optimizer) in
            [("successive", "sgd"), ("successive", "adam"), ("layerwise_then_together", "adam")]
        {
            let mut run = spec::build(&asked(regime, optimizer, &network), None).unwrap();
            let mut written: Vec<Vec<f64>> = Vec::new();
            let mut least = 1.0f64;
            for iteration in 1..=5 * STAGE {
                let before = networks::export(run.network().unwrap());
                if iteration > STAGE && iteration % STAGE == 1 && written.len() < layers.len() {
                    written.push(weights(&before, layers[written.len()]));
                }
                run.step(1);
                let now = networks::export(run.network().unwrap());
                for (k, (name, found)) in newest(&mut run).into_iter().enumerate() {
                    assert_eq!(name, format!("weight_correlation[{}]", first + k));
                    let expected =
                        written.get(k).map_or(1.0, |before| cosine(before, &weights(&now, layers[k])));
                    assert!((found - expected).abs() < 1e-12, "{name}, {iteration}: {found} {expected}");
                    let frozen = regime != "successive" && iteration <= 3 * STAGE;
                    assert!(!frozen || (found - 1.0).abs() < 1e-12);
                    least = least.min(found);
                }
                assert_eq!(newest_names(&run), layers.len(), "the last layer has no next one");
            }
            assert!((0.0..0.9999).contains(&least), "{regime}: something was corrected, to {least}");
        }
    }
}

fn newest_names(run: &Experiment) -> usize {
    run.groups().iter().filter(|group| **group == Group::Correlation).count()
}

/// In the middle of every stage and at its ends.
#[test]
fn a_run_resumes_with_what_it_has_written_down() {
    for (network, ..) in networks() {
        for regime in ["successive", "layerwise_then_together"] {
            let spec = asked(regime, "adam", &network);
            let mut whole = spec::build(&spec, None).unwrap();
            whole.step(5 * STAGE);
            let whole = snapshot::save(&whole);
            for part in [1, 29, 30, 31, 45, 60, 61, 89, 90, 91, 140] {
                let mut run = spec::build(&spec, None).unwrap();
                run.step(part);
                let mut run = snapshot::restore(&snapshot::save(&run)).unwrap();
                run.step(5 * STAGE - part);
                assert_eq!(snapshot::save(&run), whole, "{regime}, {part}");
            }
        }
    }
}

#[test]
fn there_is_no_column_that_is_not_asked_for() {
    let [(resnet, ..), _] = networks();
    let mut unasked = asked("successive", "sgd", &resnet);
    unasked["probe"]["correlation"] = false.into();
    assert_eq!(newest_names(&spec::build(&unasked, None).unwrap()), 0);
}

/// Weights that are all zero point nowhere: where they were never anything else they are what they were, 1, else 0, and the run
/// goes on; those that are no numbers have no cosine.
#[test]
fn no_weights_have_no_direction() {
    for (network, ..) in networks() {
        for (before, after, expected) in
            [(None, 0.0, 0.0), (Some(0.0), 0.0, 1.0), (Some(0.0), 1.0, 0.0), (None, f32::NAN, f64::NAN)]
        {
            let mut run = spec::build(&asked("successive", "sgd", &network), None).unwrap();
            let fill = |run: &mut Experiment, value: f32| {
                run.network_mut().unwrap().update(&mut |params| params.fill(value));
            };
            before.into_iter().for_each(|value| fill(&mut run, value));
            run.step(2 * STAGE);
            fill(&mut run, after);
            let found = newest(&mut run);
            let same = found[0].1 == expected || found[0].1.is_nan() && expected.is_nan();
            assert!(same, "{before:?} {after}: {found:?}");
            assert!(found[1..].iter().all(|(_, found)| *found == 1.0), "no next layer yet: {found:?}");
            assert_eq!(run.status() == staircase::Status::Running, !after.is_nan());
        }
    }
}
