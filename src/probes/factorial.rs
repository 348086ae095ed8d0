//! Coins that run over all combinations.
//!
//! Where coordinates are independent coins, the ones that the followed sets touch run over ALL
//! 2^d combinations, weighted by their probabilities, and only the others are drawn. The followed
//! characters are then exactly orthonormal on the design, and what noise is left comes from the
//! drawn coordinates alone. With d = n nothing is drawn and every mean is exact.

use super::{Design, Estimate};
use crate::basis::MultiIndex;
use crate::inputs::{InputDistribution, Side};
use crate::kernels::product_transform;
use crate::order;
use crate::rng::Rng;

/// M = R·2^d inputs: each of the 2^d combinations of the touched coordinates R times, the other
/// coordinates drawn independently for every input.
pub struct Factorial {
    /// The inputs, (M, n): input r·2^d + u is the r-th of combination u, and bit j of u tells
    /// whether coordinate `touched[j]` is at the second side of its coin (-1 for a sign).
    pub x: Vec<f32>,
    pub n: usize,
    /// 0-based, ascending; empty where all coordinates are drawn.
    pub touched: Vec<usize>,
    /// The coins of the touched coordinates.
    coins: Vec<[Side; 2]>,
}

/// Up to this n, the whole cube.
const MAX_WHOLE: usize = 14;
/// Up to this many touched coordinates, a factorial design on them.
const MAX_TOUCHED: usize = 12;

impl Factorial {
    /// About `samples` inputs for the coordinates of `indices`; all 2^n of them for small n, and
    /// at least two of each combination otherwise, which is what a standard error takes. None where
    /// the coordinates are not independent coins, or too many of them are touched.
    pub fn new<'a>(
        inputs: &dyn InputDistribution,
        indices: impl Iterator<Item = &'a MultiIndex>,
        samples: usize,
        rng: &mut Rng,
    ) -> Option<Self> {
        let (n, sides) = (inputs.dim(), inputs.coins()?);
        let mut touched: Vec<usize> = indices.flat_map(MultiIndex::support).collect();
        order::sort(&mut touched);
        touched.dedup();
        let count = if n <= MAX_WHOLE {
            touched = (0..n).collect();
            1 << n
        } else if touched.len() <= MAX_TOUCHED {
            let combinations = 1 << touched.len();
            combinations * samples.div_ceil(combinations).max(2)
        } else {
            return None;
        };
        let coins: Vec<[Side; 2]> = touched.iter().map(|&i| sides[i]).collect();
        let mut x = vec![0.0; count * n];
        for (u, x) in x.chunks_exact_mut(n).enumerate() {
            if touched.len() < n {
                inputs.sample_into(rng, x);
            }
            for (j, (&i, coin)) in touched.iter().zip(&coins).enumerate() {
                x[i] = coin[u >> j & 1].value as f32;
            }
        }
        Some(Self { x, n, touched, coins })
    }

    /// Every input, (n,).
    pub fn inputs(&self) -> impl Iterator<Item = &[f32]> {
        self.x.chunks_exact(self.n)
    }
}

impl Design for Factorial {
    fn count(&self) -> usize {
        self.x.len() / self.n
    }

    fn x(&self) -> &[f32] {
        &self.x
    }

    fn mean(&self, values: &[f64]) -> Estimate {
        self.coefficients(values)[0]
    }

    /// E v(X) and all E v(X) χ_S(X) over the touched coordinates, for `values` v (M,): bit j of an
    /// index selects `touched[j]`, index 0 is the mean. (2^d,): the estimates with their standard
    /// errors: with s_u² the sample variance within combination u and w_u its probability,
    /// the square root of Σ_u w_u² χ_S(u)² s_u² / R. Zeros if exact.
    fn coefficients(&self, values: &[f64]) -> Vec<Estimate> {
        let combinations = self.functions();
        let replicates = (values.len() / combinations) as f64;
        let mut means = vec![0.0; combinations];
        for replicate in values.chunks_exact(combinations) {
            means.iter_mut().zip(replicate).for_each(|(mean, value)| *mean += value);
        }
        means.iter_mut().for_each(|mean| *mean /= replicates);

        let mut errors = vec![0.0; combinations];
        if self.touched.len() < self.n {
            for replicate in values.chunks_exact(combinations) {
                for ((square, value), mean) in errors.iter_mut().zip(replicate).zip(&means) {
                    *square += (value - mean) * (value - mean);
                }
            }
            let scale = 1.0 / (replicates - 1.0) / replicates;
            errors.iter_mut().for_each(|square| *square *= scale);
            let squares = self.coins.iter().map(|coin| {
                coin.map(|Side { value, weight }| [weight * weight, weight * weight * value * value])
            });
            product_transform(&mut errors, squares);
            errors.iter_mut().for_each(|square| *square = square.sqrt());
        }
        let firsts =
            self.coins.iter().map(|coin| coin.map(|Side { value, weight }| [weight, weight * value]));
        product_transform(&mut means, firsts);
        means.into_iter().zip(errors).map(|(value, error)| Estimate { value, error }).collect()
    }

