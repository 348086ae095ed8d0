//! Functions of few independent coins, by their Fourier coefficients on the cube of the coordinates that they
//! depend on: what sparse networks compute, with exact products and expectations.

use super::{Combination, MultiIndex};
use crate::kernels;

/// A product depends on so many coordinates at most: 2^14 coefficients.
pub const MAX_SUPPORT: usize = 14;

/// f = Σ_S f̂(S) χ_S over the subsets S of its support.
#[derive(Clone, Debug, PartialEq)]
pub struct Polynomial {
    /// 0-based coordinates, ascending.
    support: Vec<usize>,
    /// (2^d,): bit j of a place tells whether support[j] is in S.
    coefficients: Vec<f64>,
}

/// The two values of a standardised coin, v > 0 > w with v w = -1 and v + w its skew, and the weight of v.
fn sides(skew: f64) -> ([f64; 2], f64) {
    let root = (skew * skew / 4.0 + 1.0).sqrt();
    let (v, w) = (skew / 2.0 + root, skew / 2.0 - root);
    ([v, w], -w / (v - w))
}

/// The places that have bits of `mask` alone, in ascending order, starting with 0.
fn places_within(mask: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(0usize), move |&at| (at != mask).then(|| at.wrapping_sub(mask) & mask))
}

impl Polynomial {
    /// The same number everywhere.
    pub fn constant(value: f64) -> Self {
        Self { support: Vec::new(), coefficients: vec![value] }
    }

    /// x_i of a 0-based coordinate.
    pub fn coordinate(i: usize) -> Self {
        Self { support: vec![i], coefficients: vec![0.0, 1.0] }
    }

    /// Of a sum of characters; None if it depends on too many coordinates.
    pub fn from_terms(terms: &[(MultiIndex, f64)]) -> Option<Self> {
        let mut polynomial = Self::constant(0.0);
        for (index, _) in terms {
            polynomial.widen(&index.support().collect::<Vec<_>>())?;
        }
        Self::on(&polynomial.support, terms)
    }

    /// The same over a support, 0-based and ascending; None if that lacks a coordinate.
    pub fn on(support: &[usize], terms: &[(MultiIndex, f64)]) -> Option<Self> {
        let mut polynomial = Self { support: support.to_vec(), coefficients: vec![0.0; 1 << support.len()] };
        for (index, coefficient) in terms {
            let place = polynomial.place(index)?;
            polynomial.coefficients[place] += coefficient;
        }
        Some(polynomial)
    }

    /// The coordinates that it may depend on, 0-based, ascending.
    pub fn support(&self) -> &[usize] {
        &self.support
    }

    /// How many coefficients it is kept by.
    pub fn size(&self) -> usize {
        self.coefficients.len()
    }

    /// f̂(S).
    pub fn coefficient(&self, set: &MultiIndex) -> f64 {
        self.place(set).map_or(0.0, |place| self.coefficients[place])
    }

    /// Where the coefficient of a set is, if the set is within the support.
    fn place(&self, set: &MultiIndex) -> Option<usize> {
        let mut place = 0;
        for i in set.support() {
            place |= 1 << self.support.binary_search(&i).ok()?;
        }
        Some(place)
    }

    /// The set at a place.
    fn set(&self, place: usize) -> MultiIndex {
        let within = self.support.iter().enumerate().filter(|(j, _)| place >> j & 1 == 1);
        MultiIndex::from_factors(within.map(|(_, &i)| (i, 1)))
    }

    /// Its terms, without those that are zero.
    pub fn terms(&self) -> Combination {
        let nonzero = self.coefficients.iter().enumerate().filter(|(_, c)| **c != 0.0);
        nonzero.map(|(place, c)| (self.set(place), *c)).collect()
    }

    /// Takes coordinates into the support; None if these are too many.
    fn widen(&mut self, coordinates: &[usize]) -> Option<()> {
        if coordinates.iter().all(|i| self.support.binary_search(i).is_ok()) {
            return Some(());
        }
        let support = union(&self.support, coordinates);
        if support.len() > MAX_SUPPORT {
            return None;
        }
        let mut coefficients = vec![0.0; 1 << support.len()];
        let mask = mask_of(&support, &self.support);
        places_within(mask).zip(&self.coefficients).for_each(|(to, c)| coefficients[to] = *c);
        *self = Self { support, coefficients };
        Some(())
    }

