//! What a spec may ask to be measured, and what is refused.

use super::{Classes, Design, Factorial, HeldOut, carried, design, factorial};
use crate::basis::{Basis, MultiIndex};
use crate::inputs::InputDistribution;
use crate::networks::Model;
use crate::order;
use crate::rng::{Rng, Stream};
use crate::schema::{self, Field, Invalid, Kind, Reader};
use crate::targets::{self, Term};
use serde_json::Value;

/// How a spec asks for measurements.
pub struct PanelSpec {
    /// Iterations between rows.
    pub every: u64,
    samples: usize,
    pub(super) sets: Vec<MultiIndex>,
    pub(super) progress: bool,
    pub(super) carried: bool,
    /// Whether rows hold how near a layer's weights are to what they were, where the learner can tell.
    pub correlation: bool,
    /// Where the misclassified are counted.
    pub(super) classes: Option<Classes>,
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
    help: "A list of coordinate sets, or a word for one: \"target\" for those of the target, \"strongest\" for its 16 largest, \"prefixes\" for those of the target and of the steps that lead up to them; where these are more than 256, those of its 16 largest. Rows of a table that are held out carry one for every 8 of them, the constant aside and the largest first.",
    kind: Kind::Sets { choices: &["target", "strongest", "prefixes"] },
};

const PROGRESS: Field = Field {
    name: "progress",
    label: "what moves before the coefficients",
    unit: "",
    help: "On coin flips: the mean square of the first layer's weights on the target's coordinates and on the others, where a network has such weights and the target's terms are known; the total influence, Σ |S| f̂(S)² of all sets S; and the weight Σ f̂(S)² of each degree |S|, of sets within the coordinates of the target and of what is followed, with that of all other sets in one number (\"beyond\"). O'Donnell, Analysis of Boolean Functions, chapters 1, 2 and 8.",
    kind: Kind::Boolean { default: false },
};

const CARRIED: Field = Field {
    name: "carried",
    label: "what each layer carries",
    unit: "",
    help: "On coin flips: how much of each followed coefficient's monomial could be read off each layer by the best weighted sum of its neurons, from 0 to 1, in networks that gradients train.",
    kind: Kind::Boolean { default: false },
};

const CORRELATION: Field = Field {
    name: "correlation",
    label: "how far layers are corrected",
    unit: "",
    help: "The cosine between a layer's weights and those it had when the next layer was switched on, where layers are switched on one after the other and the lower ones go on, or all do in the end; 1 until then.",
    kind: Kind::Boolean { default: false },
};

const CLASSES: Field = Field {
    name: "classes",
    label: "count the misclassified",
    unit: "",
    help: "Where a table has two values, also for which part of the rows held out f is nearer to the wrong one.",
    kind: Kind::Boolean { default: false },
};

/// The entries of `probe` in a spec.
pub const FIELDS: &[Field] = &[EVERY, SAMPLES, SETS, PROGRESS, CARRIED, CORRELATION, CLASSES];

/// More columns than this are no longer a table one can read.
const MAX_SETS: usize = targets::MAX_TERMS;

impl PanelSpec {
    /// Reads the `probe` entry for a target with the given terms and for a model, measured on draws of the law or on
    /// what is held out.
    pub fn read(
        value: Option<&Value>,
        terms: &[Term],
        inputs: &dyn InputDistribution,
        held_out: Option<&HeldOut>,
        model: &dyn Model,
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
            Value::String(name) if name == "prefixes" => {
                let all = first(terms.iter().flat_map(prefixes), most);
                if all.len() <= MAX_SETS {
                    all
                } else {
                    let most = most.map_or(MAX_SETS - 1, |most| most.min(MAX_SETS - 1));
                    first(terms.iter().take(STRONGEST).flat_map(prefixes), Some(most))
                }
            }
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
        let shown = reader.take(SETS.name).cloned().unwrap_or(default);
        reader.set(SETS.name, shown);
        let (progress, carried) = (reader.boolean(&PROGRESS)?, reader.boolean(&CARRIED)?);
        let (correlation, asked) = (reader.boolean(&CORRELATION)?, reader.boolean(&CLASSES)?);
        let classes = held_out.filter(|_| asked).and_then(HeldOut::classes);
        if asked && classes.is_none() {
            return Err(reader.error(CLASSES.name, "takes rows held out of a table of two values"));
        }
        let spec = Self { every, samples, sets, progress, carried, correlation, classes };
        spec.check(&terms, inputs, held_out, model)?;
        Ok((spec, reader.finish(FIELDS)?))
    }

