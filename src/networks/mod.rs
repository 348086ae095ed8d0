//! Functions with parameters. A network knows neither data nor loss.

pub(crate) mod connections;
mod dense_quadratic;
mod distilled_densenet;
mod quadratic_densenet;
mod relu_resnet;
pub mod sparse_quadratic;
pub(crate) mod stack;

pub use connections::Connections;
pub use dense_quadratic::DenseQuadratic;
pub use distilled_densenet::{DistilledDensenet, Regulariser, Shape};
pub use quadratic_densenet::QuadraticDensenet;
pub use relu_resnet::ReluResnet;
pub use sparse_quadratic::SparseQuadratic;

use crate::basis::Combination;
use crate::kernels::{Floats, Rows};
use crate::rng::Rng;
use crate::schema::{self, Invalid, Row};
use std::ops::Range;

/// A function R^n → R that can be asked, row by row.
pub trait Model: Send {
    /// f(x) of shape (B,) for x of shape (B, n). What `workspace` held before is overwritten.
    fn forward<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32];

    /// Multiply-adds that f takes at one input, about.
    fn cost(&self) -> u64;

    /// How many hidden features S_2, S_3, … there are in each layer, where a teacher's are compared with them.
    fn hidden_widths(&self) -> Vec<usize> {
        Vec::new()
    }

    /// The features of the k-th of these layers, one row each, where f was evaluated last, at `count` inputs; None where the
    /// layer is off.
    fn hidden<'w>(&self, _k: usize, _count: usize, _workspace: &'w Workspace) -> Option<Rows<'w>> {
        None
    }

    /// How many neurons there are in each layer, from the first on, where their values can be read.
    fn layer_widths(&self) -> Vec<usize> {
        Vec::new()
    }

    /// What the neurons of the k-th of these layers hand on where f was evaluated last, at `count` inputs; None where the layer
    /// is off.
    fn neurons<'w>(&self, _k: usize, _count: usize, _workspace: &'w Workspace) -> Option<Neurons<'w>> {
        None
    }

    /// By coordinate of what it sees, the mean square over the first layer's neurons of the weights on it; empty where there
    /// are no such weights.
    fn input_weights(&self) -> Vec<f64> {
        Vec::new()
    }
}

/// Values of a layer's neurons on a batch, in whatever order the network keeps them.
#[derive(Clone, Copy, Debug)]
pub struct Neurons<'w> {
    values: &'w [f32],
    /// How far apart two neurons' values are at one input, and one neuron's at two inputs.
    steps: [usize; 2],
}

impl Neurons<'_> {
    /// Neuron v's at the b-th input.
    pub fn at(&self, v: usize, b: usize) -> f32 {
        self.values[v * self.steps[0] + b * self.steps[1]]
    }
}

/// The mean squares by column, (n,), of `count` rows.
fn column_squares(rows: &mut dyn Iterator<Item = &[f32]>, count: usize, n: usize) -> Vec<f64> {
    let mut means = vec![0.0; n];
    for row in rows {
        means.iter_mut().zip(row).for_each(|(mean, w)| *mean += f64::from(*w) * f64::from(*w) / count as f64);
    }
    means
}

/// A model with parameters and a gradient.
///
/// The parameters are one flat vector; a block's rows are padded with zeros to whole lanes, and
/// the padding stays zero.
pub trait Network: Model {
    /// All parameters, block after block, padding included.
    fn params(&self) -> &[f32];

    /// Changes the parameters. The change leaves the padding at zero.
    fn update(&mut self, change: &mut dyn FnMut(&mut [f32]));

    /// Where each named parameter lies in [`Network::params`], in the order of the layers.
    fn blocks(&self) -> &[Block];

    /// Whether an entry of a block has no meaning and stays zero, as padding does.
    fn is_absent(&self, _block: usize, _row: usize, _column: usize) -> bool {
        false
    }

