//! Any law: weighted least squares on inputs drawn where the functions are large.
//!
//! A plain mean of f h_α has a heavy tail: under a Gaussian, x1⋯x5 earns its mean square from inputs
//! that thirty thousand draws hardly show, and the estimate is wrong with a small standard error. So
//! half the inputs are drawn from the law μ itself and half from the tilted laws t_α μ (near h_α² μ),
//! α being what is followed or what the target is made of, each in turn; they are weighted by
//! w = 2 / (1 + mean t_α), which is at most 2: a defensive mixture (Hesterberg 1995, "Weighted average
//! importance sampling and defensive mixture distributions"). Then w h_α² is bounded too, by twice the
//! number of the α.
//!
//! f is fitted by weighted least squares: near the optimal sampling of Cohen and Migliorati 2017
//! ("Optimal weighted least-squares methods", section 2), whose Gram matrix is near the identity from
//! M of the order p log p on. What f has in common with the fitted functions makes no noise. The
//! target lies in their span, however many terms it has: those that are not fitted one by one are
//! fitted as one function, their sum.

use super::errors::Contributions;
use super::least_squares::{BLOCK, LeastSquares};
use super::{Design, Estimate};
use crate::basis::{Basis, MultiIndex, Products};
use crate::inputs::InputDistribution;
use crate::rng::Rng;
use crate::targets::Term;
use std::sync::Arc;

/// M inputs with weights, and the fit on p functions.
pub struct Weighted {
    /// The inputs, (M, n).
    x: Vec<f32>,
    n: usize,
    /// M.
    count: usize,
    rng: Rng,
    /// The constant, what is followed, and what else the target is made of, the largest first.
    indices: Vec<MultiIndex>,
    /// How many of these are fitted one by one.
    fitted: usize,
    /// The coefficients of the others in their sum, of mean square 1; may be empty.
    rest: Vec<f64>,
    products: Products,
    basis: Arc<dyn Basis>,
    fit: LeastSquares,
    /// Multiply-adds that drawing an input takes, about.
    work_per_draw: u64,
}

/// At least so many inputs for each fitted function: Cohen and Migliorati's bound on M / p, of the
/// order log p, for hundreds of functions.
const INPUTS_PER_FUNCTION: usize = 32;
/// More functions than this are fitted one by one only where all of them are followed.
const MAX_FITTED: usize = 64;

impl Weighted {
    /// At least `samples` inputs for the functions of `followed`, each once, and the constant; and for
    /// `known`, what the target is made of, the largest first.
    pub fn new(
        inputs: &dyn InputDistribution,
        followed: &[MultiIndex],
        known: &[Term],
        samples: usize,
        rng: Rng,
    ) -> Self {
        let mut indices = with_constant(followed);
        let others: Vec<&Term> = known.iter().filter(|term| !indices.contains(&term.index)).collect();
        let fitted = (indices.len() + others.len()).min(MAX_FITTED.max(indices.len()));
        let rest: Vec<f64> = others[fitted - indices.len()..].iter().map(|term| term.coefficient).collect();
        let norm = rest.iter().map(|c| c * c).sum::<f64>().sqrt();
        indices.extend(others.into_iter().map(|term| term.index.clone()));
        let p = fitted + usize::from(!rest.is_empty());
        let count = samples.max(INPUTS_PER_FUNCTION * p).max(2 * indices.len());
        let (basis, products) = (inputs.basis(), Products::new(indices.iter()));
        // The functions and the tilts.
        let work_per_draw = inputs.cost() + 2 * (basis.cost(&products.factors) + products.work() as u64);
        Self {
            x: Vec::new(),
            n: inputs.dim(),
            count,
            rng,
            fitted,
            rest: rest.into_iter().map(|c| c / norm).collect(),
            products,
            indices,
            basis,
            fit: LeastSquares::new(p, 0),
            work_per_draw,
        }
    }

