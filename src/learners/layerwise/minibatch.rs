//! The gradient as Algorithm 3 takes it: a mean over a mini-batch of fresh samples.
//!
//! Only the coordinates that an active neuron or the one in training depends on are drawn, and those of the target, by
//! the oracle.

use super::moments::Functions;
use super::neuron::{Gradient, Rates, Weights};
use crate::basis::Polynomial;
use crate::networks::SparseQuadratic;
use crate::networks::sparse_quadratic::{Form, Parent};
use crate::task::{Coins, Oracle};

/// Samples that are taken through the network at a time: few enough for all values to stay in the cache.
const CHUNK: usize = 256;

/// A mini-batch and what the network makes of it; memory that is used again.
#[derive(Default)]
pub struct Minibatch {
    samples: Coins,
    /// The inputs that are used, and the coordinates that these depend on, 0-based, ascending.
    inputs: Vec<usize>,
    coordinates: Vec<usize>,
    /// Values of the inputs, then of the active neurons, (…, CHUNK).
    values: Vec<f64>,
    /// Of one chunk: f - g, the sum that is squared, and their product.
    error: Vec<f64>,
    sum: Vec<f64>,
    product: Vec<f64>,
}

impl Minibatch {
    /// ∇_{w_v} ℓ_R of a neuron with these parents, over `size` samples.
    pub fn gradient(
        &mut self,
        size: usize,
        (network, functions): (&SparseQuadratic, &Functions),
        (parents, weights): (&[Parent], &Weights),
        rates: Rates,
        oracle: &mut Oracle<'_>,
        gradient: &mut Gradient,
    ) {
        self.look(network, functions, parents);
        oracle.coins(size, &self.coordinates, &mut self.samples);
        let form = network.form;
        let (k, squares) = (weights.a.len(), weights.c.len());
        for (xi, count) in [(&mut gradient.a, k), (&mut gradient.c, squares)] {
            xi.clear();
            xi.resize(count, 0.0);
        }
        (gradient.b, gradient.loss) = (0.0, 0.0);
        for start in (0..size).step_by(CHUNK) {
            let count = CHUNK.min(size - start);
            self.evaluate(network, functions, start, count);
            let Self { values, error, sum, product, inputs, .. } = self;
            let of = |parent: Parent| {
                let at = match parent {
                    Parent::Input(j) => inputs.binary_search(&j).unwrap_or(0),
                    Parent::Active(k) => inputs.len() + k,
                };
                &values[at * CHUNK..][..count]
            };
            // f_v, as far as it is a square, and then with the rest of it.
            let inside = if form == Form::Elementwise { weights.b } else { 0.0 };
            sum.clear();
            sum.resize(count, inside);
            for (parent, a) in parents.iter().zip(&weights.a) {
                sum.iter_mut().zip(of(*parent)).for_each(|(s, f)| *s += a * f);
            }
            error.iter_mut().zip(&*sum).for_each(|(e, s)| *e += s * s + (weights.b - inside));
            for (parent, c) in parents.iter().zip(&weights.c) {
                error.iter_mut().zip(of(*parent)).for_each(|(e, f)| *e += c * f * f);
            }
            product.clear();
            product.extend(error.iter().zip(&*sum).map(|(e, s)| e * s));
            for (parent, xi) in parents.iter().zip(&mut gradient.a) {
                *xi += 2.0 * total(product, of(*parent));
            }
            for (parent, xi) in parents.iter().zip(&mut gradient.c) {
                product.clear();
                product.extend(error.iter().zip(of(*parent)).map(|(e, f)| e * f));
                *xi += total(product, of(*parent));
            }
            gradient.b += match form {
                Form::Elementwise => 2.0 * total(error, sum),
                Form::Quadratic | Form::Skip => error.iter().sum::<f64>(),
            };
            gradient.loss += total(error, error);
        }
        let mean = 1.0 / size as f64;
        let parts = gradient.a.iter_mut().chain(&mut gradient.c).chain([&mut gradient.b, &mut gradient.loss]);
        parts.for_each(|part| *part *= mean);
        gradient.regularise(weights, rates);
    }