    /// f(x), or what stands for it in the loss that is minimised: what [`Network::backward`] and [`Network::descend`] differentiate.
    fn forward_in_training<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        self.forward(x, workspace)
    }

    /// Adds Σ_b dout_b ∂f(x_b)/∂params to `grads`, laid out like the parameters.
    /// x (B, n) and `workspace` as [`Network::forward_in_training`] just left it; dout (B,).
    fn backward(&self, x: &[f32], dout: &[f32], workspace: &mut Workspace, grads: &mut [f32]);

    /// Layers that can be switched on and trained one after the other.
    fn depth(&self) -> usize {
        1
    }

    /// The k-th of them.
    fn stage(&self, _k: usize) -> Stage {
        Stage { number: 1, params: 0..self.params().len() }
    }

    /// From now on f is of the first `on` of these layers, and of them those in `trained` are moved by gradients; the others'
    /// are left at zero. At first all are on and trained.
    fn select(&mut self, _on: usize, _trained: Range<usize>) {}

    /// Where in [`Network::params`] those lie that are trained; the second range may be empty.
    fn trained(&self) -> [Range<usize>; 2] {
        [0..self.params().len(), 0..0]
    }

    /// Adds to `grads`, of what is trained, the gradient of terms of the parameters alone that are to be minimised with the
    /// loss, where a network has such terms.
    fn regularise(&self, _grads: &mut [f32]) {}

    /// Multiply-adds that this takes, about; 0 where there are none of them.
    fn regulariser_cost(&self) -> u64 {
        0
    }

    /// params -= step_size · gradient: the same bits as [`Network::backward`] into zeros followed
    /// by that update, without the vector of gradients in between. Of the loss alone, without what
    /// [`Network::regularise`] adds.
    fn descend(&mut self, x: &[f32], dout: &[f32], workspace: &mut Workspace, step_size: f32);
}

/// A layer that can be switched on and trained by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its number, as the papers count.
    pub number: usize,
    /// Where in [`Network::params`] its own lie, without what reads it out.
    pub params: Range<usize>,
}

/// One named array of parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// `weight[0]`, `bias[0]`, …
    pub name: String,
    /// Rows and columns; weights are (out, in), a bias is (1, out).
    pub rows: usize,
    pub columns: usize,
    /// Where row 0 begins in the parameters, and how far apart rows are.
    pub offset: usize,
    pub stride: usize,
    /// Whether the array is shown with one dimension (columns,) instead of (rows, columns).
    pub flat: bool,
}

impl Block {
    /// Its shape as users see it.
    pub fn shape(&self) -> Vec<usize> {
        if self.flat { vec![self.columns] } else { vec![self.rows, self.columns] }
    }

    /// The range of row r within the parameters.
    pub fn row(&self, r: usize) -> std::ops::Range<usize> {
        let start = self.offset + r * self.stride;
        start..start + self.columns
    }

    /// Its numbers without padding, row-major.
    pub fn values(&self, params: &[f32]) -> Vec<f32> {
        (0..self.rows).flat_map(|r| params[self.row(r)].iter().copied()).collect()
    }
}

/// Buffers that a network sizes for itself and that are used again from call to call.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    floats: Floats,
    words: Vec<u64>,
}

impl Workspace {
    /// `length` numbers, for a model that keeps no others.
    pub fn values(&mut self, length: usize) -> &mut [f32] {
        self.floats.resize(length);
        &mut self.floats
    }
}

/// A workspace's memory in parts of these lengths.
fn split<T, const N: usize>(mut whole: &mut [T], lengths: [usize; N]) -> [&mut [T]; N] {
    let sum: usize = lengths.iter().sum();
    assert_eq!(whole.len(), sum, "the workspace of a forward pass on this batch");
    lengths.map(|length| whole.split_off_mut(..length).expect("the lengths add up to the whole"))
}

