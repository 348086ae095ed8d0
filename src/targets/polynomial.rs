//! Polynomials, multiplied out in an orthonormal basis.

use super::Term;
use crate::basis::{Basis, Combination, MAX_SUPPORT, MultiIndex};
use crate::order;

/// A sum of c_α h_α, by α.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polynomial(Vec<(MultiIndex, Coefficient)>);

/// A coefficient, and the sizes of all numbers that were added up to it: where the sum is much smaller
/// than these, it is their rounding.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Coefficient {
    sum: f64,
    size: f64,
}

/// More terms than this at any moment are refused: products grow fast.
pub const MAX_TERMS: usize = 4096;
/// The same on coins, where a function of 14 of them has as many.
const MAX_TERMS_ON_COINS: usize = 1 << MAX_SUPPORT;

/// What was added up cancels where less than this part of it is left: 512 roundings, as many as any
/// coefficient of a formula gathers.
const CANCELLED: f64 = 1.0 / (1u64 << 44) as f64;

/// What a product or a sum can be too large in.
#[derive(Debug, PartialEq, Eq)]
pub enum TooLarge {
    /// More terms than a polynomial may have.
    Terms,
    /// A coordinate beyond the basis' largest degree, which is this.
    Degree(usize),
    /// A coefficient that f64 can't hold, being too large or too close to 0.
    Number,
}

impl Coefficient {
    fn of(c: f64) -> Self {
        Self { sum: c, size: c.abs() }
    }

    fn cancels(self) -> bool {
        self.sum.abs() <= CANCELLED * self.size
    }
}

impl Polynomial {
    /// The constant c.
    pub fn constant(c: f64) -> Self {
        vec![(MultiIndex::default(), c)].into()
    }

    /// How many terms it has, with those that cancel.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// 1 / self of a constant other than 0.
    pub fn reciprocal(&self) -> Option<Self> {
        let mut left = self.0.iter().filter(|(_, c)| !c.cancels());
        let (Some((index, Coefficient { sum, size })), None) = (left.next(), left.next()) else {
            return None;
        };
        // What is uncertain in c is as uncertain in 1/c, as a part of it.
        let inverse = Coefficient { sum: 1.0 / sum, size: size / sum / sum };
        (index.order() == 0).then(|| Self(vec![(index.clone(), inverse)]))
    }

    /// self += factor · other.
    pub fn add_scaled(&mut self, factor: f64, other: &Self) -> Result<(), TooLarge> {
        for (index, c) in &other.0 {
            self.add(index.clone(), Coefficient { sum: factor * c.sum, size: factor.abs() * c.size })?;
        }
        if self.0.len() > MAX_TERMS_ON_COINS { Err(TooLarge::Terms) } else { Ok(()) }
    }

    fn add(&mut self, index: MultiIndex, c: Coefficient) -> Result<(), TooLarge> {
        let at = self.0.binary_search_by(|(other, _)| other.cmp(&index)).unwrap_or_else(|at| {
            self.0.insert(at, (index, Coefficient::default()));
            at
        });
        let entry = &mut self.0[at].1;
        entry.sum += c.sum;
        entry.size += c.size;
        if entry.size.is_normal() { Ok(()) } else { Err(TooLarge::Number) }
    }

    /// self · other, by the basis' products of the coordinates that both have.
    pub fn times(&self, other: &Self, basis: &dyn Basis) -> Result<Self, TooLarge> {
        let most = if basis.skews().is_some() { MAX_TERMS_ON_COINS } else { MAX_TERMS };
        let mut product = Self::default();
        for (a, c) in &self.0 {
            for (b, d) in &other.0 {
                for (index, e) in times(a, b, basis)?.into_iter().filter(|(_, e)| *e != 0.0) {
                    let sum = c.sum * d.sum * e;
                    product.add(index, Coefficient { sum, size: c.size * d.size * e.abs() })?;
                }
                if product.0.len() > most {
                    return Err(TooLarge::Terms);
                }
            }
        }
        product.0.retain(|(_, c)| c.sum != 0.0);
        Ok(product)
    }

    /// Each index at most once, with the sum of numbers of up to this size.
    pub fn of_sums(sums: Combination, size: f64) -> Self {
        let mut polynomial = Self::from(sums);
        polynomial.0.iter_mut().for_each(|(_, c)| c.size = size);
        polynomial.0.retain(|(_, c)| !c.cancels());
        polynomial
    }

    /// Its terms, those left out that cancel to within rounding.
    pub fn terms(&self) -> Vec<Term> {
        let term = |(index, coefficient)| Term { index, coefficient };
        self.combination().into_iter().map(term).collect()
    }

    /// The same in pairs.
    pub fn combination(&self) -> Combination {
        let kept = self.0.iter().filter(|(_, c)| !c.cancels());
        kept.map(|(index, c)| (index.clone(), c.sum)).collect()
    }

    /// The largest sum of sizes that were added up to one coefficient.
    pub fn size(&self) -> f64 {
        self.0.iter().fold(0.0, |most, (_, c)| most.max(c.size))
    }
}

impl From<Combination> for Polynomial {
    /// Each index at most once.
    fn from(mut combination: Combination) -> Self {
        combination.retain(|(_, c)| *c != 0.0);
        order::sort_by(&mut combination, |a, b| a.0.cmp(&b.0));
        Self(combination.into_iter().map(|(index, c)| (index, Coefficient::of(c))).collect())
    }
}

/// h_a h_b.
fn times(a: &MultiIndex, b: &MultiIndex, basis: &dyn Basis) -> Result<Combination, TooLarge> {
    let mut coordinates: Vec<usize> = a.support().chain(b.support()).collect();
    order::sort(&mut coordinates);
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
