//! A mixture of 2^d Gaussians around the corners of a cube, for the theorem of Allen-Zhu and Li holds for some mixtures of
//! non-spherical Gaussians beside N(0, I) (section 3; which ones its Proposition D.1 tells, which is not at hand).
//!
//! The first d coordinates are ½ N(s, 1 - s²) + ½ N(-s, 1 - s²) and the others N(0, 1), all independent, so that the law is
//! isotropic: its Gaussians lie at all (±s, …, ±s, 0, …, 0), each with covariance 1 - s² in d coordinates and 1 in the others.

use super::gaussian::{density, tilted};
use super::{DIMENSION, InputDistribution};
use crate::basis::{Basis, MixturePolynomials, MultiIndex};
use crate::rng::Rng;
use crate::schema::{Field, Kind, Member, Row};
use std::sync::Arc;

/// See the module.
#[derive(Clone, Debug)]
pub struct Mixture {
    n: usize,
    separation: f64,
    /// √(1 - s²).
    deviation: f64,
    split: usize,
    basis: Arc<MixturePolynomials>,
}

const SEPARATION: Field = Field {
    name: "separation",
    label: "separation s",
    unit: "",
    help: "Where the halves of a split coordinate have their means, s and -s; each has variance 1 - s².",
    kind: Kind::Number { default: 0.8, min: 0.0, max: 0.95 },
};

const SPLIT: Field = Field {
    name: "split",
    label: "split coordinates d",
    unit: "coordinates",
    help: "So many of the first coordinates are split: there are 2^d Gaussians.",
    kind: Kind::Integer { default: 2, min: 1, max: 256 },
};

pub(super) const ROW: Row<Box<dyn InputDistribution>, u64> = Row {
    member: &Member {
        kind: "mixture",
        label: "mixture of Gaussians",
        help: "Gaussians around the corners of a cube, narrower along its edges, so that every coordinate has mean 0 and variance 1; monomials are products of orthogonal polynomials.",
        fields: &[DIMENSION, SEPARATION, SPLIT],
    },
    read: |reader, _| {
        let (n, separation) = (reader.integer(&DIMENSION)?, reader.number(&SEPARATION)?);
        Ok(Box::new(Mixture::new(n, separation, reader.integer_up_to(&SPLIT, n)?)))
    },
};

impl Mixture {
    /// In n ≥ 1 coordinates, of which the first `split` have halves at ±separation, below 1.
    pub fn new(n: usize, separation: f64, split: usize) -> Self {
        let deviation = (1.0 - separation * separation).sqrt();
        Self { n, separation, deviation, split, basis: Arc::new(MixturePolynomials::new(separation, split)) }
    }

    /// Puts draws from N(0, 1), or what they were tilted to, into one of the halves where there are halves.
    fn place(&self, rng: &mut Rng, x: &mut [f32]) {
        for x in &mut x[..self.split] {
            *x = self.in_half(self.side(rng), *x);
        }
    }

    fn side(&self, rng: &mut Rng) -> f32 {
        let separation = self.separation as f32;
        if rng.bits() & 1 == 0 { separation } else { -separation }
    }

    fn in_half(&self, side: f32, z: f32) -> f32 {
        side + self.deviation as f32 * z
    }

    /// A split coordinate under x² = h_1², whose mean in each half is s² + v = 1 with v = 1 - s²: z under s² + v z², the even
    /// part of (s + √v z)², and its sign by what x² is at z and at -z.
    fn under_square(&self, rng: &mut Rng) -> f32 {
        let (side, z) = (self.side(rng), rng.normal());
        let is_even = rng.open_unit() < self.separation * self.separation;
        let z = if is_even { z } else { tilted(1, z, rng) };
        let [x, mirrored] = [z, -z].map(|z| self.in_half(side, z));
        let [weight, other] = [x, mirrored].map(|x| f64::from(x) * f64::from(x));
        if rng.open_unit() * (weight + other) < weight { x } else { mirrored }
    }
}

impl InputDistribution for Mixture {
    fn dim(&self) -> usize {
        self.n
    }

