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

use super::{Block, Context, Model, Network, Neurons, Stage, Workspace, column_squares, split};
use crate::kernels::{self, Floats, LANES, MASK_BITS, Rows, Strided, padded, sum_rows, sum_selected};
use crate::rng::Rng;
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};
use std::ops::Range;

/// See the module.
#[derive(Clone, Debug)]
pub struct ReluResnet {
    n: usize,
    width: usize,
    blocks: Vec<Block>,
    params: Floats,
    /// Hidden map l's weights as (in, out padded), one after the other.
    by_input: Floats,
    /// How many hidden maps there are at present, the last of which is read out, and which of them are trained with what reads out.
    on: usize,
    trained: Range<usize>,
}

const LAYERS: Field = Field {
    name: "layers",
    label: "layers",
    unit: "linear maps",
    help: "Linear maps in all: one into the network, one out of it, residual ones between. With 2 it is the two-layer network a·relu(W x + b) + c.",
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

/// How large the buffers for B samples are.
#[derive(Clone, Copy, Debug)]
struct Sizes {
    batch: usize,
    n: usize,
    /// Hidden layers, L - 1.
    hidden: usize,
    /// Numbers in a row of a hidden layer, W padded.
    stride: usize,
    /// Words that tell one bit a neuron, and words that tell one bit a sample.
    words_per_sample: usize,
    words_per_neuron: usize,
}

impl Sizes {
    /// Lengths of the buffers of numbers, in the order of [`Buffers`]. Where rows of x need no padding
    /// they are not copied.
    fn floats(&self) -> [usize; 5] {
        let copy = if self.n.is_multiple_of(LANES) { 0 } else { self.batch * padded(self.n) };
        let layers = self.hidden * self.batch * self.stride;
        [copy, layers, layers, self.stride.max(padded(self.n)), self.batch]
    }

    /// Lengths of the buffers of bits, likewise.
    fn words(&self) -> [usize; 5] {
        let layer = self.batch * self.words_per_sample;
        let inputs = self.n.div_ceil(MASK_BITS);
        [self.hidden * layer, layer, self.stride * self.words_per_neuron, inputs, self.words_per_neuron]
    }

    /// Where layer l lies in `h` and in `dh`, and sample b in it.
    fn layer(&self, l: usize) -> Range<usize> {
        l * self.batch * self.stride..(l + 1) * self.batch * self.stride
    }
    fn sample(&self, l: usize, b: usize) -> Range<usize> {
        let start = (l * self.batch + b) * self.stride;
        start..start + self.stride
    }

    /// The same in `active`.
    fn layer_bits(&self, l: usize) -> Range<usize> {
        l * self.batch * self.words_per_sample..(l + 1) * self.batch * self.words_per_sample
    }
    fn sample_bits(&self, l: usize, b: usize) -> Range<usize> {
        let start = (l * self.batch + b) * self.words_per_sample;
        start..start + self.words_per_sample
    }
}

/// A workspace's memory, divided up for B samples.
struct Buffers<'x, 'w> {
    sizes: Sizes,
    /// x with padded rows, (B, n padded).
    x: &'x [f32],
    /// h_1 … h_{L-1}, (L - 1, B, W padded).
    h: &'w mut [f32],
    /// ∂/∂h, likewise.
    dh: &'w mut [f32],
    /// One row of anything.
    row: &'w mut [f32],
    /// f, (B,).
    out: &'w mut [f32],
    /// Which neurons have relu on: one bit a neuron, (L - 1, B, words_per_sample).
    active: &'w mut [u64],
    /// Which neurons of the newest layer's h can differ from zero, being a sum of relus that are
    /// zero unless active: one bit a neuron, (B, words_per_sample).
    nonzero: &'w mut [u64],
    /// One layer of `active` the other way round: one bit a sample, (W padded, words_per_neuron).
    fired: &'w mut [u64],
    /// All n inputs, and all B samples.
    every_input: &'w mut [u64],
    every_sample: &'w mut [u64],
}

impl<'x, 'w: 'x> Buffers<'x, 'w> {
    /// For a forward pass on x.
    fn before_forward(sizes: Sizes, x: &'x [f32], workspace: &'w mut Workspace) -> Self {
        workspace.floats.resize(sizes.floats().iter().sum());
        workspace.words.resize(sizes.words().iter().sum(), 0);
        let [copy, ..] = split(&mut workspace.floats, sizes.floats());
        for (to, from) in copy.chunks_exact_mut(padded(sizes.n)).zip(x.chunks_exact(sizes.n)) {
            to[..sizes.n].copy_from_slice(from);
            to[sizes.n..].fill(0.0);
        }
        let buffers = Self::after_forward(sizes, x, workspace);
        kernels::select_first(sizes.n, buffers.every_input);
        kernels::select_first(sizes.batch, buffers.every_sample);
        buffers
    }

    /// As the forward pass on x left them. Panics if it was one on more samples or fewer.
    fn after_forward(sizes: Sizes, x: &'x [f32], workspace: &'w mut Workspace) -> Self {
        let [copy, h, dh, row, out] = split(&mut workspace.floats, sizes.floats());
        let [active, nonzero, fired, every_input, every_sample] = split(&mut workspace.words, sizes.words());
        let x = if copy.is_empty() { x } else { copy };
        Self { sizes, x, h, dh, row, out, active, nonzero, fired, every_input, every_sample }
    }
}

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
        let mut network = Self { n, width, blocks, params, by_input, on: maps - 1, trained: 0..maps - 1 };
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

    fn sizes(&self, batch: usize) -> Sizes {
        Sizes {
            batch,
            n: self.n,
            hidden: self.hidden(),
            stride: padded(self.width),
            words_per_sample: self.width.div_ceil(MASK_BITS),
            words_per_neuron: batch.div_ceil(MASK_BITS),
        }
    }

    /// Runs all maps, noting which neurons are active in which samples. f, (B,).
    fn run<'w>(&self, buffers: Buffers<'_, 'w>) -> &'w [f32] {
        let Buffers { sizes, x, h, row, out, active, nonzero, every_input, .. } = buffers;
        let stride = sizes.stride;
        let z = &mut row[..stride];
        for l in 0..self.on {
            let (weight, bias) = self.map(l);
            let weights = Rows { values: &self.by_input[self.transposed(l).0..], stride };
            let biases = Some(&self.params[bias.offset..][..stride]);
            let (below, h) = h.split_at_mut(sizes.layer(l).start);
            for b in 0..sizes.batch {
                let h = &mut h[sizes.sample(0, b)];
                let active = &mut active[sizes.sample_bits(l, b)];
                let nonzero = &mut nonzero[sizes.sample_bits(0, b)];
                if l == 0 {
                    let x = Strided::dense(&x[b * weight.stride..][..weight.stride]);
                    sum_rows(z, biases, x, weights, every_input);
                    kernels::relu(z, None, h, active);
                    nonzero.copy_from_slice(active);
                } else {
                    let input = &below[sizes.sample(l - 1, b)];
                    sum_rows(z, biases, Strided::dense(input), weights, nonzero);
                    kernels::relu(z, Some(input), h, active);
                    nonzero.iter_mut().zip(active).for_each(|(nonzero, active)| *nonzero |= *active);
                }
            }
        }
        let (weight, bias) = self.map(sizes.hidden);
        let read_out = &self.params[weight.offset..][..stride];
        let last = h[sizes.layer(self.on - 1)].chunks_exact(stride);
        for (out, h) in out.iter_mut().zip(last) {
            *out = kernels::dot(h, read_out) + self.params[bias.offset];
        }
        out
    }

    /// ∂/∂h of the hidden layers, from the last to the first that is trained, into `buffers.dh`, after a forward pass.
    fn backward_activations(&self, dout: &[f32], buffers: &mut Buffers<'_, '_>) {
        let Buffers { sizes, dh, active, .. } = buffers;
        let (last, stride) = (self.on - 1, sizes.stride);
        let read_out = &self.params[self.map(sizes.hidden).0.offset..][..stride];
        for (b, dout) in dout.iter().enumerate() {
            kernels::scale(*dout, read_out, &mut dh[sizes.sample(last, b)]);
        }
        for l in (self.trained.start..last).rev() {
            let weights = Rows { values: &self.params[self.map(l + 1).0.offset..], stride };
            let (dh, above) = dh.split_at_mut(sizes.layer(l + 1).start);
            for b in 0..sizes.batch {
                let above = &above[sizes.sample(0, b)];
                let active = &active[sizes.sample_bits(l + 1, b)];
                sum_rows(&mut dh[sizes.sample(l, b)], Some(above), Strided::dense(above), weights, active);
            }
        }
    }

    /// Calls `sink(offset, gradient)` for every row of every block that is trained.
    fn row_gradients(&self, dout: &[f32], buffers: Buffers<'_, '_>, mut sink: impl FnMut(usize, &[f32])) {
        let Buffers { sizes, x, h, dh, row, active, fired, every_sample, .. } = buffers;
        let Sizes { stride, words_per_sample, words_per_neuron, .. } = sizes;
        for l in self.trained.clone() {
            let (weight, bias) = self.map(l);
            let values = if l == 0 { x } else { &h[sizes.layer(l - 1)] };
            let below = Rows { values, stride: weight.stride };
            kernels::transpose_bits(&active[sizes.layer_bits(l)], words_per_sample, fired, words_per_neuron);
            for (o, fired) in fired.chunks_exact(words_per_neuron).take(weight.rows).enumerate() {
                let dh = Strided { values: &dh[sizes.layer(l)][o..], step: stride };
                let gradient = &mut row[..weight.stride];
                sum_rows(gradient, None, dh, below, fired);
                sink(weight.offset + o * weight.stride, gradient);
                sink(bias.offset + o, &[sum_selected(dh, fired)]);
            }
        }
        let (weight, bias) = self.map(sizes.hidden);
        let below = Rows { values: &h[sizes.layer(self.on - 1)], stride };
        let (gradient, dout) = (&mut row[..stride], Strided::dense(dout));
        sum_rows(gradient, None, dout, below, every_sample);
        sink(weight.offset, gradient);
        sink(bias.offset, &[sum_selected(dout, every_sample)]);
    }
}

