//! What is known of a target before any training.

mod composable;
mod leap;
mod over_features;
mod staircase;
mod symmetry;
mod theorem;

pub use theorem::{Magnitude, Theorem};

use self::over_features::Taken;
use crate::basis::MultiIndex;
use crate::features::Features;
use crate::order;
use crate::targets::Term;
use serde::Serialize;

/// Verdicts about a target, with witnesses. Sets are 1-based and ascending; on other bases than that
/// of coins they are multisets, coordinate i repeated α_i times. Of a target whose terms are not known there
/// is no verdict: what may be null is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Analysis {
    /// The sets S with ĝ(S) ≠ 0, and ĝ(S).
    pub terms: Vec<AnalysedTerm>,
    /// Whether the terms are known: a teacher network is not written out.
    pub expanded: bool,
    /// E g² with its standard error (0: exact), the test loss of f = 0.
    pub mean_square: f64,
    pub mean_square_error: f64,
    /// The basis that the sets mean functions of: "walsh", "hermite", "mixture", "legendre", "trigonometric".
    pub basis: &'static str,
    /// Whether the coefficients were estimated from the rows of a table instead of being known.
    pub estimated: bool,
    /// The largest |S|.
    pub degree: Option<usize>,
    /// How many terms there are.
    pub sparsity: Option<usize>,
    /// Definition 1.1 of Abbe et al. 2021: every S with |S| ≥ 2 has an S' ⊂ S one smaller; on other
    /// bases the hierarchical property of its section 3.2, where coordinates are counted.
    pub staircase: Option<bool>,
    /// The least M with every |ĝ(S)| in [1/M, M] (same definition).
    pub least_m: Option<f64>,
    /// Section 3.3 there: the least c for which every S with |S| ≥ 2 has a smaller S' of the target
    /// with |S Δ S'| ≤ c, the constant not counted; null where some S has no smaller one.
    pub composable_distance: Option<usize>,
    /// The merged staircase property (Abbe, Boix-Adsera, Misiakiewicz 2022): leap at most 1.
    pub merged_staircase: Option<bool>,
    /// The leap (Abbe, Boix-Adsera, Misiakiewicz 2023); 0 for a constant.
    pub leap: Option<usize>,
    /// Classes of exchangeable coordinates: any two of a class can be exchanged without changing the
    /// target but by rounding, and some set has two of them. Empty where the leap is above 1: where it is
    /// not, what is proved of almost all coefficients (same paper as the merged staircase property) may
    /// leave such a target out, which is not to say that it stalls.
    pub symmetric: Vec<Vec<usize>>,
    /// An ordering of the sets that has this leap: the predicted order of learning.
    pub order: Vec<Vec<usize>>,
    /// How many features the network is given beside the coordinates, and how many of them are counted below: those
    /// that are one basis function, but for a factor. Others may help, too.
    pub features: usize,
    pub features_counted: usize,
    /// The leap, where a set is made as a product of coordinates and features, and each of these that is new counts as
    /// a new coordinate does (section 3.3 of Abbe et al. 2021; Abbe, Boix-Adsera, Misiakiewicz 2023); null where there
    /// are none.
    pub leap_over_features: Option<usize>,
    /// An ordering of the sets that has this leap, with what each brings; empty where there are no features.
    pub order_over_features: Vec<Brought>,
}

/// A set, and the coordinates and features, sets all of them, that it is made of beside those that are known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Brought {
    pub set: Vec<usize>,
    pub brings: Vec<Vec<usize>>,
    /// From 1: nothing is predicted among those of a round.
    pub round: usize,
}

/// A term and what supports it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnalysedTerm {
    pub set: Vec<usize>,
    pub coefficient: f64,
    /// The sets S' of the target with S' ⊂ S and |S \ S'| = 1; in general S without one of its
    /// coordinates, whatever its degree.
    pub supports: Vec<Vec<usize>>,
}

/// Where each of some sets stands among them.
struct Places<'a> {
    sets: &'a [&'a MultiIndex],
    sorted: Vec<usize>,
}

impl<'a> Places<'a> {
    fn new(sets: &'a [&'a MultiIndex]) -> Self {
        Self { sets, sorted: order::places(sets.len(), &|a, b| sets[a].cmp(sets[b])) }
    }

    fn of(&self, set: &MultiIndex) -> Option<usize> {
        let at = self.sorted.binary_search_by(|&k| self.sets[k].cmp(set));
        at.ok().map(|at| self.sorted[at])
    }
}

/// The least M with every |ĝ(S)| in [1/M, M] (Abbe et al. 2021, Definition 1.1).
pub fn least_m(terms: &[Term]) -> f64 {
    terms.iter().map(|t| t.coefficient.abs()).map(|c| c.max(1.0 / c)).fold(1.0, f64::max)
}

/// What is known of a target whose terms are not.
pub fn unexpanded(
    basis: &'static str,
    features: &Features,
    [mean_square, mean_square_error]: [f64; 2],
) -> Analysis {
    Analysis {
        terms: Vec::new(),
        expanded: false,
        mean_square,
        mean_square_error,
        basis,
        estimated: false,
        degree: None,
        sparsity: None,
        staircase: None,
        least_m: None,
        composable_distance: None,
        merged_staircase: None,
        leap: None,
        symmetric: Vec::new(),
        order: Vec::new(),
        features: features.count(),
        features_counted: features.functions().count(),
        leap_over_features: None,
        order_over_features: Vec::new(),
    }
}

/// The verdicts about a target with these terms in the named basis.
pub fn analyze(
    terms: &[Term],
    basis: &'static str,
    features: &Features,
    estimated: bool,
    mean_square: [f64; 2],
) -> Analysis {
    let sets: Vec<&MultiIndex> = terms.iter().map(|term| &term.index).collect();
    let places = Places::new(&sets);
    let supports = staircase::supports(&places);
    let (leap, order) = leap::leap(&sets);
    let (leap_over_features, order_over_features) = over_features(&sets, features);
    let supported = |(set, supports): (&&MultiIndex, &Vec<usize>)| set.order() < 2 || !supports.is_empty();
    Analysis {
        expanded: true,
        estimated,
        degree: Some(sets.iter().map(|set| set.degree()).max().unwrap_or(0)),
        sparsity: Some(sets.len()),
        staircase: Some(sets.iter().zip(&supports).all(supported)),
        least_m: Some(least_m(terms)),
        composable_distance: composable::least_distance(&places),
        merged_staircase: Some(leap <= 1),
        leap: Some(leap),
        symmetric: if leap <= 1 { symmetry::exchangeable(terms, &places) } else { Vec::new() },
        order: order.into_iter().map(|i| sets[i].multiset()).collect(),
        leap_over_features,
        order_over_features,
        terms: terms
            .iter()
            .zip(supports)
            .map(|(term, supports)| AnalysedTerm {
                set: term.index.multiset(),
                coefficient: term.coefficient,
                supports: supports.into_iter().map(|i| sets[i].multiset()).collect(),
            })
            .collect(),
        ..unexpanded(basis, features, mean_square)
    }
}

/// The leap over features, and an ordering that has it.
fn over_features(sets: &[&MultiIndex], features: &Features) -> (Option<usize>, Vec<Brought>) {
    if features.count() == 0 {
        return (None, Vec::new());
    }
    let (leap, order) = over_features::leap(sets, features);
    let brought = |Taken { set, brings, round }: Taken| Brought {
        set: sets[set].multiset(),
        brings: brings.iter().map(MultiIndex::multiset).collect(),
        round,
    };
    (Some(leap), order.into_iter().map(brought).collect())
}
