//! The standard Gaussian N(0, I_n), with the normalised Hermite polynomials (Abbe et al. 2021,
//! section 3.2, item 3, and Figure 5 of appendix A).

use super::{DIMENSION, InputDistribution};
use crate::basis::{Basis, Hermite, MultiIndex};
use crate::rng::Rng;
use crate::schema::{Member, Row};
use std::sync::Arc;

/// N(0, I_n).
#[derive(Clone, Copy, Debug)]
pub struct Gaussian {
    n: usize,
}

pub(super) const ROW: Row<Box<dyn InputDistribution>, u64> = Row {
    member: &Member {
        kind: "gaussian",
        label: "Gaussian",
        help: "Every coordinate is an independent standard Gaussian; monomials are products of Hermite polynomials.",
        fields: &[DIMENSION],
    },
    read: |reader, _| Ok(Box::new(Gaussian::new(reader.integer(&DIMENSION)?))),
};

impl Gaussian {
    /// In n ≥ 1 coordinates.
    pub fn new(n: usize) -> Self {
        Self { n }
    }
}

impl InputDistribution for Gaussian {
    fn dim(&self) -> usize {
        self.n
    }

    fn sample_into(&self, rng: &mut Rng, x: &mut [f32]) {
        x.fill_with(|| rng.normal());
    }

    fn basis(&self) -> Arc<dyn Basis> {
        Arc::new(Hermite::new())
    }

    fn sample_tilted(&self, index: &MultiIndex, rng: &mut Rng, x: &mut [f32]) {
        self.sample_into(rng, x);
        index.factors().for_each(|(i, degree)| x[i] = tilted(degree, x[i], rng));
    }

    fn tilts(&self, factors: &[(usize, usize)], x: &[f32], values: &mut [f64]) {
        for (&(i, degree), value) in factors.iter().zip(values) {
            *value = density(degree, f64::from(x[i]));
        }
    }
}

/// A draw with the density below, from a standard one z. Under x^{2k} φ(x), |x| is distributed as
/// the norm of 2k + 1 independent standard Gaussians.
pub(super) fn tilted(degree: usize, z: f32, rng: &mut Rng) -> f32 {
    if degree > 1 && rng.bits() & 1 == 0 {
        return z;
    }
    let square = |z: f32| f64::from(z) * f64::from(z);
    let norm = (0..2 * degree).fold(square(z), |sum, _| sum + square(rng.normal())).sqrt() as f32;
    if z < 0.0 { -norm } else { norm }
}

/// The tilt in one coordinate: z² = h_1² for degree 1; for degree k ≥ 2, whose h_k also has weight in
/// the middle, 1/2 + z^{2k} / (2 (2k-1)!!), which has the tails of h_k².
pub(super) fn density(degree: usize, z: f64) -> f64 {
    let power = (1..=degree).fold(1.0, |power, k| power * z * z / (2 * k - 1) as f64);
    if degree > 1 { 0.5 + 0.5 * power } else { power }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (E t h_k⁴)^{1/4}, by the trapezoidal rule, is below what is taken for it and not far below.
    #[test]
    fn fourth_moments_of_tilted_draws_are_bounded() {
        let basis = Hermite::new();
        for degree in 1..=basis.max_degree() {
            let value = |x: f64| {
                let normal = libm::exp(-x * x / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
                normal * density(degree, x) * basis.factor(0, degree, &[x as f32]).powi(4)
            };
            let moment = (-640..=640).map(|k| value(f64::from(k) / 32.0) / 32.0).sum::<f64>();
            let ratio = moment.sqrt().sqrt() / basis.largest_factor(0, degree);
            assert!((0.6..=1.0).contains(&ratio), "{degree}: {ratio}");
        }
    }
}
