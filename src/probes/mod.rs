//! What is measured of a model, on inputs of the probes' own.
//!
//! All probes share one set of inputs, drawn once from the Probe stream, and one forward pass per
//! measurement: a probe gets f's values there and so cannot change what it measures, and curves
//! carry no noise from redrawing.

mod design;
mod errors;
mod factorial;
mod features;
mod fourier;
mod given;
mod least_squares;
mod risk;
mod weighted;

pub use design::{Design, design};
pub use factorial::Factorial;
use features::FeatureErrors;
pub use fourier::{Coefficient, Fourier, Newest};
pub use given::{Given, HeldOut, Weighting};
pub use risk::{Classes, Risk};
pub use weighted::Weighted;

use crate::basis::{Basis, MultiIndex};
use crate::features::Features;
use crate::inputs::InputDistribution;
use crate::networks::{Model, Workspace};
use crate::order;
use crate::rng::{Rng, Stream};
use crate::schema::{self, Field, Invalid, Kind, Reader};
use crate::targets::{self, Rows, Target, Term};
use crate::work::Work;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An estimate and its standard error (0: exact).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub value: f64,
    pub error: f64,
}

/// What a column of a row is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// What a run counts anyhow: iterations, samples.
    Clock,
    Loss,
    Coefficient,
    /// How far hidden features are from a teacher's.
    Feature,
    /// How far the learner is, as it counts itself.
    Progress,
}

/// An entry of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub group: Group,
}

impl Column {
    /// One of a group.
    pub fn new(name: &str, group: Group) -> Self {
        Self { name: name.to_owned(), group }
    }
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
    /// What it measures.
    fn columns(&self) -> Vec<Column>;

