//! What 32-bit numbers hold: every law with every target, at the edges of every field's range, is refused by
//! the name of a field, or gives finite values, and a network's first measurements are finite too.

use serde_json::{Value, json};
use staircase::rng::{Rng, Stream};
use staircase::{Experiment, Invalid, Status, networks, spec};

/// Draws descriptions.
struct Draw(Rng);

impl Draw {
    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.0.below(all.len())]
    }

    /// A number of either sign whose size lies anywhere between two powers of ten.
    fn spread(&mut self, low: f64, high: f64) -> f64 {
        let size = 10f64.powf(low + (high - low) * self.0.open_unit());
        if self.0.bits() & 1 == 0 { size } else { -size }
    }

    fn set(&mut self, n: usize, most: usize) -> Vec<usize> {
        let mut set = self.0.permutation(n);
        let size = 1 + self.0.below(n);
        set.truncate(*self.of(&[1, 2, size, n]));
        let mut set: Vec<usize> =
            set.into_iter().flat_map(|i| vec![i + 1; *self.of(&[1, 1, 1 + i % most, most])]).collect();
        set.sort_unstable();
        set
    }

    /// A value for a field, most often at an end of its range; none leaves the default.
    fn value(&mut self, field: &Value, n: usize, most: usize) -> Value {
        let number = |draw: &mut Self| {
            let [min, max] = ["min", "max"].map(|end| field[end].as_f64().unwrap());
            let between = min + (max - min) * draw.0.open_unit();
            *draw.of(&[min, max, between])
        };
        match field["type"].as_str().unwrap() {
            "column" if field["name"] == "y" => (0..ROWS).map(|_| self.spread(-37.9, 19.0)).collect(),
            // On coins the signs alone.
            "column" if most == 1 => (0..ROWS * n).map(|_| self.spread(0.0, 0.0)).collect(),
            "column" => (0..ROWS * n).map(|_| self.spread(-37.9, 19.0)).collect(),
            _ if self.0.below(4) == 0 => Value::Null,
            "integer" => number(self).round().into(),
            "number" => number(self).into(),
            // Many are of whole numbers.
            "numbers" => (0..2).map(|_| number(self)).map(|v| if v < 1.0 { v } else { v.round() }).collect(),
            "boolean" => (self.0.bits() & 1 == 0).into(),
            "choice" => self.of(field["choices"].as_array().unwrap()).clone(),
            "text" => (*self.of(FORMULAS)).into(),
            "texts" => {
                (0..3).map(|k| [FORMULAS[k], FORMULAS[3 + self.0.below(6)]][self.0.below(2)]).collect()
            }
            "set" => self.set(n, 1).into(),
            "chains" => (0..3).map(|_| self.set(n, 1)).collect(),
            "terms" => {
                let term = |_| json!({ "set": self.set(n, most), "coefficient": self.spread(-6.0, 3.0) });
                (0..3).map(term).collect()
            }
            "vector" => (0..n).map(|_| self.spread(-3.0, 3.0)).collect(),
            "matrix" => {
                let scale = self.spread(-40.0, 6.0).abs();
                let entry = |k: usize| if k % n == k / n { scale } else { 0.3 * scale };
                (0..n).map(|i| (0..n).map(|j| entry(i * n + j)).collect::<Vec<f64>>()).collect()
            }
            other => panic!("a field of type {other}"),
        }
    }

    /// A member with a value for each of its fields.
    fn member(&mut self, member: &Value, n: usize, most: usize) -> Value {
        let mut drawn = json!({ "kind": member["kind"] });
        for field in member["fields"].as_array().unwrap() {
            drawn[field["name"].as_str().unwrap()] = self.value(field, n, most);
        }
        drawn
    }
}

/// Rows of a table.
const ROWS: usize = 24;

const FORMULAS: &[&str] = &[
    "x1",
    "{1}",
    "1000 {1} + 1e-3 {2}",
    "x1^16",
    "1e-5 (x1 + x2)^16",
    "((1e6)^32)^2 x1",
    "(1 + {1})(1 - {2})",
    "{1^16,2^16,3^16}",
    "{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32}",
];

