//! The Cholesky factorisation of a symmetric positive definite matrix, and triangular solves for many right-hand sides.

/// The lower Cholesky factor, in the lower triangle of a (p, p). A pivot that rounding has made negative is taken for
/// the least positive number.
pub fn cholesky(a: &mut [f64], p: usize) {
    for j in 0..p {
        for i in j..p {
            let dot: f64 = (0..j).map(|k| a[i * p + k] * a[j * p + k]).sum();
            let rest = a[i * p + j] - dot;
            a[i * p + j] = if i == j { rest.max(f64::MIN_POSITIVE).sqrt() } else { rest / a[j * p + j] };
        }
    }
}

/// L⁻¹ B for B (p, m), in place, row by row.
pub fn solve_lower(l: &[f64], p: usize, b: &mut [f64], m: usize) {
    for i in 0..p {
        let (above, row) = b.split_at_mut(i * m);
        let row = &mut row[..m];
        for (other, c) in above.chunks_exact(m).zip(&l[i * p..]) {
            row.iter_mut().zip(other).for_each(|(to, from)| *to -= c * from);
        }
        row.iter_mut().for_each(|b| *b /= l[i * p + i]);
    }
}

/// L⁻ᵀ B.
pub fn solve_lower_transposed(l: &[f64], p: usize, b: &mut [f64], m: usize) {
    for i in (0..p).rev() {
        let (above, row) = b.split_at_mut(i * m);
        let row = &mut row[..m];
        row.iter_mut().for_each(|b| *b /= l[i * p + i]);
        for (other, c) in above.chunks_exact_mut(m).zip(&l[i * p..]) {
            other.iter_mut().zip(&*row).for_each(|(to, from)| *to -= c * from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::tests::{numbers, positive_definite, product, transposed};
    use proptest::prelude::*;

    proptest! {
        /// L Lᵀ is the matrix, and the two solves multiply by its inverse.
        #[test]
        fn factors_and_solves((p, m, seed) in (1usize..12, 1usize..5, 0u64..1 << 50)) {
            let a = positive_definite(p, seed);
            let mut factor = a.clone();
            cholesky(&mut factor, p);
            let lower: Vec<f64> = (0..p * p).map(|k| if k % p <= k / p { factor[k] } else { 0.0 }).collect();
            for (a, back) in a.iter().zip(product(&lower, &transposed(&lower, p), p)) {
                prop_assert!((a - back).abs() < 1e-12 * p as f64, "{a} {back}");
            }
            let b = numbers(p * m, seed + 1);
            let mut x = b.clone();
            // The upper triangle, where the matrix still stands, is not read.
            solve_lower(&factor, p, &mut x, m);
            solve_lower_transposed(&factor, p, &mut x, m);
            for (b, back) in b.iter().zip(product(&a, &x, p)) {
                prop_assert!((b - back).abs() < 1e-9, "{b} {back}");
            }
        }
    }
}
