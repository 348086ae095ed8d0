//! What becomes of a run after so many iterations: `changes`, so that a run that was interfered with is still a function of its
//! spec.
//!
//! After `at` iterations, before the next one, the entries of a change take the place of the run's: those of `learner` one by
//! one, `inputs`, `target` and `data` as a whole. What follows is what a run of that spec does with the parameters and the
//! optimiser's moments as they stand; schedules count from the run's beginning. Data goes on where it was read, with the new
//! target's values, unless `inputs` or `data` become others: then it begins anew, drawn from a stream of the change's own. One set
//! of columns holds for the whole run, with the coefficients that any of the targets asks for; a row after `at` iterations is
//! of what was before the change.

use super::{DATA, INPUTS, LEARNER, Parts, TARGET};
use crate::experiment::Change;
use crate::inputs;
use crate::networks::Network;
use crate::probes::Panel;
use crate::schema::{self, Field, Invalid, Kind, Reader, brief};
use serde_json::{Map, Value};

const AT: Field = Field {
    name: "at",
    label: "after",
    unit: "iterations",
    help: "How many iterations are made before the change.",
    kind: Kind::Integer { default: 1, min: 1, max: 1 << 40 },
};

const MAX_CHANGES: usize = 16;

pub(super) const CHANGES: Field = Field {
    name: "changes",
    label: "changes",
    unit: "",
    help: "After how many iterations which entries become others, in the order of time; the network goes on as it stands.",
    kind: Kind::Changes { fields: &[AT, INPUTS, TARGET, DATA, LEARNER], max_count: MAX_CHANGES },
};

/// Entries whose whole a change replaces.
const REPLACED: [&str; 3] = [INPUTS.name, TARGET.name, DATA.name];

/// What a network goes on with.
const KEPT: [[&str; 2]; 6] = [
    [INPUTS.name, "n"],
    [LEARNER.name, "kind"],
    [LEARNER.name, "network"],
    [LEARNER.name, "optimizer"],
    [LEARNER.name, "regime"],
    [LEARNER.name, "stage"],
];

/// So many seeds there are: those of the data that a change draws lie beyond them.
const SEEDS: u64 = 1 << 53;

/// Reads the changes of a spec whose other entries are `first`, which follows the coefficients of all of them from now on, and
/// has them in its description.
pub(super) fn read(spec: &Value, first: &mut Parts) -> Result<Vec<Change>, Invalid> {
    let readers = Reader::new("", Some(spec))?.objects(&CHANGES)?;
    if readers.is_empty() {
        return Ok(Vec::new());
    }
    if first.learner.network().is_none() {
        let why = "are for a network that gradients train: choose learner.kind \"sgd\"";
        return Err(Invalid::new(CHANGES.name, why));
    }
    let mut stages: Vec<Stage> = Vec::new();
    let mut told = Vec::new();
    for (k, mut reader) in readers.into_iter().enumerate() {
        let (before, drawn) = match stages.last_mut() {
            Some(stage) => (&mut stage.parts, stage.drawn),
            None => (&mut *first, 0),
        };
        let least = told.last().map_or(1, |at: &Value| at["at"].as_u64().unwrap_or(0) + 1);
        let at = iterations(&mut reader, least)?;
        let stage = stage(&mut reader, before, [k + 1, drawn], at)?;
        told.push(reader.complete());
        stages.push(stage);
    }
    first.complete[CHANGES.name] = told.into();
    keep_rows(first, &mut stages);
    follow_all(first, &mut stages)?;
    Ok(stages.into_iter().map(Stage::into_change).collect())
}

/// From a change on.
struct Stage {
    at: u64,
    parts: Parts,
    /// The number of the change whose data is read; 0 for that from the start.
    drawn: usize,
    /// The seed of the data, where this begins anew.
    restart: Option<u64>,
    /// Whether its law or target is another than before.
    aims: bool,
}

impl Stage {
    fn into_change(self) -> Change {
        let Self { at, mut parts, restart, aims, .. } = self;
        let panel = parts.panel();
        let given = is_given(&parts.complete);
        let Parts { inputs, features, target, data, learner, .. } = parts;
        Change {
            at,
            aims,
            inputs,
            features,
            target,
            data: (!given).then_some(data.train),
            restart,
            learner,
            panel,
        }
    }
}