impl Model for ReluResnet {
    fn forward<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        self.run(Buffers::before_forward(self.sizes(x.len() / self.n), x, workspace))
    }

    /// One for each weight.
    fn cost(&self) -> u64 {
        (self.params.len() - (self.map(self.hidden()).0.offset - self.map(self.on).0.offset)) as u64
    }

    fn layer_widths(&self) -> Vec<usize> {
        vec![self.width; self.hidden()]
    }

    /// h_{k+1}, after the skip: what the next map is given.
    fn neurons<'w>(&self, k: usize, count: usize, workspace: &'w Workspace) -> Option<Neurons<'w>> {
        let sizes = self.sizes(count);
        let [copy, ..] = sizes.floats();
        let steps = [1, sizes.stride];
        (k < self.on).then(|| Neurons { values: &workspace.floats[copy..][sizes.layer(k)], steps })
    }

    fn input_weights(&self) -> Vec<f64> {
        let weight = &self.blocks[0];
        column_squares(&mut (0..self.width).map(|r| &self.params[weight.row(r)]), self.width, self.n)
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
        let mut buffers = Buffers::after_forward(self.sizes(dout.len()), x, workspace);
        self.backward_activations(dout, &mut buffers);
        self.row_gradients(dout, buffers, |offset, gradient| {
            kernels::add_scaled(&mut grads[offset..][..gradient.len()], 1.0, gradient);
        });
    }

    fn descend(&mut self, x: &[f32], dout: &[f32], workspace: &mut Workspace, step_size: f32) {
        let mut buffers = Buffers::after_forward(self.sizes(dout.len()), x, workspace);
        self.backward_activations(dout, &mut buffers);
        // Taken out for a moment: the gradients need the shapes alone.
        let mut params = std::mem::take(&mut self.params);
        self.row_gradients(dout, buffers, |offset, gradient| {
            kernels::add_scaled(&mut params[offset..][..gradient.len()], -step_size, gradient);
        });
        self.params = params;
        self.transpose_hidden();
    }

    fn depth(&self) -> usize {
        self.hidden()
    }

    fn stage(&self, k: usize) -> Stage {
        Stage { number: k + 1, params: self.map(k).0.offset..self.map(k + 1).0.offset }
    }

    /// A map that is off lets h through, as if its relu were: what is read out is h of the last one that is on.
    fn select(&mut self, on: usize, trained: Range<usize>) {
        (self.on, self.trained) = (on, trained);
    }

    fn trained(&self) -> [Range<usize>; 2] {
        let start = |l: usize| self.map(l).0.offset;
        [start(self.trained.start)..start(self.trained.end), start(self.hidden())..self.params.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    #[test]
    #[should_panic(expected = "the workspace of a forward pass on this batch")]
    fn a_gradient_on_another_batch_than_the_forward_pass_is_refused() {
        let mut network = ReluResnet::new(3, 3, 5, &mut Rng::new(1, Stream::Init));
        let mut workspace = Workspace::default();
        network.forward(&[1.0; 6], &mut workspace);
        network.descend(&[1.0; 9], &[1.0; 3], &mut workspace, 0.1);
    }
}
