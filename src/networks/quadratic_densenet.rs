//! The quadratic DenseNet of Allen-Zhu and Li, eq. (1.2):
//! G_0(x) = x, G_1(x) = σ(x) - E σ(x), G_l(x) = σ(Σ_{j ∈ J_l} M_{l,j} G_j(x)) for l = 2, …, L with σ(z) = z², and
//! f(x) = Σ_l α_l Sum(G_l(x)).
//!
//! A row holds one neuron's values on all samples. All that may lead to a layer stands one below the other, x, G_1, G_2, …, and a
//! mask tells which of it does: a layer's weights are one row a neuron, as long as all that is below, zero where no edge is.

use super::{Block, Connections, Context, Model, Network, Neurons, Stage, Workspace, column_squares, split};
use crate::kernels::{self, Floats, MASK_BITS, Rows, Strided, padded, select_first, sum_rows};
use crate::rng::Rng;
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};
use std::ops::Range;

/// See the module.
#[derive(Clone, Debug)]
pub struct QuadraticDensenet {
    n: usize,
    /// E σ(x_i), (n,).
    means: Vec<f32>,
    layers: Vec<Layer>,
    blocks: Vec<Block>,
    params: Floats,
    /// Layers from 2 on that there are at present, and those of them that are trained.
    on: usize,
    trained: Range<usize>,
}

/// G_l: its neurons' rows of weights, and what leads to it.
#[derive(Clone, Debug)]
struct Layer {
    alpha: f32,
    width: usize,
    /// The first of its rows among all values.
    first: usize,
    /// Where its weights begin, and how far apart the neurons' are.
    offset: usize,
    stride: usize,
    /// One bit for each row before `first`.
    below: Vec<u64>,
    /// One bit for each neuron.
    all: Vec<u64>,
}

/// Weights that there may be: 16 MB.
const MAX_WEIGHTS: usize = 4_000_000;
/// Layers from 2 on: their degrees are 4, 8, …, 2^6.
pub(crate) const MAX_LAYERS: usize = 5;

const WIDTHS: Field = Field {
    name: "widths",
    label: "widths m₂, m₃, …",
    unit: "neurons",
    help: "Neurons of the layers from the second on.",
    kind: Kind::Numbers { default: &[6.0, 3.0], min: 1.0, max: 512.0, max_count: MAX_LAYERS },
};

pub(crate) const ALPHA: Field = Field {
    name: "alpha",
    label: "α₂, α₃, …",
    unit: "",
    help: "What each layer from the second on weighs in the sum; one number each, or else each a fifth of the one below.",
    kind: Kind::Numbers { default: &[1.0, 0.2], min: 1e-3, max: 100.0, max_count: MAX_LAYERS },
};

pub(crate) const CONNECTIONS: Field = Field {
    name: "connections",
    label: "connections J₂; J₃; …",
    unit: "",
    help: "Which layers lead to each one from the second on, 0 being x and 1 its centred squares, as in \"1; 0 2\"; none for the layer below with all skip links.",
    kind: Kind::Text { default: "", max_length: 100 },
};

const DEVIATION: Field = Field {
    name: "deviation",
    label: "initial deviation",
    unit: "",
    help: "Weights start Gaussian with this standard deviation over the root of how many there are to a neuron; with 0 nothing would ever move.",
    kind: Kind::Number { default: 0.5, min: 0.0, max: 10.0 },
};

pub(super) const ROW: Row<Box<dyn Network>, Context> = Row {
    member: &Member {
        kind: "quadratic_densenet",
        label: "quadratic DenseNet",
        help: "The network of Allen-Zhu and Li, equation (1.2): each neuron the square of a sum over layers below it, all neurons weighed by their layer's α in the output.",
        fields: &[WIDTHS, ALPHA, CONNECTIONS, DEVIATION],
    },
    read: |reader, context| Ok(Box::new(QuadraticDensenet::read(reader, context)?)),
};

const FIFTH: f64 = 0.2;

