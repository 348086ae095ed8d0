//! A learning problem: an input law, a target, and samples of it.

use crate::data::{Data, Position};
use crate::features::Features;
use crate::inputs::InputDistribution;
use crate::targets::Target;

/// Inputs, a target on them, and data.
pub struct Task {
    pub inputs: Box<dyn InputDistribution>,
    /// What a network is given beside the input.
    pub features: Features,
    pub target: Box<dyn Target>,
    pub data: Box<dyn Data>,
}

/// A mini-batch: x with its features, (B, n + p), and y (B,).
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
        let Task { inputs, features, target, data } = self.task;
        let width = inputs.dim() + features.count();
        batch.x.resize(size * width, 0.0);
        batch.y.resize(size, 0.0);
        for (row, y) in batch.x.chunks_exact_mut(width).zip(&mut batch.y) {
            let (x, phi) = row.split_at_mut(inputs.dim());
            *y = data.next(&**inputs, &**target, self.position, x);
            features.eval_into(x, phi);
        }
        self.position.samples += size as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Fixed, Fresh};
    use crate::inputs::Hypercube;
    use crate::rng::{Rng, Stream};
    use crate::targets::Staircase;

    fn task(fixed: Option<usize>) -> Task {
        let (inputs, target) = (Hypercube::new(5), Staircase::new(3, false));
        let data: Box<dyn Data> = match fixed {
            None => Box::new(Fresh),
            Some(count) => Box::new(Fixed::new(count, 9)),
        };
        let features = Features::none(inputs.basis());
        Task { inputs: Box::new(inputs), features, target: Box::new(target), data }
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
