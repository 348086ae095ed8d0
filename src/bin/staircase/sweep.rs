//! `staircase sweep`: many runs on all cores, and what they say together.

use crate::jobs::SLICE;
use crate::source;
use crate::{Format, jobs, progress, say, unwritten};
use clap::Args;
use indicatif::ProgressBar;
use serde_json::{Value, json};
use staircase::Invalid;
use staircase::sweep::{Outcome, Sweep};
use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write, stdout};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;

#[derive(Args)]
pub struct Arguments {
    /// A preset by its name; a JSON file that holds a sweep, with its runs or without, a spec or a preset; or - for standard input.
    spec: String,

    /// Which of a preset's lanes, counted from 1; that of its own sweep unless given, or the first.
    #[arg(long)]
    lane: Option<usize>,

    /// How long a run may take; the preset's own budget unless given.
    #[arg(long)]
    iterations: Option<u64>,

    /// Iterations from one row of a run to the next. Unless given the figure's own; of a preset without a sweep of its own a two-hundredth of the run
    /// if that is less.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    every: Option<u64>,

    /// How many seeds, counted up from the spec's own.
    #[arg(long)]
    seeds: Option<u64>,

    /// An entry and its values, such as target.degree=2,3,4 or target='[{…},{…}]'; once more for a map.
    #[arg(long, value_name = "ENTRY=VALUES")]
    vary: Vec<String>,

    /// A run has learned once all coefficients of the target, or as much of what can be explained, are there by this share.
    #[arg(long, value_parser = number)]
    share: Option<f64>,

    /// Or once this column of its rows …
    #[arg(long, requires = "bound", conflicts_with = "share")]
    column: Option<String>,

    /// … is at least so large,
    #[arg(long, group = "bound", requires = "column", allow_hyphen_values = true, value_parser = number)]
    reaches: Option<f64>,

    /// or at most.
    #[arg(long, group = "bound", requires = "column", allow_hyphen_values = true, value_parser = number)]
    falls_to: Option<f64>,

    /// Stop a run once it has learned.
    #[arg(long)]
    stop: bool,

    /// Runs at a time; all cores unless given. What is printed does not depend on it.
    #[arg(long)]
    jobs: Option<NonZeroUsize>,

    /// Keep each run here as it ends, a JSON object a line. Begun again with the same file, a sweep makes those that are missing.
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,

    /// Print the runs rather than what they say together.
    #[arg(long)]
    runs: bool,

    /// A CSV table of the cells or the runs; or JSON, all in one object, with --runs one a run.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
}

pub fn run(arguments: &Arguments) -> Result<(), String> {
    let sweep = described(arguments)?;
    sweep.check().map_err(|e| e.to_string())?;
    let mut keep = arguments.keep.as_deref().map(|path| Keep::open(path, &sweep)).transpose()?;
    let known = keep.as_mut().map(|keep| std::mem::take(&mut keep.known)).unwrap_or_default();
    let mut outcomes = make(&sweep, known, jobs(arguments.jobs), |outcome| match &mut keep {
        Some(keep) => keep.add(outcome),
        None => Ok(()),
    })?;
    outcomes.sort_by_key(|outcome| (outcome.cell, outcome.seed));
    match print(arguments, &sweep, &outcomes) {
        Ok(()) => Ok(()),
        Err(error) => unwritten(&error),
    }
}

/// The sweep of a file, or of a preset's or a spec's, with what was asked for beside.
fn described(arguments: &Arguments) -> Result<Sweep, String> {
    let mut file = source::read(&arguments.spec)?;
    // What `--format json` and the page write has its sweep in it, beside the runs.
    if file.get("outcomes").is_some() && file["sweep"].is_object() {
        file = file["sweep"].take();
    }
    let is_sweep = file.get("spec").is_some() && file.get("lanes").is_none();
    let mut sweep = if is_sweep { file.clone() } else { of_lane(&file, arguments.lane)? };
    if is_sweep && arguments.lane.is_some() {
        return Err("--lane: this file is a sweep of its own, and has no lanes".into());
    }
    for (name, value) in [("iterations", arguments.iterations), ("seeds", arguments.seeds)] {
        if let Some(value) = value {
            sweep[name] = value.into();
        }
    }
    if !arguments.vary.is_empty() {
        sweep["vary"] = arguments.vary.iter().map(|text| axis(text)).collect::<Result<_, _>>()?;
    }
    if let Some(share) = arguments.share {
        sweep["learned"] = json!({ "share": share });
    }
    if let Some(column) = &arguments.column {
        let (name, bound) = match (arguments.reaches, arguments.falls_to) {
            (Some(bound), _) => ("reaches", bound),
            (_, bound) => ("falls_to", bound.unwrap_or_default()),
        };
        sweep["learned"] = json!({ "column": column, name: bound });
    }
    if arguments.stop {
        sweep["stop"] = true.into();
    }
    if sweep["iterations"].is_null() {
        return Err("--iterations is missing, and the file names no budget".into());
    }
    let own = (sweep["spec"]["probe"]["every"].as_u64(), sweep["iterations"].as_u64());
    let every = match own {
        // As the page proposes it.
        (Some(every), Some(iterations)) if !is_sweep && file["sweep"].is_null() => {
            Some(every.min((iterations.saturating_add(100) / 200).max(1)))
        }
        _ => None,
    };
    if let Some(every) = arguments.every.or(every) {
        look_every(every, &mut sweep["spec"]);
    }
    Sweep::read(&sweep).map_err(|e| e.to_string())
}