    /// Adds a multiple of another; None if the sum depends on too many coordinates.
    pub fn add_scaled(&mut self, factor: f64, other: &Self) -> Option<()> {
        self.widen(&other.support)?;
        let mask = mask_of(&self.support, &other.support);
        places_within(mask).zip(&other.coefficients).for_each(|(to, c)| self.coefficients[to] += factor * c);
        Some(())
    }

    /// E f h.
    pub fn dot(&self, other: &Self) -> f64 {
        let here = mask_of(&self.support, &other.support);
        let there = mask_of(&other.support, &self.support);
        let places = places_within(here).zip(places_within(there));
        places.map(|(i, j)| self.coefficients[i] * other.coefficients[j]).sum()
    }

    /// f h, for coins of these skews, one for each coordinate of an input; None if it depends on too many coordinates.
    pub fn times(&self, other: &Self, skews: &[f64]) -> Option<Self> {
        // A constant is a factor.
        for (one, another) in [(self, other), (other, self)] {
            if one.support.is_empty() {
                let coefficients = another.coefficients.iter().map(|c| c * one.coefficients[0]).collect();
                return Some(Self { support: another.support.clone(), coefficients });
            }
        }
        let [mut one, mut another] = [self.clone(), other.clone()];
        one.widen(&other.support)?;
        another.widen(&self.support)?;
        let (mut values, factors) = (one.values(skews), another.values(skews));
        values.iter_mut().zip(&factors).for_each(|(value, factor)| *value *= factor);
        let mut product = Self::of_values(one.support, values, skews);
        product.trim();
        Some(product)
    }

    /// f at all points of the cube of its support, (2^d,): bit j of a place tells that `support[j]` shows its lower side.
    pub fn values(&self, skews: &[f64]) -> Vec<f64> {
        let mut values = self.coefficients.clone();
        let at = |&i: &usize| {
            let ([v, w], _) = sides(skews[i]);
            [[1.0, 1.0], [v, w]]
        };
        kernels::product_transform(&mut values, self.support.iter().map(at));
        values
    }

    /// The reverse of [`values`](Self::values).
    pub fn of_values(support: Vec<usize>, mut values: Vec<f64>, skews: &[f64]) -> Self {
        let at = |&i: &usize| {
            let ([v, w], weight) = sides(skews[i]);
            [[weight, weight * v], [1.0 - weight, (1.0 - weight) * w]]
        };
        kernels::product_transform(&mut values, support.iter().map(at));
        Self { support, coefficients: values }
    }

    /// Drops coordinates that no term has.
    fn trim(&mut self) {
        let nonzero = self.coefficients.iter().enumerate().filter(|(_, c)| **c != 0.0);
        let used = nonzero.fold(0, |used, (place, _)| used | place);
        if used + 1 == self.coefficients.len() {
            return;
        }
        self.coefficients = places_within(used).map(|place| self.coefficients[place]).collect();
        let mut j = 0;
        self.support.retain(|_| {
            j += 1;
            used >> (j - 1) & 1 == 1
        });
    }

    /// The monomial that it computes up to a relative error (Abbe et al. 2021, Definitions B.5 and E.1): its largest term
    /// r χ_S, and max |f - r χ_S| / |r|.
    pub fn monomial(&self, skews: &[f64]) -> Monomial {
        let size = |place: &usize| self.coefficients[*place].abs();
        let place = (0..self.size()).reduce(|best, at| if size(&at) > size(&best) { at } else { best });
        let place = place.unwrap_or(0);
        let scaling = self.coefficients[place];
        let mut rest = self.clone();
        rest.coefficients[place] = 0.0;
        let farthest = rest.values(skews).into_iter().fold(0.0f64, |most, v| most.max(v.abs()));
        Monomial { set: self.set(place), scaling, relative_error: farthest / scaling.abs() }
    }

    /// max |f|.
    pub fn largest_value(&self, skews: &[f64]) -> f64 {
        self.values(skews).into_iter().fold(0.0, |most, v| most.max(v.abs()))
    }
}

/// What a function is close to: r χ_S.
#[derive(Clone, Debug, PartialEq)]
pub struct Monomial {
    pub set: MultiIndex,
    /// r.
    pub scaling: f64,
    pub relative_error: f64,
}

