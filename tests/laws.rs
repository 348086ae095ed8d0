//! The invariants of `lib.rs`: a run is a function of its spec, and bad input is answered.

use crate::common::{self, EVERY, N, end_of, in_slices, small_spec};
use proptest::prelude::*;
use serde_json::{Value, json};
use staircase::data::Position;
use staircase::networks::Parameter;
use staircase::task::{Batch, Oracle};
use staircase::work::Work;
use staircase::{Experiment, Status, networks, snapshot, spec};

fn build(spec: &Value) -> Experiment {
    spec::build(spec, None).unwrap()
}

/// A spec whose learner remembers more than its weights, and comes to an end.
fn adam_spec() -> Value {
    let mut spec = small_spec();
    spec["learner"] = json!({ "batch": 7, "step_size": 0.003, "optimizer": "adam", "l2": 1e-3, "clip": 1, "cosine": 200,
                              "network": { "kind": "sparse_quadratic", "layers": 2, "width": 13 } });
    spec
}

/// A spec whose coefficients are fitted on weighted inputs.
fn fitted_spec() -> Value {
    let mut spec = small_spec();
    spec["inputs"] = json!({ "kind": "gaussian", "n": N });
    spec["target"] = json!({ "kind": "staircase", "degree": 2 });
    spec["probe"] = json!({ "every": EVERY, "samples": 300 });
    spec
}

/// A spec that is measured on rows held out.
fn held_out_spec() -> Value {
    let rows = 40;
    let x: Vec<f64> = (0..rows * N).map(|k| if k * k % 7 % 2 == 0 { 1.0 } else { -1.0 }).collect();
    let y: Vec<f64> = x.chunks(N).map(|x| x[0] * x[1]).collect();
    let mut spec = small_spec();
    spec["target"] = json!({ "kind": "table", "x": x, "y": y });
    spec["data"] = json!({ "kind": "rows" });
    spec["probe"] = json!({ "every": EVERY, "classes": true });
    spec
}

/// A spec whose network is given features.
fn featured_spec() -> Value {
    let mut spec = small_spec();
    spec["features"] = json!({ "kind": "products", "degree": 2 });
    spec
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn chunking_changes_nothing(chunks in proptest::collection::vec(0u64..40, 0..12)) {
        let mut run = build(&small_spec());
        for chunk in chunks {
            run.step(chunk.min(200 - run.iteration()));
        }
        prop_assert_eq!(end_of(run), end_of(build(&small_spec())));
    }

    /// Construction, measurements and iterations come in slices of any size, also across a saved run.
    #[test]
    fn slicing_changes_nothing(slices in proptest::collection::vec(1u64..2_000_000, 1..12), saved in 0usize..40) {
        for spec in [small_spec(), adam_spec(), fitted_spec(), held_out_spec(), featured_spec()] {
            prop_assert_eq!(in_slices(&spec, &slices, saved), end_of(build(&spec)));
        }
    }

    /// Scheduled rows, weights and samples are the same however often one looks in between.
    #[test]
    fn measuring_changes_nothing(looks in proptest::collection::btree_set(0u64..200, 0..12)) {
        let mut run = build(&small_spec());
        let width = run.columns().len();
        for at in looks {
            run.step((at - run.iteration()) / 2);
            run.measure();
            run.advance(at, None, true, &mut Work::up_to(u64::MAX));
            run.spectrum(5);
            run.predict(&[1.0; 2 * N]).unwrap();
        }
        let (rows, _, params, samples) = end_of(run);
        let is_scheduled = |row: &&[u64]| f64::from_bits(row[0]) % EVERY as f64 == 0.0;
        let scheduled: Vec<u64> = rows.chunks(width).filter(is_scheduled).flatten().copied().collect();
        let plain = end_of(build(&small_spec()));
        prop_assert_eq!((scheduled, params, samples), (plain.0, plain.2, plain.3));
    }

    #[test]
    fn a_restored_run_goes_on_as_if_it_had_never_stopped(at in 0u64..200) {
        for spec in [small_spec(), adam_spec(), featured_spec()] {
            let mut run = build(&spec);
            run.step(at);
            let restored = snapshot::restore(&snapshot::save(&run)).unwrap();
            prop_assert_eq!(restored.spec(), run.spec());
            prop_assert_eq!(restored.spectrum(8), run.spectrum(8));
            prop_assert_eq!(end_of(restored), end_of(run));
        }
    }

    /// Whatever becomes of some of its bytes.
    #[test]
    fn snapshots_damaged_in_many_places_are_refused(
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..40),
        cut in any::<proptest::sample::Index>(),
        move_by in 1usize..30,
    ) {
        let good = saved_run();
        let mut scattered = good.clone();
        for (at, byte) in damage {
            scattered[at.index(good.len())] = byte;
        }
        let mut moved = good.clone();
        moved[HEADER..].rotate_left(move_by);
        let mut replaced = good.clone();
        replaced[cut.index(good.len())..].fill(0);
        for bytes in [scattered, moved, replaced, [&good[..], &good[..]].concat()] {
            prop_assert!(bytes == good || refusal(&bytes).is_some());
        }
    }

    /// Whatever JSON is given: an experiment or an error with a message, never a panic.
    #[test]
    fn any_json_is_answered(path in 0usize..14, value in any_value()) {
        let mut spec = small_spec();
        let slot = match path {
            0 => &mut spec["seed"],
            1 => &mut spec["inputs"],
            2 => &mut spec["inputs"]["n"],
            3 => &mut spec["target"],
            4 => &mut spec["target"]["degree"],
            5 => &mut spec["data"],
            6 => &mut spec["learner"]["decay"],
            7 => &mut spec["learner"]["network"],
            8 => &mut spec["learner"]["batch"],
            9 => &mut spec["probe"]["sets"],
            10 => &mut spec["probe"],
            11 => &mut spec["features"],
            12 => {
                spec["features"] = json!({ "kind": "formulas" });
                &mut spec["features"]["formulas"]
            }
            _ => &mut spec,
        };
        *slot = value;
        match spec::build(&spec, None) {
            Ok(mut run) => { run.step(1); }
            Err(error) => prop_assert!(!error.why.is_empty()),
        }
    }
}

