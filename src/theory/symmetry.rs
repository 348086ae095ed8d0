//! Coordinates that the target treats alike.
//!
//! Where exchanging two coordinates changes nothing, a network whose weights on them start equal keeps
//! them equal under the gradient flow. Abbe, Boix-Adsera and Misiakiewicz 2022 ("The merged-staircase
//! property") prove that property enough for all coefficients but a set of measure zero, as that of such
//! targets is. Whether they stall is another matter: tests/limit.rs.

use super::Places;
use crate::basis::MultiIndex;
use crate::order;
use crate::targets::Term;

/// Coefficients no further apart than this part of the larger are the same: half the last digit of the
/// f32 in which networks are trained. The rounding in which two ways to multiply out differ is far below.
const SAME: f64 = f32::EPSILON as f64 / 2.0;

/// For each term a number that those share whose coefficients are the same. A chain of neighbours is one
/// value: else being the same would not be transitive.
fn values(terms: &[Term]) -> Vec<usize> {
    let c = |k: usize| terms[k].coefficient;
    let mut values = vec![0; terms.len()];
    for pair in order::places(terms.len(), &|a, b| c(a).total_cmp(&c(b))).windows(2) {
        let [low, high] = [c(pair[0]), c(pair[1])];
        let apart = high - low > SAME * low.abs().max(high.abs());
        values[pair[1]] = values[pair[0]] + usize::from(apart);
    }
    values
}

/// The classes of coordinates, 1-based, any two of which can be exchanged without changing the
/// target, of those classes that have two members in one and the same set. `places` has its sets.
pub(super) fn exchangeable(terms: &[Term], places: &Places<'_>) -> Vec<Vec<usize>> {
    let values = values(terms);
    let alike = |i: usize, j: usize| {
        let exchange = |index: &MultiIndex| {
            let other = |c| {
                if c == i {
                    j
                } else if c == j {
                    i
                } else {
                    c
                }
            };
            let mut factors: Vec<_> = index.factors().map(|(c, degree)| (other(c), degree)).collect();
            order::sort(&mut factors);
            MultiIndex::from_factors(factors)
        };
        let mut touched =
            terms.iter().zip(&values).filter(|(t, _)| t.index.degree_of(i) != t.index.degree_of(j));
        touched.all(|(t, value)| places.of(&exchange(&t.index)).is_some_and(|k| values[k] == *value))
    };
    let mut coordinates: Vec<usize> = terms.iter().flat_map(|term| term.index.support()).collect();
    order::sort(&mut coordinates);
    coordinates.dedup();
    // Being exchangeable is transitive: comparing with one member of each class is enough.
    let mut classes: Vec<Vec<usize>> = Vec::new();
    for i in coordinates {
        match classes.iter_mut().find(|class| alike(class[0], i)) {
            Some(class) => class.push(i),
            None => classes.push(vec![i]),
        }
    }
    let within = |class: &Vec<usize>, term: &Term| term.index.support().filter(|i| class.contains(i)).count();
    classes.retain(|class| class.len() > 1 && terms.iter().any(|term| within(class, term) > 1));
    classes.into_iter().map(|class| class.into_iter().map(|i| i + 1).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(terms: &[(&[usize], f64)]) -> Vec<Vec<usize>> {
        let term = |&(set, coefficient): &(&[usize], f64)| Term {
            index: MultiIndex::from_multiset(set),
            coefficient,
        };
        let terms: Vec<Term> = terms.iter().map(term).collect();
        let sets: Vec<&MultiIndex> = terms.iter().map(|term| &term.index).collect();
        exchangeable(&terms, &Places::new(&sets))
    }

    #[test]
    fn equal_coefficients_are_exchangeable_and_hardly_unequal_ones_are_not() {
        let symmetric = |c: f64| classes(&[(&[1], 1.0), (&[2], c), (&[3], 1.0), (&[1, 2, 3], 1.0)]);
        assert_eq!(symmetric(1.0), [[1, 2, 3]]);
        assert_eq!(symmetric(0.99), [[1, 3]]);
        assert_eq!(classes(&[(&[1], 1.0), (&[2], 0.99), (&[3], 1.01), (&[1, 2, 3], 1.0)]), [[0usize; 0]; 0]);
        assert_eq!(classes(&[(&[1], 1.0), (&[1, 2], 1.0), (&[1, 2, 3], 1.0)]), [[0usize; 0]; 0]);
        // Up to rounding, but no further, and along a chain of roundings.
        assert_eq!(classes(&[(&[1], 0.1 + 0.2), (&[2], 0.3), (&[1, 2], 1.0)]), [[1, 2]]);
        assert_eq!(classes(&[(&[1], -1e-3), (&[2], -1e-3 * (1.0 + 1e-9)), (&[1, 2], 1.0)]), [[1, 2]]);
        assert_eq!(classes(&[(&[1], 1.0), (&[2], 1.0 + 1e-7), (&[1, 2], 1.0)]), [[0usize; 0]; 0]);
        assert_eq!(classes(&[(&[1], 1e-6), (&[2], -1e-6), (&[1, 2], 1e3)]), [[0usize; 0]; 0]);
        let step = 1.0 + 4e-8;
        let chain = [(&[2usize][..], step), (&[1], 1.0), (&[3], step * step), (&[1, 2, 3], 1.0)];
        assert_eq!(classes(&chain), [[1, 2, 3]]);
        // Alike, but nowhere together.
        assert_eq!(classes(&[(&[1], 1.0), (&[2], 1.0)]), [[0usize; 0]; 0]);
        assert_eq!(classes(&[(&[1, 1, 2, 2], 1.0), (&[1], 2.0), (&[2], 2.0)]), [[1, 2]]);
        assert_eq!(classes(&[(&[1, 1, 2], 1.0), (&[1], 2.0), (&[2], 2.0)]), [[0usize; 0]; 0]);
    }
}
