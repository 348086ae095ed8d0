//! A finite sum g = Σ_α ĝ(α) h_α in any basis (Abbe et al. 2021, section 3.2, eq. for (H, A)-polynomials).

use super::{Target, Term};
use crate::basis::Basis;
use crate::order;
use std::sync::Arc;

/// A sum of basis functions; every factor h_{α_i}(x_i) that occurs is computed once an input.
pub struct InBasis {
    terms: Vec<Term>,
    basis: Arc<dyn Basis>,
    /// The pairs (coordinate, degree) that occur.
    factors: Vec<(usize, usize)>,
    /// For every term its coefficient and which factors it multiplies.
    products: Vec<(f64, Vec<usize>)>,
}

impl InBasis {
    /// The sum of `terms`, each index at most once.
    pub fn new(terms: &[Term], basis: Arc<dyn Basis>) -> Self {
        let mut factors: Vec<_> = terms.iter().flat_map(|term| term.index.factors()).collect();
        order::sort(&mut factors);
        factors.dedup();
        let at = |factor| factors.binary_search(&factor).expect("every factor is listed");
        let product = |term: &Term| (term.coefficient, term.index.factors().map(at).collect());
        Self { terms: terms.to_vec(), basis, products: terms.iter().map(product).collect(), factors }
    }
}

impl Target for InBasis {
    fn eval(&self, x: &[f32]) -> f32 {
        let values: Vec<f64> =
            self.factors.iter().map(|&(i, degree)| self.basis.factor(i, degree, x)).collect();
        let product =
            |(c, factors): &(f64, Vec<usize>)| factors.iter().fold(*c, |product, &k| product * values[k]);
        self.products.iter().map(product).sum::<f64>() as f32
    }

    fn terms(&self) -> &[Term] {
        &self.terms
    }
}
