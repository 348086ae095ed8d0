//! Which inputs to measure on.
//!
//! Where coordinates are independent fair coins, the ones that the followed sets touch run over
//! ALL of {-1,1}^d, and only the others are drawn. The followed characters are then exactly
//! orthogonal on the design, and what noise is left comes from the drawn coordinates alone. With
//! d = n nothing is drawn and every mean is exact.

use crate::basis::MultiIndex;
use crate::inputs::InputDistribution;
use crate::rng::Rng;

/// M = R·2^d inputs: each of the 2^d combinations of the touched coordinates R times, the other
/// coordinates drawn independently for every input.
pub struct Design {
    /// The inputs, (M, n): input r·2^d + u is the r-th of combination u, and bit j of u tells
    /// whether coordinate `touched[j]` is at its second value (-1 for a sign).
    pub x: Vec<f32>,
    pub n: usize,
    /// 0-based, ascending; empty where all coordinates are drawn.
    pub touched: Vec<usize>,
}

/// Up to this n, all of {-1,1}^n.
const MAX_WHOLE: usize = 14;
/// Up to this many touched coordinates, a factorial design on them.
const MAX_TOUCHED: usize = 12;

impl Design {
    /// About `samples` inputs for the coordinates of `indices`; all 2^n of them for small n, and
    /// at least two of each combination otherwise, which is what a standard error takes.
    pub fn new<'a>(
        inputs: &dyn InputDistribution,
        indices: impl Iterator<Item = &'a MultiIndex>,
        samples: usize,
        rng: &mut Rng,
    ) -> Self {
        let n = inputs.dim();
        let mut touched: Vec<usize> = indices.flat_map(MultiIndex::support).collect();
        touched.sort_unstable();
        touched.dedup();
        let (touched, count) = match inputs.coin() {
            Some(_) if n <= MAX_WHOLE => ((0..n).collect(), 1 << n),
            Some(_) if touched.len() <= MAX_TOUCHED => {
                let combinations = 1 << touched.len();
                (touched, combinations * samples.div_ceil(combinations).max(2))
            }
            _ => (Vec::new(), samples),
        };
        let mut x = vec![0.0; count * n];
        let values = inputs.coin().unwrap_or_default();
        for (u, x) in x.chunks_exact_mut(n).enumerate() {
            if touched.len() < n {
                inputs.sample_into(rng, x);
            }
            for (j, &i) in touched.iter().enumerate() {
                x[i] = values[u >> j & 1];
            }
        }
        Self { x, n, touched }
    }

    /// Every input, (n,).
    pub fn inputs(&self) -> impl Iterator<Item = &[f32]> {
        self.x.chunks_exact(self.n)
    }

    /// 2^d.
    pub fn combinations(&self) -> usize {
        1 << self.touched.len()
    }

    /// The mean of `values` (M,) over the replicates of each combination, (2^d,).
    pub fn fold(&self, values: &[f64]) -> Vec<f64> {
        let combinations = self.combinations();
        let replicates = (values.len() / combinations) as f64;
        let mut means = vec![0.0; combinations];
        for replicate in values.chunks_exact(combinations) {
            means.iter_mut().zip(replicate).for_each(|(mean, value)| *mean += value);
        }
        means.iter_mut().for_each(|mean| *mean /= replicates);
        means
    }

    /// The standard error of the mean of `values` (M,), and just so of any signed mean
    /// 2^-d Σ_u ± mean_u, given their `means` by [`Design::fold`]:
    /// 2^-d √(Σ_u s_u² / R), s_u² being the sample variance within combination u. 0 if exact.
    pub fn standard_error(&self, values: &[f64], means: &[f64]) -> f64 {
        if self.touched.len() == self.n {
            return 0.0;
        }
        let combinations = self.combinations();
        let replicates = (values.len() / combinations) as f64;
        let squares: f64 = values
            .chunks_exact(combinations)
            .flat_map(|replicate| replicate.iter().zip(means))
            .map(|(value, mean)| (value - mean) * (value - mean))
            .sum();
        (squares / (replicates - 1.0) / replicates).sqrt() / combinations as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::Hypercube;
    use crate::rng::Stream;

    fn design(n: usize, set: &[usize], samples: usize, seed: u64) -> Design {
        let index = MultiIndex::from_set(set);
        let mut rng = Rng::new(seed, Stream::Probe);
        Design::new(&Hypercube::new(n), [&index].into_iter(), samples, &mut rng)
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
        assert_eq!(design.standard_error(&[1.0; 32], &[0.0; 32]), 0.0);
    }

    /// Over many designs the errors of the mean are as large as the standard error says.
    #[test]
    fn the_standard_error_is_the_spread_of_the_mean() {
        let (mut squares, mut said, runs) = (0.0, 0.0, 400);
        for seed in 0..runs {
            // f = x1 + x20 + x1 x20: mean 0, noise from x20 alone.
            let design = design(20, &[1, 2], 64, seed);
            let f: Vec<f64> = design.inputs().map(|x| f64::from(x[0] + x[19] + x[0] * x[19])).collect();
            let means = design.fold(&f);
            squares += (means.iter().sum::<f64>() / 4.0).powi(2);
            said += design.standard_error(&f, &means).powi(2);
        }
        let ratio: f64 = squares / said;
        // The mean of 400 squares of a normal: standard deviation √(2/400) = 0.07.
        assert!((ratio - 1.0).abs() < 4.0 * 0.07, "ratio {ratio}");
    }
}
