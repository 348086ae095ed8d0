//! How far a network's features are from a teacher's: where arithmetic ends, and in slices.

mod common;

use common::{bits, column};
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
