//! Fourier coefficients of what the network computes, f̂(S) = E f(x) χ_S(x)
//! (Abbe et al. 2021, eq. (1); appendix A plots them).
//!
//! On a factorial design one fast transform of the means (Walsh-Hadamard where the coins are fair) gives all 2^d coefficients on
//! the touched coordinates, followed or not. Otherwise each followed coefficient is estimated with
//! the control variate ĝ(S) + mean of (f - g) χ_S: unbiased, since g's coefficients are known, and
//! the less noisy the nearer f is to g.

use super::{Design, Estimate, Probe, Sample};
use crate::basis::{Basis, MultiIndex};
use crate::targets::Term;
use serde::Serialize;

/// A coefficient as it is listed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coefficient {
    /// 1-based, ascending.
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
    how: How,
    /// The newest measurement: of all 2^d sets, or of the followed ones.
    newest: Vec<Estimate>,
}

enum How {
    /// Index s of the newest measurement is the set that its bits select from `touched`; `followed`
    /// has the index of each followed set.
    Transform { touched: Vec<usize>, followed: Vec<usize> },
    /// χ_S on the inputs, (sets, M), and ĝ(S) of the same sets.
    ControlVariate { characters: Vec<Vec<f32>>, known: Vec<f64> },
}

impl Fourier {
    /// Follows `sets` on a design; `terms` is the target's known expansion.
    pub fn new(design: &Design, basis: &dyn Basis, sets: Vec<MultiIndex>, terms: &[Term]) -> Self {
        let bit = |i| design.touched.binary_search(&i).map(|j| 1 << j).ok();
        let followed: Option<Vec<usize>> = sets.iter().map(|set| set.support().map(bit).sum()).collect();
        let (how, count) = match followed {
            Some(followed) if !design.touched.is_empty() => {
                (How::Transform { touched: design.touched.clone(), followed }, design.combinations())
            }
            _ => {
                let on_inputs = |set| design.inputs().map(|x| basis.eval(set, x)).collect();
                let term = |set: &MultiIndex| terms.iter().find(|term| term.index == *set);
                let characters = sets.iter().map(on_inputs).collect();
                let known = sets.iter().map(|set| term(set).map_or(0.0, |term| term.coefficient)).collect();
                (How::ControlVariate { characters, known }, sets.len())
            }
        };
        Self { sets, how, newest: vec![Estimate { value: 0.0, error: 0.0 }; count] }
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
    pub fn strongest(&self, count: usize) -> Vec<Coefficient> {
        largest(&self.newest, count)
            .map(|s| {
                let (set, tracked) = match &self.how {
                    How::Transform { touched, followed } => {
                        let selected = (0..touched.len()).filter(|j| s >> j & 1 == 1);
                        (selected.map(|j| touched[j] + 1).collect(), followed.contains(&s))
                    }
                    How::ControlVariate { .. } => (self.sets[s].set(), true),
                };
                let Estimate { value, error } = self.newest[s];
                Coefficient { set, coefficient: value, standard_error: error, tracked }
            })
            .collect()
    }
}

impl Probe for Fourier {
    fn columns(&self) -> Vec<String> {
        self.sets.iter().map(MultiIndex::to_string).collect()
    }

    fn measure(&mut self, sample: &Sample<'_>, row: &mut Vec<Estimate>) {
        match &self.how {
            How::Transform { followed, .. } => {
                let (values, errors) = sample.design.coefficients(sample.f);
                let pairs = values.into_iter().zip(errors);
                self.newest = pairs.map(|(value, error)| Estimate { value, error }).collect();
                row.extend(followed.iter().map(|&s| self.newest[s]));
            }
            How::ControlVariate { characters, known } => {
                let pairs = characters.iter().zip(known);
                self.newest =
                    pairs.map(|(characters, known)| control_variate(sample, characters, *known)).collect();
                row.extend_from_slice(&self.newest);
            }
        }
    }
}

/// The indices of the `count` values that are largest in size, the largest first; the earlier one
/// of equals.
fn largest(values: &[Estimate], count: usize) -> impl Iterator<Item = usize> {
    let size = |i: usize| values[i].value.abs();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| size(b).total_cmp(&size(a)).then(a.cmp(&b)));
    order.into_iter().take(count)
}

/// ĝ(S) + mean of (f - g) χ_S over independent inputs.
fn control_variate(sample: &Sample<'_>, characters: &[f32], known: f64) -> Estimate {
    let count = characters.len() as f64;
    let products = || {
        let differences = sample.f.iter().zip(sample.g).map(|(f, g)| f - g);
        differences.zip(characters).map(|(d, &c)| d * f64::from(c))
    };
    let mean = products().sum::<f64>() / count;
    let variance = products().map(|p| (p - mean) * (p - mean)).sum::<f64>() / (count - 1.0);
    Estimate { value: known + mean, error: (variance / count).sqrt() }
}