/// What reading a network, or a learner with one, needs.
pub struct Context {
    /// The dimension of the network's inputs, features counted.
    pub n: usize,
    /// The stream to initialise from.
    pub init: Rng,
    /// The features' expansions: they come last among the inputs.
    pub features: Vec<Combination>,
    /// The skew of every coordinate, the sum of its two values, where the coordinates are independent coins.
    pub skews: Option<Vec<f64>>,
    /// E x_i² of what the network sees, (n,).
    pub mean_squares: Vec<f64>,
    /// Whether every sample is drawn anew from the law.
    pub fresh: bool,
    /// Whether the target's expansion is known.
    pub known: bool,
    /// Whether that of f, where it is known, tells all that is measured: under the law, beside a target's that is.
    pub expanded: bool,
}

impl Context {
    /// E x_i² as a network takes them off, (n,).
    fn means(&self) -> Vec<f32> {
        self.mean_squares.iter().map(|mean| *mean as f32).collect()
    }

    /// Whether no x_i² varies, features among them: a sum of several products of coins is taken to vary.
    fn has_constant_squares(&self) -> bool {
        let fair = self.skews.as_ref().is_some_and(|skews| connections::are_fair(skews.iter().copied()));
        fair && self.features.iter().all(|feature| feature.len() == 1)
    }
}

/// The family: one row a network; the first is the default.
pub const FAMILY: &[Row<Box<dyn Network>, Context>] =
    &[relu_resnet::ROW, dense_quadratic::ROW, quadratic_densenet::ROW, distilled_densenet::ROW];

/// One named array of numbers, as users get and give it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    pub name: String,
    /// (out, in) for weights, (out,) for biases.
    pub shape: Vec<usize>,
    /// Row-major.
    pub values: Vec<f32>,
}

/// Every block, without padding.
pub fn export(network: &dyn Network) -> Vec<Parameter> {
    let export = |block: &Block| Parameter {
        name: block.name.clone(),
        shape: block.shape(),
        values: block.values(network.params()),
    };
    network.blocks().iter().map(export).collect()
}

/// One number of [`export`]: the `index`-th of the array of this name.
pub fn number(network: &dyn Network, name: &str, index: usize) -> Result<f32, Invalid> {
    let block = network.blocks().iter().find(|block| block.name == name);
    let block = block
        .ok_or_else(|| Invalid::new("name", format!("there are no parameters \"{}\"", schema::cut(name))))?;
    let count = block.rows * block.columns;
    if index >= count {
        return Err(Invalid::new("index", format!("{index} is outside [0, {}]", count - 1)));
    }
    Ok(network.params()[block.row(index / block.columns)][index % block.columns])
}

/// The reverse of [`export`]: every block exactly once, by name, with its shape, finite numbers.
/// Nothing is changed unless all of them fit.
pub fn import(network: &mut dyn Network, given: &[Parameter]) -> Result<(), Invalid> {
    let blocks = network.blocks().to_vec();
    if given.len() != blocks.len() {
        let why = format!("{} arrays given, {} needed", given.len(), blocks.len());
        return Err(Invalid::new("parameters", why));
    }
    let mut next = network.params().to_vec();
    for (b, block) in blocks.iter().enumerate() {
        let field = format!("parameters.{}", block.name);
        let Some(Parameter { shape, values, .. }) = given.iter().find(|p| p.name == block.name) else {
            return Err(Invalid::new(field, "is missing"));
        };
        if *shape != block.shape() || values.len() != block.rows * block.columns {
            let why = format!("shape {shape:?} with {} numbers is not {:?}", values.len(), block.shape());
            return Err(Invalid::new(field, why));
        }
        if let Some(bad) = values.iter().find(|value| !value.is_finite()) {
            return Err(Invalid::new(field, format!("{} is not a finite number", schema::decimal32(*bad))));
        }
        for (r, row) in values.chunks_exact(block.columns).enumerate() {
            if let Some(c) = (0..row.len()).find(|&c| row[c] != 0.0 && network.is_absent(b, r, c)) {
                let (place, value) = (r * block.columns + c + 1, schema::decimal32(row[c]));
                let why = format!("entry {place} is {value}, but there is no such edge: it can only be 0");
                return Err(Invalid::new(field, why));
            }
            next[block.row(r)].copy_from_slice(row);
        }
    }
    network.update(&mut |params| params.copy_from_slice(&next));
    Ok(())
}
