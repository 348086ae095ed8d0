//! Which inputs to measure on, and how means over the law follow from values there.

use super::{Estimate, Factorial, Weighted};
use crate::basis::MultiIndex;
use crate::inputs::InputDistribution;
use crate::rng::Rng;

/// Inputs, (M, n), and the functions whose coefficients follow from values on them.
pub trait Design: Send {
    /// M, how many inputs there are.
    fn count(&self) -> usize;

    /// Multiply-adds that are still to be done before the rest of this can be asked, about.
    fn remaining(&self) -> u64 {
        0
    }

    /// Does about `work` of them; how they are sliced changes no bit.
    fn prepare(&mut self, _inputs: &dyn InputDistribution, _work: u64) {}

    /// The inputs, (M, n).
    fn x(&self) -> &[f32];

    /// E v(X) for `values` v (M,).
    fn mean(&self, values: &[f64]) -> Estimate;

    /// E v(X) h_α(X) for every α that the design gives, the constant first.
    fn coefficients(&self, values: &[f64]) -> Vec<Estimate>;

    /// Multiply-adds that `coefficients` takes, about.
    fn cost(&self) -> u64;

    /// How many coefficients the design gives.
    fn functions(&self) -> usize;

    /// The index of the k-th coefficient.
    fn index(&self, k: usize) -> MultiIndex;

    /// The position of an index's coefficient; always Some for a followed index.
    fn position(&self, index: &MultiIndex) -> Option<usize>;
}

/// More functions than this are fitted only where all of them are followed.
const MAX_FITTED: usize = 64;

/// About `samples` inputs of the law: for the coefficients of `followed` and, as far as that costs
/// nothing, of `known`, the other functions that the target is made of, the largest first.
pub fn design(
    inputs: &dyn InputDistribution,
    followed: &[MultiIndex],
    known: &[MultiIndex],
    samples: usize,
    rng: &mut Rng,
) -> Box<dyn Design> {
    if let Some(design) = Factorial::new(inputs, followed.iter().chain(known), samples, rng) {
        return Box::new(design);
    }
    let mut fitted = followed.to_vec();
    for index in known {
        if fitted.len() < MAX_FITTED && !fitted.contains(index) {
            fitted.push(index.clone());
        }
    }
    Box::new(Weighted::draw(inputs, fitted, samples, rng))
}
