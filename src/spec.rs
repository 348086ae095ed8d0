//! The description of an experiment: read, checked, completed, catalogued.
//!
//! A spec is JSON. Every entry but `target` may be left out; an entry that is not known is an error.

mod changes;

use crate::basis::MultiIndex;
pub use crate::data::MAX_NUMBERS;
use crate::data::{self, Split};
use crate::experiment::Experiment;
use crate::features::{self, Features};
use crate::inputs::{self, InputDistribution, Side};
use crate::learners::{self, Learner, kernel_ridge, layerwise};
use crate::networks;
use crate::probes::{self, Estimate, HeldOut, Panel, PanelSpec, Weighting};
use crate::rng::{Rng, Stream};
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};
pub use crate::targets::Rows as Table;
use crate::targets::{self, Target};
use crate::task::Task;
use crate::theory::{self, Analysis};
use serde_json::{Value, json};
use std::cell::Cell;

const DEFAULT_SEED: u64 = 1;

const SEED: Field = Field {
    name: "seed",
    label: "seed",
    unit: "",
    help: "The same seed and settings give the same numbers everywhere; another seed gives another network and other samples.",
    kind: Kind::Integer { default: DEFAULT_SEED, min: 0, max: (1 << 53) - 1 },
};

const fn family(name: &'static str, label: &'static str, help: &'static str) -> Field {
    Field { name, label, unit: "", help, kind: Kind::Member { family: name } }
}

const INPUTS: Field = family("inputs", "inputs", "The law of the inputs.");
const TARGET: Field = family("target", "target", "The function to be learned.");
const DATA: Field = family("data", "data", "Where training samples come from.");
const LEARNER: Field = family("learner", "learner", "What learns, and how.");

/// The entries of a spec.
const ENTRIES: [Field; 8] = [
    SEED,
    INPUTS,
    family("features", "features", "What the network is given beside the coordinates of the input."),
    TARGET,
    DATA,
    LEARNER,
    family("probe", "measurements", "What is measured, and how often."),
    changes::CHANGES,
];

/// A spec that was read and found right, its changes apart.
struct Parts {
    seed: u64,
    inputs: Box<dyn InputDistribution>,
    features: Features,
    target: Box<dyn Target>,
    data: Split,
    learner: Box<dyn Learner>,
    probe: PanelSpec,
    held_out: Option<HeldOut>,
    complete: Value,
}

impl Parts {
    /// Follows these coefficients in place of its own.
    fn follow(&mut self, sets: &[MultiIndex]) -> Result<(), Invalid> {
        let Self { inputs, target, learner, probe, held_out, .. } = self;
        probe.follow(sets, target.terms(), &**inputs, held_out.as_ref(), learner.model())?;
        self.check_held_out()
    }

    /// Refuses rows held out on which a followed function is too large: those of one's own may lie anywhere, but for coins.
    fn check_held_out(&self) -> Result<(), Invalid> {
        match &self.data.test {
            Some(rows) if self.inputs.coins().is_none() => {
                self.probe.check_rows(&rows.x, self.inputs.dim(), &*self.inputs.basis())
            }
            _ => Ok(()),
        }
    }

    /// What measures it; takes the rows that are held out.
    fn panel(&mut self) -> Panel {
        let Self { seed, inputs, target, data, learner, probe, .. } = self;
        let mut panel = match data.test.take() {
            None => Panel::new(probe, &**inputs, &**target, *seed),
            Some(rows) => Panel::given(probe, &**inputs, rows, weighting(&**target)),
        };
        panel.follow(probe, &**target, learner.model());
        panel
    }
}

