//! The description of an experiment: read, checked, completed, catalogued.
//!
//! A spec is JSON. Every entry but `target` may be left out; an entry that is not known is an error.

use crate::experiment::Experiment;
use crate::inputs::{self, InputDistribution};
use crate::learners::{self, Learner};
use crate::networks;
use crate::probes::{self, Panel, PanelSpec};
use crate::rng::{Rng, Stream};
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};
pub use crate::targets::Rows as Table;
use crate::targets::{self, Target};
use crate::task::{Data, Task};
use crate::theory::{self, Analysis};
use serde_json::{Value, json};

const DEFAULT_SEED: u64 = 1;

const SEED: Field = Field {
    name: "seed",
    label: "seed",
    unit: "",
    help: "The same seed and settings give the same numbers everywhere; another seed gives another network and other samples.",
    kind: Kind::Integer { default: DEFAULT_SEED, min: 0, max: (1 << 53) - 1 },
};

const COUNT: Field = Field {
    name: "count",
    label: "training set m",
    unit: "samples",
    help: "How many samples are drawn, once, and then cycled through in the same order.",
    kind: Kind::Integer { default: 60_000, min: 1, max: 10_000_000 },
};

const X: Field = Field {
    name: "x",
    label: "inputs",
    unit: "",
    help: "Rows of inputs, one after the other.",
    kind: Kind::Numbers,
};
const Y: Field = Field {
    name: "y",
    label: "values",
    unit: "",
    help: "The value to learn for each row.",
    kind: Kind::Numbers,
};

/// Numbers in a training set; 200 MB.
const MAX_NUMBERS: usize = 50_000_000;

const fn family(name: &'static str, label: &'static str, help: &'static str) -> Field {
    Field { name, label, unit: "", help, kind: Kind::Member { family: name } }
}

/// The entries of a spec.
const ENTRIES: [Field; 6] = [
    SEED,
    family("inputs", "inputs", "The law of the inputs."),
    family("target", "target", "The function to be learned."),
    family("data", "data", "Where training samples come from."),
    family("learner", "learner", "What learns, and how."),
    family("probe", "measurements", "What is measured, and how often."),
];

const HELD_OUT: Field = Field {
    name: "held_out",
    label: "held out",
    unit: "",
    help: "The part of the table's rows, drawn by the seed, that is never trained on and tells the test loss.",
    kind: Kind::Number { default: 0.2, min: 0.05, max: 0.9 },
};

/// How samples will be had; nothing is drawn while a spec is read.
enum DataPlan {
    Fresh,
    Fixed { count: usize },
    Rows { held_out: f64 },
    Table(Table),
}

/// What data is read in.
struct DataContext {
    n: usize,
    table: Option<Table>,
    /// How many rows the target was given by, if it was.
    rows: Option<usize>,
    /// Whether it is known nowhere else.
    only_rows: bool,
}

impl DataContext {
    /// Refuses data of the target's where it is known on its own rows alone.
    fn drawable(&self, reader: &Reader<'_>) -> Result<(), Invalid> {
        let why = "needs values that the target's table does not have: choose \"rows\", its own ones";
        if self.only_rows { Err(reader.error("kind", why)) } else { Ok(()) }
    }
}

/// The family of data.
const DATA: &[Row<DataPlan, DataContext>] = &[
    Row { member: &FRESH, read: |reader, context| context.drawable(reader).map(|()| DataPlan::Fresh) },
    Row {
        member: &FIXED,
        read: |reader, context| {
            context.drawable(reader)?;
            Ok(DataPlan::Fixed { count: reader.integer(&COUNT)? })
        },
    },
    Row { member: &ROWS, read: read_rows },
    Row { member: &TABLE, read: read_table },
];

const FRESH: Member = Member {
    kind: "fresh",
    label: "fresh samples",
    help: "Every sample is new: one pass over an endless stream.",
    fields: &[],
};

const FIXED: Member = Member {
    kind: "fixed",
    label: "a training set",
    help: "Samples are drawn once and cycled through, as in the paper's appendix A.",
    fields: &[COUNT],
};

const TABLE: Member = Member {
    kind: "table",
    label: "given data",
    help: "Your own rows of inputs and values, cycled through in order from the first.",
    fields: &[X, Y],
};

const ROWS: Member = Member {
    kind: "rows",
    label: "the target's own table",
    help: "The rows of the target's table, but those held out, cycled through in an order that the seed draws.",
    fields: &[HELD_OUT],
};

fn read_rows(reader: &mut Reader<'_>, context: &DataContext) -> Result<DataPlan, Invalid> {
    let held_out = reader.number(&HELD_OUT)?;
    match context.rows {
        None => Err(reader.error("kind", "means a target's own table: choose target.kind \"table\"")),
        Some(count) if count < MIN_ROWS => Err(reader
            .error("kind", format!("needs at least {MIN_ROWS} rows to hold some out; there are {count}"))),
        Some(_) => Ok(DataPlan::Rows { held_out }),
    }
}

/// Fewer rows say nothing of a part held out.
const MIN_ROWS: usize = 8;

