//! What each layer carries of each followed monomial: R² of the best linear read-out, with a constant, of χ_S(x) from the values of
//! the layer's neurons at x (Abbe et al. 2021, Figure 1a, has the picture: lower monomials in lower layers).
//!
//! R² = 1 - min_{a,b} E (χ_S - aᵀh - b)², as χ_S has mean 0 and variance 1, by least squares on the inputs of a design. On the
//! whole cube that is exact. Else the p coefficients fit the drawn coordinates' noise too, and R² is adjusted for their number as
//! Theil 1961 does: E is taken over M - 1 - p instead of M - 1. Where a layer depends on the followed coordinates alone there is no
//! such noise, and R² is then too small, by at most p/M. (To fit on one half and measure on the other has no such bias, but a neuron
//! that is hardly ever on can then spoil all of a read-out.)

use super::{Column, Design, Estimate, Factorial, Group};
use crate::basis::MultiIndex;
use crate::linear::{cholesky, dot, solve_lower, solve_lower_transposed};
use crate::networks::{Model, Workspace};
use crate::work::Work;

/// The values of all layers on a design's inputs, and the read-outs.
pub(super) struct Carried {
    /// The followed sets but the empty one, and their places among the design's coefficients.
    sets: Vec<MultiIndex>,
    places: Vec<usize>,
    layers: Vec<Layer>,
    /// Of the measurement under way: set by set, layer by layer.
    found: Vec<Estimate>,
    moments: Moments,
}

struct Layer {
    width: usize,
    on: bool,
    /// (W, M) of the measurement under way; what it holds of a layer that is off has no meaning.
    values: Vec<f64>,
}

/// Of the layer whose read-outs are found next.
#[derive(Default)]
struct Moments {
    /// E h_v, of the neurons so far.
    means: Vec<f64>,
    /// The covariances of each of these with those up to it, row by row (W, W).
    covariances: Vec<f64>,
    /// E h_v χ_S, (W, sets).
    cross: Vec<f64>,
    /// The coefficients a, (W, sets), and the neurons that tell something that others don't; None before they are found.
    read_outs: Option<(Vec<f64>, usize)>,
}

/// More columns than this are no map that one can read.
pub(super) const MAX_COLUMNS: usize = 1024;
/// Numbers that may be kept: 64 MB.
pub(super) const MAX_VALUES: usize = 1 << 23;

/// A neuron of less variance than this part of its mean square is constant but for the rounding of its values.
const CONSTANT: f64 = 1e-12;
/// Added to every variance of 1, and the part of it that others leave of a neuron's which tells something.
const RIDGE: f64 = 1e-10;
const TELLING: f64 = 1e-9;

impl Carried {
    /// None where there is nothing to be read, or nothing to read it from.
    pub fn new(cube: &Factorial, sets: &[MultiIndex], model: &dyn Model) -> Option<Self> {
        let sets: Vec<MultiIndex> = sets.iter().filter(|set| set.degree() > 0).cloned().collect();
        let places = sets.iter().filter_map(|set| cube.position(set)).collect();
        let layer = |width| Layer { width, on: false, values: Vec::new() };
        let layers: Vec<Layer> = model.layer_widths().into_iter().map(layer).collect();
        let some = !layers.is_empty() && !sets.is_empty();
        some.then(|| Self { sets, places, layers, found: Vec::new(), moments: Moments::default() })
    }

    pub fn columns(&self) -> impl Iterator<Item = Column> {
        let of = |l: usize| self.sets.iter().map(move |set| format!("carried[{l}]{set}"));
        (1..=self.layers.len()).flat_map(of).map(|name| Column { name, group: Group::Carried })
    }

    /// Takes the layers where the model was evaluated last: at `count` of the design's M inputs, from the `first` one on.
    pub fn take(&mut self, model: &dyn Model, workspace: &Workspace, [first, count, inputs]: [usize; 3]) {
        for (k, Layer { width, on, values }) in self.layers.iter_mut().enumerate() {
            let neurons = model.neurons(k, count, workspace);
            *on = neurons.is_some();
            let Some(neurons) = neurons else { continue };
            values.resize(*width * inputs, 0.0);
            for (v, values) in values.chunks_exact_mut(inputs).enumerate() {
                for (b, value) in values[first..][..count].iter_mut().enumerate() {
                    let h = f64::from(neurons.at(v, b));
                    // Nothing is carried by what is no number, and f may well be one all the same.
                    *value = if h.is_finite() { h } else { 0.0 };
                }
            }
        }
    }

    /// Goes on with the read-outs as long as there is work left; true once all are found.
    pub fn advance(&mut self, cube: &Factorial, work: &mut Work) -> bool {
        while self.found.len() < self.layers.len() * self.sets.len() {
            if !work.is_left() {
                return false;
            }
            let width = self.layers[self.found.len() / self.sets.len()].width;
            self.go_on(cube);
            work.add((width * cube.count()) as u64);
        }
        true
    }