    /// Appends one estimate a column.
    fn measure(&mut self, sample: &Sample<'_>, row: &mut Vec<Estimate>);
}

/// The probes of an experiment on their common inputs.
pub struct Panel {
    design: Box<dyn Design>,
    n: usize,
    /// What there was to do before the first measurement, in multiply-adds.
    preparation: u64,
    /// Of the measurement that is under way, and of the target, as far as they are known.
    f: Vec<f64>,
    g: Vec<f64>,
    risk: Risk,
    fourier: Fourier,
    features: Option<FeatureErrors>,
    /// What the model sees of a chunk of inputs.
    seen: Vec<f32>,
    workspace: Workspace,
}

/// E (f - g)² = Σ_S (f̂(S) - ĝ(S))², both ascending.
fn distance(f: &[(MultiIndex, f64)], g: &[Term]) -> f64 {
    let mut g = g.iter().peekable();
    let mut sum = 0.0;
    for (set, coefficient) in f {
        while let Some(term) = g.next_if(|term| term.index < *set) {
            sum += term.coefficient * term.coefficient;
        }
        let own = g.next_if(|term| term.index == *set).map_or(0.0, |term| term.coefficient);
        sum += (coefficient - own) * (coefficient - own);
    }
    g.fold(sum, |sum, term| sum + term.coefficient * term.coefficient)
}

/// What is left of a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", content = "done", rename_all = "snake_case")]
pub enum Stage {
    /// The inputs are drawn and the target is evaluated there, once for all measurements; so much of it is
    /// done, in [0, 1].
    Prepare(f64),
    /// The model is evaluated.
    Measure(f64),
}

/// Inputs handed to the model at a time: few enough for its activations to stay in the cache.
const CHUNK: usize = 32;

/// How a spec asks for measurements.
pub struct PanelSpec {
    /// Iterations between rows.
    pub every: u64,
    samples: usize,
    sets: Vec<MultiIndex>,
    /// Where they are asked for.
    classes: Option<Classes>,
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
    help: "More of them make the standard errors smaller, and there are always at least 256, on strongly biased coins up to 5,120; on 14 or fewer coins all inputs are used and the numbers are exact.",
    kind: Kind::Integer { default: 8192, min: 2, max: 100_000 },
};

const SETS: Field = Field {
    name: "sets",
    label: "coefficients to follow",
    unit: "",
    help: "Those of the target (its 16 largest where there are more than 256), always its 16 largest, or also those of the steps that lead up to them, or a list of coordinate sets. Rows of a table that are held out carry one for every 8 of them, the constant aside and the largest first.",
    kind: Kind::Sets { choices: &["target", "strongest", "prefixes"] },
};

const CLASSES: Field = Field {
    name: "classes",
    label: "count the misclassified",
    unit: "",
    help: "Where a table has two values, also for which part of the rows held out f is nearer to the wrong one.",
    kind: Kind::Boolean { default: false },
};

/// The entries of `probe` in a spec.
pub const FIELDS: &[Field] = &[EVERY, SAMPLES, SETS, CLASSES];

/// More columns than this are no longer a table one can read.
const MAX_SETS: usize = targets::MAX_TERMS;

impl PanelSpec {
    /// Reads the `probe` entry for a target with the given terms, measured on draws of the law or on what
    /// is held out.
    pub fn read(
        value: Option<&Value>,
        terms: &[Term],
        inputs: &dyn InputDistribution,
        held_out: Option<&HeldOut>,
    ) -> Result<(Self, Value), Invalid> {
        let (n, basis) = (inputs.dim(), inputs.basis());
        let most = held_out.map(HeldOut::carries);
        let terms = by_size(terms);
        let mut reader = Reader::new("probe", value)?;
        let every = reader.long(&EVERY)?;
        let samples = reader.integer(&SAMPLES)?;
        let default = SETS.default();
        let sets = match reader.take(SETS.name).unwrap_or(&default) {
            Value::String(name) if name == "target" || name == "strongest" => {
                let whole = name == "target" && terms.len() <= MAX_SETS;
                let terms = if whole { &terms } else { &terms[..terms.len().min(STRONGEST)] };
                first(terms.iter().map(|term| term.index.clone()), most)
            }
            Value::String(name) if name == "prefixes" => first(terms.iter().flat_map(prefixes), most),
            Value::Array(list) => list
                .iter()
                .map(|set| {
                    let index = MultiIndex::from_multiset(&schema::multiset(set, n, basis.max_degree())?);
                    measurable(&index, basis.largest(&index)).map(|()| index)
                })
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
        let others = sets.iter().filter(|set| **set != MultiIndex::default()).count();
        if let (Some(held_out), Some(most)) = (held_out, most.filter(|most| others > *most)) {
            let why = format!("{others} sets beside the constant are outside [0, {most}]: {held_out}");
            return Err(reader.error(SETS.name, why));
        }
        let shown = reader.take(SETS.name).cloned().unwrap_or(default);
        reader.set(SETS.name, shown);
        let asked = reader.boolean(&CLASSES)?;
        let classes = held_out.filter(|_| asked).and_then(HeldOut::classes);
        if asked && classes.is_none() {
            return Err(reader.error(CLASSES.name, "true takes rows held out of a table of two values"));
        }
        let spec = Self { every, samples, sets, classes };
        // Any stream: it is not drawn from.
        let design = spec.design(inputs, &terms, Rng::new(0, Stream::Probe));
        let work = design.remaining();
        if held_out.is_none() && work > MAX_WORK {
            let most = (design.count() as u64).saturating_mul(MAX_WORK) / work;
            let why = format!(
                "{samples} is outside [2, {most}] where so many coefficients are followed on such a law"
            );
            return Err(reader.error(SAMPLES.name, why));
        }
        Ok((spec, reader.finish(FIELDS)?))
    }

    fn design(&self, inputs: &dyn InputDistribution, terms: &[Term], rng: Rng) -> Box<dyn Design> {
        design(inputs, &self.sets, &by_size(terms), self.samples, rng)
    }

    /// Refuses given inputs x (M, n) on which a followed function is too large.
    pub fn check_rows(&self, x: &[f32], n: usize, basis: &dyn Basis) -> Result<(), Invalid> {
        for index in &self.sets {
            let all = x.chunks_exact(n).try_for_each(|x| measurable(index, basis.eval(index, x).abs()));
            all.map_err(|why| Invalid::new("probe.sets", why))?;
        }
        Ok(())
    }
}

/// Of larger functions the squares, added up over all inputs, might overflow.
const MAX_FUNCTION: f64 = 1e100;

/// Refuses a function that may reach `size` on the inputs to measure on.
fn measurable(index: &MultiIndex, size: f64) -> Result<(), String> {
    if size <= MAX_FUNCTION {
        return Ok(());
    }
    let (index, size) = (schema::cut(&index.to_string()), schema::magnitude(size));
    Err(format!("{index} may reach {size} on these inputs: what is followed must stay in [0, 1e100] in size"))
}

/// Multiply-adds that inputs to measure on may take: some seconds.
const MAX_WORK: u64 = 5_000_000_000;

/// "strongest" follows so many.
const STRONGEST: usize = 16;

/// The terms of the target, that of the largest coefficient first.
fn by_size(terms: &[Term]) -> Vec<Term> {
    let mut terms = terms.to_vec();
    order::sort_by(&mut terms, |a, b| b.coefficient.abs().total_cmp(&a.coefficient.abs()));
    terms
}

/// The sets that the first coordinates of a term's make: the steps that a staircase to it would have.
fn prefixes(term: &Term) -> Vec<MultiIndex> {
    let factors: Vec<_> = term.index.factors().collect();
    (1..=factors.len()).map(|k| MultiIndex::from_factors(factors[..k].iter().copied())).collect()
}

/// Sets, each once, in their order by degree; where there is a limit, so many of the first beside the
/// constant.
fn first(sets: impl Iterator<Item = MultiIndex>, limit: Option<usize>) -> Vec<MultiIndex> {
    let mut kept: Vec<MultiIndex> = match limit {
        None => sets.collect(),
        Some(most) => {
            let (mut kept, mut others) = (Vec::new(), 0);
            for set in sets {
                let other = usize::from(set != MultiIndex::default());
                if others + other <= most && !kept.contains(&set) {
                    others += other;
                    kept.push(set);
                }
            }
            kept
        }
    };
    order::sort(&mut kept);
    kept.dedup();
    kept
}

impl Panel {
    /// On inputs drawn from the Probe stream of `seed`, where the target will be evaluated.
    pub fn new(spec: &PanelSpec, inputs: &dyn InputDistribution, target: &dyn Target, seed: u64) -> Self {
        let design = spec.design(inputs, target.terms(), Rng::new(seed, Stream::Probe));
        let preparation = design.remaining() + design.count() as u64 * target.cost();
        Self::on(design, inputs.dim(), Vec::new(), preparation, spec)
    }

