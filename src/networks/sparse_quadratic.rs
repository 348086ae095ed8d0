//! The paper's own network: regular, sparse, quadratic (Abbe et al. 2021, section 2.1, Definition 2.1).
//!
//! n + 1 inputs, x_0 = 1 among them, and L layers of W neurons. An edge leads from each input to each neuron
//! with probability p1, and from each neuron to each one of the next layer with probability p2. With a weight
//! a_e for each edge and a bias b_v for each neuron,
//! f_v(x) = (Σ_{e = (u, v)} a_e f_u(x))² + b_v, and f is the sum of all f_v.
//!
//! There are of the order of W² edges. None is stored: whether an edge is there is a function of the seed and
//! the edge. Nor is a neuron that computes zero: only those that are active have weights here.

use super::Workspace;
use crate::rng::{Rng, scrambled};
use serde::{Deserialize, Serialize};

/// Which edges there are.
#[derive(Clone, Debug)]
pub struct Topology {
    /// Coordinates of an input; input 0 is the constant.
    pub n: usize,
    /// L.
    pub layers: usize,
    /// W, neurons in a layer.
    pub width: usize,
    pub p1: f64,
    pub p2: f64,
    /// The edges follow from this number.
    key: u64,
}

impl Topology {
    /// The random network that `rng` draws.
    pub fn draw(n: usize, [layers, width]: [usize; 2], [p1, p2]: [f64; 2], rng: &mut Rng) -> Self {
        Self { n, layers, width, p1, p2, key: rng.bits() }
    }

    /// Neurons altogether, L W; they are numbered layer by layer.
    pub fn neurons(&self) -> u64 {
        (self.layers * self.width) as u64
    }

    /// The layer of neuron `v`, from 0.
    pub fn layer(&self, v: u64) -> usize {
        (v / self.width as u64) as usize
    }

    /// The first neuron of the layer before that of `v`; `v`'s own layer's, if there is none before.
    pub fn first_before(&self, v: u64) -> u64 {
        (self.layer(v).saturating_sub(1) * self.width) as u64
    }

    /// The inputs, 0 being the constant, with an edge to neuron `v`.
    pub fn inputs_of(&self, v: u64) -> impl Iterator<Item = usize> + '_ {
        (0..=self.n).filter(move |&j| self.has_input(j, v))
    }

    /// The neurons of the layer before, by their places there, with an edge to neuron `v`.
    pub fn neurons_before(&self, v: u64) -> impl Iterator<Item = usize> + '_ {
        let count = if v < self.width as u64 { 0 } else { self.width };
        (0..count).filter(move |&u| self.has_edge(u, v))
    }

    /// Whether there is an edge from input `j` to neuron `v`.
    pub fn has_input(&self, j: usize, v: u64) -> bool {
        bits(self.key, self.input_edge(j, v)) < below(self.p1)
    }

    /// Whether there is an edge from place `u` of the layer before to neuron `v`.
    pub fn has_edge(&self, u: usize, v: u64) -> bool {
        bits(self.key, self.edge(u, v)) < below(self.p2)
    }

    /// The number of the edge from input `j` to neuron `v`, whether it is there or not.
    pub fn input_edge(&self, j: usize, v: u64) -> u64 {
        2 * (v * (self.n as u64 + 1) + j as u64)
    }

    /// The number of the edge from place `u` of the layer before to neuron `v`, likewise.
    pub fn edge(&self, u: usize, v: u64) -> u64 {
        2 * (v * self.width as u64 + u as u64) + 1
    }
}

/// A number in [0, 1) that belongs to `place` of the sequence `key`, as if it were drawn.
pub fn unit(key: u64, place: u64) -> f64 {
    bits(key, place) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// [`unit`] in units of 2^-53.
fn bits(key: u64, place: u64) -> u64 {
    scrambled(key, place) >> 11
}

/// The least number of such units that is not below `p`: a comparison of whole numbers takes half the time.
fn below(p: f64) -> u64 {
    (p * (1u64 << 53) as f64).ceil() as u64
}

/// What a neuron makes of its parents' values f_u. The paper's is the quadratic one; its section 3.1 has others, for
/// coins that are not fair. It leaves open how; here each edge carries a second weight, c_e.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// (Σ a_e f_u)² + b.
    Quadratic,
    /// (Σ a_e f_u + b)² + Σ c_e f_u², "(a · v + b)² + c · v^2".
    Elementwise,
    /// (Σ a_e f_u)² + Σ c_e f_u² + b, the squares coming by skip connections along the same edges.
    Skip,
}

/// Where an edge comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Parent {
    /// x_j, and 1 for j = 0.
    Input(usize),
    /// An active neuron, by its place among them.
    Active(usize),
}

/// An edge into a neuron with its weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    pub parent: Parent,
    /// a_e.
    pub weight: f64,
    /// c_e; 0 where the form has none.
    pub square: f64,
}

/// A neuron with the edges from those of its parents that are not blank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neuron {
    /// Layer by layer.
    pub number: u64,
    pub edges: Vec<Edge>,
    /// b_v.
    pub bias: f64,
}

impl Neuron {
    /// f_v where its parents have the values that `of` tells.
    pub fn value(&self, form: Form, of: impl Fn(Parent) -> f64) -> f64 {
        let (mut sum, mut squares) = (0.0, 0.0);
        for Edge { parent, weight, square } in &self.edges {
            let f = of(*parent);
            sum += weight * f;
            squares += square * f * f;
        }
        match form {
            Form::Elementwise => (sum + self.bias) * (sum + self.bias) + squares,
            Form::Quadratic | Form::Skip => sum * sum + squares + self.bias,
        }
    }
}

/// The network: its edges, and the neurons that are not blank (Definition B.3) in the order in which they became active.
#[derive(Clone, Debug)]
pub struct SparseQuadratic {
    pub topology: Topology,
    pub form: Form,
    pub active: Vec<Neuron>,
}

impl SparseQuadratic {
    /// All weights zero (Algorithm 1, line 2).
    pub fn new(topology: Topology, form: Form) -> Self {
        Self { topology, form, active: Vec::new() }
    }

    /// f(x) with one more neuron, x (B, n).
    pub fn forward_with<'w>(
        &self,
        more: Option<&Neuron>,
        x: &[f32],
        workspace: &'w mut Workspace,
    ) -> &'w [f32] {
        let n = self.topology.n;
        workspace.floats.resize(x.len() / n);
        let mut values = Vec::with_capacity(self.active.len() + 1);
        for (x, f) in x.chunks_exact(n).zip(&mut *workspace.floats) {
            values.clear();
            for neuron in self.active.iter().chain(more) {
                let value = neuron.value(self.form, |parent| match parent {
                    Parent::Input(0) => 1.0,
                    Parent::Input(j) => f64::from(x[j - 1]),
                    Parent::Active(k) => values[k],
                });
                values.push(value);
            }
            *f = values.iter().sum::<f64>() as f32;
        }
        &workspace.floats
    }

    /// Multiply-adds that f takes at one input, about.
    pub fn cost(&self) -> u64 {
        self.active.iter().map(|neuron| 2 * neuron.edges.len() as u64 + 2).sum::<u64>() + 10
    }
}