/// What is no spec, or has no probe to speak of, stays as it is, to be refused by its name.
fn look_every(every: u64, spec: &mut Value) {
    let Some(spec) = spec.as_object_mut() else { return };
    let probe = spec.entry("probe").or_insert(Value::Null);
    if probe.is_null() {
        *probe = json!({});
    }
    if let Some(probe) = probe.as_object_mut() {
        probe.insert("every".into(), every.into());
    }
}

/// A number that JSON has.
fn number(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|number: &f64| number.is_finite()).ok_or_else(|| "is not a number".into())
}

/// The preset's own sweep, or none in particular, of one of its lanes.
fn of_lane(file: &Value, asked: Option<usize>) -> Result<Value, String> {
    let preset = source::preset(file).map_err(|e| e.to_string())?;
    let mut sweep = match file.get("sweep") {
        None | Some(Value::Null) => json!({}),
        Some(own @ Value::Object(_)) => own.clone(),
        Some(other) => return Err(format!("sweep: {other} is not an object")),
    };
    let own = sweep.as_object_mut().and_then(|own| own.remove("lane")).filter(|lane| !lane.is_null());
    let (name, lane) = match (asked, own) {
        (Some(asked), _) => ("--lane", asked.into()),
        (None, Some(own)) => ("sweep.lane", own),
        (None, None) => ("--lane", 1.into()),
    };
    let chosen = lane.as_u64().and_then(|lane| preset.lanes.get((lane as usize).checked_sub(1)?));
    let (_, spec) = chosen.ok_or_else(|| format!("{name}: {lane} is outside [1, {}]", preset.lanes.len()))?;
    if !sweep["spec"].is_null() {
        return Err("sweep.spec: is that of a lane, and can't be given".into());
    }
    sweep["spec"] = spec.clone();
    if sweep["iterations"].is_null() {
        sweep["iterations"] = preset.budget.into();
    }
    Ok(sweep)
}

/// `entry=1,2,3`, or `entry=[…]` as JSON. What is no JSON is a text.
fn axis(text: &str) -> Result<Value, String> {
    let (entry, values) = text
        .split_once('=')
        .ok_or_else(|| format!("--vary: {text:?} is not of the form entry=value,value"))?;
    let value = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    let values = match value(values) {
        list @ Value::Array(_) => list,
        _ => values.split(',').map(value).collect(),
    };
    Ok(json!({ "entry": entry, "values": values }))
}

