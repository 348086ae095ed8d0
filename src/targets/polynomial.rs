//! Polynomials, multiplied out in an orthonormal basis.

use super::Term;
use crate::basis::{Basis, Combination, MultiIndex};
use std::collections::BTreeMap;

/// A sum of c_α h_α.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polynomial(BTreeMap<MultiIndex, f64>);

/// More terms than this at any moment are refused: products grow fast.
pub const MAX_TERMS: usize = 4096;

/// What a product can be too large in.
#[derive(Debug, PartialEq, Eq)]
pub enum TooLarge {
    /// More than [`MAX_TERMS`] terms.
    Terms,
    /// A coordinate beyond the basis' largest degree, which is this.
    Degree(usize),
}

impl Polynomial {
    /// The constant c.
    pub fn constant(c: f64) -> Self {
        Self(BTreeMap::from([(MultiIndex::default(), c)]))
    }

    /// How many terms it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The value, if no coordinate occurs.
    pub fn as_constant(&self) -> Option<f64> {
        match self.0.len() {
            0 => Some(0.0),
            1 => self.0.get(&MultiIndex::default()).copied(),
            _ => None,
        }
    }

    /// self += factor · other.
    pub fn add_scaled(&mut self, factor: f64, other: &Self) -> Result<(), TooLarge> {
        for (index, c) in &other.0 {
            self.add(index.clone(), factor * c);
        }
        if self.0.len() > MAX_TERMS { Err(TooLarge::Terms) } else { Ok(()) }
    }

    fn add(&mut self, index: MultiIndex, c: f64) {
        *self.0.entry(index).or_insert(0.0) += c;
    }

    /// self · other, by the basis' products of the coordinates that both have.
    pub fn times(&self, other: &Self, basis: &dyn Basis) -> Result<Self, TooLarge> {
        let mut product = Self::default();
        for (a, c) in &self.0 {
            for (b, d) in &other.0 {
                for (index, e) in times(a, b, basis)? {
                    product.add(index, c * d * e);
                }
                if product.0.len() > MAX_TERMS {
                    return Err(TooLarge::Terms);
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
        kept.map(|(index, c)| Term { index: index.clone(), coefficient: *c }).collect()
    }
}

impl From<Combination> for Polynomial {
    fn from(combination: Combination) -> Self {
        Self(combination.into_iter().collect())
    }
}

/// h_a h_b.
fn times(a: &MultiIndex, b: &MultiIndex, basis: &dyn Basis) -> Result<Combination, TooLarge> {
    let mut coordinates: Vec<usize> = a.support().chain(b.support()).collect();
    coordinates.sort_unstable();
    coordinates.dedup();
    let mut sum = vec![(Vec::new(), 1.0)];
    for i in coordinates {
        let of_coordinate = basis.product(i, a.degree_of(i), b.degree_of(i));
        if of_coordinate.iter().any(|&(degree, _)| degree > basis.max_degree()) {
            return Err(TooLarge::Degree(basis.max_degree()));
        }
        if sum.len() * of_coordinate.len() > MAX_TERMS {
            return Err(TooLarge::Terms);
        }
        sum = sum
            .iter()
            .flat_map(|(factors, c)| {
                of_coordinate.iter().map(move |&(degree, d)| {
                    (factors.iter().copied().chain([(i, degree)]).collect::<Vec<_>>(), c * d)
                })
            })
            .collect();
    }
    Ok(sum.into_iter().map(|(factors, c)| (MultiIndex::from_factors(factors), c)).collect())
}
