//! One sort for all: every `slice::sort` of another type is 3 to 13 kB of WebAssembly. Here places are
//! sorted, by one such sort, and what stands there is put in their order.

use std::cmp::Ordering;

/// Sorts a list; equal entries stay in the order in which they were.
pub fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, T::cmp);
}

/// The same, by a comparison.
pub fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut places = places(list.len(), &|a, b| compare(&list[a], &list[b]));
    for k in 0..places.len() {
        // What stood before k has gone to the place that is noted there.
        let mut from = places[k];
        while from < k {
            from = places[from];
        }
        list.swap(k, from);
        places[k] = from;
    }
}

/// The places 0, …, count - 1 in the order of what stands there, by its comparison.
pub fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    first_places(count, count, compare)
}

/// The first `most` of them: by a heap (Williams 1964, "Algorithm 232: Heapsort"), for the sort of the
/// standard library alone is 9 kB, and a few of many places are found without sorting the rest.
pub fn first_places(count: usize, most: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let before = |a: usize, b: usize| compare(a, b).then(a.cmp(&b)).is_lt();
    let mut heap: Vec<usize> = (0..count).collect();
    (0..count / 2).rev().for_each(|at| sink(&mut heap, at, &before));
    let mut first = Vec::with_capacity(most.min(count));
    while first.len() < most && !heap.is_empty() {
        first.push(heap.swap_remove(0));
        sink(&mut heap, 0, &before);
    }
    first
}

/// Puts right a heap whose entry `at` may come after one of its two children.
fn sink(heap: &mut [usize], mut at: usize, before: &dyn Fn(usize, usize) -> bool) {
    loop {
        let (left, right) = (2 * at + 1, 2 * at + 2);
        if left >= heap.len() {
            return;
        }
        let child = if right < heap.len() && before(heap[right], heap[left]) { right } else { left };
        if !before(heap[child], heap[at]) {
            return;
        }
        heap.swap(child, at);
        at = child;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_stable_sort(list in proptest::collection::vec((0u8..20, any::<u16>()), 0..200)) {
            let (mut ours, mut theirs) = (list.clone(), list);
            sort_by(&mut ours, |a, b| a.0.cmp(&b.0));
            theirs.sort_by_key(|entry| entry.0);
            prop_assert_eq!(&ours, &theirs);
            sort(&mut ours);
            theirs.sort();
            prop_assert_eq!(&ours, &theirs);
            let first = first_places(ours.len(), 7, &|a, b| ours[a].1.cmp(&ours[b].1));
            prop_assert_eq!(first, places(ours.len(), &|a, b| ours[a].1.cmp(&ours[b].1)).into_iter().take(7).collect::<Vec<_>>());
        }
    }
}
