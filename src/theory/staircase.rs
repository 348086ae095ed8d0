//! The staircase property (Abbe et al. 2021, Definition 1.1), and on other bases than that of coins
//! the hierarchical property (section 3.2).

use super::Places;
use crate::basis::MultiIndex;
use crate::order;

/// For every α the indices of the α' with α' ⪯ α and Ord(α') = Ord(α) - 1: α with one coordinate
/// dropped, its whole degree with it. For sets: S' ⊂ S with |S \ S'| = 1.
pub(super) fn supports(places: &Places<'_>) -> Vec<Vec<usize>> {
    let of = |index: &&MultiIndex| {
        let without = |i| MultiIndex::from_factors(index.factors().filter(|&(j, _)| j != i));
        let mut found: Vec<usize> =
            index.support().filter(|_| index.order() > 1).filter_map(|i| places.of(&without(i))).collect();
        order::sort(&mut found);
        found
    };
    places.sets.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supports_of(multisets: &[&[usize]]) -> Vec<Vec<usize>> {
        let indices: Vec<MultiIndex> = multisets.iter().map(|m| MultiIndex::from_multiset(m)).collect();
        supports(&Places::new(&indices.iter().collect::<Vec<_>>()))
    }

    #[test]
    fn a_support_is_a_subset_one_smaller() {
        let sets: [&[usize]; 5] = [&[1], &[1, 2], &[2, 3], &[1, 2, 3], &[4, 5]];
        assert_eq!(supports_of(&sets), [vec![], vec![0], vec![], vec![1, 2], vec![]]);
    }

    /// h_2(x1) h_1(x2) rests on h_2(x1) and on h_1(x2), not on h_1(x1) h_1(x2).
    #[test]
    fn powers_are_dropped_whole() {
        let indices: [&[usize]; 5] = [&[2], &[1, 1], &[1, 2], &[1, 1, 2], &[1]];
        assert_eq!(supports_of(&indices), [vec![], vec![], vec![0, 4], vec![0, 1], vec![]]);
    }
}
