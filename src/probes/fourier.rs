//! Fourier coefficients of what the network computes, f̂(S) = E f(x) χ_S(x)
//! (Abbe et al. 2021, eq. (1); appendix A plots them).
//!
//! On a factorial design one Walsh-Hadamard transform of the means gives all 2^d coefficients on
//! the touched coordinates, followed or not. Otherwise each followed coefficient is estimated with
//! the control variate ĝ(S) + mean of (f - g) χ_S: unbiased, since g's coefficients are known, and
//! the less noisy the nearer f is to g.

use super::{Design, Estimate, Probe, Sample};
use crate::basis::{Basis, MultiIndex};
use crate::kernels::walsh_hadamard;
use crate::targets::Term;
use serde::{Deserialize, Serialize};

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
    error: f64,
}

enum How {
    /// `spectrum[bits]` is the coefficient of the set that `bits` selects from `touched`, and
    /// `bits[k]` selects the k-th followed set.
    Transform { touched: Vec<usize>, spectrum: Vec<f64>, bits: Vec<usize> },
    /// χ_S on the inputs, (sets, M), ĝ(S) of the same sets, and the last estimates.
    ControlVariate { characters: Vec<Vec<f32>>, known: Vec<f64>, last: Vec<Estimate> },
}

/// The newest measurement as it is saved with a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seen {
    values: Vec<f64>,
    errors: Vec<f64>,
}

impl Fourier {
    /// Follows `sets` on a design; `terms` is the target's known expansion.
    pub fn new(design: &Design, basis: &dyn Basis, sets: Vec<MultiIndex>, terms: &[Term]) -> Self {
        let bit = |i| design.touched.binary_search(&i).map(|j| 1 << j).ok();
        let bits: Option<Vec<usize>> = sets.iter().map(|set| set.support().map(bit).sum()).collect();
        let how = match bits {
            Some(bits) if !design.touched.is_empty() => How::Transform {
                touched: design.touched.clone(),
                spectrum: vec![0.0; design.combinations()],
                bits,
            },
            _ => How::ControlVariate {
                characters: sets
                    .iter()
                    .map(|set| design.inputs().map(|x| basis.eval(set, x)).collect())
                    .collect(),
                known: sets
                    .iter()
                    .map(|set| {
                        terms.iter().find(|term| term.index == *set).map_or(0.0, |term| term.coefficient)
                    })
                    .collect(),
                last: vec![Estimate { value: 0.0, error: 0.0 }; sets.len()],
            },
        };
        Self { sets, how, error: 0.0 }
    }

    /// The newest measurement.
    pub fn save(&self) -> Seen {
        match &self.how {
            How::Transform { spectrum, .. } => Seen { values: spectrum.clone(), errors: vec![self.error] },
            How::ControlVariate { last, .. } => Seen {
                values: last.iter().map(|estimate| estimate.value).collect(),
                errors: last.iter().map(|estimate| estimate.error).collect(),
            },
        }
    }

    /// Takes a saved measurement for the newest one; false if it is none of these sets.
    #[must_use]
    pub fn load(&mut self, seen: &Seen) -> bool {
        let pairs = seen.values.iter().zip(&seen.errors);
        match &mut self.how {
            How::Transform { spectrum, .. } => {
                let fits = spectrum.len() == seen.values.len() && seen.errors.len() == 1;
                if fits {
                    spectrum.copy_from_slice(&seen.values);
                    self.error = seen.errors[0];
                }
                fits
            }
            How::ControlVariate { last, .. } => {
                let fits = last.len() == pairs.len() && last.len() == seen.values.len();
                *last = pairs.map(|(&value, &error)| Estimate { value, error }).collect();
                fits
            }
        }
    }

    /// The `count` largest coefficients by size at the last measurement, among all that came out
    /// of it, the constant included.
    pub fn strongest(&self, count: usize) -> Vec<Coefficient> {
        match &self.how {
            How::Transform { touched, spectrum, bits } => largest(spectrum, count)
                .map(|s| Coefficient {
                    set: (0..touched.len()).filter(|j| s >> j & 1 == 1).map(|j| touched[j] + 1).collect(),
                    coefficient: spectrum[s],
                    standard_error: self.error,
                    tracked: bits.contains(&s),
                })
                .collect(),
            How::ControlVariate { last, .. } => {
                let values: Vec<f64> = last.iter().map(|estimate| estimate.value).collect();
                largest(&values, count)
                    .map(|k| Coefficient {
                        set: self.sets[k].set(),
                        coefficient: last[k].value,
                        standard_error: last[k].error,
                        tracked: true,
                    })
                    .collect()
            }
        }
    }
}

/// The indices of the `count` values that are largest in size, the largest first; the earlier one
/// of equals.
fn largest(values: &[f64], count: usize) -> impl Iterator<Item = usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| values[b].abs().total_cmp(&values[a].abs()).then(a.cmp(&b)));
    order.into_iter().take(count)
}

impl Probe for Fourier {
    fn columns(&self) -> Vec<String> {
        self.sets.iter().map(MultiIndex::to_string).collect()
    }

    fn measure(&mut self, sample: &Sample<'_>, row: &mut Vec<Estimate>) {
        match &mut self.how {
            How::Transform { spectrum, bits, .. } => {
                let means = sample.design.fold(sample.f);
                self.error = sample.design.standard_error(sample.f, &means);
                spectrum.copy_from_slice(&means);
                walsh_hadamard(spectrum);
                let scale = 1.0 / spectrum.len() as f64;
                spectrum.iter_mut().for_each(|c| *c *= scale);
                row.extend(bits.iter().map(|&s| Estimate { value: spectrum[s], error: self.error }));
            }
            How::ControlVariate { characters, known, last } => {
                for ((characters, known), last) in characters.iter().zip(known).zip(last) {
                    *last = control_variate(sample, characters, *known);
                    row.push(*last);
                }
            }
        }
    }
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
