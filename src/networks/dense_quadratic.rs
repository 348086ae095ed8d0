//! The sparse quadratic network with a weight stored for every edge, to be trained as a whole ("end to end"): section 2.5
//! of Abbe et al. 2021 conjectures that this works, too.
//!
//! f_v(x) = (Σ_{e = (u, v)} a_e f_u(x))² + b_v over the edges of a [`Topology`], x_0 = 1 among the inputs, and f = Σ_v f_v.
//! The weights of the edges that are there start Gaussian, those of the others stay 0, as do the biases at first.
//!
//! A row holds one neuron's values on all samples, so that every sum goes over the edges that there are, by masks, and
//! every lane over samples: what f is at an input does not depend on those beside it.

use super::sparse_quadratic::Topology;
use super::{Block, Context, Model, Network, Neurons, Workspace, column_squares, split};
use crate::kernels::{self, Floats, MASK_BITS, Rows, Strided, padded, sum_rows};
use crate::rng::Rng;
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};

/// See the module.
#[derive(Clone, Debug)]
pub struct DenseQuadratic {
    n: usize,
    layers: Vec<Layer>,
    blocks: Vec<Block>,
    params: Floats,
}

/// One layer's parameters, by their places among the blocks, and its edges.
#[derive(Clone, Debug)]
struct Layer {
    from_inputs: Edges,
    /// None in the first layer.
    from_neurons: Option<Edges>,
    bias: usize,
}

/// Which edges lead from `sources` to the neurons of a layer.
#[derive(Clone, Debug)]
struct Edges {
    /// The block of their weights, (targets, sources).
    block: usize,
    /// One bit a source, for every target; and the other way round.
    parents: Mask,
    children: Mask,
}

/// Rows of bits.
#[derive(Clone, Debug)]
struct Mask {
    words: Vec<u64>,
    words_per_row: usize,
}

impl Mask {
    fn empty(rows: usize, bits: usize) -> Self {
        let words_per_row = bits.div_ceil(MASK_BITS);
        Self { words: vec![0; rows * words_per_row], words_per_row }
    }

    fn row(&self, r: usize) -> &[u64] {
        &self.words[r * self.words_per_row..][..self.words_per_row]
    }

    fn set(&mut self, r: usize, bit: usize) {
        self.words[r * self.words_per_row + bit / MASK_BITS] |= 1 << (bit % MASK_BITS);
    }

    fn has(&self, r: usize, bit: usize) -> bool {
        self.row(r)[bit / MASK_BITS] >> (bit % MASK_BITS) & 1 == 1
    }

    fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }
}

impl Edges {
    fn draw(block: usize, targets: usize, sources: usize, has: impl Fn(usize, usize) -> bool) -> Self {
        let (mut parents, mut children) = (Mask::empty(targets, sources), Mask::empty(sources, targets));
        for v in 0..targets {
            for u in (0..sources).filter(|&u| has(u, v)) {
                parents.set(v, u);
                children.set(u, v);
            }
        }
        Self { block, parents, children }
    }
}

/// Edges that may be there: 16 MB of weights.
const MAX_WEIGHTS: usize = 4_000_000;

const LAYERS: Field = Field {
    name: "layers",
    label: "layers L",
    unit: "",
    help: "Layers of neurons, each with edges from the inputs and from the layer before.",
    kind: Kind::Integer { default: 5, min: 1, max: 32 },
};

const WIDTH: Field = Field {
    name: "width",
    label: "width W",
    unit: "neurons",
    help: "Neurons in every layer; L W (n + 1 + W) can't be more than 4,000,000.",
    kind: Kind::Integer { default: 50, min: 1, max: 1024 },
};

const P1: Field = Field {
    name: "p1",
    label: "edges from inputs p1",
    unit: "",
    help: "The probability of an edge from each input, the constant among them, to each neuron.",
    kind: Kind::Number { default: 0.5, min: 0.0, max: 1.0 },
};

const P2: Field = Field {
    name: "p2",
    label: "edges from neurons p2",
    unit: "",
    help: "The probability of an edge from each neuron to each one of the next layer.",
    kind: Kind::Number { default: 0.5, min: 0.0, max: 1.0 },
};

