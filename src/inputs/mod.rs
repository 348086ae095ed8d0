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

    /// x_i at each of the two values of a fair coordinate, if the coordinates are independent fair
    /// coins: then probes may let some of them run over all values instead of drawing them.
    fn coin(&self) -> Option<[f32; 2]>;
}

/// The family: one row a law; the first is the default.
pub const FAMILY: &[Row<Box<dyn InputDistribution>, ()>] = &[hypercube::ROW];
