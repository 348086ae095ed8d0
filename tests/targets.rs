//! What the random targets promise, over many draws, and every target against the sum of the terms
//! that it claims, on its law. The checks are by bit masks and plain sums, apart from the core's own.

use serde_json::{Value, json};
use staircase::spec;

fn terms(inputs: &Value, target: &Value) -> Vec<(Vec<usize>, f64)> {
    let verdict =
        spec::analyze(target, Some(inputs), None).unwrap_or_else(|error| panic!("{target}: {error}"));
    verdict.terms.into_iter().map(|term| (term.set, term.coefficient)).collect()
}

fn mask(set: &[usize]) -> u64 {
    set.iter().fold(0, |mask, i| mask | 1 << i)
}

#[test]
fn random_staircases_are_sparse_bounded_staircases() {
    let inputs = json!({ "n": 12 });
    let mut seen = std::collections::BTreeSet::new();
    for draw in 0..300 {
        let (sparsity, degree, m) = (1 + draw % 23, 1 + draw % 7, 1.0 + draw as f64 / 50.0);
        let sparsity = sparsity.min(if degree == 1 { 12 } else { 23 });
        let target = json!({ "kind": "random_staircase", "sparsity": sparsity, "degree": degree, "m": m, "draw": draw });
        let terms = terms(&inputs, &target);
        assert_eq!(terms.len(), sparsity);
        let masks: Vec<u64> = terms.iter().map(|(set, _)| mask(set)).collect();
        for (set, coefficient) in &terms {
            assert!((1..=degree).contains(&set.len()) && set.iter().all(|i| (1..=12).contains(i)));
            assert!((1.0 / m - 1e-12..=m + 1e-12).contains(&coefficient.abs()), "{coefficient} with M = {m}");
            let rests = set.iter().any(|i| masks.contains(&(mask(set) & !(1 << i))));
            assert!(set.len() == 1 || rests, "{set:?} of {terms:?}");
        }
        seen.insert(masks);
    }
    assert!(seen.len() > 200, "the draws differ");
    let error = spec::analyze(
        &json!({ "kind": "random_staircase", "sparsity": 20, "degree": 1 }),
        Some(&inputs),
        None,
    );
    let error = error.unwrap_err();
    assert_eq!(error.field, "target.sparsity");
    assert!(error.why.contains("20 is outside [1, 12]"), "{error}");
}

#[test]
fn composable_chains_keep_their_distance() {
    let mut loosest = 0;
    for draw in 0..400 {
        let (n, distance) = (6 + draw % 20, 1 + draw % 7);
        let steps = 1 + draw % n;
        let target = json!({ "kind": "composable", "steps": steps, "distance": distance, "draw": draw });
        let terms = terms(&json!({ "n": n }), &target);
        assert_eq!(terms.len(), steps as usize);
        for (set, _) in terms.iter().filter(|(set, _)| set.len() > 1) {
            let least = terms
                .iter()
                .filter(|(other, _)| other.len() < set.len())
                .map(|(other, _)| (mask(other) ^ mask(set)).count_ones())
                .min();
            assert!(least.is_some_and(|least| least <= distance), "{set:?} in {terms:?} with c = {distance}");
            loosest = loosest.max(least.unwrap_or(0));
        }
        if distance == 1 {
            let verdict = spec::analyze(&target, Some(&json!({ "n": n })), None).unwrap();
            assert!(verdict.staircase == Some(true) && verdict.leap == Some(1));
        }
    }
    assert!(loosest >= 5, "the distance is used: {loosest}");
}

#[test]
fn orbits_are_the_formula_under_other_names() {
    let inputs = json!({ "n": 9 });
    let formula = "x1 - 2 x1x2 + 3 x1x2x3";
    let plain = terms(&inputs, &json!({ "kind": "formula", "formula": formula }));
    let mut seen = std::collections::BTreeSet::new();
    for draw in 0..100 {
        let renamed = terms(&inputs, &json!({ "kind": "orbit", "formula": formula, "draw": draw }));
        for ((set, c), (other, d)) in plain.iter().zip(&renamed) {
            assert_eq!((set.len(), c), (other.len(), d));
        }
        // Still nested, which is what makes a renaming of it.
        assert!(renamed.windows(2).all(|pair| mask(&pair[0].0) & mask(&pair[1].0) == mask(&pair[0].0)));
        seen.insert(renamed.iter().map(|(set, _)| mask(set)).collect::<Vec<_>>());
    }
    assert!(seen.len() > 80);
}

