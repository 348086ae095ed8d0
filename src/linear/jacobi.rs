//! Eigenvalues by cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, section 8.5).

/// Sweeps at most; convergence is quadratic, and takes about ten.
pub(super) const MAX_SWEEPS: usize = 30;

/// Cosine and sine of the rotation that makes a symmetric [[p, r], [r, q]] diagonal, r not 0.
pub(super) fn rotation(p: f64, q: f64, r: f64) -> (f64, f64) {
    let theta = (q - p) / (2.0 * r);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    (c, t * c)
}

/// Eigenvalues (n,) and eigenvectors (n, n), column k belonging to value k, of a symmetric matrix.
pub fn eigen(mut a: Vec<f64>, n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut v: Vec<f64> = (0..n * n).map(|k| if k / n == k % n { 1.0 } else { 0.0 }).collect();
    let scale: f64 = a.iter().map(|a| a * a).sum();
    for _sweep in 0..MAX_SWEEPS {
        let off: f64 = (0..n * n).filter(|k| k / n != k % n).map(|k| a[k] * a[k]).sum();
        if off <= 1e-30 * scale {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                if a[p * n + q] == 0.0 {
                    continue;
                }
                let (c, s) = rotation(a[p * n + p], a[q * n + q], a[p * n + q]);
                for k in 0..n {
                    let (x, y) = (a[k * n + p], a[k * n + q]);
                    (a[k * n + p], a[k * n + q]) = (c * x - s * y, s * x + c * y);
                }
                for k in 0..n {
                    let (x, y) = (a[p * n + k], a[q * n + k]);
                    (a[p * n + k], a[q * n + k]) = (c * x - s * y, s * x + c * y);
                    let (x, y) = (v[k * n + p], v[k * n + q]);
                    (v[k * n + p], v[k * n + q]) = (c * x - s * y, s * x + c * y);
                }
            }
        }
    }
    ((0..n).map(|k| a[k * n + k]).collect(), v)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::tests::{numbers, product, transposed};
    use proptest::prelude::*;

    proptest! {
        /// A V = V diag(λ), and Vᵀ V = 1.
        #[test]
        fn eigenvectors_are_orthonormal_and_scaled((n, seed) in (1usize..10, 0u64..1 << 50)) {
            let b = numbers(n * n, seed);
            let a: Vec<f64> = b.iter().zip(transposed(&b, n)).map(|(b, c)| b + c).collect();
            let (values, vectors) = eigen(a.clone(), n);
            let orthonormal = product(&transposed(&vectors, n), &vectors, n);
            for (k, image) in product(&a, &vectors, n).into_iter().enumerate() {
                prop_assert!((image - values[k % n] * vectors[k]).abs() < 1e-12);
                prop_assert!((orthonormal[k] - f64::from(u8::from(k % n == k / n))).abs() < 1e-13);
            }
        }
    }
}
