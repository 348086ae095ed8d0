//! What the networks of Allen-Zhu and Li have in common: layers of units, each a weighted sum of what lies below it.
//!
//! A row holds one number of each sample. All that may lead to a layer stands one below the other, x, G_1(x) = σ(x) - E σ(x)
//! with σ(z) = z², and what the layers below make of their sums; a mask tells which of it does: a unit's weights are one row, as
//! long as all that is below, zero where no edge is.

use super::{Block, Connections, Model, Network, Neurons, Stage, Workspace, column_squares, split};
use crate::kernels::{self, Floats, MASK_BITS, Rows, Strided, padded, select_first, sum_rows};
use crate::rng::Rng;
use crate::schema::{Field, Invalid, Kind, Reader};
use std::ops::Range;

/// Weights that there may be: 16 MB.
const MAX_WEIGHTS: usize = 4_000_000;
/// Layers from 2 on: their degrees are 4, 8, …, 2^6.
pub(crate) const MAX_LAYERS: usize = 5;

pub(crate) const ALPHA: Field = Field {
    name: "alpha",
    label: "α₂, α₃, …",
    unit: "",
    help: "What each layer from the second on weighs in the sum; one number each, or else each a fifth of the one below.",
    kind: Kind::Numbers { default: &[1.0, 0.2], min: 1e-3, max: 100.0, max_count: MAX_LAYERS },
};

pub(super) const DEVIATION: Field = Field {
    name: "deviation",
    label: "initial deviation",
    unit: "",
    help: "Weights start Gaussian with this standard deviation over the root of how many there are to a neuron; with 0 nothing would ever move.",
    kind: Kind::Number { default: 0.5, min: 0.0, max: 10.0 },
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
    Err(reader.error(ALPHA.name, not_one_each(layers, alpha.len())))
}

/// Why a list does not go with the widths of so many layers.
pub(super) fn not_one_each(layers: usize, given: usize) -> String {
    format!("takes one number for each of the widths, here {layers}, not {given}")
}

/// What a layer is to be.
pub(super) struct Plan {
    pub alpha: f64,
    /// Names and sizes of the groups of units: the weights of one come as `name[l,j]`.
    pub groups: Vec<(&'static str, usize)>,
    /// Rows that are made of the units' sums before those that the layers above see.
    pub between: usize,
    /// Rows that the layers above see.
    pub made: usize,
}

/// Refuses more weights than there may be.
pub(super) fn count_weights(
    n: usize,
    plans: &[Plan],
    reader: &Reader<'_>,
    field: &Field,
) -> Result<(), Invalid> {
    let mut below = 2 * n;
    let of = |Plan { groups, made, .. }: &Plan| {
        let weights: usize = groups.iter().map(|(_, units)| units * below).sum();
        below += made;
        weights
    };
    let weights: usize = plans.iter().map(of).sum();
    if weights <= MAX_WEIGHTS {
        return Ok(());
    }
    Err(reader.error(field.name, format!("{weights} weights are outside [1, {MAX_WEIGHTS}]")))
}

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Stack {
    n: usize,
    /// E σ(x_i), (n,).
    means: Vec<f32>,
    pub layers: Vec<Layer>,
    pub blocks: Vec<Block>,
    /// Those of all layers come first.
    pub params: Floats,
    /// Layers from 2 on that there are at present, and those of them that are trained.
    pub on: usize,
    pub trained: Range<usize>,
}

/// One layer: its units' rows of weights, and what leads to them.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub alpha: f32,
    pub units: usize,
    /// Its rows among all sums: those of the units, and what is made of them in between.
    sums: Range<usize>,
    /// The rows among all values that it makes, and the first of the layer below it.
    pub made: Range<usize>,
    pub previous: usize,
    /// Where its weights begin, and how far apart the units' are.
    pub offset: usize,
    pub stride: usize,
    /// One bit for each row before `made`.
    below: Vec<u64>,
    /// One bit for each unit.
    all: Vec<u64>,
}

