//! A neuron's weights over its own iterations, thinned so that there are never many rows.

use super::Weights;
use serde::{Deserialize, Serialize};

/// With more rows than this every other one is dropped.
const MOST: usize = 256;

/// Rows of a_e, c_e and b_v, at the iterations 0, stride, 2 stride, …, and at the last one once it is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct History {
    pub stride: u64,
    /// (rows, k + k' + 1), k' = k where the form has squares, else 0.
    pub values: Vec<f64>,
    /// The last iteration, where it is no multiple of the stride.
    last: Option<u64>,
}

impl Default for History {
    fn default() -> Self {
        Self { stride: 1, values: Vec::new(), last: None }
    }
}

impl History {
    /// Takes the weights at an iteration, all of which are offered in their order.
    #[inline]
    pub fn offer(&mut self, iteration: u64, weights: &Weights) {
        // The stride is a power of two: a division would take as long as the rest of a step.
        if iteration & (self.stride - 1) == 0 {
            self.take(weights);
        }
    }

    /// Takes the weights at the last iteration, those before rounding.
    pub fn end(&mut self, iteration: u64, weights: &Weights) {
        if iteration & (self.stride - 1) != 0 {
            self.last = Some(iteration);
            self.add(weights);
        }
    }

    /// The iterations of `rows` rows.
    pub fn at(&self, rows: usize) -> Vec<u64> {
        let mut at: Vec<u64> = (0..rows as u64).map(|row| row * self.stride).collect();
        if let (Some(last), Some(at)) = (self.last, at.last_mut()) {
            *at = last;
        }
        at
    }

    fn add(&mut self, Weights { a, c, b, .. }: &Weights) {
        self.values.extend(a.iter().chain(c).chain([b]));
    }

    fn take(&mut self, weights: &Weights) {
        self.add(weights);
        let columns = weights.a.len() + weights.c.len() + 1;
        if self.values.len() > MOST * columns {
            let mut kept = 0;
            for row in (0..self.values.len() / columns).step_by(2) {
                self.values.copy_within(row * columns..(row + 1) * columns, kept * columns);
                kept += 1;
            }
            self.values.truncate(kept * columns);
            self.stride *= 2;
        }
    }
}
