//! Target functions g, with their known expansions in the basis of the input law.

mod chains;
mod composable;
mod decision_tree;
mod double_staircase;
mod expansion;
mod formula;
mod in_basis;
mod leap_staircase;
mod orbit;
mod parity;
mod polynomial;
mod random_staircase;
mod raw_parity;
mod staircase;
mod table;
mod teacher;
mod truncated_staircase;

pub use chains::chains;
pub use decision_tree::DecisionTree;
pub use double_staircase::double_staircase;
pub use expansion::Expansion;
pub(crate) use formula::polynomial;
pub use in_basis::InBasis;
pub use leap_staircase::leap_staircase;
pub use parity::Parity;
pub use raw_parity::RawParity;
pub use staircase::Staircase;
pub use table::{Rows, Table};
pub use teacher::Teacher;
pub use truncated_staircase::truncated_staircase;

use crate::basis::{Basis, MultiIndex};
use crate::inputs::{InputDistribution, Side};
use crate::networks::connections::are_fair;
use crate::schema::{self, Field, Invalid, Kind, Reader, Row};
use serde_json::Value;
use std::sync::Arc;

/// One summand ĝ(α) h_α.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub index: MultiIndex,
    pub coefficient: f64,
}

/// A function to be learned.
pub trait Target: Send + Sync {
    /// g(x), for x of shape (n,).
    fn eval(&self, x: &[f32]) -> f32;

    /// Its expansion, ordered by degree; each index once, no zero coefficient.
    fn terms(&self) -> &[Term];

    /// Whether the terms are all of it; one that is not written out has none.
    fn expanded(&self) -> bool {
        true
    }

    /// The hierarchy that it is made of, where it is a teacher network.
    fn teacher(&self) -> Option<&Teacher> {
        None
    }

    /// Multiply-adds that a value takes, about: as many as its expansion, unless there is a shorter way.
    fn cost(&self) -> u64 {
        self.terms().iter().map(|term| 2 + term.index.support().count() as u64).sum()
    }

    /// The rows that it was given by, if it was.
    fn rows(&self) -> Option<&Rows> {
        None
    }

    /// Whether it is known on its rows alone, and its terms are estimates from them.
    fn estimated(&self) -> bool {
        false
    }
}

/// What reading a target needs.
pub struct Context {
    /// The dimension of the inputs.
    pub n: usize,
    /// The basis of their law.
    pub basis: Arc<dyn Basis>,
    /// The sides of the coordinates, where these are independent coins.
    pub coins: Option<Vec<[Side; 2]>>,
    /// E x_i², (n,).
    pub mean_squares: Vec<f64>,
}

impl Context {
    /// The context that a law of inputs gives.
    pub fn of(inputs: &dyn InputDistribution) -> Self {
        let (n, mean_squares) = (inputs.dim(), inputs.mean_squares());
        Self { n, basis: inputs.basis(), coins: inputs.coins().map(<[_]>::to_vec), mean_squares }
    }
}

/// What f32 numbers are trained on: their squares, and gradients made of them, must not overflow.
pub(crate) const MAX_VALUE: f64 = 1e19;

impl Context {
    /// What the size of a sum of these terms stays below on the law's inputs.
    pub(crate) fn largest(&self, terms: &[Term]) -> f64 {
        terms.iter().map(|term| term.coefficient.abs() * self.basis.largest(&term.index)).sum()
    }

    /// Whether no x_i² varies.
    fn has_constant_squares(&self) -> bool {
        let skew = |[heads, tails]: &[Side; 2]| heads.value + tails.value;
        self.coins.as_ref().is_some_and(|coins| are_fair(coins.iter().map(skew)))
    }

    /// Refuses a target whose values may be too large to train on; `field` is what makes them so.
    fn trainable(
        &self,
        target: Box<dyn Target>,
        reader: &Reader<'_>,
        field: &Field,
    ) -> Result<Box<dyn Target>, Invalid> {
        trainable(self.largest(target.terms()), reader, field)?;
        Ok(target)
    }

    /// The coins, for a target that is made of them.
    fn coins(&self, reader: &Reader<'_>) -> Result<&[[Side; 2]], Invalid> {
        let none = || reader.error("kind", "goes with coin flips alone: choose these as the inputs");
        self.coins.as_deref().ok_or_else(none)
    }
}

/// Refuses values that may reach `size`, if that is too much to train on.
fn trainable(size: f64, reader: &Reader<'_>, field: &Field) -> Result<(), Invalid> {
    if size <= MAX_VALUE {
        return Ok(());
    }
    let why = format!(
        "the target's values on these inputs may reach {} in size: 32-bit numbers train on sizes in [0, 1e19]",
        schema::magnitude(size)
    );
    Err(reader.error(field.name, why))
}

/// The coefficient of each of `count` equal terms: 1, or what gives their sum the mean square 1.
fn common_coefficient(count: usize, normalize: bool) -> f64 {
    if normalize { 1.0 / (count as f64).sqrt() } else { 1.0 }
}

/// As many terms as a target may have if it is written out: as many as the probes follow.
pub(crate) const MAX_TERMS: usize = 256;

/// What a random target is drawn from: a number of its own, so that another seed of the run meets the
/// same target.
const DRAW: Field = Field {
    name: "draw",
    label: "draw",
    unit: "",
    help: "Which of the random targets: the same number gives the same target.",
    kind: Kind::Integer { default: 1, min: 0, max: 1_000_000 },
};

/// Reads a target with its complete description; unlike what goes with it, it has no default. A sum of monomials means, on every law, the sum of
/// the law's own basis functions: the (H, A)-polynomials of Abbe et al. 2021, section 3.2.
pub fn read(value: Option<&Value>, context: &Context) -> Result<(Box<dyn Target>, Value), Invalid> {
    let missing = |field: &str| Invalid::new(field, "is missing: what is to be learned?");
    let value = value.filter(|value| !value.is_null()).ok_or_else(|| missing("target"))?;
    if value.is_object() && value["kind"].is_null() {
        return Err(missing("target.kind"));
    }
    let (target, complete) = schema::read_member(FAMILY, "target", Some(value), context)?;
    if context.coins.is_some() || target.rows().is_some() || !target.expanded() {
        return Ok((target, complete));
    }
    Ok((Box::new(InBasis::new(target.terms(), context.basis.clone())), complete))
}

/// The family: one row a target; the first is the default.
pub(crate) const FAMILY: &[Row<Box<dyn Target>, Context>] = &[
    staircase::ROW,
    parity::ROW,
    double_staircase::ROW,
    truncated_staircase::ROW,
    leap_staircase::ROW,
    chains::ROW,
    composable::ROW,
    random_staircase::ROW,
    decision_tree::ROW,
    raw_parity::ROW,
    formula::ROW,
    orbit::ROW,
    expansion::ROW,
    teacher::ROW,
    teacher::TOY_ROW,
    table::ROW,
];
