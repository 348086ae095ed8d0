//! What is measured of a model, on inputs of the probes' own.
//!
//! All probes share one set of inputs, drawn once from the Probe stream, and one forward pass per
//! measurement: a probe gets f's values there and so cannot change what it measures, and curves
//! carry no noise from redrawing.

mod design;
mod factorial;
mod fourier;
mod risk;
mod weighted;

pub use design::{Design, design};
pub use factorial::Factorial;
pub use fourier::{Coefficient, Fourier};
pub use risk::Risk;
pub use weighted::Weighted;

use crate::basis::{Basis, MultiIndex};
use crate::inputs::InputDistribution;
use crate::networks::{Model, Workspace};
use crate::order;
use crate::rng::{Rng, Stream};
use crate::schema::{self, Field, Invalid, Kind, Reader};
use crate::targets::{self, Target, Term};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An estimate and its standard error (0: exact).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub value: f64,
    pub error: f64,
}

/// Values on a design's inputs.
pub struct Sample<'a> {
    pub design: &'a dyn Design,
    /// f(x), (M,).
    pub f: &'a [f64],
    /// g(x), (M,).
    pub g: &'a [f64],
}

/// Measures something from a sample of a model's values.
pub trait Probe: Send {
    /// Names of what it measures.
    fn columns(&self) -> Vec<String>;

    /// Appends one estimate a column.
    fn measure(&mut self, sample: &Sample<'_>, row: &mut Vec<Estimate>);
}

/// The probes of an experiment on their common inputs.
pub struct Panel {
    design: Box<dyn Design>,
    n: usize,
    f: Vec<f64>,
    g: Vec<f64>,
    risk: Risk,
    fourier: Fourier,
    workspace: Workspace,
}

/// Inputs handed to the model at a time: few enough for its activations to stay in the cache.
const CHUNK: usize = 32;

/// How a spec asks for measurements.
pub struct PanelSpec {
    /// Iterations between rows.
    pub every: u64,
    samples: usize,
    sets: Vec<MultiIndex>,
}

const EVERY: Field = Field {
    name: "every",
    label: "measure every",
    unit: "iterations",
    help: "How often losses and coefficients are measured; this changes nothing in the training.",
    kind: Kind::Integer { default: 1000, min: 1, max: 1_000_000_000 },
};

const SAMPLES: Field = Field {
    name: "samples",
    label: "inputs to measure on",
    unit: "inputs",
    help: "More of them make the standard errors smaller; on 14 or fewer coins all inputs are used and the numbers are exact.",
    kind: Kind::Integer { default: 8192, min: 2, max: 100_000 },
};

const SETS: Field = Field {
    name: "sets",
    label: "coefficients to follow",
    unit: "",
    help: "Those of the target (its 16 largest where there are more than 256), always its 16 largest, or also those of the steps that lead up to them, or a list of coordinate sets.",
    kind: Kind::Sets { choices: &["target", "strongest", "prefixes"] },
};

/// The entries of `probe` in a spec.
pub const FIELDS: &[Field] = &[EVERY, SAMPLES, SETS];

/// More columns than this are no longer a table one can read.
const MAX_SETS: usize = targets::MAX_TERMS;

impl PanelSpec {
    /// Reads the `probe` entry for a target with the given terms on n coordinates, each of at most
    /// `max_degree` in the law's basis.
    pub fn read(
        value: Option<&Value>,
        terms: &[Term],
        n: usize,
        max_degree: usize,
    ) -> Result<(Self, Value), Invalid> {
        let mut reader = Reader::new("probe", value)?;
        let every = reader.long(&EVERY)?;
        let samples = reader.integer(&SAMPLES)?;
        let default = SETS.default();
        let sets = match reader.take(SETS.name).unwrap_or(&default) {
            Value::String(name) if name == "target" && terms.len() <= MAX_SETS => {
                terms.iter().map(|t| t.index.clone()).collect()
            }
            Value::String(name) if name == "target" || name == "strongest" => {
                let mut sets = by_size(terms);
                sets.truncate(STRONGEST);
                order::sort(&mut sets);
                sets
            }
            Value::String(name) if name == "prefixes" => prefixes(terms),
            Value::Array(list) => list
                .iter()
                .map(|set| schema::multiset(set, n, max_degree).map(|set| MultiIndex::from_multiset(&set)))
                .collect::<Result<Vec<_>, _>>()
                .map_err(|why| reader.error(SETS.name, why))?,
            other => {
                let why = format!(
                    "{} is neither \"target\", \"strongest\", \"prefixes\" nor a list of sets",
                    schema::brief(other)
                );
                return Err(reader.error(SETS.name, why));
            }
        };
        if sets.len() > MAX_SETS {
            return Err(reader.error(SETS.name, format!("{} sets are outside [0, {MAX_SETS}]", sets.len())));
        }
        if let Some(k) = (1..sets.len()).find(|&k| sets[..k].contains(&sets[k])) {
            return Err(reader.error(SETS.name, format!("{} occurs twice", sets[k])));
        }
        let shown = reader.take(SETS.name).cloned().unwrap_or(default);
        reader.set(SETS.name, shown);
        Ok((Self { every, samples, sets }, reader.finish(FIELDS)?))
    }
}

/// "strongest" follows so many.
const STRONGEST: usize = 16;

/// The sets of the target, that of the largest coefficient first.
fn by_size(terms: &[Term]) -> Vec<MultiIndex> {
    let mut order: Vec<&Term> = terms.iter().collect();
    order::sort_by(&mut order, |a, b| b.coefficient.abs().total_cmp(&a.coefficient.abs()));
    order.into_iter().map(|term| term.index.clone()).collect()
}

/// For each set of the target the sets that its first coordinates make, each once: the steps that
/// a staircase to it would have.
fn prefixes(terms: &[Term]) -> Vec<MultiIndex> {
    let mut sets: Vec<MultiIndex> = terms
        .iter()
        .flat_map(|term| {
            let factors: Vec<_> = term.index.factors().collect();
            let prefix = |k| MultiIndex::from_factors(factors[..k].iter().copied());
            (1..=factors.len()).map(prefix).collect::<Vec<_>>()
        })
        .collect();
    order::sort(&mut sets);
    sets.dedup();
    sets
}

impl Panel {
    /// Draws the inputs from the Probe stream of `seed` and evaluates the target on them.
    pub fn new(spec: &PanelSpec, inputs: &dyn InputDistribution, target: &dyn Target, seed: u64) -> Self {
        let mut rng = Rng::new(seed, Stream::Probe);
        let design = design(inputs, &spec.sets, &by_size(target.terms()), spec.samples, &mut rng);
        let g = design.x().chunks_exact(inputs.dim()).map(|x| f64::from(target.eval(x))).collect();
        Self::on(design, inputs.dim(), g, spec)
    }

