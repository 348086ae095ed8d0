//! The few factorisations that are needed, in fixed orders of summation: crates that choose instructions at run time give
//! other bits on other machines.

mod polar;

pub use polar::polar;

/// Σ a_i b_i in ascending order.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
