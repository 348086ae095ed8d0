//! Runs that are changed while they run: against a loop written out, against runs without changes, in slices and across saved
//! runs, and what is refused.

use crate::common::{EVERY, N, bits, column, end_of, in_slices, small_spec};
use proptest::prelude::*;
use serde_json::{Value, json};
use staircase::data::{Data, Fixed, Fresh, Position};
use staircase::features::Features;
use staircase::inputs::{Hypercube, InputDistribution};
use staircase::networks::{Model, Network, ReluResnet, Workspace};
use staircase::rng::{Rng, Stream};
use staircase::sweep::Sweep;
use staircase::targets::Staircase;
use staircase::task::{Batch, Oracle, Task};
use staircase::{Experiment, snapshot, spec};

fn build(spec: &Value) -> Experiment {
    spec::build(spec, None).unwrap()
}

fn with(mut spec: Value, changes: Value) -> Value {
    spec["changes"] = changes;
    spec
}

fn parity() -> Value {
    json!({ "kind": "parity", "degree": 3 })
}

#[test]
fn a_change_that_changes_nothing_leaves_the_run_as_it_is() {
    let plain = small_spec();
    let (target, inputs, data) = (&plain["target"], &plain["inputs"], &plain["data"]);
    let same = json!([
        { "at": 30 },
        { "at": 50, "learner": { "step_size": 0.02, "batch": 7, "network": { "width": 13 } } },
        { "at": 60, "target": target, "inputs": inputs, "data": data },
        { "at": 61, "inputs": { "kind": "hypercube" } }
    ]);
    assert_eq!(end_of(build(&with(plain.clone(), same))), end_of(build(&plain)));
    assert_eq!(build(&with(plain.clone(), json!([]))).spec(), build(&plain).spec());
}

/// A staircase on coins of this bias.
fn task(bias: f64, degree: usize, data: Box<dyn Data>) -> Task {
    let inputs = Hypercube::biased(&[bias; N]);
    let features = Features::none(inputs.basis());
    Task { inputs: Box::new(inputs), features, target: Box::new(Staircase::new(degree, true)), data }
}

/// Step size, batch, target, law and data change; each step is written out, from the samples on.
#[test]
fn a_changed_run_is_the_loop_written_out() {
    let mut spec = small_spec();
    spec["learner"]["decay"] = Value::Null;
    let mut run = build(&with(
        spec,
        json!([
            { "at": 33, "learner": { "batch": 11, "step_size": 0.05 } },
            { "at": 60, "target": { "kind": "staircase", "degree": 2 } },
            { "at": 90, "inputs": { "kind": "hypercube", "n": N, "bias": 0.5 } },
            { "at": 120, "data": { "kind": "fresh" }, "learner": { "loss": "half_squared" } }
        ]),
    ));
    run.step(150);

    // New data is of the change's own number, far from all seeds.
    let [third, fourth] = [3, 4].map(|number| 5 + (number << 53));
    let fixed = |seed| Box::new(Fixed::new(333, seed));
    let tasks = [
        task(0.0, 3, fixed(5)),
        task(0.0, 2, fixed(5)),
        task(0.5, 2, fixed(third)),
        task(0.5, 2, Box::new(Fresh)),
    ];
    let mut network = ReluResnet::new(N, 4, 13, &mut Rng::new(5, Stream::Init));
    let [mut position, mut at_third, mut at_fourth] = [5, third, fourth].map(Position::start);
    let (mut batch, mut workspace) = (Batch::default(), Workspace::default());
    for iteration in 0..150 {
        let (task, position) = match iteration {
            0..60 => (&tasks[0], &mut position),
            60..90 => (&tasks[1], &mut position),
            90..120 => (&tasks[2], &mut at_third),
            _ => (&tasks[3], &mut at_fourth),
        };
        let (size, step_size) = if iteration < 33 { (7, 0.02) } else { (11, 0.05) };
        let factor = if iteration < 120 { 2.0 } else { 1.0 } / size as f32;
        Oracle::new(task, position).next(size, &mut batch);
        let f = network.forward(&batch.x, &mut workspace).to_vec();
        let dout: Vec<f32> = f.iter().zip(&batch.y).map(|(f, y)| factor * (f - y)).collect();
        network.descend(&batch.x, &dout, &mut workspace, step_size);
    }
    assert_eq!(run.samples(), position.samples + at_third.samples + at_fourth.samples);
    assert!(run.network().unwrap().params() == network.params());
}

