//! The runs, so many at a time, and their rows in the runs' order as they come.

use crate::table::{Columns, Sink};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use staircase::work::Work;
use staircase::{Experiment, Invalid, Status, spec};
use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// One run that is asked for.
pub struct Plan<'a> {
    pub label: String,
    pub seed: u64,
    lane: &'a Value,
}

/// Every lane with every seed, the lanes' own counted up. Whatever is wrong with a spec is told before anything runs.
pub fn plans(lanes: &[(String, Value)], seeds: u64) -> Result<Vec<Plan<'_>>, String> {
    let mut plans = Vec::new();
    for (label, lane) in lanes {
        let complete = spec::resolve(lane, None).map_err(|e| blamed(label, e))?;
        let first = complete["seed"].as_u64().unwrap_or_default();
        spec::seed(&json!({ "seed": first + (seeds - 1) })).map_err(|e| format!("--seeds: {e}"))?;
        for seed in first..first + seeds {
            plans.push(Plan { label: label.clone(), seed, lane });
        }
    }
    Ok(plans)
}

/// What is wrong with a lane of this label; a spec alone has none.
fn blamed(label: &str, error: Invalid) -> String {
    if label.is_empty() { error.to_string() } else { format!("lane {label:?}: {error}") }
}

impl Plan<'_> {
    fn spec(&self) -> Value {
        let mut spec = self.lane.clone();
        spec["seed"] = self.seed.into();
        spec
    }

    /// Those of its run, of which nothing is drawn yet.
    pub fn columns(&self) -> Result<Columns, String> {
        Ok(Columns::of(&self.begin()?))
    }

    fn begin(&self) -> Result<Experiment, String> {
        spec::begin(&self.spec(), None).map_err(|e| blamed(&self.label, e))
    }
}

enum Event {
    Begun(Columns),
    Rows(staircase::Trace),
    Failed(String),
    Ended,
}

/// Multiply-adds between two looks at whether rows have come: a tenth of a second or so.
pub const SLICE: u64 = 200_000_000;

/// Why the rows ended before the runs did.
pub enum Stop {
    Failed(String),
    Unwritten(io::Error),
}

/// Makes all runs, `jobs` at a time. What `sink` is given does not depend on their number: it is in the order of the plans, and the
/// rows of the run whose turn it is come at once.
pub fn all(
    plans: &[Plan],
    iterations: u64,
    jobs: usize,
    progress: &ProgressBar,
    sink: &mut dyn Sink,
) -> Result<(), Stop> {
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        let (sender, events) = sync_channel(1024);
        for _ in 0..jobs.min(plans.len()) {
            let sender = sender.clone();
            let (next, stop) = (&next, &stop);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(plan) = plans.get(index) else { break };
                    let told = |event| sender.send((index, event)).is_ok() && !stop.load(Ordering::Relaxed);
                    run(plan, iterations, progress, told);
                }
            });
        }
        drop(sender);
        let result = print(plans, &events, sink);
        stop.store(true, Ordering::Relaxed);
        drop(events); // whoever waits for room in the channel goes on, and sees it
        result
    })
}

/// `told` says whether anybody still listens.
fn run(plan: &Plan, iterations: u64, progress: &ProgressBar, told: impl Fn(Event) -> bool) {
    let mut run = match plan.begin() {
        Ok(run) => run,
        Err(why) => {
            told(Event::Failed(why));
            return;
        }
    };
    if !told(Event::Begun(Columns::of(&run))) {
        return;
    }
    loop {
        let before = run.iteration();
        run.advance(iterations, None, false, &mut Work::up_to(SLICE));
        let rows = run.drain();
        progress.inc(run.iteration() - before);
        if !rows.values.is_empty() && !told(Event::Rows(rows)) {
            return;
        }
        let over = run.iteration() >= iterations || run.status() != Status::Running;
        if over && run.pending().is_none() {
            progress.inc(iterations - run.iteration().min(iterations));
            told(Event::Ended);
            return;
        }
    }
}

/// Writes what comes, that of later runs once it is their turn.
fn print(plans: &[Plan], events: &Receiver<(usize, Event)>, sink: &mut dyn Sink) -> Result<(), Stop> {
    let mut waiting: HashMap<usize, Vec<Event>> = HashMap::new();
    for (turn, plan) in plans.iter().enumerate() {
        let mut columns = Columns::default();
        let mut due = waiting.remove(&turn).unwrap_or_default().into_iter();
        loop {
            let event = match due.next() {
                Some(event) => event,
                None => match events.recv() {
                    Ok((index, event)) if index == turn => event,
                    Ok((index, event)) => {
                        waiting.entry(index).or_default().push(event);
                        continue;
                    }
                    Err(_) => return Err(Stop::Failed("a run ended without a word".into())),
                },
            };
            match event {
                Event::Begun(own) => columns = own,
                Event::Rows(rows) => {
                    let width = columns.width();
                    for (values, errors) in rows.values.chunks(width).zip(rows.errors.chunks(width)) {
                        sink.row(plan, &columns, values, errors).map_err(Stop::Unwritten)?;
                    }
                    sink.flush().map_err(Stop::Unwritten)?;
                }
                Event::Failed(why) => return Err(Stop::Failed(why)),
                Event::Ended => break,
            }
        }
    }
    Ok(())
}