    /// Notes which inputs and coordinates are used.
    fn look(&mut self, network: &SparseQuadratic, functions: &Functions, parents: &[Parent]) {
        let Self { inputs, coordinates, .. } = self;
        inputs.clear();
        inputs.push(0);
        let edges = network.active.iter().flat_map(|neuron| neuron.edges.iter().map(|edge| edge.parent));
        for parent in edges.chain(parents.iter().copied()) {
            if let Parent::Input(j) = parent {
                insert(inputs, j);
            }
        }
        coordinates.clear();
        for input in inputs.iter().filter_map(|j| functions.get(*j)) {
            input.support().iter().for_each(|i| insert(coordinates, *i));
        }
    }

    /// The values of all inputs and active neurons, and what f without the neuron in training misses, on `count` samples.
    fn evaluate(&mut self, network: &SparseQuadratic, functions: &Functions, start: usize, count: usize) {
        let Self { samples, inputs, coordinates, values, error, sum, .. } = self;
        let size = samples.y.len();
        values.resize((inputs.len() + network.active.len()) * CHUNK, 0.0);
        let x = |i: &usize| {
            let at = coordinates.binary_search(i).unwrap_or(0);
            &samples.x[at * size + start..][..count]
        };
        for (j, to) in inputs.iter().zip(values.chunks_exact_mut(CHUNK)) {
            let constant = Polynomial::constant(1.0);
            let input = functions.get(*j).unwrap_or(&constant);
            let to = &mut to[..count];
            to.fill(0.0);
            for (set, coefficient) in input.terms() {
                sum.clear();
                sum.resize(count, coefficient);
                set.support().for_each(|i| sum.iter_mut().zip(x(&i)).for_each(|(s, x)| *s *= x));
                to.iter_mut().zip(&*sum).for_each(|(to, s)| *to += s);
            }
        }
        error.clear();
        error.extend(samples.y[start..][..count].iter().map(|y| -y));
        for (k, neuron) in network.active.iter().enumerate() {
            let (before, own) = values.split_at_mut((inputs.len() + k) * CHUNK);
            let of = |parent: Parent| {
                let at = match parent {
                    Parent::Input(j) => inputs.binary_search(&j).unwrap_or(0),
                    Parent::Active(k) => inputs.len() + k,
                };
                &before[at * CHUNK..][..count]
            };
            let own = &mut own[..count];
            let inside = if network.form == Form::Elementwise { neuron.bias } else { 0.0 };
            sum.clear();
            sum.resize(count, inside);
            own.fill(neuron.bias - inside);
            for edge in &neuron.edges {
                let f = of(edge.parent);
                sum.iter_mut().zip(f).for_each(|(s, f)| *s += edge.weight * f);
                if edge.square != 0.0 {
                    own.iter_mut().zip(f).for_each(|(own, f)| *own += edge.square * f * f);
                }
            }
            for ((own, s), error) in own.iter_mut().zip(&*sum).zip(&mut *error) {
                *own += s * s;
                *error += *own;
            }
        }
    }

    /// Multiply-adds that one gradient takes, about.
    pub fn cost(&self, size: usize, network: &SparseQuadratic, parents: usize) -> u64 {
        let edges: usize = network.active.iter().map(|neuron| neuron.edges.len() + 2).sum();
        (size * (20 + 4 * self.coordinates.len() + 2 * edges + 4 * parents)) as u64
    }
}

/// Takes a number into an ascending list, unless it is there.
fn insert(list: &mut Vec<usize>, number: usize) {
    if let Err(at) = list.binary_search(&number) {
        list.insert(at, number);
    }
}

/// Σ a b, in four sums side by side.
fn total(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a, b) = (a.chunks(4), b.chunks(4));
    for (a, b) in a.zip(b) {
        sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += a * b);
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}
