//! Target functions g, with their known expansions in the basis of the input law.

mod chains;
mod double_staircase;
mod expansion;
mod formula;
mod in_basis;
mod parity;
mod polynomial;
mod staircase;
mod truncated_staircase;

pub use chains::chains;
pub use double_staircase::double_staircase;
pub use expansion::Expansion;
pub use in_basis::InBasis;
pub use parity::Parity;
pub use staircase::Staircase;
pub use truncated_staircase::truncated_staircase;

use crate::basis::{Basis, MultiIndex};
use crate::inputs::{InputDistribution, Side};
use crate::schema::{self, Invalid, Row};
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

    /// Its expansion, ordered by degree; each index once, no zero coefficient. Empty: not known.
    fn terms(&self) -> &[Term];
}

/// What a target is read in.
pub struct Context {
    /// The dimension of the inputs.
    pub n: usize,
    /// The basis of their law.
    pub basis: Arc<dyn Basis>,
    /// Their coins, where they are coins.
    pub coins: Option<Vec<[Side; 2]>>,
}

impl Context {
    /// The context that a law of inputs gives.
    pub fn of(inputs: &dyn InputDistribution) -> Self {
        Self { n: inputs.dim(), basis: inputs.basis(), coins: inputs.coins().map(<[_]>::to_vec) }
    }
}

/// Reads a target with its complete description. A sum of monomials means, on every law, the sum of
/// the law's own basis functions: the (H, A)-polynomials of Abbe et al. 2021, section 3.2.
pub fn read(value: &Value, context: &Context) -> Result<(Box<dyn Target>, Value), Invalid> {
    let (target, complete) = schema::read_member(FAMILY, "target", Some(value), context)?;
    match context.coins {
        Some(_) => Ok((target, complete)),
        None => Ok((Box::new(InBasis::new(target.terms(), context.basis.clone())), complete)),
    }
}

/// The family: one row a target; the first is the default.
pub(crate) const FAMILY: &[Row<Box<dyn Target>, Context>] = &[
    staircase::ROW,
    parity::ROW,
    double_staircase::ROW,
    truncated_staircase::ROW,
    chains::ROW,
    formula::ROW,
    expansion::ROW,
];