fn read(spec: &Value, table: Option<Table>) -> Result<Parts, Invalid> {
    if !(spec.is_object() || spec.is_null()) {
        return Err(Invalid::new("spec", format!("{} is not an object", schema::brief(spec))));
    }
    let mut reader = Reader::new("", Some(spec))?;
    // First of all: what is mistyped is missing too.
    reader.known(&ENTRIES)?;
    let seed = reader.long(&SEED)?;
    let (inputs, complete) = schema::read_member(inputs::FAMILY, "inputs", reader.take("inputs"), &seed)?;
    reader.set("inputs", complete);
    let n = inputs.dim();
    let context = targets::Context::of(&*inputs);
    let (features, complete) =
        schema::read_member(features::FAMILY, "features", reader.take("features"), &context)?;
    reader.set("features", complete);
    let (target, complete) = targets::read(reader.take("target"), &context)?;
    reader.set("target", complete);
    let context = data::Context { seed, n, target, table: Cell::new(table) };
    let (data, complete) = data::read(reader.take("data"), &context)?;
    let target = context.target;
    reader.set("data", complete);
    let skew = |[heads, tails]: &[Side; 2]| heads.value + tails.value;
    let expanded = target.expanded() && !target.estimated();
    let context = networks::Context {
        n: n + features.count(),
        init: Rng::new(seed, Stream::Init),
        features: (0..features.count()).map(|j| features.combination(j).clone()).collect(),
        skews: inputs.coins().map(|coins| coins.iter().map(skew).collect()),
        mean_squares: mean_squares(&*inputs, &features),
        fresh: data.train.period().is_none(),
        known: expanded,
        expanded: data.test.is_none() && expanded,
    };
    let (learner, complete) =
        schema::read_member(learners::FAMILY, "learner", reader.take("learner"), &context)?;
    reader.set("learner", complete);
    if let Some(layerwise) = learner.layerwise() {
        let constant = target.terms().iter().find(|term| term.index.degree() == 0);
        layerwise.settings().check_mean(constant.map_or(0.0, |term| term.coefficient))?;
    }
    let held_out = match (&data.test, target.rows()) {
        (Some(rows), Some(table)) => Some(
            HeldOut::new(&*inputs, rows.y.len(), weighting(&*target), table)
                .map_err(|why| Invalid::new("data.held_out", why))?,
        ),
        _ => None,
    };
    let (probe, complete) =
        PanelSpec::read(reader.take("probe"), target.terms(), &*inputs, held_out.as_ref(), learner.model())?;
    if probe.correlation && learner.correlations().is_empty() {
        let why = "is for layers that are switched on one after the other and go on training then (learner.regime \"successive\" or \"layerwise_then_together\")";
        return Err(Invalid::new("probe.correlation", why));
    }
    if let Some(rows) = data.train.rows() {
        inputs.check_rows(&rows.x).map_err(|why| Invalid::new("data.x", why))?;
    }
    if inputs.coins().is_none() {
        for rows in data.train.rows().into_iter().chain(&data.test) {
            features.check_rows(&rows.x, n)?;
        }
    }
    reader.set("probe", complete);
    let complete = reader.complete();
    let parts = Parts { seed, inputs, features, target, data, learner, probe, held_out, complete };
    parts.check_held_out().map(|()| parts)
}

/// The experiment that `spec` describes, before its first step: row 0 is recorded. `table` stands for
/// `data.x` and `data.y` where they are not in the JSON.
pub fn build(spec: &Value, table: Option<Table>) -> Result<Experiment, Invalid> {
    let mut experiment = begin(spec, table)?;
    experiment.settle();
    Ok(experiment)
}

/// The same with row 0 still due: no sample is drawn and nothing measured.
pub fn begin(spec: &Value, table: Option<Table>) -> Result<Experiment, Invalid> {
    let mut parts = read(spec, table)?;
    let changes = changes::read(spec, &mut parts)?;
    let panel = parts.panel();
    changes::same_columns(&panel, &changes)?;
    let Parts { seed, inputs, features, target, data, learner, probe, complete, .. } = parts;
    let task = Task { inputs, features, target, data: data.train };
    let mut run = Experiment::begin(complete, seed, task, learner, panel, &probe);
    run.plan(changes);
    Ok(run)
}

/// E x_i², features among them: their expansions are orthonormal.
fn mean_squares(inputs: &dyn InputDistribution, features: &Features) -> Vec<f64> {
    let mut means = inputs.mean_squares();
    let of = |j| features.combination(j).iter().map(|(_, c)| c * c).sum();
    means.extend((0..features.count()).map(of).collect::<Vec<f64>>());
    means
}

