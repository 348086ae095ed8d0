//! Kernels: functions of inner products alone, which count a coordinate as 1/n, so that K(x, x) = 1 on the cube
//! whatever n is.

use super::features::{self, RandomFeatures};
use crate::networks::Context;
use crate::schema::{Field, Kind, Member, Row};

/// K(x, x') of p = x·x'/n, |x|²/n and |x'|²/n.
#[derive(Clone, Debug, PartialEq)]
pub enum Kernel {
    /// exp(-|x - x'|² / (2 σ² n)).
    Rbf { bandwidth: f64 },
    /// ((c + p) / (c + 1))^d.
    Polynomial { degree: usize, offset: f64 },
    /// The neural tangent kernel of f(x) = m^{-1/2} Σ_r a_r relu((w_r·x/√n + b_r) / √2), all parameters standard normal
    /// at the start and trained, as m grows (Jacot, Gabriel and Hongler 2018): E ∇f(x)·∇f(x').
    ///
    /// With the covariance q = (1 + p) / 2 of the two preactivations, Q² the product of their variances and
    /// cos θ = q / Q, the arc-cosine kernels of Cho and Saul 2009 (section 2.1, n = 1 and 0, halved) give
    /// E relu relu' = Q (sin θ + (π - θ) cos θ) / 2π for a, and q E 1 1' = q (π - θ) / 2π for w and b. Without the
    /// biases no odd degree but the first would be in it.
    Ntk,
    /// p, of features drawn at random in place of coordinates.
    RandomFeatures(RandomFeatures),
}

impl Kernel {
    /// The features by which it compares inputs, where these are not the inputs themselves.
    pub fn features(&self) -> Option<&RandomFeatures> {
        match self {
            Kernel::RandomFeatures(features) => Some(features),
            _ => None,
        }
    }

    /// K(x, x').
    pub fn value(&self, p: f64, [square, other]: [f64; 2]) -> f64 {
        match *self {
            Kernel::Rbf { bandwidth } => {
                libm::exp(-(square - 2.0 * p + other).max(0.0) / (2.0 * bandwidth * bandwidth))
            }
            Kernel::Polynomial { degree, offset } => {
                let base = (offset + p) / (offset + 1.0);
                (0..degree).fold(1.0, |power, _| power * base)
            }
            Kernel::Ntk => {
                let [q, variance, other] = [p, square, other].map(|product| 0.5 * (1.0 + product));
                let scale = (variance * other).sqrt();
                let cos = (q / scale).clamp(-1.0, 1.0);
                let sin = ((1.0 - cos) * (1.0 + cos)).sqrt();
                let open = std::f64::consts::PI - libm::acos(cos);
                scale * (sin + 2.0 * open * cos) / (2.0 * std::f64::consts::PI)
            }
            Kernel::RandomFeatures(_) => p,
        }
    }
}

const BANDWIDTH: Field = Field {
    name: "bandwidth",
    label: "bandwidth σ",
    unit: "√n",
    help: "How far apart inputs are still alike, in units of √n: K = exp(-|x - x'|² / (2 σ² n)).",
    kind: Kind::Number { default: 1.0, min: 0.01, max: 100.0 },
};

const DEGREE: Field = Field {
    name: "degree",
    label: "degree d",
    unit: "",
    help: "What it fits are polynomials of at most this degree.",
    kind: Kind::Integer { default: 3, min: 1, max: 20 },
};

const OFFSET: Field = Field {
    name: "offset",
    label: "offset c",
    unit: "",
    help: "The larger, the more the lower degrees weigh; with 0 there is the highest degree alone, and on the cube those that are less by an even number.",
    kind: Kind::Number { default: 1.0, min: 0.0, max: 100.0 },
};