/// Of two ascending lists, the ascending list of what is in either.
fn union(a: &[usize], b: &[usize]) -> Vec<usize> {
    let mut union = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.iter().copied().peekable(), b.iter().copied().peekable());
    loop {
        let next = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) => *x.min(y),
            (Some(x), None) | (None, Some(x)) => *x,
            (None, None) => return union,
        };
        a.next_if_eq(&next);
        b.next_if_eq(&next);
        union.push(next);
    }
}

/// The bits of those places of `support` that `other` has, too.
fn mask_of(support: &[usize], other: &[usize]) -> usize {
    let mut other = other.iter().peekable();
    let mut mask = 0;
    for (j, i) in support.iter().enumerate() {
        while other.next_if(|o| *o < i).is_some() {}
        if other.peek() == Some(&i) {
            mask |= 1 << j;
        }
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const N: usize = 6;

    /// Random sums of characters of N coins, and the coins' skews, some of them fair.
    fn polynomials() -> impl Strategy<Value = (Vec<f64>, Polynomial, Polynomial)> {
        let terms = || proptest::collection::vec((0usize..1 << N, -2.0f64..2.0), 0..5);
        let skews = proptest::collection::vec(prop_oneof![Just(0.0), -2.0f64..2.0], N);
        (skews, terms(), terms()).prop_map(|(skews, f, h)| {
            let of = |terms: Vec<(usize, f64)>| {
                let set =
                    |s: usize| MultiIndex::from_factors((0..N).filter(|i| s >> i & 1 == 1).map(|i| (i, 1)));
                let terms: Vec<_> = terms.into_iter().map(|(s, c)| (set(s), c)).collect();
                Polynomial::from_terms(&terms).unwrap()
            };
            (skews, of(f), of(h))
        })
    }

    /// f(x) by its terms, at a point of the whole cube.
    fn at(f: &Polynomial, x: &[f64]) -> f64 {
        f.terms().iter().map(|(set, c)| c * set.support().map(|i| x[i]).product::<f64>()).sum()
    }

    /// Every point of the cube with its weight.
    fn points(skews: &[f64]) -> Vec<(Vec<f64>, f64)> {
        let point = |u: usize| {
            let coin = |i: usize| {
                let (values, weight) = sides(skews[i]);
                let side = u >> i & 1;
                (values[side], [weight, 1.0 - weight][side])
            };
            ((0..N).map(|i| coin(i).0).collect(), (0..N).map(|i| coin(i).1).product())
        };
        (0..1 << N).map(point).collect()
    }

    proptest! {
        /// Products are products of values, E f h is a mean over the cube, and so is the distance to a monomial.
        #[test]
        fn it_is_what_its_values_say((skews, f, h) in polynomials()) {
            let (product, points) = (f.times(&h, &skews).unwrap(), points(&skews));
            let mut sum = f.clone();
            sum.add_scaled(-0.5, &h).unwrap();
            let mut mean = 0.0;
            let monomial = f.monomial(&skews);
            let mut farthest = 0.0f64;
            for (x, weight) in &points {
                let (f, h) = (at(&f, x), at(&h, x));
                prop_assert!((at(&product, x) - f * h).abs() < 1e-9);
                prop_assert!((at(&sum, x) - (f - 0.5 * h)).abs() < 1e-9);
                mean += weight * f * h;
                let chi: f64 = monomial.set.support().map(|i| x[i]).product();
                farthest = farthest.max((f - monomial.scaling * chi).abs());
            }
            prop_assert!((f.dot(&h) - mean).abs() < 1e-9);
            if monomial.scaling != 0.0 {
                prop_assert!((monomial.relative_error * monomial.scaling.abs() - farthest).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn too_many_coordinates_are_refused() {
        let of = |from: usize, to: usize| {
            Polynomial::from_terms(&[(MultiIndex::from_factors((from..to).map(|i| (i, 1))), 1.0)])
        };
        let (low, high) = (of(0, 10).unwrap(), of(8, MAX_SUPPORT + 1).unwrap());
        assert!(of(0, MAX_SUPPORT + 1).is_none());
        assert!(low.times(&high, &[0.0; MAX_SUPPORT + 1]).is_none());
        assert!(low.clone().add_scaled(1.0, &high).is_none());
        assert_eq!(low.dot(&high), 0.0);
    }
}