/// The rows in an order that the seed draws, those held out apart: what to train on, what to test on.
fn split(rows: &Table, n: usize, held_out: f64, seed: u64) -> (Table, Table) {
    let count = rows.y.len();
    let order = Rng::new(seed, Stream::Train).permutation(count);
    let tested = ((held_out * count as f64).round() as usize).clamp(2, count - 1);
    let part = |order: &[usize]| Table {
        x: order.iter().flat_map(|&k| &rows.x[k * n..][..n]).copied().collect(),
        y: order.iter().map(|&k| rows.y[k]).collect(),
    };
    (part(&order[tested..]), part(&order[..tested]))
}

/// The table itself is not repeated in the complete spec: it may be large.
fn read_table(reader: &mut Reader<'_>, context: &DataContext) -> Result<DataPlan, Invalid> {
    context.drawable(reader)?;
    let numbers = |name: &str| -> Result<Vec<f32>, Invalid> {
        let list = reader.take(name).ok_or_else(|| reader.error(name, "is missing"))?;
        let list = list
            .as_array()
            .ok_or_else(|| reader.error(name, format!("{} is not a list of numbers", schema::brief(list))))?;
        let number = |value: &Value| {
            let not_one = || reader.error(name, format!("{} is not a number", schema::brief(value)));
            value.as_f64().map(|v| v as f32).ok_or_else(not_one)
        };
        list.iter().map(number).collect()
    };
    let Table { x, y } = match &context.table {
        Some(table) => table.clone(),
        None => Table { x: numbers("x")?, y: numbers("y")? },
    };
    let n = context.n;
    if y.is_empty() || x.len() > MAX_NUMBERS {
        return Err(reader.error("y", format!("{} rows are outside [1, {}]", y.len(), MAX_NUMBERS / n)));
    }
    if x.len() != y.len() * n {
        let why = format!("{} numbers are not {} rows of n = {n}", x.len(), y.len());
        return Err(reader.error("x", why));
    }
    for (name, values) in [("x", &x), ("y", &y)] {
        if let Some((i, bad)) = values.iter().enumerate().find(|(_, v)| !v.is_finite()) {
            return Err(reader.error(name, format!("entry {i} is {bad}, not a finite number")));
        }
    }
    Ok(DataPlan::Table(Table { x, y }))
}

/// A spec that was read and found right.
struct Parts {
    seed: u64,
    inputs: Box<dyn InputDistribution>,
    target: Box<dyn Target>,
    data: DataPlan,
    learner: Box<dyn Learner>,
    probe: PanelSpec,
    complete: Value,
}

fn read(spec: &Value, table: Option<Table>) -> Result<Parts, Invalid> {
    let mut reader = Reader::new("", Some(spec))?;
    let seed = reader.long(&SEED)?;
    let (inputs, complete) = schema::read_member(inputs::FAMILY, "inputs", reader.take("inputs"), &seed)?;
    reader.set("inputs", complete);
    let n = inputs.dim();
    let target =
        reader.take("target").ok_or_else(|| reader.error("target", "is missing: what is to be learned?"))?;
    let context = targets::Context::of(&*inputs);
    let (target, complete) = targets::read(target, &context)?;
    reader.set("target", complete);
    let max_degree = context.basis.max_degree();
    let (rows, only_rows) = (target.rows().map(|rows| rows.y.len()), target.estimated());
    let context = DataContext { n, table, rows, only_rows };
    let own = json!({ "kind": ROWS.kind });
    let data = reader.take("data").or(only_rows.then_some(&own));
    let (data, complete) = schema::read_member(DATA, "data", data, &context)?;
    reader.set("data", complete);
    let context = networks::Context { n, init: Rng::new(seed, Stream::Init) };
    let (learner, complete) =
        schema::read_member(learners::FAMILY, "learner", reader.take("learner"), &context)?;
    reader.set("learner", complete);
    let (probe, complete) = PanelSpec::read(reader.take("probe"), target.terms(), n, max_degree)?;
    reader.set("probe", complete);
    let complete = reader.finish(&ENTRIES)?;
    Ok(Parts { seed, inputs, target, data, learner, probe, complete })
}

/// The experiment that `spec` describes, before its first step. `table` stands for `data.x` and
/// `data.y` where they are not in the JSON.
pub fn build(spec: &Value, table: Option<Table>) -> Result<Experiment, Invalid> {
    let Parts { seed, inputs, target, data, learner, probe, complete } = read(spec, table)?;
    let drawn = || Panel::new(&probe, &*inputs, &*target, seed);
    let (data, panel) = match data {
        DataPlan::Fresh => (Data::Fresh, drawn()),
        DataPlan::Fixed { count } => (Data::fixed(count, seed), drawn()),
        DataPlan::Table(Table { x, y }) => (Data::Rows { x, y }, drawn()),
        DataPlan::Rows { held_out } => {
            let rows = target.rows().expect("checked while reading");
            let (Table { x, y }, tests) = split(rows, inputs.dim(), held_out, seed);
            let panel = Panel::given(&probe, inputs.dim(), &*inputs.basis(), tests.x, &tests.y);
            (Data::Rows { x, y }, panel)
        }
    };
    Ok(Experiment::new(complete, seed, Task { inputs, target, data }, learner, panel, probe.every))
}

