//! The few factorisations of small dense matrices that the core needs: f64, row-major, sums in a fixed order.
//!
//! They are written out here because faer and nalgebra choose instructions at run time, and with them the bits
//! (invariant 3).

mod cholesky;
mod growing;
mod jacobi;
mod polar;

pub use cholesky::{cholesky, solve_lower, solve_lower_transposed};
pub use growing::Growing;
pub use jacobi::eigen;
pub use polar::Polar;

/// a · b, four sums at a time. Not inlined, for every copy of it is 400 bytes of WebAssembly.
#[inline(never)]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a4, a) = a.as_chunks::<4>();
    let (b4, b) = b.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (a, b) in a4.iter().zip(b4) {
        (0..4).for_each(|k| sums[k] += a[k] * b[k]);
    }
    let rest: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// Naive twins and random matrices.
#[cfg(test)]
mod tests {
    use crate::rng::{Rng, Stream};

    /// `count` numbers within [-1, 1].
    pub fn numbers(count: usize, seed: u64) -> Vec<f64> {
        let mut rng = Rng::new(seed, Stream::Probe);
        (0..count).map(|_| f64::from(rng.symmetric(1.0))).collect()
    }

    /// The transpose of a (…, columns).
    pub fn transposed(a: &[f64], columns: usize) -> Vec<f64> {
        (0..columns).flat_map(|j| a.iter().skip(j).step_by(columns).copied()).collect()
    }

    /// a (…, inner) times b (inner, …).
    pub fn product(a: &[f64], b: &[f64], inner: usize) -> Vec<f64> {
        let columns = b.len() / inner;
        let entry = |row: &[f64], j: usize| (0..inner).map(|k| row[k] * b[k * columns + j]).sum::<f64>();
        a.chunks_exact(inner).flat_map(|row| (0..columns).map(move |j| entry(row, j))).collect()
    }

    /// B Bᵀ + 1/10, (p, p).
    pub fn positive_definite(p: usize, seed: u64) -> Vec<f64> {
        let b = numbers(p * p, seed);
        let mut a = product(&b, &transposed(&b, p), p);
        (0..p).for_each(|i| a[i * p + i] += 0.1);
        a
    }
}