/// A small run as bytes, not at its start.
fn saved_run() -> Vec<u8> {
    let mut spec = small_spec();
    spec["inputs"]["n"] = 4.into();
    spec["learner"]["network"] = json!({ "layers": 2, "width": 2 });
    let mut run = build(&spec);
    run.step(3);
    snapshot::save(&run)
}

/// "staircase run" and the version.
const HEADER: usize = 15;

/// Why bytes are no saved run, if they are not.
fn refusal(bytes: &[u8]) -> Option<String> {
    snapshot::restore(bytes).err().map(|error| error.to_string())
}

/// Every change of one byte and every cut of a saved run, and what is added to it, is found out.
#[test]
fn damaged_snapshots_are_refused() {
    let good = saved_run();
    assert!(refusal(&good).is_none());
    let expected = |at: usize| match at {
        0..13 => "snapshot: these bytes are no saved run",
        13..HEADER => "snapshot: version",
        _ => "snapshot: the saved run is damaged",
    };
    for at in 0..good.len() {
        let mut bytes = good.clone();
        for change in 1..=255 {
            bytes[at] = good[at] ^ change;
            let why = refusal(&bytes).unwrap_or_else(|| panic!("byte {at} changed by {change}"));
            assert!(why.starts_with(expected(at)), "byte {at} changed by {change}: {why}");
        }
        let why = refusal(&good[..at]).unwrap_or_else(|| panic!("cut to {at}"));
        assert_eq!(why, expected(if at < 13 { at } else { HEADER }), "cut to {at}");
    }
    assert!(refusal(&[&good[..], &[0]].concat()).is_some());
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-50i64..50).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        let key = prop_oneof![
            Just("kind".to_owned()),
            Just("set".to_owned()),
            Just("every".to_owned()),
            "[a-z]{1,5}"
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(key, inner, 0..4).prop_map(Value::from_iter),
        ]
    })
}

#[test]
fn seeds_matter_and_equal_seeds_agree() {
    let with_seed = |seed: u64| {
        let mut spec = small_spec();
        spec["seed"] = seed.into();
        end_of(build(&spec))
    };
    assert_eq!(with_seed(5), with_seed(5));
    assert_ne!(with_seed(5).2, with_seed(6).2);
}

