//! Many runs of one spec, over seeds and over the values of one entry or of two, and what they say together.
//!
//! A sweep is JSON as a spec is, and what comes of it is a function of that alone: who makes the runs, in which order and how many
//! at a time changes nothing.

mod follow;
mod learned;
mod statistics;
mod summary;

pub use follow::Follower;
pub use learned::{Condition, Learned};
pub use statistics::{Exponent, exponent, quantile, wilson};
pub use summary::{Ended, Moment, Outcome};

use crate::schema::{self, Field, Invalid, Kind, Reader, brief, object};
use crate::spec;
use serde_json::Value;
use std::ops::Range;

/// Runs of a sweep, at most.
const MOST_RUNS: u64 = 10_000;
/// Values of an entry.
const MOST_VALUES: usize = 100;

const ITERATIONS: Field = Field {
    name: "iterations",
    label: "iterations",
    unit: "",
    help: "How long a run may take: one that has not learned by then has not.",
    kind: Kind::Integer { default: 10_000, min: 1, max: 1_000_000_000 },
};

const SEEDS: Field = Field {
    name: "seeds",
    label: "seeds",
    unit: "",
    help: "So many, counted up from the spec's own.",
    kind: Kind::Integer { default: 20, min: 1, max: 10_000 },
};

const STOP: Field = Field {
    name: "stop",
    label: "stop a run once it has learned",
    unit: "",
    help: "Its time is known by then; what it would do afterwards is not seen.",
    kind: Kind::Boolean { default: false },
};

/// An entry of the spec that takes several values.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Dotted, such as `learner.network.width`; of a list by the place, `changes.0.at`.
    pub entry: String,
    pub values: Vec<Value>,
}

/// A sweep that was read. Its cells are the combinations of values, the last axis's next to each other; one, if nothing varies.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    pub spec: Value,
    pub iterations: u64,
    pub seeds: Range<u64>,
    /// At most two.
    pub vary: Vec<Axis>,
    pub learned: Learned,
    pub stop: bool,
    complete: Value,
}

impl Sweep {
    /// `{ spec, iterations, seeds, vary: [{ entry, values }], learned, stop }`, of which `spec` has to be there.
    pub fn read(value: &Value) -> Result<Self, Invalid> {
        if !value.is_object() {
            return Err(Invalid::new("sweep", format!("{} is not an object", brief(value))));
        }
        let mut reader = Reader::new("", Some(value))?;
        reader.only(&["spec", "iterations", "seeds", "vary", "learned", "stop"])?;
        let missing = || reader.error("spec", "is missing: what is to be run");
        let spec = reader.take("spec").ok_or_else(missing)?.clone();
        Reader::new("spec", Some(&spec))?;
        let iterations = reader.long(&ITERATIONS)?;
        let seeds = reader.long(&SEEDS)?;
        let stop = reader.boolean(&STOP)?;
        let vary = axes(reader.take("vary"))?;
        let told = |Axis { entry, values }: &Axis| {
            object([("entry", entry.as_str().into()), ("values", Value::Array(values.clone()))])
        };
        reader.set("vary", Value::Array(vary.iter().map(told).collect()));
        let (learned, complete) = Learned::read(reader.take("learned"))?;
        reader.set("learned", complete);
        let first = crate::spec::seed(&spec)?;
        crate::spec::seed(&object([("seed", (first + (seeds - 1)).into())]))?;
        let cells: usize = vary.iter().map(|axis| axis.values.len()).product();
        if seeds * cells as u64 > MOST_RUNS {
            let why = format!("{seeds} of each of {cells} are outside [1, {MOST_RUNS}] runs");
            return Err(reader.error("seeds", why));
        }
        reader.set("spec", spec.clone());
        let complete = reader.complete();
        Ok(Self { spec, iterations, seeds: first..first + seeds, vary, learned, stop, complete })
    }

    /// The same with every default filled in, but for those of its spec.
    pub fn complete(&self) -> &Value {
        &self.complete
    }

    /// How many combinations of values there are.
    pub fn cells(&self) -> usize {
        self.vary.iter().map(|axis| axis.values.len()).product()
    }

    /// The place of a cell's value on each axis.
    fn places(&self, cell: usize) -> Vec<usize> {
        match &self.vary[..] {
            [] => Vec::new(),
            [_] => vec![cell],
            [_, inner, ..] => vec![cell / inner.values.len(), cell % inner.values.len()],
        }
    }

    /// A cell's values, one an axis.
    pub fn values(&self, cell: usize) -> Vec<&Value> {
        self.vary.iter().zip(self.places(cell)).map(|(axis, at)| &axis.values[at]).collect()
    }

    /// `target.degree is 3 and inputs.n is 20`.
    fn named(&self, cell: usize) -> String {
        let each = |(axis, value): (&Axis, &Value)| format!("{} is {}", axis.entry, brief(value));
        self.vary.iter().zip(self.values(cell)).map(each).collect::<Vec<_>>().join(" and ")
    }