/// One α a layer.
pub(crate) fn alpha(reader: &mut Reader<'_>, layers: usize) -> Result<Vec<f64>, Invalid> {
    let alpha = match reader.take(ALPHA.name) {
        None => (0..layers as i32).map(|k| FIFTH.powi(k)).collect(),
        Some(_) => reader.numbers(&ALPHA)?,
    };
    reader.set(ALPHA.name, alpha.as_slice());
    if alpha.len() == layers {
        return Ok(alpha);
    }
    let why = format!("{} numbers for {layers} layers: each layer from the second on has one", alpha.len());
    Err(reader.error(ALPHA.name, why))
}

/// A workspace's memory, divided up; all rows are of one number a sample, padded.
struct Buffers<'w> {
    stride: usize,
    /// x, G_1, G_2, …: (2 n + Σ m_l, B padded).
    values: &'w mut [f32],
    /// Σ M G of every neuron; in the backward pass ∂/∂ of it: (Σ m_l, B padded).
    sums: &'w mut [f32],
    /// Two rows of samples, and one of weights.
    row: &'w mut [f32],
    base: &'w mut [f32],
    gradient: &'w mut [f32],
    /// f; in the backward pass ∂/∂f.
    out: &'w mut [f32],
}

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
        let n = means.len();
        let mut firsts = vec![0, n, 2 * n];
        firsts.extend(widths.iter().scan(2 * n, |first, width| {
            *first += width;
            Some(*first)
        }));
        let (mut layers, mut blocks, mut offset) = (Vec::new(), Vec::new(), 0);
        for (k, (&width, &alpha)) in widths.iter().zip(alpha).enumerate() {
            let (l, first) = (k + 2, firsts[k + 2]);
            let stride = padded(first);
            let mut below = vec![0u64; first.div_ceil(MASK_BITS)];
            for &j in connections.of(l) {
                (firsts[j]..firsts[j + 1]).for_each(|row| below[row / MASK_BITS] |= 1 << (row % MASK_BITS));
                let name = format!("weight[{l},{j}]");
                let (columns, offset) = (firsts[j + 1] - firsts[j], offset + firsts[j]);
                blocks.push(Block { name, rows: width, columns, offset, stride, flat: false });
            }
            let mut all = vec![0; width.div_ceil(MASK_BITS)];
            select_first(width, &mut all);
            layers.push(Layer { alpha: alpha as f32, width, first, offset, stride, below, all });
            offset += width * stride;
        }
        let mut params = Floats::zeros(offset);
        for Layer { width, offset, stride, below, .. } in &layers {
            let sources: u32 = below.iter().map(|word| word.count_ones()).sum();
            let deviation = (deviation / f64::from(sources).sqrt()) as f32;
            for v in 0..*width {
                let row = &mut params[offset + v * stride..][..*stride];
                for (j, weight) in row.iter_mut().enumerate() {
                    if below.get(j / MASK_BITS).is_some_and(|word| word >> (j % MASK_BITS) & 1 == 1) {
                        *weight = deviation * rng.normal();
                    }
                }
            }
        }
        let count = layers.len();
        Self { n, means, layers, blocks, params, on: count, trained: 0..count }
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let widths = reader.integers(&WIDTHS)?;
        let alpha = alpha(reader, widths.len())?;
        let text = reader.text(&CONNECTIONS)?;
        let connections =
            Connections::parse(&text, widths.len()).map_err(|why| reader.error(CONNECTIONS.name, why))?;
        let mut first = 2 * context.n;
        let weights: usize = widths
            .iter()
            .map(|width| {
                first += width;
                width * (first - width)
            })
            .sum();
        if weights > MAX_WEIGHTS {
            let why = format!("{weights} weights are outside [1, {MAX_WEIGHTS}]");
            return Err(reader.error(WIDTHS.name, why));
        }
        let deviation = reader.number(&DEVIATION)?;
        let means = context.mean_squares.iter().map(|mean| *mean as f32).collect();
        Ok(Self::new(means, &widths, &alpha, &connections, deviation, &mut context.init.clone()))
    }

    fn rows(&self) -> usize {
        self.layers.last().map_or(2 * self.n, |last| last.first + last.width)
    }

    /// Lengths of a workspace's parts for so many samples, in the order of [`Buffers`].
    fn lengths(&self, batch: usize) -> [usize; 6] {
        let (stride, rows) = (padded(batch), self.rows());
        [rows * stride, (rows - 2 * self.n) * stride, stride, stride, padded(rows), stride]
    }

    /// As the forward pass sized and left them. Panics if it was one on more samples or fewer.
    fn buffers<'w>(&self, batch: usize, workspace: &'w mut Workspace) -> Buffers<'w> {
        let [values, sums, row, base, gradient, out] = split(&mut workspace.floats, self.lengths(batch));
        Buffers { stride: padded(batch), values, sums, row, base, gradient, out }
    }

    /// Where a layer's rows lie in `sums`.
    fn sums_of(&self, layer: &Layer, stride: usize) -> Range<usize> {
        let start = (layer.first - 2 * self.n) * stride;
        start..start + layer.width * stride
    }

    fn weights(&self, layer: &Layer, v: usize) -> &[f32] {
        &self.params[layer.offset + v * layer.stride..][..layer.stride]
    }

    /// ∂/∂ of every sum of the layers that are on, down to the lowest that is trained, after a forward pass.
    fn backward_sums(&self, dout: &[f32], workspace: &mut Workspace) {
        let Buffers { stride, sums, row, base, out, .. } = self.buffers(dout.len(), workspace);
        out[..dout.len()].copy_from_slice(dout);
        out[dout.len()..].fill(0.0);
        for k in (self.trained.start..self.on).rev() {
            let layer = &self.layers[k];
            let (below, above) = sums.split_at_mut(self.sums_of(layer, stride).end);
            let own = &mut below[self.sums_of(layer, stride)];
            for (v, sums) in own.chunks_exact_mut(stride).enumerate() {
                // ∂/∂G_{l,v}: it is a term of f, and of the sums of the layers that it leads to.
                kernels::scale(layer.alpha, out, row);
                let column = layer.first + v;
                for next in &self.layers[k + 1..self.on] {
                    if next.below[column / MASK_BITS] >> (column % MASK_BITS) & 1 == 0 {
                        continue;
                    }
                    let weights = Strided { values: &self.params[next.offset + column..], step: next.stride };
                    let start = (next.first - layer.first - layer.width) * stride;
                    let rows = Rows { values: &above[start..], stride };
                    base.copy_from_slice(row);
                    sum_rows(row, Some(base), weights, rows, &next.all);
                }
                for (sum, d) in sums.iter_mut().zip(&*row) {
                    *sum *= 2.0 * d;
                }
            }
        }
    }

    /// Calls `sink(offset, gradient)` for every row of weights that is trained, after [`Self::backward_sums`].
    fn row_gradients(&self, batch: usize, workspace: &mut Workspace, sink: &mut dyn FnMut(usize, &[f32])) {
        let Buffers { stride, values, sums, gradient, .. } = self.buffers(batch, workspace);
        for layer in &self.layers[self.trained.clone()] {
            for (v, sums) in sums[self.sums_of(layer, stride)].chunks_exact(stride).enumerate() {
                let gradient = &mut gradient[..layer.stride];
                gradient.fill(0.0);
                kernels::dot_rows(gradient, sums, Rows { values, stride }, &layer.below);
                sink(layer.offset + v * layer.stride, gradient);
            }
        }
    }
}