/// The lanes of a preset, each with its label and its spec: the preset's own families, the lane's in
/// their place where it has them. A file that is no preset is one lane, without a label.
pub fn lanes(file: &Value) -> Vec<(String, Value)> {
    let Some(lanes) = file["lanes"].as_array() else {
        return vec![(String::new(), file.clone())];
    };
    let lane = |lane: &Value| {
        let mut spec = file["spec"].clone();
        for (name, value) in lane["spec"].as_object().into_iter().flatten() {
            spec[name] = value.clone();
        }
        (lane["label"].as_str().unwrap_or_default().to_owned(), spec)
    };
    lanes.iter().map(lane).collect()
}

/// The spec with every default filled in; a table's numbers are not repeated in it. Nothing is
/// drawn and nothing measured: as quick as reading.
pub fn resolve(spec: &Value, table: Option<Table>) -> Result<Value, Invalid> {
    Ok(read(spec, table)?.complete)
}

/// What the theory says of a target, given as in a spec, before any training. Where the law draws its
/// biases by the seed, with that of 1; [`analyze_run`] has those of a run.
pub fn analyze(target: &Value, inputs: Option<&Value>) -> Result<Analysis, Invalid> {
    let (inputs, _) = schema::read_member(inputs::FAMILY, "inputs", inputs, &DEFAULT_SEED)?;
    let (target, _) = targets::read(target, &targets::Context::of(&*inputs))?;
    Ok(verdicts(&*target, &*inputs))
}

/// The same of the target that a run has, on its law.
pub fn analyze_run(run: &Experiment) -> Analysis {
    verdicts(&*run.task().target, &*run.task().inputs)
}

fn verdicts(target: &dyn Target, inputs: &dyn InputDistribution) -> Analysis {
    theory::analyze(target.terms(), inputs.basis().name(), target.estimated())
}

/// Every family's members and fields: labels, units, ranges, defaults, help.
pub fn catalogue() -> Value {
    fn members<T, C>(family: &[Row<T, C>]) -> Vec<&'static Member> {
        family.iter().map(|row| row.member).collect()
    }
    json!({
        "experiment": ENTRIES,
        "inputs": members(inputs::FAMILY),
        "target": members(targets::FAMILY),
        "data": members(DATA),
        "learner": members(learners::FAMILY),
        "network": members(networks::FAMILY),
        "probe": [Member {
            kind: "fourier",
            label: "loss and Fourier coefficients",
            help: "The test loss and the coefficients of the sets that are followed.",
            fields: probes::FIELDS,
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every number that the catalogue calls the least or the greatest is accepted, and the next
    /// one beyond is refused with the field's own name: what the page shows is what holds.
    #[test]
    fn the_catalogues_ranges_are_the_ones_enforced() {
        let wrap = |family: &str, kind: &str, field: &str, value: Value| {
            let mut spec = json!({ "inputs": { "n": 3 }, "target": { "kind": "staircase", "degree": 2 } });
            let (parent, path) = match family {
                "network" => {
                    spec["learner"] = json!({ "network": { "kind": kind } });
                    (&mut spec["learner"]["network"], "learner.network".to_owned())
                }
                _ => {
                    if family != "probe" {
                        spec[family]["kind"] = kind.into();
                    }
                    (&mut spec[family], family.to_owned())
                }
            };
            parent[field] = value;
            (build(&spec, None).err().map(|e| e.field), format!("{path}.{field}"))
        };
        let mut checked = 0;
        for (family, members) in catalogue().as_object().unwrap() {
            for member in members.as_array().unwrap().iter().filter(|m| m["fields"].is_array()) {
                for field in member["fields"].as_array().unwrap() {
                    let (Some(kind), Some(name)) = (member["kind"].as_str(), field["name"].as_str()) else {
                        panic!("a member without a name");
                    };
                    for (bound, beyond) in [("min", -1.0), ("max", 1.0)] {
                        let Some(bound) = field[bound].as_f64() else { continue };
                        let (error, path) = wrap(family, kind, name, json!(bound + beyond));
                        assert_eq!(error, Some(path), "{bound} + {beyond} should be refused");
                        checked += 1;
                    }
                    if let Some(min) = field["min"].as_f64() {
                        let (error, path) = wrap(family, kind, name, json!(min));
                        assert_ne!(error, Some(path), "{min} should be accepted");
                    }
                }
            }
        }
        assert!(checked >= 20, "only {checked} bounds were checked");
    }

    #[test]
    fn a_complete_spec_is_its_own_completion() {
        let spec = json!({ "inputs": { "n": 6 }, "target": { "kind": "parity", "set": [2, 4] }, "data": { "kind": "fresh" } });
        let complete = build(&spec, None).unwrap().spec().clone();
        assert_eq!(complete["learner"]["network"]["width"], 40);
        assert_eq!(complete["target"], json!({ "kind": "parity", "set": [2, 4] }));
        assert_eq!(build(&complete, None).unwrap().spec(), &complete);
    }
}