/// With a bias of its own for each coin a tree's expansion has the staircase property (section 3.1);
/// on fair coins many a tree has not.
#[test]
fn trees_under_random_biases_are_staircases() {
    let count = |inputs: Value| {
        (0..60)
            .filter(|draw| {
                let target = json!({ "kind": "decision_tree", "depth": 3, "draw": draw });
                spec::analyze(&target, Some(&inputs), None).unwrap().staircase == Some(true)
            })
            .count()
    };
    let (biased, fair) = (count(json!({ "n": 20, "spread": 0.5 })), count(json!({ "n": 20 })));
    assert_eq!(biased, 60);
    assert!(fair < 60, "{fair}");
}

/// Functions have as many terms as their coins allow, elsewhere as many as are followed; and errors say where they are.
#[test]
fn functions_of_coins_may_have_all_their_terms() {
    let analyze = |inputs: &Value, formula: String| {
        spec::analyze(&json!({ "kind": "formula", "formula": formula }), Some(inputs), None)
    };
    let all = |n: usize| (1..=n).map(|i| format!("x{i}")).collect::<Vec<_>>().join(",");
    let (coins, few) = (json!({ "n": 20 }), json!({ "n": 14 }));
    let and = analyze(&few, format!("and({})", all(14))).expect("a function of 14 coins");
    assert_eq!((and.sparsity, and.staircase, and.leap), (Some(1 << 14), Some(true), Some(1)));
    let majority = analyze(&coins, format!("maj({})", all(11))).expect("a majority");
    assert_eq!((majority.sparsity, majority.staircase, majority.leap), (Some(1 << 10), Some(false), Some(1)));
    // What is read can be run and measured, at the settings that come of themselves.
    for (inputs, count) in [(&few, 14), (&coins, 12), (&coins, 14)] {
        let target = json!({ "kind": "formula", "formula": format!("and({})", all(count)) });
        let complete = spec::resolve(&json!({ "inputs": inputs, "target": target }), None);
        assert!(complete.is_ok(), "{inputs}, {count}: {:?}", complete.err());
    }
    for (inputs, formula, why) in [
        (
            &coins,
            format!("and({}) + x15x16", all(13)),
            "8193 terms are outside [1, 256]: more can be measured on coins alone",
        ),
        (
            &coins,
            format!("or({})", all(15)),
            "at character 1: the 15 coordinates that or touches are outside [0, 14]",
        ),
        (&json!({ "kind": "gaussian" }), "xor(x1)".into(), "at character 1: xor goes with coin flips alone"),
    ] {
        let Err(refused) = analyze(inputs, formula) else { panic!("it is read: {why}") };
        assert!(refused.field == "target.formula" && refused.why.starts_with(why), "{refused}");
    }
}

