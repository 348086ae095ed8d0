//! A Cholesky factor of a matrix to which rows are added.

use super::dot;

/// L, lower triangular, of A = L Lᵀ. Its bits depend on A alone, not on how many rows came at a time.
#[derive(Clone, Debug, Default)]
pub struct Growing {
    /// Row i is (i + 1,).
    rows: Vec<Vec<f64>>,
}

/// So many columns are found at a time, and then taken from all that follow: of fifty rows they are 50 kB, which stay
/// in the cache.
const BLOCK: usize = 128;

impl Growing {
    /// How many rows A has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds rows to A, each up to its diagonal: the first has one entry more than A has rows. All eigenvalues of A are
    /// known to be at least `least` > 0; false, and no row added, if rounding leaves of a pivot less than half of that,
    /// or if a number is not finite. m rows to n take m n²/2 multiply-adds.
    pub fn extend(&mut self, rows: Vec<Vec<f64>>, least: f64) -> bool {
        let first = self.rows.len();
        self.rows.extend(rows);
        let found = (0..self.rows.len()).step_by(BLOCK).all(|start| self.eliminate(start, first, least));
        if !found {
            self.rows.truncate(first);
        }
        found
    }

    /// Finds a block of columns of the rows from `first` on, from `start`, and takes it from the columns after it.
    fn eliminate(&mut self, start: usize, first: usize, least: f64) -> bool {
        let rows = &mut self.rows;
        let count = rows.len();
        let end = (start + BLOCK).min(count);
        for j in start..end {
            for i in j.max(first)..count {
                let rest = rows[i][j] - dot(&rows[i][start..j], &rows[j][start..j]);
                rows[i][j] = if i > j {
                    rest / rows[j][j]
                } else if rest >= 0.5 * least && rest.is_finite() {
                    rest.sqrt()
                } else {
                    return false;
                };
            }
        }
        for j in (end..count).step_by(2) {
            for i in (j.max(first)..count).step_by(4) {
                // At the edges the last row stands for those that are not there.
                let block =
                    |i: usize| rows[i.min(count - 1)][start..].first_chunk().expect("a row beyond the block");
                let products = products([i, i + 1, i + 2, i + 3].map(block), [j, j + 1].map(block));
                for (row, products) in rows[i..].iter_mut().zip(products) {
                    row[j..].iter_mut().zip(products).for_each(|(entry, product)| *entry -= product);
                }
            }
        }
        true
    }

    /// A⁻¹ b for b (n,), in n² multiply-adds.
    pub fn solve(&self, mut b: Vec<f64>) -> Vec<f64> {
        for (i, row) in self.rows.iter().enumerate() {
            b[i] = (b[i] - dot(&row[..i], &b[..i])) / row[i];
        }
        for (i, row) in self.rows.iter().enumerate().rev() {
            b[i] /= row[i];
            let (above, rest) = b.split_at_mut(i);
            above.iter_mut().zip(row).for_each(|(b, l)| *b -= rest[0] * l);
        }
        b
    }
}

/// a_i · b_j, two sums each, which the sixteen registers of SSE hold with what is multiplied.
#[inline(always)]
fn products(a: [&[f64; BLOCK]; 4], b: [&[f64; BLOCK]; 2]) -> [[f64; 2]; 4] {
    let mut sums = [[[0.0; 2]; 2]; 4];
    for k in (0..BLOCK).step_by(2) {
        for (sums, a) in sums.iter_mut().zip(a) {
            for (sums, b) in sums.iter_mut().zip(b) {
                (0..2).for_each(|lane| sums[lane] += a[k + lane] * b[k + lane]);
            }
        }
    }
    sums.map(|sums| sums.map(|[even, odd]| even + odd))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::cholesky;
    use crate::linear::tests::{numbers, positive_definite, product};
    use proptest::prelude::*;

    /// The rows from..to of a (p, p), each up to its diagonal.
    fn rows(a: &[f64], p: usize, range: std::ops::Range<usize>) -> Vec<Vec<f64>> {
        range.map(|i| a[i * p..][..i + 1].to_vec()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// However many rows come at a time, the bits are those of all at once, and these the naive factor's, about.
        #[test]
        fn a_factor_grows_into_that_from_scratch(
            p in 1usize..2 * BLOCK + 40, steps in proptest::collection::vec(1usize..90, 1..8), seed in 0u64..1 << 50
        ) {
            let a = positive_definite(p, seed);
            let (mut whole, mut grown) = (Growing::default(), Growing::default());
            prop_assert!(whole.extend(rows(&a, p, 0..p), 0.1));
            for step in steps.into_iter().cycle() {
                let from = grown.len();
                if from == p {
                    break;
                }
                prop_assert!(grown.extend(rows(&a, p, from..(from + step).min(p)), 0.1));
            }
            let bits = |growing: &Growing| growing.rows.concat().into_iter().map(f64::to_bits).collect::<Vec<_>>();
            prop_assert_eq!(bits(&grown), bits(&whole));
            let mut naive = a.clone();
            cholesky(&mut naive, p);
            for (entry, naive) in whole.rows.concat().into_iter().zip(rows(&naive, p, 0..p).concat()) {
                prop_assert!((entry - naive).abs() < 1e-9, "{entry} {naive}");
            }
            let b = numbers(p, seed + 1);
            for (b, back) in b.iter().zip(product(&a, &whole.solve(b.clone()), p)) {
                prop_assert!((b - back).abs() < 1e-8, "{b} {back}");
            }
        }
    }

    /// What is indefinite, too nearly singular or no number is refused, and the factor stays as it was.
    #[test]
    fn rows_that_have_no_factor_are_refused() {
        let mut growing = Growing::default();
        assert!(growing.is_empty() && growing.extend(vec![vec![2.0], vec![1.0, 2.0]], 1.0));
        let before = growing.rows.clone();
        for row in [[1.0, 1.0, 0.5], [1.0, 1.0, 1.1], [1.0, 1.0, f64::NAN], [f64::INFINITY, 1.0, 2.0]] {
            assert!(!growing.extend(vec![row.to_vec()], 1.0), "{row:?}");
            assert_eq!(growing.rows, before);
        }
        assert!(!growing.extend(vec![vec![1.0, 1.0, f64::INFINITY]], 1.0));
        assert!(growing.extend(vec![vec![1.0, 1.0, 2.0]], 1.0));
        assert!(growing.solve(vec![4.0; 3]).iter().all(|x| (x - 1.0).abs() < 1e-15));
    }
}