    /// What a run is given.
    pub fn spec(&self, cell: usize, seed: u64) -> Result<Value, Invalid> {
        let mut spec = self.spec.clone();
        for (k, (axis, at)) in self.vary.iter().zip(self.places(cell)).enumerate() {
            if !set(&mut spec, &axis.entry, axis.values[at].clone()) {
                let why = format!("\"{}\" is no entry of a spec", schema::cut(&axis.entry));
                return Err(Invalid::new(format!("vary[{k}].entry"), why));
            }
        }
        set(&mut spec, "seed", seed.into());
        Ok(spec)
    }

    /// That every cell's runs can begin: what they would refuse is said now, of the value that is at fault.
    pub fn check(&self) -> Result<(), Invalid> {
        for cell in 0..self.cells() {
            let blamed = |error: Invalid| {
                let at = |(axis, _): &(&Axis, usize)| error.field.starts_with(axis.entry.as_str());
                match self.vary.iter().zip(self.places(cell)).enumerate().find(|(_, axis)| at(axis)) {
                    Some((k, (_, place))) => {
                        Invalid::new(format!("vary[{k}].values[{place}]"), error.to_string())
                    }
                    None if error.field.starts_with("learned") => error,
                    // Of the values, unless it is so anyhow.
                    None => {
                        let why = match spec::begin(&self.spec, None) {
                            Ok(_) => format!("where {}: {}", self.named(cell), error.why),
                            Err(_) => error.why,
                        };
                        Invalid::new(format!("spec.{}", error.field), why)
                    }
                }
            };
            let spec = self.spec(cell, self.seeds.start)?;
            let run = spec::begin(&spec, None).map_err(blamed)?;
            self.learned.conditions(&run).map_err(blamed)?;
        }
        Ok(())
    }
}

fn axes(given: Option<&Value>) -> Result<Vec<Axis>, Invalid> {
    let list = match given {
        None => return Ok(Vec::new()),
        Some(value) => value.as_array().filter(|list| list.len() <= 2).ok_or_else(|| {
            Invalid::new(
                "vary",
                format!("{} is not a list of at most two entries with their values", brief(value)),
            )
        })?,
    };
    let mut axes = Vec::new();
    for (k, given) in list.iter().enumerate() {
        axes.push(axis(k, given)?);
    }
    match &axes[..] {
        [a, b] if a.entry == b.entry => {
            Err(Invalid::new("vary[1].entry", format!("\"{}\" varies already", b.entry)))
        }
        _ => Ok(axes),
    }
}

fn axis(k: usize, given: &Value) -> Result<Axis, Invalid> {
    let reader = Reader::new(&format!("vary[{k}]"), Some(given))?;
    reader.only(&["entry", "values"])?;
    let entry = reader.take("entry").and_then(Value::as_str).filter(|entry| !entry.is_empty());
    let entry =
        entry.ok_or_else(|| reader.error("entry", "is missing: such as \"learner.network.width\""))?;
    if entry == "seed" {
        return Err(reader.error("entry", "\"seed\" varies by itself: say how many seeds"));
    }
    let values = reader.take("values").and_then(Value::as_array);
    let values = values.filter(|values| (1..=MOST_VALUES).contains(&values.len()));
    let values = values
        .ok_or_else(|| reader.error("values", format!("is not a list of 1 to {MOST_VALUES} values")))?;
    for (i, value) in values.iter().enumerate() {
        if values[..i].contains(value) {
            return Err(reader.error(&format!("values[{i}]"), format!("{} is there twice", brief(value))));
        }
    }
    Ok(Axis { entry: entry.to_owned(), values: values.clone() })
}