/// Every target against its terms: all points of cubes of n ≤ 10 coins, fair and biased; draws on the
/// other laws. Each also has the mean square that its coefficients say (Parseval).
#[test]
fn targets_are_the_sums_of_their_terms() {
    let cubes =
        [json!({ "n": 7 }), json!({ "n": 7, "bias": 0.5 }), json!({ "n": 10, "bias": -0.2, "spread": 0.6 })];
    let coins_only = [
        json!({ "kind": "decision_tree", "depth": 4, "draw": 3 }),
        json!({ "kind": "decision_tree", "depth": 1 }),
        json!({ "kind": "raw_parity", "degree": 5 }),
    ];
    let functions = "2 maj(x1,x2,xor(x3,x4)) - if(x5, x6, bit(x7)/3) + x1x2";
    let functions = [json!({ "kind": "formula", "formula": functions })];
    let anywhere = [
        json!({ "kind": "staircase", "degree": 5 }),
        json!({ "kind": "parity", "set": [2, 5] }),
        json!({ "kind": "double_staircase", "k": 4, "l": 3 }),
        json!({ "kind": "truncated_staircase", "from": 3, "degree": 6 }),
        json!({ "kind": "leap_staircase", "leap": 2, "steps": 3, "normalize": true }),
        json!({ "kind": "composable", "steps": 5, "draw": 8 }),
        json!({ "kind": "random_staircase", "sparsity": 12, "draw": 5 }),
        json!({ "kind": "orbit", "formula": "chi{1} + chi{1,2}/2 - chi{2,3}", "draw": 5 }),
        json!({ "kind": "formula", "formula": "(1 + chi{1})(1 - chi{2} + 2 chi{3})" }),
    ];
    for inputs in &cubes {
        for target in coins_only.iter().chain(&functions).chain(&anywhere) {
            let run = build(inputs, target);
            let (coins, n) = (run.task().inputs.coins().unwrap(), run.task().inputs.dim());
            let (mut square, mut total) = (0.0, 0.0);
            for u in 0..1usize << n {
                let side = |i: usize| coins[i][u >> i & 1];
                let x: Vec<f32> = (0..n).map(|i| side(i).value as f32).collect();
                let weight: f64 = (0..n).map(|i| side(i).weight).product();
                let sum: f64 = run
                    .task()
                    .target
                    .terms()
                    .iter()
                    .map(|t| t.index.support().fold(t.coefficient, |product, i| product * side(i).value))
                    .sum();
                let value = f64::from(run.task().target.eval(&x));
                assert!(
                    (sum - value).abs() < 2e-5 * (1.0 + value.abs()),
                    "{target} on {inputs}: {sum}, {value}"
                );
                (square, total) = (square + weight * value * value, total + weight);
            }
            let parseval: f64 = run.task().target.terms().iter().map(|t| t.coefficient * t.coefficient).sum();
            assert!(
                (total - 1.0).abs() < 1e-12 && (square / parseval - 1.0).abs() < 1e-5,
                "{target} on {inputs}"
            );
        }
    }
    for inputs in [
        json!({ "kind": "gaussian", "n": 7 }),
        json!({ "kind": "normal", "n": 7 }),
        json!({ "kind": "mixture", "n": 7, "split": 4 }),
        json!({ "kind": "uniform", "n": 7 }),
        json!({ "kind": "uniform", "n": 7, "basis": "trigonometric" }),
    ] {
        for target in &anywhere {
            let run = build(&inputs, target);
            let (law, terms) = (&run.task().inputs, run.task().target.terms());
            let mut rng = staircase::rng::Rng::new(3, staircase::rng::Stream::Probe);
            let mut x = vec![0.0; 7];
            for _ in 0..50 {
                law.sample_into(&mut rng, &mut x);
                let sum: f64 = terms.iter().map(|t| t.coefficient * law.basis().eval(&t.index, &x)).sum();
                let value = f64::from(run.task().target.eval(&x));
                assert!((sum - value).abs() < 1e-5 * (1.0 + value.abs()), "{target} on {inputs}");
            }
        }
        for target in &coins_only {
            let error = spec::analyze(target, Some(&inputs), None).unwrap_err();
            assert!(error.field == "target.kind" && error.why.contains("coin flips"), "{error}");
        }
    }
}

fn build(inputs: &Value, target: &Value) -> staircase::Experiment {
    let network = json!({ "network": { "layers": 2, "width": 2 } });
    spec::build(
        &json!({ "inputs": inputs, "target": target, "learner": network, "probe": { "samples": 2 } }),
        None,
    )
    .unwrap_or_else(|error| panic!("{target} on {inputs}: {error}"))
}

/// All points of the cube, -1 and 1, in an order of no meaning, and the values of a function there.
fn truth_table(n: usize, value: impl Fn(&[f64]) -> f64) -> Value {
    let mut rows: Vec<usize> = (0..1 << n).collect();
    rows.sort_by_key(|u| (u * 7919) % 1_000_003);
    let points =
        rows.iter().map(|u| (0..n).map(|i| if u >> i & 1 == 1 { -1.0 } else { 1.0 }).collect::<Vec<f64>>());
    let points: Vec<Vec<f64>> = points.collect();
    let y: Vec<f64> = points.iter().map(|x| value(x)).collect();
    json!({ "kind": "table", "x": points.concat(), "y": y })
}

