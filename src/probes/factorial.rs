//! Coins that run over all combinations.
//!
//! Where coordinates are independent coins, the ones that the followed sets touch run over ALL
//! 2^d combinations, weighted by their probabilities, and only the others are drawn. The followed
//! characters are then exactly orthonormal on the design, and what noise is left comes from the
//! drawn coordinates alone. With d = n nothing is drawn and every mean is exact.

use super::errors::Contributions;
use super::{Design, Estimate};
use crate::basis::MultiIndex;
use crate::inputs::{InputDistribution, Side};
use crate::kernels::product_transform;
use crate::order;
use crate::rng::Rng;

/// M inputs: each of the 2^d combinations u of the touched coordinates R_u times, the other
/// coordinates drawn independently for every input.
pub struct Factorial {
    /// The inputs, (M, n): in rounds, the r-th of the combinations that have more than r inputs; bit j
    /// of u tells whether coordinate `touched[j]` is at the second side of its coin (-1 for a sign).
    x: Vec<f32>,
    n: usize,
    /// The combination of every input, (M,).
    combinations: Vec<u32>,
    /// R_u, (2^d,).
    replicates: Vec<u32>,
    /// 0-based, ascending; empty where all coordinates are drawn.
    touched: Vec<usize>,
    /// The coins of the touched coordinates.
    coins: Vec<[Side; 2]>,
    rng: Rng,
}

/// The coordinates that the indices depend on, ascending.
pub(super) fn touched<'a>(indices: impl Iterator<Item = &'a MultiIndex>) -> Vec<usize> {
    let mut touched: Vec<usize> = indices.flat_map(MultiIndex::support).collect();
    order::sort(&mut touched);
    touched.dedup();
    touched
}

/// Up to this n, the whole cube.
const MAX_WHOLE: usize = 14;
/// Up to this many touched coordinates, a factorial design on them; up to as many as a target has that has more terms than can be
/// fitted.
pub(super) const MAX_TOUCHED: usize = 12;
/// So many draws show well enough how far they scatter.
const ENOUGH: f64 = 1024.0;
/// Drawing a coin costs about so many multiply-adds.
const WORK_PER_COIN: usize = 4;

