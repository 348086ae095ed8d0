//! Laws of the input x ∈ R^n.

mod gaussian;
mod hypercube;
mod mixture;
mod normal;
mod uniform;

pub use gaussian::Gaussian;
pub use hypercube::Hypercube;
pub use mixture::Mixture;
pub use normal::Normal;
pub use uniform::Uniform;

use crate::basis::{Basis, MultiIndex};
use crate::rng::Rng;
use crate::schema::{Field, Kind, Row};
use std::sync::Arc;

/// A law μ of inputs, with its orthonormal basis.
pub trait InputDistribution: Send + Sync {
    /// n, the number of coordinates.
    fn dim(&self) -> usize;

    /// One independent draw into x, of shape (n,).
    fn sample_into(&self, rng: &mut Rng, x: &mut [f32]);

    /// Multiply-adds that a draw takes, about.
    fn cost(&self) -> u64 {
        20 * self.dim() as u64
    }

    /// E x_i², (n,).
    fn mean_squares(&self) -> Vec<f64> {
        vec![1.0; self.dim()]
    }

    /// Orthonormal functions of L²(μ).
    fn basis(&self) -> Arc<dyn Basis>;

    /// One draw into x, of shape (n,), from a law t_α μ where |h_α| is large; t_α is the [`tilt`].
    /// Probes measure there, for a mean of f h_α hangs on inputs that μ itself shows rarely.
    ///
    /// [`tilt`]: InputDistribution::tilt
    fn sample_tilted(&self, index: &MultiIndex, rng: &mut Rng, x: &mut [f32]);

    /// t_α(x) = Π_i t_{α_i}(x_i) ≥ 0, of mean 1 under μ: h_α² or near it, and 1 for α = 0.
    fn tilt(&self, index: &MultiIndex, x: &[f32]) -> f64 {
        let factors: Vec<_> = index.factors().collect();
        let mut values = vec![0.0; factors.len()];
        self.tilts(&factors, x, &mut values);
        values.iter().product()
    }

    /// The t of one coordinate each, for pairs (coordinate, degree), ascending.
    fn tilts(&self, factors: &[(usize, usize)], x: &[f32], values: &mut [f64]);

    /// The two sides of every coordinate, if the coordinates are independent coins: then probes
    /// may let some of them run over all values instead of drawing them.
    fn coins(&self) -> Option<&[[Side; 2]]> {
        None
    }

    /// Refuses rows x (count, n) that are sure to be coins as they fall, where those that a network sees are standardised.
    fn check_rows(&self, x: &[f32]) -> Result<(), &'static str> {
        let biased = |[heads, tails]: &[Side; 2]| heads.weight != tails.weight;
        let raw =
            self.coins().is_some_and(|coins| coins.iter().any(biased)) && x.iter().all(|x| x.abs() == 1.0);
        if !raw || x.is_empty() {
            return Ok(());
        }
        Err(
            "holds -1 and 1 alone, but these coins are biased and taken as a network sees them: standardised to (x - b) / √(1 - b²) for the mean b",
        )
    }
}

/// One side of a coin: the coordinate's value and its probability. The values have mean 0 and
/// variance 1 under the weights, so that the characters are orthonormal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side {
    pub value: f64,
    pub weight: f64,
}

/// The family, read with the experiment's seed: one row a law; the first is the default.
pub const FAMILY: &[Row<Box<dyn InputDistribution>, u64>] =
    &[hypercube::ROW, gaussian::ROW, normal::ROW, mixture::ROW, uniform::ROW];