impl Model for QuadraticDensenet {
    fn forward<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        let (n, batch) = (self.n, x.len() / self.n);
        workspace.floats.resize(self.lengths(batch).iter().sum());
        let Buffers { stride, values, sums, out, .. } = self.buffers(batch, workspace);
        let (inputs, rest) = values.split_at_mut(n * stride);
        inputs.fill(0.0);
        let squares = &mut rest[..n * stride];
        squares.fill(0.0);
        for (b, x) in x.chunks_exact(n).enumerate() {
            for (i, (x, mean)) in x.iter().zip(&self.means).enumerate() {
                inputs[i * stride + b] = *x;
                squares[i * stride + b] = x * x - mean;
            }
        }
        out.fill(0.0);
        for layer in &self.layers[..self.on] {
            let (below, own) = values.split_at_mut(layer.first * stride);
            let own = own.chunks_exact_mut(stride);
            let sums = sums[self.sums_of(layer, stride)].chunks_exact_mut(stride);
            for (v, (sums, own)) in sums.zip(own).enumerate() {
                let weights = Strided::dense(self.weights(layer, v));
                sum_rows(sums, None, weights, Rows { values: below, stride }, &layer.below);
                for ((value, sum), out) in own.iter_mut().zip(&*sums).zip(&mut *out) {
                    *value = sum * sum;
                    *out += layer.alpha * *value;
                }
            }
        }
        &out[..batch]
    }

    /// One for each weight, and two for each neuron.
    fn cost(&self) -> u64 {
        let of = |layer: &Layer| {
            let sources: u32 = layer.below.iter().map(|word| word.count_ones()).sum();
            layer.width as u64 * (2 + u64::from(sources))
        };
        2 * self.n as u64 + self.layers[..self.on].iter().map(of).sum::<u64>()
    }

    fn hidden_widths(&self) -> Vec<usize> {
        self.layers.iter().map(|layer| layer.width).collect()
    }

    fn hidden<'w>(&self, k: usize, count: usize, workspace: &'w Workspace) -> Option<Rows<'w>> {
        let layer = self.layers.get(k).filter(|_| k < self.on)?;
        let (stride, [values, ..]) = (padded(count), self.lengths(count));
        Some(Rows { values: &workspace.floats[values..][self.sums_of(layer, stride)], stride })
    }

    /// Those of G_1 among them.
    fn layer_widths(&self) -> Vec<usize> {
        std::iter::once(self.n).chain(self.hidden_widths()).collect()
    }

    /// G_{k+1}.
    fn neurons<'w>(&self, k: usize, count: usize, workspace: &'w Workspace) -> Option<Neurons<'w>> {
        let first = if k == 0 { self.n } else { self.layers.get(k - 1)?.first };
        let stride = padded(count);
        (k <= self.on).then(|| Neurons { values: &workspace.floats[first * stride..], steps: [stride, 1] })
    }

    /// Those on x itself, of M_{2,0}.
    fn input_weights(&self) -> Vec<f64> {
        let Some(first) = self.layers.first() else { return Vec::new() };
        column_squares(&mut (0..first.width).map(|v| self.weights(first, v)), first.width, self.n)
    }
}

