//! N(m, Σ), with Hermite polynomials of the whitened coordinates Σ^{-1/2}(x - m) (Abbe et al. 2021,
//! section 3.2, item 3). The network sees x itself, correlated.

use super::gaussian::{density, tilted};
use super::{DIMENSION, InputDistribution};
use crate::basis::{Basis, Hermite, MultiIndex, Whitening};
use crate::linear::eigen;
use crate::rng::Rng;
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};
use std::sync::Arc;

/// N(m, Σ) in n coordinates.
#[derive(Clone, Debug)]
pub struct Normal {
    whitening: Whitening,
}

/// Σ^{1/2} is found in n³ operations a sweep, and applied in n² a draw.
const MAX_N: usize = 100;

const MEAN: Field = Field {
    name: "mean",
    label: "mean",
    unit: "",
    help: "The mean of every coordinate.",
    kind: Kind::Number { default: 1.0, min: -10.0, max: 10.0 },
};

const DEVIATION: Field = Field {
    name: "deviation",
    label: "standard deviation",
    unit: "",
    help: "The standard deviation of every coordinate.",
    kind: Kind::Number { default: 1.0, min: 0.1, max: 10.0 },
};

const CORRELATION: Field = Field {
    name: "correlation",
    label: "correlation",
    unit: "",
    help: "The correlation of every two coordinates.",
    kind: Kind::Number { default: 0.3, min: 0.0, max: 0.95 },
};

const MEANS: Field = Field {
    name: "means",
    label: "means m",
    unit: "",
    help: "A mean for each coordinate, instead of a common one.",
    kind: Kind::Vector { min: -1e3, max: 1e3 },
};

const COVARIANCE: Field = Field {
    name: "covariance",
    label: "covariance Σ",
    unit: "",
    help: "A covariance matrix, row by row, instead of a common deviation and correlation.",
    kind: Kind::Matrix { min: -1e6, max: 1e6 },
};

pub(super) const ROW: Row<Box<dyn InputDistribution>, u64> = Row {
    member: &Member {
        kind: "normal",
        label: "Gaussian with correlation",
        help: "Coordinates with a mean and with correlations; the monomials are those of the whitened coordinates, Σ^(-1/2)(x - m) with the symmetric root of the covariance.",
        fields: &[DIMENSION, MEAN, DEVIATION, CORRELATION, MEANS, COVARIANCE],
    },
    read: |reader, _| Ok(Box::new(Normal::read(reader)?)),
};

/// The least eigenvalue of Σ that is allowed, of the largest: whitening multiplies by its root.
const MIN_RATIO: f64 = 1e-6;

/// How much of its deviation a whitened coordinate may be moved, as a root mean square, by rounding x to
/// f32: of the mean square of a function of degree 16 that is 2 parts in 10^5.
const MAX_ROUNDING: f64 = 1e-3;

impl Normal {
    /// N(mean, covariance), the covariance (n, n) row by row; None unless it is symmetric with
    /// eigenvalues in a ratio of at most 10^6.
    pub fn new(mean: Vec<f64>, covariance: &[f64]) -> Option<Self> {
        let n = mean.len();
        let symmetric = (0..n * n).all(|k| covariance[k] == covariance[k % n * n + k / n]);
        let (values, vectors) = eigen(covariance.to_vec(), n);
        let largest = values.iter().fold(0.0, |m: f64, v| m.max(*v));
        if !symmetric || !values.iter().all(|v| *v > MIN_RATIO * largest) {
            return None;
        }
        // V f(λ) Vᵀ
        let function = |f: fn(f64) -> f64| -> Vec<f64> {
            let entry = |i: usize, j: usize| {
                (0..n).map(|k| vectors[i * n + k] * f(values[k]) * vectors[j * n + k]).sum::<f64>()
            };
            (0..n * n).map(|k| entry((k / n).min(k % n), (k / n).max(k % n))).collect()
        };
        let (root, inverse_root) = (function(f64::sqrt), function(|v| 1.0 / v.sqrt()));
        Some(Self { whitening: Whitening { mean, root, inverse_root } })
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        let n = reader.integer_up_to(&DIMENSION, MAX_N)?;
        let (mean, field) = match reader.vector(&MEANS, n)? {
            Some(means) => (means, &MEANS),
            None => (vec![reader.number(&MEAN)?; n], &MEAN),
        };
        let law = Self::read_covariance(reader, mean)?;
        let centred = Whitening { mean: vec![0.0; n], ..law.whitening.clone() };
        for (whitening, field, cause) in [
            (&centred, &COVARIANCE, "the covariance is too small"),
            (
                &law.whitening,
                field,
                "it is too large beside the least deviation, that of some weighted sum of them",
            ),
        ] {
            let rounding = whitening.rounding();
            if rounding > MAX_ROUNDING {
                let [rounding, most] = [(rounding * 1e4).ceil() / 1e4, MAX_ROUNDING].map(schema::decimal);
                let why = format!(
                    "rounding inputs to 32 bits moves what is learned from by {rounding} deviations, outside [0, {most}]: {cause}"
                );
                return Err(reader.error(field.name, why));
            }
        }
        Ok(law)
    }