/// A set that is drawn once is another one after a change of the data, and the same one again after a change of something else.
#[test]
fn a_set_is_drawn_anew_for_the_change() {
    let data = json!({ "kind": "fixed", "count": 70 });
    let mut run =
        build(&with(small_spec(), json!([{ "at": 40, "data": data }, { "at": 75, "target": parity() }])));
    let rows = |run: &Experiment, seed: u64| {
        let mut batch = Batch::default();
        Oracle::new(run.task(), &mut Position::start(seed)).next(140, &mut batch);
        batch.x
    };
    let from_the_start = rows(&run, 5);
    run.step(50);
    let anew = rows(&run, 5);
    // Cycled, and not the beginning of the run's own stream.
    assert_eq!(anew[..70 * N], anew[70 * N..]);
    assert_ne!(anew[..70 * N], from_the_start[..70 * N]);
    run.step(50);
    assert_eq!(rows(&run, 5), anew);
}

/// The columns are those of all targets, the first one's first; the row at a change is of what was before it.
#[test]
fn rows_are_of_one_set_of_columns() {
    let at = 4 * EVERY;
    let first = json!({ "kind": "expansion", "terms": [{ "set": [5], "coefficient": 1 }, { "set": [1, 2], "coefficient": 1 }] });
    let spec = json!({ "seed": 2, "inputs": { "n": 9 }, "target": first, "probe": { "every": EVERY },
                       "learner": { "step_size": 0.03, "network": { "width": 16 } } });
    let second = json!({ "kind": "staircase", "degree": 2, "normalize": false });
    let slower = json!({ "at": at + 1, "learner": { "step_size": 0.02 }, "target": second });
    let mut run = build(&with(spec.clone(), json!([{ "at": at, "target": second }, slower])));
    let columns = run.columns();
    assert_eq!(columns[4..], ["{5}", "{1,2}", "{1}"]);
    run.step(8 * EVERY);
    let rows = run.drain().values;
    let row = |k: usize| &rows[k * columns.len()..][..columns.len()];
    let mut plain = build(&spec);
    plain.step(4 * EVERY);
    let before = plain.drain().values;
    assert_eq!(bits(&row(4)[..6]), bits(&before[4 * 6..][..6]));
    // Exact on nine coins: the loss is what is missing of the target then in force, and all that is too much.
    let spectrum: f64 = run.spectrum(1 << 9).iter().map(|c| c.coefficient * c.coefficient).sum();
    let newest = row(8);
    let [one, two] = ["{1}", "{1,2}"].map(|name| newest[column(&columns, name)]);
    let loss = spectrum - 2.0 * (one + two) + 2.0;
    assert!((newest[3] - loss).abs() < 1e-9 * loss, "{} {loss}", newest[3]);
    // The theory is about what is learned at an iteration, and without one in the end.
    let told = |run: &Experiment, at: u64| {
        spec::analyze_run(run, at).terms.iter().map(|t| t.set.clone()).collect::<Vec<_>>()
    };
    let coming = |run: &Experiment| run.aims().collect::<Vec<_>>();
    let begun = build(run.spec());
    assert_eq!(coming(&begun), [at]);
    let (first, second) = ([vec![5], vec![1, 2]], [vec![1], vec![1, 2]]);
    assert_eq!([told(&begun, 0), told(&begun, at - 1)], [first.clone(), first.clone()]);
    assert_eq!([told(&begun, at), told(&begun, u64::MAX)], [second.clone(), second.clone()]);
    assert!(coming(&run).is_empty());
    assert_eq!([told(&run, 8 * EVERY), told(&run, u64::MAX)], [second.clone(), second]);
    // One that stands at the change has it still before it.
    let mut there = build(run.spec());
    there.step(at);
    assert_eq!(
        (coming(&there), told(&there, at - 1), told(&there, 0)),
        (vec![at], first.to_vec(), first.to_vec())
    );
}

#[test]
fn rows_of_ones_own_are_read_on() {
    let x: Vec<f64> = (0..60 * N).map(|k| if k * k % 7 % 2 == 0 { 1.0 } else { -1.0 }).collect();
    let y: Vec<f64> = x.chunks(N).map(|x| x[0] * x[1]).collect();
    let mut plain = small_spec();
    plain["data"] = json!({ "kind": "table", "x": x, "y": y });
    let same =
        json!([{ "at": 30, "learner": { "step_size": 0.02 } }, { "at": 90, "target": plain["target"] }]);
    assert_eq!(end_of(build(&with(plain.clone(), same))), end_of(build(&plain)));
    let spec = with(plain, json!([{ "at": 30, "learner": { "step_size": 0.001 } }]));
    for at in [10, 30, 31, 100] {
        let mut run = build(&spec);
        run.step(at);
        assert_eq!(end_of(snapshot::restore(&snapshot::save(&run)).unwrap()), end_of(run), "{at}");
    }
}

