//! When a run counts as having learned: as conditions on the columns of a row.

use crate::experiment::Experiment;
use crate::probes::{self, Group};
use crate::rng::{Rng, Stream};
use crate::schema::{Field, Invalid, Kind, Reader, brief, object};
use crate::targets::Term;
use serde::Serialize;
use serde_json::Value;

/// What a row must show.
#[derive(Clone, Debug, PartialEq)]
pub enum Learned {
    /// So much of every followed coefficient of the target, all in one row; of a target without known coefficients, so much of E g²,
    /// as 1 - test loss / E g².
    Share(f64),
    /// A column that is at least so large.
    Reaches(String, f64),
    /// Or at most.
    FallsTo(String, f64),
}

/// Holds of a row whose entry `column`, times `sign`, is at least `bound`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Condition {
    pub column: usize,
    pub sign: f64,
    pub bound: f64,
}

impl Condition {
    /// Whether it holds of this row.
    pub fn holds(&self, row: &[f64]) -> bool {
        self.sign * row[self.column] >= self.bound
    }
}

const SHARE: Field = Field {
    name: "share",
    label: "share of the target",
    unit: "",
    help: "A run has learned once every followed coefficient of the target has come so far, all at once.",
    kind: Kind::Number { default: 0.9, min: 0.01, max: 1.0 },
};

impl Learned {
    /// `{ share }`, `{ column, reaches }` or `{ column, falls_to }`, and the same complete.
    pub fn read(value: Option<&Value>) -> Result<(Self, Value), Invalid> {
        let mut reader = Reader::new("learned", value)?;
        let Some(column) = reader.take("column") else {
            reader.only(&[SHARE.name, "column"])?;
            let share = reader.number(&SHARE)?;
            return Ok((Self::Share(share), reader.finish(&[SHARE])?));
        };
        let name = column.as_str().ok_or_else(|| {
            reader.error("column", format!("{} is not the name of a column", brief(column)))
        })?;
        reader.only(&["column", "reaches", "falls_to"])?;
        let (key, value) = match (reader.take("reaches"), reader.take("falls_to")) {
            (Some(value), None) => ("reaches", value),
            (None, Some(value)) => ("falls_to", value),
            _ => return Err(reader.error("column", "goes with either reaches or falls_to")),
        };
        let number =
            value.as_f64().ok_or_else(|| reader.error(key, format!("{} is not a number", brief(value))))?;
        let learned = match key {
            "reaches" => Self::Reaches(name.to_owned(), number),
            _ => Self::FallsTo(name.to_owned(), number),
        };
        Ok((learned, object([("column", column.clone()), (key, number.into())])))
    }

    /// What it comes to in a run; at least one condition.
    pub fn conditions(&self, run: &Experiment) -> Result<Vec<Condition>, Invalid> {
        let columns = run.columns();
        let place = |name: &str| {
            columns.iter().position(|column| column == name).ok_or_else(|| {
                let why = format!("\"{name}\" is none of the run's, which are {}", columns.join(", "));
                Invalid::new("learned.column", why)
            })
        };
        match self {
            Self::Reaches(name, bound) => {
                Ok(vec![Condition { column: place(name)?, sign: 1.0, bound: *bound }])
            }
            Self::FallsTo(name, bound) => {
                Ok(vec![Condition { column: place(name)?, sign: -1.0, bound: -bound }])
            }
            Self::Share(share) => {
                let coefficients = coefficients(run, &columns, *share);
                if !coefficients.is_empty() {
                    return Ok(coefficients);
                }
                let (inputs, _, target) = run.aim(u64::MAX);
                let seed = run.spec()["seed"].as_u64().unwrap_or_default();
                let energy = probes::mean_square(target, inputs, Rng::new(seed, Stream::Probe)).value;
                let column = place("test_loss")?;
                Ok(vec![Condition { column, sign: -1.0, bound: (share - 1.0) * energy }])
            }
        }
    }
}