/// Builds a spec; a number that is too large for the context is brought into the range that is told.
fn build(spec: &mut Value) -> Result<Experiment, Invalid> {
    for _ in 0..8 {
        let error = match spec::build(spec, None) {
            Ok(run) => return Ok(run),
            Err(error) => error,
        };
        assert!(!error.field.is_empty() && !error.why.is_empty(), "{spec}");
        let slot = error.field.split('.').try_fold(&mut *spec, |slot, name| slot.get_mut(name));
        let range = error.why.split_once("is outside [").and_then(|(_, range)| range.split_once(']'));
        let least_and_most = range.and_then(|(range, _)| range.split_once(", "));
        match (slot, least_and_most.and_then(|(_, most)| most.parse::<f64>().ok())) {
            (Some(slot), Some(most)) if slot.is_number() && slot.as_f64() > Some(most) => *slot = most.into(),
            _ => return Err(error),
        }
    }
    panic!("{spec} is never brought into range");
}

/// Everything measured of the network as it is.
fn newest(run: &mut Experiment) -> Vec<f64> {
    let width = run.columns().len();
    let values = run.drain().values;
    values[values.len() - width..][3..].to_vec()
}

fn set_to_zero(run: &mut Experiment) {
    let network = run.network_mut().unwrap();
    let mut zeros = networks::export(network);
    zeros.iter_mut().for_each(|array| array.values.fill(0.0));
    networks::import(network, &zeros).unwrap();
}

/// Finite values whose squares are finite too, on draws of the law and on the tilted ones, where probes measure.
fn assert_held(run: &Experiment, rng: &mut Rng, spec: &Value) {
    let (law, target) = (&run.task().inputs, &run.task().target);
    let mut x = vec![0.0; law.dim()];
    let assert_finite = |x: &[f32]| {
        let g = target.eval(x);
        assert!((g * g).is_finite() && x.iter().all(|x| x.is_finite()), "{g} on {spec}");
    };
    for _ in 0..200 {
        law.sample_into(rng, &mut x);
        assert_finite(&x);
    }
    // One that is not written out has no tilts of its own.
    let terms = target.terms();
    for _ in 0..if terms.is_empty() { 0 } else { 200 } {
        let term = &terms[rng.below(terms.len())];
        law.sample_tilted(&term.index, rng, &mut x);
        assert_finite(&x);
    }
}

/// E h_α² = 1, within errors, for the α of a term: on draws of which half are tilted.
fn assert_normalised(run: &Experiment, rng: &mut Rng, spec: &Value) {
    let law = &run.task().inputs;
    let (basis, terms) = (law.basis(), run.task().target.terms());
    let seen = |t: &&staircase::targets::Term| t.index.factors().all(|(_, degree)| degree <= 4);
    let Some(term) = terms.iter().rfind(seen) else { return };
    let (mut x, count) = (vec![0.0; law.dim()], 2000);
    let values: Vec<f64> = (0..count)
        .map(|k| {
            if k % 2 == 0 {
                law.sample_into(rng, &mut x)
            } else {
                law.sample_tilted(&term.index, rng, &mut x)
            }
            2.0 / (1.0 + law.tilt(&term.index, &x)) * basis.eval(&term.index, &x).powi(2)
        })
        .collect();
    let mean = values.iter().sum::<f64>() / f64::from(count);
    let square = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
    let error = square.sqrt() / f64::from(count);
    assert!((mean - 1.0).abs() < 6.0 * error + 1e-3, "E h² of {} is {mean} ± {error}: {spec}", term.index);
}

#[test]
fn every_law_with_every_target_is_refused_or_finite() {
    let catalogue = spec::catalogue();
    let members = |family: &str| catalogue[family].as_array().unwrap().clone();
    let mut draw = Draw(Rng::new(8, Stream::Probe));
    let mut rng = Rng::new(9, Stream::Probe);
    let (mut built, mut refused) = (0, std::collections::BTreeMap::<String, usize>::new());
    for law in members("inputs") {
        for target in &members("target") {
            for _ in 0..20 {
                let n = *draw.of(&[1, 2, 13, 20, 40, 64, if law["kind"] == "normal" { 100 } else { 256 }]);
                let most = if law["kind"] == "hypercube" { 1 } else { 16 };
                let mut inputs = draw.member(&law, n, most);
                inputs["n"] = n.into();
                let list = json!([draw.set(n, most)]);
                let features = match draw.of(&[0, 0, 1, 2]) {
                    0 => Value::Null,
                    k => draw.member(&catalogue["features"][*k], n, most),
                };
                let mut spec = json!({
                    "seed": draw.0.below(1000),
                    "inputs": inputs,
                    "features": features,
                    "target": draw.member(target, n, most),
                    "learner": { "network": { "layers": *draw.of(&[2, 5, 32]), "width": 3 } },
                    "probe": { "samples": 32, "sets": draw.of(&[json!("strongest"), json!("prefixes"), list]) },
                });
                let mut outcome = build(&mut spec);
                if let Some(error) =
                    outcome.as_ref().err().filter(|error| error.field.starts_with("features"))
                {
                    *refused.entry(error.field.clone()).or_default() += 1;
                    spec["features"] = Value::Null;
                    outcome = build(&mut spec);
                }
                match outcome {
                    Err(error) => *refused.entry(error.field).or_default() += 1,
                    Ok(mut run) => {
                        built += 1;
                        if run.task().target.rows().is_none() {
                            assert_held(&run, &mut rng, &spec);
                            assert_normalised(&run, &mut rng, &spec);
                        }
                        assert!(newest(&mut run).iter().all(|value| value.is_finite()), "{spec}");
                        assert_eq!(run.status(), Status::Running);
                        set_to_zero(&mut run);
                        run.step(1);
                        run.measure();
                        assert!(newest(&mut run).iter().all(|value| value.is_finite()), "{spec}");
                    }
                }
            }
        }
    }
    println!("{built} built, refused: {refused:?}");
    assert!(built > 400, "{built} built, refused: {refused:?}");
}