/// A workspace's memory, divided up; all rows are of one number a sample, padded.
pub(super) struct Buffers<'w> {
    /// B, and that padded.
    pub batch: usize,
    pub stride: usize,
    /// x, G_1 and what the layers make, (rows, B padded).
    pub values: &'w mut [f32],
    /// The layers' sums, and what is made of them in between; in the backward pass ∂/∂ of it.
    pub sums: &'w mut [f32],
    /// Two rows of samples, and one of weights.
    pub row: &'w mut [f32],
    pub base: &'w mut [f32],
    gradient: &'w mut [f32],
    /// f; in the backward pass ∂/∂f.
    pub out: &'w mut [f32],
}

/// One bit for each of `count` rows.
pub(super) fn all(count: usize) -> Vec<u64> {
    let mut mask = vec![0; count.div_ceil(MASK_BITS)];
    select_first(count, &mut mask);
    mask
}

impl Layer {
    /// Where its sums lie among all, for rows of this length.
    pub fn sums(&self, stride: usize) -> Range<usize> {
        self.sums.start * stride..self.sums.end * stride
    }

    /// Where the weights of its units lie.
    pub fn weights(&self) -> Range<usize> {
        self.offset..self.offset + self.units * self.stride
    }

    /// How many rows lead to it.
    fn sources(&self) -> u32 {
        self.below.iter().map(|word| word.count_ones()).sum()
    }

    fn leads_from(&self, row: usize) -> bool {
        self.below.get(row / MASK_BITS).is_some_and(|word| word >> (row % MASK_BITS) & 1 == 1)
    }
}

impl Stack {
    /// The layers whose weights `rng` draws, layer by layer, unit by unit, source by source. `means` are E σ(x), (n,).
    pub fn new(
        means: Vec<f32>,
        plans: &[Plan],
        connections: &Connections,
        deviation: f64,
        rng: &mut Rng,
    ) -> Self {
        let n = means.len();
        let mut firsts = vec![0, n, 2 * n];
        let (mut layers, mut blocks, mut offset, mut rows) = (Vec::new(), Vec::new(), 0, 0);
        for (k, plan) in plans.iter().enumerate() {
            let (l, first) = (k + 2, firsts[k + 2]);
            let stride = padded(first);
            let mut below = vec![0u64; first.div_ceil(MASK_BITS)];
            for row in connections.of(l).iter().flat_map(|&j| firsts[j]..firsts[j + 1]) {
                below[row / MASK_BITS] |= 1 << (row % MASK_BITS);
            }
            let (start, mut units) = (offset, 0);
            for &(name, rows) in &plan.groups {
                blocks.extend(connections.of(l).iter().map(|&j| {
                    let (name, columns) = (format!("{name}[{l},{j}]"), firsts[j + 1] - firsts[j]);
                    Block { name, rows, columns, offset: offset + firsts[j], stride, flat: false }
                }));
                units += rows;
                offset += rows * stride;
            }
            layers.push(Layer {
                alpha: plan.alpha as f32,
                units,
                sums: rows..rows + units + plan.between,
                made: first..first + plan.made,
                previous: firsts[k + 1],
                offset: start,
                stride,
                below,
                all: all(units),
            });
            firsts.push(first + plan.made);
            rows += units + plan.between;
        }
        let mut params = Floats::zeros(offset);
        for layer in &layers {
            let deviation = (deviation / f64::from(layer.sources()).sqrt()) as f32;
            for row in params[layer.weights()].chunks_exact_mut(layer.stride) {
                for j in (0..layer.made.start).filter(|j| layer.leads_from(*j)) {
                    row[j] = deviation * rng.normal();
                }
            }
        }
        let on = layers.len();
        Self { n, means, layers, blocks, params, on, trained: 0..on }
    }

    /// Lengths of a workspace's parts for so many samples, in the order of [`Buffers`].
    fn lengths(&self, batch: usize) -> [usize; 6] {
        let (stride, last) = (padded(batch), self.layers.last());
        let (values, sums) = last.map_or((2 * self.n, 0), |last| (last.made.end, last.sums.end));
        [values * stride, sums * stride, stride, stride, padded(values), stride]
    }