/// What is complete is its own completion, and a change tells what it says and no more.
#[test]
fn a_complete_spec_has_complete_changes() {
    let change =
        json!({ "at": 7.0, "learner": { "step_size": 0.5, "decay": null }, "target": { "kind": "parity" } });
    let complete = spec::resolve(&with(small_spec(), json!([change])), None).unwrap();
    let target = json!({ "kind": "parity", "degree": 10 });
    assert_eq!(complete["changes"], json!([{ "at": 7, "target": target, "learner": { "step_size": 0.5 } }]));
    assert_eq!(complete["probe"]["sets"], "target");
    assert_eq!(spec::resolve(&complete, None).unwrap(), complete);
}

#[test]
fn what_a_run_cant_go_on_with_is_refused_by_its_name() {
    let refused = |changes: Value| match spec::resolve(&with(small_spec(), changes.clone()), None) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("{changes} is not refused"),
    };
    let second = |change: Value| refused(json!([{ "at": 10 }, change]));
    // What is followed besides doesn't matter where nothing can be.
    let mut followed = with(small_spec(), json!([{ "at": 9, "inputs": { "kind": "gaussian" } }]));
    followed["probe"] = json!({ "progress": true });
    assert_eq!(
        spec::resolve(&followed, None).unwrap_err().to_string(),
        "changes[0].inputs: its functions are those of the basis \"hermite\", and \"walsh\" is what the run follows"
    );
    for (change, message) in [
        (json!({ "at": 10 }), "changes[1].at: 10 is not after the change before: choose at least 11"),
        (json!({ "at": 0 }), "changes[1].at: 0 is outside [1, 1099511627776]"),
        (json!({ "at": 1.5 }), "changes[1].at: 1.5 is not a whole number in [1, 1099511627776]"),
        (json!({}), "changes[1].at: is missing: after how many iterations"),
        (json!(3), "changes[1]: 3 is not an object"),
        (
            json!({ "at": 20, "probe": {} }),
            "changes[1].probe: unknown entry; known are at, inputs, target, data, learner",
        ),
        (
            json!({ "at": 20, "learner": { "network": { "width": 14 } } }),
            "changes[1].learner.network.width: 14 is not 13, with which the run goes on",
        ),
        (
            json!({ "at": 20, "learner": { "network": { "kind": "sparse_quadratic" } } }),
            "changes[1].learner.network.kind: \"sparse_quadratic\" is not \"relu_resnet\", with which the run goes on",
        ),
        (
            json!({ "at": 20, "learner": { "kind": "layerwise" } }),
            "changes[1].learner.kind: \"layerwise\" is not \"sgd\", with which the run goes on",
        ),
        (
            json!({ "at": 20, "learner": { "optimizer": "adam" } }),
            "changes[1].learner.optimizer: \"adam\" is not \"sgd\", with which the run goes on",
        ),
        (json!({ "at": 20, "learner": { "batch": 0 } }), "changes[1].learner.batch: 0 is outside [1, 1024]"),
        (json!({ "at": 20, "learner": 3 }), "changes[1].learner: 3 is not an object"),
        (
            json!({ "at": 20, "inputs": { "n": 18 } }),
            "changes[1].inputs.n: 18 is not 17, with which the run goes on",
        ),
        (
            json!({ "at": 20, "inputs": { "kind": "gaussian" } }),
            "changes[1].inputs: its functions are those of the basis \"hermite\", and \"walsh\" is what the run follows",
        ),
        (
            json!({ "at": 20, "target": { "kind": "staircase", "degree": 18 } }),
            "changes[1].target.degree: 18 is outside [1, 17]",
        ),
        (
            json!({ "at": 20, "data": { "kind": "rows" } }),
            "changes[1].data.kind: means a target's own table: choose target.kind \"table\"",
        ),
        (
            json!({ "at": 20, "data": { "kind": "table", "x": [], "y": [] } }),
            "changes[1].data: rows of one's own are read from the start to the end",
        ),
        (json!({ "at": 20, "target": 7 }), "changes[1].target: 7 is not an object"),
    ] {
        assert_eq!(second(change), message);
    }
    assert_eq!(refused(json!(7)), "changes: 7 is not a list of 0 to 16 objects");
    let many: Vec<Value> = (1..18).map(|at| json!({ "at": at })).collect();
    assert!(refused(many.into()).ends_with("is not a list of 0 to 16 objects"));

    let other = |spec: Value| spec::resolve(&spec, None).unwrap_err().to_string();
    let mut layerwise = with(small_spec(), json!([{ "at": 10 }]));
    layerwise["learner"] = json!({ "kind": "layerwise" });
    layerwise["data"] = json!({ "kind": "fresh" });
    let why = "changes: are for a network that gradients train: choose learner.kind \"sgd\"";
    assert_eq!(other(layerwise), why);
    // A law on which squares vary gives a DenseNet other connections; a teacher has features to be measured.
    let densenet = |change: Value| {
        json!({ "inputs": { "n": 6 }, "target": { "kind": "staircase", "degree": 2 }, "changes": [change],
                "learner": { "network": { "kind": "quadratic_densenet", "widths": [4, 3] } } })
    };
    let biased = json!({ "at": 9, "inputs": { "n": 6, "bias": 0.5 } });
    let why = "changes[0].inputs: the network would have other connections on this law";
    assert_eq!(other(densenet(biased)), why);
    let teacher = json!({ "at": 9, "target": { "kind": "teacher", "widths": [2, 2], "alpha": [1, 0.2] } });
    assert!(other(densenet(teacher)).starts_with("changes[0].target: other things would be measured"));
}

