//! The ReLU ResNet of the paper's experiments (Abbe et al. 2021, section 1 and appendix A).
//!
//! With L linear maps and width W: h_1 = relu(W_1 x + b_1); h_{l+1} = h_l + relu(W_{l+1} h_l + b_{l+1})
//! for the middle maps; f = W_L h_{L-1} + b_L, one number. The paper gives depth and width; of the
//! initialisation it says that it is an isotropic Gaussian (after Definition 2.1), not how large.
//! Here all weights and biases start uniform in ±1/√fan_in, which is PyTorch's default.
//!
//! Where relu is off nothing flows, so only the active part is computed: W_l·h per sample over the
//! neurons of h that were active in some layer before, δ_l·W_l over the active ones of layer l, and
//! ∂W_l row by row over the samples in which the neuron fired. The forward product wants the weights
//! by input, the backward one by output; a transposed copy serves the former.

use super::{Block, Context, Model, Network, Workspace};
use crate::kernels::{self, Floats, LANES, MASK_BITS, Rows, Strided, padded, sum_rows, sum_selected};
use crate::rng::Rng;
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};

/// See the module.
#[derive(Clone, Debug)]
pub struct ReluResnet {
    n: usize,
    width: usize,
    blocks: Vec<Block>,
    params: Floats,
    /// Hidden map l's weights as (in, out padded), one after the other.
    by_input: Floats,
}

const LAYERS: Field = Field {
    name: "layers",
    label: "layers",
    unit: "linear maps",
    help: "Linear maps in all: one into the network, one out of it, residual ones between.",
    kind: Kind::Integer { default: 5, min: 2, max: 32 },
};

const WIDTH: Field = Field {
    name: "width",
    label: "width",
    unit: "neurons",
    help: "Neurons in every hidden layer.",
    kind: Kind::Integer { default: 40, min: 1, max: 256 },
};

pub(super) const ROW: Row<Box<dyn Network>, Context> = Row {
    member: &Member {
        kind: "relu_resnet",
        label: "ReLU ResNet",
        help: "Fully connected layers with a skip connection around each, as in the paper's experiments.",
        fields: &[LAYERS, WIDTH],
    },
    read: |reader, context| Ok(Box::new(ReluResnet::read(reader, context)?)),
};

impl ReluResnet {
    /// A network on R^n with L ≥ 2 linear `maps`, drawn from `rng`: per map the weights row by
    /// row, then the biases, each uniform in ±1/√fan_in.
    pub fn new(n: usize, maps: usize, width: usize, rng: &mut Rng) -> Self {
        let mut blocks = Vec::with_capacity(2 * maps);
        let mut offset = 0;
        for l in 0..maps {
            let fan_in = if l == 0 { n } else { width };
            let fan_out = if l + 1 == maps { 1 } else { width };
            for (name, rows, columns) in [("weight", fan_out, fan_in), ("bias", 1, fan_out)] {
                let (stride, flat) = (padded(columns), name == "bias");
                blocks.push(Block { name: format!("{name}[{l}]"), rows, columns, offset, stride, flat });
                // Hidden weights are transposed in whole lanes: their rows are padded as well.
                offset += stride * if flat { 1 } else { padded(rows) };
            }
        }
        let mut params = Floats::zeros(offset);
        for map in blocks.chunks_exact(2) {
            let scale = 1.0 / (map[0].columns as f32).sqrt();
            for block in map {
                for r in 0..block.rows {
                    params[block.row(r)].fill_with(|| rng.symmetric(scale));
                }
            }
        }
        let stride = padded(width);
        let by_input = Floats::zeros(stride * (padded(n) + (maps - 2) * stride));
        let mut network = Self { n, width, blocks, params, by_input };
        network.transpose_hidden();
        network
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let (maps, width) = (reader.integer(&LAYERS)?, reader.integer(&WIDTH)?);
        Ok(Self::new(context.n, maps, width, &mut context.init.clone()))
    }

    /// Hidden layers, L - 1.
    fn hidden(&self) -> usize {
        self.blocks.len() / 2 - 1
    }

    /// Weights and biases of map l.
    fn map(&self, l: usize) -> (&Block, &Block) {
        (&self.blocks[2 * l], &self.blocks[2 * l + 1])
    }

    /// Where map l lies in `by_input`, and how many inputs it has there.
    fn transposed(&self, l: usize) -> (usize, usize) {
        let stride = padded(self.width);
        let start = if l == 0 { 0 } else { stride * (padded(self.n) + (l - 1) * stride) };
        (start, padded(self.blocks[2 * l].columns))
    }

