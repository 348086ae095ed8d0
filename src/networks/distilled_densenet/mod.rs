//! The learner of Allen-Zhu and Li with distillation, eqs. (2.1) and (2.2): S_0(x) = x, S_1(x) = σ(x) - E σ(x), and for l ≥ 2
//! S_l(x) = Σ_{j ∈ J_l, j ≥ 2} K_{l,j} σ̃(R_j S_j(x)) + Σ_{j ∈ J_l, j ≤ 1} K_{l,j} S_j(x) ∈ R^{k_l},
//! F_l(x) = σ̃(Σ_{j ∈ J_l, j ≥ 2} W_{l,j} σ̃(R_j S_j(x)) + Σ_{j ∈ J_l, j ≤ 1} W_{l,j} S_j(x)) ∈ R^{m_l}, f(x) = Σ_l α_l Sum(F_l(x)).
//!
//! R_l, (k_l (k_l + 1) / 2, k_l), is drawn and stays. W learns from the loss, and K from the layers above and from W, by the
//! [`Regulariser`]; the loss that is told is that of the data alone.
//!
//! σ̃ is there in training alone: "our final learned network F(x) is truly quadratic" (section 2.1), and it is F, with σ in the
//! place of σ̃, that is measured and predicts.
//!
//! What the paper leaves to appendices that are not at hand (C, Algorithm 1, and H.1) is chosen: rows of R have length 1, and σ̃
//! goes on along its tangents beyond ±T. That its layers are switched on one after the other while the lower ones go on is the
//! learner's regime `successive`. That k_l, α_l and J_l are found by search as well (footnote 6) is left out: they are given.

mod regulariser;

pub use regulariser::Regulariser;

use super::stack::{self, ALPHA, Buffers, DEVIATION, MAX_LAYERS, Plan, Stack, Stacked, all};
use super::{
    Block, Connections, Context, Model, Network, Neurons, Workspace, connections, quadratic_densenet,
};
use crate::kernels::{Rows, Strided, padded, sum_rows};
use crate::rng::Rng;
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};
use regulariser::{LAMBDA3, LAMBDA4, LAMBDA5, LAMBDA6};

/// See the module.
#[derive(Clone, Debug)]
pub struct DistilledDensenet {
    /// The units of a layer are the rows of W_l and then those of K_l; what it makes is σ̃(R_l S_l), and what is in between R_l S_l.
    stack: Stack,
    sizes: Vec<Size>,
    /// T, infinite where σ̃ is σ.
    truncation: f32,
    regulariser: Regulariser,
}

/// Of one layer.
#[derive(Clone, Debug)]
struct Size {
    /// m_l and k_l.
    width: usize,
    features: usize,
    /// Where R_l begins in the parameters, and one bit for each of its rows and of its columns; the last layer has none.
    random: usize,
    rows: Vec<u64>,
    columns: Vec<u64>,
}

const WIDTHS: Field = Field {
    help: "Rows of W in the layers from the second on: what is fitted to the target.",
    kind: Kind::Numbers { default: &[12.0, 6.0], min: 1.0, max: 512.0, max_count: MAX_LAYERS },
    ..quadratic_densenet::WIDTHS
};

const FEATURES: Field = Field {
    name: "features",
    label: "features k₂, k₃, …",
    unit: "neurons",
    help: "Rows of K in these layers: the features that the layers above see, by random weights.",
    kind: Kind::Numbers { default: &[4.0, 2.0], min: 1.0, max: 64.0, max_count: MAX_LAYERS },
};

const TRUNCATION: Field = Field {
    name: "truncation",
    label: "truncation T",
    unit: "",
    help: "In training the square goes on as a straight line where a sum is beyond T in size, so that its slope stays bounded; measured is the network of true squares. 0 for these in training, too.",
    kind: Kind::Number { default: 0.0, min: 0.0, max: 1e6 },
};

pub(super) const ROW: Row<Box<dyn Network>, Context> = Row {
    member: &Member {
        kind: "distilled_densenet",
        label: "quadratic DenseNet with distillation",
        help: "The learner of Allen-Zhu and Li, equations (2.1) and (2.2): each layer fits the target by many neurons W, and hands few features K on, which are kept close to them.",
        fields: &[
            WIDTHS,
            FEATURES,
            ALPHA,
            connections::FIELD,
            TRUNCATION,
            DEVIATION,
            LAMBDA3,
            LAMBDA4,
            LAMBDA5,
            LAMBDA6,
        ],
    },
    read: |reader, context| Ok(Box::new(DistilledDensenet::read(reader, context)?)),
};

