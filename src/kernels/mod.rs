//! The hot loops and nothing else.
//!
//! Arrays are rows of f32, each padded with zeros to a multiple of [`LANES`]. Every output lane is
//! summed over its terms in ascending order and rounded term by term (no fused multiply-add), so
//! the bits depend neither on the vector unit nor on how the work is cut up. Terms that are zero
//! by a ReLU are not computed: adding nothing and adding 0·w give the same number.

mod floats;
mod lane;

pub use floats::Floats;
pub use lane::LANES;
use lane::Lane;

/// Bits in a word of a mask.
pub const MASK_BITS: usize = u64::BITS as usize;

/// `length` rounded up to whole lanes.
pub const fn padded(length: usize) -> usize {
    length.next_multiple_of(LANES)
}

/// Selects the first `count` rows; `mask` has ⌈count / 64⌉ words.
pub fn select_first(count: usize, mask: &mut [u64]) {
    for (w, word) in mask.iter_mut().enumerate() {
        let left = count - w * MASK_BITS;
        *word = if left < MASK_BITS { (1 << left) - 1 } else { u64::MAX };
    }
}

/// Calls `visit` with the indices that a mask selects, ascending. It is no iterator, for with one the
/// sums of [`sum_block`] leave their registers: without simd128 the whole step was a sixth slower.
#[inline(always)]
fn for_selected(mask: &[u64], mut visit: impl FnMut(usize)) {
    for (w, &word) in mask.iter().enumerate() {
        let mut left = word;
        while left != 0 {
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            visit(w * MASK_BITS + bit);
        }
    }
}

/// Numbers that are `step` apart: number j is `values[j·step]`.
#[derive(Clone, Copy, Debug)]
pub struct Strided<'a> {
    pub values: &'a [f32],
    pub step: usize,
}

impl<'a> Strided<'a> {
    /// Numbers side by side.
    pub fn dense(values: &'a [f32]) -> Self {
        Self { values, step: 1 }
    }
}

/// Rows that begin `stride` apart: row j begins at `values[j·stride]`.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    pub values: &'a [f32],
    pub stride: usize,
}

/// `out = base + Σ_j coefficients[j] · rows[j]`, over the selected j in ascending order; without a
/// base, from zero.
///
/// `out` has a multiple of [`LANES`] numbers, and every row as many. Panics where a selected row or
/// coefficient lies outside its slice. Cost: |mask| · out.len() multiply-adds.
#[inline]
pub fn sum_rows(
    out: &mut [f32],
    base: Option<&[f32]>,
    coefficients: Strided<'_>,
    rows: Rows<'_>,
    mask: &[u64],
) {
    // One check of the last row stands for all of them.
    if let Some(w) = mask.iter().rposition(|&word| word != 0) {
        let last = w * MASK_BITS + mask[w].ilog2() as usize;
        assert!(last * coefficients.step < coefficients.values.len());
        assert!(last * rows.stride + out.len() <= rows.values.len());
    }
    let mut column = 0;
    while column < out.len() {
        let left = (out.len() - column) / LANES;
        // Ten accumulators, a coefficient and a product fit the sixteen registers of SSE; where
        // that takes several blocks they are of about one size.
        let vectors = left.div_ceil(left.div_ceil(10));
        let out = &mut out[column..][..LANES * vectors];
        let base = base.map(|base| &base[column..][..LANES * vectors]);
        macro_rules! block {
            ($($n:literal)*) => {
                match vectors {
                    $($n => sum_block::<$n>(out, base, coefficients, rows, column, mask),)*
                    _ => sum_block::<10>(out, base, coefficients, rows, column, mask),
                }
            };
        }
        block!(1 2 3 4 5 6 7 8 9);
        column += LANES * vectors;
    }
}

