//! The uniform law on {-1,1}^n (Abbe et al. 2021, section 1).

use super::InputDistribution;
use crate::basis::{Basis, Walsh};
use crate::rng::Rng;
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};

/// n independent fair signs.
#[derive(Clone, Debug)]
pub struct Hypercube {
    n: usize,
}

const N: Field = Field {
    name: "n",
    label: "n",
    unit: "coordinates",
    help: "How many fair coin flips, each -1 or 1, make up an input.",
    kind: Kind::Integer { default: 30, min: 1, max: 256 },
};

const BIAS: Field = Field {
    name: "bias",
    label: "bias",
    unit: "",
    help: "The mean of a coordinate; 0, for the coins are fair.",
    kind: Kind::Number { default: 0.0, min: 0.0, max: 0.0 },
};

pub(super) const ROW: Row<Box<dyn InputDistribution>, ()> = Row {
    member: &Member {
        kind: "hypercube",
        label: "fair coin flips",
        help: "Every coordinate is -1 or 1 with equal chance, independently.",
        fields: &[N, BIAS],
    },
    read: |reader, _| Ok(Box::new(Hypercube::read(reader)?)),
};

impl Hypercube {
    /// The law on {-1,1}^n, n ≥ 1.
    pub fn new(n: usize) -> Self {
        Self { n }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        let n = reader.integer(&N)?;
        reader.number(&BIAS)?;
        Ok(Self::new(n))
    }
}

impl InputDistribution for Hypercube {
    fn dim(&self) -> usize {
        self.n
    }

    fn sample_into(&self, rng: &mut Rng, x: &mut [f32]) {
        for chunk in x.chunks_mut(64) {
            let bits = rng.bits();
            for (i, x) in chunk.iter_mut().enumerate() {
                // The bit becomes the sign of 1.0.
                *x = f32::from_bits(((bits >> i & 1) as u32) << 31 | 1.0f32.to_bits());
            }
        }
    }

    fn basis(&self) -> &dyn Basis {
        &Walsh
    }

    fn coin(&self) -> Option<[f32; 2]> {
        Some([1.0, -1.0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    #[test]
    fn coordinates_are_fair_and_uncorrelated_signs() {
        let (n, count) = (70, 20_000);
        let law = Hypercube::new(n);
        let mut rng = Rng::new(3, Stream::Probe);
        let (mut mean, mut pairs) = (vec![0.0; n], vec![0.0; n - 1]);
        let mut x = vec![0.0; n];
        for _ in 0..count {
            law.sample_into(&mut rng, &mut x);
            for i in 0..n {
                assert!(x[i].abs() == 1.0);
                mean[i] += x[i];
                if i + 1 < n {
                    pairs[i] += x[i] * x[i + 1];
                }
            }
        }
        // 139 sums of 20,000 fair signs: 4.5 standard deviations allow for that many.
        let bound = 4.5 * (count as f32).sqrt();
        assert!(mean.iter().chain(&pairs).all(|sum| sum.abs() < bound));
    }
}
