//! Which inputs to measure on, and how means over the law follow from values there.

use super::{Estimate, Factorial, Weighted};
use crate::basis::MultiIndex;
use crate::inputs::InputDistribution;
use crate::rng::Rng;

/// Inputs, (M, n), and the functions whose coefficients they give.
pub enum Design {
    /// Coins over all combinations.
    Factorial(Factorial),
    /// Drawn or given inputs, and a fit.
    Weighted(Weighted),
}

/// More functions than this are fitted only where all of them are followed.
const MAX_FITTED: usize = 64;

impl Design {
    /// About `samples` inputs of the law: for the coefficients of `followed` and, as far as that costs
    /// nothing, of `known`, the other functions that the target is made of, the largest first.
    pub fn new(
        inputs: &dyn InputDistribution,
        followed: &[MultiIndex],
        known: &[MultiIndex],
        samples: usize,
        rng: &mut Rng,
    ) -> Self {
        if let Some(design) = Factorial::new(inputs, followed.iter().chain(known), samples, rng) {
            return Self::Factorial(design);
        }
        let mut fitted = followed.to_vec();
        for index in known {
            if fitted.len() < MAX_FITTED && !fitted.contains(index) {
                fitted.push(index.clone());
            }
        }
        Self::Weighted(Weighted::draw(inputs, fitted, samples, rng))
    }

    /// The inputs, (M, n).
    pub fn x(&self) -> &[f32] {
        match self {
            Self::Factorial(design) => &design.x,
            Self::Weighted(design) => &design.x,
        }
    }

    /// E v(X) for `values` v (M,).
    pub fn mean(&self, values: &[f64]) -> Estimate {
        match self {
            Self::Factorial(design) => design.coefficients(values)[0],
            Self::Weighted(design) => design.mean(values),
        }
    }

    /// E v(X) h_α(X) for every α that the design gives, the constant first.
    pub fn coefficients(&self, values: &[f64]) -> Vec<Estimate> {
        match self {
            Self::Factorial(design) => design.coefficients(values),
            Self::Weighted(design) => design.coefficients(values),
        }
    }

    /// How many coefficients the design gives.
    pub fn functions(&self) -> usize {
        match self {
            Self::Factorial(design) => design.combinations(),
            Self::Weighted(design) => design.indices.len(),
        }
    }

    /// Which one the k-th is.
    pub fn index(&self, k: usize) -> MultiIndex {
        match self {
            Self::Factorial(design) => design.index(k),
            Self::Weighted(design) => design.indices[k].clone(),
        }
    }

    /// Where an index is among them; those followed are.
    pub fn position(&self, index: &MultiIndex) -> Option<usize> {
        match self {
            Self::Factorial(design) => design.position(index),
            Self::Weighted(design) => design.indices.iter().position(|other| other == index),
        }
    }
}