    /// As the forward pass sized and left them. Panics if it was one on more samples or fewer.
    fn buffers<'w>(&self, batch: usize, workspace: &'w mut Workspace) -> Buffers<'w> {
        let [values, sums, row, base, gradient, out] = split(&mut workspace.floats, self.lengths(batch));
        Buffers { batch, stride: padded(batch), values, sums, row, base, gradient, out }
    }

    /// Begins a forward pass: x (B, n) and its centred squares stand among the values, and f is zero.
    pub fn begin<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> Buffers<'w> {
        let (n, batch) = (self.n, x.len() / self.n);
        workspace.floats.resize(self.lengths(batch).iter().sum());
        let buffers = self.buffers(batch, workspace);
        let stride = buffers.stride;
        let (inputs, rest) = buffers.values.split_at_mut(n * stride);
        inputs.fill(0.0);
        let squares = &mut rest[..n * stride];
        squares.fill(0.0);
        for (b, x) in x.chunks_exact(n).enumerate() {
            for (i, (x, mean)) in x.iter().zip(&self.means).enumerate() {
                inputs[i * stride + b] = *x;
                squares[i * stride + b] = x * x - mean;
            }
        }
        buffers.out.fill(0.0);
        buffers
    }

    /// Begins a backward pass, f being weighed by dout (B,).
    pub fn begin_back<'w>(&self, dout: &[f32], workspace: &'w mut Workspace) -> Buffers<'w> {
        let buffers = self.buffers(dout.len(), workspace);
        buffers.out[..dout.len()].copy_from_slice(dout);
        buffers.out[dout.len()..].fill(0.0);
        buffers
    }

    /// The sum of a layer's unit v over the rows `below` it.
    pub fn sum(&self, layer: &Layer, v: usize, below: Rows<'_>, sums: &mut [f32]) {
        let weights = &self.params[layer.offset + v * layer.stride..][..layer.stride];
        sum_rows(sums, None, Strided::dense(weights), below, &layer.below);
    }

    /// Adds to `row` what the v-th row that layer k makes has by the layers that it leads to. `above` are ∂/∂ of the sums from
    /// the next layer on; what `base` held is overwritten.
    pub fn add_from_above(&self, k: usize, v: usize, above: Rows<'_>, row: &mut [f32], base: &mut [f32]) {
        let column = self.layers[k].made.start + v;
        for next in self.layers[k + 1..self.on].iter().filter(|next| next.leads_from(column)) {
            let weights = Strided { values: &self.params[next.offset + column..], step: next.stride };
            let start = (next.sums.start - self.layers[k].sums.end) * above.stride;
            base.copy_from_slice(row);
            sum_rows(row, Some(base), weights, Rows { values: &above.values[start..], ..above }, &next.all);
        }
    }

    /// Calls `sink(offset, gradient)` for every row of weights that is trained, once the sums hold ∂/∂ of themselves.
    fn row_gradients(&self, batch: usize, workspace: &mut Workspace, sink: &mut dyn FnMut(usize, &[f32])) {
        let Buffers { stride, values, sums, gradient, .. } = self.buffers(batch, workspace);
        for layer in &self.layers[self.trained.clone()] {
            for (v, sums) in sums[layer.sums(stride)].chunks_exact(stride).take(layer.units).enumerate() {
                let gradient = &mut gradient[..layer.stride];
                gradient.fill(0.0);
                kernels::dot_rows(gradient, sums, Rows { values, stride }, &layer.below);
                sink(layer.offset + v * layer.stride, gradient);
            }
        }
    }

    /// Adds the gradient to `grads`.
    pub fn add_gradients(&self, batch: usize, workspace: &mut Workspace, grads: &mut [f32]) {
        self.row_gradients(batch, workspace, &mut |offset, gradient| {
            kernels::add_scaled(&mut grads[offset..offset + gradient.len()], 1.0, gradient);
        });
    }

    /// Moves the parameters against it.
    pub fn descend(&mut self, batch: usize, workspace: &mut Workspace, step_size: f32) {
        let mut params = std::mem::take(&mut self.params);
        self.row_gradients(batch, workspace, &mut |offset, gradient| {
            kernels::add_scaled(&mut params[offset..offset + gradient.len()], -step_size, gradient);
        });
        self.params = params;
    }

    /// Multiply-adds of a forward pass: one for each weight, and two for each unit.
    pub fn cost(&self) -> u64 {
        let of = |layer: &Layer| layer.units as u64 * (2 + u64::from(layer.sources()));
        2 * self.n as u64 + self.layers[..self.on].iter().map(of).sum::<u64>()
    }

    /// The sums of layer k from its row `first` on, where f was evaluated last, at `count` inputs; None where the layer is off.
    pub fn sums_of<'w>(
        &self,
        k: usize,
        first: usize,
        count: usize,
        workspace: &'w Workspace,
    ) -> Option<Rows<'w>> {
        let layer = self.layers.get(k).filter(|_| k < self.on)?;
        let (stride, [values, ..]) = (padded(count), self.lengths(count));
        Some(Rows { values: &workspace.floats[values..][layer.sums(stride)][first * stride..], stride })
    }

    /// Coordinates of x.
    pub fn n(&self) -> usize {
        self.n
    }

    /// G_1 for k = 0, else what layer k - 1 makes, where f was evaluated last, at `count` inputs; None where the layer is off.
    pub fn made<'w>(&self, k: usize, count: usize, workspace: &'w Workspace) -> Option<Neurons<'w>> {
        let first = if k == 0 { self.n } else { self.layers.get(k - 1)?.made.start };
        let stride = padded(count);
        (k <= self.on).then(|| Neurons { values: &workspace.floats[first * stride..], steps: [stride, 1] })
    }

    /// Those of the first layer's units on x itself, as [`Model::input_weights`].
    pub fn input_weights(&self) -> Vec<f64> {
        let Some(first) = self.layers.first() else { return Vec::new() };
        column_squares(&mut self.params[first.weights()].chunks_exact(first.stride), first.units, self.n)
    }
}

