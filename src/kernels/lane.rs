//! Four f32 side by side: simd128 in wasm, SSE on x86-64, an array elsewhere.
//!
//! Every operation is elementwise and rounds each lane by itself, so the three give the same bits.

/// How many numbers a lane holds; rows of parameters and activations are padded to it.
pub const LANES: usize = 4;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod imp {
    use core::arch::wasm32::*;

    #[derive(Clone, Copy)]
    pub struct Lane(v128);

    impl Lane {
        #[inline(always)]
        pub fn splat(value: f32) -> Self {
            Self(f32x4_splat(value))
        }
        #[inline(always)]
        pub fn load(from: &[f32; 4]) -> Self {
            // SAFETY: `from` is 16 readable bytes; v128.load takes any alignment.
            Self(unsafe { v128_load(from.as_ptr().cast()) })
        }
        #[inline(always)]
        pub fn store(self, to: &mut [f32; 4]) {
            // SAFETY: `to` is 16 writable bytes; v128.store takes any alignment.
            unsafe { v128_store(to.as_mut_ptr().cast(), self.0) }
        }
        #[inline(always)]
        pub fn add(self, other: Self) -> Self {
            Self(f32x4_add(self.0, other.0))
        }
        #[inline(always)]
        pub fn mul(self, other: Self) -> Self {
            Self(f32x4_mul(self.0, other.0))
        }
        #[inline(always)]
        pub fn relu(self) -> Self {
            Self(f32x4_pmax(f32x4_splat(0.0), self.0))
        }
        #[inline(always)]
        pub fn positive(self) -> u64 {
            u64::from(i32x4_bitmask(f32x4_gt(self.0, f32x4_splat(0.0))))
        }
        #[inline(always)]
        pub fn transpose([a, b, c, d]: [Self; 4]) -> [Self; 4] {
            let (a, b, c, d) = (a.0, b.0, c.0, d.0);
            let ab_low = i32x4_shuffle::<0, 4, 1, 5>(a, b);
            let ab_high = i32x4_shuffle::<2, 6, 3, 7>(a, b);
            let cd_low = i32x4_shuffle::<0, 4, 1, 5>(c, d);
            let cd_high = i32x4_shuffle::<2, 6, 3, 7>(c, d);
            [
                Self(i64x2_shuffle::<0, 2>(ab_low, cd_low)),
                Self(i64x2_shuffle::<1, 3>(ab_low, cd_low)),
                Self(i64x2_shuffle::<0, 2>(ab_high, cd_high)),
                Self(i64x2_shuffle::<1, 3>(ab_high, cd_high)),
            ]
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod imp {
    use core::arch::x86_64::*;

    #[derive(Clone, Copy)]
    pub struct Lane(__m128);

    // SSE is part of every x86-64; only the loads and stores touch memory.
    impl Lane {
        #[inline(always)]
        pub fn splat(value: f32) -> Self {
            // SAFETY: SSE is always there.
            Self(unsafe { _mm_set1_ps(value) })
        }
        #[inline(always)]
        pub fn load(from: &[f32; 4]) -> Self {
            // SAFETY: `from` is 16 readable bytes; movups takes any alignment.
            Self(unsafe { _mm_loadu_ps(from.as_ptr()) })
        }
        #[inline(always)]
        pub fn store(self, to: &mut [f32; 4]) {
            // SAFETY: `to` is 16 writable bytes; movups takes any alignment.
            unsafe { _mm_storeu_ps(to.as_mut_ptr(), self.0) }
        }
        #[inline(always)]
        pub fn add(self, other: Self) -> Self {
            // SAFETY: SSE is always there.
            Self(unsafe { _mm_add_ps(self.0, other.0) })
        }
        #[inline(always)]
        pub fn mul(self, other: Self) -> Self {
            // SAFETY: SSE is always there.
            Self(unsafe { _mm_mul_ps(self.0, other.0) })
        }
        #[inline(always)]
        pub fn relu(self) -> Self {
            // SAFETY: SSE is always there.
            Self(unsafe { _mm_max_ps(self.0, _mm_setzero_ps()) })
        }
        #[inline(always)]
        pub fn positive(self) -> u64 {
            // SAFETY: SSE is always there.
            unsafe { _mm_movemask_ps(_mm_cmpgt_ps(self.0, _mm_setzero_ps())) as u64 }
        }
        #[inline(always)]
        pub fn transpose([a, b, c, d]: [Self; 4]) -> [Self; 4] {
            let (mut a, mut b, mut c, mut d) = (a.0, b.0, c.0, d.0);
            // SAFETY: SSE is always there.
            unsafe { _MM_TRANSPOSE4_PS(&mut a, &mut b, &mut c, &mut d) };
            [Self(a), Self(b), Self(c), Self(d)]
        }
    }
}

/// The meaning of the others, and what runs where neither is to be had.
#[cfg(any(test, not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128")))))]
mod scalar {
    #[derive(Clone, Copy)]
    pub struct Lane([f32; 4]);

    impl Lane {
        #[inline(always)]
        pub fn splat(value: f32) -> Self {
            Self([value; 4])
        }
        #[inline(always)]
        pub fn load(from: &[f32; 4]) -> Self {
            Self(*from)
        }
        #[inline(always)]
        pub fn store(self, to: &mut [f32; 4]) {
            *to = self.0;
        }
        #[inline(always)]
        pub fn add(self, other: Self) -> Self {
            Self(core::array::from_fn(|i| self.0[i] + other.0[i]))
        }
        #[inline(always)]
        pub fn mul(self, other: Self) -> Self {
            Self(core::array::from_fn(|i| self.0[i] * other.0[i]))
        }
        /// z where z > 0, else 0 (also for NaN).
        #[inline(always)]
        pub fn relu(self) -> Self {
            Self(self.0.map(|z| if z > 0.0 { z } else { 0.0 }))
        }
        /// Bit i is set where lane i is above zero.
        #[inline(always)]
        pub fn positive(self) -> u64 {
            (0..4).map(|i| u64::from(self.0[i] > 0.0) << i).sum()
        }
        #[inline(always)]
        pub fn transpose(rows: [Self; 4]) -> [Self; 4] {
            core::array::from_fn(|i| Self(core::array::from_fn(|j| rows[j].0[i])))
        }
    }
}

#[cfg(not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128"))))]
use scalar as imp;

pub(super) use imp::Lane;

#[cfg(test)]
mod tests {
    use super::{Lane, scalar};

    fn bits(values: [f32; 4]) -> [u32; 4] {
        values.map(f32::to_bits)
    }

    /// The vector unit and the scalar meaning agree to the bit, odd values included.
    #[test]
    fn lanes_agree_with_their_scalar_meaning() {
        let samples = [
            [1.5, -2.25, 0.0, -0.0],
            [f32::MIN_POSITIVE, -1e-42, 3e38, -3e38],
            [f32::INFINITY, f32::NEG_INFINITY, 1e-3, 7.0],
        ];
        for a in samples {
            for b in samples {
                let (va, vb) = (Lane::load(&a), Lane::load(&b));
                let (sa, sb) = (scalar::Lane::load(&a), scalar::Lane::load(&b));
                let (mut v, mut s) = ([0.0; 4], [0.0; 4]);
                for (vector, twin) in [
                    (va.mul(vb), sa.mul(sb)),
                    (va.add(vb), sa.add(sb)),
                    (va.relu(), sa.relu()),
                    (Lane::splat(a[0]), scalar::Lane::splat(a[0])),
                ] {
                    vector.store(&mut v);
                    twin.store(&mut s);
                    assert!(
                        v.iter()
                            .zip(&s)
                            .all(|(v, s)| v.to_bits() == s.to_bits() || (v.is_nan() && s.is_nan()))
                    );
                }
                assert_eq!(va.positive(), sa.positive());
            }
        }
        let nan = [f32::NAN, 1.0, -f32::NAN, 2.0];
        let mut out = [9.0; 4];
        Lane::load(&nan).relu().store(&mut out);
        assert_eq!(bits(out), bits([0.0, 1.0, 0.0, 2.0]));
        assert_eq!(Lane::load(&nan).positive(), 0b1010);
    }

    #[test]
    fn transpose_turns_rows_into_columns() {
        let row = |i: usize| core::array::from_fn(|j| (4 * i + j) as f32);
        let vectors = Lane::transpose(core::array::from_fn(|i| Lane::load(&row(i))));
        let twins = scalar::Lane::transpose(core::array::from_fn(|i| scalar::Lane::load(&row(i))));
        for (i, (vector, twin)) in vectors.into_iter().zip(twins).enumerate() {
            let (mut v, mut s) = ([0.0; 4], [0.0; 4]);
            vector.store(&mut v);
            twin.store(&mut s);
            assert_eq!(v, core::array::from_fn(|j| (4 * j + i) as f32));
            assert_eq!(s, v);
        }
    }
}