/// How large W, K and R are, what f weighs the layers by, and which of these lead where.
#[derive(Clone, Debug)]
pub struct Shape {
    /// m_l, k_l and α_l, from layer 2 on.
    pub widths: Vec<usize>,
    pub features: Vec<usize>,
    pub alpha: Vec<f64>,
    pub connections: Connections,
}

impl Shape {
    fn plans(&self) -> Vec<Plan> {
        let plan = |(l, &alpha): (usize, &f64)| {
            let (m, k) = (self.widths[l], self.features[l]);
            let made = if l + 1 < self.alpha.len() { k * (k + 1) / 2 } else { 0 };
            Plan { alpha, groups: vec![("weight", m), ("distilled", k)], between: made, made }
        };
        self.alpha.iter().enumerate().map(plan).collect()
    }
}

impl DistilledDensenet {
    /// The network that `rng` draws: W and K layer by layer, row by row, then R. `means` are E σ(x), (n,); `truncation` T, or 0.
    pub fn new(
        means: Vec<f32>,
        shape: &Shape,
        truncation: f64,
        deviation: f64,
        regulariser: Regulariser,
        rng: &mut Rng,
    ) -> Self {
        let mut stack = Stack::new(means, &shape.plans(), &shape.connections, deviation, rng);
        let mut sizes = Vec::new();
        for (k, (&width, &features)) in shape.widths.iter().zip(&shape.features).enumerate() {
            let (rows, random) = (stack.layers[k].made.len(), stack.params.len());
            sizes.push(Size { width, features, random, rows: all(rows), columns: all(features) });
            if rows > 0 {
                draw_random(&mut stack, format!("random[{}]", k + 2), rows, features, rng);
            }
        }
        let truncation = if truncation > 0.0 { truncation as f32 } else { f32::INFINITY };
        Self { stack, sizes, truncation, regulariser }
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let (widths, features) = (reader.integers(&WIDTHS)?, reader.integers(&FEATURES)?);
        let layers = widths.len();
        if features.len() != layers {
            return Err(reader.error(FEATURES.name, stack::not_one_each(layers, features.len())));
        }
        let alpha = stack::alpha(reader, layers)?;
        let connections = Connections::read(reader, layers, context.has_constant_squares())?;
        let shape = Shape { widths, features, alpha, connections };
        stack::count_weights(context.n, &shape.plans(), reader, &WIDTHS)?;
        let (truncation, deviation) = (reader.number(&TRUNCATION)?, reader.number(&DEVIATION)?);
        let regulariser = Regulariser::read(reader)?;
        Ok(Self::new(context.means(), &shape, truncation, deviation, regulariser, &mut context.init.clone()))
    }

    /// f with this T.
    fn pass<'w>(&self, x: &[f32], workspace: &'w mut Workspace, truncation: f32) -> &'w [f32] {
        let Stack { layers, on, .. } = &self.stack;
        let Buffers { stride, batch, values, sums, out, .. } = self.stack.begin(x, workspace);
        for (k, layer) in layers[..*on].iter().enumerate() {
            let (below, made) = values.split_at_mut(layer.made.start * stride);
            let (units, between) = sums[layer.sums(stride)].split_at_mut(layer.units * stride);
            for (v, sums) in units.chunks_exact_mut(stride).enumerate() {
                self.stack.sum(layer, v, Rows { values: below, stride }, sums);
            }
            let (fitted, features) = units.split_at(self.sizes[k].width * stride);
            for sum in fitted.chunks_exact(stride) {
                out.iter_mut().zip(sum).for_each(|(out, z)| *out += layer.alpha * square(*z, truncation));
            }
            let random = self.random(k);
            let rows = made.chunks_exact_mut(stride).zip(between.chunks_exact_mut(stride));
            for (i, (made, between)) in rows.enumerate() {
                let weights = Strided::dense(&random.values[i * random.stride..][..random.stride]);
                sum_rows(between, None, weights, Rows { values: features, stride }, &self.sizes[k].columns);
                made.iter_mut().zip(&*between).for_each(|(made, z)| *made = square(*z, truncation));
            }
        }
        &out[..batch]
    }

    /// R_l of layer k.
    fn random(&self, k: usize) -> Rows<'_> {
        let Size { features, random, .. } = self.sizes[k];
        Rows { values: &self.stack.params[random..], stride: padded(features) }
    }
}

/// z or the nearer of ±T. Not `clamp`, whose panic can print numbers: 9 kB of WebAssembly.
fn within(z: f32, truncation: f32) -> f32 {
    z.max(-truncation).min(truncation)
}