    fn cost(&self) -> u64 {
        3 * self.count() as u64 + 4 * (self.functions() * self.touched.len()) as u64
    }

    /// 2^d.
    fn functions(&self) -> usize {
        1 << self.touched.len()
    }

    /// The set that coefficient s belongs to: bit j of s selects `touched[j]`.
    fn index(&self, s: usize) -> MultiIndex {
        let selected = (0..self.touched.len()).filter(|j| s >> j & 1 == 1);
        MultiIndex::from_factors(selected.map(|j| (self.touched[j], 1)))
    }

    fn position(&self, index: &MultiIndex) -> Option<usize> {
        index.support().map(|i| self.touched.binary_search(&i).map(|j| 1 << j).ok()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::Hypercube;
    use crate::rng::Stream;

    fn design(n: usize, set: &[usize], samples: usize, seed: u64) -> Factorial {
        let index = MultiIndex::from_set(set);
        let mut rng = Rng::new(seed, Stream::Probe);
        Factorial::new(&Hypercube::new(n), [&index].into_iter(), samples, &mut rng).unwrap()
    }

    #[test]
    fn touched_coordinates_run_over_all_combinations() {
        let design = design(20, &[2, 5, 19], 100, 1);
        assert_eq!(design.touched, [1, 4, 18]);
        assert_eq!(design.x.len(), 104 * 20);
        for (row, x) in design.inputs().enumerate() {
            for (j, i) in [1, 4, 18].into_iter().enumerate() {
                assert_eq!(x[i], if row >> j & 1 == 1 { -1.0 } else { 1.0 });
            }
        }
    }

    #[test]
    fn small_cubes_are_taken_whole_and_are_exact() {
        let design = design(5, &[1], 8, 1);
        let rows: std::collections::BTreeSet<Vec<i8>> =
            design.inputs().map(|x| x.iter().map(|&x| x as i8).collect()).collect();
        assert_eq!(rows.len(), 32);
        assert!(design.coefficients(&[1.0; 32]).iter().all(|c| c.error == 0.0));
    }

    /// Over many designs the deviations of every coefficient are as large as its standard error
    /// says, for fair coins and for biased ones.
    #[test]
    fn the_standard_error_is_the_spread_of_the_estimate() {
        let index = MultiIndex::from_set(&[1, 2]);
        for law in [Hypercube::new(20), Hypercube::biased(&[0.5; 20])] {
            let (mut squares, mut said, runs) = ([0.0; 4], [0.0; 4], 400);
            for seed in 0..runs {
                let mut rng = Rng::new(seed, Stream::Probe);
                let design = Factorial::new(&law, [&index].into_iter(), 64, &mut rng).unwrap();
                // f = x1 + x20 + x1 x20: ĉ of {1} is 1 and of the others 0; noise from x20 alone.
                let f: Vec<f64> = design.inputs().map(|x| f64::from(x[0] + x[19] + x[0] * x[19])).collect();
                let coefficients = design.coefficients(&f);
                for s in 0..4 {
                    squares[s] += (coefficients[s].value - if s == 1 { 1.0 } else { 0.0 }).powi(2);
                    said[s] += coefficients[s].error * coefficients[s].error;
                }
            }
            for s in 0..4 {
                // The mean of 400 squares of a normal: standard deviation √(2/400) = 0.07.
                let ratio: f64 = squares[s] / said[s];
                assert!((ratio - 1.0).abs() < 4.0 * 0.07, "set {s}: ratio {ratio}");
            }
        }
    }

    /// E v χ_S of a biased cube against the sum over all its points.
    #[test]
    fn coefficients_are_weighted_sums_over_the_cube() {
        let law = Hypercube::biased(&[0.5, -0.25, 0.75, 0.0]);
        let mut rng = Rng::new(1, Stream::Probe);
        let design = Factorial::new(&law, std::iter::empty(), 2, &mut rng).unwrap();
        let values: Vec<f64> = (0..16).map(|u| f64::from(u * u % 7) - 2.0).collect();
        let coefficients = design.coefficients(&values);
        let coins = law.coins().unwrap();
        for (s, coefficient) in coefficients.iter().enumerate() {
            let plain: f64 = (0..16usize)
                .map(|u| {
                    let sides = (0..4).map(|j| coins[j][u >> j & 1]).enumerate();
                    sides.fold(values[u], |product, (j, Side { value, weight })| {
                        product * weight * if s >> j & 1 == 1 { value } else { 1.0 }
                    })
                })
                .sum();
            assert!((coefficient.value - plain).abs() < 1e-12);
        }
    }
}