/// Two learners that differ in the target alone start from the same weights and see the same
/// inputs: the race of the page is fair.
#[test]
fn the_target_changes_neither_weights_nor_inputs() {
    let mut other = small_spec();
    other["target"] = json!({ "kind": "parity", "degree": 3 });
    let (a, b) = (build(&small_spec()), build(&other));
    assert_eq!(a.network().unwrap().params(), b.network().unwrap().params());
    let rows = |run: &Experiment| {
        let mut batch = Batch::default();
        Oracle::new(run.task(), &mut Position::start(5)).next(333, &mut batch);
        batch.x
    };
    assert_eq!(rows(&a), rows(&b));
}

/// Parameters that are set have a row of their own, at an iteration that has one of those before, too.
#[test]
fn set_parameters_can_be_measured() {
    let mut run = build(&small_spec());
    run.drain();
    run.measure();
    assert!(run.drain().values.is_empty());
    let network = run.network_mut().unwrap();
    let zeros: Vec<Parameter> = networks::export(network)
        .into_iter()
        .map(|parameter| Parameter { values: vec![0.0; parameter.values.len()], ..parameter })
        .collect();
    networks::import(network, &zeros).unwrap();
    run.measure();
    let columns = run.columns();
    let row = run.drain().values;
    assert_eq!(row.len(), columns.len());
    // The staircase has mean square 1, and zero no coefficient.
    let test_loss = row[common::column(&columns, "test_loss")];
    assert!((test_loss - 1.0).abs() < 1e-6 && row[4..].iter().all(|c| *c == 0.0), "{row:?}");
    run.measure();
    assert!(run.drain().values.is_empty());
}

