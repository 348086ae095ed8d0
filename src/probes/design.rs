//! Which inputs to measure on, and how means over the law follow from values there.

use super::{Estimate, Factorial, Weighted, factorial};
use crate::basis::MultiIndex;
use crate::inputs::InputDistribution;
use crate::rng::Rng;
use crate::targets::{self, Term};

/// Inputs, (M, n), and the functions whose coefficients follow from values on them. A new one only
/// notes what is to be done: it can be used once nothing [`remains`].
///
/// [`remains`]: Design::remaining
pub trait Design: Send {
    /// M, how many inputs there are.
    fn count(&self) -> usize;

    /// The inputs, (M, n).
    fn x(&self) -> &[f32];

    /// Multiply-adds that are still to be done before it can be used, about.
    fn remaining(&self) -> u64;

    /// Does about `work` of them, at least some; how the work is sliced changes no bit.
    fn prepare(&mut self, inputs: &dyn InputDistribution, work: u64);

    /// E v(X)² for `values` v (M,).
    fn mean_square(&self, values: &[f64]) -> Estimate;

    /// E v(X) h_α(X) for every α that the design gives, the constant first.
    fn coefficients(&self, values: &[f64]) -> Vec<Estimate>;

    /// Multiply-adds that the mean square and the coefficients take, about.
    fn cost(&self) -> u64;

    /// How many coefficients the design gives.
    fn functions(&self) -> usize;

    /// The index of the k-th coefficient.
    fn index(&self, k: usize) -> MultiIndex;

    /// The position of an index's coefficient; always Some for a followed index.
    fn position(&self, index: &MultiIndex) -> Option<usize>;

    /// The design itself where coins run over all combinations.
    fn cube(&self) -> Option<&Factorial> {
        None
    }
}

/// So often at least the rarer side of a coin is to be expected: what hangs on it is then seen.
const RARE_DRAWS: f64 = 128.0;

/// Fewer draws of a law don't show how far values scatter: 256, and 5,120 where a side has a probability
/// of 1/40.
fn least_draws(inputs: &dyn InputDistribution) -> usize {
    let sides = inputs.coins().into_iter().flatten().flatten();
    let rarest = sides.fold(0.5, |least: f64, side| least.min(side.weight));
    (RARE_DRAWS / rarest).ceil() as usize
}

/// About `samples` inputs of the law: for the coefficients of `followed` and for `known`, what the
/// target is made of, the largest term first.
pub fn design(
    inputs: &dyn InputDistribution,
    followed: &[MultiIndex],
    known: &[Term],
    samples: usize,
    rng: Rng,
) -> Box<dyn Design> {
    let samples = samples.max(least_draws(inputs));
    let all = followed.iter().chain(known.iter().map(|term| &term.index));
    // More terms than can be fitted are measured on all combinations of their coins, or not at all.
    let dense = known.len() > targets::MAX_TERMS;
    let of_target = factorial::touched(known.iter().map(|term| &term.index)).len();
    let most = if dense { of_target.max(factorial::MAX_TOUCHED) } else { factorial::MAX_TOUCHED };
    match Factorial::new(inputs, all, most, samples, rng.clone()) {
        Some(design) => Box::new(design),
        None => Box::new(Weighted::new(inputs, followed, known, samples, rng)),
    }
}
