//! The quadratic DenseNet of Allen-Zhu and Li, eq. (1.2):
//! G_0(x) = x, G_1(x) = σ(x) - E σ(x), G_l(x) = σ(Σ_{j ∈ J_l} M_{l,j} G_j(x)) for l = 2, …, L with σ(z) = z², and
//! f(x) = Σ_l α_l Sum(G_l(x)).

use super::stack::{self, ALPHA, Buffers, DEVIATION, MAX_LAYERS, Plan, Stack, Stacked};
use super::{Connections, Context, Model, Network, Neurons, Workspace, connections};
use crate::kernels::{self, Rows};
use crate::rng::Rng;
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};

/// See the module.
#[derive(Clone, Debug)]
pub struct QuadraticDensenet {
    stack: Stack,
}

pub(super) const WIDTHS: Field = Field {
    name: "widths",
    label: "widths m₂, m₃, …",
    unit: "neurons",
    help: "Neurons of the layers from the second on.",
    kind: Kind::Numbers { default: &[6.0, 3.0], min: 1.0, max: 512.0, max_count: MAX_LAYERS },
};

pub(super) const ROW: Row<Box<dyn Network>, Context> = Row {
    member: &Member {
        kind: "quadratic_densenet",
        label: "quadratic DenseNet",
        help: "The network of Allen-Zhu and Li, equation (1.2): each neuron the square of a sum over layers below it, all neurons weighed by their layer's α in the output.",
        fields: &[WIDTHS, ALPHA, connections::FIELD, DEVIATION],
    },
    read: |reader, context| Ok(Box::new(QuadraticDensenet::read(reader, context)?)),
};

impl QuadraticDensenet {
    /// The network whose weights `rng` draws, layer by layer, neuron by neuron, source by source. `means` are E σ(x), (n,).
    pub fn new(
        means: Vec<f32>,
        widths: &[usize],
        alpha: &[f64],
        connections: &Connections,
        deviation: f64,
        rng: &mut Rng,
    ) -> Self {
        Self { stack: Stack::new(means, &plans(widths, alpha), connections, deviation, rng) }
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let widths = reader.integers(&WIDTHS)?;
        let alpha = stack::alpha(reader, widths.len())?;
        let connections = Connections::read(reader, widths.len(), context.has_constant_squares())?;
        stack::count_weights(context.n, &plans(&widths, &alpha), reader, &WIDTHS)?;
        let deviation = reader.number(&DEVIATION)?;
        Ok(Self::new(context.means(), &widths, &alpha, &connections, deviation, &mut context.init.clone()))
    }
}

/// Each neuron is one of f's and one of the layers' above.
fn plans(widths: &[usize], alpha: &[f64]) -> Vec<Plan> {
    let plan = |(&width, &alpha)| Plan { alpha, groups: vec![("weight", width)], between: 0, made: width };
    widths.iter().zip(alpha).map(plan).collect()
}

impl Model for QuadraticDensenet {
    fn forward<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        let Stack { layers, on, .. } = &self.stack;
        let Buffers { stride, batch, values, sums, out, .. } = self.stack.begin(x, workspace);
        for layer in &layers[..*on] {
            let (below, own) = values.split_at_mut(layer.made.start * stride);
            let sums = sums[layer.sums(stride)].chunks_exact_mut(stride);
            for (v, (sums, own)) in sums.zip(own.chunks_exact_mut(stride)).enumerate() {
                self.stack.sum(layer, v, Rows { values: below, stride }, sums);
                for ((value, sum), out) in own.iter_mut().zip(&*sums).zip(&mut *out) {
                    *value = sum * sum;
                    *out += layer.alpha * *value;
                }
            }
        }
        &out[..batch]
    }

    fn cost(&self) -> u64 {
        self.stack.cost()
    }

    fn hidden_widths(&self) -> Vec<usize> {
        self.stack.layers.iter().map(|layer| layer.units).collect()
    }

    fn hidden<'w>(&self, k: usize, count: usize, workspace: &'w Workspace) -> Option<Rows<'w>> {
        self.stack.sums_of(k, 0, count, workspace)
    }

    /// Those of G_1 among them.
    fn layer_widths(&self) -> Vec<usize> {
        std::iter::once(self.stack.n()).chain(self.hidden_widths()).collect()
    }

    /// G_{k+1}.
    fn neurons<'w>(&self, k: usize, count: usize, workspace: &'w Workspace) -> Option<Neurons<'w>> {
        self.stack.made(k, count, workspace)
    }

    /// Those on x itself, of M_{2,0}.
    fn input_weights(&self) -> Vec<f64> {
        self.stack.input_weights()
    }
}

impl Stacked for QuadraticDensenet {
    fn stack(&self) -> &Stack {
        &self.stack
    }

    fn stack_mut(&mut self) -> &mut Stack {
        &mut self.stack
    }

    fn backward_sums(&self, dout: &[f32], workspace: &mut Workspace) {
        let Stack { layers, on, trained, .. } = &self.stack;
        let Buffers { stride, sums, row, base, out, .. } = self.stack.begin_back(dout, workspace);
        for k in (trained.start..*on).rev() {
            let own = layers[k].sums(stride);
            let (below, above) = sums.split_at_mut(own.end);
            for (v, sums) in below[own].chunks_exact_mut(stride).enumerate() {
                // ∂/∂G_{l,v}: it is a term of f, and of the sums of the layers that it leads to.
                kernels::scale(layers[k].alpha, out, row);
                self.stack.add_from_above(k, v, Rows { values: above, stride }, row, base);
                for (sum, d) in sums.iter_mut().zip(&*row) {
                    *sum *= 2.0 * d;
                }
            }
        }
    }
}