    /// On given inputs x (M, n) and values y (M,), which tell all there is to know of the target.
    pub fn given(spec: &PanelSpec, n: usize, basis: &dyn Basis, x: Vec<f32>, y: &[f32]) -> Self {
        let design = Box::new(Weighted::given(x, n, spec.sets.clone(), basis));
        Self::on(design, n, y.iter().map(|y| f64::from(*y)).collect(), spec)
    }

    fn on(design: Box<dyn Design>, n: usize, g: Vec<f64>, spec: &PanelSpec) -> Self {
        let fourier = Fourier::new(&*design, spec.sets.clone());
        Self { f: vec![0.0; g.len()], g, n, design, risk: Risk, fourier, workspace: Workspace::default() }
    }

    /// Names of the columns of a row.
    pub fn columns(&self) -> Vec<String> {
        let mut columns = self.risk.columns();
        columns.extend(self.fourier.columns());
        columns
    }

    /// Appends one estimate a column for the model as it is.
    pub fn measure(&mut self, model: &dyn Model, row: &mut Vec<Estimate>) {
        let chunks = self.design.x().chunks(CHUNK * self.n);
        for (x, f) in chunks.zip(self.f.chunks_mut(CHUNK)) {
            for (f, value) in f.iter_mut().zip(model.forward(x, &mut self.workspace)) {
                *f = f64::from(*value);
            }
        }
        let sample = Sample { design: &*self.design, f: &self.f, g: &self.g };
        self.risk.measure(&sample, row);
        self.fourier.measure(&sample, row);
    }

    /// The `count` strongest coefficients of the newest measurement, followed or not.
    pub fn strongest(&self, count: usize) -> Vec<Coefficient> {
        self.fourier.strongest(&*self.design, count)
    }

    /// The Fourier probe, for what it found.
    pub(crate) fn fourier(&self) -> &Fourier {
        &self.fourier
    }

    /// The same, to give it what it found before.
    pub(crate) fn fourier_mut(&mut self) -> &mut Fourier {
        &mut self.fourier
    }
}
