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
use std::ops::Range;

/// Samples that are taken through the network at a time: few enough for all values to stay in the cache.
const CHUNK: usize = 256;

/// A mini-batch and what the network makes of it; memory that is used again.
#[derive(Default)]
pub struct Minibatch {
    samples: Coins,
    /// The coordinates that are used, 0-based, ascending: their values are the samples'.
    coordinates: Vec<usize>,
    /// The other inputs that are used, the constant and features, ascending.
    others: Vec<usize>,
    /// Values of these, then of the active neurons, (…, CHUNK).
    values: Vec<f64>,
    /// Of one chunk: f - g, the sum that is squared, and a product.
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
        for (xi, count) in [(&mut gradient.a, weights.a.len()), (&mut gradient.c, weights.c.len())] {
            xi.clear();
            xi.resize(count, 0.0);
        }
        (gradient.b, gradient.loss) = (0.0, 0.0);
        // The bias is within the square, or beside it.
        let (inside, beside) = if form == Form::Elementwise { (weights.b, 0.0) } else { (0.0, weights.b) };
        for start in (0..size).step_by(CHUNK) {
            let range = start..size.min(start + CHUNK);
            self.evaluate(network, functions, range.clone());
            let Self { samples, coordinates, others, values, error, sum, product } = self;
            let of = |parent: &Parent| of(*parent, &range, coordinates, samples, others, values);
            reset(sum, range.len(), inside);
            for (parent, a) in parents.iter().zip(&weights.a) {
                add_scaled(sum, *a, of(parent));
            }
            add_products(error, 1.0, sum, sum);
            error.iter_mut().for_each(|e| *e += beside);
            for (parent, c) in parents.iter().zip(&weights.c) {
                add_products(error, *c, of(parent), of(parent));
            }
            reset(product, range.len(), 0.0);
            add_products(product, 1.0, error, sum);
            for (parent, xi) in parents.iter().zip(&mut gradient.a) {
                *xi += 2.0 * total(product, of(parent));
            }
            gradient.b += if form == Form::Elementwise {
                2.0 * product.iter().sum::<f64>()
            } else {
                error.iter().sum::<f64>()
            };
            for (parent, xi) in parents.iter().zip(&mut gradient.c) {
                product.fill(0.0);
                add_products(product, 1.0, error, of(parent));
                *xi += total(product, of(parent));
            }
            gradient.loss += total(error, error);
        }
        let mean = 1.0 / size as f64;
        let parts = gradient.a.iter_mut().chain(&mut gradient.c).chain([&mut gradient.b, &mut gradient.loss]);
        parts.for_each(|part| *part *= mean);
        gradient.regularise(weights, rates);
    }

    /// Notes which inputs and coordinates are used.
    fn look(&mut self, network: &SparseQuadratic, functions: &Functions, parents: &[Parent]) {
        let Self { others, coordinates, .. } = self;
        others.clear();
        coordinates.clear();
        let edges = network.active.iter().flat_map(|neuron| neuron.edges.iter().map(|edge| edge.parent));
        for parent in edges.chain(parents.iter().copied()) {
            let Parent::Input(j) = parent else { continue };
            if !functions.is_coordinate(j) {
                insert(others, j);
            }
            let input = functions.get(j).into_iter();
            input.flat_map(Polynomial::support).for_each(|i| insert(coordinates, *i));
        }
    }

    /// The values of all inputs and active neurons, and what f without the neuron in training misses.
    fn evaluate(&mut self, network: &SparseQuadratic, functions: &Functions, range: Range<usize>) {
        let Self { samples, others, coordinates, values, error, sum, .. } = self;
        let size = samples.y.len();
        reset(values, (others.len() + network.active.len()) * CHUNK, 0.0);
        for (j, to) in others.iter().zip(values.chunks_exact_mut(CHUNK)) {
            let to = &mut to[..range.len()];
            for (set, coefficient) in functions.get(*j).map(Polynomial::terms).unwrap_or_default() {
                reset(sum, range.len(), coefficient);
                for i in set.support() {
                    let at = coordinates.binary_search(&i).unwrap_or(0);
                    let x = &samples.x[at * size..][range.clone()];
                    sum.iter_mut().zip(x).for_each(|(s, x)| *s *= x);
                }
                add_scaled(to, 1.0, sum);
            }
        }
        reset(error, range.len(), 0.0);
        add_scaled(error, -1.0, &samples.y[range.clone()]);
        for (k, neuron) in network.active.iter().enumerate() {
            let (before, own) = values.split_at_mut((others.len() + k) * CHUNK);
            let own = &mut own[..range.len()];
            let elementwise = network.form == Form::Elementwise;
            let (inside, beside) = if elementwise { (neuron.bias, 0.0) } else { (0.0, neuron.bias) };
            reset(sum, range.len(), inside);
            own.fill(beside);
            for edge in &neuron.edges {
                let f = of(edge.parent, &range, coordinates, samples, others, before);
                add_scaled(sum, edge.weight, f);
                if edge.square != 0.0 {
                    add_products(own, edge.square, f, f);
                }
            }
            add_products(own, 1.0, sum, sum);
            add_scaled(error, 1.0, own);
        }
    }

    /// Multiply-adds that one gradient takes, about.
    pub fn cost(&self, size: usize, network: &SparseQuadratic, parents: usize) -> u64 {
        let edges: usize = network.active.iter().map(|neuron| neuron.edges.len() + 2).sum();
        (size * (20 + 4 * self.coordinates.len() + 2 * edges + 4 * parents)) as u64
    }
}

/// Where the values of a parent are.
fn of<'a>(
    parent: Parent,
    range: &Range<usize>,
    coordinates: &[usize],
    samples: &'a Coins,
    others: &[usize],
    values: &'a [f64],
) -> &'a [f64] {
    let at = match parent {
        Parent::Active(k) => others.len() + k,
        Parent::Input(j) => match others.binary_search(&j) {
            Ok(at) => at,
            Err(_) => {
                // Input j is coordinate j - 1.
                let at = coordinates.binary_search(&(j - 1)).unwrap_or(0);
                return &samples.x[at * samples.y.len()..][range.clone()];
            }
        },
    };
    &values[at * CHUNK..][..range.len()]
}

/// Takes a number into an ascending list, unless it is there.
fn insert(list: &mut Vec<usize>, number: usize) {
    if let Err(at) = list.binary_search(&number) {
        list.insert(at, number);
    }
}

fn reset(list: &mut Vec<f64>, count: usize, value: f64) {
    list.clear();
    list.resize(count, value);
}

#[inline(never)]
fn add_scaled(to: &mut [f64], factor: f64, from: &[f64]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += factor * from);
}

#[inline(never)]
fn add_products(to: &mut [f64], factor: f64, a: &[f64], b: &[f64]) {
    to.iter_mut().zip(a.iter().zip(b)).for_each(|(to, (a, b))| *to += factor * a * b);
}

/// Σ a b, in four sums side by side.
#[inline(never)]
fn total(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a, b) = (a.chunks(4), b.chunks(4));
    for (a, b) in a.zip(b) {
        sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += a * b);
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}
