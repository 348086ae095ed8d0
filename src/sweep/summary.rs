//! What runs came to, cell by cell, and how their times grow.

use super::{Exponent, Sweep, exponent, quantile, wilson};
use crate::order;
use crate::schema::{Invalid, Reader, brief, object};
use serde_json::Value;

/// How a run stood when it was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It had learned, and the sweep wanted no more of it.
    Learned,
    /// It had all iterations that the sweep allows.
    Budget,
    /// At its learner's own end.
    Done,
    Diverged,
    /// It could not be made: it counts for nothing.
    Failed,
}

impl Ended {
    /// By their names; data of versions before say "running" of the first two.
    const ALL: [(&'static str, Self); 6] = [
        ("learned", Self::Learned),
        ("budget", Self::Budget),
        ("running", Self::Budget),
        ("done", Self::Done),
        ("diverged", Self::Diverged),
        ("failed", Self::Failed),
    ];

    fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, ended)| *ended == self).map_or("", |(name, _)| name)
    }
}

/// A time, in both units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub iterations: u64,
    pub samples: u64,
}

/// What one run came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub cell: usize,
    pub seed: u64,
    pub ended: Ended,
    /// That of the first row in which it had learned.
    pub learned: Option<Moment>,
    /// That of its last row.
    pub end: Moment,
    /// In that row; NaN where it is none.
    pub test_loss: f64,
}

impl Outcome {
    /// A list of them.
    pub fn list(value: &Value) -> Result<Vec<Self>, Invalid> {
        let list = value.as_array();
        let list = list.ok_or_else(|| Invalid::new("outcomes", format!("{} is not a list", brief(value))))?;
        let mut outcomes = Vec::with_capacity(list.len());
        for value in list {
            outcomes.push(Self::read(value)?);
        }
        Ok(outcomes)
    }

    /// `{ cell, seed, ended, learned: { iterations, samples } | null, end, test_loss }`.
    pub fn read(value: &Value) -> Result<Self, Invalid> {
        let reader = Reader::new("outcome", Some(value))?;
        let whole =
            |value: &Value| value.as_f64().filter(|v| v.fract() == 0.0 && *v >= 0.0).map(|v| v as u64);
        let wrong = |name: &str| reader.error(name, format!("{} is not one", brief(&value[name])));
        let moment = |value: &Value| {
            Some(Moment { iterations: whole(&value["iterations"])?, samples: whole(&value["samples"])? })
        };
        let named = |(name, _): &(&str, Ended)| value["ended"] == *name;
        Ok(Self {
            cell: whole(&value["cell"]).ok_or_else(|| wrong("cell"))? as usize,
            seed: whole(&value["seed"]).ok_or_else(|| wrong("seed"))?,
            ended: Ended::ALL.into_iter().find(named).ok_or_else(|| wrong("ended"))?.1,
            learned: match &value["learned"] {
                Value::Null => None,
                learned => Some(moment(learned).ok_or_else(|| wrong("learned"))?),
            },
            end: moment(&value["end"]).ok_or_else(|| wrong("end"))?,
            test_loss: value["test_loss"].as_f64().unwrap_or(f64::NAN),
        })
    }
}

impl From<Moment> for Value {
    fn from(Moment { iterations, samples }: Moment) -> Self {
        object([("iterations", iterations.into()), ("samples", samples.into())])
    }
}

impl From<&Outcome> for Value {
    fn from(outcome: &Outcome) -> Self {
        object([
            ("cell", outcome.cell.into()),
            ("seed", outcome.seed.into()),
            ("ended", outcome.ended.name().into()),
            ("learned", outcome.learned.into()),
            ("end", outcome.end.into()),
            ("test_loss", outcome.test_loss.into()),
        ])
    }
}

type Unit = fn(&Moment) -> u64;

/// What times are told in.
const UNITS: [(&str, Unit); 2] =
    [("iterations", |moment| moment.iterations), ("samples", |moment| moment.samples)];