/// One for each followed coefficient of a target that is known; a constant beside others is no step.
fn coefficients(run: &Experiment, columns: &[String], share: f64) -> Vec<Condition> {
    let (_, _, target) = run.aim(u64::MAX);
    if target.estimated() {
        return Vec::new();
    }
    let groups = run.groups();
    let terms = target.terms();
    let mut conditions = Vec::new();
    for Term { index, coefficient } in terms {
        if *coefficient == 0.0 || (index.degree() == 0 && terms.len() > 1) {
            continue;
        }
        let name = index.to_string();
        let column = (0..columns.len()).find(|&k| groups[k] == Group::Coefficient && columns[k] == name);
        if let Some(column) = column {
            let bound = share * coefficient.abs();
            conditions.push(Condition { column, sign: coefficient.signum(), bound });
        }
    }
    conditions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec;
    use serde_json::json;

    fn conditions(learned: Value, target: Value) -> Vec<(String, f64, f64)> {
        let run =
            spec::begin(&json!({ "inputs": { "n": 5 }, "target": target, "learner": { "network": { "layers": 2, "width": 4 } } }), None)
                .unwrap();
        let (learned, _) = Learned::read(Some(&learned)).unwrap();
        let named = |c: Condition| (run.columns()[c.column].clone(), c.sign, c.bound);
        learned.conditions(&run).unwrap().into_iter().map(named).collect()
    }

    #[test]
    fn a_share_is_of_every_coefficient_but_a_constant_beside_others() {
        let terms = json!([{ "set": [], "coefficient": 3 }, { "set": [1], "coefficient": -2 }, { "set": [1, 2], "coefficient": 0.5 }]);
        let target = json!({ "kind": "expansion", "terms": terms });
        assert_eq!(
            conditions(json!({ "share": 0.8 }), target),
            [("{1}".into(), -1.0, 1.6), ("{1,2}".into(), 1.0, 0.4)]
        );
        let constant = json!({ "kind": "expansion", "terms": [{ "set": [], "coefficient": 3 }] });
        assert_eq!(conditions(json!({}), constant), [("{}".into(), 1.0, 0.9 * 3.0)]);
    }

    /// E g² of this teacher is not known, but what is left of it says the same.
    #[test]
    fn of_a_target_without_coefficients_it_is_what_is_explained() {
        let conditions = conditions(json!({ "share": 0.9 }), json!({ "kind": "teacher", "widths": [3, 2] }));
        let [(name, sign, bound)] = &conditions[..] else { panic!("{conditions:?}") };
        assert!(name == "test_loss" && *sign == -1.0 && *bound < 0.0);
    }

    #[test]
    fn columns_are_asked_for_by_name() {
        let target = json!({ "kind": "staircase", "degree": 2 });
        let of = |learned| conditions(learned, target.clone());
        assert_eq!(of(json!({ "column": "{1}", "reaches": 0.5 })), [("{1}".into(), 1.0, 0.5)]);
        let below = Condition { column: 0, sign: -1.0, bound: -0.1 };
        assert_eq!(of(json!({ "column": "test_loss", "falls_to": 0.1 })), [("test_loss".into(), -1.0, -0.1)]);
        assert!(below.holds(&[0.1]) && !below.holds(&[0.2]) && !below.holds(&[f64::NAN]));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (learned, message) in [
            (json!({ "share": 2 }), "learned.share: 2 is outside [0.01, 1]"),
            (json!({ "part": 0.5 }), "learned.part: unknown entry; known are share, column"),
            (json!({ "column": 3, "reaches": 1 }), "learned.column: 3 is not the name of a column"),
            (json!({ "column": "{1}" }), "learned.column: goes with either reaches or falls_to"),
            (
                json!({ "column": "{1}", "reaches": 1, "falls_to": 0 }),
                "learned.column: goes with either reaches or falls_to",
            ),
            (json!({ "column": "{1}", "reaches": "high" }), "learned.reaches: \"high\" is not a number"),
            (json!(0.9), "learned: 0.9 is not an object"),
        ] {
            assert_eq!(Learned::read(Some(&learned)).unwrap_err().to_string(), message);
        }
    }
}