#[test]
fn every_family_names_the_faulty_field() {
    for (change, field, part_of_message) in [
        (json!({ "sed": 1 }), "sed", "unknown entry; known are"),
        (json!({ "kind": "sgd" }), "kind", "unknown entry; known are"),
        (json!({ "probe": { "kind": "fourier" } }), "probe.kind", "unknown entry; known are"),
        (
            json!({ "learner": { "decay": { "every": 10, "divide_by": [2], "kind": "steps" } } }),
            "learner.decay.kind",
            "unknown entry; known are",
        ),
        // What is mistyped is missing too, and that is not what is said.
        (json!({ "target": null, "traget": small_spec()["target"] }), "traget", "unknown entry; known are"),
        (
            json!({ "target": { "kind": "expansion", "terms": [{ "sett": [1] }] } }),
            "target.terms[0].sett",
            "unknown entry; known are set, coefficient",
        ),
        (
            json!({ "data": { "kind": "table", "x": [], "why": [1] } }),
            "data.why",
            "unknown entry; known are kind, x, y",
        ),
        (
            json!({ "learner": { "decay": { "evry": 10, "divide_by": [2] } } }),
            "learner.decay.evry",
            "unknown entry; known are every, divide_by",
        ),
        (json!({ "seed": -1 }), "seed", "-1 is outside [0, 9007199254740991]"),
        (json!({ "seed": "NaN" }), "seed", "NaN is not a whole number in [0, 9007199254740991]"),
        (json!({ "target": { "kind": "parity", "set": ["-Infinity"] } }), "target.set", "-Infinity is not"),
        (json!({ "inputs": { "kind": "sphere" } }), "inputs.kind", "\"sphere\" is not one of hypercube"),
        (json!({ "inputs": { "n": 0 } }), "inputs.n", "0 is outside [1, 256]"),
        (
            json!({ "features": { "kind": "squares" } }),
            "features.kind",
            "\"squares\" is not one of none, products, formulas",
        ),
        (json!({ "features": [] }), "features", "[] is not an object"),
        (json!({ "features": { "degree": 2 } }), "features.degree", "unknown entry; known are kind"),
        (
            json!({ "features": { "kind": "products", "degree": 1 } }),
            "features.degree",
            "1 is outside [2, 4]",
        ),
        (
            json!({ "features": { "kind": "products", "degree": 5 } }),
            "features.degree",
            "5 is outside [2, 4]",
        ),
        (
            json!({ "inputs": { "n": 40 }, "features": { "kind": "products", "degree": 3 } }),
            "features.degree",
            "3 is outside [2, 2] where n = 40: there are 10660 such products, and at most 5000 are taken",
        ),
        (
            json!({ "inputs": { "n": 200 }, "features": { "kind": "products" } }),
            "features.degree",
            "n = 200 coordinates have 19900 such products, outside [1, 5000]",
        ),
        (
            json!({ "features": { "kind": "formulas", "formulas": [] } }),
            "features.formulas",
            "[] is not a list of 1 to 64 texts",
        ),
        (
            json!({ "features": { "kind": "formulas", "formulas": "x1x2" } }),
            "features.formulas",
            "\"x1x2\" is not a list of 1 to 64 texts",
        ),
        (
            json!({ "features": { "kind": "formulas", "formulas": ["x1", 7] } }),
            "features.formulas[1]",
            "7 is not a text",
        ),
        (
            json!({ "features": { "kind": "formulas", "formulas": ["x1", "x".repeat(2001)] } }),
            "features.formulas[1]",
            "2001 characters are outside [0, 2000]",
        ),
        (
            json!({ "features": { "kind": "formulas", "formulas": ["x1x2", "x1 + (x2"] } }),
            "features.formulas[1]",
            "at character 9: expected ')', found the end",
        ),
        (
            json!({ "features": { "kind": "formulas", "formulas": ["x18"] } }),
            "features.formulas[0]",
            "coordinate 18 is outside [1, 17]",
        ),
        (
            json!({ "features": { "kind": "formulas", "formulas": ["x1 - x1"] } }),
            "features.formulas[0]",
            "is 0 whatever x is",
        ),
        (
            json!({ "features": { "kind": "formulas", "formulas": ["(1+x1)(1+x2)(1+x3)(1+x4)(1+x5)(1+x6)(1+x7)(1+x8)(1+x9)"] } }),
            "features.formulas[0]",
            "512 terms are outside [1, 256]",
        ),
        (json!({ "target": null }), "target", "is missing"),
        (
            json!({ "target": { "kind": "staircase", "degree": 18 } }),
            "target.degree",
            "18 is outside [1, 17]",
        ),
        (
            json!({ "target": { "kind": "staircase", "normalize": 1 } }),
            "target.normalize",
            "1 is neither true nor false",
        ),
        (
            json!({ "target": { "kind": "parity", "set": [0] } }),
            "target.set",
            "0 is not a coordinate in [1, 17]",
        ),
        (json!({ "target": { "kind": "parity", "set": [] } }), "target.set", "is empty"),
        (
            json!({ "target": { "kind": "parity", "set": [1], "degree": 3 } }),
            "target.degree",
            "contradicts the set",
        ),
        (
            json!({ "target": { "kind": "expansion", "terms": [] } }),
            "target.terms",
            "0 terms are outside [1, 256]",
        ),
        (
            json!({ "target": { "kind": "expansion", "terms": [{ "set": [1] }, { "set": [1] }] } }),
            "target.terms[1].set",
            "{1} occurs twice",
        ),
        (
            json!({ "target": { "kind": "expansion", "terms": [{ "coefficient": 1 }] } }),
            "target.terms[0].set",
            "is missing",
        ),
        (
            json!({ "target": { "kind": "expansion", "terms": [{ "set": [1], "coefficient": 1e9 }] } }),
            "target.terms[0].coefficient",
            "1000000000 is outside [-1000, 1000]",
        ),
        (json!({ "data": { "kind": "fixed", "count": 0 } }), "data.count", "0 is outside [1, 10000000]"),
        (json!({ "data": { "kind": "fresh", "count": 5 } }), "data.count", "unknown entry; known are"),
        (
            json!({ "data": { "kind": "table", "x": [1, 1], "y": [1] } }),
            "data.x",
            "2 numbers are not 1 rows of n = 17",
        ),
        (
            json!({ "data": { "kind": "table", "x": [], "y": [] } }),
            "data.y",
            "0 rows are outside [1, 2941176]",
        ),
        (json!({ "data": { "kind": "table", "y": [1] } }), "data.x", "is missing"),
        (
            json!({ "data": { "kind": "table", "x": ([vec![1.0; N], vec![1e200]].concat()), "y": [1] } }),
            "data.x",
            "entry 18 is 1e+200, not 0 or a number",
        ),
        (
            json!({ "data": { "kind": "table", "x": vec![1; 5 * N], "y": [1, 2] } }),
            "data.x",
            "85 numbers are not 2 rows of n = 17",
        ),
        (json!({ "learner": { "batch": 2000 } }), "learner.batch", "2000 is outside [1, 1024]"),
        (json!({ "learner": { "repeats": 9 } }), "learner.repeats", "9 is outside [1, 8]"),
        (json!({ "learner": { "step_size": 0 } }), "learner.step_size", "0 is outside [1e-7, 10]"),
        (
            json!({ "learner": { "loss": "hinge" } }),
            "learner.loss",
            "\"hinge\" is not one of squared, half_squared",
        ),
        (
            json!({ "learner": { "optimizer": "rmsprop" } }),
            "learner.optimizer",
            "\"rmsprop\" is not one of sgd, adam",
        ),
        (json!({ "learner": { "l2": -1 } }), "learner.l2", "-1 is outside [0, 10]"),
        (json!({ "learner": { "clip": -1 } }), "learner.clip", "-1 is outside [0, 1000000]"),
        (json!({ "learner": { "cosine": 0.5 } }), "learner.cosine", "0.5 is not a whole number"),
        (json!({ "learner": { "decay": { "every": 10 } } }), "learner.decay.divide_by", "is missing"),
        (
            json!({ "learner": { "decay": { "every": 0, "divide_by": [1] } } }),
            "learner.decay.every",
            "0 is outside",
        ),
        (json!({ "learner": { "decay": { "divide_by": [0] } } }), "learner.decay.divide_by", "0 is outside"),
        (
            json!({ "learner": { "network": { "layers": 1 } } }),
            "learner.network.layers",
            "1 is outside [2, 32]",
        ),
        (
            json!({ "learner": { "network": { "width": 0.5 } } }),
            "learner.network.width",
            "0.5 is not a whole number",
        ),
        (
            json!({ "learner": { "network": { "depth": 3 } } }),
            "learner.network.depth",
            "known are kind, layers, width",
        ),
        (json!({ "probe": { "every": 0 } }), "probe.every", "0 is outside"),
        (json!({ "probe": { "sets": "all" } }), "probe.sets", "neither"),
        (json!({ "probe": { "sets": [[1], [1]] } }), "probe.sets", "{1} occurs twice"),
        (json!({ "probe": { "sets": [[99]] } }), "probe.sets", "99 is not a coordinate in [1, 17]"),
    ] {
        let mut spec = small_spec();
        for (name, value) in change.as_object().unwrap() {
            spec[name] = value.clone();
        }
        let Err(error) = spec::build(&spec, None) else { panic!("{change} should be refused") };
        assert_eq!(error.field, field, "{change}");
        assert!(error.why.contains(part_of_message), "{change}: {}", error.why);
    }
}