    fn read_covariance(reader: &mut Reader<'_>, mean: Vec<f64>) -> Result<Self, Invalid> {
        let n = mean.len();
        let Some(rows) = reader.matrix(&COVARIANCE, n)? else {
            let (deviation, correlation) = (reader.number(&DEVIATION)?, reader.number(&CORRELATION)?);
            let entry = |k: usize| deviation * deviation * if k / n == k % n { 1.0 } else { correlation };
            let covariance: Vec<f64> = (0..n * n).map(entry).collect();
            let singular = || reader.error(CORRELATION.name, "makes the covariance singular");
            return Self::new(mean, &covariance).ok_or_else(singular);
        };
        let why = "is not symmetric and positive definite, its eigenvalues within a factor of 10^6";
        Self::new(mean, &rows.concat()).ok_or_else(|| reader.error(COVARIANCE.name, why))
    }
}

impl InputDistribution for Normal {
    fn dim(&self) -> usize {
        self.whitening.mean.len()
    }

    fn sample_into(&self, rng: &mut Rng, x: &mut [f32]) {
        x.fill_with(|| rng.normal());
        self.whitening.colour(x);
    }

    /// The map Σ^{1/2} is most of it.
    fn cost(&self) -> u64 {
        let n = self.dim() as u64;
        n * (n + 20)
    }

    fn mean_squares(&self) -> Vec<f64> {
        let Whitening { mean, root, .. } = &self.whitening;
        let rows = mean.iter().zip(root.chunks_exact(mean.len()));
        rows.map(|(m, row)| m * m + row.iter().map(|r| r * r).sum::<f64>()).collect()
    }

    fn basis(&self) -> Arc<dyn Basis> {
        Arc::new(Hermite::whitened(self.whitening.clone()))
    }

    fn sample_tilted(&self, index: &MultiIndex, rng: &mut Rng, x: &mut [f32]) {
        x.fill_with(|| rng.normal());
        index.factors().for_each(|(i, degree)| x[i] = tilted(degree, x[i], rng));
        self.whitening.colour(x);
    }

