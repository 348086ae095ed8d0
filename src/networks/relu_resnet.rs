//! The ReLU ResNet of the paper's experiments (Abbe et al. 2021, section 1 and appendix A).
//!
//! With L linear maps and width W: h_1 = relu(W_1 x + b_1); h_{l+1} = h_l + relu(W_{l+1} h_l + b_{l+1})
//! for the middle maps; f = W_L h_{L-1} + b_L, one number. The paper fixes depth, width and data
//! and leaves the initialisation open; here all weights and biases start uniform in ±1/√fan_in.
//!
//! Where relu is off nothing flows back, so of the two backward products only the active half is
//! computed: δ_l·W_l per sample over its active neurons, and ∂W_l row by row over the samples in
//! which the neuron fired. The forward product wants the weights by input, the backward one by
//! output; a transposed copy serves the former.

use super::{Block, Context, Model, Network, Workspace};
use crate::kernels::{self, MASK_BITS, add_rows, first, padded};
use crate::rng::Rng;
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};

/// Samples a word of `fired` tells of.
const SAMPLE_BITS: usize = u32::BITS as usize;

/// See the module.
#[derive(Clone, Debug)]
pub struct ReluResnet {
    n: usize,
    width: usize,
    blocks: Vec<Block>,
    params: Vec<f32>,
    /// Hidden map l's weights as (in, out padded), one after the other.
    by_input: Vec<f32>,
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
        let mut params = vec![0.0; offset];
        for map in blocks.chunks_exact(2) {
            let scale = 1.0 / (map[0].columns as f32).sqrt();
            for block in map {
                for r in 0..block.rows {
                    params[block.row(r)].fill_with(|| rng.symmetric(scale));
                }
            }
        }
        let stride = padded(width);
        let by_input = vec![0.0; stride * (padded(n) + (maps - 2) * stride)];
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
        let active =
            |l: usize, b: usize| &buffers.active[(l * buffers.batch + b) * buffers.words..][..buffers.words];
        for l in (0..self.hidden()).rev() {
            let (earlier, later) = buffers.dh.split_at_mut((l + 1) * buffers.layer);
            for (b, &dout) in dout.iter().enumerate() {
                let dh = &mut earlier[l * buffers.layer + b * stride..][..stride];
                if l + 1 == self.hidden() {
                    dh.fill(0.0);
                    kernels::add_scaled(dh, dout, read_out);
                } else {
                    let next = &later[b * stride..][..stride];
                    let weights = &self.params[self.blocks[2 * (l + 1)].offset..];
                    dh.copy_from_slice(next);
                    for (w, &mask) in active(l + 1, b).iter().enumerate() {
                        let skip = w * MASK_BITS;
                        add_rows(dh, &next[skip..], 1, &weights[skip * stride..], stride, mask);
                    }
                }
            }
        }
    }

    /// Calls `sink(offset, gradient)` for every row of every block that has a gradient.
    fn row_gradients(&self, dout: &[f32], mut buffers: Buffers<'_>, mut sink: impl FnMut(usize, &[f32])) {
        let (stride, batch) = (padded(self.width), dout.len());
        let row = std::mem::take(&mut buffers.z);
        for l in 0..self.hidden() {
            let (weight, bias) = self.map(l);
            let below =
                if l == 0 { buffers.x } else { &buffers.h[(l - 1) * buffers.layer..][..buffers.layer] };
            let dh = &buffers.dh[l * buffers.layer..][..buffers.layer];
            for o in 0..weight.rows {
                let gradient = &mut row[..weight.stride];
                gradient.fill(0.0);
                for k in 0..batch.div_ceil(SAMPLE_BITS) {
                    let skip = k * SAMPLE_BITS;
                    let mask = u64::from(buffers.fired[(l * batch.div_ceil(SAMPLE_BITS) + k) * stride + o]);
                    add_rows(
                        gradient,
                        &dh[skip * stride + o..],
                        stride,
                        &below[skip * weight.stride..],
                        weight.stride,
                        mask,
                    );
                }
                sink(weight.offset + o * weight.stride, gradient);
            }
            let gradient = &mut row[..stride];
            gradient.fill(0.0);
            for b in 0..batch {
                let active = &buffers.active[(l * batch + b) * buffers.words..][..buffers.words];
                kernels::add_active(gradient, &dh[b * stride..][..stride], active);
            }
            sink(bias.offset, gradient);
        }
        let (weight, bias) = self.map(self.hidden());
        let below = &buffers.h[(self.hidden() - 1) * buffers.layer..];
        let gradient = &mut row[..stride];
        gradient.fill(0.0);
        for start in (0..batch).step_by(MASK_BITS) {
            let mask = first(batch - start);
            add_rows(gradient, &dout[start..], 1, &below[start * stride..], stride, mask);
        }
        sink(weight.offset, gradient);
        sink(bias.offset, &[dout.iter().sum::<f32>()]);
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
    /// One bit a neuron, (L - 1, B, words).
    active: &'w mut [u64],
    /// One bit a sample, (L - 1, ⌈B/32⌉, W padded).
    fired: &'w mut [u32],
    /// One row of anything.
    z: &'w mut [f32],
    /// f, (B,).
    out: &'w mut [f32],
    /// Numbers in a layer's h, and words in a sample's `active`.
    layer: usize,
    words: usize,
    batch: usize,
}