    /// Functions that are fitted.
    fn p(&self) -> usize {
        self.fitted + usize::from(!self.rest.is_empty())
    }

    /// Draws the k-th input, appends it, and its functions to `functions`; its weight.
    fn draw(&mut self, inputs: &dyn InputDistribution, k: usize, functions: &mut Vec<f64>) -> f64 {
        let tilted = self.indices.len() - 1;
        let index = if k.is_multiple_of(2) || tilted == 0 { 0 } else { 1 + k / 2 % tilted };
        let start = self.x.len();
        self.x.resize(start + self.n, 0.0);
        let x = &mut self.x[start..];
        inputs.sample_tilted(&self.indices[index], &mut self.rng, x);
        let (products, mut factors) = (&self.products, vec![0.0; self.products.factors.len()]);
        inputs.tilts(&products.factors, x, &mut factors);
        let tilts: f64 = (1..=tilted).map(|k| products.scaled(k, 1.0, &factors)).sum();
        self.basis.factors(&products.factors, x, &mut factors);
        functions.extend((0..self.fitted).map(|k| products.scaled(k, 1.0, &factors)));
        if !self.rest.is_empty() {
            let term = |(k, c): (usize, &f64)| products.scaled(self.fitted + k, *c, &factors);
            functions.push(self.rest.iter().enumerate().map(term).sum());
        }
        if tilted == 0 { 1.0 } else { 2.0 / (1.0 + tilts / tilted as f64) }
    }
}

impl Design for Weighted {
    fn count(&self) -> usize {
        self.count
    }

    fn x(&self) -> &[f32] {
        &self.x
    }

    fn remaining(&self) -> u64 {
        let undrawn = self.count - self.x.len() / self.n;
        let unsolved = undrawn + self.fit.unsolved();
        undrawn as u64 * self.work_per_draw + unsolved as u64 * LeastSquares::work_per_input(self.p())
    }

    fn prepare(&mut self, inputs: &dyn InputDistribution, work: u64) {
        if self.x.is_empty() {
            self.x.reserve_exact(self.count * self.n);
            self.fit = LeastSquares::new(self.p(), self.count);
        }
        let until = self.remaining().saturating_sub(work.max(1));
        while self.remaining() > until {
            let drawn = self.x.len() / self.n;
            if drawn == self.count {
                self.fit.solve_block();
                continue;
            }
            let (mut functions, mut weights) = (Vec::new(), Vec::new());
            for k in drawn..self.count.min(drawn + BLOCK) {
                weights.push(self.draw(inputs, k, &mut functions));
            }
            self.fit.push(&weights, &functions);
        }
    }

    fn cost(&self) -> u64 {
        // Of the loss and of the coefficients: the fit's three passes each.
        6 * (self.p() * self.count) as u64
    }

    /// E v² = |c|² + E r² for the coefficients c and the residual r of v. To the error an input
    /// contributes by what it adds to c and to r².
    fn mean_square(&self, values: &[f64]) -> Estimate {
        let (fit, weights) = (&self.fit, self.fit.weights());
        let coefficients = fit.coefficients(values);
        let residuals = fit.residuals(values, &coefficients);
        let total: f64 = weights.iter().sum();
        let rest = weights.iter().zip(&residuals).map(|(w, r)| w * r * r).sum::<f64>() / total;
        let mut contributions = Contributions::default();
        let slopes = fit.combine(&coefficients);
        for ((slope, w), r) in slopes.iter().zip(weights).zip(fit.left_out(&residuals)) {
            contributions.add(2.0 * slope * r + w / total * (r * r - rest));
        }
        let value = coefficients.iter().map(|c| c * c).sum::<f64>() + rest;
        Estimate { value, error: contributions.error(coefficients.len()) }
    }

    fn coefficients(&self, values: &[f64]) -> Vec<Estimate> {
        let mut estimates = self.fit.estimates(values, self.p());
        estimates.truncate(self.fitted);
        estimates
    }

