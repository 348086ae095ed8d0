//! The verdicts against brute force: every ordering of every set system, bit masks for sets, nothing
//! shared with the implementation.

use serde_json::{Value, json};
use staircase::rng::{Rng, Stream};
use staircase::spec;
use staircase::theory::{Analysis, Brought};

fn analyze(sets: &[u32]) -> Analysis {
    let list = |set: u32| (1..=6).filter(|i| set >> (i - 1) & 1 == 1).collect::<Vec<u32>>();
    let terms: Value = sets.iter().map(|&set| json!({ "set": list(set), "coefficient": 1 })).collect();
    spec::analyze(&json!({ "kind": "expansion", "terms": terms }), Some(&json!({ "n": 6 })), None).unwrap()
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
            let smaller = |t: &u32| (1..s.count_ones()).contains(&t.count_ones());
            sets.iter().any(|t| smaller(t) && (s ^ t).count_ones() as usize <= c)
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
        assert_eq!(verdict.leap, Some(leap as usize), "{sets:?}");
        assert_eq!(verdict.merged_staircase, Some(leap <= 1), "{sets:?}");
        assert_eq!(verdict.staircase, Some(has_staircase_property(&sets)), "{sets:?}");
        assert_eq!(verdict.composable_distance, composable_distance(&sets), "{sets:?}");
        witness_has_the_leap(&verdict);
        leaps[leap as usize] += 1;
        staircases += usize::from(verdict.staircase == Some(true));
    }
    // The test has met every verdict often.
    assert!(leaps[..6].iter().all(|&times| times > 50), "{leaps:?}");
    assert!((1000..19_000).contains(&staircases), "{staircases}");
}

/// The order that is given as a witness brings at most `leap` new coordinates a step.
fn witness_has_the_leap(verdict: &Analysis) {
    assert_eq!(Some(verdict.order.len()), verdict.sparsity);
    let mut known: Vec<usize> = Vec::new();
    for set in &verdict.order {
        let new = set.iter().filter(|i| !known.contains(i)).count();
        assert!(Some(new) <= verdict.leap, "{:?}", verdict.order);
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
        let verdict =
            spec::analyze(&json!({ "kind": "expansion", "terms": terms }), Some(&inputs), None).unwrap();
        assert_eq!(verdict.basis, "hermite");
        assert_eq!(verdict.leap, Some(leap(&mut sets.clone(), [false; 4])), "{sets:?}");
        let rests =
            |a: &Degrees, b: &Degrees| (0..4).all(|c| b[c] == 0 || b[c] == a[c]) && order(b) + 1 == order(a);
        let property = sets.iter().all(|a| order(a) < 2 || sets.iter().any(|b| rests(a, b)));
        assert_eq!(verdict.staircase, Some(property), "{sets:?}");
        let distance = |a: &Degrees, b: &Degrees| (0..4).map(|c| a[c].abs_diff(b[c])).sum::<usize>();
        let size = |a: &Degrees| a.iter().sum::<usize>();
        let nearest = |a: &Degrees| {
            let smaller = sets.iter().filter(|b| (1..size(a)).contains(&size(b)));
            smaller.map(|b| distance(a, b)).min()
        };
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
            let expected = verdict.leap <= Some(1) && occurs && alike(i, j) && together;
            assert_eq!(told(i, j), expected, "{sets:?}: {} and {}, {:?}", i + 1, j + 1, verdict.symmetric);
            symmetric += usize::from(expected);
        }
        leaps[verdict.leap.unwrap()] += 1;
        hierarchical += usize::from(verdict.staircase == Some(true));
    }
    assert!(leaps[..6].iter().all(|&times| times > 20), "{leaps:?}");
    assert!((200..3800).contains(&hierarchical) && symmetric > 50, "{hierarchical}, {symmetric}");
}

#[test]
fn the_least_m_covers_large_and_small_coefficients() {
    let terms = json!([{ "set": [1], "coefficient": -4 }, { "set": [1, 2], "coefficient": 0.1 }]);
    let verdict = spec::analyze(&json!({ "kind": "expansion", "terms": terms }), None, None).unwrap();
    assert_eq!(verdict.least_m, Some(10.0));
}

