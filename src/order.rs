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
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_unstable_by(|&a, &b| compare(a, b).then(a.cmp(&b)));
    places
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
            prop_assert_eq!(ours, theirs);
        }
    }
}
