//! The hot loops and nothing else.
//!
//! Arrays are rows of f32, each padded with zeros to a multiple of [`LANES`]. Every output lane is
//! summed over its terms in ascending order and rounded term by term (no fused multiply-add), so
//! the bits depend neither on the vector unit nor on how the work is cut up. Terms that are zero
//! by a ReLU are not computed: adding nothing and adding 0·w give the same number.

mod lane;

pub use lane::LANES;
use lane::Lane;

/// How many rows one call of [`add_rows`] can select.
pub const MASK_BITS: usize = u64::BITS as usize;

/// `length` rounded up to whole lanes.
pub const fn padded(length: usize) -> usize {
    length.next_multiple_of(LANES)
}

/// The mask that selects the first `count` rows (all of them from [`MASK_BITS`] on).
pub const fn first(count: usize) -> u64 {
    if count >= MASK_BITS { u64::MAX } else { (1 << count) - 1 }
}

/// out += Σ_j coefficients[j·step] · rows[j], over the set bits j of `mask` in ascending order.
///
/// `out` has a multiple of [`LANES`] numbers; row j starts at `rows[j·stride]`. Panics where a
/// selected row or coefficient lies outside its slice. Cost: |mask| · out.len() multiply-adds.
#[inline]
pub fn add_rows(out: &mut [f32], coefficients: &[f32], step: usize, rows: &[f32], stride: usize, mask: u64) {
    let mut column = 0;
    while column < out.len() {
        // Ten accumulators, a coefficient and a product fit the sixteen registers of SSE.
        macro_rules! block {
            ($($vectors:literal)*) => {
                match (out.len() - column) / LANES {
                    $($vectors => add_block::<$vectors>(out, coefficients, step, rows, stride, mask, column),)*
                    _ => add_block::<10>(out, coefficients, step, rows, stride, mask, column),
                }
            };
        }
        column += LANES * block!(1 2 3 4 5 6 7 8 9);
    }
}

