//! The target network of Allen-Zhu and Li, eq. (1.3), in the form of section 2: G*_0(x) = x, G*_1(x) = σ(x) - E σ(x),
//! S*_l(x) = Σ_{j ∈ J_l} W*_{l,j} G*_j(x), G*_l(x) = σ(S*_l(x)) with σ(z) = z², and G*(x) = Σ_l α_l Sum(G*_l(x)).
//!
//! A polynomial of degree 2^L in all coordinates: it is not written out.

use super::{Context, Target, Term};
use crate::networks::stack::{ALPHA, MAX_LAYERS, alpha};
use crate::networks::{Connections, connections};
use crate::rng::{Rng, Stream};
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};

/// See the module.
#[derive(Clone, Debug)]
pub struct Teacher {
    /// E σ(x_i), (n,).
    means: Vec<f64>,
    layers: Vec<Layer>,
}

#[derive(Clone, Debug)]
struct Layer {
    alpha: f64,
    /// (k_l, 2 n + k_2 + … + k_(l-1)), over x, G*_1, G*_2, …, zero where nothing leads.
    weights: Vec<Vec<f64>>,
}

const WIDTHS: Field = Field {
    name: "widths",
    label: "widths k₂, k₃, …",
    unit: "neurons",
    help: "Neurons of the target's layers from the second on, none wider than the one below.",
    kind: Kind::Numbers { default: &[4.0, 2.0], min: 1.0, max: 64.0, max_count: MAX_LAYERS },
};

const CONDITION: Field = Field {
    name: "kappa",
    label: "condition κ",
    unit: "",
    help: "The singular values of the weights between two layers lie between 1/κ and κ.",
    kind: Kind::Number { default: 1.5, min: 1.0, max: 10.0 },
};

const DRAW: Field = super::DRAW;

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "teacher",
        label: "teacher network",
        help: "The hierarchical target of Allen-Zhu and Li, equation (1.3): a quadratic DenseNet with random weights, whose deeper layers weigh less.",
        fields: &[WIDTHS, ALPHA, connections::FIELD, CONDITION, DRAW],
    },
    read: |reader, context| Ok(Box::new(Teacher::read(reader, context)?)),
};

const TOY: Field = Field {
    name: "which",
    label: "which",
    unit: "",
    help: "x1² + 2 x2² + α (x1² + 2 x2² + x3)², equation (1.1); or x1⁴ + x2⁴ + α ((x1⁴ + x3)² + (x2⁴ + x4)²) of section 1.2, in which x1⁴ stands for the square of x1² less its mean.",
    kind: Kind::Choice { choices: &["squares", "quartics"] },
};

const TOY_ALPHA: Field = Field {
    name: "alpha",
    label: "α",
    unit: "",
    help: "What the upper layer weighs.",
    kind: Kind::Number { default: 0.1, min: 1e-3, max: 100.0 },
};

pub(super) const TOY_ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "toy_teacher",
        label: "toy teacher",
        help: "The two small hierarchical targets by which Allen-Zhu and Li explain the correction of lower layers.",
        fields: &[TOY, TOY_ALPHA],
    },
    read: |reader, context| {
        let which = reader.choice(&TOY)?;
        let needed = [3, 4][which];
        if context.n < needed {
            let why = format!("needs inputs of at least {needed} coordinates, not {}", context.n);
            return Err(reader.error(TOY.name, why));
        }
        if which == 1 && context.has_constant_squares() {
            let why = "quartics are made of x1² and x2² less their means, which is 0 on fair coins: choose squares, or other inputs";
            return Err(reader.error(TOY.name, why));
        }
        let alpha = reader.number(&TOY_ALPHA)?;
        let teacher = Teacher::toy(context.mean_squares.clone(), which == 1, alpha);
        teacher.trainable(reader, &TOY_ALPHA)?;
        Ok(Box::new(teacher))
    },
};