    fn tilts(&self, factors: &[(usize, usize)], x: &[f32], values: &mut [f64]) {
        self.whitening.of_each(factors, x, values, density);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    #[test]
    fn the_root_squares_to_the_covariance_and_draws_have_it() {
        let covariance = [2.0, 0.5, -0.3, 0.5, 1.0, 0.2, -0.3, 0.2, 0.7];
        let mean = vec![1.0, -2.0, 0.5];
        let law = Normal::new(mean.clone(), &covariance).unwrap();
        let Whitening { root, inverse_root, .. } = &law.whitening;
        let product =
            |a: &[f64], b: &[f64], k: usize| (0..3).map(|j| a[k / 3 * 3 + j] * b[j * 3 + k % 3]).sum::<f64>();
        for (k, expected) in covariance.into_iter().enumerate() {
            assert!((product(root, root, k) - expected).abs() < 1e-14);
            assert!((product(root, inverse_root, k) - f64::from(k % 4 == 0)).abs() < 1e-14);
        }
        let (mut rng, mut x, count) = (Rng::new(5, Stream::Probe), [0.0; 3], 100_000);
        let mut sums = [0.0; 9];
        for _ in 0..count {
            law.sample_into(&mut rng, &mut x);
            let d: Vec<f64> = x.iter().zip(&mean).map(|(x, m)| f64::from(*x) - m).collect();
            (0..9).for_each(|k| sums[k] += d[k / 3] * d[k % 3]);
        }
        for (k, sum) in sums.into_iter().enumerate() {
            // The variance of d_i d_j is Σ_ii Σ_jj + Σ_ij².
            let variance = covariance[k / 3 * 4] * covariance[k % 3 * 4] + covariance[k] * covariance[k];
            let error = (variance / f64::from(count)).sqrt();
            assert!((sum / f64::from(count) - covariance[k]).abs() < 4.0 * error);
        }
    }

    /// ∫ h_α h_β dN(m, Σ) = 1 if α = β, else 0: by the trapezoidal rule in z, x = m + Σ^{1/2} z.
    #[test]
    fn hermite_polynomials_of_whitened_coordinates_are_orthonormal() {
        let law = Normal::new(vec![1.0, -2.0], &[2.0, 0.5, 0.5, 1.0]).unwrap();
        let basis = law.basis();
        let multisets: [&[usize]; 8] = [&[], &[1], &[2], &[1, 1], &[1, 2], &[2, 2], &[1, 1, 2], &[2, 2, 2]];
        let indices = multisets.map(MultiIndex::from_multiset);
        let mut sums = [[0.0; 8]; 8];
        let nodes = || (-72..=72).map(|k| f64::from(k) / 8.0);
        for z in nodes().flat_map(|z1| nodes().map(move |z2| [z1, z2])) {
            let mut x = z.map(|z| z as f32);
            law.whitening.colour(&mut x);
            let density = libm::exp(-(z[0] * z[0] + z[1] * z[1]) / 2.0) / (2.0 * std::f64::consts::PI);
            let h = indices.each_ref().map(|index| basis.eval(index, &x));
            (0..64).for_each(|k| sums[k / 8][k % 8] += density / 64.0 * h[k / 8] * h[k % 8]);
        }
        for (k, sum) in sums.into_iter().flatten().enumerate() {
            assert!((sum - f64::from(k % 9 == 0)).abs() < 2e-6, "{} {}: {sum}", k / 8, k % 8);
        }
    }

    /// z comes back from x to within the rounding that is told, which is hardly twice too large: for equal
    /// and unequal means, with correlation and without.
    #[test]
    fn rounding_moves_whitened_coordinates_as_much_as_is_told() {
        for (mean, covariance) in [
            ([1000.0, 1000.0, 1000.0], [1e-2, 0.0, 0.0, 0.0, 1e-2, 0.0, 0.0, 0.0, 1e-2]),
            ([1000.0, 0.0, -3.0], [1.0, 0.9, 0.0, 0.9, 1.0, 0.0, 0.0, 0.0, 1.0]),
            ([100.0, -120.0, 90.0], [1.0, 0.999, 0.999, 0.999, 1.0, 0.999, 0.999, 0.999, 1.0]),
            ([0.0, 0.0, 0.0], [1e-20, 0.0, 0.0, 0.0, 1e-20, 0.0, 0.0, 0.0, 1e-20]),
        ] {
            let law = Normal::new(mean.to_vec(), &covariance).unwrap();
            let (mut rng, count) = (Rng::new(2, Stream::Probe), 2000);
            let mut squares = [0.0; 3];
            for _ in 0..count {
                let z: [f32; 3] = std::array::from_fn(|_| rng.normal());
                let mut x = z;
                law.whitening.colour(&mut x);
                for (i, square) in squares.iter_mut().enumerate() {
                    *square += (law.whitening.whiten(i, &x) - f64::from(z[i])).powi(2) / f64::from(count);
                }
            }
            let moved = squares.into_iter().fold(0.0, f64::max).sqrt();
            let ratio = moved / law.whitening.rounding();
            assert!(moved < MAX_ROUNDING && (0.2..1.0).contains(&ratio), "{mean:?}: {moved}, {ratio}");
        }
    }

    #[test]
    fn what_is_no_covariance_is_refused() {
        assert!(Normal::new(vec![0.0; 2], &[1.0, 2.0, 2.0, 1.0]).is_none());
        assert!(Normal::new(vec![0.0; 2], &[1.0, 0.5, 0.4, 1.0]).is_none());
        assert!(Normal::new(vec![0.0; 2], &[1.0, 1.0, 1.0, 1.0]).is_none());
    }
}