/// Whether the data are rows of one's own.
fn is_given(complete: &Value) -> bool {
    complete["data"]["kind"] == "table"
}

/// When a change comes: after the one before.
fn iterations(reader: &mut Reader<'_>, least: u64) -> Result<u64, Invalid> {
    if reader.take(AT.name).is_none() {
        return Err(reader.error(AT.name, "is missing: after how many iterations"));
    }
    let at = reader.long(&AT)?;
    if at < least {
        let why = format!("{at} is not after the change before: choose at least {least}");
        return Err(reader.error(AT.name, why));
    }
    Ok(at)
}

/// What the `number`-th change makes of the parts `before`, of which rows of one's own go over to it.
fn stage(
    reader: &mut Reader<'_>,
    before: &mut Parts,
    [number, drawn]: [usize; 2],
    at: u64,
) -> Result<Stage, Invalid> {
    let spec = merged(reader, &before.complete)?;
    let table = if is_given(&before.complete) { before.data.train.take_rows() } else { None };
    keeps_basis(reader, before, &spec)?;
    let mut parts = super::read(&spec, table).map_err(|error| blamed(reader, &error))?;
    goes_on(reader, before, &parts)?;
    let becomes_another = |name: &str| parts.complete[name] != before.complete[name];
    let anew = becomes_another(INPUTS.name) || becomes_another(DATA.name);
    let aims = becomes_another(INPUTS.name) || becomes_another(TARGET.name);
    let drawn = if anew { number } else { drawn };
    let seed = parts.seed + drawn as u64 * SEEDS;
    if drawn > 0 {
        parts.data.train.redraw(seed);
    }
    for name in REPLACED {
        if reader.take(name).is_some() {
            reader.set(name, parts.complete[name].clone());
        }
    }
    if let Some(Value::Object(entries)) = reader.take(LEARNER.name) {
        let complete = &parts.complete[LEARNER.name];
        // Not collected: that would bring a sort of its own.
        let mut given = Map::new();
        for (name, _) in entries.iter().filter(|(_, value)| !value.is_null()) {
            given.insert(name.clone(), complete[name].clone());
        }
        reader.set(LEARNER.name, Value::Object(given));
    }
    Ok(Stage { at, parts, drawn, restart: anew.then_some(seed), aims })
}

/// The spec that a change makes of a complete one.
fn merged(reader: &Reader<'_>, before: &Value) -> Result<Value, Invalid> {
    let mut spec = Map::new();
    for (name, value) in before.as_object().into_iter().flatten() {
        let given = reader.take(name).filter(|_| REPLACED.contains(&name.as_str()));
        if name != CHANGES.name {
            spec.insert(name.clone(), given.unwrap_or(value).clone());
        }
    }
    if reader.take(DATA.name).is_some_and(|data| data["kind"] == "table" || is_given(before)) {
        return Err(reader.error(DATA.name, "rows of one's own are read from the start to the end"));
    }
    if let Some(Value::Object(inputs)) = spec.get_mut(INPUTS.name)
        && !inputs.contains_key("n")
    {
        inputs.insert("n".to_owned(), before[INPUTS.name]["n"].clone());
    }
    if let Some(given) = reader.take(LEARNER.name)
        && let Some(learner) = spec.get_mut(LEARNER.name)
    {
        lay_over(learner, given, &Reader::new(&reader.path(LEARNER.name), Some(given))?)?;
    }
    Ok(Value::Object(spec))
}

/// Puts each entry given in the place of the one that is there, those of the network one by one too; the kind of either stays.
fn lay_over(present: &mut Value, given: &Value, reader: &Reader<'_>) -> Result<(), Invalid> {
    let (Value::Object(present), Value::Object(given)) = (present, given) else { return Ok(()) };
    for (name, value) in given.iter().filter(|(_, value)| !value.is_null()) {
        match present.get_mut(name) {
            Some(network) if name == "network" && value.is_object() => {
                lay_over(network, value, &Reader::new(&reader.path(name), Some(value))?)?;
            }
            Some(kind) if name == "kind" && value != kind => {
                return Err(another(reader.path(name), value, kind));
            }
            _ => {
                present.insert(name.clone(), value.clone());
            }
        }
    }
    Ok(())
}