impl Factorial {
    /// About `samples` inputs for the coordinates of `indices`; all 2^n of them for small n, and
    /// at least two of each combination otherwise, which is what a standard error takes. None where
    /// the coordinates are not independent coins, or too many of them are touched.
    pub fn new<'a>(
        inputs: &dyn InputDistribution,
        indices: impl Iterator<Item = &'a MultiIndex>,
        most: usize,
        samples: usize,
        rng: Rng,
    ) -> Option<Self> {
        let (n, sides) = (inputs.dim(), inputs.coins()?);
        let mut touched = touched(indices);
        if n <= MAX_WHOLE {
            touched = (0..n).collect();
        } else if touched.len() > most {
            return None;
        }
        let coins: Vec<[Side; 2]> = touched.iter().map(|&i| sides[i]).collect();
        let replicates = if touched.len() == n { vec![1; 1 << n] } else { replicates(&coins, samples) };
        let most = replicates.iter().copied().max().unwrap_or(0);
        let round = |r: u32| (0..).zip(&replicates).filter(move |(_, count)| **count > r).map(|(u, _)| u);
        let combinations = (0..most).flat_map(round).collect();
        Some(Self { x: Vec::new(), n, combinations, replicates, touched, coins, rng })
    }

    /// Values (M,), each with its combination.
    fn by_combination<'a>(&'a self, values: &'a [f64]) -> impl Iterator<Item = (usize, &'a f64)> {
        self.combinations.iter().map(|u| *u as usize).zip(values)
    }

    /// Their means within each combination, (2^d,).
    pub fn means(&self, values: &[f64]) -> Vec<f64> {
        let mut means = vec![0.0; self.functions()];
        self.by_combination(values).for_each(|(u, value)| means[u] += value);
        means.iter_mut().zip(&self.replicates).for_each(|(mean, r)| *mean /= f64::from(*r));
        means
    }

    /// [`product_transform`] over the touched coins: once in the wasm, whatever the sides.
    #[inline(never)]
    fn transform(&self, values: &mut [f64], sides: fn([Side; 2]) -> [[f64; 2]; 2]) {
        product_transform(values, self.coins.iter().map(|coin| sides(*coin)));
    }

    /// E v(X) χ_S(X) over the touched coordinates, (2^d,), from the means of v within each combination.
    pub fn transformed(&self, mut means: Vec<f64>) -> Vec<f64> {
        self.transform(&mut means, |coin| coin.map(|Side { value, weight }| [weight, weight * value]));
        means
    }

    /// Σ_S c_S χ_S(u) at each combination u, for c (2^d,).
    pub fn sums(&self, mut coefficients: Vec<f64>) -> Vec<f64> {
        self.transform(&mut coefficients, |[heads, tails]| [[1.0; 2], [heads.value, tails.value]]);
        coefficients
    }

    /// The combination of the m-th input.
    pub fn combination(&self, m: usize) -> usize {
        self.combinations[m] as usize
    }

    /// w_u, the probability of each combination, (2^d,).
    pub fn probabilities(&self) -> Vec<f64> {
        let side = |u: usize, j: usize| self.coins[j][u >> j & 1].weight;
        (0..self.functions()).map(|u| (0..self.coins.len()).map(|j| side(u, j)).product()).collect()
    }

    /// What an input of each combination weighs in a mean: w_u / R_u, (2^d,).
    fn shares(&self) -> Vec<f64> {
        self.probabilities().iter().zip(&self.replicates).map(|(w, r)| w / f64::from(*r)).collect()
    }

    /// The same of every input, (M,).
    pub fn weights(&self) -> Vec<f64> {
        let shares = self.shares();
        self.combinations.iter().map(|u| shares[*u as usize]).collect()
    }

    /// Whether nothing is drawn: then every mean is exact.
    pub fn is_whole(&self) -> bool {
        self.touched.len() == self.n
    }

    /// The character of the s-th coefficient at every input, (M,).
    pub fn character(&self, s: usize) -> Vec<f64> {
        let mut coefficients = vec![0.0; self.functions()];
        coefficients[s] = 1.0;
        let values = self.sums(coefficients);
        self.combinations.iter().map(|u| values[*u as usize]).collect()
    }

    /// R/(R - 1) of the combinations on average.
    pub fn unbiased(&self) -> f64 {
        self.probabilities().iter().zip(&self.replicates).map(|(w, r)| w * unbiased(*r)).sum()
    }

    /// Σ_u w_u s_u² with the sample variances s_u² of `values` (M,) within combinations: E Var(v(X) | the touched coordinates), what
    /// v holds beyond functions of these alone.
    pub fn beyond(&self, values: &[f64]) -> f64 {
        let (means, mut squares) = (self.means(values), vec![0.0; self.functions()]);
        self.by_combination(values).for_each(|(u, v)| squares[u] += (v - means[u]) * (v - means[u]));
        let shares = self.shares().into_iter().zip(&self.replicates);
        shares.zip(squares).map(|((share, r), square)| share * unbiased(*r) * square).sum()
    }

    /// The same with its standard error, which is rather too large, as a difference between two combinations' variances counts
    /// as noise.
    pub fn estimate_beyond(&self, values: &[f64]) -> Estimate {
        let (value, means, shares) = (self.beyond(values), self.means(values), self.shares());
        let mut contributions = Contributions::default();
        for (u, v) in self.by_combination(values) {
            // The deviations within a combination add up to zero, which makes the error of their squares larger by as much.
            let scale = unbiased(self.replicates[u]);
            let square = scale * (v - means[u]) * (v - means[u]);
            contributions.add(scale.sqrt() * shares[u] * (square - value));
        }
        Estimate { value, error: contributions.error(1) }
    }

    /// So many of the inputs, each as likely as the law has it and independent of the order they come in: one out of each of
    /// as many equal parts of the whole weight.
    pub fn draws(&self, count: usize) -> Vec<usize> {
        let (mut rng, weights) = (self.rng.clone(), self.weights());
        let (mut at, mut below) = (0, 0.0);
        let drawn: Vec<usize> = (0..count)
            .map(|k| {
                let quantile = (k as f64 + rng.open_unit()) / count as f64;
                while at + 1 < weights.len() && below + weights[at] <= quantile {
                    below += weights[at];
                    at += 1;
                }
                at
            })
            .collect();
        rng.permutation(count).into_iter().map(|k| drawn[k]).collect()
    }

    /// What every input contributes to the error of the mean of `values`, (M,).
    fn contributions(&self, values: &[f64]) -> Contributions {
        let (means, shares) = (self.means(values), self.shares());
        let mut contributions = Contributions::default();
        self.by_combination(values).for_each(|(u, value)| contributions.add(shares[u] * (value - means[u])));
        contributions
    }
}

/// R/(R - 1): what makes a mean square deviation from the mean of R values unbiased.
fn unbiased(r: u32) -> f64 {
    f64::from(r) / f64::from(r - 1)
}

