//! The page's experiments from the command line: a spec or a preset in, CSV out.

use clap::Parser;
use serde_json::Value;
use staircase::probes::Group;
use staircase::{Experiment, spec};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Train a network as a spec or a preset describes and print what the probes measured, as CSV.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// A JSON file: a spec, or a preset such as www/presets/figure-4.json, whose lanes all run.
    spec: PathBuf,

    /// Iterations of each run; a preset's own budget unless given.
    #[arg(long)]
    iterations: Option<u64>,

    /// How many seeds, counted up from the spec's own.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    seeds: u64,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("staircase: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let mut file = read(&arguments.spec)?;
    if let Some(name) = file["table"]["file"].as_str() {
        let images = read(&arguments.spec.with_file_name(format!("../tables/{name}.json")))?;
        file["spec"]["target"] = spec::images(&file["table"], &images);
    }
    let iterations = arguments
        .iterations
        .or(file["budget"].as_u64())
        .ok_or("--iterations is missing, and the file names no budget")?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut header = String::new();
    for (label, lane) in spec::lanes(&file) {
        for k in 0..arguments.seeds {
            let mut spec = lane.clone();
            let seed = spec["seed"].as_u64().unwrap_or(1) + k;
            spec["seed"] = seed.into();
            let run = spec::build(&spec, None).map_err(|e| e.to_string())?;
            write_run(run, &label, seed, iterations, &mut header, &mut out)
                .map_err(|e| format!("writing: {e}"))?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Value, String> {
    let error = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let text = std::fs::read_to_string(path).map_err(|e| error(&e))?;
    serde_json::from_str(&text).map_err(|e| error(&e))
}

/// One line a row; the header again only where the columns change. `_se`: standard error.
fn write_run(
    mut run: Experiment,
    label: &str,
    seed: u64,
    iterations: u64,
    header: &mut String,
    out: &mut impl Write,
) -> std::io::Result<()> {
    let columns = run.columns();
    let groups = run.groups();
    let estimated = |i: &usize| {
        matches!(groups[*i], Group::Loss | Group::Coefficient | Group::Movement | Group::Carried)
            && columns[*i] != "train_loss"
    };
    let measured: Vec<usize> = (0..columns.len()).filter(estimated).collect();
    let errors = measured.iter().map(|i| format!("{}_se", columns[*i]));
    let names: Vec<String> = columns.iter().cloned().chain(errors).map(|n| format!("\"{n}\"")).collect();
    let this = format!("lane,seed,{}", names.join(","));
    if *header != this {
        writeln!(out, "{this}")?;
        *header = this;
    }
    run.step(iterations);
    let trace = run.drain();
    let rows = trace.values.chunks(columns.len()).zip(trace.errors.chunks(columns.len()));
    for (values, errors) in rows {
        write!(out, "\"{label}\",{seed}")?;
        for value in values.iter().chain(measured.iter().map(|i| &errors[*i])) {
            write!(out, ",{value}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}
