//! Normalised Legendre polynomials √(2k+1) P_k(x/R), orthonormal under the uniform law on [-R, R]:
//! the polynomials of Abbe et al. 2021, section 3.2, item 5, made orthonormal in L².

use super::{Basis, Combination, MultiIndex, jacobi};

/// Products of Legendre polynomials on [-R, R]^n.
#[derive(Clone, Copy, Debug)]
pub struct Legendre {
    radius: f64,
}

const MAX_DEGREE: usize = 16;

/// a_k of the normalised polynomials on [-1, 1].
fn recurrence(k: usize) -> f64 {
    let k = k as f64;
    k / (4.0 * k * k - 1.0).sqrt()
}

impl Legendre {
    /// On [-radius, radius].
    pub fn new(radius: f64) -> Self {
        Self { radius }
    }
}

impl Basis for Legendre {
    fn name(&self) -> &'static str {
        "legendre"
    }

    fn max_degree(&self) -> usize {
        MAX_DEGREE
    }

    fn factor(&self, i: usize, degree: usize, x: &[f32]) -> f64 {
        jacobi::eval(recurrence, degree, f64::from(x[i]) / self.radius)
    }

    /// At the ends, where P_k is ±1.
    fn largest_factor(&self, _: usize, degree: usize) -> f64 {
        ((2 * degree + 1) as f64).sqrt()
    }

    fn product(&self, _: usize, a: usize, b: usize) -> Vec<(usize, f64)> {
        jacobi::product(&recurrence, a, b)
    }

    /// x = R/√3 · √3 (x/R).
    fn coordinate(&self, i: usize) -> Option<Combination> {
        Some(vec![(MultiIndex::from_factors([(i, 1)]), self.radius / 3f64.sqrt())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// √5 P_2 = √5 (3y² - 1)/2 and √7 P_3 = √7 (5y³ - 3y)/2 of y = x/R.
    #[test]
    fn the_first_polynomials_are_the_textbooks() {
        for x in [-2.0f32, 0.5, 1.0] {
            let (h, y) = (|k| Legendre::new(2.0).factor(0, k, &[x]) as f32, x / 2.0);
            assert!((h(1) - 3f32.sqrt() * y).abs() < 1e-6);
            assert!((h(2) - 5f32.sqrt() * (3.0 * y * y - 1.0) / 2.0).abs() < 1e-6);
            assert!((h(3) - 7f32.sqrt() * (5.0 * y * y * y - 3.0 * y) / 2.0).abs() < 1e-6);
        }
    }
}
