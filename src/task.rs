//! A learning problem: an input law, a target, and how samples of it are had.

use crate::inputs::InputDistribution;
use crate::rng::{Rng, Stream};
use crate::targets::Target;
use serde::{Deserialize, Serialize};

/// Where samples come from.
pub enum Data {
    /// Every sample is new: an endless stream (one-pass SGD).
    Fresh,
    /// The stream's first `count` samples, cycled in order and never shuffled. They are drawn again on
    /// every pass from the stream's beginning, for that costs less than keeping them: m = 300,000
    /// inputs of 100 numbers are 120 MB.
    Fixed { count: usize, beginning: Rng },
    /// Given rows, x (count, n) and y (count,), cycled in order and never shuffled.
    Rows { x: Vec<f32>, y: Vec<f32> },
}

/// Inputs, a target on them, and data.
pub struct Task {
    pub inputs: Box<dyn InputDistribution>,
    pub target: Box<dyn Target>,
    pub data: Data,
}

impl Data {
    /// `count` samples drawn once, from the training stream of `seed`.
    pub fn fixed(count: usize, seed: u64) -> Self {
        Self::Fixed { count, beginning: Rng::new(seed, Stream::Train) }
    }
}

/// How far the data has been read; part of an experiment's snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    rng: Rng,
    next_row: usize,
    /// Samples handed out so far.
    pub samples: u64,
}

impl Position {
    /// The beginning of the data of `seed`.
    pub fn start(seed: u64) -> Self {
        Self { rng: Rng::new(seed, Stream::Train), next_row: 0, samples: 0 }
    }

    /// Whether there is such a position in the task's data.
    pub fn is_within(&self, task: &Task) -> bool {
        match &task.data {
            Data::Fresh => true,
            Data::Fixed { count, .. } => self.next_row < *count,
            Data::Rows { y, .. } => self.next_row < y.len(),
        }
    }
}

/// A mini-batch: x (B, n) and y (B,).
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub x: Vec<f32>,
    pub y: Vec<f32>,
}

/// A learner's only way to see data; counts what it hands out.
pub struct Oracle<'a> {
    task: &'a Task,
    position: &'a mut Position,
}

impl<'a> Oracle<'a> {
    /// Reads on in the task's data from `position`.
    pub fn new(task: &'a Task, position: &'a mut Position) -> Self {
        Self { task, position }
    }

    /// The next `size` samples, into `batch`, whose memory is used again.
    pub fn next(&mut self, size: usize, batch: &mut Batch) {
        let Position { rng, next_row, samples } = &mut *self.position;
        let n = self.task.inputs.dim();
        batch.x.resize(size * n, 0.0);
        batch.y.resize(size, 0.0);
        let into = batch.x.chunks_exact_mut(n).zip(&mut batch.y);
        match &self.task.data {
            Data::Fresh => {
                for (x, y) in into {
                    self.task.inputs.sample_into(rng, x);
                    *y = self.task.target.eval(x);
                }
            }
            Data::Fixed { count, beginning } => {
                for (x, y) in into {
                    if *next_row == 0 {
                        *rng = beginning.clone();
                    }
                    self.task.inputs.sample_into(rng, x);
                    *y = self.task.target.eval(x);
                    *next_row = (*next_row + 1) % count;
                }
            }
            Data::Rows { x: rows, y: values } => {
                for (x, y) in into {
                    x.copy_from_slice(&rows[*next_row * n..][..n]);
                    *y = values[*next_row];
                    *next_row = (*next_row + 1) % values.len();
                }
            }
        }
        *samples += size as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::Hypercube;
    use crate::targets::Staircase;

    fn task(fixed: Option<usize>) -> Task {
        let (inputs, target) = (Hypercube::new(5), Staircase::new(3, false));
        let data = match fixed {
            None => Data::Fresh,
            Some(count) => Data::fixed(count, 9),
        };
        Task { inputs: Box::new(inputs), target: Box::new(target), data }
    }

    #[test]
    fn fixed_rows_are_cycled_in_order_and_counted() {
        let task = task(Some(7));
        let (mut rng, mut rows) = (Rng::new(9, Stream::Train), vec![0.0; 7 * 5]);
        rows.chunks_exact_mut(5).for_each(|x| task.inputs.sample_into(&mut rng, x));
        let mut position = Position::start(9);
        let mut batch = Batch::default();
        let mut seen = Vec::new();
        for _ in 0..3 {
            Oracle::new(&task, &mut position).next(5, &mut batch);
            seen.extend_from_slice(&batch.x);
        }
        let expected: Vec<f32> = rows.iter().copied().cycle().take(15 * 5).collect();
        assert_eq!(seen, expected);
        assert_eq!(position.samples, 15);
    }

    /// Fixed data is the beginning of the fresh stream of the same seed, so that the two differ in
    /// the repetition alone.
    #[test]
    fn fresh_and_fixed_begin_alike() {
        let (mut fresh, mut fixed) = (Batch::default(), Batch::default());
        Oracle::new(&task(None), &mut Position::start(9)).next(7, &mut fresh);
        Oracle::new(&task(Some(7)), &mut Position::start(9)).next(7, &mut fixed);
        assert_eq!(fresh.x, fixed.x);
        assert_eq!(fresh.y, fixed.y);
    }
}