/// [`sum_rows`] for N lanes from `column` on, kept in registers throughout. The caller has checked
/// that every selected row and coefficient lies within its slice.
#[inline(always)]
fn sum_block<const N: usize>(
    out: &mut [f32],
    base: Option<&[f32]>,
    coefficients: Strided<'_>,
    rows: Rows<'_>,
    column: usize,
    mask: &[u64],
) {
    let mut sums = [Lane::splat(0.0); N];
    if let Some(base) = base {
        sums = core::array::from_fn(|v| Lane::load(at(base, v)));
    }
    for_selected(mask, |j| {
        // SAFETY: j is at most the last selected row, whose end `sum_rows` has checked.
        let (coefficient, row) = unsafe {
            let row = rows.values.get_unchecked(j * rows.stride + column..).get_unchecked(..LANES * N);
            (*coefficients.values.get_unchecked(j * coefficients.step), row)
        };
        let coefficient = Lane::splat(coefficient);
        for (v, sum) in sums.iter_mut().enumerate() {
            *sum = sum.add(coefficient.mul(Lane::load(at(row, v))));
        }
    });
    for (v, sum) in sums.into_iter().enumerate() {
        sum.store(at_mut(out, v));
    }
}

/// `Σ_j values[j]` over the selected j, in ascending order.
#[inline]
pub fn sum_selected(values: Strided<'_>, mask: &[u64]) -> f32 {
    let mut sum = 0.0;
    for_selected(mask, |j| sum += values.values[j * values.step]);
    sum
}

/// h = base + relu(z) (or relu(z) without a base); bit i of `active` tells z_i > 0.
///
/// `active` holds one bit a number, 64 a word, and is overwritten.
#[inline]
pub fn relu(z: &[f32], base: Option<&[f32]>, h: &mut [f32], active: &mut [u64]) {
    active.fill(0);
    for v in 0..z.len() / LANES {
        let z = Lane::load(at(z, v));
        let mut value = z.relu();
        if let Some(base) = base {
            value = value.add(Lane::load(at(base, v)));
        }
        value.store(at_mut(h, v));
        active[v * LANES / MASK_BITS] |= z.positive() << (v * LANES % MASK_BITS);
    }
}

/// Bit b of column o = bit o of row b: from one bit a neuron for each sample to one bit a sample
/// for each neuron. `rows` are of `width` words, `columns` of `height`, and overwritten.
#[inline]
pub fn transpose_bits(rows: &[u64], width: usize, columns: &mut [u64], height: usize) {
    columns.fill(0);
    for (b, row) in rows.chunks_exact(width).enumerate() {
        for_selected(row, |o| columns[o * height + b / MASK_BITS] |= 1 << (b % MASK_BITS));
    }
}

/// to = factor · from.
#[inline]
pub fn scale(factor: f32, from: &[f32], to: &mut [f32]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = factor * from);
}

/// values += factor · other.
#[inline]
pub fn add_scaled(values: &mut [f32], factor: f32, other: &[f32]) {
    for (value, &other) in values.iter_mut().zip(other) {
        *value += factor * other;
    }
}

/// Σ a_i b_i: four sums, one a lane, added as (s0 + s1) + (s2 + s3).
#[inline]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = Lane::splat(0.0);
    for v in 0..a.len() / LANES {
        sums = sums.add(Lane::load(at(a, v)).mul(Lane::load(at(b, v))));
    }
    across(sums)
}

/// `out[j] = a · rows[j]`, to the bit as [`dot`] has it, for the selected j; the others are left as they are. Rows are of
/// a's length. Four at a time, for each of a product's sums waits for the one before.
#[inline]
pub fn dot_rows(out: &mut [f32], a: &[f32], rows: Rows<'_>, mask: &[u64]) {
    let row = |j: usize| &rows.values[j * rows.stride..][..a.len()];
    let (mut group, mut count) = ([0; 4], 0);
    for_selected(mask, |j| {
        group[count] = j;
        count = (count + 1) % group.len();
        if count == 0 {
            let rows = group.map(row);
            let mut sums = [Lane::splat(0.0); 4];
            for v in 0..a.len() / LANES {
                let a = Lane::load(at(a, v));
                for (sum, row) in sums.iter_mut().zip(rows) {
                    *sum = sum.add(a.mul(Lane::load(at(row, v))));
                }
            }
            for (j, sum) in group.into_iter().zip(sums) {
                out[j] = across(sum);
            }
        }
    });
    for &j in &group[..count] {
        out[j] = dot(a, row(j));
    }
}