/// A whole truth table is the function: exact coefficients on fair coins and on biased ones, nothing
/// estimated, fresh samples as the default.
#[test]
fn whole_truth_tables_are_expanded_exactly() {
    let value = |x: &[f64]| x[0] + 0.5 * x[0] * x[1] - 2.0 * x[3] * x[4];
    let table = truth_table(6, value);
    let verdict = spec::analyze(&table, Some(&json!({ "n": 6 })), None).unwrap();
    let found: Vec<_> = verdict.terms.iter().map(|t| (t.set.clone(), t.coefficient)).collect();
    assert_eq!(found, [(vec![1], 1.0), (vec![1, 2], 0.5), (vec![4, 5], -2.0)]);
    assert!(!verdict.estimated);
    let inputs = json!({ "n": 6, "bias": 0.3 });
    let run = build(&inputs, &table);
    assert_eq!(run.spec()["data"]["kind"], "fresh");
    let coins = run.task().inputs.coins().unwrap();
    for u in 0..64usize {
        let x: Vec<f64> = (0..6).map(|i| coins[i][u >> i & 1].value).collect();
        let signs: Vec<f64> = (0..6).map(|i| if u >> i & 1 == 1 { -1.0 } else { 1.0 }).collect();
        let seen: Vec<f32> = x.iter().map(|x| *x as f32).collect();
        let terms = run.task().target.terms();
        let sum: f64 =
            terms.iter().map(|t| t.index.support().fold(t.coefficient, |product, i| product * x[i])).sum();
        assert!((sum - value(&signs)).abs() < 1e-9);
        assert_eq!(run.task().target.eval(&seen), value(&signs) as f32);
    }
}

/// Rows that are no whole table: trained on but for those held out, on which the loss is measured; the
/// coefficients of a staircase behind them are found, climbing, from the rows alone.
#[test]
fn other_rows_are_data_with_estimated_coefficients() {
    let mut rng = staircase::rng::Rng::new(5, staircase::rng::Stream::Target);
    let (n, count) = (20, 3000);
    let signs: Vec<f64> = (0..n * count).map(|_| if rng.bits() & 1 == 0 { 1.0 } else { -1.0 }).collect();
    let y: Vec<f64> = signs.chunks(n).map(|x| 1.0 + x[2] + x[2] * x[7] + x[2] * x[7] * x[4]).collect();
    let table = json!({ "kind": "table", "x": signs, "y": y });
    let inputs = json!({ "n": n });
    let verdict = spec::analyze(&table, Some(&inputs), None).unwrap();
    assert!(verdict.estimated);
    for set in [&[][..], &[3], &[3, 8], &[3, 5, 8]] {
        let term = verdict.terms.iter().find(|term| term.set == set).unwrap_or_else(|| panic!("{set:?}"));
        assert!((term.coefficient - 1.0).abs() < 0.15, "{set:?}: {}", term.coefficient);
    }
    let spec = json!({
        "inputs": inputs,
        "target": table,
        "learner": { "step_size": 0.02, "network": { "layers": 3, "width": 20 } },
    });
    let mut run = spec::build(&spec, None).unwrap();
    assert_eq!(run.spec()["data"], json!({ "kind": "rows", "held_out": 0.2 }));
    let staircase::targets::Rows { x, y: trained } = run.task().data.rows().expect("given rows");
    assert_eq!((trained.len(), x.len()), (2400, 2400 * n));
    // What is trained on are rows of the table.
    let row = |k: usize| x[k * n..][..n].iter().map(|x| f64::from(*x)).collect::<Vec<f64>>();
    let all: std::collections::BTreeSet<String> =
        signs.chunks(n).zip(&y).map(|(x, y)| format!("{x:?} {y:?}")).collect();
    assert!((0..2400).all(|k| all.contains(&format!("{:?} {:?}", row(k), f64::from(trained[k])))));
    run.step(3000);
    run.measure();
    let (columns, trace) = (run.columns(), run.drain());
    let last = &trace.values[trace.values.len() - columns.len()..];
    let errors = &trace.errors[trace.errors.len() - columns.len()..];
    let at = |name: &str| columns.iter().position(|column| column == name).unwrap();
    assert!(last[at("test_loss")] < 0.2, "{}", last[at("test_loss")]);
    let (third, error) = (last[at("{3,5,8}")], errors[at("{3,5,8}")]);
    assert!((third - 1.0).abs() < 0.15 && error > 0.0 && error < 0.1, "{third} ± {error}");
    // A saved run carries its table.
    let restored = staircase::snapshot::restore(&staircase::snapshot::save(&run)).unwrap();
    assert_eq!(restored.spec(), run.spec());
}

