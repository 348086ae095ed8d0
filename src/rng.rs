//! Seeded random numbers in named streams.
//!
//! Every stream is its own xoshiro256++ generator, a function of the experiment's seed and
//! the stream's name alone, so that measuring (Probe) can never shift what is trained on (Train).

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng as _, SeedableRng};
use serde::{Deserialize, Serialize};

/// What a stream of random numbers is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// What a law or a target leaves to chance.
    Law = 0,
    /// Initial parameters.
    Init = 1,
    /// Training inputs.
    Train = 2,
    /// Inputs of the probes.
    Probe = 3,
}

/// A reproducible generator; its state is part of an experiment's snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rng(Xoshiro256PlusPlus);

impl Rng {
    /// The generator of `stream` for `seed`.
    pub fn new(seed: u64, stream: Stream) -> Self {
        // SplitMix64 inside seed_from_u64 spreads its argument over the whole state, so distinct
        // arguments are enough; the odd multiplier keeps (seed, stream) -> argument one-to-one
        // for every seed below 2^53.
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

    /// Uniform on [-scale, scale).
    #[inline]
    pub fn symmetric(&mut self, scale: f32) -> f32 {
        (2.0 * self.unit() - 1.0) * scale
    }
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
}