const DEVIATION: Field = Field {
    name: "deviation",
    label: "initial deviation",
    unit: "",
    help: "The weights start Gaussian with this standard deviation, the biases at zero; with 0 nothing would ever move.",
    kind: Kind::Number { default: 0.1, min: 0.0, max: 10.0 },
};

pub(super) const ROW: Row<Box<dyn Network>, Context> = Row {
    member: &Member {
        kind: "sparse_quadratic",
        label: "sparse quadratic network",
        help: "The network of the paper's theorem, each neuron the square of a sum over random edges and a bias, trained as a whole.",
        fields: &[LAYERS, WIDTH, P1, P2, DEVIATION],
    },
    read: |reader, context| Ok(Box::new(DenseQuadratic::read(reader, context)?)),
};

/// A workspace's memory, divided up. All rows are of one number a sample, padded.
struct Buffers<'w> {
    stride: usize,
    /// 1, x_1, …, x_n: (n + 1, B padded).
    inputs: &'w mut [f32],
    /// The sums Σ a_e f_u; in the backward pass ∂/∂ of them: (L, W, B padded).
    sums: &'w mut [f32],
    /// f_v, (L, W, B padded).
    values: &'w mut [f32],
    /// ∂/∂b_v, (L, W).
    biases: &'w mut [f32],
    /// One row of samples, and one of a block.
    row: &'w mut [f32],
    gradient: &'w mut [f32],
    /// f; in the backward pass ∂/∂f.
    out: &'w mut [f32],
}

impl DenseQuadratic {
    /// The network that `rng` draws: its edges, then the weights of those that are there, layer by layer and neuron by
    /// neuron, from the inputs before from the neurons, each N(0, deviation²).
    pub fn new(n: usize, shape: [usize; 2], p: [f64; 2], deviation: f64, rng: &mut Rng) -> Self {
        let [layers, width] = shape;
        let topology = Topology::draw(n, shape, p, rng);
        let (mut blocks, mut offset) = (Vec::new(), 0);
        let mut block = |name: &str, l: usize, rows: usize, columns: usize| {
            let (stride, flat) = (padded(columns), name == "bias");
            blocks.push(Block { name: format!("{name}[{l}]"), rows, columns, offset, stride, flat });
            offset += rows * stride;
            blocks.len() - 1
        };
        let layers = (0..layers)
            .map(|l| {
                let v = |v: usize| (l * width + v) as u64;
                let inputs = block("input_weight", l, width, n + 1);
                let neurons = (l > 0).then(|| block("weight", l, width, width));
                Layer {
                    from_inputs: Edges::draw(inputs, width, n + 1, |j, k| topology.has_input(j, v(k))),
                    from_neurons: neurons
                        .map(|block| Edges::draw(block, width, width, |u, k| topology.has_edge(u, v(k)))),
                    bias: block("bias", l, 1, width),
                }
            })
            .collect();
        let mut network = Self { n, layers, blocks, params: Floats::zeros(offset) };
        network.initialise(deviation as f32, rng);
        network
    }

    fn initialise(&mut self, deviation: f32, rng: &mut Rng) {
        for layer in &self.layers {
            for v in 0..self.blocks[layer.bias].columns {
                for Edges { block, parents, .. } in layer.edges() {
                    let range = self.blocks[*block].row(v);
                    for (u, weight) in self.params[range].iter_mut().enumerate() {
                        if parents.has(v, u) {
                            *weight = deviation * rng.normal();
                        }
                    }
                }
            }
        }
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let layers = reader.integer(&LAYERS)?;
        let fits = |width: &usize| layers * width * (context.n + 1 + width) <= MAX_WEIGHTS;
        let most = (1..=1024).take_while(fits).last().unwrap_or(1);
        let width = reader.integer_up_to(&WIDTH, most)?;
        let p = [reader.number(&P1)?, reader.number(&P2)?];
        let deviation = reader.number(&DEVIATION)?;
        Ok(Self::new(context.n, [layers, width], p, deviation, &mut context.init.clone()))
    }