    /// One piece: a layer that is off, a neuron's moments, a layer's coefficients, or a set's R².
    fn go_on(&mut self, cube: &Factorial) {
        let Self { places, layers, found, moments, .. } = self;
        let Layer { width, on, values } = &layers[found.len() / places.len()];
        if !on {
            found.extend(places.iter().map(|_| Estimate { value: 0.0, error: 0.0 }));
        } else if moments.means.len() < *width {
            moments.add(cube, values, places);
        } else if let Some((coefficients, telling)) = &moments.read_outs {
            let set = found.len() % places.len();
            let mut residuals = cube.character(places[set]);
            let columns = coefficients.iter().skip(set).step_by(places.len());
            for ((h, mean), a) in values.chunks_exact(cube.count()).zip(&moments.means).zip(columns) {
                residuals.iter_mut().zip(h).for_each(|(r, h)| *r -= a * (h - mean));
            }
            found.push(adjusted(cube, &residuals, *telling));
            if set + 1 == places.len() {
                *moments = Moments::default();
            }
        } else {
            moments.solve(places.len());
        }
    }

    /// Appends one estimate a column, and forgets them.
    pub fn measure(&mut self, row: &mut Vec<Estimate>) {
        row.append(&mut self.found);
    }

    /// Multiply-adds that a measurement takes on so many inputs, beside the model's values.
    pub fn cost(&self, inputs: usize) -> u64 {
        let of = |Layer { width, .. }: &Layer| (width * (width / 2 + 30 + self.sets.len()) * inputs) as u64;
        self.layers.iter().map(of).sum()
    }
}

/// 1 - E r², p coefficients having been fitted.
fn adjusted(cube: &Factorial, residuals: &[f64], p: usize) -> Estimate {
    let Estimate { value, error } = cube.mean_square(residuals);
    // As many inputs of equal weight would let a coefficient scatter as much: M, where the coins are fair.
    let weights = cube.weights();
    let squares = weights.iter().zip(residuals).map(|(w, r)| w * w * r * r).sum::<f64>();
    let count = if squares > 0.0 { value / squares } else { cube.count() as f64 };
    let factor = if cube.is_whole() { 1.0 } else { (count - 1.0) / (count - 1.0 - p as f64).max(1.0) };
    Estimate { value: 1.0 - factor * value, error: factor * error }
}

impl Moments {
    /// Those of the next neuron.
    fn add(&mut self, cube: &Factorial, values: &[f64], places: &[usize]) {
        let mut rows = values.chunks_exact(cube.count());
        let v = self.means.len();
        let own = &values[v * cube.count()..][..cube.count()];
        let coefficients = cube.coefficients(own);
        let mean = coefficients[0].value;
        self.means.push(mean);
        self.cross.extend(places.iter().map(|&place| coefficients[place].value));
        let weighted: Vec<f64> = own.iter().zip(cube.weights()).map(|(h, w)| w * (h - mean)).collect();
        let width = values.len() / cube.count();
        self.covariances.extend((0..width).map(|other| match rows.next() {
            Some(row) if other <= v => dot(&weighted, row),
            _ => 0.0,
        }));
    }

    /// The coefficients, by the neurons' correlations; one that is constant, or a sum of those before, is passed over.
    fn solve(&mut self, sets: usize) {
        let p = self.means.len();
        let scales: Vec<f64> = (0..p)
            .map(|v| {
                let variance = self.covariances[v * p + v];
                let moves = variance > CONSTANT * (variance + self.means[v] * self.means[v]);
                if moves { 1.0 / variance.sqrt() } else { 0.0 }
            })
            .collect();
        let mut factor: Vec<f64> =
            (0..p * p).map(|k| self.covariances[k] * scales[k / p] * scales[k % p]).collect();
        (0..p).for_each(|v| factor[v * p + v] = 1.0 + RIDGE);
        cholesky(&mut factor, p);
        let telling =
            (0..p).filter(|&v| scales[v] > 0.0 && factor[v * p + v] * factor[v * p + v] > TELLING).count();
        let mut coefficients = self.cross.clone();
        let scale = |coefficients: &mut [f64]| {
            for (row, scale) in coefficients.chunks_exact_mut(sets).zip(&scales) {
                row.iter_mut().for_each(|c| *c *= scale);
            }
        };
        scale(&mut coefficients);
        solve_lower(&factor, p, &mut coefficients, sets);
        solve_lower_transposed(&factor, p, &mut coefficients, sets);
        scale(&mut coefficients);
        self.read_outs = Some((coefficients, telling));
    }
}
