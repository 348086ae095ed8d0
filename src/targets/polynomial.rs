//! Polynomials in coins, multiplied out in the basis of their law.
//!
//! A standardised coin takes two values v, w with v·w = -1, so that (x - v)(x - w) = 0 reads
//! x² = 1 + (v + w) x: powers reduce exactly, to x² = 1 where the coin is fair.

use super::Term;
use crate::basis::MultiIndex;
use std::collections::BTreeMap;

/// A sum of c_S Π_{i ∈ S} x_i, sets as 1-based ascending lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polynomial(BTreeMap<Vec<usize>, f64>);

/// More terms than this at any moment are refused: products grow fast.
pub const MAX_TERMS: usize = 4096;

/// A product that has too many terms.
#[derive(Debug, PartialEq, Eq)]
pub struct TooLarge;

impl Polynomial {
    /// The constant c.
    pub fn constant(c: f64) -> Self {
        Self::monomial(Vec::new(), c)
    }

    /// c Π_{i ∈ set} x_i, the set ascending.
    pub fn monomial(set: Vec<usize>, c: f64) -> Self {
        Self(BTreeMap::from([(set, c)]))
    }

    /// The value, if no coordinate occurs.
    pub fn as_constant(&self) -> Option<f64> {
        match self.0.len() {
            0 => Some(0.0),
            1 => self.0.get(&Vec::new()).copied(),
            _ => None,
        }
    }

    /// self += factor · other.
    pub fn add_scaled(&mut self, factor: f64, other: &Self) -> Result<(), TooLarge> {
        for (set, c) in &other.0 {
            self.add(set.clone(), factor * c);
        }
        if self.0.len() > MAX_TERMS { Err(TooLarge) } else { Ok(()) }
    }

    fn add(&mut self, set: Vec<usize>, c: f64) {
        let sum = self.0.entry(set).or_insert(0.0);
        *sum += c;
    }

    /// self · other; `skews[i - 1]` is v + w of coin i.
    pub fn times(&self, other: &Self, skews: &[f64]) -> Result<Self, TooLarge> {
        let mut product = Self::default();
        for (a, c) in &self.0 {
            for (b, d) in &other.0 {
                let (common, single): (Vec<usize>, Vec<usize>) =
                    union(a, b).into_iter().partition(|i| a.contains(i) && b.contains(i));
                let skewed: Vec<usize> = common.into_iter().filter(|i| skews[i - 1] != 0.0).collect();
                if skewed.len() > MAX_TERMS.ilog2() as usize {
                    return Err(TooLarge);
                }
                // Π (1 + skew_i x_i) over the skewed common ones, multiplied out.
                for chosen in 0..1usize << skewed.len() {
                    let mut set = single.clone();
                    let mut coefficient = c * d;
                    for (_, &i) in skewed.iter().enumerate().filter(|(k, _)| chosen >> k & 1 == 1) {
                        set.push(i);
                        coefficient *= skews[i - 1];
                    }
                    set.sort_unstable();
                    product.add(set, coefficient);
                }
                if product.0.len() > MAX_TERMS {
                    return Err(TooLarge);
                }
            }
        }
        product.0.retain(|_, c| *c != 0.0);
        Ok(product)
    }

    /// Its terms, those left out that cancelled to within rounding.
    pub fn terms(&self) -> Vec<Term> {
        let largest = self.0.values().fold(0.0, |m: f64, c| m.max(c.abs()));
        let kept = self.0.iter().filter(|(_, c)| c.abs() > 1e-12 * largest);
        kept.map(|(set, c)| Term { index: MultiIndex::from_set(set), coefficient: *c }).collect()
    }
}

/// The ascending union of two ascending lists.
fn union(a: &[usize], b: &[usize]) -> Vec<usize> {
    let mut all = [a, b].concat();
    all.sort_unstable();
    all.dedup();
    all
}