/// Where a schedule has come to zero a run is done, its last row recorded.
#[test]
fn the_end_of_a_schedule_ends_the_run() {
    let mut run = build(&adam_spec());
    assert_eq!((run.step(1000), run.status(), run.step(5)), (200, Status::Done, 0));
    let rows = run.drain().values;
    assert_eq!(rows[rows.len() - run.columns().len()], 200.0);
    let restored = snapshot::restore(&snapshot::save(&run)).unwrap();
    assert_eq!((restored.status(), restored.iteration()), (Status::Done, 200));
}

/// A step size beyond all measure ends the run with a row of its own and does nothing worse.
#[test]
fn divergence_ends_the_run() {
    let mut spec = small_spec();
    spec["learner"]["step_size"] = 10.into();
    spec["learner"]["decay"] = Value::Null;
    let mut run = build(&spec);
    let ran = run.step(10_000);
    assert_eq!(run.status(), Status::Diverged);
    assert!(ran < 100, "{ran} iterations");
    assert_eq!((run.iteration(), run.step(5)), (ran, 0));
    let width = run.columns().len();
    let rows = run.drain().values;
    assert_eq!(rows[rows.len() - width], ran as f64);
    assert!(run.network().unwrap().params().iter().all(|p| p.is_finite()), "the model is kept as it was");
}

/// A measurement that is no finite number ends the run, though it trained on nothing yet; its row stays.
#[test]
fn a_measurement_that_is_no_number_ends_the_run() {
    let mut run = build(&small_spec());
    run.step(3);
    let network = run.network_mut().unwrap();
    let mut large = networks::export(network);
    large.iter_mut().for_each(|array| array.values.fill(1e30));
    networks::import(network, &large).unwrap();
    run.drain();
    run.measure();
    assert_eq!((run.status(), run.step(5), run.iteration()), (Status::Diverged, 0, 3));
    let row = run.drain().values;
    assert_eq!((row.len(), row[0]), (run.columns().len(), 3.0));
    assert!(row[3..].iter().any(|value| !value.is_finite()), "{row:?}");
    let restored = snapshot::restore(&snapshot::save(&run)).unwrap();
    assert_eq!(restored.status(), Status::Diverged);
}

