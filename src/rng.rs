//! Seeded random numbers in named streams.
//!
//! Every stream is its own xoshiro256++ generator, a function of the experiment's seed and
//! the stream's name alone, so that measuring (Probe) can never shift what is trained on (Train).

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng as _, SeedableRng};
use serde::{Deserialize, Serialize};

/// What a stream of random numbers is for. What is drawn by the run's seed and what is drawn by a number
/// of its own never share one: the two numbers may be equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Stream {
    /// What a target leaves to chance, by its draw.
    Target = 0,
    /// Initial parameters.
    Init = 1,
    /// Training inputs.
    Train = 2,
    /// Inputs of the probes.
    Probe = 3,
    /// What a law leaves to chance.
    Law = 1 << 63,
}

/// A reproducible generator; its state is part of an experiment's snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rng(Xoshiro256PlusPlus);

impl Rng {
    /// The generator of `stream` for `seed`.
    pub fn new(seed: u64, stream: Stream) -> Self {
        // SplitMix64 inside seed_from_u64 spreads its argument over the whole state, so distinct
        // arguments are enough: 4·seed + stream is one-to-one for seeds below 2^61, four streams
        // having the low two bits to themselves and Law the highest one.
        let argument = seed.wrapping_mul(4).wrapping_add(stream as u64);
        Self(Xoshiro256PlusPlus::seed_from_u64(argument))
    }

    /// 64 fair coin flips.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform on {0, 1, …, 2^24 - 1} / 2^24, exactly representable in f32.
    #[inline]
    pub fn unit(&mut self) -> f32 {
        (self.0.next_u64() >> 40) as f32 * (1.0 / (1u64 << 24) as f32)
    }

    /// Uniform on (0, 1): the midpoints of 2^53 equal parts.
    #[inline]
    pub fn open_unit(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) * (1.0 / (1u64 << 53) as f64)
    }

    /// N(0, 1), to f32's accuracy.
    #[inline]
    pub fn normal(&mut self) -> f32 {
        normal_quantile(self.open_unit()) as f32
    }

    /// Uniform on {0, …, count - 1}, count ≤ 2^32, to within 2^-32 of each probability.
    #[inline]
    pub fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.0.next_u64()) * count as u128) >> 64) as usize
    }

    /// A uniform permutation of 0, …, n - 1.
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        (1..n).rev().for_each(|i| order.swap(i, self.below(i + 1)));
        order
    }

    /// Uniform on [-scale, scale).
    #[inline]
    pub fn symmetric(&mut self, scale: f32) -> f32 {
        (2.0 * self.unit() - 1.0) * scale
    }
}

/// 64 bits that belong to `place` of the sequence `key`, as if they were drawn: the output of SplitMix64 (Steele,
/// Lea and Flood 2014, "Fast splittable pseudorandom number generators") after so many steps.
#[inline]
pub fn scrambled(key: u64, place: u64) -> u64 {
    let z = key.wrapping_add((place.wrapping_add(1)).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Φ^{-1}(p) for p in (0, 1), to 1e-7 of its value: algorithm AS 241, PPND7 (Wichura 1988, "The
/// percentage points of the normal distribution", Applied Statistics 37). One draw a number, so that
/// a stream can be counted, and no rejection, so that it can be tilted.
#[inline]
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)
            / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0);
    }
    let r = (-libm::log(p.min(1.0 - p))).sqrt();
    let tail = if r <= 5.0 {
        let r = r - 1.6;
        (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777)
            / ((0.12021132975 * r + 0.73700164250) * r + 1.0)
    } else {
        let r = r - 5.0;
        (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150)
            / ((0.012258202635 * r + 0.24197894225) * r + 1.0)
    };
    if q < 0.0 { -tail } else { tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_one_seed_and_seeds_of_one_stream_differ() {
        let first = |seed, stream| Rng::new(seed, stream).bits();
        let all = [
            first(1, Stream::Init),
            first(1, Stream::Train),
            first(1, Stream::Probe),
            first(1, Stream::Law),
            first(1, Stream::Target),
            first(2, Stream::Init),
            first(0, Stream::Init),
        ];
        for (i, a) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|b| a != b));
        }
    }

    #[test]
    fn symmetric_is_within_bounds_and_centred() {
        let mut rng = Rng::new(7, Stream::Init);
        let draws: Vec<f32> = (0..100_000).map(|_| rng.symmetric(0.5)).collect();
        assert!(draws.iter().all(|d| (-0.5..0.5).contains(d)));
        let mean = draws.iter().map(|&d| f64::from(d)).sum::<f64>() / 1e5;
        // Standard deviation of the mean: 0.5 / sqrt(3) / sqrt(1e5) = 0.0009.
        assert!(mean.abs() < 4.0 * 0.0009, "mean {mean}");
    }

    /// Φ(Φ^{-1}(p)) = p, Φ from the error function of another library: from the middle to where a
    /// draw of 53 bits can end.
    #[test]
    fn the_normal_quantile_inverts_the_distribution_function() {
        let phi = |x: f64| 0.5 * libm::erfc(-x / 2f64.sqrt());
        for p in [1e-16, 1e-12, 1e-9, 1e-5, 0.01, 0.0749, 0.0751, 0.3, 0.5 - 1e-9] {
            let x = normal_quantile(p);
            // A relative error of 1e-7 in x is one of about x² 1e-7 in p.
            assert!((phi(x) / p - 1.0).abs() < 3e-7 * (1.0 + x * x), "{p}: {x}, {}", phi(x));
            assert!((normal_quantile(1.0 - p) + x).abs() < 1e-4 * x.abs() || p < 1e-9);
        }
        assert_eq!(normal_quantile(0.5), 0.0);
    }

    #[test]
    fn normal_draws_have_a_gaussians_moments() {
        let mut rng = Rng::new(3, Stream::Train);
        let count = 200_000;
        let draws: Vec<f64> = (0..count).map(|_| f64::from(rng.normal())).collect();
        // E x^k and its standard deviation √((2k-1)!! - (E x^k)²).
        for (k, expected, deviation) in
            [(1, 0.0, 1.0), (2, 1.0, 2f64.sqrt()), (3, 0.0, 15f64.sqrt()), (4, 3.0, 96f64.sqrt())]
        {
            let mean = draws.iter().map(|x| x.powi(k)).sum::<f64>() / f64::from(count);
            assert!((mean - expected).abs() < 4.0 * deviation / f64::from(count).sqrt(), "E x^{k}: {mean}");
        }
    }
}
