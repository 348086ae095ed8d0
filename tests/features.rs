//! How far a network's features are from a teacher's: where there are none to see, where arithmetic ends, and in slices.

use crate::common::{bits, column};
use serde_json::{Value, json};
use staircase::work::Work;
use staircase::{Status, spec};

fn taught(inputs: &Value, widths: [usize; 2], samples: usize) -> Value {
    json!({
        "inputs": inputs, "target": { "kind": "teacher", "widths": [3, 2], "connections": "0; 0 2" },
        "learner": { "batch": 8, "network": { "kind": "quadratic_densenet", "widths": widths, "connections": "0; 0 2" } },
        "probe": { "every": 10, "samples": samples },
    })
}

/// The whole cube, one that is drawn, and another law.
fn laws() -> [Value; 3] {
    [json!({ "n": 6 }), json!({ "n": 16 }), json!({ "kind": "gaussian", "n": 6 })]
}

/// Squares of fair coins say nothing: a layer that is to take in these alone is refused, by its field, and x leads to it where nothing
/// is said. Where coins are biased or one feature's square varies, there is something to see.
#[test]
fn a_layer_takes_in_something_that_varies() {
    let alone = |field: &str| {
        let why = "J_2 is 1 alone, and x² - E x² is 0 on fair coins: let 0, which is x itself, lead to layer 2, or take other inputs";
        Some(format!("{field}.connections: {why}"))
    };
    let quartics = Some(
        "target.which: quartics are made of x1² and x2² less their means, which is 0 on fair coins: choose squares, or other inputs"
            .to_owned(),
    );
    let (fair, gaussian) = (json!({ "n": 4 }), json!({ "kind": "gaussian", "n": 4 }));
    let (biased, tilted) = (json!({ "n": 4, "bias": 0.3 }), json!({ "n": 4, "bias": 1e-9 }));
    let staircase = json!({ "kind": "staircase", "degree": 3 });
    let teacher = |connections: &str| json!({ "kind": "teacher", "connections": connections });
    let toy = |which: &str| json!({ "kind": "toy_teacher", "which": which });
    let network = |connections: &str| json!({ "kind": "quadratic_densenet", "connections": connections });
    let distilled = json!({ "kind": "distilled_densenet", "connections": "1; 0 2" });
    let formula = |formula: &str| json!({ "kind": "formulas", "formulas": [formula] });
    let products = json!({ "kind": "products", "degree": 2 });
    let none = Value::Null;
    for (inputs, features, target, network, expected) in [
        (&fair, &none, teacher(""), network(""), None),
        (&fair, &none, teacher(""), json!({ "kind": "distilled_densenet" }), None),
        (&fair, &none, teacher("1; 0 2"), network(""), alone("target")),
        (&tilted, &none, teacher("1; 0 2"), network(""), alone("target")),
        (&fair, &none, teacher("0 1; 0 2"), network("1; 0 2"), alone("learner.network")),
        (&fair, &none, staircase.clone(), distilled.clone(), alone("learner.network")),
        (&fair, &none, staircase.clone(), network("0 1; 0 2"), None),
        (&fair, &products, staircase.clone(), network("1; 0 2"), alone("learner.network")),
        (&fair, &formula("-x1*x2*x4"), staircase.clone(), network("1; 0 2"), alone("learner.network")),
        (&fair, &formula("x1 + x2"), staircase.clone(), network("1; 0 2"), None),
        (&fair, &none, toy("quartics"), network(""), quartics),
        (&fair, &none, toy("squares"), network(""), None),
        (&biased, &products, teacher("1; 0 2"), distilled.clone(), None),
        (&gaussian, &none, toy("quartics"), distilled, None),
    ] {
        let spec = json!({
            "inputs": inputs, "features": features, "target": target,
            "learner": { "step_size": 1e-6, "network": network },
        });
        let case = spec.to_string();
        match (spec::build(&spec, None), expected) {
            (Err(error), Some(expected)) => assert_eq!(error.to_string(), expected),
            (Ok(mut run), None) => {
                assert_eq!(run.step(10), 10, "{case}");
                assert!(run.drain().values[3..].iter().all(|value| value.is_finite()), "{case}");
            }
            (run, expected) => panic!("{case}: {:?} against {expected:?}", run.err()),
        }
    }
}

/// Where no connections are named, a network on fair coins has something of x1, which squares hide. (All of a staircase it can't
/// have, being nowhere negative.)
#[test]
fn without_connections_a_densenet_sees_fair_coins() {
    let spec = json!({
        "inputs": { "n": 6 }, "target": { "kind": "staircase", "degree": 2 },
        "learner": { "batch": 32, "step_size": 0.02, "network": { "kind": "quadratic_densenet" } },
        "probe": { "every": 2000 },
    });
    let mut run = spec::build(&spec, None).unwrap();
    run.step(2000);
    let (columns, rows) = (run.columns(), run.drain().values);
    let first = rows[rows.len() - columns.len()..][column(&columns, "{1}")];
    assert!(first > 0.1, "{first}");
}

/// Features that are no numbers are no features learned, on any design: their error is none, and nothing that is exact. Those that
/// are just too large for anyone's use have a large one.
#[test]
fn features_beyond_all_numbers_are_not_learned() {
    for law in laws() {
        for (factor, layer, least) in
            [(1e6, 2, Some(1e8)), (1e6, 3, Some(1e30)), (1e30, 2, Some(1e55)), (1e30, 3, None)]
        {
            let mut run = spec::build(&taught(&law, [4, 2], 256), None).unwrap();
            run.network_mut().unwrap().update(&mut |params| params.iter_mut().for_each(|p| *p *= factor));
            run.drain();
            run.measure();
            let place = column(&run.columns(), &format!("feature_error[{layer}]"));
            let rows = run.drain();
            let (value, error) = (rows.values[place], rows.errors[place]);
            let right = least.map_or(!value.is_finite() && error.is_nan(), |least| value > least);
            assert!(right, "{law}, {factor}, {layer}: {value} ± {error}");
            assert_eq!(run.status() == Status::Diverged, factor > 1e20, "{law}");
        }
    }
}

/// A row in slices of little work: the same bits, a piece for each pair of features, and no slice with much more work than the
/// model's values on 32 inputs are.
#[test]
fn errors_are_measured_piece_by_piece() {
    for law in laws() {
        let spec = taught(&law, [150, 20], 256);
        let whole = spec::build(&spec, None).unwrap().drain();
        let mut run = spec::begin(&spec, None).unwrap();
        let (mut slices, mut most, mut all) = (0, 0, 0);
        while run.pending().is_some() {
            let mut work = Work::up_to(1000);
            run.advance(0, None, false, &mut work);
            (slices, most, all) = (slices + 1, most.max(work.done()), all + work.done());
        }
        let sliced = run.drain();
        assert_eq!([bits(&sliced.values), bits(&sliced.errors)], [bits(&whole.values), bits(&whole.errors)]);
        // An iteration is three passes on 8 inputs.
        let (cost, values) = (run.cost(), 4 * run.cost().iteration / 3);
        let told = (cost.prepare + cost.measure) as f64;
        assert!((0.5..2.0).contains(&(all as f64 / told)), "{law}: {all} of {told}");
        assert!(slices > 3 * 150 + 2 * 20 && most < 1000 + values, "{law}: {slices} slices, up to {most}");
    }
}
