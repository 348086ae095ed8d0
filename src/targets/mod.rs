//! Target functions g, with their known expansions in the basis of the input law.

mod chains;
mod double_staircase;
mod expansion;
mod formula;
mod parity;
mod polynomial;
mod staircase;
mod truncated_staircase;

pub use chains::chains;
pub use double_staircase::double_staircase;
pub use expansion::Expansion;
pub use parity::Parity;
pub use staircase::Staircase;
pub use truncated_staircase::truncated_staircase;

use crate::basis::MultiIndex;
use crate::inputs::{InputDistribution, Side};
use crate::schema::Row;

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
    /// v + w of every coordinate that is a coin with the values v and w; 0 where it is fair.
    pub skews: Vec<f64>,
}

impl Context {
    /// The context that a law of inputs gives.
    pub fn of(inputs: &dyn InputDistribution) -> Self {
        let skew = |[v, w]: &[Side; 2]| v.value + w.value;
        let coins = inputs.coins().unwrap_or_default();
        Self { n: inputs.dim(), skews: coins.iter().map(skew).collect() }
    }
}

/// The family: one row a target; the first is the default.
pub const FAMILY: &[Row<Box<dyn Target>, Context>] = &[
    staircase::ROW,
    parity::ROW,
    double_staircase::ROW,
    truncated_staircase::ROW,
    chains::ROW,
    formula::ROW,
    expansion::ROW,
];