/// The family: one row a kernel; the first is the default.
pub const KERNELS: &[Row<Kernel, Context>] = &[
    Row {
        member: &Member {
            kind: "rbf",
            label: "Gaussian (RBF)",
            help: "exp(-|x - x'|² / (2 σ² n)): inputs are alike as far as they are near.",
            fields: &[BANDWIDTH],
        },
        read: |reader, _| Ok(Kernel::Rbf { bandwidth: reader.number(&BANDWIDTH)? }),
    },
    Row {
        member: &Member {
            kind: "polynomial",
            label: "polynomial",
            help: "((c + x·x'/n) / (c + 1))^d: ridge regression on all products of at most d coordinates.",
            fields: &[DEGREE, OFFSET],
        },
        read: |reader, _| {
            Ok(Kernel::Polynomial { degree: reader.integer(&DEGREE)?, offset: reader.number(&OFFSET)? })
        },
    },
    Row {
        member: &Member {
            kind: "ntk",
            label: "neural tangent kernel",
            help: "That of a two-layer ReLU network with biases, both layers trained, as its width grows: what such a network would learn if its features stayed as they were drawn.",
            fields: &[],
        },
        read: |_, _| Ok(Kernel::Ntk),
    },
    features::ROW,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Rng, Stream};

    /// x·x'/n, |x|²/n and |x'|²/n.
    fn products(x: &[f64], other: &[f64]) -> (f64, [f64; 2]) {
        let product =
            |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / x.len() as f64;
        (product(x, other), [product(x, x), product(other, other)])
    }

    const PAIRS: [[[f64; 3]; 2]; 5] = [
        [[1.0, -1.0, 1.0], [1.0, 1.0, -1.0]],
        [[1.0, -1.0, 1.0], [-1.0, 1.0, -1.0]],
        [[1.0, -1.0, 1.0], [1.0, -1.0, 1.0]],
        [[0.3, -2.0, 1.1], [0.9, 0.2, -1.7]],
        [[0.0, 0.0, 0.0], [4.0, -3.0, 2.0]],
    ];

    /// ∇f(x)·∇f(x') of networks of many neurons, drawn: a mean over neurons, within its standard error.
    #[test]
    fn the_tangent_kernel_is_that_of_a_wide_network() {
        let (mut rng, width) = (Rng::new(3, Stream::Init), 200_000);
        for [x, other] in PAIRS {
            let (p, squares) = products(&x, &other);
            let [mut sum, mut squared] = [0.0; 2];
            for _ in 0..width {
                let [w0, w1, w2, a, b] = std::array::from_fn(|_| f64::from(rng.normal()));
                // The gradient in (a, w, b) of one neuron, m^{-1/2} left out.
                let gradient = |x: [f64; 3]| {
                    let x = x.map(|x| x / 3f64.sqrt());
                    let z = (w0 * x[0] + w1 * x[1] + w2 * x[2] + b) / 2f64.sqrt();
                    let inner = if z > 0.0 { a / 2f64.sqrt() } else { 0.0 };
                    [z.max(0.0), inner * x[0], inner * x[1], inner * x[2], inner]
                };
                let product: f64 = gradient(x).iter().zip(gradient(other)).map(|(g, h)| g * h).sum();
                sum += product;
                squared += product * product;
            }
            let mean = sum / f64::from(width);
            let error = ((squared / f64::from(width) - mean * mean) / f64::from(width)).sqrt();
            let kernel = Kernel::Ntk.value(p, squares);
            assert!((kernel - mean).abs() < 4.0 * error, "{x:?} {other:?}: {kernel}, {mean} ± {error}");
        }
    }

    #[test]
    fn kernels_are_their_formulas() {
        for [x, other] in PAIRS {
            let (p, squares) = products(&x, &other);
            let distance: f64 = x.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum();
            let rbf = Kernel::Rbf { bandwidth: 0.5 }.value(p, squares);
            assert!((rbf - libm::exp(-distance / 1.5)).abs() < 1e-15, "{rbf}");
            let cubic = Kernel::Polynomial { degree: 3, offset: 0.5 }.value(p, squares);
            let base = (0.5 + p) / 1.5;
            assert!((cubic - base * base * base).abs() < 1e-14 * (1.0 + cubic.abs()), "{cubic}");
        }
        for kernel in
            [Kernel::Rbf { bandwidth: 2.0 }, Kernel::Polynomial { degree: 7, offset: 3.0 }, Kernel::Ntk]
        {
            assert!((kernel.value(1.0, [1.0, 1.0]) - 1.0).abs() < 1e-15, "{kernel:?}");
        }
    }
}