/// The rows of a whole truth table are points, all alike, whatever the law.
fn weighting(target: &dyn Target) -> Weighting {
    if target.estimated() { Weighting::Draws } else { Weighting::Points }
}

/// The spec with every default filled in; a table's numbers are not repeated in it. No
/// sample is drawn and nothing measured: as quick as reading.
pub fn resolve(spec: &Value, table: Option<Table>) -> Result<Value, Invalid> {
    let mut parts = read(spec, table)?;
    let changes = changes::read(spec, &mut parts)?;
    if !changes.is_empty() {
        changes::same_columns(&parts.panel(), &changes)?;
    }
    Ok(parts.complete)
}

/// The seed of a spec, of which nothing else is read.
pub fn seed(spec: &Value) -> Result<u64, Invalid> {
    Reader::new("", Some(spec))?.long(&SEED)
}

/// What the theory says of a target, given as in a spec with its law and features, before any training. Where the law draws its
/// biases by the seed, with that of 1; [`analyze_run`] has those of a run.
pub fn analyze(
    target: &Value,
    inputs: Option<&Value>,
    features: Option<&Value>,
) -> Result<Analysis, Invalid> {
    let (inputs, _) = schema::read_member(inputs::FAMILY, "inputs", inputs, &DEFAULT_SEED)?;
    let context = targets::Context::of(&*inputs);
    let (features, _) = schema::read_member(features::FAMILY, "features", features, &context)?;
    let (target, _) = targets::read(Some(target), &context)?;
    Ok(verdicts(&*target, &*inputs, &features, DEFAULT_SEED))
}

/// The same of what a run is to learn from an iteration on, present or to come, on its law.
pub fn analyze_run(run: &Experiment, iteration: u64) -> Analysis {
    let (inputs, features, target) = run.aim(iteration);
    verdicts(target, inputs, features, run.spec()[SEED.name].as_u64().unwrap_or(DEFAULT_SEED))
}

fn verdicts(target: &dyn Target, inputs: &dyn InputDistribution, features: &Features, seed: u64) -> Analysis {
    let basis = inputs.basis().name();
    let Estimate { value, error } = probes::mean_square(target, inputs, Rng::new(seed, Stream::Probe));
    match target.expanded() {
        true => theory::analyze(target.terms(), basis, features, target.estimated(), [value, error]),
        false => theory::unexpanded(basis, features, [value, error]),
    }
}

/// The longest list that is a column of numbers, by its path.
pub fn longest_column(path: &str) -> Option<usize> {
    fn of<T, C>(family: &[Row<T, C>], name: &str) -> Option<usize> {
        family.iter().flat_map(|row| row.member.fields).find_map(|field| match field.kind {
            Kind::Column { max_count } if field.name == name => Some(max_count),
            _ => None,
        })
    }
    match path.split_once('.')? {
        ("target", name) => of(targets::FAMILY, name),
        ("data", name) => of(data::FAMILY, name),
        _ => None,
    }
}

