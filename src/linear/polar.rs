//! The polar factor of a small matrix: what is left of it when all its singular values are 1.

use super::dot;
use super::jacobi::{MAX_SWEEPS, rotation};

/// Σ v_i w_iᵀ over the singular vectors of A = Σ σ_i v_i w_iᵀ (rows, columns) with σ_i > 0, row by row: of all U with
/// singular values up to 1 one for which tr Uᵀ A is largest, Σ σ_i.
///
/// One-sided Jacobi rotations: rows are rotated among each other until they are orthogonal, R A = diag(σ) Wᵀ (Golub and Van
/// Loan, Matrix Computations, section 8.6.3), sweep after sweep.
pub struct Polar {
    /// R A, and R.
    a: Vec<f64>,
    r: Vec<f64>,
    columns: usize,
    scale: f64,
    sweeps: usize,
}

impl Polar {
    /// Of A, before the first sweep.
    pub fn new(a: Vec<f64>, columns: usize) -> Self {
        let rows = a.len() / columns;
        let r = (0..rows * rows).map(|k| if k / rows == k % rows { 1.0 } else { 0.0 }).collect();
        let scale = dot(&a, &a);
        Self { a, r, columns, scale, sweeps: 0 }
    }

    fn rows(&self) -> usize {
        self.a.len() / self.columns
    }

    /// Multiply-adds that a sweep takes, about.
    pub fn cost(&self) -> u64 {
        let rows = self.rows();
        (rows * rows * (4 * self.columns + 2 * rows)) as u64
    }

    /// Rotates every two rows once; true if no further sweep is due.
    pub fn sweep(&mut self) -> bool {
        let (rows, columns, scale) = (self.rows(), self.columns, self.scale);
        let Self { a, r, .. } = self;
        let mut rotated = false;
        for p in 0..rows {
            for q in p + 1..rows {
                let [upper, lower] = [p, q].map(|i| &a[i * columns..(i + 1) * columns]);
                let (x, y, xy) = (dot(upper, upper), dot(lower, lower), dot(upper, lower));
                if xy.abs() <= (1e-15 * (x * y).sqrt()).max(1e-30 * scale) {
                    continue;
                }
                rotated = true;
                let (c, s) = rotation(x, y, xy);
                rotate(a, columns, [p, q], [c, s]);
                rotate(r, rows, [p, q], [c, s]);
            }
        }
        self.sweeps += 1;
        !rotated || self.sweeps == MAX_SWEEPS
    }

    /// What the sweeps have come to.
    pub fn factor(&self) -> Vec<f64> {
        let (rows, columns) = (self.rows(), self.columns);
        let mut factor = vec![0.0; rows * columns];
        for (row, turn) in self.a.chunks_exact(columns).zip(self.r.chunks_exact(rows)) {
            let length = dot(row, row).sqrt();
            // What is this small is rounding.
            if length > 1e-12 * self.scale.sqrt() {
                for (out, r) in factor.chunks_exact_mut(columns).zip(turn) {
                    out.iter_mut().zip(row).for_each(|(out, w)| *out += r * w / length);
                }
            }
        }
        factor
    }
}

/// Turns rows p and q into c p - s q and s p + c q.
fn rotate(a: &mut [f64], columns: usize, [p, q]: [usize; 2], [c, s]: [f64; 2]) {
    for k in 0..columns {
        let (x, y) = (a[p * columns + k], a[q * columns + k]);
        (a[p * columns + k], a[q * columns + k]) = (c * x - s * y, s * x + c * y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn polar(a: Vec<f64>, columns: usize) -> Vec<f64> {
        let mut polar = Polar::new(a, columns);
        while !polar.sweep() {}
        polar.factor()
    }

    fn numbers(count: usize) -> impl Strategy<Value = Vec<f64>> {
        proptest::collection::vec(-1.0..1.0, count)
    }

    proptest! {
        /// In two dimensions no rotation and no reflection has a larger tr Uᵀ A.
        #[test]
        fn none_of_all_rotations_and_reflections_is_better(a in numbers(4)) {
            let trace = |u: &[f64]| dot(u, &a);
            let best = trace(&polar(a.clone(), 2));
            let steps = 2000;
            let mut most = f64::NEG_INFINITY;
            for angle in (0..steps).map(|k| std::f64::consts::TAU * f64::from(k) / f64::from(steps)) {
                let (s, c) = (libm::sin(angle), libm::cos(angle));
                most = most.max(trace(&[c, -s, s, c])).max(trace(&[c, s, s, -c]));
            }
            prop_assert!(best >= most - 1e-12 && most > best - 2e-5, "{best} {most}");
        }

        /// Its singular values are 1: U Uᵀ U = U; and A = (A Uᵀ) U with a symmetric A Uᵀ without negative eigenvalues.
        #[test]
        fn it_is_the_polar_factor((rows, columns, a) in (1usize..6, 1usize..6).prop_flat_map(|(m, n)| (Just(m), Just(n), numbers(m * n)))) {
            let u = polar(a.clone(), columns);
            let times_transposed = |a: &[f64], b: &[f64]| -> Vec<f64> {
                let entry = |k: usize| dot(&a[k / rows * columns..][..columns], &b[k % rows * columns..][..columns]);
                (0..rows * rows).map(entry).collect()
            };
            let times = |square: &[f64], b: &[f64]| -> Vec<f64> {
                let entry = |k: usize| (0..rows).map(|l| square[k / columns * rows + l] * b[l * columns + k % columns]).sum();
                (0..rows * columns).map(entry).collect()
            };
            let gram = times_transposed(&u, &u);
            for (image, u) in times(&gram, &u).iter().zip(&u) {
                prop_assert!((image - u).abs() < 1e-12);
            }
            let p = times_transposed(&a, &u);
            for k in 0..rows * rows {
                prop_assert!((p[k] - p[k % rows * rows + k / rows]).abs() < 1e-10, "symmetric");
            }
            for (image, a) in times(&p, &u).iter().zip(&a) {
                prop_assert!((image - a).abs() < 1e-10);
            }
            let z: Vec<f64> = a.iter().cycle().take(rows).copied().collect();
            let form: f64 = (0..rows * rows).map(|k| z[k / rows] * p[k] * z[k % rows]).sum();
            prop_assert!(form > -1e-10);
        }
    }

    #[test]
    fn of_nothing_it_is_nothing() {
        assert_eq!(polar(vec![0.0; 6], 3), [0.0; 6]);
        assert_eq!(polar(vec![-2.0], 1), [-1.0]);
    }
}