impl Teacher {
    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let widths = reader.integers(&WIDTHS)?;
        let alpha = alpha(reader, widths.len())?;
        let connections = Connections::read(reader, widths.len(), context.has_constant_squares())?;
        let kappa = reader.number(&CONDITION)?;
        let mut rng = Rng::new(reader.long(&DRAW)?, Stream::Target);
        let mut above = context.n;
        for &width in &widths {
            if width > above {
                let why = format!(
                    "{width} is outside [1, {above}]: no layer is wider than the one below it, nor the first than the inputs (inputs.n)"
                );
                return Err(reader.error(WIDTHS.name, why));
            }
            above = width;
        }
        let teacher =
            Self::draw(context.mean_squares.clone(), &widths, &alpha, &connections, kappa, &mut rng);
        teacher.trainable(reader, &WIDTHS)?;
        Ok(teacher)
    }

    /// W*_{l,j} = U Σ Vᵀ with random orthonormal U and V (Remark 3.1), and singular values whose logarithms are uniform between
    /// those of 1/κ and κ. `means` are E σ(x), (n,).
    pub fn draw(
        means: Vec<f64>,
        widths: &[usize],
        alpha: &[f64],
        connections: &Connections,
        kappa: f64,
        rng: &mut Rng,
    ) -> Self {
        let n = means.len();
        let mut sizes = vec![n, n];
        let mut layers = Vec::new();
        for (k, (&width, &alpha)) in widths.iter().zip(alpha).enumerate() {
            let mut weights = vec![Vec::new(); width];
            for (j, &size) in sizes.iter().enumerate() {
                let block = match connections.of(k + 2).contains(&j) {
                    true => well_conditioned(width, size, kappa, rng),
                    false => vec![vec![0.0; size]; width],
                };
                weights.iter_mut().zip(block).for_each(|(row, block)| row.extend(block));
            }
            sizes.push(width);
            layers.push(Layer { alpha, weights });
        }
        Self { means, layers }
    }

    /// The targets of eq. (1.1), and of section 1.2: `quartics`.
    pub fn toy(means: Vec<f64>, quartics: bool, alpha: f64) -> Self {
        let n = means.len();
        let row = |length: usize, entries: &[(usize, f64)]| {
            let mut row = vec![0.0; length];
            entries.iter().for_each(|&(at, weight)| row[at] = weight);
            row
        };
        let (lower, upper) = if quartics {
            // S_2 = (x1² - E, x2² - E); S_3 = (G_2,1 + x3, G_2,2 + x4).
            let lower = vec![row(2 * n, &[(n, 1.0)]), row(2 * n, &[(n + 1, 1.0)])];
            let upper = [(2 * n, 2), (2 * n + 1, 3)];
            (lower, upper.map(|(own, x)| row(2 * n + 2, &[(own, 1.0), (x, 1.0)])).to_vec())
        } else {
            // S_2 = (x1, √2 x2); S_3 = G_2,1 + G_2,2 + x3.
            let lower = vec![row(2 * n, &[(0, 1.0)]), row(2 * n, &[(1, std::f64::consts::SQRT_2)])];
            (lower, vec![row(2 * n + 2, &[(2 * n, 1.0), (2 * n + 1, 1.0), (2, 1.0)])])
        };
        let layers = vec![Layer { alpha: 1.0, weights: lower }, Layer { alpha, weights: upper }];
        Self { means, layers }
    }

    /// Refuses one whose values may be too large to train on.
    fn trainable(&self, reader: &Reader<'_>, field: &Field) -> Result<(), Invalid> {
        // Where a coordinate is eight times its root mean square: but for a draw in 10^14.
        let mut sizes: Vec<f64> = self.means.iter().map(|mean| 8.0 * mean.sqrt()).collect();
        sizes.extend(self.means.iter().map(|mean| 64.0 * mean));
        let mut size = 0.0;
        for Layer { alpha, weights } in &self.layers {
            let of = |row: &Vec<f64>| {
                let sum: f64 = row.iter().zip(&sizes).map(|(w, size)| w.abs() * size).sum();
                sum * sum
            };
            let own: Vec<f64> = weights.iter().map(of).collect();
            size += alpha * own.iter().sum::<f64>();
            sizes.extend(own);
        }
        super::trainable(size, reader, field)
    }

    /// How many layers it has from the second on, and their widths k_l.
    pub fn widths(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.layers.iter().map(|layer| layer.weights.len())
    }

    /// The hidden features S*_2(x), S*_3(x), … one after the other, into `features`; returns G*(x).
    pub fn hidden(&self, x: &[f32], features: &mut Vec<f64>) -> f64 {
        let mut values = Vec::with_capacity(2 * x.len() + self.widths().sum::<usize>());
        values.extend(x.iter().map(|x| f64::from(*x)));
        values.extend(x.iter().zip(&self.means).map(|(x, mean)| f64::from(*x) * f64::from(*x) - mean));
        features.clear();
        let mut g = 0.0;
        for Layer { alpha, weights } in &self.layers {
            let start = features.len();
            features
                .extend(weights.iter().map(|row| row.iter().zip(&values).map(|(w, v)| w * v).sum::<f64>()));
            values.extend(features[start..].iter().map(|s| s * s));
            g += alpha * features[start..].iter().map(|s| s * s).sum::<f64>();
        }
        g
    }
}