/// The sum of a lane's numbers, (s0 + s1) + (s2 + s3).
#[inline(always)]
fn across(sums: Lane) -> f32 {
    let mut s = [0.0; LANES];
    sums.store(&mut s);
    (s[0] + s[1]) + (s[2] + s[3])
}

/// to (columns, rows padded) = the transpose of from (rows, columns padded).
///
/// `from` needs its rows complete to a multiple of [`LANES`]: 4·⌈rows/4⌉ rows, the last ones zero.
#[inline]
pub fn transpose(from: &[f32], from_stride: usize, to: &mut [f32], to_stride: usize) {
    for i in (0..to_stride).step_by(LANES) {
        let rows: [&[f32]; LANES] = core::array::from_fn(|r| &from[(i + r) * from_stride..][..from_stride]);
        for (v, to) in to.chunks_exact_mut(LANES * to_stride).enumerate() {
            let block = rows.map(|row| Lane::load(at(row, v)));
            for (to, lane) in to.chunks_exact_mut(to_stride).zip(Lane::transpose(block)) {
                lane.store(at_mut(&mut to[i..], 0));
            }
        }
    }
}

/// The v-th group of four.
#[inline(always)]
fn at(values: &[f32], v: usize) -> &[f32; LANES] {
    values[v * LANES..][..LANES].try_into().expect("four numbers")
}

#[inline(always)]
fn at_mut(values: &mut [f32], v: usize) -> &mut [f32; LANES] {
    (&mut values[v * LANES..][..LANES]).try_into().expect("four numbers")
}