    fn width(&self) -> usize {
        self.blocks[self.layers[0].bias].columns
    }

    /// Where layer l lies in `sums` and in `values`.
    fn layer(&self, l: usize, stride: usize) -> std::ops::Range<usize> {
        let size = self.width() * stride;
        l * size..(l + 1) * size
    }

    /// Lengths of a workspace's parts for so many samples, in the order of [`Buffers`].
    fn lengths(&self, batch: usize) -> [usize; 7] {
        let stride = padded(batch);
        let neurons = self.layers.len() * self.width();
        let longest = padded(self.width().max(self.n + 1));
        [(self.n + 1) * stride, neurons * stride, neurons * stride, neurons, stride, longest, stride]
    }

    /// As the forward pass sized and left them. Panics if it was one on more samples or fewer.
    fn buffers<'w>(&self, batch: usize, workspace: &'w mut Workspace) -> Buffers<'w> {
        let parts = split(&mut workspace.floats, self.lengths(batch));
        let [inputs, sums, values, biases, row, gradient, out] = parts;
        Buffers { stride: padded(batch), inputs, sums, values, biases, row, gradient, out }
    }

    /// ∂/∂ of every sum Σ a_e f_u and of every bias, from the last layer to the first, after a forward pass.
    fn backward_sums(&self, dout: &[f32], workspace: &mut Workspace) {
        let Buffers { stride, sums, biases, row, out, .. } = self.buffers(dout.len(), workspace);
        out[..dout.len()].copy_from_slice(dout);
        out[dout.len()..].fill(0.0);
        let neurons = biases.chunks_exact_mut(self.width());
        for (l, biases) in neurons.enumerate().rev() {
            let (below, above) = sums.split_at_mut(self.layer(l + 1, stride).start);
            let next = self.layers.get(l + 1).and_then(|next| next.from_neurons.as_ref());
            let sums = below[self.layer(l, stride)].chunks_exact_mut(stride);
            for (v, (sums, bias)) in sums.zip(biases).enumerate() {
                // ∂/∂f_v: it is a term of f and of its children's sums.
                match next {
                    None => row.copy_from_slice(out),
                    Some(Edges { block, children, .. }) => {
                        let Block { offset, stride: step, .. } = self.blocks[*block];
                        let weights = Strided { values: &self.params[offset + v..], step };
                        sum_rows(row, Some(out), weights, Rows { values: above, stride }, children.row(v));
                    }
                }
                *bias = row.iter().sum();
                for (sum, row) in sums.iter_mut().zip(&*row) {
                    *sum *= 2.0 * row;
                }
            }
        }
    }

    /// Calls `sink(offset, gradient)` for every row of every block, after [`Self::backward_sums`].
    fn row_gradients(&self, batch: usize, workspace: &mut Workspace, sink: &mut dyn FnMut(usize, &[f32])) {
        let Buffers { stride, inputs, sums, values, biases, gradient, .. } = self.buffers(batch, workspace);
        for (l, (layer, biases)) in self.layers.iter().zip(biases.chunks_exact(self.width())).enumerate() {
            let below = if l == 0 { &[][..] } else { &values[self.layer(l - 1, stride)] };
            for (edges, values) in layer.edges().zip([&*inputs, below]) {
                let block = &self.blocks[edges.block];
                for (v, sums) in sums[self.layer(l, stride)].chunks_exact(stride).enumerate() {
                    let gradient = &mut gradient[..block.stride];
                    gradient.fill(0.0);
                    kernels::dot_rows(gradient, sums, Rows { values, stride }, edges.parents.row(v));
                    sink(block.row(v).start, gradient);
                }
            }
            sink(self.blocks[layer.bias].offset, biases);
        }
    }
}

impl Layer {
    fn edges(&self) -> impl Iterator<Item = &Edges> {
        std::iter::once(&self.from_inputs).chain(&self.from_neurons)
    }
}

