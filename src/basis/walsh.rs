//! The Walsh characters χ_S(x) = Π_{i ∈ S} x_i: the Fourier basis of functions on {-1,1}^n under
//! the uniform measure (Abbe et al. 2021, section 1, eq. (1)), and of functions of standardised
//! biased coins (section 3.1).

use super::{Basis, Combination, MultiIndex};

/// χ_S for n independent coins of mean 0 and variance 1.
#[derive(Clone, Debug)]
pub struct Walsh {
    /// v + w of every coin, v and w being its two values; 0 where it is fair.
    skews: Vec<f64>,
}

impl Walsh {
    /// For coins with these v + w.
    pub fn new(skews: Vec<f64>) -> Self {
        Self { skews }
    }

    /// For n fair coins.
    pub fn fair(n: usize) -> Self {
        Self::new(vec![0.0; n])
    }
}

impl Basis for Walsh {
    fn name(&self) -> &'static str {
        "walsh"
    }

    fn max_degree(&self) -> usize {
        1
    }

    fn factor(&self, i: usize, degree: usize, x: &[f32]) -> f64 {
        if degree == 0 { 1.0 } else { f64::from(x[i]) }
    }

    /// The larger side: v and w are the roots of x² - (v + w) x - 1.
    fn largest_factor(&self, i: usize, _: usize) -> f64 {
        let half = self.skews[i].abs() / 2.0;
        half + (half * half + 1.0).sqrt()
    }

    /// A standardised coin has v·w = -1, so that (x - v)(x - w) = 0 reads x² = 1 + (v + w) x.
    fn product(&self, i: usize, a: usize, b: usize) -> Vec<(usize, f64)> {
        match (a + b, self.skews[i]) {
            (2, 0.0) => vec![(0, 1.0)],
            (2, skew) => vec![(0, 1.0), (1, skew)],
            (degree, _) => vec![(degree, 1.0)],
        }
    }

    fn coordinate(&self, i: usize) -> Option<Combination> {
        Some(vec![(MultiIndex::from_factors([(i, 1)]), 1.0)])
    }

    fn skews(&self) -> Option<&[f64]> {
        Some(&self.skews)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ⟨χ_S, χ_T⟩ = 1 if S = T, else 0: exactly, over the whole cube.
    #[test]
    fn characters_are_orthonormal() {
        let n = 4;
        let set = |bits: usize| {
            MultiIndex::from_set(&(1..=n).filter(|i| bits >> (i - 1) & 1 == 1).collect::<Vec<_>>())
        };
        for s in 0..1 << n {
            for t in 0..1 << n {
                let sum: f64 = (0..1 << n)
                    .map(|u: usize| {
                        let x: Vec<f32> = (0..n).map(|i| 1.0 - 2.0 * (u >> i & 1) as f32).collect();
                        let walsh = Walsh::fair(n);
                        walsh.eval(&set(s), &x) * walsh.eval(&set(t), &x)
                    })
                    .sum();
                assert_eq!(sum, if s == t { 16.0 } else { 0.0 });
            }
        }
    }
}
