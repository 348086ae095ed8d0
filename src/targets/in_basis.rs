//! A finite sum g = Σ_α ĝ(α) h_α in any basis (Abbe et al. 2021, section 3.2, eq. for (H, A)-polynomials).

use super::{Target, Term};
use crate::basis::{Basis, Products};
use std::sync::Arc;

/// A sum of basis functions; every factor h_{α_i}(x_i) that occurs is computed once an input.
pub struct InBasis {
    terms: Vec<Term>,
    basis: Arc<dyn Basis>,
    products: Products,
}

impl InBasis {
    /// The sum of `terms`, each index at most once.
    pub fn new(terms: &[Term], basis: Arc<dyn Basis>) -> Self {
        Self { terms: terms.to_vec(), basis, products: Products::new(terms.iter().map(|term| &term.index)) }
    }
}

impl Target for InBasis {
    fn eval(&self, x: &[f32]) -> f32 {
        let mut values = vec![0.0; self.products.factors.len()];
        self.basis.factors(&self.products.factors, x, &mut values);
        let term = |(k, term): (usize, &Term)| self.products.scaled(k, term.coefficient, &values);
        self.terms.iter().enumerate().map(term).sum::<f64>() as f32
    }

    fn cost(&self) -> u64 {
        self.basis.cost(&self.products.factors) + (self.products.work() + self.terms.len()) as u64
    }

    fn terms(&self) -> &[Term] {
        &self.terms
    }
}