impl Model for DenseQuadratic {
    fn forward<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        let batch = x.len() / self.n;
        workspace.floats.resize(self.lengths(batch).iter().sum());
        let Buffers { stride, inputs, sums, values, row, out, .. } = self.buffers(batch, workspace);
        inputs.fill(0.0);
        inputs[..batch].fill(1.0);
        for (b, x) in x.chunks_exact(self.n).enumerate() {
            for (x, input) in x.iter().zip(inputs.chunks_exact_mut(stride).skip(1)) {
                input[b] = *x;
            }
        }
        out.fill(0.0);
        for (l, layer) in self.layers.iter().enumerate() {
            let bias = &self.params[self.blocks[layer.bias].row(0)];
            let (below, values) = values.split_at_mut(self.layer(l, stride).start);
            let sums = sums[self.layer(l, stride)].chunks_exact_mut(stride);
            for (v, (sums, values)) in sums.zip(values.chunks_exact_mut(stride)).enumerate() {
                let Edges { block, parents, .. } = &layer.from_inputs;
                let weights = Strided::dense(&self.params[self.blocks[*block].row(v)]);
                sum_rows(sums, None, weights, Rows { values: inputs, stride }, parents.row(v));
                if let Some(Edges { block, parents, .. }) = &layer.from_neurons {
                    row.copy_from_slice(sums);
                    let weights = Strided::dense(&self.params[self.blocks[*block].row(v)]);
                    let below = &below[self.layer(l - 1, stride).start..];
                    sum_rows(sums, Some(row), weights, Rows { values: below, stride }, parents.row(v));
                }
                for ((value, sum), out) in values.iter_mut().zip(&*sums).zip(&mut *out) {
                    *value = sum * sum + bias[v];
                    *out += *value;
                }
            }
        }
        &out[..batch]
    }

    /// One for each edge, and two for each neuron.
    fn cost(&self) -> u64 {
        let edges: u64 = self.layers.iter().flat_map(Layer::edges).map(|edges| edges.parents.count()).sum();
        edges + 2 * (self.layers.len() * self.width()) as u64
    }

    fn layer_widths(&self) -> Vec<usize> {
        vec![self.width(); self.layers.len()]
    }

    /// f_v.
    fn neurons<'w>(&self, k: usize, count: usize, workspace: &'w Workspace) -> Option<Neurons<'w>> {
        let (stride, [inputs, sums, ..]) = (padded(count), self.lengths(count));
        let values = &workspace.floats[inputs + sums..][self.layer(k, stride)];
        Some(Neurons { values, steps: [stride, 1] })
    }

    /// An edge that is not there is a weight of 0; that from the constant is on no coordinate.
    fn input_weights(&self) -> Vec<f64> {
        let block = &self.blocks[self.layers[0].from_inputs.block];
        let mut rows = (0..self.width()).map(|v| &self.params[block.row(v)][1..]);
        column_squares(&mut rows, self.width(), self.n)
    }
}

impl Network for DenseQuadratic {
    fn params(&self) -> &[f32] {
        &self.params
    }

    fn update(&mut self, change: &mut dyn FnMut(&mut [f32])) {
        change(&mut self.params);
    }

    fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    fn is_absent(&self, block: usize, row: usize, column: usize) -> bool {
        let mut edges = self.layers.iter().flat_map(Layer::edges).filter(|edges| edges.block == block);
        edges.any(|edges| !edges.parents.has(row, column))
    }

    fn backward(&self, _x: &[f32], dout: &[f32], workspace: &mut Workspace, grads: &mut [f32]) {
        self.backward_sums(dout, workspace);
        self.row_gradients(dout.len(), workspace, &mut |offset, gradient| {
            kernels::add_scaled(&mut grads[offset..][..gradient.len()], 1.0, gradient);
        });
    }

    fn descend(&mut self, _x: &[f32], dout: &[f32], workspace: &mut Workspace, step_size: f32) {
        self.backward_sums(dout, workspace);
        // Taken out for a moment: the gradients need the shapes alone.
        let mut params = std::mem::take(&mut self.params);
        self.row_gradients(dout.len(), workspace, &mut |offset, gradient| {
            kernels::add_scaled(&mut params[offset..][..gradient.len()], -step_size, gradient);
        });
        self.params = params;
    }
}
