//! One run of a sweep, row by row.

use super::{Condition, Ended, Learned, Moment, Outcome, Sweep};
use crate::experiment::{Experiment, Status};
use crate::schema::Invalid;
use crate::work::Work;

/// What is seen of a run until it has learned, or until its end. How its rows come, one by one or many at a time, changes nothing.
pub struct Follower {
    conditions: Vec<Condition>,
    columns: [usize; 3],
    width: usize,
    stop: bool,
    learned: Option<Moment>,
    end: Moment,
    test_loss: f64,
}

impl Follower {
    /// Of a run that has no rows yet.
    pub fn of(run: &Experiment, learned: &Learned, stop: bool) -> Result<Self, Invalid> {
        let columns = run.columns();
        let place = |name: &str| columns.iter().position(|column| column == name).unwrap_or_default();
        Ok(Self {
            conditions: learned.conditions(run)?,
            columns: ["iteration", "samples", "test_loss"].map(place),
            width: columns.len(),
            stop,
            learned: None,
            end: Moment { iterations: 0, samples: 0 },
            test_loss: f64::NAN,
        })
    }

    /// Has the run go on by as much work, and takes in what comes of it; true once no more is wanted, or nothing more can come.
    pub fn advance(&mut self, run: &mut Experiment, iterations: u64, work: u64) -> bool {
        run.advance(iterations, None, true, &mut Work::up_to(work));
        let enough = self.take(&run.drain().values);
        let over = run.iteration() >= iterations || run.status() != Status::Running;
        enough || (over && run.pending().is_none())
    }

    /// Takes in rows; true once no more are wanted.
    pub fn take(&mut self, rows: &[f64]) -> bool {
        for row in rows.chunks_exact(self.width) {
            if self.stop && self.learned.is_some() {
                break;
            }
            let [iterations, samples, test_loss] = self.columns.map(|column| row[column]);
            self.end = Moment { iterations: iterations as u64, samples: samples as u64 };
            self.test_loss = test_loss;
            if self.learned.is_none() && self.conditions.iter().all(|condition| condition.holds(row)) {
                self.learned = Some(self.end);
            }
        }
        self.stop && self.learned.is_some()
    }

    /// What it came to, its run being in this state.
    pub fn outcome(&self, cell: usize, seed: u64, status: Status) -> Outcome {
        let ended = match status {
            // What it did afterwards is not looked at.
            _ if self.stop && self.learned.is_some() => Ended::Learned,
            Status::Running => Ended::Budget,
            Status::Done => Ended::Done,
            Status::Diverged => Ended::Diverged,
        };
        Outcome { cell, seed, ended, learned: self.learned, end: self.end, test_loss: self.test_loss }
    }
}

impl Sweep {
    /// A run of a cell and what follows it.
    pub fn begin(&self, cell: usize, seed: u64) -> Result<(Experiment, Follower), Invalid> {
        let run = crate::spec::begin(&self.spec(cell, seed)?, None)?;
        let follower = Follower::of(&run, &self.learned, self.stop)?;
        Ok((run, follower))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn outcome(stop: bool, slice: u64) -> Outcome {
        let sweep = Sweep::read(&json!({
            "spec": {
                "inputs": { "n": 4 },
                "target": { "kind": "staircase", "degree": 2 },
                "learner": { "step_size": 0.05, "network": { "layers": 2, "width": 16 } },
                "probe": { "every": 20 }
            },
            "iterations": 1500,
            "stop": stop
        }))
        .unwrap();
        let (mut run, mut follower) = sweep.begin(0, 3).unwrap();
        while !follower.advance(&mut run, sweep.iterations, slice) {}
        follower.outcome(0, 3, run.status())
    }

    #[test]
    fn slices_change_nothing_and_what_comes_later_is_not_seen() {
        let whole = outcome(false, u64::MAX);
        assert_eq!(outcome(false, 100_000), whole);
        let learned = whole.learned.expect("two coins are learned soon");
        assert_eq!(whole.end.iterations, 1500);
        let stopped = outcome(true, u64::MAX);
        assert_eq!((stopped.learned, stopped.end), (Some(learned), learned));
        assert_eq!(outcome(true, 100_000), stopped);
    }
}