/// The runs that are known, and those that are missing, so many at a time. Each is told as it ends.
fn make(
    sweep: &Sweep,
    mut outcomes: Vec<Outcome>,
    jobs: usize,
    mut told: impl FnMut(&Outcome) -> io::Result<()>,
) -> Result<Vec<Outcome>, String> {
    let known: HashSet<_> = outcomes.iter().map(|run| (run.cell, run.seed)).collect();
    // Seed by seed, so that a sweep that is not over yet says something of every cell.
    let runs = sweep.seeds.clone().flat_map(|seed| (0..sweep.cells()).map(move |cell| (cell, seed)));
    let missing: Vec<_> = runs.filter(|run| !known.contains(run)).collect();
    let progress = progress(missing.len() as u64, sweep.iterations);
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let made = thread::scope(|scope| {
        let (sender, ended) = channel();
        for _ in 0..jobs.min(missing.len()) {
            let (sender, next, stop, missing, progress) = (sender.clone(), &next, &stop, &missing, &progress);
            scope.spawn(move || {
                while let Some(&(cell, seed)) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = one(sweep, cell, seed, progress, stop).map_err(|e| e.to_string());
                    if stop.load(Ordering::Relaxed) || sender.send(outcome).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let taken = ended.iter().try_for_each(|outcome| {
            let outcome = outcome?;
            told(&outcome).map_err(|error| format!("--keep: {error}"))?;
            outcomes.push(outcome);
            Ok(())
        });
        stop.store(true, Ordering::Relaxed);
        taken
    });
    progress.finish_and_clear();
    made.map(|()| outcomes)
}

fn one(
    sweep: &Sweep,
    cell: usize,
    seed: u64,
    progress: &ProgressBar,
    stop: &AtomicBool,
) -> Result<Outcome, Invalid> {
    let (mut run, mut follower) = sweep.begin(cell, seed)?;
    loop {
        let before = run.iteration();
        let over = follower.advance(&mut run, sweep.iterations, SLICE);
        progress.inc(run.iteration() - before);
        if over || stop.load(Ordering::Relaxed) {
            progress.inc(sweep.iterations - run.iteration().min(sweep.iterations));
            return Ok(follower.outcome(cell, seed, run.status()));
        }
    }
}

/// The runs of a sweep in a file: the sweep itself in the first line, then one run a line.
struct Keep {
    file: File,
    known: Vec<Outcome>,
}

impl Keep {
    /// A new file, or one of this very sweep, which is gone on with.
    fn open(path: &Path, sweep: &Sweep) -> Result<Self, String> {
        let shown = |why: &dyn std::fmt::Display| format!("--keep: {}: {why}", path.display());
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(|e| shown(&e))?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(|e| shown(&e))?;
        // A line that was not written to its end is made again.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut lines = text[..whole].lines();
        let mut known = Vec::new();
        if let Some(first) = lines.next() {
            if serde_json::from_str::<Value>(first).ok().as_ref() != Some(sweep.complete()) {
                return Err(shown(&"holds something else, or the runs of another sweep"));
            }
            for line in lines {
                let value = serde_json::from_str(line).map_err(|e| shown(&e))?;
                known.push(Outcome::read(&value).map_err(|e| shown(&e))?);
            }
        } else if !text.is_empty() {
            return Err(shown(&"holds something else, or the runs of another sweep"));
        }
        file.set_len(whole as u64).map_err(|e| shown(&e))?;
        file.seek(SeekFrom::End(0)).map_err(|e| shown(&e))?;
        let mut keep = Self { file, known };
        if whole == 0 {
            keep.line(sweep.complete()).map_err(|e| shown(&e))?;
        }
        Ok(keep)
    }

    fn add(&mut self, outcome: &Outcome) -> io::Result<()> {
        self.line(&outcome.into())
    }

    fn line(&mut self, value: &Value) -> io::Result<()> {
        self.file.write_all(format!("{value}\n").as_bytes())
    }
}

fn print(arguments: &Arguments, sweep: &Sweep, outcomes: &[Outcome]) -> io::Result<()> {
    let summary = sweep.summary(outcomes);
    let mut out = stdout().lock();
    if arguments.format == Format::Json {
        if !arguments.runs {
            let runs: Vec<_> = outcomes.iter().map(Value::from).collect();
            let all = json!({ "sweep": sweep.complete(), "outcomes": runs, "summary": summary });
            return writeln!(out, "{all}");
        }
        return outcomes.iter().try_for_each(|outcome| writeln!(out, "{}", Value::from(outcome)));
    }
    let mut table = csv::Writer::from_writer(out);
    let entries = sweep.vary.iter().map(|axis| axis.entry.as_str());
    if arguments.runs {
        let names =
            ["seed", "ended", "learned_iterations", "learned_samples", "iterations", "samples", "test_loss"];
        table.write_record(entries.chain(names))?;
        for outcome in outcomes {
            let run = Value::from(outcome);
            let [learned, end] = [&run["learned"], &run["end"]];
            let numbers = [
                &run["seed"],
                &run["ended"],
                &learned["iterations"],
                &learned["samples"],
                &end["iterations"],
                &end["samples"],
                &run["test_loss"],
            ];
            table.write_record(sweep.values(outcome.cell).into_iter().chain(numbers).map(plain))?;
        }
    } else {
        let counts = ["runs", "learned", "diverged", "failed", "rate"];
        let rest = ["interval", "iterations", "samples"];
        let parts = ["rate_low", "rate_high"].map(String::from).into_iter();
        let quartiles = ["iterations", "samples"]
            .into_iter()
            .flat_map(|unit| ["q1", "median", "q3"].map(|name| format!("{unit}_{name}")));
        let names = entries.chain(counts).map(String::from).chain(parts).chain(quartiles);
        table.write_record(names.collect::<Vec<_>>())?;
        for cell in summary["cells"].as_array().into_iter().flatten() {
            let values = cell["values"].as_array().into_iter().flatten();
            let counts = counts.iter().map(|name| &cell[name]);
            let width = |name: &str| if name == "interval" { 2 } else { 3 };
            let parts = rest.iter().flat_map(|name| (0..width(name)).map(|k| &cell[*name][k]));
            table.write_record(values.chain(counts).chain(parts).map(plain))?;
        }
    }
    table.flush()?;
    for line in summary["exponents"].as_array().into_iter().flatten() {
        for unit in ["iterations", "samples"] {
            if let Some(told) = exponent(&line[unit], sweep.vary[0].values.len()) {
                let of = if line["value"].is_null() {
                    String::new()
                } else {
                    format!("{}: ", plain(&line["value"]))
                };
                say(&format!("{of}{unit} grow as {}^{told}", sweep.vary[0].entry));
            }
        }
    }
    Ok(())
}

/// A number of a table, or a text; nothing where there is none.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `2.10 [1.95, 2.24], from the 3 of 4 values that have a median`.
fn exponent(told: &Value, of: usize) -> Option<String> {
    let value = told["exponent"].as_f64()?;
    let fitted = match told["points"].as_u64() {
        Some(points) if points < of as u64 => {
            format!(", from the {points} of {of} values that have a median")
        }
        _ => String::new(),
    };
    let power = match (told["interval"][0].as_f64(), told["interval"][1].as_f64()) {
        (Some(low), Some(high)) => format!("{value:.2} [{low:.2}, {high:.2}]"),
        _ => format!("{value:.2}"),
    };
    Some(power + &fitted)
}