impl Target for Teacher {
    fn eval(&self, x: &[f32]) -> f32 {
        self.hidden(x, &mut Vec::with_capacity(self.widths().sum())) as f32
    }

    fn terms(&self) -> &[Term] {
        &[]
    }

    fn expanded(&self) -> bool {
        false
    }

    fn teacher(&self) -> Option<&Teacher> {
        Some(self)
    }

    fn cost(&self) -> u64 {
        self.layers.iter().flat_map(|layer| &layer.weights).map(|row| row.len() as u64 + 2).sum()
    }
}

/// A random (rows, columns) matrix, rows ≤ columns, with singular values in [1/κ, κ].
fn well_conditioned(rows: usize, columns: usize, kappa: f64, rng: &mut Rng) -> Vec<Vec<f64>> {
    let (left, right) = (orthonormal(rows, rows, rng), orthonormal(rows, columns, rng));
    let log = libm::log(kappa);
    let values: Vec<f64> = (0..rows).map(|_| libm::exp(log * (2.0 * rng.open_unit() - 1.0))).collect();
    let entry = |i: usize, j: usize| (0..rows).map(|k| left[k][i] * values[k] * right[k][j]).sum();
    (0..rows).map(|i| (0..columns).map(|j| entry(i, j)).collect()).collect()
}

/// Random orthonormal rows, by Gram and Schmidt, each twice for the sake of rounding.
fn orthonormal(rows: usize, columns: usize, rng: &mut Rng) -> Vec<Vec<f64>> {
    let mut all: Vec<Vec<f64>> = Vec::with_capacity(rows);
    for _ in 0..rows {
        let mut row: Vec<f64> = (0..columns).map(|_| f64::from(rng.normal())).collect();
        for other in all.iter().chain(&all) {
            let along: f64 = row.iter().zip(other).map(|(a, b)| a * b).sum();
            row.iter_mut().zip(other).for_each(|(a, b)| *a -= along * b);
        }
        let norm = row.iter().map(|a| a * a).sum::<f64>().sqrt();
        row.iter_mut().for_each(|a| *a /= norm);
        all.push(row);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the formulas as the paper prints them.
    #[test]
    fn the_toys_are_the_papers() {
        let x = [0.5f32, -1.25, 2.0, 0.75, 3.0];
        let [x1, x2, x3, x4] = [0.5, -1.25, 2.0, 0.75];
        let squares = Teacher::toy(vec![1.0; 5], false, 0.1);
        let low = x1 * x1 + 2.0 * x2 * x2;
        assert!((f64::from(squares.eval(&x)) - (low + 0.1 * (low + x3) * (low + x3))).abs() < 1e-5);
        let quartics = Teacher::toy(vec![1.0; 5], true, 0.3);
        let [g1, g2] = [x1, x2].map(|x: f64| (x * x - 1.0) * (x * x - 1.0));
        let upper = (g1 + x3) * (g1 + x3) + (g2 + x4) * (g2 + x4);
        assert!((f64::from(quartics.eval(&x)) - (g1 + g2 + 0.3 * upper)).abs() < 1e-5);
    }

    /// W Wᵀ of a drawn block has eigenvalues in [1/κ², κ²]: seen by the quotient zᵀ W Wᵀ z / zᵀ z.
    #[test]
    fn drawn_weights_are_well_conditioned() {
        let mut rng = Rng::new(3, Stream::Target);
        for (rows, columns, kappa) in [(1, 1, 1.0), (4, 20, 1.0), (4, 20, 2.0), (7, 7, 3.0)] {
            let w = well_conditioned(rows, columns, kappa, &mut rng);
            for _ in 0..200 {
                let z: Vec<f64> = (0..rows).map(|_| f64::from(rng.normal())).collect();
                let along = |j: usize| w.iter().zip(&z).map(|(row, z)| row[j] * z).sum::<f64>();
                let image: f64 = (0..columns).map(|j| along(j) * along(j)).sum();
                let ratio = (image / z.iter().map(|z| z * z).sum::<f64>()).sqrt();
                assert!((1.0 / kappa - 1e-9..=kappa + 1e-9).contains(&ratio), "{ratio} for κ = {kappa}");
            }
        }
    }
}