#[test]
fn faulty_tables_are_answered() {
    let inputs = json!({ "n": 2 });
    for (target, field, why) in [
        (json!({ "kind": "table", "y": [1] }), "target.x", "is missing"),
        (
            json!({ "kind": "table", "x": [1, 1, 1], "y": [1, 2] }),
            "target.x",
            "3 numbers are not 2 rows of n = 2",
        ),
        (
            json!({ "kind": "table", "x": [1, 0], "y": [1] }),
            "target.x",
            "0 in row 1, coordinate 2 is neither -1 nor 1",
        ),
        (
            json!({ "kind": "table", "x": [1, 1], "y": ["a"] }),
            "target.y",
            "entry 1 is \"a\", not 0 or a number of a size in [1.2e-38, 1e19]",
        ),
        (json!({ "kind": "table", "x": [1, 1], "y": [1e-50] }), "target.y", "entry 1 is 1e-50, not 0 or"),
        (json!({ "kind": "table", "x": [1, 1], "y": [1e200] }), "target.y", "entry 1 is 1e+200, not 0 or"),
        (
            json!({ "kind": "table", "x": [1, 1], "y": [1e-9] }),
            "target.y",
            "the largest value is 1e-9 in size: to be trained on it must be at least 1e-6",
        ),
        (json!({ "kind": "table", "x": [], "y": [] }), "target.y", "0 rows are outside [1, 250000]"),
    ] {
        let error = spec::analyze(&target, Some(&inputs), None).unwrap_err();
        assert!(error.field == field && error.why.contains(why), "{error}");
    }
    let few = json!({ "kind": "table", "x": [1, 1, 1, -1], "y": [1, 2] });
    for (data, why) in [
        (Value::Null, "needs at least 4 rows"),
        (json!({ "kind": "fresh" }), "choose \"rows\""),
        (json!({ "kind": "fixed" }), "choose \"rows\""),
    ] {
        let Err(error) = spec::build(&json!({ "inputs": inputs, "target": few, "data": data }), None) else {
            panic!("{data}");
        };
        assert!(error.field == "data.kind" && error.why.contains(why), "{error}");
    }
    let error = spec::build(&json!({ "target": { "kind": "staircase" }, "data": { "kind": "rows" } }), None);
    assert!(error.err().unwrap().why.contains("target.kind \"table\""));
}

/// The draw of a target tells nothing of the biases that the seed draws, be the two numbers equal: over
/// many of them, the first bias has no correlation with what a tree asks first.
#[test]
fn random_biases_and_random_targets_are_independent() {
    let (n, count) = (20, 1500);
    let pairs = (0..count).map(|number| {
        let inputs = json!({ "n": n, "spread": 0.5 });
        let target = json!({ "kind": "decision_tree", "depth": 1, "draw": number });
        let network = json!({ "network": { "layers": 2, "width": 1 } });
        let spec = json!({ "seed": number, "inputs": inputs, "target": target, "learner": network, "probe": { "samples": 2 } });
        let run = spec::build(&spec, None).unwrap();
        let [heads, tails] = run.task().inputs.coins().unwrap()[0];
        let asked = run.task().target.terms().iter().find_map(|term| term.index.support().next());
        (heads.weight - tails.weight, asked.expect("a tree asks something") as f64)
    });
    let pairs: Vec<(f64, f64)> = pairs.collect();
    let mean = |value: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(value).sum::<f64>() / f64::from(count);
    let (a, b) = (mean(&|pair| pair.0), mean(&|pair| pair.1));
    let covariance = |f: fn(f64, f64) -> f64| mean(&|pair| f(pair.0 - a, pair.1 - b));
    let spreads = covariance(|a, _| a * a) * covariance(|_, b| b * b);
    let correlation = covariance(|a, b| a * b) / spreads.sqrt();
    // The standard deviation of none at all is 1/√1500 = 0.026.
    assert!(correlation.abs() < 0.1, "correlation {correlation}");
}
