//! Independent signs, fair or biased (Abbe et al. 2021, sections 1 and 3.1, appendix A).
//!
//! With E X_i = b_i the network sees, and the basis is made of, the standardised coordinates
//! x_i = (X_i - b_i) / √(1 - b_i²), of mean 0 and variance 1; for a fair coin x_i = X_i.

use super::{DIMENSION, InputDistribution, Side};
use crate::basis::{Basis, MultiIndex, Walsh};
use crate::rng::{Rng, Stream};
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};
use std::sync::Arc;

/// n independent signs, standardised.
#[derive(Clone, Debug)]
pub struct Hypercube {
    coins: Vec<[Side; 2]>,
    /// Where every coin is fair, drawing takes one bit a coordinate.
    fair: bool,
}

const N: Field = Field { help: "How many coin flips, each -1 or 1, make up an input.", ..DIMENSION };

const BIAS: Field = Field {
    name: "bias",
    label: "bias",
    unit: "",
    help: "The mean of a coin: 0 is fair, 0.5 shows +1 three times out of four. The network sees coins standardised to mean 0 and variance 1.",
    kind: Kind::Number { default: 0.0, min: -0.95, max: 0.95 },
};

const SPREAD: Field = Field {
    name: "spread",
    label: "spread of the biases",
    unit: "",
    help: "Each coin gets a bias of its own, drawn by the seed from this far to either side of the common one (the smoothed model).",
    kind: Kind::Number { default: 0.0, min: 0.0, max: 0.9 },
};

pub(super) const ROW: Row<Box<dyn InputDistribution>, u64> = Row {
    member: &Member {
        kind: "hypercube",
        label: "coin flips",
        help: "Every coordinate is -1 or 1, independently, with equal chance unless biased.",
        fields: &[N, BIAS, SPREAD],
    },
    read: |reader, seed| Ok(Box::new(Hypercube::read(reader, *seed)?)),
};

impl Hypercube {
    /// The uniform law on {-1,1}^n, n ≥ 1.
    pub fn new(n: usize) -> Self {
        Self::biased(&vec![0.0; n])
    }

    /// Coin i has mean b_i in (-1, 1).
    pub fn biased(biases: &[f64]) -> Self {
        let coin = |&b: &f64| {
            let scale = (1.0 - b * b).sqrt();
            let side = |raw: f64| Side { value: (raw - b) / scale, weight: (1.0 + raw * b) / 2.0 };
            [side(1.0), side(-1.0)]
        };
        Self { coins: biases.iter().map(coin).collect(), fair: biases.iter().all(|b| *b == 0.0) }
    }

    fn read(reader: &mut Reader<'_>, seed: u64) -> Result<Self, Invalid> {
        let n = reader.integer(&N)?;
        let (bias, spread) = (reader.number(&BIAS)?, reader.number(&SPREAD)?);
        if bias.abs() + spread > 0.95 {
            let most = ((0.95 - bias.abs()) * 1e3).round() / 1e3;
            let [spread, most] = [spread, most].map(schema::decimal);
            let why = format!("{spread} is outside [0, {most}]: biases end at ±0.95");
            return Err(reader.error(SPREAD.name, why));
        }
        let mut rng = Rng::new(seed, Stream::Law);
        let biases: Vec<f64> = (0..n)
            .map(|_| if spread > 0.0 { bias + f64::from(rng.symmetric(1.0)) * spread } else { bias })
            .collect();
        Ok(Self::biased(&biases))
    }
}

impl InputDistribution for Hypercube {
    fn dim(&self) -> usize {
        self.coins.len()
    }

    fn sample_into(&self, rng: &mut Rng, x: &mut [f32]) {
        if !self.fair {
            for ([heads, tails], x) in self.coins.iter().zip(x) {
                let side = if f64::from(rng.unit()) < heads.weight { heads } else { tails };
                *x = side.value as f32;
            }
            return;
        }
        for chunk in x.chunks_mut(64) {
            let bits = rng.bits();
            for (i, x) in chunk.iter_mut().enumerate() {
                // The bit becomes the sign of 1.0.
                *x = f32::from_bits(((bits >> i & 1) as u32) << 31 | 1.0f32.to_bits());
            }
        }
    }

