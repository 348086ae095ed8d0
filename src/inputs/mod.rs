//! Laws of the input x ∈ R^n.

mod hypercube;

pub use hypercube::Hypercube;

use crate::basis::Basis;
use crate::rng::Rng;
use crate::schema::Row;

/// A law μ of inputs, with its orthonormal basis.
pub trait InputDistribution: Send + Sync {
    /// n, the number of coordinates.
    fn dim(&self) -> usize;

    /// One independent draw into x, of shape (n,).
    fn sample_into(&self, rng: &mut Rng, x: &mut [f32]);

    /// Orthonormal functions of L²(μ).
    fn basis(&self) -> &dyn Basis;

    /// The two sides of every coordinate, if the coordinates are independent coins: then probes
    /// may let some of them run over all values instead of drawing them.
    fn coins(&self) -> Option<&[[Side; 2]]>;
}

/// One side of a coin: the coordinate's value and its probability. The values have mean 0 and
/// variance 1 under the weights, so that the characters are orthonormal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side {
    pub value: f64,
    pub weight: f64,
}

/// The family, read with the experiment's seed: one row a law; the first is the default.
pub const FAMILY: &[Row<Box<dyn InputDistribution>, u64>] = &[hypercube::ROW];
