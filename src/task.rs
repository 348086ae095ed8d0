//! A learning problem: an input law, a target, and samples of it.

use crate::basis::{MultiIndex, Polynomial};
use crate::data::{Data, Position};
use crate::features::Features;
use crate::inputs::{InputDistribution, Side};
use crate::rng::scrambled;
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

/// A mini-batch of coins, of which only the coordinates that someone asked for are drawn.
#[derive(Clone, Debug, Default)]
pub struct Coins {
    /// (coordinates, B): coordinate after coordinate.
    pub x: Vec<f64>,
    /// (B,).
    pub y: Vec<f64>,
    /// Of the target's own coordinates, (…, B), and the product of a term's.
    own: Vec<f64>,
    product: Vec<f64>,
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

    /// `size` samples drawn anew from independent coins, at these 0-based coordinates alone, and the values of a target
    /// whose expansion is known. Each coordinate of each mini-batch is a sequence of its own, so that it has the same values
    /// whichever others are asked for.
    pub fn coins(&mut self, size: usize, coordinates: &[usize], batch: &mut Coins) {
        let Task { inputs, target, .. } = self.task;
        let sides = inputs.coins().unwrap_or_default();
        let key = self.position.draw();
        let Coins { x, y, own, product } = batch;
        x.resize(coordinates.len() * size, 0.0);
        for (&i, x) in coordinates.iter().zip(x.chunks_exact_mut(size)) {
            flip(key, i, &sides[i], x);
        }
        y.clear();
        y.resize(size, 0.0);
        let mut drawn: Vec<usize> = Vec::new();
        own.clear();
        // A staircase's next step is the one before times another coordinate.
        let none = MultiIndex::default();
        let mut before = &none;
        product.clear();
        product.resize(size, 1.0);
        for term in target.terms() {
            if !before.support().all(|i| term.index.degree_of(i) > 0) {
                before = &none;
                product.fill(1.0);
            }
            for i in term.index.support().filter(|i| before.degree_of(*i) == 0) {
                let at = drawn.iter().position(|&d| d == i).unwrap_or_else(|| {
                    drawn.push(i);
                    own.resize(drawn.len() * size, 0.0);
                    flip(key, i, &sides[i], &mut own[(drawn.len() - 1) * size..]);
                    drawn.len() - 1
                });
                product.iter_mut().zip(&own[at * size..]).for_each(|(product, x)| *product *= x);
            }
            before = &term.index;
            y.iter_mut().zip(&*product).for_each(|(y, product)| *y += term.coefficient * product);
        }
        self.position.samples += size as u64;
    }

    /// A statistical query, exact and counted: E g φ.
    pub fn correlation(&mut self, query: &Polynomial) -> f64 {
        self.position.queries += 1;
        let terms = self.task.target.terms().iter();
        terms.map(|term| term.coefficient * query.coefficient(&term.index)).sum()
    }

    /// The same for E g².
    pub fn mean_square(&mut self) -> f64 {
        self.position.queries += 1;
        self.task.target.terms().iter().map(|term| term.coefficient * term.coefficient).sum()
    }
}

/// The values of the 0-based coordinate `i` in the mini-batch `key`.
fn flip(key: u64, i: usize, sides: &[Side; 2], x: &mut [f64]) {
    let [heads, tails] = sides.map(|side| side.value);
    let key = scrambled(key, i as u64);
    if sides[0].weight == 0.5 {
        for (at, x) in x.chunks_mut(64).enumerate() {
            let bits = scrambled(key, at as u64);
            for (bit, x) in x.iter_mut().enumerate() {
                *x = if bits >> bit & 1 == 0 { heads } else { tails };
            }
        }
        return;
    }
    // Of 2^64 equally likely numbers, as many as the weight says.
    let below = (sides[0].weight * 18_446_744_073_709_551_616.0) as u64;
    for (at, x) in x.iter_mut().enumerate() {
        *x = if scrambled(key, at as u64) < below { heads } else { tails };
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

    /// A coordinate has the same values whichever others are asked for; the target's values are those of the inputs; coins fall
    /// as often on each side as their law says.
    #[test]
    fn coins_are_drawn_as_they_are_asked_for() {
        let inputs = Hypercube::biased(&[0.0, 0.5, -0.3, 0.0, 0.9]);
        let features = Features::none(inputs.basis());
        let target = Box::new(Staircase::new(3, false));
        let task = Task { inputs: Box::new(inputs), features, target, data: Box::new(Fresh) };
        let size = 5000;
        let draw = |coordinates: &[usize]| {
            let mut batch = Coins::default();
            Oracle::new(&task, &mut Position::start(4)).coins(size, coordinates, &mut batch);
            batch
        };
        let (all, some, none) = (draw(&[0, 1, 2, 3, 4]), draw(&[4, 1]), draw(&[]));
        assert_eq!(some.x, [&all.x[4 * size..], &all.x[size..2 * size]].concat());
        assert!(none.x.is_empty() && none.y == all.y && some.y == all.y);
        for s in 0..size {
            let x: Vec<f64> = (0..5).map(|i| all.x[i * size + s]).collect();
            let g = x[0] + x[0] * x[1] + x[0] * x[1] * x[2];
            assert!((all.y[s] - g).abs() < 1e-12, "{} {g}", all.y[s]);
        }
        for x in all.x.chunks_exact(size) {
            let mean = x.iter().sum::<f64>() / size as f64;
            assert!(mean.abs() < 4.5 / (size as f64).sqrt(), "{mean}");
        }
    }
}