    /// Refuses what can't be measured for such a target, on such inputs, of such a model.
    fn check(
        &self,
        terms: &[Term],
        inputs: &dyn InputDistribution,
        held_out: Option<&HeldOut>,
        model: &dyn Model,
    ) -> Result<(), Invalid> {
        let error = |field: &Field, why: String| Err(Invalid::new(format!("probe.{}", field.name), why));
        if self.sets.len() > MAX_SETS {
            return error(&SETS, format!("{} sets are outside [0, {MAX_SETS}]", self.sets.len()));
        }
        if let Some(k) = (1..self.sets.len()).find(|&k| self.sets[..k].contains(&self.sets[k])) {
            return error(&SETS, format!("{} occurs twice", self.sets[k]));
        }
        let others = self.sets.iter().filter(|set| **set != MultiIndex::default()).count();
        if let Some(held_out) = held_out.filter(|held_out| others > held_out.carries()) {
            let most = held_out.carries();
            let why = format!("{others} sets beside the constant are outside [0, {most}]: {held_out}");
            return error(&SETS, why);
        }
        // Any stream: it is not drawn from.
        let design = self.design(inputs, terms, Rng::new(0, Stream::Probe));
        let work = design.remaining();
        if held_out.is_none() && work > MAX_WORK {
            let most = (design.count() as u64).saturating_mul(MAX_WORK) / work;
            if most >= self.samples as u64 {
                // A dense target asks for so many inputs itself.
                let (terms, inputs) = (terms.len(), design.count());
                let why = format!(
                    "with the target's {terms} terms these take {inputs} inputs, outside [2, {most}]: follow sets of the target's own coordinates"
                );
                return error(&SETS, why);
            }
            let why = format!(
                "{} is outside [2, {most}] where so many coefficients are followed on such a law",
                self.samples
            );
            return error(&SAMPLES, why);
        }
        for (field, _) in
            [(PROGRESS, self.progress), (CARRIED, self.carried)].iter().filter(|(_, asked)| *asked)
        {
            check_cube(inputs, held_out, &*design).or_else(|why| error(field, why))?;
        }
        if self.carried {
            check_layers(&model.layer_widths(), &*design, others).or_else(|why| error(&CARRIED, why))?;
        }
        Ok(())
    }

    /// The sets that are followed.
    pub fn sets(&self) -> &[MultiIndex] {
        &self.sets
    }

    /// Follows these sets in place of its own; the rest as for [`read`](Self::read).
    pub fn follow(
        &mut self,
        sets: &[MultiIndex],
        terms: &[Term],
        inputs: &dyn InputDistribution,
        held_out: Option<&HeldOut>,
        model: &dyn Model,
    ) -> Result<(), Invalid> {
        let basis = inputs.basis();
        let all = sets.iter().try_for_each(|set| measurable(set, basis.largest(set)));
        all.map_err(|why| Invalid::new("probe.sets", why))?;
        self.sets = sets.to_vec();
        self.check(terms, inputs, held_out, model)
    }

    pub(super) fn design(&self, inputs: &dyn InputDistribution, terms: &[Term], rng: Rng) -> Box<dyn Design> {
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

/// Refuses what is measured on coins that run over all combinations, where they don't.
fn check_cube(
    inputs: &dyn InputDistribution,
    held_out: Option<&HeldOut>,
    design: &dyn Design,
) -> Result<(), String> {
    if held_out.is_some() {
        return Err("takes inputs of its own, and there are only the rows held out".to_owned());
    }
    if inputs.coins().is_none() {
        return Err("is for inputs that are coin flips".to_owned());
    }
    if design.cube().is_none() {
        return Err(format!(
            "takes a target and followed sets within {} coordinates: here there are more",
            factorial::MAX_TOUCHED
        ));
    }
    Ok(())
}

/// Refuses to look into layers where there are none, for no sets, or for too many; and layers too wide for the inputs that are
/// measured on.
fn check_layers(widths: &[usize], design: &dyn Design, sets: usize) -> Result<(), String> {
    if widths.is_empty() {
        return Err(
            "is for networks that gradients train: this learner has no layers to look into".to_owned()
        );
    }
    if sets == 0 {
        let why = "takes coefficients to follow beside the constant's: here are none, so name some sets (probe.sets)";
        return Err(why.to_owned());
    }
    let columns = widths.len() * sets;
    if columns > carried::MAX_COLUMNS {
        let (layers, most) = (widths.len(), carried::MAX_COLUMNS);
        return Err(format!("of {sets} sets in {layers} layers is {columns} numbers, outside [0, {most}]"));
    }
    let (count, neurons) = (design.count(), widths.iter().sum::<usize>());
    if count * neurons > carried::MAX_VALUES {
        return Err(format!(
            "takes the values of {neurons} neurons at {count} inputs: {} are outside [0, {}]",
            count * neurons,
            carried::MAX_VALUES
        ));
    }
    let widest = widths.iter().copied().max().unwrap_or(0);
    let whole = design.cube().is_some_and(Factorial::is_whole);
    if !whole && count < 2 * widest {
        return Err(format!(
            "takes at least two inputs for each of a layer's {widest} neurons: here are {count} (probe.samples)"
        ));
    }
    Ok(())
}

/// Of larger functions the squares, added up over all inputs, might overflow.
const MAX_FUNCTION: f64 = 1e100;

/// Multiply-adds that inputs to measure on may take: some seconds.
const MAX_WORK: u64 = 5_000_000_000;

/// Refuses a function that may reach `size` on the inputs to measure on.
fn measurable(index: &MultiIndex, size: f64) -> Result<(), String> {
    if size <= MAX_FUNCTION {
        return Ok(());
    }
    let (index, size) = (schema::cut(&index.to_string()), schema::magnitude(size));
    Err(format!("{index} may reach {size} on these inputs: what is followed must stay in [0, 1e100] in size"))
}

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