/// The fast transform by a product of 2×2 matrices, in place. Coordinate j has `sides[j]` = its
/// two sides, each [a, b], what an index without and with bit j takes of it:
/// `out[s] = Σ_u values[u] Π_j sides[j][u_j][s_j]`. With sides [[½, ½], [½, -½]] that is the
/// Walsh-Hadamard transform over 2^d. `values` has 2^d entries; d·2^d multiplications of pairs.
pub fn product_transform(values: &mut [f64], sides: impl Iterator<Item = [[f64; 2]; 2]>) {
    let mut half = 1;
    for [[a0, b0], [a1, b1]] in sides {
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for (low, high) in low.iter_mut().zip(high) {
                (*low, *high) = (a0 * *low + a1 * *high, b0 * *low + b1 * *high);
            }
        }
        half *= 2;
    }
    debug_assert_eq!(half, values.len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn numbers(count: usize) -> impl Strategy<Value = Vec<f32>> {
        proptest::collection::vec(-2.0f32..2.0, count)
    }

    proptest! {
        /// The register-blocked sum is the plain sum, to the bit, for every width and mask.
        #[test]
        fn sum_rows_is_the_plain_sum(
            (vectors, step, values, rows, mask, based) in (1usize..24, 1usize..4).prop_flat_map(|(vectors, step)| (
                Just(vectors), Just(step), numbers(128 * step), numbers(128 * vectors * LANES),
                any::<[u64; 2]>(), any::<bool>(),
            ))
        ) {
            let width = vectors * LANES;
            let base = vec![0.25; width];
            let mut fast = vec![7.0; width];
            let coefficients = Strided { values: &values, step };
            let start = based.then_some(&base[..]);
            sum_rows(&mut fast, start, coefficients, Rows { values: &rows, stride: width }, &mask);
            let selected: Vec<usize> = (0..128).filter(|j| mask[j / 64] >> (j % 64) & 1 == 1).collect();
            for (i, fast) in fast.into_iter().enumerate() {
                let start = if based { 0.25f32 } else { 0.0 };
                let plain = selected.iter().fold(start, |sum, j| sum + values[j * step] * rows[j * width + i]);
                prop_assert_eq!(plain.to_bits(), fast.to_bits());
            }
            let plain = selected.iter().fold(0.0, |sum, j| sum + values[j * step]);
            prop_assert_eq!(sum_selected(coefficients, &mask), plain);
        }

        #[test]
        fn relu_notes_what_is_active(z in numbers(72), base in numbers(72)) {
            let (mut h, mut active) = (vec![0.0; 72], vec![!0; 2]);
            relu(&z, Some(&base), &mut h, &mut active);
            for i in 0..72 {
                let on = z[i] > 0.0;
                prop_assert_eq!(h[i], if on { z[i] + base[i] } else { base[i] });
                prop_assert_eq!(active[i / 64] >> (i % 64) & 1 == 1, on);
            }
        }

        #[test]
        fn transpose_bits_swaps_indices(rows in proptest::collection::vec(any::<[u64; 2]>(), 1..150)) {
            let height = rows.len().div_ceil(MASK_BITS);
            let mut columns = vec![!0; 128 * height];
            transpose_bits(rows.as_flattened(), 2, &mut columns, height);
            for (b, row) in rows.iter().enumerate() {
                for o in 0..128 {
                    let bit = columns[o * height + b / MASK_BITS] >> (b % MASK_BITS) & 1;
                    prop_assert_eq!(bit, row[o / MASK_BITS] >> (o % MASK_BITS) & 1);
                }
            }
        }

        #[test]
        fn transpose_swaps_indices(rows in 1usize..30, columns in 1usize..30) {
            let (from_stride, to_stride) = (padded(columns), padded(rows));
            let mut from = vec![0.0; to_stride * from_stride];
            for i in 0..rows {
                for j in 0..columns {
                    from[i * from_stride + j] = (100 * i + j) as f32;
                }
            }
            let mut to = vec![-1.0; from_stride * to_stride];
            transpose(&from, from_stride, &mut to, to_stride);
            for i in 0..to_stride {
                for j in 0..from_stride {
                    prop_assert_eq!(to[j * to_stride + i], from[i * from_stride + j]);
                }
            }
        }

        /// Against the definition; with the Walsh-Hadamard sides, twice is 2^-d times once.
        #[test]
        fn product_transform_is_its_definition(d in 0usize..8, walsh in any::<bool>(), seed in 0u64..1 << 50) {
            let mut rng = crate::rng::Rng::new(seed, crate::rng::Stream::Probe);
            let mut draw = || f64::from(rng.symmetric(1.0));
            let values: Vec<f64> = (0..1 << d).map(|_| draw()).collect();
            let sides: Vec<[[f64; 2]; 2]> = (0..d)
                .map(|_| if walsh { [[0.5, 0.5], [0.5, -0.5]] } else { [[draw(), draw()], [draw(), draw()]] })
                .collect();
            let mut fast = values.clone();
            product_transform(&mut fast, sides.iter().copied());
            for (s, fast) in fast.iter().enumerate() {
                let plain: f64 = values.iter().enumerate()
                    .map(|(u, v)| (0..d).fold(*v, |v, j| v * sides[j][u >> j & 1][s >> j & 1]))
                    .sum();
                prop_assert!((plain - fast).abs() < 1e-12 * (1 << d) as f64);
            }
            if walsh {
                product_transform(&mut fast, sides.iter().copied());
                for (twice, once) in fast.iter().zip(&values) {
                    prop_assert!((twice * (1 << d) as f64 - once).abs() < 1e-12);
                }
            }
        }

        #[test]
        fn dot_rows_are_dots((values, rows, mask) in (1usize..9).prop_flat_map(|vectors| (
            numbers(vectors * LANES), numbers(128 * vectors * LANES), any::<[u64; 2]>(),
        ))) {
            let mut out = vec![7.0; 128];
            let width = values.len();
            dot_rows(&mut out, &values, Rows { values: &rows, stride: width }, &mask);
            for (j, out) in out.into_iter().enumerate() {
                let selected = mask[j / 64] >> (j % 64) & 1 == 1;
                let expected = if selected { dot(&values, &rows[j * width..][..width]) } else { 7.0 };
                prop_assert_eq!(out.to_bits(), expected.to_bits());
            }
        }

        #[test]
        fn dot_is_near_the_plain_sum(a in numbers(40), b in numbers(40)) {
            let plain: f64 = a.iter().zip(&b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
            prop_assert!((f64::from(dot(&a, &b)) - plain).abs() < 1e-4);
        }
    }
}