    fn transpose_hidden(&mut self) {
        let stride = padded(self.width);
        for l in 0..self.hidden() {
            let (start, inputs) = self.transposed(l);
            let weights = &self.params[self.blocks[2 * l].offset..][..stride * inputs];
            kernels::transpose(weights, inputs, &mut self.by_input[start..][..stride * inputs], stride);
        }
    }

    /// ∂/∂h of every hidden layer, from the last to the first, into `buffers.dh`.
    fn backward_activations(&self, dout: &[f32], buffers: &mut Buffers<'_>) {
        let stride = padded(self.width);
        let (out, _) = self.map(self.hidden());
        let read_out = &self.params[out.offset..][..stride];
        for l in (0..self.hidden()).rev() {
            let (earlier, later) = buffers.dh.split_at_mut((l + 1) * buffers.layer);
            for (b, dout) in dout.iter().enumerate() {
                let dh = &mut earlier[l * buffers.layer + b * stride..][..stride];
                if l + 1 == self.hidden() {
                    sum_rows(dh, None, Strided::dense(&[*dout]), Rows { values: read_out, stride }, &[1]);
                } else {
                    let next = &later[b * stride..][..stride];
                    let weights = &self.params[self.blocks[2 * (l + 1)].offset..];
                    let active =
                        &buffers.active[((l + 1) * buffers.batch + b) * buffers.words..][..buffers.words];
                    sum_rows(dh, Some(next), Strided::dense(next), Rows { values: weights, stride }, active);
                }
            }
        }
    }

    /// Calls `sink(offset, gradient)` for every row of every block.
    fn row_gradients(&self, dout: &[f32], buffers: Buffers<'_>, mut sink: impl FnMut(usize, &[f32])) {
        let stride = padded(self.width);
        let row = buffers.row;
        for l in 0..self.hidden() {
            let (weight, bias) = self.map(l);
            let below =
                if l == 0 { buffers.x } else { &buffers.h[(l - 1) * buffers.layer..][..buffers.layer] };
            let dh = &buffers.dh[l * buffers.layer..][..buffers.layer];
            let active =
                &buffers.active[l * buffers.batch * buffers.words..][..buffers.batch * buffers.words];
            kernels::transpose_bits(active, buffers.words, buffers.fired, buffers.blocks);
            for (o, fired) in buffers.fired.chunks_exact(buffers.blocks).take(weight.rows).enumerate() {
                let gradient = &mut row[..weight.stride];
                sum_rows(
                    gradient,
                    None,
                    Strided { values: &dh[o..], step: stride },
                    Rows { values: below, stride: weight.stride },
                    fired,
                );
                sink(weight.offset + o * weight.stride, gradient);
                sink(bias.offset + o, &[sum_selected(Strided { values: &dh[o..], step: stride }, fired)]);
            }
        }
        let (weight, bias) = self.map(self.hidden());
        let below = &buffers.h[(self.hidden() - 1) * buffers.layer..];
        let (gradient, all) = (&mut row[..stride], &*buffers.every_sample);
        sum_rows(gradient, None, Strided::dense(dout), Rows { values: below, stride }, all);
        sink(weight.offset, gradient);
        sink(bias.offset, &[sum_selected(Strided::dense(dout), all)]);
    }
}

/// A workspace's memory, divided up for B samples.
struct Buffers<'w> {
    /// x with padded rows, (B, n padded).
    x: &'w [f32],
    /// h_1 … h_{L-1}, (L - 1, B, W padded).
    h: &'w mut [f32],
    /// ∂/∂h, likewise.
    dh: &'w mut [f32],
    /// One row of anything.
    row: &'w mut [f32],
    /// f, (B,).
    out: &'w mut [f32],
    /// Which neurons have relu on: one bit a neuron, (L - 1, B, words).
    active: &'w mut [u64],
    /// Which neurons of the newest layer's h can differ from zero, being a sum of relus that are
    /// zero unless active: one bit a neuron, (B, words).
    nonzero: &'w mut [u64],
    /// One layer of `active` the other way round: one bit a sample, (W padded, blocks).
    fired: &'w mut [u64],
    /// All n inputs, and all B samples.
    every_input: &'w mut [u64],
    every_sample: &'w mut [u64],
    /// Numbers in a layer's h, words in a sample's `active` and in a neuron's `fired`.
    layer: usize,
    words: usize,
    blocks: usize,
    batch: usize,
}

/// The first `count` entries of what is left.
fn split<'w, T>(left: &mut &'w mut [T], count: usize) -> &'w mut [T] {
    left.split_off_mut(..count).expect("a workspace of the right size")
}

