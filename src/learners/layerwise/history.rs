//! A neuron's weights over its own iterations, thinned so that there are never many rows.

use super::Weights;
use serde::{Deserialize, Serialize};

/// With more rows than this every other one is dropped.
const MOST: usize = 256;

/// Rows of a_e, c_e and b_v, at the iterations 0, stride, 2 stride, …, and at the newest one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct History {
    pub stride: u64,
    /// (rows, k + k' + 1), k' = k where the form has squares, else 0.
    pub values: Vec<f64>,
}

impl Default for History {
    fn default() -> Self {
        Self { stride: 1, values: Vec::new() }
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

    fn take(&mut self, weights: &Weights) {
        let Weights { a, c, b, .. } = weights;
        self.values.extend(a.iter().chain(c).chain([b]));
        let columns = a.len() + c.len() + 1;
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
