//! The leap of a set structure (Abbe, Boix-Adsera, Misiakiewicz 2023, "SGD learning on neural
//! networks: leap complexity and saddle-to-saddle dynamics"): the least L for which
//! the sets can be ordered so that each brings at most L coordinates that none before it has. L ≤ 1
//! is the merged staircase property (same authors, 2022). On Hermite bases a new coordinate counts
//! with its degree (there, too); on the bases that the paper does not treat, so it does here.

use crate::basis::MultiIndex;

/// The leap, and the indices of the sets in an order that has it.
///
/// Greedy closure is exact: a set that may be taken now may be taken later just as well, for the
/// coordinates that are known only grow. Those that bring nothing new go first, in the order given,
/// then the earliest of those that bring fewest. O(s n) set scans for s sets: they are counted again
/// only when a coordinate has come to be known.
pub fn leap(sets: &[&MultiIndex]) -> (usize, Vec<usize>) {
    let mut known = vec![false; sets.iter().flat_map(|set| set.support()).max().map_or(0, |most| most + 1)];
    let mut left: Vec<usize> = (0..sets.len()).collect();
    let (mut leap, mut order) = (0, Vec::with_capacity(sets.len()));
    while !left.is_empty() {
        let new = |i: usize| -> usize {
            sets[i].factors().filter(|&(c, _)| !known[c]).map(|(_, degree)| degree).sum()
        };
        order.extend(left.iter().copied().filter(|&i| new(i) == 0));
        left.retain(|&i| new(i) > 0);
        if let Some((count, next)) = left.iter().map(|&i| (new(i), i)).min() {
            leap = leap.max(count);
            sets[next].support().for_each(|c| known[c] = true);
            left.retain(|&i| i != next);
            order.push(next);
        }
    }
    (leap, order)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leap_of(sets: &[&[usize]]) -> usize {
        let sets: Vec<MultiIndex> = sets.iter().map(|set| MultiIndex::from_multiset(set)).collect();
        leap(&sets.iter().collect::<Vec<_>>()).0
    }

    /// The examples of the two papers.
    #[test]
    fn leaps_of_the_papers_examples() {
        assert_eq!(leap_of(&[&[1], &[1, 2], &[1, 2, 3], &[1, 2, 3, 4]]), 1);
        assert_eq!(leap_of(&[&[1], &[2], &[2, 3, 4]]), 2);
        assert_eq!(leap_of(&[&[1], &[1, 2, 3], &[2, 3, 4, 5, 6, 7]]), 4);
        assert_eq!(leap_of(&[&[1, 2, 3], &[2, 3, 4]]), 3);
        assert_eq!(leap_of(&[&[1], &[1, 2], &[2, 3], &[3, 4]]), 1);
        assert_eq!(leap_of(&[&[1], &[2], &[3], &[4], &[1, 2, 3, 4]]), 1);
        assert_eq!(leap_of(&[&[1], &[1, 2, 3], &[1, 2, 3, 4]]), 2);
        assert_eq!(leap_of(&[&[1], &[1, 2], &[3, 4]]), 2);
        assert_eq!(leap_of(&[&[1, 2, 3]]), 3);
        assert_eq!(leap_of(&[]), 0);
        // On Gaussians: h_2(x1) alone has leap 2, and none once x1 is known.
        assert_eq!(leap_of(&[&[1, 1]]), 2);
        assert_eq!(leap_of(&[&[1], &[1, 1, 1, 2]]), 1);
    }
}
