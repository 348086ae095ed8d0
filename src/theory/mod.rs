//! What is known of a target before any training.

mod composable;
mod leap;
mod staircase;

use crate::basis::MultiIndex;
use crate::targets::Term;
use serde::Serialize;

/// Verdicts about a target, with witnesses. Sets are 1-based and ascending.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Analysis {
    /// The sets S with ĝ(S) ≠ 0, and ĝ(S).
    pub terms: Vec<AnalysedTerm>,
    /// The largest |S|.
    pub degree: usize,
    /// How many terms there are.
    pub sparsity: usize,
    /// Definition 1.1 of Abbe et al. 2021: every S with |S| ≥ 2 has an S' ⊂ S one smaller.
    pub staircase: bool,
    /// The least M with every |ĝ(S)| in [1/M, M] (same definition).
    pub least_m: f64,
    /// Section 3.3 there: the least c for which every S with |S| ≥ 2 has a smaller S' of the target
    /// with |S Δ S'| ≤ c; null where some S has no smaller one.
    pub composable_distance: Option<usize>,
    /// The merged staircase property (Abbe, Boix-Adsera, Misiakiewicz 2022): leap at most 1.
    pub merged_staircase: bool,
    /// The leap (Abbe, Boix-Adsera, Misiakiewicz 2023); 0 for a constant.
    pub leap: usize,
    /// An ordering of the sets that has this leap: the predicted order of learning.
    pub order: Vec<Vec<usize>>,
}

/// A term and what supports it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnalysedTerm {
    pub set: Vec<usize>,
    pub coefficient: f64,
    /// The sets S' of the target with S' ⊂ S and |S \ S'| = 1.
    pub supports: Vec<Vec<usize>>,
}

/// The verdicts about a target with these terms.
pub fn analyze(terms: &[Term]) -> Analysis {
    let sets: Vec<&MultiIndex> = terms.iter().map(|term| &term.index).collect();
    let supports = staircase::supports(&sets);
    let (leap, order) = leap::leap(&sets);
    Analysis {
        degree: sets.iter().map(|set| set.degree()).max().unwrap_or(0),
        sparsity: sets.len(),
        staircase: sets.iter().zip(&supports).all(|(set, supports)| set.degree() < 2 || !supports.is_empty()),
        least_m: terms.iter().map(|t| t.coefficient.abs()).map(|c| c.max(1.0 / c)).fold(1.0, f64::max),
        composable_distance: composable::least_distance(&sets),
        merged_staircase: leap <= 1,
        leap,
        order: order.into_iter().map(|i| sets[i].set()).collect(),
        terms: terms
            .iter()
            .zip(supports)
            .map(|(term, supports)| AnalysedTerm {
                set: term.index.set(),
                coefficient: term.coefficient,
                supports: supports.into_iter().map(|i| sets[i].set()).collect(),
            })
            .collect(),
    }
}