impl ReluResnet {
    fn buffers<'w>(&self, x: &'w [f32], workspace: &'w mut Workspace) -> Buffers<'w> {
        let (batch, hidden, stride) = (x.len() / self.n, self.hidden(), padded(self.width));
        let (layer, words) = (batch * stride, stride.div_ceil(MASK_BITS));
        let row = stride.max(padded(self.n));
        let input = if self.n.is_multiple_of(kernels::LANES) { 0 } else { batch * padded(self.n) };
        let Workspace { floats, words: active, fired } = workspace;
        floats.resize(input + 2 * hidden * layer + row + batch, 0.0);
        active.resize(hidden * batch * words, 0);
        fired.resize(hidden * batch.div_ceil(SAMPLE_BITS) * stride, 0);
        let (copy, rest) = floats.split_at_mut(input);
        let (h, rest) = rest.split_at_mut(hidden * layer);
        let (dh, rest) = rest.split_at_mut(hidden * layer);
        let (z, out) = rest.split_at_mut(row);
        let x = if input == 0 {
            x
        } else {
            for (to, from) in copy.chunks_exact_mut(padded(self.n)).zip(x.chunks_exact(self.n)) {
                to[..self.n].copy_from_slice(from);
                to[self.n..].fill(0.0);
            }
            copy
        };
        Buffers { x, h, dh, active, fired, z, out, layer, words, batch }
    }

    /// Runs all maps, noting which neurons are active in which samples.
    fn run(&self, buffers: &mut Buffers<'_>) {
        let stride = padded(self.width);
        let blocks = buffers.batch.div_ceil(SAMPLE_BITS);
        buffers.fired.fill(0);
        for l in 0..self.hidden() {
            let (weight, bias) = self.map(l);
            let weights = &self.by_input[self.transposed(l).0..];
            let biases = &self.params[bias.offset..][..stride];
            let (below, above) = buffers.h.split_at_mut(l * buffers.layer);
            for b in 0..buffers.batch {
                let base = (l > 0).then(|| &below[(l - 1) * buffers.layer + b * stride..][..stride]);
                let input = base.unwrap_or_else(|| &buffers.x[b * weight.stride..][..weight.stride]);
                let z = &mut buffers.z[..stride];
                z.copy_from_slice(biases);
                let (known, active) = buffers.active.split_at_mut((l * buffers.batch + b) * buffers.words);
                for (w, start) in (0..weight.columns).step_by(MASK_BITS).enumerate() {
                    let mask = match l {
                        // h_1 = relu(·) is zero wherever it is not active.
                        1 => known[b * buffers.words + w],
                        _ => first(weight.columns - start),
                    };
                    add_rows(z, &input[start..], 1, &weights[start * stride..], stride, mask);
                }
                let active = &mut active[..buffers.words];
                kernels::relu(z, base, &mut above[b * stride..][..stride], active);
                let fired = &mut buffers.fired[(l * blocks + b / SAMPLE_BITS) * stride..][..stride];
                kernels::mark_fired(z, b % SAMPLE_BITS, fired);
            }
        }
        let (weight, bias) = self.map(self.hidden());
        let last = &buffers.h[(self.hidden() - 1) * buffers.layer..];
        for (b, out) in buffers.out.iter_mut().enumerate() {
            let h = &last[b * stride..][..stride];
            *out = kernels::dot(h, &self.params[weight.offset..][..stride]) + self.params[bias.offset];
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