/// Every family's members and fields: labels, units, ranges, defaults, help.
pub fn catalogue() -> Value {
    fn members<T, C>(family: &[Row<T, C>]) -> Vec<&'static Member> {
        family.iter().map(|row| row.member).collect()
    }
    json!({
        "experiment": ENTRIES,
        "inputs": members(inputs::FAMILY),
        "features": members(features::FAMILY),
        "target": members(targets::FAMILY),
        "data": members(data::FAMILY),
        "learner": members(learners::FAMILY),
        "network": members(networks::FAMILY),
        "layerwise_network": members(layerwise::NETWORKS),
        "kernel": members(kernel_ridge::KERNELS),
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

    /// Every field with the names that lead to it, those of objects included.
    fn flattened<'a>(fields: &'a Value, above: &[&'a str]) -> Vec<(Vec<&'a str>, &'a Value)> {
        let fields = fields.as_array().into_iter().flatten();
        let with_inner = |field: &'a Value| {
            let path = [above, &[field["name"].as_str().expect("fields have names")]].concat();
            let inner = flattened(&field["fields"], &path);
            std::iter::once((path, field)).chain(inner)
        };
        fields.flat_map(with_inner).collect()
    }

    /// What is said of a spec in which a member's field has the value, if that field is blamed.
    fn complaint(family: &str, kind: &str, names: &[&str], value: Value) -> Option<String> {
        let mut spec = json!({ "inputs": { "n": 3 }, "target": { "kind": "staircase", "degree": 2 } });
        let (parent, path) = match family {
            "network" | "layerwise_network" | "kernel" => {
                let (learner, entry, path) = match family {
                    "network" => ("sgd", "network", "learner.network"),
                    "layerwise_network" => ("layerwise", "network", "learner.network"),
                    _ => ("kernel_ridge", "kernel", "learner.kernel"),
                };
                spec["learner"] = json!({ "kind": learner, entry: { "kind": kind } });
                (&mut spec["learner"][entry], path)
            }
            "probe" => (&mut spec["probe"], family),
            _ => {
                if family == "target" {
                    spec[family] = json!({}); // the other kinds need not have a degree
                }
                spec[family]["kind"] = kind.into();
                (&mut spec[family], family)
            }
        };
        *names.iter().fold(parent, |parent, name| &mut parent[name]) = value;
        let path = format!("{path}.{}", names.join("."));
        build(&spec, None).err().filter(|error| error.field == path).map(|error| error.why)
    }

    /// The least number that the catalogue names is accepted, the next one below it and the next one
    /// above the greatest are refused, in lists too, and so are lists too long: what the page shows
    /// is what holds. (The greatest number may be too many for n.)
    #[test]
    fn the_catalogues_ranges_are_the_ones_enforced() {
        let (mut checked, mut lists) = (0, 0);
        for (family, members) in catalogue().as_object().unwrap() {
            // An entry of the spec itself has no kind: what stands in `changes` is that of the others (tests/changes.rs).
            for member in members.as_array().unwrap().iter().filter(|m| m["fields"].is_array()) {
                let Some(kind) = member["kind"].as_str() else { continue };
                for (names, field) in flattened(&member["fields"], &[]) {
                    let complaint = |value: Value| complaint(family, kind, &names, value);
                    // On three coordinates.
                    let shaped = |number: f64| match field["type"].as_str() {
                        Some("numbers") => json!([number]),
                        Some("vector") => json!(vec![number; 3]),
                        Some("matrix") => json!(vec![vec![number; 3]; 3]),
                        _ => json!(number),
                    };
                    let outside =
                        |number: f64| complaint(shaped(number)).is_some_and(|why| why.contains("outside ["));
                    for (bound, beyond) in [("min", -1.0), ("max", 1.0)] {
                        let Some(bound) = field[bound].as_f64() else { continue };
                        assert!(outside(bound + beyond), "{bound} + {beyond} should be refused");
                        checked += 1;
                    }
                    if let Some(min) = field["min"].as_f64() {
                        assert!(!outside(min), "{min} should be accepted");
                    }
                    if let Some(example) = field["example"].as_str() {
                        assert_eq!(complaint(json!(example)), None, "{example} is one");
                    }
                    // A column may be too long to try.
                    let filler = match field["type"].as_str() {
                        Some("numbers") => &field["max"],
                        Some("texts") => &field["default"][0],
                        _ => continue,
                    };
                    if let Some(most) = field["max_count"].as_u64() {
                        for (count, fits) in [(0, false), (1, true), (most, true), (most + 1, false)] {
                            let list = vec![filler.clone(); count as usize];
                            // As many as there are of something else, some lists must have.
                            let taken =
                                complaint(json!(list)).is_none_or(|why| !why.contains("is not a list of"));
                            assert_eq!(taken, fits, "{count} entries");
                        }
                        lists += 1;
                    }
                }
            }
        }
        assert!(checked >= 40 && lists >= 2, "only {checked} bounds and {lists} lists were checked");
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