/// R_u for about `samples` inputs, (2^d,): the same for all, as long as a mean is then as good as that of
/// [`ENOUGH`] draws of the law. Where it is not, a few combinations having most of the probability, in
/// proportion to what serves every ĉ(S): its error is least for w_u |χ_S(u)| (Neyman 1934), which for a
/// coin in S is the same at both sides, and for one outside as it falls; each coin is taken half for
/// half.
fn replicates(coins: &[[Side; 2]], samples: usize) -> Vec<u32> {
    let combinations = 1 << coins.len();
    let equal = samples.div_ceil(combinations).max(2);
    let square: f64 =
        coins.iter().map(|coin| coin.iter().map(|s| s.weight * s.weight).sum::<f64>()).product();
    if equal as f64 / square >= ENOUGH {
        return vec![equal as u32; combinations];
    }
    let share = |u: usize| {
        coins.iter().enumerate().map(|(j, coin)| 0.25 + 0.5 * coin[u >> j & 1].weight).product::<f64>()
    };
    (0..combinations).map(|u| (share(u) * samples as f64).ceil().max(2.0) as u32).collect()
}

impl Design for Factorial {
    fn count(&self) -> usize {
        self.combinations.len()
    }

    fn x(&self) -> &[f32] {
        &self.x
    }

    fn remaining(&self) -> u64 {
        ((self.combinations.len() * self.n - self.x.len()) * WORK_PER_COIN) as u64
    }

    fn prepare(&mut self, inputs: &dyn InputDistribution, work: u64) {
        let drawn = self.x.len() / self.n;
        let left = self.combinations.len() - drawn;
        let count = (work / (self.n * WORK_PER_COIN) as u64 + 1).min(left as u64) as usize;
        let whole = self.is_whole();
        self.x.reserve_exact(left * self.n);
        self.x.resize((drawn + count) * self.n, 0.0);
        for (x, &u) in self.x.chunks_exact_mut(self.n).zip(&self.combinations).skip(drawn) {
            if !whole {
                inputs.sample_into(&mut self.rng, x);
            }
            for (j, (&i, coin)) in self.touched.iter().zip(&self.coins).enumerate() {
                x[i] = coin[u as usize >> j & 1].value as f32;
            }
        }
    }

    fn mean_square(&self, values: &[f64]) -> Estimate {
        let squares: Vec<f64> = values.iter().map(|v| v * v).collect();
        let Estimate { value, error } = self.coefficients(&squares)[0];
        Estimate {
            value,
            error: if self.is_whole() { 0.0 } else { error * self.contributions(&squares).excess() },
        }
    }

    /// E v(X) and all E v(X) χ_S(X) over the touched coordinates, for `values` v (M,): bit j of an
    /// index selects `touched[j]`, index 0 is the mean. (2^d,): the estimates with their standard
    /// errors: with s_u² the sample variance within combination u and w_u its probability,
    /// the square root of Σ_u w_u² χ_S(u)² s_u² / R_u. Zeros if exact.
    fn coefficients(&self, values: &[f64]) -> Vec<Estimate> {
        let means = self.means(values);
        let mut errors = vec![0.0; self.functions()];
        if !self.is_whole() {
            let deviations = self.by_combination(values).map(|(u, value)| (u, value - means[u]));
            deviations.for_each(|(u, deviation)| errors[u] += deviation * deviation);
            let replicates = self.replicates.iter().map(|r| f64::from(*r));
            errors.iter_mut().zip(replicates).for_each(|(square, r)| *square *= 1.0 / (r - 1.0) / r);
            self.transform(&mut errors, |coin| {
                coin.map(|Side { value, weight }| [weight * weight, weight * weight * value * value])
            });
            errors.iter_mut().for_each(|square| *square = square.sqrt());
        }
        self.transformed(means)
            .into_iter()
            .zip(errors)
            .map(|(value, error)| Estimate { value, error })
            .collect()
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

    fn cube(&self) -> Option<&Factorial> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::Hypercube;
    use crate::rng::Stream;

    fn design(n: usize, set: &[usize], samples: usize, seed: u64) -> Factorial {
        let index = MultiIndex::from_set(set);
        let rng = Rng::new(seed, Stream::Probe);
        prepared(
            &Hypercube::new(n),
            Factorial::new(&Hypercube::new(n), [&index].into_iter(), MAX_TOUCHED, samples, rng),
        )
    }

    fn prepared(law: &Hypercube, design: Option<Factorial>) -> Factorial {
        let mut design = design.unwrap();
        design.prepare(law, u64::MAX);
        design
    }

    impl Factorial {
        fn inputs(&self) -> impl Iterator<Item = &[f32]> {
            self.x.chunks_exact(self.n)
        }
    }

    #[test]
    fn touched_coordinates_run_over_all_combinations() {
        let design = design(20, &[2, 5, 19], 300, 1);
        assert_eq!(design.touched, [1, 4, 18]);
        assert_eq!(design.x.len(), 304 * 20);
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
                let rng = Rng::new(seed, Stream::Probe);
                let design = prepared(&law, Factorial::new(&law, [&index].into_iter(), MAX_TOUCHED, 64, rng));
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
        let rng = Rng::new(1, Stream::Probe);
        let design = prepared(&law, Factorial::new(&law, std::iter::empty(), MAX_TOUCHED, 2, rng));
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