/// Coordinates that a target treats alike are told whatever the way in which its coefficients were
/// computed: each of these is multiplied out, with its own roundings, under its own law.
#[test]
fn exchangeable_coordinates_are_found_through_rounding() {
    let coins = |n: usize, bias: f64| json!({ "n": n, "bias": bias });
    let gaussian = json!({ "kind": "gaussian", "n": 4 });
    let uniform = |basis: &str| json!({ "kind": "uniform", "n": 4, "radius": 0.7, "basis": basis });
    let formula = |text: &str| json!({ "kind": "formula", "formula": text });
    let parity = |degree: usize| json!({ "kind": "raw_parity", "degree": degree });
    // The truth table of a function of the number of tails alone.
    let table = |n: usize| {
        let side = |row: usize, i: usize| if row >> i & 1 == 1 { -1 } else { 1 };
        let x: Vec<i32> = (0..1 << n).flat_map(|row| (0..n).map(move |i| side(row, i))).collect();
        let y: Vec<f64> = (0..1u32 << n).map(|row| 1.0 / (1.1 + f64::from(row.count_ones()))).collect();
        json!({ "kind": "table", "x": x, "y": y })
    };
    let all = |n: usize| vec![(1..=n).collect::<Vec<usize>>()];
    let cases = [
        (parity(4), coins(4, 0.1), all(4)),
        (parity(8), coins(9, 0.1), all(8)),
        (parity(7), coins(7, -0.37), all(7)),
        (formula("(0.1 + x1 + x2 + x3)^5"), coins(3, 0.3), all(3)),
        (formula("0.1 x1 + 0.2 x1 + 0.3 x2 + x1 x2"), coins(2, 0.0), all(2)),
        (formula("1/3 (x1 + x2) + x1/3 + x1 x2"), coins(2, 0.0), vec![]),
        (formula("(x1 + x2 + x3)^4 / 7 + x3 / 100"), coins(3, 0.6), vec![vec![1, 2]]),
        (formula("(0.3 + x1 + x2 + x3 + x4)^4"), gaussian, all(4)),
        (formula("(x1 + x2 + 0.1)^3"), uniform("legendre"), all(2)),
        (table(6), coins(6, 0.0), all(6)),
        (table(6), coins(6, 0.4), all(6)),
        (formula("x1 + 0.99 x2 + 1.01 x3 + x1x2x3"), coins(3, 0.0), vec![]),
        (formula("x1 + 1.000001 x2 + x1x2"), coins(2, 0.0), vec![]),
        (parity(4), json!({ "n": 4, "bias": 0.1, "spread": 0.01 }), vec![]),
    ];
    for (target, inputs, classes) in cases {
        let verdict = spec::analyze(&target, Some(&inputs), None).unwrap();
        assert_eq!(verdict.merged_staircase, Some(true), "{target} on {inputs}");
        assert_eq!(verdict.symmetric, classes, "{target} on {inputs}");
    }
}

type Degrees = [usize; 5];

/// Every partition of a set into atoms: coordinates with their powers, and functions, by their numbers.
fn ways(set: Degrees, functions: &[Degrees]) -> Vec<Vec<usize>> {
    let Some(first) = (0..5).find(|&i| set[i] > 0) else { return vec![vec![]] };
    let without = |covers: &dyn Fn(usize) -> bool| {
        let rest = std::array::from_fn(|i| if covers(i) { 0 } else { set[i] });
        ways(rest, functions)
    };
    let with =
        |atom: usize, rest: Vec<Vec<usize>>| rest.into_iter().map(move |way| [&[atom], &way[..]].concat());
    let mut all: Vec<Vec<usize>> = with(first, without(&|i| i == first)).collect();
    for (j, function) in functions.iter().enumerate() {
        let inside = (0..5).all(|i| function[i] == 0 || function[i] == set[i]);
        if inside && function[first] > 0 {
            all.extend(with(5 + j, without(&|i| function[i] > 0)));
        }
    }
    all
}

/// What a way brings to what is known.
fn brings(way: &[usize], set: &Degrees, known: &[bool]) -> usize {
    way.iter().filter(|atom| !known[**atom]).map(|&atom| if atom < 5 { set[atom] } else { 1 }).sum()
}