    fn sample_into(&self, rng: &mut Rng, x: &mut [f32]) {
        x.fill_with(|| rng.normal());
        self.place(rng, x);
    }

    fn basis(&self) -> Arc<dyn Basis> {
        self.basis.clone()
    }

    /// By h_1² in a split coordinate of degree 1; of a higher degree each half is tilted as a Gaussian by itself.
    fn sample_tilted(&self, index: &MultiIndex, rng: &mut Rng, x: &mut [f32]) {
        let by_square = |&(i, degree): &(usize, usize)| i < self.split && degree == 1;
        x.fill_with(|| rng.normal());
        for (i, degree) in index.factors().filter(|factor| !by_square(factor)) {
            x[i] = tilted(degree, x[i], rng);
        }
        self.place(rng, x);
        for (i, _) in index.factors().filter(by_square) {
            x[i] = self.under_square(rng);
        }
    }

    /// In a split coordinate of degree 2 or more the tilts of both halves, by the probability that x is of the one and of the
    /// other.
    fn tilts(&self, factors: &[(usize, usize)], x: &[f32], values: &mut [f64]) {
        let Self { separation, deviation, .. } = *self;
        for (&(i, degree), value) in factors.iter().zip(values) {
            let x = f64::from(x[i]);
            *value = if i < self.split && degree > 1 {
                let [upper, lower] =
                    [separation, -separation].map(|mean| density(degree, (x - mean) / deviation));
                let is_upper = 1.0 / (1.0 + libm::exp(-2.0 * separation * x / (deviation * deviation)));
                is_upper * upper + (1.0 - is_upper) * lower
            } else {
                density(degree, x)
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (E t h_k⁴)^{1/4}, by the trapezoidal rule within one half, is below what is taken for it, and not far below without
    /// separation.
    #[test]
    fn fourth_moments_of_tilted_draws_are_bounded() {
        for separation in [0.0, 0.3, 0.6, 0.8, 0.95] {
            let law = Mixture::new(1, separation, 1);
            for degree in 1..=law.basis.max_degree() {
                let value = |z: f64| {
                    let normal = libm::exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
                    let x = (separation + law.deviation * z) as f32;
                    let tilt = law.tilt(&MultiIndex::from_factors([(0, degree)]), &[x]);
                    normal * tilt * law.basis.factor(0, degree, &[x]).powi(4)
                };
                let moment = (-640..=640).map(|k| value(f64::from(k) / 32.0) / 32.0).sum::<f64>();
                let ratio = moment.sqrt().sqrt() / law.basis.largest_factor(0, degree);
                assert!(ratio <= 1.0 && (ratio > 0.6 || separation > 0.0), "{separation}, {degree}: {ratio}");
            }
        }
    }

    #[test]
    fn draws_are_centred_and_uncorrelated_with_two_halves_where_split() {
        let (n, split, separation) = (4, 2, 0.9);
        let law = Mixture::new(n, separation, split);
        let (mut rng, mut x, count) = (Rng::new(3, crate::rng::Stream::Probe), vec![0.0; n], 40_000);
        let (mut means, mut products, mut between) = (vec![0.0; n], vec![0.0; n * n], vec![0.0; n]);
        for _ in 0..count {
            law.sample_into(&mut rng, &mut x);
            for i in 0..n {
                means[i] += f64::from(x[i]) / f64::from(count);
                between[i] += f64::from(u8::from(x[i].abs() < 0.3)) / f64::from(count);
                (0..n).for_each(|j| products[i * n + j] += f64::from(x[i] * x[j]) / f64::from(count));
            }
        }
        for i in 0..n {
            // Φ(-0.6 / √0.19) - Φ(-1.2 / √0.19) and Φ(0.3) - Φ(-0.3).
            let middle = if i < split { 0.0814 } else { 0.2358 };
            assert!(
                means[i].abs() < 0.02 && (between[i] - middle).abs() < 0.01,
                "{i}: {means:?}, {between:?}"
            );
            for j in 0..n {
                let expected = if i == j { law.mean_squares()[i] } else { 0.0 };
                assert!((products[i * n + j] - expected).abs() < 0.04, "{i}, {j}: {products:?}");
            }
        }
    }
}