    /// On rows that are held out, x (M, n) and y (M,), all that is asked of the target.
    pub fn given(spec: &PanelSpec, inputs: &dyn InputDistribution, rows: Rows, weighting: Weighting) -> Self {
        let design = Box::new(Given::new(inputs, rows.x, weighting, &spec.sets));
        let preparation = design.remaining();
        Self::on(design, inputs.dim(), rows.y.iter().map(|y| f64::from(*y)).collect(), preparation, spec)
    }

    fn on(design: Box<dyn Design>, n: usize, g: Vec<f64>, preparation: u64, spec: &PanelSpec) -> Self {
        let fourier = Fourier::new(&*design, spec.sets.clone());
        Self {
            design,
            n,
            preparation,
            f: Vec::new(),
            g,
            risk: Risk { classes: spec.classes },
            fourier,
            features: None,
            seen: Vec::new(),
            workspace: Workspace::default(),
        }
    }

    /// Measures the hidden features of a model beside those of the target, where this is a teacher and both have layers.
    pub fn follow(&mut self, target: &dyn Target, model: &dyn Model) {
        let widths = model.hidden_widths();
        self.features = target
            .teacher()
            .filter(|_| !widths.is_empty())
            .map(|teacher| FeatureErrors::new(teacher, &widths));
    }