/// Puts a value at a dotted path of a spec, making the objects on the way; false where something else is in it, or a list
/// without such a place.
fn set(spec: &mut Value, path: &str, value: Value) -> bool {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    if spec.is_null() {
        *spec = object([]);
    }
    if let Value::Array(list) = spec {
        let entry = name.parse().ok().and_then(|place: usize| list.get_mut(place));
        return entry.is_some_and(|entry| !rest.is_empty() && set(entry, rest, value));
    }
    let Value::Object(map) = spec else { return false };
    if name.is_empty() || path.ends_with('.') {
        return false;
    }
    if rest.is_empty() {
        map.insert(name.to_owned(), value);
        return true;
    }
    if map.get(name).is_none() {
        map.insert(name.to_owned(), Value::Null);
    }
    map.get_mut(name).is_some_and(|inner| set(inner, rest, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sweep(more: Value) -> Value {
        let mut sweep = json!({ "spec": { "inputs": { "n": 6 }, "target": { "kind": "staircase" }, "seed": 5 }, "iterations": 100 });
        for (name, value) in more.as_object().unwrap() {
            sweep[name] = value.clone();
        }
        sweep
    }

    fn refused(more: Value) -> String {
        let read = Sweep::read(&sweep(more)).and_then(|sweep| sweep.check());
        read.unwrap_err().to_string()
    }

    #[test]
    fn its_runs_are_every_combination_with_every_seed() {
        let vary = json!([
            { "entry": "target.kind", "values": ["staircase", "parity"] },
            { "entry": "learner.network.width", "values": [8, 16, 32] }
        ]);
        let sweep = Sweep::read(&sweep(json!({ "vary": vary, "seeds": 3 }))).unwrap();
        assert_eq!((sweep.cells(), sweep.seeds.clone()), (6, 5..8));
        assert_eq!(sweep.values(4), [&json!("parity"), &json!(16)]);
        let spec = sweep.spec(4, 7).unwrap();
        assert_eq!(spec["target"], json!({ "kind": "parity" }));
        assert_eq!(spec["learner"], json!({ "network": { "width": 16 } }));
        assert_eq!(spec["seed"], 7);
        assert_eq!(Sweep::read(sweep.complete()).unwrap(), sweep);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (more, message) in [
            (json!({ "spec": null }), "spec: is missing: what is to be run"),
            (json!({ "spec": 7 }), "spec: 7 is not an object"),
            (
                json!({ "spec": { "target": { "kind": "staircase" }, "seed": "7" } }),
                "seed: \"7\" is not a whole number in [0, 9007199254740991]",
            ),
            (json!({ "seeds": 0 }), "seeds: 0 is outside [1, 10000]"),
            (
                json!({ "spec": { "target": { "kind": "staircase" }, "seed": 9007199254740991u64 }, "seeds": 2 }),
                "seed: 9007199254740992 is outside [0, 9007199254740991]",
            ),
            (json!({ "iterations": 0.5 }), "iterations: 0.5 is not a whole number in [1, 1000000000]"),
            (json!({ "stop": 1 }), "stop: 1 is neither true nor false"),
            (
                json!({ "spec": null, "sed": 1 }),
                "sed: unknown entry; known are spec, iterations, seeds, vary, learned, stop",
            ),
            (json!({ "vary": 3 }), "vary: 3 is not a list of at most two entries with their values"),
            (
                json!({ "vary": [{ "values": [1] }] }),
                "vary[0].entry: is missing: such as \"learner.network.width\"",
            ),
            (
                json!({ "vary": [{ "entry": "seed", "values": [1] }] }),
                "vary[0].entry: \"seed\" varies by itself: say how many seeds",
            ),
            (
                json!({ "vary": [{ "entry": "a", "values": [] }] }),
                "vary[0].values: is not a list of 1 to 100 values",
            ),
            (
                json!({ "vary": [{ "entry": "a", "values": [1, 2, 1] }] }),
                "vary[0].values[2]: 1 is there twice",
            ),
            (
                json!({ "vary": [{ "entry": "a", "values": [1] }, { "entry": "a", "values": [2] }] }),
                "vary[1].entry: \"a\" varies already",
            ),
            (
                json!({ "vary": [{ "entry": "target.kind.x", "values": [1] }] }),
                "vary[0].entry: \"target.kind.x\" is no entry of a spec",
            ),
            (
                json!({ "vary": [{ "entry": "target..x", "values": [1] }] }),
                "vary[0].entry: \"target..x\" is no entry of a spec",
            ),
            (
                json!({ "vary": [{ "entry": "target.degree", "values": [2, 9] }] }),
                "vary[0].values[1]: target.degree: 9 is outside [1, 6]",
            ),
            (
                json!({ "spec": { "inputs": { "n": 6 }, "target": { "kind": "parity", "degree": 3 } },
                        "vary": [{ "entry": "inputs.n", "values": [2, 6] }] }),
                "spec.target.degree: where inputs.n is 2: 3 is outside [1, 2]",
            ),
            (json!({ "iterations": 2_000_000_000 }), "iterations: 2000000000 is outside [1, 1000000000]"),
            (
                json!({ "vary": [{ "entry": "nothing", "values": [2] }] }),
                "vary[0].values[0]: nothing: unknown entry; known are seed, inputs, features, target, data, learner, probe",
            ),
            (
                json!({ "spec": { "inputs": { "n": 0 }, "target": { "kind": "staircase" } } }),
                "spec.inputs.n: 0 is outside [1, 256]",
            ),
            (
                json!({ "learned": { "column": "{9}", "reaches": 1 } }),
                "learned.column: \"{9}\" is none of the run's, which are",
            ),
            (
                json!({ "seeds": 1000, "vary": [{ "entry": "target.degree", "values": (1..=11).collect::<Vec<_>>() }] }),
                "seeds: 1000 of each of 11 are outside [1, 10000] runs",
            ),
        ] {
            let said = refused(more);
            assert!(said.starts_with(message), "{said}");
        }
    }
}