/// What comes to be known from sets by their ways that bring at most `leap`.
fn known(sets: &[Degrees], functions: &[Degrees], leap: usize) -> Vec<bool> {
    let ways: Vec<_> = sets.iter().map(|set| ways(*set, functions)).collect();
    let mut known = vec![false; 5 + functions.len()];
    // So many atoms can come to be known one after the other.
    for _ in 0..known.len() {
        for (set, ways) in sets.iter().zip(&ways) {
            for way in ways.iter().filter(|way| brings(way, set, &known) <= leap).collect::<Vec<_>>() {
                way.iter().for_each(|atom| known[*atom] = true);
            }
        }
    }
    known
}

/// The definition of the leap over features, word by word.
fn leap_over_features(sets: &[Degrees], functions: &[Degrees]) -> usize {
    let all_taken = |leap: &usize| {
        let known = known(sets, functions, *leap);
        sets.iter().all(|set| ways(*set, functions).iter().any(|way| brings(way, set, &known) <= *leap))
    };
    (0..).find(all_taken).unwrap()
}

/// The sets in their order are each made of what the others before it have made known and of what it is said to bring.
fn witness_has_the_leap_over_features(verdict: &Analysis, functions: &[Degrees]) {
    let degrees = |set: &[usize]| std::array::from_fn(|i| set.iter().filter(|c| **c == i + 1).count());
    let leap = verdict.leap_over_features.unwrap();
    let (mut before, mut last): (Vec<Degrees>, usize) = (Vec::new(), 0);
    for Brought { set, brings: brought, round } in &verdict.order_over_features {
        let set: Degrees = degrees(set);
        let known = known(&before, functions, leap);
        let is_brought = |atom: &usize| match atom {
            0..5 => brought.contains(&vec![atom + 1]),
            _ => brought.iter().any(|brought| degrees(brought) == functions[atom - 5]),
        };
        let made = |way: &&Vec<usize>| way.iter().all(|atom| known[*atom] || is_brought(atom));
        let ways = ways(set, functions);
        let way = ways.iter().find(made).unwrap_or_else(|| panic!("{:?}", verdict.order_over_features));
        assert!(brings(way, &set, &known) <= leap && brought.iter().all(|brought| !brought.is_empty()));
        before.push(set);
        assert!([last, last + 1].contains(round));
        last = *round;
    }
    assert_eq!(Some(before.len()), verdict.sparsity);
}

/// The leap over features and its witness, on coins with all products or a list, and on Gaussians with a list.
#[test]
fn leaps_over_features_are_those_of_brute_force() {
    let mut rng = Rng::new(2024, Stream::Law);
    let (mut leaps, mut shorter) = ([0; 8], 0);
    for round in 0..6000 {
        let (kind, most) = (round % 3, if round % 3 == 2 { 2 } else { 1 });
        let mut draw = |count: usize, sparse: usize| {
            let mut drawn: Vec<Degrees> = Vec::new();
            for _ in 0..count {
                let set =
                    std::array::from_fn(|_| if rng.below(sparse) == 0 { 1 + rng.below(most) } else { 0 });
                if set != [0; 5] && !drawn.contains(&set) {
                    drawn.push(set);
                }
            }
            drawn
        };
        let sets = [draw(4, 2), draw(3, 1)].into_iter().nth(usize::from(round % 7 == 0)).unwrap();
        let degree = 2 + round / 3 % 3;
        let functions: Vec<Degrees> = match kind {
            0 => (1..32usize).map(|s| std::array::from_fn(|i| s >> i & 1)).collect(),
            _ => draw(1 + round / 3 % 4, 2),
        };
        let order = |set: &Degrees| set.iter().filter(|d| **d > 0).count();
        let functions: Vec<Degrees> =
            functions.into_iter().filter(|f| kind > 0 || (2..=degree).contains(&order(f))).collect();
        if sets.is_empty() || functions.is_empty() {
            continue;
        }
        let multiset = |set: &Degrees| (0..5).flat_map(|c| vec![c + 1; set[c]]).collect::<Vec<usize>>();
        let written = |set: &Degrees| {
            let list = multiset(set).iter().map(usize::to_string).collect::<Vec<_>>().join(",");
            format!("{} {{{list}}}", 1 + round % 2)
        };
        let features = match kind {
            0 => json!({ "kind": "products", "degree": degree }),
            _ => json!({ "kind": "formulas", "formulas": functions.iter().map(written).collect::<Vec<_>>() }),
        };
        let inputs = json!({ "kind": if kind == 2 { "gaussian" } else { "hypercube" }, "n": 5 });
        let terms: Value = sets.iter().map(|set| json!({ "set": multiset(set), "coefficient": 1 })).collect();
        let target = json!({ "kind": "expansion", "terms": terms });
        let verdict = spec::analyze(&target, Some(&inputs), Some(&features)).unwrap();
        let leap = verdict.leap_over_features.unwrap();
        assert_eq!(leap, leap_over_features(&sets, &functions), "{sets:?} over {functions:?}");
        assert!(Some(leap) <= verdict.leap);
        assert_eq!((verdict.features, verdict.features_counted), (functions.len(), functions.len()));
        witness_has_the_leap_over_features(&verdict, &functions);
        leaps[leap.min(7)] += 1;
        shorter += usize::from(Some(leap) < verdict.leap);
    }
    assert!(leaps[1..5].iter().all(|&times| times > 100) && shorter > 1000, "{leaps:?}, {shorter}");
}