/// A run goes on by a spec that has more to come as if it had been begun by it.
#[test]
fn a_run_can_be_amended_in_what_is_to_come() {
    let earlier = json!({ "at": 50, "learner": { "step_size": 0.01 } });
    let amended = with(small_spec(), json!([earlier, { "at": 120, "learner": { "batch": 3 } }]));
    for at in [110, 120] {
        let mut run = build(&with(
            small_spec(),
            json!([earlier, { "at": 160, "target": { "kind": "staircase", "degree": 2 } }]),
        ));
        run.step(at);
        run.amend(spec::begin(&amended, None).unwrap()).unwrap();
        assert_eq!(run.spec(), build(&amended).spec());
        assert_eq!(end_of(run), end_of(build(&amended)), "{at}");
    }
    let refused = |changes: Value| {
        let mut run = build(&with(small_spec(), json!([earlier])));
        run.step(121);
        let before = run.spec().clone();
        let error = run.amend(spec::begin(&with(small_spec(), changes), None).unwrap()).unwrap_err();
        assert_eq!(run.spec(), &before);
        assert_eq!(end_of(run), end_of(build(&before)));
        error.to_string()
    };
    let past = "spec: is another one up to iteration 121: begin anew";
    assert_eq!(refused(json!([])), past);
    assert_eq!(refused(json!([earlier, { "at": 120, "learner": { "batch": 3 } }])), past);
    let columns = "spec: follows other coefficients, from the start: begin anew";
    assert_eq!(
        refused(json!([earlier, { "at": 150, "target": { "kind": "staircase", "degree": 4 } }])),
        columns
    );
}

#[test]
fn a_sweep_can_vary_when_a_change_comes() {
    let spec = with(small_spec(), json!([{ "at": 10, "target": parity() }]));
    let sweep = |entry: &str| {
        let vary = json!([{ "entry": entry, "values": [20, 30] }]);
        Sweep::read(&json!({ "spec": spec, "vary": vary, "seeds": 2, "iterations": 50 })).unwrap()
    };
    let varied = sweep("changes.0.at");
    varied.check().unwrap();
    assert_eq!(varied.spec(1, 5).unwrap()["changes"], json!([{ "at": 30, "target": parity() }]));
    for entry in ["changes.1.at", "changes.at", "changes.0"] {
        let error = sweep(entry).check().unwrap_err().to_string();
        assert_eq!(error, format!("vary[0].entry: \"{entry}\" is no entry of a spec"));
    }
}

/// Some change after so many iterations.
fn change() -> impl Strategy<Value = Value> {
    let target =
        (1usize..6).prop_map(|degree| json!({ "target": { "kind": "staircase", "degree": degree } }));
    let law = (-8i32..9).prop_map(|b| json!({ "inputs": { "bias": f64::from(b) / 10.0 } }));
    let data = (0usize..400).prop_map(|count| match count {
        0..200 => json!({ "data": { "kind": "fresh" } }),
        count => json!({ "data": { "kind": "fixed", "count": count } }),
    });
    let batch = (1usize..30).prop_map(|batch| json!({ "learner": { "batch": batch } }));
    let step =
        (1u32..9).prop_map(|s| json!({ "learner": { "step_size": f64::from(s) / 200.0, "l2": 1e-3 } }));
    prop_oneof![target, law, data, batch, step]
}

fn changes() -> impl Strategy<Value = Value> {
    let times = proptest::collection::btree_set(1u64..199, 1..5);
    (times, proptest::collection::vec(change(), 5)).prop_map(|(times, mut changes)| {
        changes.iter_mut().zip(&times).for_each(|(change, at)| change["at"] = (*at).into());
        changes.truncate(times.len());
        changes.into()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However it is sliced and saved, and whatever becomes of it, with Adam too.
    #[test]
    fn slices_and_saved_runs_change_nothing(
        changes in changes(), adam in any::<bool>(),
        slices in proptest::collection::vec(1u64..2_000_000, 1..8), saved in 0usize..40,
    ) {
        let mut spec = with(small_spec(), changes);
        if adam {
            spec["learner"]["optimizer"] = "adam".into();
        }
        prop_assert_eq!(in_slices(&spec, &slices, saved), end_of(build(&spec)));
    }
}
