//! Fourier coefficients of what the network computes, f̂(S) = E f(x) χ_S(x)
//! (Abbe et al. 2021, eq. (1); appendix A plots them), and f̂(α) = E f(x) h_α(x) on other bases.

use super::{Column, Design, Estimate, Group, Probe, Sample};
use crate::basis::MultiIndex;
use crate::order;
use serde::Serialize;

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
}

impl Fourier {
    /// Follows `sets`, all of them among the design's.
    pub fn new(design: &dyn Design, sets: Vec<MultiIndex>) -> Self {
        let place = |set| design.position(set).expect("the design was made for the followed sets");
        let followed = sets.iter().map(place).collect();
        let newest = vec![Estimate { value: 0.0, error: 0.0 }; design.functions()];
        Self { sets, followed, newest }
    }

    /// The newest measurement.
    pub fn newest(&self) -> &[Estimate] {
        &self.newest
    }

    /// Takes a saved measurement for the newest one; false if it is not of this many sets.
    #[must_use]
    pub fn resume(&mut self, newest: Vec<Estimate>) -> bool {
        let fits = newest.len() == self.newest.len();
        self.newest = newest;
        fits
    }

    /// The `count` largest coefficients by size at the last measurement, among all that came out
    /// of it, the constant included.
    pub fn strongest(&self, design: &dyn Design, count: usize) -> Vec<Coefficient> {
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