impl Sweep {
    /// What the runs that there are say. A run counts once, however often it is there.
    ///
    /// `cells`: of each its `values`, how many `runs` there are and how many of them `learned`, `diverged` or `failed`; the `rate` of those
    /// that learned among those that did not fail, with Wilson's 95 % `interval`; the quartiles of the time to learn in `iterations`
    /// and in `samples`, null where they lie beyond the sweep's end. `exponents`: if the first axis has positive numbers alone, for each
    /// value of the second, or once, how the median time grows along it.
    pub fn summary(&self, outcomes: &[Outcome]) -> Value {
        let mut cells: Vec<Vec<&Outcome>> = vec![Vec::new(); self.cells()];
        for outcome in outcomes {
            let Some(cell) = cells.get_mut(outcome.cell) else { continue };
            if self.seeds.contains(&outcome.seed) && cell.iter().all(|known| known.seed != outcome.seed) {
                cell.push(outcome);
            }
        }
        let told = |(k, runs): (usize, &Vec<&Outcome>)| self.told(k, runs);
        let counted: usize = cells.iter().map(Vec::len).sum();
        object([
            ("runs", counted.into()),
            ("of", (self.cells() as u64 * (self.seeds.end - self.seeds.start)).into()),
            ("cells", Value::Array(cells.iter().enumerate().map(told).collect())),
            ("exponents", Value::Array(self.exponents(&cells))),
        ])
    }

    fn told(&self, cell: usize, runs: &[&Outcome]) -> Value {
        let count = |ended| runs.iter().filter(|run| run.ended == ended).count();
        let learned = runs.iter().filter(|run| run.learned.is_some()).count();
        let failed = count(Ended::Failed);
        let made = runs.len() - failed;
        let quartiles = |unit| {
            let times = times(runs, unit);
            list(&[0.25, 0.5, 0.75].map(|p| quantile(&times, p)))
        };
        let [(iterations, first), (samples, second)] = UNITS;
        object([
            ("values", Value::Array(self.values(cell).into_iter().cloned().collect())),
            ("runs", runs.len().into()),
            ("learned", learned.into()),
            ("diverged", count(Ended::Diverged).into()),
            ("failed", failed.into()),
            ("rate", (made > 0).then(|| learned as f64 / made as f64).into()),
            ("interval", ends(wilson(learned, made))),
            (iterations, quartiles(first)),
            (samples, quartiles(second)),
        ])
    }

    fn exponents(&self, cells: &[Vec<&Outcome>]) -> Vec<Value> {
        let Some(axis) = self.vary.first() else { return Vec::new() };
        let mut positive = Vec::new();
        for value in &axis.values {
            match value.as_f64() {
                Some(x) if x > 0.0 => positive.push(x),
                _ => return Vec::new(),
            }
        }
        let lines = self.cells() / positive.len();
        let grown = |line: usize, unit: Unit| {
            let mut points = Vec::new();
            for (k, x) in positive.iter().enumerate() {
                points.push((*x, times(&cells[k * lines + line], unit)));
            }
            let Some(Exponent { value, interval, points }) = exponent(&points) else { return Value::Null };
            object([("exponent", value.into()), ("interval", ends(interval)), ("points", points.into())])
        };
        let told = |line: usize| {
            let value = self.vary.get(1).map_or(Value::Null, |axis| axis.values[line].clone());
            let [(iterations, first), (samples, second)] = UNITS;
            object([("value", value), (iterations, grown(line, first)), (samples, grown(line, second))])
        };
        (0..lines).map(told).collect()
    }
}

fn ends(interval: Option<[f64; 2]>) -> Value {
    interval.map_or(Value::Null, |ends| list(&ends.map(Some)))
}

fn list(numbers: &[Option<f64>]) -> Value {
    Value::Array(numbers.iter().map(|number| Value::from(*number)).collect())
}