/// σ̃(z): z² within ±T, and 2 T |z| - T² beyond.
fn square(z: f32, truncation: f32) -> f32 {
    let near = within(z, truncation);
    near * (2.0 * z - near)
}

/// Its slope.
fn slope(z: f32, truncation: f32) -> f32 {
    2.0 * within(z, truncation)
}

/// Appends R, its rows uniform on the sphere, to the parameters.
fn draw_random(stack: &mut Stack, name: String, rows: usize, columns: usize, rng: &mut Rng) {
    let (stride, offset) = (padded(columns), stack.params.len());
    stack.blocks.push(Block { name, rows, columns, offset, stride, flat: false });
    stack.params.resize(offset + rows * stride);
    for row in stack.params[offset..].chunks_exact_mut(stride) {
        row[..columns].fill_with(|| rng.normal());
        let norm = row.iter().map(|r| f64::from(*r) * f64::from(*r)).sum::<f64>().sqrt();
        row.iter_mut().for_each(|r| *r = (f64::from(*r) / norm) as f32);
    }
}

impl Model for DistilledDensenet {
    fn forward<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        self.pass(x, workspace, f32::INFINITY)
    }

    fn cost(&self) -> u64 {
        let random = |k: usize| (self.sizes[k].features * self.stack.layers[k].made.len()) as u64;
        self.stack.cost() + (0..self.stack.on).map(random).sum::<u64>()
    }

    fn hidden_widths(&self) -> Vec<usize> {
        self.sizes.iter().map(|size| size.features).collect()
    }

    fn hidden<'w>(&self, k: usize, count: usize, workspace: &'w Workspace) -> Option<Rows<'w>> {
        self.stack.sums_of(k, self.sizes.get(k)?.width, count, workspace)
    }

    /// Those of S_1, and of what the layers above see; the last layer hands nothing on.
    fn layer_widths(&self) -> Vec<usize> {
        let made = self.stack.layers.iter().map(|layer| layer.made.len()).filter(|made| *made > 0);
        std::iter::once(self.stack.n()).chain(made).collect()
    }

    /// S_1, then σ̃(R_l S_l).
    fn neurons<'w>(&self, k: usize, count: usize, workspace: &'w Workspace) -> Option<Neurons<'w>> {
        self.stack.made(k, count, workspace)
    }

    /// Those on x itself, of W_{2,0} and K_{2,0}.
    fn input_weights(&self) -> Vec<f64> {
        self.stack.input_weights()
    }
}

impl Stacked for DistilledDensenet {
    fn stack(&self) -> &Stack {
        &self.stack
    }

    fn stack_mut(&mut self) -> &mut Stack {
        &mut self.stack
    }

    fn forward_in_training<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        self.pass(x, workspace, self.truncation)
    }

    fn backward_sums(&self, dout: &[f32], workspace: &mut Workspace) {
        let Stack { layers, on, trained, .. } = &self.stack;
        let Buffers { stride, sums, row, base, out, .. } = self.stack.begin_back(dout, workspace);
        for k in (trained.start..*on).rev() {
            let own = layers[k].sums(stride);
            let (below, above) = sums.split_at_mut(own.end);
            let (units, between) = below[own].split_at_mut(layers[k].units * stride);
            let (fitted, features) = units.split_at_mut(self.sizes[k].width * stride);
            for sum in fitted.chunks_exact_mut(stride) {
                for (sum, out) in sum.iter_mut().zip(&*out) {
                    *sum = layers[k].alpha * out * slope(*sum, self.truncation);
                }
            }
            for (v, between) in between.chunks_exact_mut(stride).enumerate() {
                row.fill(0.0);
                self.stack.add_from_above(k, v, Rows { values: above, stride }, row, base);
                between.iter_mut().zip(&*row).for_each(|(z, d)| *z = d * slope(*z, self.truncation));
            }
            let random = self.random(k);
            for (v, feature) in features.chunks_exact_mut(stride).enumerate() {
                // The last layer has no R, and this is 0.
                let column = random.values.get(v..).unwrap_or_default();
                let column = Strided { values: column, step: random.stride };
                sum_rows(feature, None, column, Rows { values: between, stride }, &self.sizes[k].rows);
            }
        }
    }

    fn regularise_layer(&self, k: usize, grads: &mut [f32]) {
        self.regulariser.add_gradient(&self.stack, &self.stack.layers[k], self.sizes[k].width, grads);
    }

    fn layer_cost(&self, k: usize) -> u64 {
        self.regulariser.cost(&self.stack.layers[k])
    }
}
