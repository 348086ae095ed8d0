//! How far a network's hidden features are from its teacher's: min over orthogonal U of E |S*_l(x) - U S_l(x)|², of
//! E |S*_l(x)|², as Theorem 2 of Allen-Zhu and Li measures it, for a layer learns its features up to a rotation only.
//!
//! Where the network has more neurons in a layer than the teacher, zeros are added to S*: what feeds its own layer of the
//! output is |S_l|², whatever the number of coordinates.

use super::{Column, Design, Estimate, Group};
use crate::linear::polar;
use crate::networks::{Model, Workspace};
use crate::targets::Teacher;

/// The features of all layers that both have, on a design's inputs.
pub(super) struct FeatureErrors {
    layers: Vec<Layer>,
}

struct Layer {
    /// k*_l and k_l.
    widths: [usize; 2],
    /// S*_l(x), (M, k*).
    teacher: Vec<f64>,
    /// S_l(x) of the measurement under way, (M, k): 0 of a layer that is off.
    student: Vec<f64>,
}

impl FeatureErrors {
    pub fn new(teacher: &Teacher, widths: &[usize]) -> Self {
        let layer = |(teacher, student): (usize, &usize)| Layer {
            widths: [teacher, *student],
            teacher: Vec::new(),
            student: Vec::new(),
        };
        Self { layers: teacher.widths().zip(widths).map(layer).collect() }
    }

    pub fn columns(&self) -> impl Iterator<Item = Column> {
        (0..self.layers.len()).map(|k| Column::new(&format!("feature_error[{}]", k + 2), Group::Feature))
    }

    /// Takes the teacher's features at an input, all layers' one after the other.
    pub fn teach(&mut self, mut features: &[f64]) {
        for Layer { widths: [width, _], teacher, .. } in &mut self.layers {
            let (own, rest) = features.split_at(*width);
            teacher.extend(own);
            features = rest;
        }
    }

    /// Takes a model's features where it was evaluated last, at `count` inputs.
    pub fn take(&mut self, model: &dyn Model, workspace: &Workspace, count: usize) {
        for (k, Layer { widths: [_, width], student, .. }) in self.layers.iter_mut().enumerate() {
            let rows = model.hidden(k, count, workspace);
            for b in 0..count {
                student.extend(
                    (0..*width).map(|v| rows.map_or(0.0, |rows| f64::from(rows.values[v * rows.stride + b]))),
                );
            }
        }
    }

    /// Appends one estimate a layer, and forgets the model's features. The standard error is that of the numerator.
    pub fn measure(&mut self, design: &dyn Design, row: &mut Vec<Estimate>) {
        for layer in &mut self.layers {
            let scale = design.mean_square(&lengths(&layer.teacher, layer.widths[0])).value;
            let Estimate { value, error } = layer.distance(design);
            row.push(Estimate { value: value / scale, error: error / scale });
            layer.student.clear();
        }
    }

    /// Multiply-adds that a measurement takes.
    pub fn cost(&self, count: usize) -> u64 {
        self.layers.iter().map(|Layer { widths: [k, m], .. }| 6 * (k * m * count) as u64).sum()
    }
}

/// |s| of each s (k,).
fn lengths(features: &[f64], k: usize) -> Vec<f64> {
    features.chunks_exact(k).map(|s| s.iter().map(|s| s * s).sum::<f64>().sqrt()).collect()
}

impl Layer {
    /// E ψ with ψ = |S*|² + |S|² - 2 S*ᵀ U S ≥ 0 for the best U, which the singular vectors of E S* Sᵀ make up (Schönemann
    /// 1966): as U is a stationary point, its own error does not count.
    fn distance(&self, design: &dyn Design) -> Estimate {
        let Self { widths: [k, m], teacher, student } = self;
        // 4 E a b = E (a + b)² - E (a - b)², by the design's own weights.
        let mean = |i: usize, j: usize| {
            let pairs = || teacher.iter().skip(i).step_by(*k).zip(student.iter().skip(j).step_by(*m));
            let [sum, difference] = [1.0, -1.0].map(|sign| {
                let values: Vec<f64> = pairs().map(|(a, b)| a + sign * b).collect();
                design.mean_square(&values).value
            });
            (sum - difference) / 4.0
        };
        let cross: Vec<f64> = (0..k * m).map(|at| mean(at / m, at % m)).collect();
        let turn = polar(cross, *m);
        let psi = |(t, s): (&[f64], &[f64])| {
            let along: f64 = turn
                .chunks_exact(*m)
                .zip(t)
                .map(|(row, t)| t * row.iter().zip(s).map(|(u, s)| u * s).sum::<f64>())
                .sum();
            let squares = |v: &[f64]| v.iter().map(|v| v * v).sum::<f64>();
            (squares(t) + squares(s) - 2.0 * along).max(0.0).sqrt()
        };
        let values: Vec<f64> = teacher.chunks_exact(*k).zip(student.chunks_exact(*m)).map(psi).collect();
        design.mean_square(&values)
    }
}
