//! Target functions g, with their known expansions in the basis of the input law.

mod chains;
mod double_staircase;
mod expansion;
mod parity;
mod staircase;
mod truncated_staircase;

pub use chains::chains;
pub use double_staircase::double_staircase;
pub use expansion::Expansion;
pub use parity::Parity;
pub use staircase::Staircase;
pub use truncated_staircase::truncated_staircase;

use crate::basis::MultiIndex;
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

/// What a target is read in: the dimension n of its inputs.
pub struct Context {
    pub n: usize,
}

/// The family: one row a target; the first is the default.
pub const FAMILY: &[Row<Box<dyn Target>, Context>] = &[
    staircase::ROW,
    parity::ROW,
    double_staircase::ROW,
    truncated_staircase::ROW,
    chains::ROW,
    expansion::ROW,
];