impl ReluResnet {
    fn buffers<'w>(&self, x: &'w [f32], workspace: &'w mut Workspace) -> Buffers<'w> {
        let (batch, hidden, stride) = (x.len() / self.n, self.hidden(), padded(self.width));
        let layer = batch * stride;
        let (words, blocks) = (stride.div_ceil(MASK_BITS), batch.div_ceil(MASK_BITS));
        let (row, inputs) = (stride.max(padded(self.n)), self.n.div_ceil(MASK_BITS));
        let copy = if self.n.is_multiple_of(LANES) { 0 } else { batch * padded(self.n) };
        workspace.floats.resize(copy + 2 * hidden * layer + row + batch);
        workspace.words.resize((hidden + 1) * batch * words + stride * blocks + inputs + blocks, 0);
        let (mut floats, mut bits) = (&mut workspace.floats[..], &mut workspace.words[..]);
        let copy = split(&mut floats, copy);
        for (to, from) in copy.chunks_exact_mut(padded(self.n)).zip(x.chunks_exact(self.n)) {
            to[..self.n].copy_from_slice(from);
            to[self.n..].fill(0.0);
        }
        let buffers = Buffers {
            x: if copy.is_empty() { x } else { copy },
            h: split(&mut floats, hidden * layer),
            dh: split(&mut floats, hidden * layer),
            row: split(&mut floats, row),
            out: floats,
            active: split(&mut bits, hidden * batch * words),
            nonzero: split(&mut bits, batch * words),
            fired: split(&mut bits, stride * blocks),
            every_input: split(&mut bits, inputs),
            every_sample: bits,
            layer,
            words,
            blocks,
            batch,
        };
        kernels::select_first(self.n, buffers.every_input);
        kernels::select_first(batch, buffers.every_sample);
        buffers
    }

    /// Runs all maps, noting which neurons are active in which samples.
    fn run(&self, buffers: &mut Buffers<'_>) {
        let stride = padded(self.width);
        let Buffers { words, batch, layer, .. } = *buffers;
        for l in 0..self.hidden() {
            let (weight, bias) = self.map(l);
            let weights = &self.by_input[self.transposed(l).0..];
            let biases = Some(&self.params[bias.offset..][..stride]);
            let (below, above) = buffers.h.split_at_mut(l * layer);
            for b in 0..batch {
                let z = &mut buffers.row[..stride];
                let h = &mut above[b * stride..][..stride];
                let active = &mut buffers.active[(l * batch + b) * words..][..words];
                let nonzero = &mut buffers.nonzero[b * words..][..words];
                if l == 0 {
                    let x = &buffers.x[b * weight.stride..][..weight.stride];
                    sum_rows(
                        z,
                        biases,
                        Strided::dense(x),
                        Rows { values: weights, stride },
                        buffers.every_input,
                    );
                    kernels::relu(z, None, h, active);
                    nonzero.copy_from_slice(active);
                } else {
                    let input = &below[(l - 1) * layer + b * stride..][..stride];
                    sum_rows(z, biases, Strided::dense(input), Rows { values: weights, stride }, nonzero);
                    kernels::relu(z, Some(input), h, active);
                    nonzero.iter_mut().zip(active).for_each(|(nonzero, active)| *nonzero |= *active);
                }
            }
        }
        let (weight, bias) = self.map(self.hidden());
        let read_out = &self.params[weight.offset..][..stride];
        let last = buffers.h[(self.hidden() - 1) * layer..].chunks_exact(stride);
        for (out, h) in buffers.out.iter_mut().zip(last) {
            *out = kernels::dot(h, read_out) + self.params[bias.offset];
        }
    }
}

impl Model for ReluResnet {
    fn forward<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        let batch = x.len() / self.n;
        self.run(&mut self.buffers(x, workspace));
        &workspace.floats[workspace.floats.len() - batch..]
    }
}

impl Network for ReluResnet {
    fn params(&self) -> &[f32] {
        &self.params
    }

    fn update(&mut self, change: &mut dyn FnMut(&mut [f32])) {
        change(&mut self.params);
        self.transpose_hidden();
    }

    fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    fn backward(&self, x: &[f32], dout: &[f32], workspace: &mut Workspace, grads: &mut [f32]) {
        let mut buffers = self.buffers(x, workspace);
        self.backward_activations(dout, &mut buffers);
        self.row_gradients(dout, buffers, |offset, gradient| {
            kernels::add_scaled(&mut grads[offset..][..gradient.len()], 1.0, gradient);
        });
    }

    fn descend(&mut self, x: &[f32], dout: &[f32], workspace: &mut Workspace, step_size: f32) {
        let mut buffers = self.buffers(x, workspace);
        self.backward_activations(dout, &mut buffers);
        // Taken out for a moment: the gradients need the shapes alone.
        let mut params = std::mem::take(&mut self.params);
        self.row_gradients(dout, buffers, |offset, gradient| {
            kernels::add_scaled(&mut params[offset..][..gradient.len()], -step_size, gradient);
        });
        self.params = params;
        self.transpose_hidden();
    }
}