/// A network that is a stack and what it makes of its sums.
pub(super) trait Stacked: Model {
    fn stack(&self) -> &Stack;

    fn stack_mut(&mut self) -> &mut Stack;

    /// As [`Network::forward_in_training`].
    fn forward_in_training<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        self.forward(x, workspace)
    }

    /// ∂/∂ of every sum of the layers that are on, down to the lowest that is trained, after a forward pass.
    fn backward_sums(&self, dout: &[f32], workspace: &mut Workspace);

    /// As [`Network::regularise`] and [`Network::regulariser_cost`], for layer k.
    fn regularise_layer(&self, _k: usize, _grads: &mut [f32]) {}

    fn layer_cost(&self, _k: usize) -> u64 {
        0
    }
}

impl<T: Stacked> Network for T {
    fn params(&self) -> &[f32] {
        &self.stack().params
    }

    fn update(&mut self, change: &mut dyn FnMut(&mut [f32])) {
        change(&mut self.stack_mut().params);
    }

    fn blocks(&self) -> &[Block] {
        &self.stack().blocks
    }

    fn forward_in_training<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        Stacked::forward_in_training(self, x, workspace)
    }

    fn backward(&self, _x: &[f32], dout: &[f32], workspace: &mut Workspace, grads: &mut [f32]) {
        self.backward_sums(dout, workspace);
        self.stack().add_gradients(dout.len(), workspace, grads);
    }

    fn regularise(&self, grads: &mut [f32]) {
        self.stack().trained.clone().for_each(|k| self.regularise_layer(k, grads));
    }

    fn regulariser_cost(&self) -> u64 {
        self.stack().trained.clone().map(|k| self.layer_cost(k)).sum()
    }

    fn depth(&self) -> usize {
        self.stack().layers.len()
    }

    /// G_1 has no weights.
    fn stage(&self, k: usize) -> Stage {
        Stage { number: k + 2, params: self.stack().layers[k].weights() }
    }

    fn select(&mut self, on: usize, trained: Range<usize>) {
        let stack = self.stack_mut();
        (stack.on, stack.trained) = (on, trained);
    }

    fn trained(&self) -> [Range<usize>; 2] {
        let Stack { layers, trained, .. } = self.stack();
        let layers = &layers[trained.clone()];
        let start = layers.first().map_or(0, |first| first.weights().start);
        [start..layers.last().map_or(0, |last| last.weights().end), 0..0]
    }

    fn descend(&mut self, _x: &[f32], dout: &[f32], workspace: &mut Workspace, step_size: f32) {
        self.backward_sums(dout, workspace);
        self.stack_mut().descend(dout.len(), workspace, step_size);
    }
}