/// As many and as large sets as a target may have are answered in a moment, if need be with a bound.
#[test]
fn the_hardest_leaps_over_features_are_answered() {
    let mut rng = Rng::new(7, Stream::Law);
    for (n, least, most, degree) in [
        (18, 9, 12, 4),
        (18, 17, 18, 4),
        (30, 15, 30, 3),
        (30, 10, 12, 2),
        (100, 20, 80, 2),
        (100, 1, 100, 2),
    ] {
        let mut sets: Vec<Vec<usize>> = Vec::new();
        while sets.len() < if least == 17 { 19 } else { 256 } {
            let mut set = rng.permutation(n);
            set.truncate(least + rng.below(most - least + 1));
            set.sort_unstable();
            if !sets.contains(&set) {
                sets.push(set);
            }
        }
        let plus_one = |set: &Vec<usize>| set.iter().map(|i| i + 1).collect::<Vec<_>>();
        let terms: Value = sets.iter().map(|set| json!({ "set": plus_one(set), "coefficient": 1 })).collect();
        let (target, inputs) = (json!({ "kind": "expansion", "terms": terms }), json!({ "n": n }));
        let mut formula =
            || (0..2 + rng.below(4)).map(|_| format!("x{}", 1 + rng.below(n))).collect::<String>();
        let formulas: Vec<String> = (0..64).map(|_| formula()).collect();
        for features in [
            json!({ "kind": "products", "degree": degree }),
            json!({ "kind": "formulas", "formulas": formulas }),
        ] {
            let verdict = spec::analyze(&target, Some(&inputs), Some(&features)).unwrap();
            assert!(verdict.leap_over_features.is_some() && verdict.leap_over_features <= verdict.leap);
        }
    }
    // Truth tables: of any function, and of an even one.
    for even in [false, true] {
        let x: Vec<i32> = (0..14 << 14).map(|k| if (k / 14) >> (k % 14) & 1 == 1 { -1 } else { 1 }).collect();
        let mut y: Vec<f64> = (0..1 << 14).map(|_| rng.open_unit() - 0.5).collect();
        if even {
            (0..1 << 13).for_each(|row| y[(1 << 14) - 1 - row] = y[row]);
        }
        for degree in 2..=4 {
            let table = json!({ "kind": "table", "x": x, "y": y });
            let features = json!({ "kind": "products", "degree": degree });
            let verdict = spec::analyze(&table, Some(&json!({ "n": 14 })), Some(&features)).unwrap();
            assert_eq!((verdict.leap, verdict.leap_over_features), (Some(if even { 2 } else { 1 }), Some(1)));
        }
    }
}

