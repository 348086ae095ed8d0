//! Random features (Rahimi and Recht 2007): the first layer of a two-layer ReLU network as it was drawn, of which ridge
//! regression finds the second.

use super::Kernel;
use crate::linear::dot;
use crate::networks::Context;
use crate::schema::{Field, Kind, Member, Row};

/// φ_k(x) = √2 relu((w_k·x/√n + b_k) / √2), k = 1, …, m, all numbers standard normal: as m grows their kernel
/// (1/m) Σ_k φ_k(x) φ_k(x') approaches the arc-cosine kernel of degree 1 (Cho and Saul 2009), which is 1 at x = x' on the
/// cube.
#[derive(Clone, Debug, PartialEq)]
pub struct RandomFeatures {
    n: usize,
    /// Row k is w_k/√n and b_k, (m, n + 1): what x is multiplied by, √2 cancelled.
    weights: Vec<f64>,
}

const COUNT: Field = Field {
    name: "features",
    label: "features m",
    unit: "neurons",
    help: "How many neurons are drawn.",
    kind: Kind::Integer { default: 500, min: 1, max: 2000 },
};

pub(super) const ROW: Row<Kernel, Context> = Row {
    member: &Member {
        kind: "random_features",
        label: "random features",
        help: "(1/m) Σ φ_k(x) φ_k(x') of m ReLU neurons with biases, drawn by the seed: a two-layer network whose first layer stays as it was drawn, the second fitted exactly.",
        fields: &[COUNT],
    },
    read: |reader, context| {
        let (count, mut rng) = (reader.integer(&COUNT)?, context.init.clone());
        Ok(Kernel::RandomFeatures(RandomFeatures::new(context.n, count, || f64::from(rng.normal()))))
    },
};

impl RandomFeatures {
    /// `count` features on R^n from standard normal draws: of each its w, then its b.
    pub fn new(n: usize, count: usize, mut normal: impl FnMut() -> f64) -> Self {
        let root = (n as f64).sqrt();
        let weight = |k: usize| normal() / if k % (n + 1) == n { 1.0 } else { root };
        Self { n, weights: (0..count * (n + 1)).map(weight).collect() }
    }

    /// m.
    pub fn count(&self) -> usize {
        self.weights.len() / (self.n + 1)
    }

    /// φ(x), (m,), for x (n,).
    pub fn of(&self, x: &[f64]) -> Vec<f64> {
        let neurons = self.weights.chunks_exact(self.n + 1);
        neurons.map(|weights| (dot(&weights[..self.n], x) + weights[self.n]).max(0.0)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Rng, Stream};

    /// The mean over neurons is within its standard error of the kernel that it approaches, on the cube and off it.
    #[test]
    fn many_features_have_the_arc_cosine_kernel() {
        let (mut rng, m) = (Rng::new(5, Stream::Init), 100_000);
        let features = RandomFeatures::new(3, m, || f64::from(rng.normal()));
        assert_eq!(features.count(), m);
        for [x, other] in [
            [[1.0, -1.0, 1.0], [1.0, 1.0, -1.0]],
            [[1.0, -1.0, 1.0], [1.0, -1.0, 1.0]],
            [[1.0, -1.0, 1.0], [-1.0, 1.0, -1.0]],
            [[0.3, -2.0, 1.1], [0.9, 0.2, -1.7]],
        ] {
            let products: Vec<f64> =
                features.of(&x).iter().zip(features.of(&other)).map(|(a, b)| a * b).collect();
            let mean = products.iter().sum::<f64>() / m as f64;
            let variance = products.iter().map(|p| (p - mean) * (p - mean)).sum::<f64>() / m as f64;
            let q = |a: [f64; 3], b: [f64; 3]| (1.0 + dot(&a, &b) / 3.0) / 2.0;
            let scale = (q(x, x) * q(other, other)).sqrt();
            let angle = libm::acos((q(x, other) / scale).min(1.0));
            let limit = scale * (libm::sin(angle) + (std::f64::consts::PI - angle) * libm::cos(angle))
                / std::f64::consts::PI;
            let error = (variance / m as f64).sqrt();
            assert!((mean - limit).abs() < 4.0 * error, "{x:?} {other:?}: {mean} ± {error}, {limit}");
        }
    }
}
