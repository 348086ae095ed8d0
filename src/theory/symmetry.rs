//! Symmetries that can stall: coordinates that the target treats alike.
//!
//! Where exchanging two coordinates changes nothing, a network that starts without telling them apart
//! never does under the gradient flow; x1 + x2 + x3 + x1x2x3 is the example of Abbe, Boix-Adsera and
//! Misiakiewicz 2022 ("The merged-staircase property"), whose theorem asks for generic
//! coefficients for that reason.

use super::Places;
use crate::basis::MultiIndex;
use crate::order;
use crate::targets::Term;

/// The classes of coordinates, 1-based, any two of which can be exchanged without changing the
/// target, of those classes that have two members in one and the same set. `places` has its sets.
pub(super) fn exchangeable(terms: &[Term], places: &Places<'_>) -> Vec<Vec<usize>> {
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
        let touched = terms.iter().filter(|t| t.index.degree_of(i) != t.index.degree_of(j));
        touched
            .into_iter()
            .all(|t| places.of(&exchange(&t.index)).is_some_and(|k| terms[k].coefficient == t.coefficient))
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
    fn the_papers_example_is_symmetric_and_its_perturbation_is_not() {
        let symmetric = |c: f64| classes(&[(&[1], 1.0), (&[2], c), (&[3], 1.0), (&[1, 2, 3], 1.0)]);
        assert_eq!(symmetric(1.0), [[1, 2, 3]]);
        assert_eq!(symmetric(0.99), [[1, 3]]);
        assert_eq!(classes(&[(&[1], 1.0), (&[2], 0.99), (&[3], 1.01), (&[1, 2, 3], 1.0)]), [[0usize; 0]; 0]);
        assert_eq!(classes(&[(&[1], 1.0), (&[1, 2], 1.0), (&[1, 2, 3], 1.0)]), [[0usize; 0]; 0]);
        // Alike, but nowhere together.
        assert_eq!(classes(&[(&[1], 1.0), (&[2], 1.0)]), [[0usize; 0]; 0]);
        assert_eq!(classes(&[(&[1, 1, 2, 2], 1.0), (&[1], 2.0), (&[2], 2.0)]), [[1, 2]]);
        assert_eq!(classes(&[(&[1, 1, 2], 1.0), (&[1], 2.0), (&[2], 2.0)]), [[0usize; 0]; 0]);
    }
}
