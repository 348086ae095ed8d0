//! The page's experiments from the command line: a spec or a preset in, its rows out.

mod jobs;
mod source;
mod sweep;
mod table;

use clap::{Args, Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jobs::{Plan, Stop};
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write, stderr, stdout};
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::thread::available_parallelism;
use table::{Csv, Json, Sink};

#[derive(Parser)]
#[command(version, about, subcommand_negates_reqs = true, args_conflicts_with_subcommands = true)]
struct Command {
    #[command(subcommand)]
    other: Option<Other>,

    #[command(flatten)]
    run: Option<Arguments>,
}

#[derive(Subcommand)]
enum Other {
    /// Make many runs, over seeds and over the values of an entry or two, and print how often and when they learned.
    Sweep(sweep::Arguments),
}

/// Train a network as a spec or a preset describes and print what the probes measured.
#[derive(Args)]
struct Arguments {
    /// A preset by its name, such as figure-4; a JSON file that holds a spec or a preset; or - for standard input.
    spec: String,

    /// Iterations of each run; a preset's own budget unless given.
    #[arg(long)]
    iterations: Option<u64>,

    /// How many seeds, counted up from the spec's own.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    seeds: u64,

    /// Runs at a time; all cores unless given. What is printed does not depend on it.
    #[arg(long)]
    jobs: Option<NonZeroUsize>,

    /// One CSV table, empty where a run has no such column; or one JSON object a line.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Csv,
    Json,
}

fn main() -> ExitCode {
    let ended = match Command::try_parse() {
        Ok(Command { other: Some(Other::Sweep(arguments)), .. }) => sweep::run(&arguments),
        Ok(Command { run: Some(arguments), .. }) => run(&arguments),
        Ok(_) => Err("there is nothing to run".into()),
        Err(error) if error.use_stderr() => error.exit(),
        Err(help) => match help.print().and_then(|()| stdout().flush()) {
            Ok(()) => Ok(()),
            Err(error) => unwritten(&error),
        },
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            say(&format!("staircase: {message}"));
            ExitCode::FAILURE
        }
    }
}

/// What is no data. Where nobody can hear it there is nobody to be told that either.
fn say(message: &str) {
    let _ = writeln!(stderr(), "{message}");
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let file = source::read(&arguments.spec)?;
    let preset = source::preset(&file).map_err(|e| e.to_string())?;
    let plans = jobs::plans(&preset.lanes, arguments.seeds)?;
    let iterations = arguments.iterations.or(preset.budget);
    let iterations = iterations.ok_or("--iterations is missing, and the file names no budget")?;
    let progress = progress(plans.len() as u64, iterations);
    let out = stdout().lock();
    let mut sink: Box<dyn Sink> = match arguments.format {
        Format::Json => Box::new(Json(BufWriter::new(out))),
        Format::Csv => {
            let columns = plans.iter().map(Plan::columns).collect::<Result<Vec<_>, _>>()?;
            Box::new(Csv::new(out, &columns).map_err(|e| format!("writing: {e}"))?)
        }
    };
    let ended = jobs::all(&plans, iterations, jobs(arguments.jobs), &progress, &mut *sink);
    progress.finish_and_clear();
    match ended {
        Err(Stop::Unwritten(error)) => unwritten(&error),
        Err(Stop::Failed(why)) => Err(why),
        Ok(()) => Ok(()),
    }
}

/// So many runs at a time; all cores unless given.
fn jobs(given: Option<NonZeroUsize>) -> usize {
    given.or(available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

/// Who reads has enough, as `head` does: no fault of anybody's.
fn unwritten(error: &io::Error) -> Result<(), String> {
    if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(format!("writing: {error}")) }
}

/// On a terminal, where the rows do not go there themselves: how far all runs are, and how long they take yet.
fn progress(runs: u64, iterations: u64) -> ProgressBar {
    if !stderr().is_terminal() || stdout().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = "{bar:30} {percent} % of {msg}, {eta} left";
    ProgressBar::new(runs.saturating_mul(iterations))
        .with_style(ProgressStyle::with_template(style).expect("a template of ours"))
        .with_message(if runs == 1 { "the run".into() } else { format!("{runs} runs") })
}