impl Network for QuadraticDensenet {
    fn params(&self) -> &[f32] {
        &self.params
    }

    fn update(&mut self, change: &mut dyn FnMut(&mut [f32])) {
        change(&mut self.params);
    }

    fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    fn backward(&self, _x: &[f32], dout: &[f32], workspace: &mut Workspace, grads: &mut [f32]) {
        self.backward_sums(dout, workspace);
        self.row_gradients(dout.len(), workspace, &mut |offset, gradient| {
            kernels::add_scaled(&mut grads[offset..offset + gradient.len()], 1.0, gradient);
        });
    }

    fn descend(&mut self, _x: &[f32], dout: &[f32], workspace: &mut Workspace, step_size: f32) {
        self.backward_sums(dout, workspace);
        let mut params = std::mem::take(&mut self.params);
        self.row_gradients(dout.len(), workspace, &mut |offset, gradient| {
            kernels::add_scaled(&mut params[offset..offset + gradient.len()], -step_size, gradient);
        });
        self.params = params;
    }

    fn depth(&self) -> usize {
        self.layers.len()
    }

    fn stage(&self, k: usize) -> Stage {
        let Layer { width, offset, stride, .. } = self.layers[k];
        Stage { number: k + 2, params: offset..offset + width * stride }
    }

    fn select(&mut self, on: usize, trained: Range<usize>) {
        (self.on, self.trained) = (on, trained);
    }

    fn trained(&self) -> [Range<usize>; 2] {
        let Range { start, end } = self.trained;
        if start == end {
            return [0..0, 0..0];
        }
        [self.stage(start).params.start..self.stage(end - 1).params.end, 0..0]
    }
}