/// n, where a coordinate is a real number.
const DIMENSION: Field = Field {
    name: "n",
    label: "n",
    unit: "coordinates",
    help: "How many real numbers make up an input.",
    kind: Kind::Integer { default: 30, min: 1, max: 256 },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;
    use serde_json::json;

    fn laws() -> Vec<Box<dyn InputDistribution>> {
        [
            json!({ "kind": "hypercube", "n": 5, "bias": 0.5 }),
            json!({ "kind": "gaussian", "n": 5 }),
            json!({ "kind": "normal", "n": 5, "mean": 1.5, "deviation": 2, "correlation": 0.5 }),
            json!({ "kind": "mixture", "n": 5, "separation": 0.8, "split": 2 }),
            json!({ "kind": "mixture", "n": 5, "separation": 0.5, "split": 5 }),
            json!({ "kind": "uniform", "n": 5, "radius": 2, "basis": "legendre" }),
            json!({ "kind": "uniform", "n": 5, "radius": 2, "basis": "trigonometric" }),
        ]
        .iter()
        .map(|law| crate::schema::read_member(FAMILY, "inputs", Some(law), &1).unwrap().0)
        .collect()
    }

    fn indices(basis: &dyn Basis) -> Vec<MultiIndex> {
        let multisets: &[&[usize]] = &[&[], &[1], &[1, 2], &[1, 2, 4], &[1, 1], &[1, 1, 1, 3], &[2, 2, 5, 5]];
        let all = multisets.iter().map(|multiset| MultiIndex::from_multiset(multiset));
        all.filter(|index| index.factors().all(|(_, degree)| degree <= basis.max_degree())).collect()
    }

    /// Averages under the tilted law t μ are averages of t times the value under μ; seen here from
    /// the other side, E_{tμ} v/t = E_μ v over t > 0, for v = t h_β² / (1 + h_β²), which is bounded.
    #[test]
    fn tilted_draws_follow_the_density_that_is_told() {
        for law in laws() {
            let (basis, n) = (law.basis(), law.dim());
            let mut rng = Rng::new(7, Stream::Probe);
            let mut x = vec![0.0; n];
            for index in indices(&*basis) {
                for other in indices(&*basis) {
                    let bounded = |x: &[f32]| {
                        let h = basis.eval(&other, x);
                        h * h / (1.0 + h * h)
                    };
                    let count = 20_000;
                    let (mut tilted, mut weighted) = ([0.0; 2], [0.0; 2]);
                    for _ in 0..count {
                        law.sample_tilted(&index, &mut rng, &mut x);
                        let value = bounded(&x);
                        tilted = [tilted[0] + value, tilted[1] + value * value];
                        // Under the law itself, less heavy-tailed with half the draws tilted: the
                        // density of the even mixture is (1 + t) / 2.
                        if rng.bits() & 1 == 0 {
                            law.sample_into(&mut rng, &mut x);
                        } else {
                            law.sample_tilted(&index, &mut rng, &mut x);
                        }
                        let t = law.tilt(&index, &x);
                        let value = bounded(&x) * 2.0 * t / (1.0 + t);
                        weighted = [weighted[0] + value, weighted[1] + value * value];
                    }
                    let mean = |sums: [f64; 2]| sums[0] / f64::from(count);
                    let variance = |sums: [f64; 2]| sums[1] / f64::from(count) - mean(sums) * mean(sums);
                    let error = ((variance(tilted) + variance(weighted)) / f64::from(count)).sqrt();
                    let difference = (mean(tilted) - mean(weighted)).abs();
                    assert!(
                        difference < 4.5 * error + 1e-9,
                        "{} {index} {other}: {difference} ± {error}",
                        basis.name()
                    );
                }
            }
        }
    }

    /// Many factors and tilts at a time are, to the bit, what they are one by one.
    #[test]
    fn factors_and_tilts_come_in_numbers() {
        for law in laws() {
            let (basis, mut rng, mut x) = (law.basis(), Rng::new(2, Stream::Probe), vec![0.0; law.dim()]);
            law.sample_into(&mut rng, &mut x);
            let degrees = basis.max_degree().min(5);
            let pairs: Vec<(usize, usize)> =
                (0..law.dim()).flat_map(|i| (1..=degrees).map(move |degree| (i, degree))).collect();
            let (mut factors, mut tilts) = (vec![0.0; pairs.len()], vec![0.0; pairs.len()]);
            basis.factors(&pairs, &x, &mut factors);
            law.tilts(&pairs, &x, &mut tilts);
            for (k, &(i, degree)) in pairs.iter().enumerate() {
                let one = MultiIndex::from_factors([(i, degree)]);
                assert_eq!(factors[k], basis.factor(i, degree, &x), "{} {one}", basis.name());
                assert_eq!(factors[k], basis.eval(&one, &x));
                assert_eq!(tilts[k], law.tilt(&one, &x));
            }
        }
    }

    /// The basis that a law names is orthonormal under that law's own draws, the powers and mixed
    /// products included; on the tilted mixture, where the averages settle.
    #[test]
    fn each_basis_is_orthonormal_under_its_laws_draws() {
        for law in laws() {
            let basis = law.basis();
            let indices = indices(&*basis);
            let mut rng = Rng::new(11, Stream::Probe);
            let mut x = vec![0.0; law.dim()];
            let (per_index, p) = (4000, indices.len());
            let mut sums = vec![[0.0; 2]; p * p];
            for tilt in &indices {
                for _ in 0..per_index {
                    law.sample_tilted(tilt, &mut rng, &mut x);
                    let weight = p as f64 / indices.iter().map(|index| law.tilt(index, &x)).sum::<f64>();
                    let h: Vec<f64> = indices.iter().map(|index| basis.eval(index, &x)).collect();
                    for (k, sum) in sums.iter_mut().enumerate() {
                        let value = weight * h[k / p] * h[k % p];
                        *sum = [sum[0] + value, sum[1] + value * value];
                    }
                }
            }
            let count = (per_index * p) as f64;
            for (k, [sum, squares]) in sums.into_iter().enumerate() {
                let (mean, expected) = (sum / count, if k / p == k % p { 1.0 } else { 0.0 });
                let error = ((squares / count - mean * mean) / count).sqrt();
                assert!(
                    (mean - expected).abs() < 4.5 * error + 1e-6,
                    "{} {} {}: {mean} ± {error}",
                    basis.name(),
                    indices[k / p],
                    indices[k % p]
                );
            }
        }
    }
}
