//! The verdicts against brute force: every ordering of every set system, bit masks for sets, nothing
//! shared with the implementation.

use serde_json::{Value, json};
use staircase::rng::{Rng, Stream};
use staircase::spec;
use staircase::theory::Analysis;

fn analyze(sets: &[u32]) -> Analysis {
    let list = |set: u32| (1..=6).filter(|i| set >> (i - 1) & 1 == 1).collect::<Vec<u32>>();
    let terms: Value = sets.iter().map(|&set| json!({ "set": list(set), "coefficient": 1 })).collect();
    spec::analyze(&json!({ "kind": "expansion", "terms": terms }), Some(&json!({ "n": 6 }))).unwrap()
}

/// The least, over all orderings, of the largest number of new coordinates.
fn leap_by_all_orderings(sets: &[u32]) -> u32 {
    fn best(sets: &mut Vec<u32>, known: u32) -> u32 {
        if sets.is_empty() {
            return 0;
        }
        let mut least = u32::MAX;
        for i in 0..sets.len() {
            let next = sets.swap_remove(i);
            let here = (next & !known).count_ones();
            least = least.min(here.max(best(sets, known | next)));
            sets.push(next);
            let last = sets.len() - 1;
            sets.swap(i, last);
        }
        least
    }
    best(&mut sets.to_vec(), 0)
}

fn has_staircase_property(sets: &[u32]) -> bool {
    sets.iter().filter(|s| s.count_ones() >= 2).all(|s| {
        // Take one coordinate away: is what is left among the sets?
        (0..6).any(|i| s >> i & 1 == 1 && sets.contains(&(s & !(1 << i))))
    })
}

fn composable_distance(sets: &[u32]) -> Option<usize> {
    (0..=12).find(|&c| {
        sets.iter().filter(|s| s.count_ones() >= 2).all(|s| {
            sets.iter().any(|t| t.count_ones() < s.count_ones() && (s ^ t).count_ones() as usize <= c)
        })
    })
}

/// 20,000 random systems of 1 to 6 sets on 6 coordinates.
#[test]
fn verdicts_are_those_of_brute_force() {
    let mut rng = Rng::new(2021, Stream::Law);
    let (mut leaps, mut staircases) = ([0; 7], 0);
    for _ in 0..20_000 {
        let count = 1 + rng.bits() % 6;
        let mut sets: Vec<u32> = Vec::new();
        while sets.len() < count as usize {
            // Half of them sparse, so that chains are met often enough.
            let bits = if rng.bits() & 1 == 0 { rng.bits() & rng.bits() } else { rng.bits() };
            let set = (bits & 63) as u32;
            if !sets.contains(&set) {
                sets.push(set);
            }
        }
        let verdict = analyze(&sets);
        let leap = leap_by_all_orderings(&sets);
        assert_eq!(verdict.leap, leap as usize, "{sets:?}");
        assert_eq!(verdict.merged_staircase, leap <= 1, "{sets:?}");
        assert_eq!(verdict.staircase, has_staircase_property(&sets), "{sets:?}");
        assert_eq!(verdict.composable_distance, composable_distance(&sets), "{sets:?}");
        witness_has_the_leap(&verdict);
        leaps[leap as usize] += 1;
        staircases += usize::from(verdict.staircase);
    }
    // The test has met every verdict often.
    assert!(leaps[..6].iter().all(|&times| times > 50), "{leaps:?}");
    assert!((1000..19_000).contains(&staircases), "{staircases}");
}

/// The order that is given as a witness brings at most `leap` new coordinates a step.
fn witness_has_the_leap(verdict: &Analysis) {
    assert_eq!(verdict.order.len(), verdict.sparsity);
    let mut known: Vec<usize> = Vec::new();
    for set in &verdict.order {
        let new = set.iter().filter(|i| !known.contains(i)).count();
        assert!(new <= verdict.leap, "{:?}", verdict.order);
        known.extend(set);
    }
}

#[test]
fn the_least_m_covers_large_and_small_coefficients() {
    let terms = json!([{ "set": [1], "coefficient": -4 }, { "set": [1, 2], "coefficient": 0.1 }]);
    let verdict = spec::analyze(&json!({ "kind": "expansion", "terms": terms }), None).unwrap();
    assert_eq!(verdict.least_m, 10.0);
}