/// The refusal of what a network can't go on with.
fn another(field: String, value: &Value, present: &Value) -> Invalid {
    let why = format!("{} is not {}, with which the run goes on", brief(value), brief(present));
    Invalid::new(field, why)
}

/// What is wrong with the spec that a change makes, said of the change.
fn blamed(reader: &Reader<'_>, error: &Invalid) -> Invalid {
    let entry = error.field.split(['.', '[']).next().unwrap_or_default();
    match reader.take(entry) {
        Some(_) => reader.error(&error.field, error.why.as_str()),
        None => Invalid::new(reader.path("").trim_end_matches('.'), error.to_string()),
    }
}

/// Refuses parts with which the network of those before can't go on.
fn goes_on(reader: &Reader<'_>, before: &Parts, after: &Parts) -> Result<(), Invalid> {
    let differing = |[entry, name]: [&str; 2]| {
        let [old, new] = [before, after].map(|parts| &parts.complete[entry][name]);
        let path = format!("{entry}.{name}");
        let inner = old.as_object().into_iter().flatten().find(|(name, old)| new[name.as_str()] != **old);
        match inner {
            Some((name, old)) => {
                Some(another(reader.path(&format!("{path}.{name}")), &new[name.as_str()], old))
            }
            None => (old != new).then(|| another(reader.path(&path), new, old)),
        }
    };
    if let Some(refusal) = KEPT.into_iter().find_map(differing) {
        return Err(refusal);
    }
    // Where a network leaves its connections to the law, another law may give it others.
    let [old, new] = [before, after].map(|parts| parts.learner.network().map(Network::blocks));
    if old != new {
        return Err(reader.error(INPUTS.name, "the network would have other connections on this law"));
    }
    Ok(())
}

/// Refuses a law of another basis before anything is asked of the target and the probe on it: what they say then is about
/// functions that the run can't follow anyhow.
fn keeps_basis(reader: &Reader<'_>, before: &Parts, spec: &Value) -> Result<(), Invalid> {
    let Ok((law, _)) = schema::read_member(inputs::FAMILY, INPUTS.name, spec.get(INPUTS.name), &before.seed)
    else {
        return Ok(()); // refused where it is read
    };
    let [old, new] = [before.inputs.basis().name(), law.basis().name()];
    if old == new {
        return Ok(());
    }
    let why =
        format!("its functions are those of the basis \"{new}\", and \"{old}\" is what the run follows");
    Err(reader.error(INPUTS.name, why))
}

/// Gives the rows of one's own, which went from each stage to the next as these were read, back to the first.
fn keep_rows(first: &mut Parts, stages: &mut [Stage]) {
    if is_given(&first.complete)
        && let Some(last) = stages.last_mut()
    {
        std::mem::swap(&mut first.data.train, &mut last.parts.data.train);
    }
}

/// Has all follow what any of them does.
fn follow_all(first: &mut Parts, stages: &mut [Stage]) -> Result<(), Invalid> {
    let mut sets = first.probe.sets().to_vec();
    for set in stages.iter().flat_map(|stage| stage.parts.probe.sets()) {
        if !sets.contains(set) {
            sets.push(set.clone());
        }
    }
    let blamed = |field: String| move |error: Invalid| Invalid::new(field, error.to_string());
    first.follow(&sets).map_err(blamed(CHANGES.name.to_owned()))?;
    for (k, stage) in stages.iter_mut().enumerate() {
        stage.parts.follow(&sets).map_err(blamed(format!("{}[{k}]", CHANGES.name)))?;
    }
    Ok(())
}

/// Refuses changes after which other things would be measured.
pub(super) fn same_columns(panel: &Panel, changes: &[Change]) -> Result<(), Invalid> {
    let columns = panel.columns();
    match changes.iter().position(|change| change.panel.columns() != columns) {
        None => Ok(()),
        Some(k) => {
            let why = "other things would be measured of it than from the start (features or weights of coordinates)";
            Err(Invalid::new(format!("{}[{k}].{}", CHANGES.name, TARGET.name), why))
        }
    }
}