/// What is beyond the limits, and just within: the field, and what is said.
#[test]
fn what_32_bits_do_not_hold_is_refused_in_words() {
    let biased = json!({ "n": 64, "bias": 0.95 });
    let gaussian = json!({ "kind": "gaussian", "n": 64 });
    let parity = |degree: usize| json!({ "kind": "parity", "degree": degree });
    let set = |count: usize, power: usize| -> Vec<usize> {
        (power..power * (count + 1)).map(|i| i / power).collect()
    };
    let staircase = |name: &str, degree: usize| json!({ "kind": name, "degree": degree });
    let expansion =
        |set: Vec<usize>| json!({ "kind": "expansion", "terms": [{ "set": set, "coefficient": 1000 }] });
    let values = "the target's values on these inputs may reach";
    for (inputs, within, beyond, field, why) in [
        (
            &biased,
            parity(23),
            parity(24),
            "target.degree",
            "may reach 1.2e19 in size: 32-bit numbers train on sizes in [0, 1e19]",
        ),
        (&biased, parity(1), parity(49), "target.degree", "may reach 9.6e38 in size"),
        (
            &biased,
            json!({ "kind": "parity", "set": set(23, 1) }),
            json!({ "kind": "parity", "set": set(24, 1) }),
            "target.set",
            values,
        ),
        (&biased, staircase("staircase", 23), staircase("staircase", 25), "target.degree", values),
        (
            &biased,
            staircase("truncated_staircase", 23),
            staircase("truncated_staircase", 25),
            "target.degree",
            values,
        ),
        (
            &biased,
            json!({ "kind": "double_staircase", "k": 2, "l": 20 }),
            json!({ "kind": "double_staircase", "k": 2, "l": 30 }),
            "target.l",
            values,
        ),
        (
            &biased,
            json!({ "kind": "double_staircase", "k": 20, "l": 20 }),
            json!({ "kind": "double_staircase", "k": 40, "l": 20 }),
            "target.k",
            values,
        ),
        (
            &biased,
            json!({ "kind": "chains", "chains": [set(20, 1)] }),
            json!({ "kind": "chains", "chains": [[1], set(30, 1)] }),
            "target.chains",
            values,
        ),
        (
            &biased,
            json!({ "kind": "composable", "steps": 6 }),
            json!({ "kind": "composable", "steps": 40 }),
            "target.steps",
            values,
        ),
        (&biased, expansion(set(20, 1)), expansion(set(22, 1)), "target.terms", values),
        (&gaussian, expansion(set(3, 1)), expansion(set(2, 16)), "target.terms", values),
        (&gaussian, parity(54), parity(55), "target.degree", values),
        (&json!({ "kind": "normal", "n": 64 }), parity(54), parity(55), "target.degree", values),
        (&json!({ "kind": "uniform", "n": 64 }), parity(64), expansion(set(64, 16)), "target.terms", values),
        (
            &json!({ "n": 256 }),
            parity(256),
            json!({ "kind": "formula", "formula": "1001 x1" }),
            "target.formula",
            "1001",
        ),
    ] {
        let network = json!({ "network": { "layers": 2, "width": 2 } });
        let built = |target: &Value| {
            let spec =
                json!({ "inputs": inputs, "target": target, "learner": network, "probe": { "samples": 64 } });
            spec::build(&spec, None)
        };
        let run = built(&within).unwrap_or_else(|error| panic!("{within}: {error}"));
        assert_eq!(run.status(), Status::Running, "{within} on {inputs}");
        let error = built(&beyond).err().unwrap_or_else(|| panic!("{beyond} on {inputs} should be refused"));
        assert!(error.field == field && error.why.contains(why), "{beyond} on {inputs}: {error}");
    }
    for (inputs, sets, why) in [
        (
            &json!({ "n": 256, "bias": 0.95 }),
            json!([set(1, 1), set(130, 1)]),
            "{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16… may reach 2.6e103 on these inputs",
        ),
        (&gaussian, json!([set(64, 16)]), "what is followed must stay in [0, 1e100] in size"),
    ] {
        let spec = json!({ "inputs": inputs, "target": parity(2), "probe": { "samples": 64, "sets": sets } });
        let error = spec::build(&spec, None).err().unwrap();
        assert!(error.field == "probe.sets" && error.why.contains(why), "{error}");
    }
    // Rows of one's own, where x knows no bound but that of the table.
    let table = |x: f64| json!({ "kind": "table", "x": vec![x; 100], "y": vec![1; 100] });
    let rows = |x: f64, sets: Value| json!({ "inputs": { "kind": "gaussian", "n": 1 }, "target": table(x), "probe": { "sets": sets } });
    let with_features = |mut spec: Value, formula: &str| {
        spec["features"] = json!({ "kind": "formulas", "formulas": ["x1", formula] });
        spec
    };
    assert!(spec::build(&with_features(rows(1e4, json!([])), "x1^2"), None).is_ok());
    assert!(spec::build(&rows(1e19, json!([[1]])), None).is_ok_and(|run| run.status() == Status::Running));
    for (spec, field, why) in [
        (
            rows(2e19, json!([])),
            "target.x",
            "entry 1 is 2e+19, not 0 or a number of a size in [1.2e-38, 1e19]",
        ),
        (rows(1e-39, json!([])), "target.x", "entry 1 is 1e-39, not 0 or"),
        (rows(1e19, json!([vec![1; 16]])), "probe.sets", "{1^16} may reach 2.2e297 on these inputs"),
        (
            with_features(rows(1e6, json!([])), "x1^2"),
            "features",
            "x1^2 may reach 1000000000000 in size on the rows of the table, outside [0, 1e9]",
        ),
    ] {
        let error = spec::build(&spec, None).err().unwrap();
        assert!(error.field == field && error.why.contains(why), "{error}");
    }
}