/// Of runs that were made, ascending; infinite of those that did not learn.
fn times(runs: &[&Outcome], unit: Unit) -> Vec<f64> {
    let made = runs.iter().filter(|run| run.ended != Ended::Failed);
    let time = |run: &&Outcome| run.learned.as_ref().map_or(f64::INFINITY, |moment| unit(moment) as f64);
    let mut times: Vec<f64> = made.map(time).collect();
    order::sort_by(&mut times, f64::total_cmp);
    times
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn run(cell: usize, seed: u64, learned: Option<u64>) -> Outcome {
        let moment = |iterations| Moment { iterations, samples: 20 * iterations };
        let (learned, end) = (learned.map(moment), moment(100));
        Outcome { cell, seed, ended: Ended::Budget, learned, end, test_loss: 0.5 }
    }

    fn sweep() -> Sweep {
        let vary = json!([{ "entry": "target.degree", "values": [1, 2, 4] }, { "entry": "target.kind", "values": ["staircase", "parity"] }]);
        Sweep::read(&json!({ "spec": { "target": {} }, "seeds": 4, "vary": vary })).unwrap()
    }

    #[test]
    fn a_cell_tells_how_often_and_when() {
        let outcomes = [
            run(0, 1, Some(10)),
            run(0, 2, Some(30)),
            run(0, 3, None),
            Outcome { ended: Ended::Failed, ..run(0, 4, None) },
            run(0, 2, Some(99)), // again
            run(0, 77, Some(1)), // none of its seeds
            run(9, 1, Some(1)),  // none of its cells
        ];
        let summary = sweep().summary(&outcomes);
        let cell = &summary["cells"][0];
        assert_eq!(cell["values"], json!([1, "staircase"]));
        assert_eq!(
            [&cell["runs"], &cell["learned"], &cell["failed"], &cell["diverged"]]
                .map(|v| v.as_u64().unwrap()),
            [4, 2, 1, 0]
        );
        assert_eq!(cell["rate"], 2.0 / 3.0);
        assert_eq!(cell["iterations"], json!([20.0, 30.0, null]));
        assert_eq!(cell["samples"], json!([400.0, 600.0, null]));
        assert_eq!((&summary["runs"], &summary["of"]), (&json!(4), &json!(24)));
        assert_eq!(summary["cells"][1]["interval"], Value::Null);
    }

    #[test]
    fn each_line_has_an_exponent_of_its_own() {
        // Cells are ordered by degree, then kind.
        let time = |cell: usize| match cell % 2 {
            0 => Some([8, 16, 32][cell / 2]),
            _ => [Some(1), Some(16), None][cell / 2],
        };
        let outcomes: Vec<_> =
            (0..6).flat_map(|cell| (1..=4).map(move |seed| run(cell, seed, time(cell)))).collect();
        let exponents = &sweep().summary(&outcomes)["exponents"];
        assert_eq!(exponents[0]["value"], "staircase");
        let exponent = &exponents[0]["iterations"]["exponent"];
        assert!((exponent.as_f64().unwrap() - 1.0).abs() < 1e-12, "{exponent}");
        assert_eq!(exponents[0]["samples"]["points"], 3);
        assert_eq!(exponents[1]["iterations"]["points"], 2);
        let exponent = &exponents[1]["iterations"]["exponent"];
        assert!((exponent.as_f64().unwrap() - 4.0).abs() < 1e-12, "{exponent}");
    }

    #[test]
    fn outcomes_are_read_as_they_are_written() {
        for outcome in [run(3, 9, Some(4)), Outcome { ended: Ended::Diverged, ..run(0, 1, None) }] {
            assert_eq!(Outcome::read(&Value::from(&outcome)).unwrap(), outcome);
        }
        let mut wrong = Value::from(&run(3, 9, Some(4)));
        wrong["learned"]["samples"] = (-1).into();
        assert_eq!(Outcome::read(&wrong).unwrap_err().field, "outcome.learned");
    }
}
