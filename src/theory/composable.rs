//! Composable chains (Abbe et al. 2021, section 3.3): instead of S' ⊂ S with |S \ S'| = 1, some S'
//! with |S'| < |S| and |S Δ S'| = O(1). The bound is left open there; reported is the least one.
//! Multisets count with their multiplicities. The empty set, the constant term, counts as no S': it would
//! be one for every S, at a distance of |S|, and no step towards it.

use super::Places;
use crate::basis::MultiIndex;

/// The least c for which every set S with |S| ≥ 2 has a smaller S' among the sets with
/// |S Δ S'| ≤ c; None where some S has no smaller set but the constant, 0 where no set has two elements.
/// A set without one of its elements is as near as can be, so that only the sets of which no such
/// one is there are compared with all others.
pub(super) fn least_distance(places: &Places<'_>) -> Option<usize> {
    let sets = places.sets;
    let distance = |a: &MultiIndex, b: &MultiIndex| {
        let common: usize = a.factors().map(|(i, degree)| degree.min(b.degree_of(i))).sum();
        a.degree() + b.degree() - 2 * common
    };
    let of = |set: &&MultiIndex| {
        let less_one = |i| set.factors().map(move |(j, degree)| (j, degree - usize::from(i == j)));
        if set.support().any(|i| places.of(&MultiIndex::from_factors(less_one(i))).is_some()) {
            return Some(1);
        }
        let smaller = sets.iter().filter(|other| (1..set.degree()).contains(&other.degree()));
        smaller.map(|other| distance(set, other)).min()
    };
    sets.iter().filter(|set| set.degree() >= 2).map(of).try_fold(0, |least, c| c.map(|c| least.max(c)))
}
