//! How far a network's hidden features are from its teacher's: min over orthogonal U of E |S*_l(x) - U S_l(x)|², of
//! E |S*_l(x)|², as Theorem 2 of Allen-Zhu and Li measures it, for a layer learns its features up to a rotation only.
//!
//! Where the network has more neurons in a layer than the teacher, zeros are added to S*: what feeds its own layer of the
//! output is |S_l|², whatever the number of coordinates.

use super::{CHUNK, Column, Design, Estimate, Group};
use crate::linear::Polar;
use crate::networks::{Model, Workspace};
use crate::targets::Teacher;
use crate::work::Work;

/// The features of all layers that both have, on a design's inputs, and how far they are from each other.
pub(super) struct FeatureErrors {
    layers: Vec<Layer>,
    /// Of the measurement under way: layer by layer.
    found: Vec<Estimate>,
    fit: Fit,
}

/// Of the layer whose error is found next.
#[derive(Default)]
struct Fit {
    /// The entries of E S* Sᵀ so far, row by row (k*, k).
    cross: Vec<f64>,
    polar: Option<Polar>,
    /// U, (k*, k).
    turn: Vec<f64>,
    /// √ψ at the inputs so far.
    distances: Vec<f64>,
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
        let layers = teacher.widths().zip(widths).map(layer).collect();
        Self { layers, found: Vec::new(), fit: Fit::default() }
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

    /// Goes on with the errors as long as there is work left; true once all are found.
    pub fn advance(&mut self, design: &dyn Design, work: &mut Work) -> bool {
        while let Some(layer) = self.layers.get(self.found.len()) {
            if !work.is_left() {
                return false;
            }
            let (piece, found) = self.fit.go_on(layer, design);
            work.add(piece);
            if let Some(found) = found {
                self.found.push(found);
                self.fit = Fit::default();
            }
        }
        true
    }

    /// Appends one estimate a layer, and forgets them and the model's features.
    pub fn measure(&mut self, row: &mut Vec<Estimate>) {
        self.layers.iter_mut().for_each(|layer| layer.student.clear());
        row.append(&mut self.found);
    }

    /// Multiply-adds that a measurement takes, about.
    pub fn cost(&self, design: &dyn Design) -> u64 {
        let of = |Layer { widths: [k, m], .. }: &Layer| {
            (k * m + 1) as u64 * two_means(design) + (k * m * design.count()) as u64
        };
        self.layers.iter().map(of).sum()
    }
}

/// Multiply-adds that two means of squares take, about.
fn two_means(design: &dyn Design) -> u64 {
    2 * (design.cost() + 4 * design.count() as u64)
}

/// |s| of each s (k,).
fn lengths(features: &[f64], k: usize) -> Vec<f64> {
    features.chunks_exact(k).map(|s| s.iter().map(|s| s * s).sum::<f64>().sqrt()).collect()
}

impl Layer {
    /// E S*_i S_j by 4 E a b = E (a + b)² - E (a - b)², by the design's own weights.
    fn product(&self, i: usize, j: usize, design: &dyn Design) -> f64 {
        let Self { widths: [k, m], teacher, student } = self;
        let pairs = || teacher.iter().skip(i).step_by(*k).zip(student.iter().skip(j).step_by(*m));
        let [sum, difference] = [1.0, -1.0].map(|sign| {
            let values: Vec<f64> = pairs().map(|(a, b)| a + sign * b).collect();
            design.mean_square(&values).value
        });
        (sum - difference) / 4.0
    }

    /// √ψ at the next inputs from the `first` on, for U.
    fn distances(&self, first: usize, turn: &[f64]) -> impl Iterator<Item = f64> {
        let Self { widths: [k, m], teacher, student } = self;
        let psi = |(t, s): (&[f64], &[f64])| {
            let along: f64 = turn
                .chunks_exact(*m)
                .zip(t)
                .map(|(row, t)| t * row.iter().zip(s).map(|(u, s)| u * s).sum::<f64>())
                .sum();
            let squares = |v: &[f64]| v.iter().map(|v| v * v).sum::<f64>();
            let psi = squares(t) + squares(s) - 2.0 * along;
            // Not `max`, which would make 0 of NaN: features that are no numbers are as far off as can be.
            if psi < 0.0 { 0.0 } else { psi.sqrt() }
        };
        teacher.chunks_exact(*k).zip(student.chunks_exact(*m)).skip(first).take(CHUNK).map(psi)
    }
}

impl Fit {
    /// One piece of a layer's error, and what work it was: E ψ with ψ = |S*|² + |S|² - 2 S*ᵀ U S ≥ 0 for the best U, which the
    /// singular vectors of E S* Sᵀ make up (Schönemann 1966): as U is a stationary point, its own error does not count. The
    /// standard error is that of the numerator.
    fn go_on(&mut self, layer: &Layer, design: &dyn Design) -> (u64, Option<Estimate>) {
        let Self { cross, polar, turn, distances } = self;
        let [k, m] = layer.widths;
        if cross.len() < k * m {
            cross.push(layer.product(cross.len() / m, cross.len() % m, design));
            return (two_means(design), None);
        }
        if turn.is_empty() {
            let polar = polar.get_or_insert_with(|| Polar::new(cross.clone(), m));
            if polar.sweep() {
                *turn = polar.factor();
            }
            return (polar.cost(), None);
        }
        if distances.len() < design.count() {
            distances.extend(layer.distances(distances.len(), turn));
            return ((CHUNK * k * m) as u64, None);
        }
        let scale = design.mean_square(&lengths(&layer.teacher, k)).value;
        let Estimate { value, error } = design.mean_square(distances);
        let error = if value.is_finite() { error / scale } else { f64::NAN };
        (two_means(design), Some(Estimate { value: value / scale, error }))
    }
}