/// Of a target that is not written out nothing is claimed.
#[test]
fn without_terms_there_is_no_verdict() {
    let features = json!({ "kind": "products", "degree": 2 });
    for target in [json!({ "kind": "teacher" }), json!({ "kind": "toy_teacher" })] {
        for inputs in [json!({ "n": 6 }), json!({ "kind": "gaussian", "n": 6 })] {
            let verdict = spec::analyze(&target, Some(&inputs), Some(&features)).unwrap();
            let told = serde_json::to_value(&verdict).unwrap();
            let claims: Vec<&String> = told
                .as_object()
                .unwrap()
                .iter()
                .filter(|(_, value)| !(value.is_null() || value.as_array().is_some_and(Vec::is_empty)))
                .map(|(name, _)| name)
                .collect();
            let known = [
                "basis",
                "estimated",
                "expanded",
                "features",
                "features_counted",
                "mean_square",
                "mean_square_error",
            ];
            assert_eq!(claims, known, "{target}: {told}");
            assert!(!verdict.expanded && !verdict.estimated && verdict.features == 15);
        }
    }
}

/// E g²: of known terms Σ ĝ(S)²; of a teacher on few coins the mean over all of them; of one on other laws a closed form, within
/// the error; of rows their mean.
#[test]
fn mean_squares_are_those_of_the_targets() {
    let of = |target: Value, inputs: Value| {
        let verdict = spec::analyze(&target, Some(&inputs), None).unwrap();
        (verdict.mean_square, verdict.mean_square_error)
    };
    let gaussian = json!({ "kind": "gaussian", "n": 5 });
    let formula = json!({ "kind": "formula", "formula": "3 + x1 - 2 x1x2" });
    assert_eq!(of(formula, json!({ "n": 20 })), (14.0, 0.0));
    // x² = 1: 3 + α (3 + x3)², whose mean is 3 + 10 α, and its variance that of 6 α x3.
    let toy = json!({ "kind": "toy_teacher", "alpha": 0.5 });
    let (value, error) = of(toy.clone(), json!({ "n": 5 }));
    assert!((value - (64.0 + 9.0)).abs() < 1e-4 && error == 0.0, "{value} ± {error}");
    let low = json!({ "kind": "teacher", "widths": [1], "alpha": [1], "connections": "0", "kappa": 1 });
    let (value, error) = of(low, gaussian.clone());
    // A weight vector of length 1: the square of a Gaussian, E z⁴ = 3.
    assert!((value - 3.0).abs() < 4.0 * error && error > 0.0 && error < 0.4, "{value} ± {error}");
    // Nearly x1² + 2 x2²: mean 3, variance 2 + 8.
    let (value, error) = of(json!({ "kind": "toy_teacher", "alpha": 0.001 }), gaussian);
    assert!((value - 19.0).abs() < 4.0 * error + 0.2 && error < 2.0, "{value} ± {error}");
    let x: Vec<i32> = (0..20 * 30).map(|k| if k * k % 11 % 3 == 0 { 1 } else { -1 }).collect();
    let y: Vec<i32> = (0..30).map(|k| k % 3).collect();
    let (value, error) = of(json!({ "kind": "table", "x": x, "y": y }), json!({ "n": 20 }));
    // 0, 1 and 4 ten times each.
    let expected: f64 =
        ((0..3).map(|y| (f64::from(y * y) - 5.0 / 3.0).powi(2)).sum::<f64>() / 3.0 / 29.0).sqrt();
    assert!((value - 5.0 / 3.0).abs() < 1e-12 && (error / expected - 1.0).abs() < 0.1, "{value} ± {error}");
}

/// What a run that answers 0 has for a test loss, on the same draws.
#[test]
fn the_mean_square_is_the_test_loss_of_zero() {
    let spec = json!({
        "seed": 7, "inputs": { "kind": "gaussian", "n": 8 }, "target": { "kind": "teacher" },
        "learner": { "network": { "kind": "quadratic_densenet", "deviation": 0 } },
    });
    let mut run = spec::build(&spec, None).unwrap();
    let analysis = spec::analyze_run(&run, u64::MAX);
    let trace = run.drain();
    let at = run.columns().iter().position(|name| name == "test_loss").unwrap();
    let [loss, error] = [trace.values[at], trace.errors[at]];
    assert!((loss / analysis.mean_square - 1.0).abs() < 1e-6, "{loss} {}", analysis.mean_square);
    assert!((error / analysis.mean_square_error - 1.0).abs() < 1e-5);
}
