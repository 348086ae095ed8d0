//! What is printed: one CSV table whatever the runs, or a JSON object a line.

use crate::jobs::Plan;
use serde::{Serialize, Serializer};
use staircase::Experiment;
use staircase::probes::Group;
use std::io::{self, Write};

/// The columns of a run, those of standard errors included.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Columns {
    names: Vec<String>,
    /// Which of a row's numbers have a standard error.
    measured: Vec<usize>,
}

impl Columns {
    pub fn of(run: &Experiment) -> Self {
        let mut names = run.columns();
        let groups = run.groups();
        let estimated = |i: &usize| {
            matches!(groups[*i], Group::Loss | Group::Coefficient | Group::Movement | Group::Carried)
                && names[*i] != "train_loss"
        };
        let measured: Vec<usize> = (0..names.len()).filter(estimated).collect();
        let errors: Vec<String> = measured.iter().map(|i| format!("{}_se", names[*i])).collect();
        names.extend(errors);
        Self { names, measured }
    }

    /// How many numbers a row has, without standard errors.
    pub fn width(&self) -> usize {
        self.names.len() - self.measured.len()
    }

    /// Each column's name and number.
    fn pair<'a>(&'a self, values: &'a [f64], errors: &'a [f64]) -> impl Iterator<Item = (&'a str, f64)> {
        let errors = self.measured.iter().map(|i| errors[*i]);
        self.names.iter().map(String::as_str).zip(values.iter().copied().chain(errors))
    }
}

/// Where rows go, in the order of the runs.
pub trait Sink {
    fn row(&mut self, plan: &Plan, columns: &Columns, values: &[f64], errors: &[f64]) -> io::Result<()>;
    /// What was written is out.
    fn flush(&mut self) -> io::Result<()>;
}

pub struct Csv<W: Write> {
    out: csv::Writer<W>,
    header: Vec<String>,
}

impl<W: Write> Csv<W> {
    /// With the columns of all runs, each where it first occurs: the numbers of any run, then all standard errors.
    pub fn new(out: W, all: &[Columns]) -> io::Result<Self> {
        let mut header = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let numbers = all.iter().flat_map(|columns| &columns.names[..columns.width()]);
        let errors = all.iter().flat_map(|columns| &columns.names[columns.width()..]);
        for name in numbers.chain(errors) {
            if seen.insert(name) {
                header.push(name.clone());
            }
        }
        let mut out = csv::Writer::from_writer(out);
        out.write_record(["lane", "seed"].into_iter().chain(header.iter().map(String::as_str)))?;
        Ok(Self { out, header })
    }
}

impl<W: Write> Sink for Csv<W> {
    fn row(&mut self, plan: &Plan, columns: &Columns, values: &[f64], errors: &[f64]) -> io::Result<()> {
        self.out.write_field(&plan.label)?;
        self.out.write_field(plan.seed.to_string())?;
        if self.header == columns.names {
            for (_, value) in columns.pair(values, errors) {
                self.out.write_field(value.to_string())?;
            }
        } else {
            let row: std::collections::HashMap<&str, f64> = columns.pair(values, errors).collect();
            for name in &self.header {
                self.out.write_field(row.get(name.as_str()).map(f64::to_string).unwrap_or_default())?;
            }
        }
        Ok(self.out.write_record(None::<&[u8]>)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// `{"lane": …, "seed": …, "row": {"iteration": …, …}}` with the columns in their order, null for what is no number.
pub struct Json<W: Write>(pub W);

#[derive(Serialize)]
struct Line<'a> {
    lane: &'a str,
    seed: u64,
    row: Row<'a>,
}

struct Row<'a> {
    columns: &'a Columns,
    values: &'a [f64],
    errors: &'a [f64],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.columns.pair(self.values, self.errors))
    }
}

impl<W: Write> Sink for Json<W> {
    fn row(&mut self, plan: &Plan, columns: &Columns, values: &[f64], errors: &[f64]) -> io::Result<()> {
        let line = Line { lane: &plan.label, seed: plan.seed, row: Row { columns, values, errors } };
        serde_json::to_writer(&mut self.0, &line)?;
        self.0.write_all(b"\n")
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
