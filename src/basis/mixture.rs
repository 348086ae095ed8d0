//! Orthonormal polynomials of the law ½ N(s, 1 - s²) + ½ N(-s, 1 - s²), of mean 0 and variance 1, in the coordinates that have
//! it, and of N(0, 1) in the others.
//!
//! The law is symmetric, so that a three-term recurrence makes them; its coefficients are found by Stieltjes' procedure
//! (Gautschi 2004, Orthogonal Polynomials: Computation and Approximation, chapter 2) on a trapezoidal rule, which is exact to
//! rounding for polynomials under a normal density.

use super::hermite::MARKOV;
use super::{Basis, Combination, Hermite, MultiIndex, jacobi};

/// Products of these polynomials in the first coordinates and of Hermite polynomials in the others.
#[derive(Clone, Debug)]
pub struct MixturePolynomials {
    /// How many coordinates have the mixture.
    split: usize,
    /// a_0 = 0, a_1, … of the recurrence.
    coefficients: Vec<f64>,
    hermite: Hermite,
}

const MAX_DEGREE: usize = 16;
/// Coefficients that products of two functions take.
const COEFFICIENTS: usize = 2 * MAX_DEGREE + 2;

/// Nodes of the rule, this many to a standard deviation of each half; beyond twenty of them from both nothing is left of a
/// polynomial of degree 2 · COEFFICIENTS.
const NODES_PER_DEVIATION: f64 = 4.0;
const REACH: f64 = 20.0;

impl MixturePolynomials {
    /// With the halves at ±separation, 0 ≤ separation < 1, in the first `split` coordinates.
    pub fn new(separation: f64, split: usize) -> Self {
        let deviation = (1.0 - separation * separation).sqrt();
        let half = (NODES_PER_DEVIATION * (REACH + separation / deviation)).ceil() as i32;
        let x: Vec<f64> = (-half..=half).map(|k| f64::from(k) * deviation / NODES_PER_DEVIATION).collect();
        let normal = |z: f64| libm::exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
        let density = |x: f64| normal((x - separation) / deviation) + normal((x + separation) / deviation);
        let weights: Vec<f64> = x.iter().map(|&x| density(x) / (2.0 * NODES_PER_DEVIATION)).collect();
        let (mut before, mut value) = (vec![0.0; x.len()], vec![1.0; x.len()]);
        let mut coefficients = vec![0.0];
        for k in 1..COEFFICIENTS {
            let below = coefficients[k - 1];
            let next: Vec<f64> = x
                .iter()
                .zip(&value)
                .zip(&before)
                .map(|((x, value), before)| x * value - below * before)
                .collect();
            let norm = weights.iter().zip(&next).map(|(w, h)| w * h * h).sum::<f64>().sqrt();
            coefficients.push(norm);
            before = value;
            value = next.into_iter().map(|h| h / norm).collect();
        }
        Self { split, coefficients, hermite: Hermite::new() }
    }

    fn recurrence(&self, k: usize) -> f64 {
        self.coefficients[k]
    }
}

impl Basis for MixturePolynomials {
    fn name(&self) -> &'static str {
        "mixture"
    }

    fn max_degree(&self) -> usize {
        MAX_DEGREE
    }

    fn factor(&self, i: usize, degree: usize, x: &[f32]) -> f64 {
        if i < self.split {
            jacobi::eval(|k| self.recurrence(k), degree, f64::from(x[i]))
        } else {
            self.hermite.factor(i, degree, x)
        }
    }

    /// At least (E t h_k⁴)^{1/4}: that of Hermite polynomials, which are larger in the tails.
    fn largest_factor(&self, i: usize, degree: usize) -> f64 {
        self.hermite.largest_factor(i, degree)
    }

    fn largest(&self, index: &MultiIndex) -> f64 {
        index.factors().fold(MARKOV, |product, (i, degree)| product * self.largest_factor(i, degree))
    }

    fn product(&self, i: usize, a: usize, b: usize) -> Vec<(usize, f64)> {
        if i < self.split {
            jacobi::product(&|k| self.recurrence(k), a, b)
        } else {
            self.hermite.product(i, a, b)
        }
    }

    fn coordinate(&self, i: usize) -> Option<Combination> {
        self.hermite.coordinate(i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// E x⁴ = s⁴ + 6 s² v + 3 v² with v = 1 - s²; without separation they are the Hermite polynomials.
    #[test]
    fn the_first_coefficients_have_closed_forms() {
        for separation in [0.0f64, 0.3, 0.8, 0.95] {
            let (square, law) = (separation * separation, MixturePolynomials::new(separation, 1));
            let v = 1.0 - square;
            let fourth = square * square + 6.0 * square * v + 3.0 * v * v;
            assert!((law.recurrence(1) - 1.0).abs() < 1e-14);
            assert!((law.recurrence(2) - (fourth - 1.0).sqrt()).abs() < 1e-14);
        }
        let gaussian = MixturePolynomials::new(0.0, 1);
        for k in 0..COEFFICIENTS {
            assert!((gaussian.recurrence(k) - (k as f64).sqrt()).abs() < 1e-12 * (1 + k) as f64, "{k}");
        }
    }
}