    fn basis(&self) -> Arc<dyn Basis> {
        Arc::new(Walsh::new(self.coins.iter().map(|[v, w]| v.value + w.value).collect()))
    }

    fn sample_tilted(&self, index: &MultiIndex, rng: &mut Rng, x: &mut [f32]) {
        self.sample_into(rng, x);
        for i in index.support() {
            // A side's weight times its value's square: these add up to 1, the variance.
            let [heads, tails] = self.coins[i];
            let is_heads = f64::from(rng.unit()) < heads.weight * heads.value * heads.value;
            x[i] = if is_heads { heads.value } else { tails.value } as f32;
        }
    }

    /// χ_S².
    fn tilts(&self, factors: &[(usize, usize)], x: &[f32], values: &mut [f64]) {
        for (&(i, _), value) in factors.iter().zip(values) {
            *value = f64::from(x[i]) * f64::from(x[i]);
        }
    }

    fn coins(&self) -> Option<&[[Side; 2]]> {
        Some(&self.coins)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Means 0, variances 1, no correlation of neighbours: for fair and for biased coins.
    #[test]
    fn coordinates_are_standardised_and_uncorrelated() {
        let (n, count) = (70, 20_000);
        let biases: Vec<f64> = (0..n).map(|i| f64::from(i) / 100.0 - 0.35).collect();
        for law in [Hypercube::new(n as usize), Hypercube::biased(&biases)] {
            let n = law.dim();
            let mut rng = Rng::new(3, Stream::Probe);
            let (mut mean, mut square, mut pairs) = (vec![0.0; n], vec![0.0; n], vec![0.0; n - 1]);
            let mut x = vec![0.0; n];
            for _ in 0..count {
                law.sample_into(&mut rng, &mut x);
                for i in 0..n {
                    mean[i] += x[i];
                    square[i] += x[i] * x[i] - 1.0;
                    if i + 1 < n {
                        pairs[i] += x[i] * x[i + 1];
                    }
                }
            }
            // 209 sums of 20,000 terms of variance 1 (the squares: less): 4.5 standard deviations
            // allow for that many.
            let bound = 4.5 * (count as f32).sqrt();
            assert!(mean.iter().chain(&square).chain(&pairs).all(|sum| sum.abs() < bound));
        }
    }

    /// E χ_S χ_T = 1 if S = T, else 0: the sum over all points of a cube of four coins, each biased in
    /// its own way.
    #[test]
    fn biased_characters_are_orthonormal() {
        let law = Hypercube::biased(&[0.5, -0.25, 0.9, 0.0]);
        let basis = law.basis();
        let set = |s: usize| MultiIndex::from_factors((0..4).filter(|i| s >> i & 1 == 1).map(|i| (i, 1)));
        for (s, t) in (0..16).flat_map(|s| (0..16).map(move |t| (s, t))) {
            let mut sum = 0.0;
            for u in 0..16usize {
                let sides: [Side; 4] = std::array::from_fn(|i| law.coins[i][u >> i & 1]);
                let weight: f64 = sides.iter().map(|side| side.weight).product();
                let x = sides.map(|side| side.value as f32);
                sum += weight * basis.eval(&set(s), &x) * basis.eval(&set(t), &x);
            }
            // x is rounded to f32.
            assert!((sum - f64::from(s == t)).abs() < 2e-6, "{s} {t}: {sum}");
        }
    }

    /// P(X = 1) = 3/4 is x = 1/√3 or -√3: the values of appendix A's (x - 2p + 1) / √(4p(1-p)).
    #[test]
    fn a_biased_coin_is_that_of_appendix_a() {
        let law = Hypercube::biased(&[0.5]);
        let [heads, tails] = law.coins[0];
        assert!((heads.value - 1.0 / 3f64.sqrt()).abs() < 1e-15 && heads.weight == 0.75);
        assert!((tails.value + 3f64.sqrt()).abs() < 1e-15 && tails.weight == 0.25);
    }
}
