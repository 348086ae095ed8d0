//! Eigenvalues and singular values by cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, sections 8.5
//! and 8.6.3).

use super::dot;

/// Sweeps at most; convergence is quadratic, and takes about ten.
const MAX_SWEEPS: usize = 30;

/// Cosine and sine of the rotation that makes a symmetric [[p, r], [r, q]] diagonal, r not 0.
fn rotation(p: f64, q: f64, r: f64) -> (f64, f64) {
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

/// The singular values of a matrix (rows, columns), one a row and in no order: those beyond the rank are 0, about.
///
/// One-sided: rows are rotated among each other until they are orthogonal; then their lengths are the values. The
/// eigenvalues of A Aᵀ would tell small ones to half as many digits.
pub fn singular_values(mut a: Vec<f64>, columns: usize) -> Vec<f64> {
    let scale = dot(&a, &a);
    for _sweep in 0..MAX_SWEEPS {
        let mut rotated = false;
        let mut rest = &mut a[..];
        while let Some((upper, below)) =
            rest.split_at_mut_checked(columns).filter(|(_, below)| !below.is_empty())
        {
            for lower in below.chunks_exact_mut(columns) {
                let (p, q, r) = (dot(upper, upper), dot(lower, lower), dot(upper, lower));
                if r.abs() <= (1e-15 * (p * q).sqrt()).max(1e-30 * scale) {
                    continue;
                }
                rotated = true;
                let (c, s) = rotation(p, q, r);
                for (x, y) in upper.iter_mut().zip(lower) {
                    (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
                }
            }
            rest = below;
        }
        if !rotated {
            break;
        }
    }
    a.chunks_exact(columns).map(|row| dot(row, row).sqrt()).collect()
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

        /// Their squares are the eigenvalues of A Aᵀ; a matrix of less rank than rows has zeros.
        #[test]
        fn singular_values_are_roots_of_eigenvalues(
            (rows, columns, rank, seed) in (1usize..8, 1usize..8, 1usize..8, 0u64..1 << 50)
        ) {
            let (left, right) = (numbers(rows * rank, seed), numbers(rank * columns, seed + 1));
            let a = product(&left, &right, rank);
            let at = transposed(&a, columns);
            let (mut squares, _) = eigen(product(&a, &at, columns), rows);
            let mut values = singular_values(a, columns);
            prop_assert_eq!(values.len(), rows);
            values.sort_by(f64::total_cmp);
            squares.sort_by(f64::total_cmp);
            for (value, square) in values.iter().zip(squares) {
                prop_assert!((value * value - square).abs() < 1e-11, "{value} {square}");
            }
            for value in &values[..rows - rows.min(columns).min(rank)] {
                prop_assert!(*value < 1e-14, "{value}");
            }
        }
    }

    /// 1 and 1e-12, rotated on both sides: the small one is as exact as 16 digits of the large one allow.
    #[test]
    fn small_singular_values_are_exact() {
        let [(a, b), (c, d)] = [(0.6, 0.8), (0.28, 0.96)];
        let rotated = product(&product(&[a, -b, b, a], &[1.0, 0.0, 0.0, 1e-12], 2), &[c, d, -d, c], 2);
        let values = singular_values(rotated, 2);
        let [large, small] = [values[0].max(values[1]), values[0].min(values[1])];
        assert!((large - 1.0).abs() < 1e-15 && (small / 1e-12 - 1.0).abs() < 1e-3, "{values:?}");
    }

    #[test]
    fn nothing_and_what_is_no_number_end() {
        assert_eq!(singular_values(vec![0.0; 6], 2), [0.0; 3]);
        assert!(
            singular_values(vec![f64::NAN, 1.0, 2.0, f64::INFINITY], 2).iter().any(|value| value.is_nan())
        );
    }
}
