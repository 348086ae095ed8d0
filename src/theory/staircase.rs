//! The staircase property (Abbe et al. 2021, Definition 1.1).

use crate::basis::MultiIndex;

/// For every set S the indices of the sets S' with S' ⊂ S and |S \ S'| = 1.
pub fn supports(sets: &[&MultiIndex]) -> Vec<Vec<usize>> {
    let supports = |larger: &MultiIndex, smaller: &MultiIndex| {
        let mut left = larger.set();
        left.retain(|i| !smaller.support().any(|j| j + 1 == *i));
        smaller.degree() + 1 == larger.degree() && left.len() == 1
    };
    sets.iter().map(|larger| (0..sets.len()).filter(|&i| supports(larger, sets[i])).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_support_is_a_subset_one_smaller() {
        let sets = [&[1][..], &[1, 2], &[2, 3], &[1, 2, 3], &[4, 5]].map(MultiIndex::from_set);
        let sets: Vec<&MultiIndex> = sets.iter().collect();
        assert_eq!(supports(&sets), [vec![], vec![0], vec![], vec![1, 2], vec![]]);
    }
}