/// Absent, null or "none" they are the same: nothing.
#[test]
fn no_features_are_no_features() {
    let with = |features: Value| {
        let mut spec = small_spec();
        spec["features"] = features;
        end_of(build(&spec))
    };
    let plain = end_of(build(&small_spec()));
    assert_eq!(with(Value::Null), plain);
    assert_eq!(with(json!({ "kind": "none" })), plain);
    assert_ne!(with(json!({ "kind": "products" })), plain);
}

/// A network sees x first and then its features, in training, in measurements and when it is asked; the law, the
/// target and the samples are the same as without.
#[test]
fn a_network_sees_its_features() {
    let (mut plain, mut run) = (build(&small_spec()), build(&featured_spec()));
    let pairs = N * (N - 1) / 2;
    assert_eq!(networks::export(run.network().unwrap())[0].shape, [13, N + pairs]);
    let (mut x, mut seen) = (Batch::default(), Batch::default());
    Oracle::new(plain.task(), &mut Position::start(5)).next(333, &mut x);
    Oracle::new(run.task(), &mut Position::start(5)).next(333, &mut seen);
    assert_eq!(x.y, seen.y);
    for (x, row) in x.x.chunks(N).zip(seen.x.chunks(N + pairs)) {
        let products = (0..N).flat_map(|i| (i + 1..N).map(move |j| x[i] * x[j]));
        assert!(row.iter().copied().eq(x.iter().copied().chain(products)));
    }
    // By hand the network computes what the run predicts.
    run.step(50);
    let twin = common::NaiveResnet::of(run.network().unwrap());
    for (f, row) in run.predict(&x.x).unwrap().iter().zip(seen.x.chunks(N + pairs)) {
        let expected = twin.forward(&common::widen(row));
        assert!((f64::from(*f) - expected).abs() < 1e-4 * (1.0 + expected.abs()), "{f} {expected}");
    }
    assert_eq!(run.samples(), 350);
    plain.step(50);
    assert_eq!(plain.columns(), run.columns());
    // A feature that is no number makes no number.
    let predicted = run.predict(&[[3e38; N], [1.0; N]].concat()).unwrap();
    assert!(predicted[0].is_nan() && predicted[1].is_finite(), "{predicted:?}");
}

/// The parity of four of thirty coins takes a leap of four, and over the pairs of them one of two: with them it is
/// learned in time, without them not yet; and so is a parity of ten whose two halves are given.
#[test]
fn features_shorten_the_leap_that_is_learned() {
    let passed = |degree: usize, features: Value, iterations: u64, seed: u64| {
        let spec = json!({
            "seed": seed, "inputs": { "n": 30 }, "features": features, "target": { "kind": "parity", "degree": degree },
            "probe": { "every": 1_000_000, "samples": 1000 },
        });
        let mut run = build(&spec);
        run.step(iterations);
        run.measure();
        run.drain().values.last().copied().unwrap()
    };
    let halves = json!({ "kind": "formulas", "formulas": ["x1x2x3x4x5", "x6x7x8x9x10"] });
    for seed in 1..=3 {
        assert!(passed(4, json!({ "kind": "products" }), 4000, seed) > 0.9);
        assert!(passed(4, Value::Null, 4000, seed).abs() < 0.1);
        assert!(passed(10, halves.clone(), 2000, seed) > 0.9);
        assert!(passed(10, Value::Null, 2000, seed).abs() < 0.1);
    }
}

#[test]
fn parameters_are_checked_before_any_is_taken() {
    let mut run = build(&small_spec());
    let network = run.network_mut().unwrap();
    let good = networks::export(network);
    let spoil = |change: &dyn Fn(&mut Vec<Parameter>)| {
        let mut arrays = good.clone();
        change(&mut arrays);
        arrays
    };
    for (arrays, field) in [
        (spoil(&|a| a.truncate(3)), "parameters"),
        (spoil(&|a| a[2].name = "weight[9]".into()), "parameters.weight[1]"),
        (spoil(&|a| a[0].shape = vec![17, 13]), "parameters.weight[0]"),
        (spoil(&|a| a[7].values[0] = f32::NAN), "parameters.bias[3]"),
    ] {
        assert_eq!(networks::import(network, &arrays).unwrap_err().field, field);
    }
    assert_eq!(networks::export(network), good);
    networks::import(network, &good).unwrap();
    assert_eq!(networks::export(network), good);
}