    /// What all of them measure.
    pub fn columns(&self) -> Vec<Column> {
        let mut columns = self.risk.columns();
        columns.extend(self.fourier.columns());
        columns.extend(self.features.iter().flat_map(FeatureErrors::columns));
        columns
    }

    /// Goes on with a measurement of `model` on x and its features as long as there is work left; true once it is done and one
    /// estimate a column is appended to `row`. How it is sliced changes no bit.
    pub fn advance(
        &mut self,
        inputs: &dyn InputDistribution,
        features: &Features,
        target: &dyn Target,
        model: &dyn Model,
        work: &mut Work,
        row: &mut Vec<Estimate>,
    ) -> bool {
        while self.design.remaining() > 0 {
            if !work.is_left() {
                return false;
            }
            let before = self.design.remaining();
            self.design.prepare(inputs, work.left());
            work.add(before - self.design.remaining());
        }
        let Self { design, n, f, g, seen, workspace, features: errors, .. } = self;
        for x in design.x().chunks(CHUNK * *n).skip(g.len().div_ceil(CHUNK)) {
            if !work.is_left() {
                return false;
            }
            for x in x.chunks_exact(*n) {
                g.push(match (&mut *errors, target.teacher()) {
                    (Some(errors), Some(teacher)) => {
                        let mut hidden = Vec::new();
                        let g = teacher.hidden(x, &mut hidden);
                        errors.teach(&hidden);
                        g
                    }
                    _ => f64::from(target.eval(x)),
                });
            }
            work.add(CHUNK as u64 * target.cost());
        }
        for x in design.x().chunks(CHUNK * *n).skip(f.len().div_ceil(CHUNK)) {
            if !work.is_left() {
                return false;
            }
            let seen = features.beside(x, *n, seen);
            f.extend(model.forward(seen, workspace).iter().map(|f| f64::from(*f)));
            if let Some(errors) = errors {
                errors.take(model, workspace, x.len() / *n);
            }
            work.add(CHUNK as u64 * (features.cost() + model.cost()));
        }
        let sample = Sample { design: &**design, f, g };
        self.risk.measure(&sample, row);
        self.fourier.measure(&sample, row);
        if let Some(errors) = &mut self.features {
            errors.measure(&*self.design, row);
        }
        self.f.clear();
        work.add(self.means());
        true
    }

    /// The same for a model whose expansion is known, ascending, as that of the target is: exact, and of no inputs.
    pub fn expand(&mut self, f: &[(MultiIndex, f64)], target: &dyn Target, row: &mut Vec<Estimate>) {
        row.push(Estimate { value: distance(f, target.terms()), error: 0.0 });
        self.fourier.know(f, row);
    }

    /// Multiply-adds that a measurement takes once the model's values are known: the mean of the loss, and the
    /// coefficients with their errors.
    fn means(&self) -> u64 {
        let count = self.design.count();
        let features = self.features.as_ref().map_or(0, |errors| errors.cost(count));
        4 * count as u64 + self.design.cost() + features
    }

    /// How far the measurement is.
    pub fn stage(&self, target: &dyn Target) -> Stage {
        let count = self.design.count();
        let left = self.design.remaining() + (count - self.g.len()) as u64 * target.cost();
        if left > 0 {
            Stage::Prepare(1.0 - left as f64 / self.preparation as f64)
        } else {
            Stage::Measure(self.f.len() as f64 / count as f64)
        }
    }

    /// Multiply-adds, about: what there was to do before the first measurement, and what each one of `model` takes.
    pub fn costs(&self, features: &Features, model: &dyn Model) -> [u64; 2] {
        let value = features.cost() + model.cost();
        [self.preparation, self.design.count() as u64 * value + self.means()]
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