    fn functions(&self) -> usize {
        self.fitted
    }

    fn index(&self, k: usize) -> MultiIndex {
        self.indices[k].clone()
    }

    fn position(&self, index: &MultiIndex) -> Option<usize> {
        self.indices[..self.fitted].iter().position(|other| other == index)
    }
}

/// The constant, then the others of `indices`.
pub(super) fn with_constant(indices: &[MultiIndex]) -> Vec<MultiIndex> {
    let others = indices.iter().filter(|index| **index != MultiIndex::default());
    std::iter::once(&MultiIndex::default()).chain(others).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{Gaussian, Hypercube};
    use crate::rng::Stream;

    fn indices(multisets: &[&[usize]]) -> Vec<MultiIndex> {
        multisets.iter().map(|m| MultiIndex::from_multiset(m)).collect()
    }

    fn drawn(law: &dyn InputDistribution, followed: &[MultiIndex], samples: usize, seed: u64) -> Weighted {
        let mut design = Weighted::new(law, followed, &[], samples, Rng::new(seed, Stream::Probe));
        design.prepare(law, u64::MAX);
        design
    }

    /// What lies in the span of the fitted functions is found exactly, and so is its mean square.
    #[test]
    fn sums_of_fitted_functions_are_recovered() {
        let fitted = indices(&[&[1], &[1, 2], &[1, 2, 3]]);
        let laws: [&dyn InputDistribution; 2] = [&Gaussian::new(6), &Hypercube::biased(&[0.6; 20])];
        for law in laws {
            let (design, basis) = (drawn(law, &fitted, 200, 1), law.basis());
            let value = |x| 2.0 - 0.5 * basis.eval(&fitted[1], x) + 3.0 * basis.eval(&fitted[2], x);
            let values: Vec<f64> = design.x.chunks_exact(law.dim()).map(value).collect();
            for (estimate, expected) in design.coefficients(&values).iter().zip([2.0, 0.0, -0.5, 3.0]) {
                assert!((estimate.value - expected).abs() < 1e-8 && estimate.error < 1e-8, "{estimate:?}");
            }
            let square = design.mean_square(&values);
            assert!((square.value - 13.25).abs() < 1e-7 && square.error < 1e-7, "{square:?}");
        }
    }

    /// A target of more terms than are fitted one by one is in the span all the same.
    #[test]
    fn all_of_the_target_is_in_the_span() {
        let (law, followed) = (Hypercube::biased(&[0.6; 40]), indices(&[&[38, 39], &[40]]));
        let known: Vec<Term> = (1..=13)
            .flat_map(|i| (i + 1..=13).map(move |j| vec![i, j]))
            .map(|set| Term { index: MultiIndex::from_set(&set), coefficient: 1.0 / set[1] as f64 })
            .collect();
        let mut design = Weighted::new(&law, &followed, &known, 2, Rng::new(1, Stream::Probe));
        design.prepare(&law, u64::MAX);
        assert_eq!((design.functions(), design.rest.len()), (MAX_FITTED, known.len() + 3 - MAX_FITTED));
        let basis = law.basis();
        let g = |x| known.iter().map(|t| t.coefficient * basis.eval(&t.index, x)).sum::<f64>();
        let values: Vec<f64> = design.x.chunks_exact(40).map(g).collect();
        let (square, expected) =
            (design.mean_square(&values), known.iter().map(|t| t.coefficient * t.coefficient).sum::<f64>());
        assert!((square.value - expected).abs() < 1e-6 && square.error < 1e-6, "{square:?} {expected}");
    }

    /// Over many designs the estimates' deviations are as large as their standard errors say and
    /// hardly any is beyond four of them, though the followed monomials are of degree 5 and what is
    /// left over, x1 ⋯ x6 and |x1|, is heavy-tailed and unknown. A plain mean of f h fails this.
    #[test]
    fn heavy_tails_give_no_silent_wrong_number() {
        let fitted = indices(&[&[1, 2, 3, 4, 5], &[1, 1, 1], &[1, 1, 2, 2]]);
        let law = Gaussian::new(8);
        let basis = law.basis();
        let rest = &indices(&[&[1, 2, 3, 4, 5, 6]])[0];
        // E |x| h_2(x) = 1/√π, E |x| = √(2/π), and |x| is orthogonal to h_3.
        let value = |x: &[f32]| basis.eval(&fitted[0], x) + 0.5 * basis.eval(rest, x) + f64::from(x[0].abs());
        let expected = [(2.0 / std::f64::consts::PI).sqrt(), 1.0, 0.0, 0.0];
        let (runs, mut worst) = (300, 0.0f64);
        let (mut squares, mut sum) = ([0.0; 4], [0.0; 4]);
        for seed in 0..runs {
            let design = drawn(&law, &fitted, 2000, seed);
            let values: Vec<f64> = design.x.chunks_exact(8).map(value).collect();
            for (k, estimate) in design.coefficients(&values).into_iter().enumerate() {
                let z = (estimate.value - expected[k]) / estimate.error;
                worst = worst.max(z.abs());
                squares[k] += z * z / runs as f64;
                sum[k] += z / runs as f64;
            }
        }
        for k in 0..4 {
            assert!((0.7..1.4).contains(&squares[k]), "coefficient {k}: squares average {}", squares[k]);
            assert!(
                sum[k].abs() < 5.0 / (runs as f64).sqrt(),
                "coefficient {k}: biased by {} errors",
                sum[k]
            );
        }
        assert!(worst < 5.0, "an estimate is {worst} standard errors off");
    }

    /// However the preparation is sliced, the inputs and the estimates are the same, to the bit, and
    /// each slice does a part of what remains.
    #[test]
    fn slices_change_no_bit() {
        let (law, fitted) = (Gaussian::new(6), indices(&[&[1], &[1, 2], &[1, 1, 3]]));
        let whole = drawn(&law, &fitted, 1000, 3);
        for work in [0, 1, 20_000] {
            let mut sliced = Weighted::new(&law, &fitted, &[], 1000, Rng::new(3, Stream::Probe));
            let mut slices = 0;
            while sliced.remaining() > 0 {
                let before = sliced.remaining();
                sliced.prepare(&law, work);
                assert!(sliced.remaining() < before);
                slices += 1;
            }
            assert!(slices > 5, "{work}: {slices}");
            assert_eq!(sliced.x, whole.x);
            let values: Vec<f64> = whole.x.chunks_exact(6).map(|x| f64::from(x[0].abs())).collect();
            assert_eq!(sliced.coefficients(&values), whole.coefficients(&values));
            assert_eq!(sliced.mean_square(&values), whole.mean_square(&values));
        }
    }

    #[test]
    fn trigonometric_functions_are_fitted_too() {
        let law = crate::schema::read_member(
            crate::inputs::FAMILY,
            "inputs",
            Some(&serde_json::json!({ "kind": "uniform", "n": 4, "basis": "trigonometric" })),
            &1,
        );
        let law: Box<dyn InputDistribution> = law.unwrap().0;
        let design = drawn(&*law, &indices(&[&[1], &[1, 1, 2]]), 4000, 4);
        // x1 = Σ (-1)^{k+1} 2R/(πk) sin(πk x1/R), so that ĉ({1}) = √2 R/π.
        let values: Vec<f64> = design.x.chunks_exact(4).map(|x| f64::from(x[0])).collect();
        let found = design.coefficients(&values);
        let expected = 2f64.sqrt() * 1.732 / std::f64::consts::PI;
        assert!((found[1].value - expected).abs() < 4.0 * found[1].error, "{found:?} {expected}");
        assert!(found[2].value.abs() < 4.0 * found[2].error);
    }
}