/// [`add_rows`] for N lanes from `column` on, kept in registers throughout; returns N.
#[inline(always)]
fn add_block<const N: usize>(
    out: &mut [f32],
    coefficients: &[f32],
    step: usize,
    rows: &[f32],
    stride: usize,
    mut mask: u64,
    column: usize,
) -> usize {
    let out = &mut out[column..][..LANES * N];
    let mut sums: [Lane; N] = core::array::from_fn(|v| Lane::load(at(out, v)));
    while mask != 0 {
        let j = mask.trailing_zeros() as usize;
        mask &= mask - 1;
        let coefficient = Lane::splat(coefficients[j * step]);
        let row = &rows[j * stride + column..][..LANES * N];
        for (v, sum) in sums.iter_mut().enumerate() {
            *sum = sum.add(coefficient.mul(Lane::load(at(row, v))));
        }
    }
    for (v, sum) in sums.into_iter().enumerate() {
        sum.store(at_mut(out, v));
    }
    N
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

/// fired[i] gets bit `sample` where z_i > 0: the transpose of what [`relu`] notes.
#[inline]
pub fn mark_fired(z: &[f32], sample: usize, fired: &mut [u32]) {
    for (fired, &z) in fired.iter_mut().zip(z) {
        *fired |= u32::from(z > 0.0) << sample;
    }
}

/// sums += values where `active` has the bit set.
#[inline]
pub fn add_active(sums: &mut [f32], values: &[f32], active: &[u64]) {
    // A table of lane masks, so that no branch depends on the data.
    const SELECT: [[f32; 4]; 16] = {
        let mut table = [[0.0; 4]; 16];
        let mut i = 0;
        while i < 64 {
            if i / 4 >> (i % 4) & 1 == 1 {
                table[i / 4][i % 4] = 1.0;
            }
            i += 1;
        }
        table
    };
    for v in 0..sums.len() / LANES {
        let bits = active[v * LANES / MASK_BITS] >> (v * LANES % MASK_BITS) & 15;
        let value = Lane::load(at(values, v)).mul(Lane::load(&SELECT[bits as usize]));
        Lane::load(at(sums, v)).add(value).store(at_mut(sums, v));
    }
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
        for j in (0..from_stride).step_by(LANES) {
            let block = core::array::from_fn(|r| Lane::load(at(&from[(i + r) * from_stride + j..], 0)));
            for (r, lane) in Lane::transpose(block).into_iter().enumerate() {
                lane.store(at_mut(&mut to[(j + r) * to_stride + i..], 0));
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

/// The fast Walsh-Hadamard transform, in place and unnormalised:
/// out[s] = Σ_u (-1)^|s ∧ u| values[u]. `values` has 2^d entries; d·2^d additions.
pub fn walsh_hadamard(values: &mut [f64]) {
    debug_assert!(values.len().is_power_of_two());
    let mut half = 1;
    while half < values.len() {
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for (a, b) in low.iter_mut().zip(high) {
                (*a, *b) = (*a + *b, *a - *b);
            }
        }
        half *= 2;
    }
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
        fn add_rows_is_the_plain_sum(
            (vectors, coefficients, rows, mask) in (1usize..24).prop_flat_map(|vectors| (
                Just(vectors), numbers(64), numbers(64 * vectors * LANES), any::<u64>(),
            ))
        ) {
            let width = vectors * LANES;
            let mut fast = vec![0.25; width];
            add_rows(&mut fast, &coefficients, 1, &rows, width, mask);
            for (i, fast) in fast.into_iter().enumerate() {
                let mut plain = 0.25f32;
                for j in (0..64).filter(|j| mask >> j & 1 == 1) {
                    plain += coefficients[j] * rows[j * width + i];
                }
                prop_assert_eq!(plain.to_bits(), fast.to_bits());
            }
        }

        #[test]
        fn relu_notes_what_is_active(z in numbers(72), base in numbers(72), values in numbers(72)) {
            let (mut h, mut active, mut fired) = (vec![0.0; 72], vec![!0; 2], vec![0; 72]);
            relu(&z, Some(&base), &mut h, &mut active);
            mark_fired(&z, 5, &mut fired);
            let mut sums = vec![1.0; 72];
            add_active(&mut sums, &values, &active);
            for i in 0..72 {
                let on = z[i] > 0.0;
                prop_assert_eq!(h[i], if on { z[i] + base[i] } else { base[i] });
                prop_assert_eq!(active[i / 64] >> (i % 64) & 1 == 1, on);
                prop_assert_eq!(fired[i], u32::from(on) << 5);
                prop_assert_eq!(sums[i], if on { 1.0 + values[i] } else { 1.0 });
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

        /// Against the definition, f̂ = Σ_u (-1)^|s ∧ u| f(u), and twice is 2^d times once.
        #[test]
        fn walsh_hadamard_is_its_definition(d in 0u32..8, seed in any::<u64>()) {
            let mut rng = crate::rng::Rng::new(seed >> 12, crate::rng::Stream::Probe);
            let values: Vec<f64> = (0..1 << d).map(|_| f64::from(rng.symmetric(1.0))).collect();
            let mut fast = values.clone();
            walsh_hadamard(&mut fast);
            for (s, fast) in fast.iter().enumerate() {
                let plain: f64 = values.iter().enumerate()
                    .map(|(u, v)| if (s & u).count_ones() % 2 == 1 { -v } else { *v })
                    .sum();
                prop_assert!((plain - fast).abs() < 1e-12 * f64::from(1 << d));
            }
            walsh_hadamard(&mut fast);
            for (twice, once) in fast.iter().zip(&values) {
                prop_assert!((twice / f64::from(1 << d) - once).abs() < 1e-12);
            }
        }

        #[test]
        fn dot_is_near_the_plain_sum(a in numbers(40), b in numbers(40)) {
            let plain: f64 = a.iter().zip(&b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
            prop_assert!((f64::from(dot(&a, &b)) - plain).abs() < 1e-4);
        }
    }
}
