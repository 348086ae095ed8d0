//! Fourier coefficients of what the network computes, f̂(S) = E f(x) χ_S(x)
//! (Abbe et al. 2021, eq. (1); appendix A plots them), and f̂(α) = E f(x) h_α(x) on other bases.

use super::{Column, Design, Estimate, Group, Probe, Sample};
use crate::basis::{Combination, MultiIndex};
use crate::order;
use serde::{Deserialize, Serialize};

/// A coefficient as it is listed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coefficient {
    /// 1-based, ascending; coordinate i repeated α_i times.
    pub set: Vec<usize>,
    pub coefficient: f64,
    /// 0: exact.
    pub standard_error: f64,
    /// Whether a column follows it.
    pub tracked: bool,
}

/// Follows the coefficients of some sets.
pub struct Fourier {
    sets: Vec<MultiIndex>,
    /// Their places among the design's coefficients.
    followed: Vec<usize>,
    /// The newest measurement, of all the design's coefficients.
    newest: Vec<Estimate>,
    /// The largest coefficients at the newest measurement, where that was of a known expansion.
    known: Option<Combination>,
}

/// The newest measurement as it is saved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Newest {
    estimates: Vec<Estimate>,
    /// Sets and coefficients.
    known: Option<Vec<(Vec<usize>, f64)>>,
}

/// So many coefficients of a known expansion are kept for the spectrum.
const KEPT: usize = 256;

impl Fourier {
    /// Follows `sets`, all of them among the design's.
    pub fn new(design: &dyn Design, sets: Vec<MultiIndex>) -> Self {
        let place = |set| design.position(set).expect("the design was made for the followed sets");
        let followed = sets.iter().map(place).collect();
        let newest = vec![Estimate { value: 0.0, error: 0.0 }; design.functions()];
        Self { sets, followed, newest, known: None }
    }

    /// The newest measurement, of all the design's coefficients.
    pub fn estimates(&self) -> &[Estimate] {
        &self.newest
    }

    /// The same, to be saved.
    pub fn newest(&self) -> Newest {
        let known =
            self.known.as_ref().map(|known| known.iter().map(|(set, c)| (set.multiset(), *c)).collect());
        Newest { estimates: self.newest.clone(), known }
    }

    /// Takes a saved measurement for the newest one; false if it is not of this many sets.
    #[must_use]
    pub fn resume(&mut self, Newest { estimates, known }: Newest) -> bool {
        let is_set = |set: &[usize]| set.first() != Some(&0) && set.windows(2).all(|pair| pair[0] < pair[1]);
        let fits = estimates.len() == self.newest.len() && known.iter().flatten().all(|(set, _)| is_set(set));
        if !fits {
            return false;
        }
        self.newest = estimates;
        let index = |(set, c): (Vec<usize>, f64)| (MultiIndex::from_multiset(&set), c);
        self.known = known.map(|known| known.into_iter().map(index).collect());
        true
    }

    /// Takes f's known expansion, ascending, for the newest measurement, and appends the followed coefficients.
    pub fn know(&mut self, f: &[(MultiIndex, f64)], row: &mut Vec<Estimate>) {
        let of = |set: &MultiIndex| f.binary_search_by(|(index, _)| index.cmp(set)).map_or(0.0, |at| f[at].1);
        row.extend(self.sets.iter().map(|set| Estimate { value: of(set), error: 0.0 }));
        let size = |at: usize| f[at].1.abs();
        let largest = order::first_places(f.len(), KEPT, &|a, b| size(b).total_cmp(&size(a)));
        self.known = Some(largest.into_iter().map(|at| f[at].clone()).collect());
    }

    /// The `count` largest coefficients by size at the last measurement, among all that came out
    /// of it, the constant included.
    pub fn strongest(&self, design: &dyn Design, count: usize) -> Vec<Coefficient> {
        if let Some(known) = &self.known {
            let listed = |(set, coefficient): &(MultiIndex, f64)| Coefficient {
                set: set.multiset(),
                coefficient: *coefficient,
                standard_error: 0.0,
                tracked: self.sets.contains(set),
            };
            return known.iter().take(count).map(listed).collect();
        }
        let coefficient = |k: usize| {
            let Estimate { value, error } = self.newest[k];
            let (set, tracked) = (design.index(k).multiset(), self.followed.contains(&k));
            Coefficient { set, coefficient: value, standard_error: error, tracked }
        };
        largest(&self.newest, count).map(coefficient).collect()
    }
}

impl Probe for Fourier {
    fn columns(&self) -> Vec<Column> {
        self.sets.iter().map(|set| Column { name: set.to_string(), group: Group::Coefficient }).collect()
    }

    fn measure(&mut self, sample: &Sample<'_>, row: &mut Vec<Estimate>) {
        self.known = None;
        self.newest = sample.design.coefficients(sample.f);
        row.extend(self.followed.iter().map(|&k| self.newest[k]));
    }
}

/// The indices of the `count` values that are largest in size, the largest first; the earlier one
/// of equals.
fn largest(values: &[Estimate], count: usize) -> impl Iterator<Item = usize> {
    let size = |i: usize| values[i].value.abs();
    order::first_places(values.len(), count, &|a, b| size(b).total_cmp(&size(a))).into_iter()
}
