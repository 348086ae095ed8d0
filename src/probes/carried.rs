//! What each layer carries of each followed monomial: R² of the best linear read-out, with a constant, of χ_S(x) from the values of
//! the layer's neurons at x (Abbe et al. 2021, Figure 1a, has the picture: lower monomials in lower layers).
//!
//! R² = 1 - min_{a,b} E (χ_S - aᵀh - b)², as χ_S has mean 0 and variance 1, by least squares on the inputs of a design. On the
//! whole cube that is exact. Else the p coefficients fit the drawn coordinates' noise too, and R² is adjusted for their number as
//! Theil 1961 does: E is taken over M - 1 - q instead of M - 1. But q is p only for noise in all of the neurons: as combinations of
//! the followed coordinates are not drawn, what the neurons make of these alone counts only as far as the residual varies within a
//! combination. (To fit on one half and measure on the other needs no such count, but a neuron that is hardly ever on can then spoil
//! all of a read-out.)

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
    /// What each input weighs in a mean, (M,).
    weights: Vec<f64>,
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
    /// The neurons' means within each combination less E h_v, (W, 2^d).
    between: Vec<f64>,
    read_outs: Option<ReadOuts>,
}

/// The best coefficients for all sets.
struct ReadOuts {
    /// a, (W, sets).
    coefficients: Vec<f64>,
    /// How many neurons tell something that those before don't, and how many of that many by what is drawn.
    telling: usize,
    drawn: f64,
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
        let (found, moments) = (Vec::new(), Moments::default());
        some.then(|| Self { sets, places, layers, weights: cube.weights(), found, moments })
    }

    pub fn columns(&self, into: &mut Vec<Column>) {
        for l in 1..=self.layers.len() {
            let name = |set| Column::new(&format!("carried[{l}]{set}"), Group::Carried);
            into.extend(self.sets.iter().map(name));
        }
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
        let Self { places, layers, weights, found, moments, .. } = self;
        let Layer { width, on, values } = &layers[found.len() / places.len()];
        if !on {
            found.extend(places.iter().map(|_| Estimate { value: 0.0, error: 0.0 }));
        } else if moments.means.len() < *width {
            moments.add(cube, weights, values, places);
        } else if let Some(read_outs) = &moments.read_outs {
            let set = found.len() % places.len();
            let column = || read_outs.coefficients.iter().skip(set).step_by(places.len());
            let mut residuals = cube.character(places[set]);
            let constant: f64 = column().zip(&moments.means).map(|(a, mean)| a * mean).sum();
            residuals.iter_mut().for_each(|r| *r += constant);
            for (a, h) in column().zip(values.chunks_exact(cube.count())) {
                residuals.iter_mut().zip(h).for_each(|(r, h)| *r -= a * h);
            }
            found.push(read_outs.adjusted(cube, weights, &residuals));
            if set + 1 == places.len() {
                *moments = Moments::default();
            }
        } else {
            moments.solve(cube, places.len());
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

impl ReadOuts {
    /// 1 - E r² of a set's residuals, adjusted.
    fn adjusted(&self, cube: &Factorial, weights: &[f64], residuals: &[f64]) -> Estimate {
        let Estimate { value, error } = cube.mean_square(residuals);
        if cube.is_whole() {
            return Estimate { value: 1.0 - value, error };
        }
        // As many inputs of equal weight would let a coefficient scatter as much: M, where the coins are fair.
        let squares = weights.iter().zip(residuals).map(|(w, r)| w * w * r * r).sum::<f64>();
        let (count, varies) = if squares > 0.0 {
            (value / squares, (cube.beyond(residuals) / value).min(1.0))
        } else {
            (cube.count() as f64, 0.0)
        };
        let fitted = self.drawn + varies * (self.telling as f64 - self.drawn);
        let factor = (count - 1.0) / (count - 1.0 - fitted).max(1.0);
        Estimate { value: 1.0 - factor * value, error: factor * error }
    }
}

impl Moments {
    /// Those of the next neuron.
    fn add(&mut self, cube: &Factorial, weights: &[f64], values: &[f64], places: &[usize]) {
        let mut rows = values.chunks_exact(cube.count());
        let v = self.means.len();
        let own = &values[v * cube.count()..][..cube.count()];
        let means = cube.means(own);
        let coefficients = cube.transformed(means.clone());
        let mean = coefficients[0];
        self.between.extend(means.iter().map(|own| own - mean));
        self.means.push(mean);
        self.cross.extend(places.iter().map(|&place| coefficients[place]));
        let weighted: Vec<f64> = own.iter().zip(weights).map(|(h, w)| w * (h - mean)).collect();
        let width = values.len() / cube.count();
        self.covariances.extend((0..width).map(|other| match rows.next() {
            Some(row) if other <= v => dot(&weighted, row),
            _ => 0.0,
        }));
    }

    /// The coefficients, by the neurons' correlations; one that is constant, or a sum of those before, is passed over.
    fn solve(&mut self, cube: &Factorial, sets: usize) {
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
        scale(&mut coefficients, &scales);
        solve_lower(&factor, p, &mut coefficients, sets);
        solve_lower_transposed(&factor, p, &mut coefficients, sets);
        scale(&mut coefficients, &scales);
        let drawn = if cube.is_whole() { 0.0 } else { self.drawn(cube, &factor, &scales, telling as f64) };
        self.read_outs = Some(ReadOuts { coefficients, telling, drawn });
    }

    /// tr C⁻¹ D for the neurons' covariances C and what D of them is within combinations: C less that of means there.
    fn drawn(&mut self, cube: &Factorial, factor: &[f64], scales: &[f64], telling: f64) -> f64 {
        let (p, count) = (scales.len(), self.between.len() / scales.len());
        scale(&mut self.between, scales);
        solve_lower(factor, p, &mut self.between, count);
        let probabilities = cube.probabilities();
        let squares = |row: &[f64]| row.iter().zip(&probabilities).map(|(b, w)| w * b * b).sum::<f64>();
        let undrawn: f64 = self.between.chunks_exact(count).map(squares).sum();
        (cube.unbiased() * (telling - undrawn)).clamp(0.0, telling)
    }
}

/// Multiplies each row by its factor.
fn scale(rows: &mut [f64], factors: &[f64]) {
    let columns = rows.len() / factors.len();
    for (row, factor) in rows.chunks_exact_mut(columns).zip(factors) {
        row.iter_mut().for_each(|v| *v *= factor);
    }
}
