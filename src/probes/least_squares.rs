//! Weighted least squares on p functions: coefficients and residuals, both linear in the values.

use super::Estimate;
use super::errors::Contributions;
use crate::linear::{cholesky, dot, solve_lower, solve_lower_transposed};

/// Inputs at a time: p numbers of each stay in the cache.
pub const BLOCK: usize = 64;

/// The fit of values v (M,) by p functions: c = G⁻¹ H W v, where G = H W Hᵀ, H is (p, M), W diagonal.
pub struct LeastSquares {
    p: usize,
    /// (M,).
    weights: Vec<f64>,
    /// Blocks (p, B) of at most [`BLOCK`] inputs: H W^{1/2}, and G⁻¹ H W where they are solved.
    fit: Vec<f64>,
    /// How many inputs are.
    solved: usize,
    /// G, both triangles.
    gram: Vec<f64>,
    /// The Cholesky factor of G, in the lower triangle; empty before the first block is solved.
    factor: Vec<f64>,
    /// w_m h_mᵀ G⁻¹ h_m: how much of its own value the fit at an input is, (M,).
    leverages: Vec<f64>,
    /// The diagonal of G⁻¹ H W Hᵀ: 1, or less where the ridge of G decides.
    resolved: Vec<f64>,
}

impl LeastSquares {
    /// On p functions, for `count` inputs to come.
    pub fn new(p: usize, count: usize) -> Self {
        Self {
            p,
            weights: Vec::with_capacity(count),
            fit: Vec::with_capacity(p * count),
            solved: 0,
            gram: vec![0.0; p * p],
            factor: Vec::new(),
            leverages: Vec::with_capacity(count),
            resolved: vec![0.0; p],
        }
    }

    /// Multiply-adds that an input takes.
    pub fn work_per_input(p: usize) -> u64 {
        (p * p * 3 / 2) as u64
    }

    /// The weights of the inputs so far.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The next [`BLOCK`] inputs, or the last ones: their weights (B,) and functions (B, p).
    pub fn push(&mut self, weights: &[f64], functions: &[f64]) {
        let (p, b, start) = (self.p, weights.len(), self.fit.len());
        self.fit.resize(start + p * b, 0.0);
        let block = &mut self.fit[start..];
        for (m, (functions, weight)) in functions.chunks_exact(p).zip(weights).enumerate() {
            let root = weight.sqrt();
            functions.iter().enumerate().for_each(|(k, h)| block[k * b + m] = h * root);
        }
        for (i, row) in block.chunks_exact(b).enumerate() {
            for (j, other) in block.chunks_exact(b).enumerate().take(i + 1) {
                self.gram[i * p + j] += dot(row, other);
            }
        }
        self.weights.extend_from_slice(weights);
    }

    /// How many inputs are still to be solved.
    pub fn unsolved(&self) -> usize {
        self.weights.len() - self.solved
    }

    /// Solves the next block, once all are there.
    pub fn solve_block(&mut self) {
        let p = self.p;
        if self.factor.is_empty() {
            // Given inputs may make G singular; the least bit of ridge then shares a coefficient out
            // between functions that look the same.
            let count = self.weights.len() as f64;
            (0..p).for_each(|i| self.gram[i * p + i] += 1e-10 * (self.gram[i * p + i] + count));
            for i in 0..p {
                (i + 1..p).for_each(|j| self.gram[i * p + j] = self.gram[j * p + i]);
            }
            self.factor = self.gram.clone();
            cholesky(&mut self.factor, p);
        }
        let b = BLOCK.min(self.unsolved());
        let block = &mut self.fit[self.solved * p..][..b * p];
        let scaled = block.to_vec();
        solve_lower(&self.factor, p, block, b);
        let squares = |m| (0..p).map(|k| block[k * b + m] * block[k * b + m]).sum::<f64>();
        self.leverages.extend((0..b).map(squares));
        solve_lower_transposed(&self.factor, p, block, b);
        let weights = &self.weights[self.solved..][..b];
        for ((row, scaled), resolved) in
            block.chunks_exact_mut(b).zip(scaled.chunks_exact(b)).zip(&mut self.resolved)
        {
            *resolved += dot(row, scaled);
            row.iter_mut().zip(weights).for_each(|(c, w)| *c *= w.sqrt());
        }
        self.solved += b;
    }

    /// Blocks of inputs: the place of the first, and the fit (p, B).
    fn blocks(&self) -> impl Iterator<Item = (usize, &[f64])> {
        self.fit.chunks(self.p * BLOCK).enumerate().map(|(k, block)| (k * BLOCK, block))
    }

    /// c, (p,), of values (M,).
    pub fn coefficients(&self, values: &[f64]) -> Vec<f64> {
        let mut coefficients = vec![0.0; self.p];
        for (start, block) in self.blocks() {
            let b = block.len() / self.p;
            for (c, row) in coefficients.iter_mut().zip(block.chunks_exact(b)) {
                *c += dot(row, &values[start..][..b]);
            }
        }
        coefficients
    }

    /// Σ_k c_k times row k of the fit, (M,), for c (p,).
    pub fn combine(&self, coefficients: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.weights.len()];
        for (start, block) in self.blocks() {
            let b = block.len() / self.p;
            let sums = &mut sums[start..][..b];
            for (c, row) in coefficients.iter().zip(block.chunks_exact(b)) {
                sums.iter_mut().zip(row).for_each(|(sum, fit)| *sum += c * fit);
            }
        }
        sums
    }

    /// What the fit leaves of values (M,), for their coefficients c: v - Hᵀ c, Hᵀ being W⁻¹ times the
    /// transposed fit times G.
    pub fn residuals(&self, values: &[f64], coefficients: &[f64]) -> Vec<f64> {
        let c: Vec<f64> = self.gram.chunks_exact(self.p).map(|row| dot(row, coefficients)).collect();
        let mut residuals = self.combine(&c);
        for ((residual, value), weight) in residuals.iter_mut().zip(values).zip(&self.weights) {
            *residual = value - *residual / weight;
        }
        residuals
    }

    /// Residuals as they would be had the fit not seen the input itself: over 1 - leverage.
    pub fn left_out(&self, residuals: &[f64]) -> Vec<f64> {
        let over = |(r, leverage): (&f64, &f64)| r / (1.0 - leverage).max(1e-9);
        residuals.iter().zip(&self.leverages).map(over).collect()
    }

    /// Estimates of the coefficients of values (M,), with standard errors that hold whatever the
    /// residuals' law: HC3 of MacKinnon and White 1985 ("Some heteroskedasticity-consistent covariance
    /// matrix estimators with improved finite sample properties"), which stays honest where an input
    /// has much leverage (Long and Ervin 2000). None, NaN, where the inputs don't tell a function from
    /// the others. The fit has `taken` so many degrees of freedom.
    pub fn estimates(&self, values: &[f64], taken: usize) -> Vec<Estimate> {
        let coefficients = self.coefficients(values);
        let residuals = self.left_out(&self.residuals(values, &coefficients));
        let mut contributions = vec![Contributions::default(); self.p];
        for (start, block) in self.blocks() {
            let b = block.len() / self.p;
            for (contributions, row) in contributions.iter_mut().zip(block.chunks_exact(b)) {
                row.iter().zip(&residuals[start..]).for_each(|(fit, r)| contributions.add(fit * r));
            }
        }
        let estimate = |k: usize| Estimate {
            value: coefficients[k],
            error: if self.resolved[k] < 0.999 { f64::NAN } else { contributions[k].error(taken) },
        };
        (0..self.p).map(estimate).collect()
    }
}