/// N(m, Σ) whose mean is so large beside the deviation in some direction that x loses what is learned from.
#[test]
fn means_beyond_the_digits_of_32_bits_are_refused() {
    let law = |mean: f64, covariance: Value| json!({ "kind": "normal", "n": 2, "means": [mean, -mean], "covariance": covariance });
    let variance = |v: f64| json!([[v, 0], [0, v]]);
    // λ = 1.9999 and 0.0001: the least deviation, 0.01, is that of x1 - x2.
    let correlated = json!([[1, 0.9999], [0.9999, 1]]);
    for (inputs, field) in [
        (law(1000.0, variance(1e-9)), "inputs.means"),
        (law(1000.0, variance(1e-4)), "inputs.means"),
        (law(1000.0, variance(1e-2)), ""),
        (law(100.0, correlated.clone()), ""),
        (law(1000.0, correlated), "inputs.means"),
        (law(0.0, variance(1e-60)), ""),
        (law(0.0, variance(1e-80)), "inputs.covariance"),
        (law(1e-30, variance(1e-60)), ""),
        (json!({ "kind": "normal", "n": 2, "mean": 10, "covariance": variance(1e-9) }), "inputs.mean"),
        (json!({ "kind": "normal", "n": 100, "mean": 10, "deviation": 0.1, "correlation": 0.95 }), ""),
    ] {
        let spec = json!({
            "inputs": inputs,
            "target": { "kind": "expansion", "terms": [{ "set": [1], "coefficient": 1 }, { "set": [1, 2, 2, 2], "coefficient": 1 }] },
            "learner": { "step_size": 1e-7, "network": { "layers": 2, "width": 2 } },
        });
        match spec::build(&spec, None) {
            Err(error) => {
                assert!(error.field == field && error.why.contains("outside [0, 0.001]"), "{inputs}: {error}")
            }
            Ok(mut run) => {
                assert_eq!(field, "", "{inputs} should be refused");
                // E g² = 2, which is the loss of a network that says 0.
                set_to_zero(&mut run);
                run.step(1);
                run.measure();
                let width = run.columns().len();
                let trace = run.drain();
                let (loss, error) = (trace.values[width + 3], trace.errors[width + 3]);
                assert!((loss - 2.0).abs() < 4.5 * error && error < 0.2, "{inputs}: {loss} ± {error}");
            }
        }
    }
}
