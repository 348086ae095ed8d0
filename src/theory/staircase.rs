//! The staircase property (Abbe et al. 2021, Definition 1.1), and on other bases than that of coins
//! the hierarchical property (section 3.2).

use crate::basis::MultiIndex;

/// For every α the indices of the α' with α' ⪯ α and Ord(α') = Ord(α) - 1: α with one coordinate
/// dropped, its whole degree with it. For sets: S' ⊂ S with |S \ S'| = 1.
pub fn supports(indices: &[&MultiIndex]) -> Vec<Vec<usize>> {
    let supports = |larger: &MultiIndex, smaller: &MultiIndex| {
        smaller.order() + 1 == larger.order() && smaller.factors().all(|(i, d)| larger.degree_of(i) == d)
    };
    let of = |larger: &&MultiIndex| (0..indices.len()).filter(|&k| supports(larger, indices[k])).collect();
    indices.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supports_of(multisets: &[&[usize]]) -> Vec<Vec<usize>> {
        let indices: Vec<MultiIndex> = multisets.iter().map(|m| MultiIndex::from_multiset(m)).collect();
        supports(&indices.iter().collect::<Vec<_>>())
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
