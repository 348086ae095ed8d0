//! Normalised Hermite polynomials h_k = He_k/√k!, orthonormal under N(0, 1); under N(m, Σ) taken
//! of the whitened coordinates Σ^{-1/2}(x - m) (Abbe et al. 2021, section 3.2, item 3).

use super::{Basis, Combination, MultiIndex, jacobi};

/// Products of Hermite polynomials.
#[derive(Clone, Debug, Default)]
pub struct Hermite {
    whitening: Option<Whitening>,
}

/// The affine map x = m + Σ^{1/2} z and its inverse, matrices (n, n) row by row.
#[derive(Clone, Debug)]
pub struct Whitening {
    pub mean: Vec<f64>,
    /// Σ^{1/2}, symmetric.
    pub root: Vec<f64>,
    /// Σ^{-1/2}, symmetric.
    pub inverse_root: Vec<f64>,
}

/// A function is larger than this many times what the fourth root of its fourth moment stays below in a draw of 10^12 only, by
/// Markov's inequality.
pub(super) const MARKOV: f64 = 1e3;

/// Beyond this degree one input in a million decides the value of a mean.
const MAX_DEGREE: usize = 16;

fn recurrence(k: usize) -> f64 {
    (k as f64).sqrt()
}

impl Hermite {
    /// Under the standard Gaussian.
    pub fn new() -> Self {
        Self::default()
    }

    /// Under the Gaussian that `whitening` makes standard.
    pub fn whitened(whitening: Whitening) -> Self {
        Self { whitening: Some(whitening) }
    }
}

impl Whitening {
    /// Coordinate i of Σ^{-1/2}(x - m), 0-based.
    pub fn whiten(&self, i: usize, x: &[f32]) -> f64 {
        let row = &self.inverse_root[i * x.len()..][..x.len()];
        row.iter().zip(x).zip(&self.mean).map(|((w, x), m)| w * (f64::from(*x) - m)).sum()
    }

    /// For pairs (coordinate, degree), ascending, h(degree, z) of the whitened coordinate z; each
    /// coordinate is whitened once.
    pub fn of_each(
        &self,
        factors: &[(usize, usize)],
        x: &[f32],
        values: &mut [f64],
        h: impl Fn(usize, f64) -> f64,
    ) {
        let mut whitened = (usize::MAX, 0.0);
        for (&(i, degree), value) in factors.iter().zip(values) {
            if whitened.0 != i {
                whitened = (i, self.whiten(i, x));
            }
            *value = h(degree, whitened.1);
        }
    }

    /// By how much, as a root mean square, a whitened coordinate is moved at most by rounding x to f32:
    /// x_j by half of its last digit, at most 2^-24 |x_j|, and by all of it below 2^-126. The roundings of
    /// two coordinates are independent where they are small beside every deviation.
    pub fn rounding(&self) -> f64 {
        let n = self.mean.len();
        let [half_a_digit, least] = [f32::EPSILON / 2.0, f32::MIN_POSITIVE].map(f64::from);
        let square = |j: usize| {
            let variance: f64 = self.root[j * n..][..n].iter().map(|w| w * w).sum();
            let moved = half_a_digit * (self.mean[j] * self.mean[j] + variance).sqrt();
            moved.max(least) * moved.max(least)
        };
        let squares: Vec<f64> = (0..n).map(square).collect();
        let moved = |row: &[f64]| row.iter().zip(&squares).map(|(w, square)| w * w * square).sum::<f64>();
        self.inverse_root.chunks_exact(n).map(moved).fold(0.0, f64::max).sqrt()
    }

    /// x = m + Σ^{1/2} z, in place.
    pub fn colour(&self, x: &mut [f32]) {
        let z: Vec<f64> = x.iter().map(|z| f64::from(*z)).collect();
        for ((x, row), m) in x.iter_mut().zip(self.root.chunks_exact(z.len())).zip(&self.mean) {
            *x = (m + row.iter().zip(&z).map(|(w, z)| w * z).sum::<f64>()) as f32;
        }
    }
}

impl Basis for Hermite {
    fn name(&self) -> &'static str {
        "hermite"
    }

    fn max_degree(&self) -> usize {
        MAX_DEGREE
    }

    fn factor(&self, i: usize, degree: usize, x: &[f32]) -> f64 {
        let z = self.whitening.as_ref().map_or_else(|| f64::from(x[i]), |w| w.whiten(i, x));
        jacobi::eval(recurrence, degree, z)
    }

    fn factors(&self, factors: &[(usize, usize)], x: &[f32], values: &mut [f64]) {
        let h = |degree, z| jacobi::eval(recurrence, degree, z);
        match &self.whitening {
            Some(whitening) => whitening.of_each(factors, x, values, h),
            None => factors.iter().zip(values).for_each(|(&(i, k), v)| *v = h(k, f64::from(x[i]))),
        }
    }

    /// Every coordinate is n more where it is whitened.
    fn cost(&self, factors: &[(usize, usize)]) -> u64 {
        let n = self.whitening.as_ref().map_or(0, |whitening| whitening.mean.len());
        let coordinates = factors.chunk_by(|a, b| a.0 == b.0).count();
        (30 * factors.len() + n * coordinates) as u64
    }

    /// At least (E t h_k⁴)^{1/4}, t being the tilt of h_k: 15^{1/4} for h_1, and not 2.8 times as much for
    /// every degree more.
    fn largest_factor(&self, _: usize, degree: usize) -> f64 {
        (1..degree).fold(1.97, |product, _| 2.8 * product)
    }

    /// The mean of |h_α|⁴ is at most the product of the factors' fourth powers.
    fn largest(&self, index: &MultiIndex) -> f64 {
        index.factors().fold(MARKOV, |product, (i, degree)| product * self.largest_factor(i, degree))
    }

    fn product(&self, _: usize, a: usize, b: usize) -> Vec<(usize, f64)> {
        jacobi::product(&recurrence, a, b)
    }

    fn coordinate(&self, i: usize) -> Option<Combination> {
        let one = |j| MultiIndex::from_factors([(j, 1)]);
        let Some(Whitening { mean, root, .. }) = &self.whitening else { return Some(vec![(one(i), 1.0)]) };
        let row = root[i * mean.len()..][..mean.len()].iter().enumerate();
        let linear = row.map(|(j, &w)| (one(j), w));
        let all = std::iter::once((MultiIndex::default(), mean[i])).chain(linear);
        Some(all.filter(|(_, c)| *c != 0.0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// h_2 = (x² - 1)/√2, h_3 = (x³ - 3x)/√6, h_4 = (x⁴ - 6x² + 3)/√24.
    #[test]
    fn the_first_polynomials_are_the_textbooks() {
        for x in [-2.0f32, 0.5, 3.0] {
            let h = |k| Hermite::new().factor(0, k, &[x]) as f32;
            assert!((h(1) - x).abs() < 1e-6);
            assert!((h(2) - (x * x - 1.0) / 2f32.sqrt()).abs() < 1e-5);
            assert!((h(3) - (x * x * x - 3.0 * x) / 6f32.sqrt()).abs() < 1e-5);
            assert!((h(4) - (x.powi(4) - 6.0 * x * x + 3.0) / 24f32.sqrt()).abs() < 1e-5);
        }
        // x² = 1 + √2 h_2.
        let square = Hermite::new().product(0, 1, 1);
        assert!(square[0] == (0, 1.0) && square[1].0 == 2 && (square[1].1 - 2f64.sqrt()).abs() < 1e-15);
    }
}