/// What a run says at its start that the whole of it takes is what it says of each iteration and row when it comes, within a tenth.
#[test]
fn the_rest_is_the_sum_of_what_comes() {
    let kernel =
        |kind: &str| json!({ "kind": "kernel_ridge", "batch": 20, "count": 610, "kernel": { "kind": kind } });
    let (sgd, cosine) = (json!({ "batch": 7 }), json!({ "batch": 7, "cosine": 90 }));
    let low_degree = json!({ "kind": "low_degree", "degree": 2, "count": 500 });
    for (learner, ends) in [
        (kernel("rbf"), true),
        (kernel("polynomial"), true),
        (kernel("ntk"), true),
        (kernel("random_features"), true),
        (low_degree, true),
        (cosine, true),
        (sgd, false),
        (json!({ "kind": "elimination" }), false),
        (json!({ "kind": "layerwise" }), false),
    ] {
        // A number of coins at which no expansion is all that is measured.
        let spec = json!({
            "inputs": { "n": 16, "bias": 0.3 }, "target": { "kind": "parity", "degree": 2 }, "learner": learner,
            "probe": { "every": 10, "samples": 256 },
        });
        let mut run = spec::begin(&spec, None).unwrap();
        let Some(rest) = run.cost().rest else {
            assert!(!ends, "{learner}");
            continue;
        };
        let mut sum = 0;
        while run.status() == Status::Running || run.pending().is_some() {
            let cost = run.cost();
            assert!(cost.rest.is_some_and(|left| left <= rest), "{learner}");
            if run.pending().is_some() {
                sum += cost.measure;
                run.settle();
            } else {
                sum += cost.iteration;
                run.advance(run.iteration() + 1, None, false, &mut Work::up_to(1));
            }
        }
        assert_eq!(run.cost().rest, Some(0), "{learner}");
        let part = sum as f64 / rest as f64;
        assert!(ends && (0.9..1.1).contains(&part), "{learner}: {part}");
    }
}

/// Rows are taken as a network sees them: what is sure to be something else is refused, whatever they are for.
#[test]
fn raw_rows_of_biased_coins_are_refused() {
    let why = "holds -1 and 1 alone, but these coins are biased";
    let raw: Vec<f32> = (0..40).map(|k| if k * k % 7 < 3 { 1.0 } else { -1.0 }).collect();
    for (inputs, refused) in [
        (json!({ "n": 4 }), false),
        (json!({ "n": 4, "bias": 0.5 }), true),
        (json!({ "n": 4, "spread": 0.3 }), true),
        (json!({ "kind": "gaussian", "n": 4 }), false),
    ] {
        let mut spec = json!({ "inputs": inputs, "target": { "kind": "staircase", "degree": 2 } });
        let run = build(&spec);
        let complaint = |error: staircase::Invalid, field: &str| {
            assert!(error.field == field && error.why.starts_with(why), "{error}");
            true
        };
        assert_eq!(run.predict(&raw).err().is_some_and(|error| complaint(error, "x")), refused, "{inputs}");
        assert_eq!(run.predict(&[]).unwrap(), [0.0; 0]);
        let coins = run.task().inputs.coins();
        let seen = |(k, x): (usize, &f32)| {
            coins.map_or(*x, |coins| coins[k % 4][usize::from(*x < 0.0)].value as f32)
        };
        let seen: Vec<f32> = raw.iter().enumerate().map(seen).collect();
        assert!(run.predict(&seen).is_ok());
        for (x, refused) in [(&raw, refused), (&seen, false)] {
            spec["data"] = json!({ "kind": "table", "x": x, "y": vec![1; 10] });
            let refusal = spec::build(&spec, None).err();
            assert_eq!(refusal.is_some_and(|error| complaint(error, "data.x")), refused, "{inputs}");
        }
    }
    // A table's own rows are coins as they fall.
    let table = json!({ "kind": "table", "x": raw, "y": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
    build(&json!({ "inputs": { "n": 4, "bias": 0.5 }, "target": table }));
}
