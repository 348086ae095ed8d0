//! The Walsh characters χ_S(x) = Π_{i ∈ S} x_i: the Fourier basis of functions on {-1,1}^n under
//! the uniform measure (Abbe et al. 2021, section 1, eq. (1)).

use super::{Basis, MultiIndex};

/// χ_S for inputs in {-1,1}^n.
#[derive(Clone, Copy, Debug, Default)]
pub struct Walsh;

impl Basis for Walsh {
    fn eval(&self, index: &MultiIndex, x: &[f32]) -> f32 {
        index.support().map(|i| x[i]).product()
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
                let sum: f32 = (0..1 << n)
                    .map(|u: usize| {
                        let x: Vec<f32> = (0..n).map(|i| 1.0 - 2.0 * (u >> i & 1) as f32).collect();
                        Walsh.eval(&set(s), &x) * Walsh.eval(&set(t), &x)
                    })
                    .sum();
                assert_eq!(sum, if s == t { 16.0 } else { 0.0 });
            }
        }
    }
}
