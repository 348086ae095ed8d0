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

/// The same on multisets: random systems of degrees up to 3 on 4 coordinates, on Gaussians. The leap
/// over all orderings counts a new coordinate with its degree; the hierarchical property of section 3.2
/// drops whole powers; symmetric classes are found by trying every transposition on every term.
#[test]
fn verdicts_on_hermite_bases_are_those_of_brute_force() {
    type Degrees = [usize; 4];
    fn leap(left: &mut Vec<Degrees>, known: [bool; 4]) -> usize {
        let mut least = if left.is_empty() { 0 } else { usize::MAX };
        for i in 0..left.len() {
            let next = left.remove(i);
            let new: usize = (0..4).filter(|&c| !known[c]).map(|c| next[c]).sum();
            let after = std::array::from_fn(|c| known[c] || next[c] > 0);
            least = least.min(new.max(leap(left, after)));
            left.insert(i, next);
        }
        least
    }
    let order = |a: &Degrees| a.iter().filter(|d| **d > 0).count();
    let mut rng = Rng::new(2023, Stream::Law);
    let (mut leaps, mut hierarchical, mut symmetric) = ([0; 13], 0, 0);
    for _ in 0..4000 {
        let mut sets: Vec<Degrees> = Vec::new();
        // Half of them of low degree, so that small leaps and symmetries are met often enough.
        let sparse = rng.bits() & 1 == 0;
        for _ in 0..1 + rng.below(5) {
            let set = std::array::from_fn(|_| {
                if sparse { [0, 0, 0, 1, 1][rng.below(5)] } else { [0, 0, 0, 1, 1, 2, 3][rng.below(7)] }
            });
            if !sets.contains(&set) {
                sets.push(set);
            }
        }
        let multiset = |set: &Degrees| (0..4).flat_map(|c| vec![c + 1; set[c]]).collect::<Vec<usize>>();
        let terms: Value = sets.iter().map(|set| json!({ "set": multiset(set), "coefficient": 1 })).collect();
        let inputs = json!({ "kind": "gaussian", "n": 4 });
        let verdict = spec::analyze(&json!({ "kind": "expansion", "terms": terms }), Some(&inputs)).unwrap();
        assert_eq!(verdict.basis, "hermite");
        assert_eq!(verdict.leap, leap(&mut sets.clone(), [false; 4]), "{sets:?}");
        let rests =
            |a: &Degrees, b: &Degrees| (0..4).all(|c| b[c] == 0 || b[c] == a[c]) && order(b) + 1 == order(a);
        let property = sets.iter().all(|a| order(a) < 2 || sets.iter().any(|b| rests(a, b)));
        assert_eq!(verdict.staircase, property, "{sets:?}");
        let distance = |a: &Degrees, b: &Degrees| (0..4).map(|c| a[c].abs_diff(b[c])).sum::<usize>();
        let size = |a: &Degrees| a.iter().sum::<usize>();
        let nearest = |a: &Degrees| sets.iter().filter(|b| size(b) < size(a)).map(|b| distance(a, b)).min();
        let least = sets.iter().filter(|a| size(a) >= 2).map(nearest).try_fold(0, |m, d| d.map(|d| m.max(d)));
        assert_eq!(verdict.composable_distance, least, "{sets:?}");
        let swapped = |a: &Degrees, i: usize, j: usize| {
            let mut b = *a;
            b.swap(i, j);
            b
        };
        let alike = |i: usize, j: usize| sets.iter().all(|a| sets.contains(&swapped(a, i, j)));
        let pairs = (0..4).flat_map(|i| (i + 1..4).map(move |j| (i, j)));
        // In a class that is told, exactly those pairs that can be exchanged and occur.
        let told = |i: usize, j: usize| {
            verdict.symmetric.iter().any(|class| class.contains(&(i + 1)) && class.contains(&(j + 1)))
        };
        for (i, j) in pairs {
            let together = (0..4).any(|k| {
                (0..4).any(|l| {
                    k != l
                        && (k == i || alike(k, i))
                        && (l == i || alike(l, i))
                        && sets.iter().any(|a| a[k] > 0 && a[l] > 0)
                })
            });
            let occurs = sets.iter().any(|a| a[i] > 0);
            let expected = verdict.leap <= 1 && occurs && alike(i, j) && together;
            assert_eq!(told(i, j), expected, "{sets:?}: {} and {}, {:?}", i + 1, j + 1, verdict.symmetric);
            symmetric += usize::from(expected);
        }
        leaps[verdict.leap] += 1;
        hierarchical += usize::from(verdict.staircase);
    }
    assert!(leaps[..6].iter().all(|&times| times > 20), "{leaps:?}");
    assert!((200..3800).contains(&hierarchical) && symmetric > 50, "{hierarchical}, {symmetric}");
}

#[test]
fn the_least_m_covers_large_and_small_coefficients() {
    let terms = json!([{ "set": [1], "coefficient": -4 }, { "set": [1, 2], "coefficient": 0.1 }]);
    let verdict = spec::analyze(&json!({ "kind": "expansion", "terms": terms }), None).unwrap();
    assert_eq!(verdict.least_m, 10.0);
}
