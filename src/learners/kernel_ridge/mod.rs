//! Kernel ridge regression: the least Σ (f - y)² + ridge ‖f‖² over the kernel's functions, of all samples so far.

mod features;
mod kernels;

pub use features::RandomFeatures;
pub use kernels::{KERNELS, Kernel};

use super::{Learner, Rest, StepStats};
use crate::linear::{Growing, dot};
use crate::networks::{Context, Model, Workspace};
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};
use crate::task::{Batch, Oracle};

/// f = Σ_i dual_i K(x_i, ·) with (K + ridge) dual = y. An iteration takes a mini-batch more into the samples (x_i, y_i):
/// where they are fresh, the loss before it is one on samples that were not fitted.
pub struct KernelRidge {
    kernel: Kernel,
    ridge: f64,
    batch: usize,
    count: usize,
    n: usize,
    next: Batch,
    taken: Batch,
    /// What the kernel compares the samples by, (N, p): x_i, or p = m features of it.
    points: Vec<f64>,
    /// |point|²/p.
    squares: Vec<f64>,
    /// Of K + ridge.
    factor: Growing,
    dual: Vec<f64>,
    /// Σ_i dual_i point_i / p where points are features, for then f(x) is its product with x's.
    primal: Vec<f64>,
}

/// What a kernel takes beside the product x·x', in multiply-adds: an exponential or an arc cosine.
const KERNEL_COST: usize = 20;

const BATCH: Field = Field {
    name: "batch",
    label: "batch B",
    unit: "samples",
    help: "Samples that one iteration takes in; then all are fitted anew.",
    kind: Kind::Integer { default: 50, min: 1, max: 256 },
};

const COUNT: Field = Field {
    name: "count",
    label: "samples, at most",
    unit: "samples",
    help: "With so many samples it is done: the time they take grows with the third power, the memory with the second.",
    kind: Kind::Integer { default: 4000, min: 1, max: 6000 },
};

const RIDGE: Field = Field {
    name: "ridge",
    label: "ridge λ",
    unit: "",
    help: "The sum of the squared errors plus λ times the squared norm of f is minimised; K(x, x) is 1 on the cube.",
    kind: Kind::Number { default: 1e-3, min: 1e-8, max: 1e3 },
};

const KERNEL: Field = Field {
    name: "kernel",
    label: "kernel",
    unit: "",
    help: "What it compares inputs by.",
    kind: Kind::Member { family: "kernel" },
};

pub(super) const ROW: Row<Box<dyn Learner>, Context> = Row {
    member: &Member {
        kind: "kernel_ridge",
        label: "kernel ridge regression",
        help: "The best fit by a kernel's functions to all samples so far, computed exactly: features that are given, not learned.",
        fields: &[BATCH, COUNT, RIDGE, KERNEL],
    },
    read: |reader, context| Ok(Box::new(KernelRidge::read(reader, context)?)),
};

impl KernelRidge {
    /// Of no samples yet, on R^n: `batch` more an iteration, until there are `count`.
    pub fn new(n: usize, kernel: Kernel, ridge: f64, batch: usize, count: usize) -> Self {
        Self {
            kernel,
            ridge,
            batch,
            count,
            n,
            next: Batch::default(),
            taken: Batch::default(),
            points: Vec::new(),
            squares: Vec::new(),
            factor: Growing::default(),
            dual: Vec::new(),
            primal: Vec::new(),
        }
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let (batch, count) = (reader.integer(&BATCH)?, reader.integer(&COUNT)?);
        let ridge = reader.number(&RIDGE)?;
        let path = reader.path(KERNEL.name);
        let (kernel, complete) = schema::read_member(KERNELS, &path, reader.take(KERNEL.name), context)?;
        reader.set(KERNEL.name, complete);
        Ok(Self::new(context.n, kernel, ridge, batch, count))
    }

    /// How many samples the next iteration takes.
    fn next_size(&self) -> usize {
        self.batch.min(self.count - self.taken.y.len())
    }

    /// p, how many numbers make up a point.
    fn width(&self) -> usize {
        self.kernel.features().map_or(self.n, RandomFeatures::count)
    }

    /// Multiply-adds of an iteration that takes `size` samples, there being `total` then, of this square: kernels of the new ones
    /// with all, their rows of the factor, the two solves, and what features weigh.
    fn iteration_cost(&self, size: usize, total: u64, square: u64) -> u64 {
        let features = self.kernel.features().map_or(0, RandomFeatures::count) as u64;
        let row = total * (self.width() + KERNEL_COST) as u64 + square / 2 + features * self.n as u64;
        size as u64 * row + square + total * features
    }

    /// Multiply-adds of a value of f, there being so many samples.
    fn value_cost(&self, samples: u64) -> u64 {
        let kernels = || samples * (self.n + KERNEL_COST) as u64;
        self.kernel.features().map_or_else(kernels, |features| (features.count() * (self.n + 2)) as u64)
    }

    /// What the kernel compares x by, (p,).
    fn point(&self, x: &[f32]) -> Vec<f64> {
        let x = widened(x);
        match self.kernel.features() {
            Some(features) => features.of(&x),
            None => x,
        }
    }

    /// a · b / p of two points.
    fn product(&self, a: &[f64], b: &[f64]) -> f64 {
        dot(a, b) / self.width() as f64
    }

    /// K of a point with those of all samples, (N,), with room for one more; `square` is its product with itself.
    fn kernels(&self, point: &[f64], square: f64) -> Vec<f64> {
        let mut kernels = Vec::with_capacity(self.squares.len() + 1);
        for (other, other_square) in self.points.chunks_exact(self.width()).zip(&self.squares) {
            kernels.push(self.kernel.value(self.product(point, other), [square, *other_square]));
        }
        kernels
    }

    /// Takes in samples (B, n), (B,), and tells the mean square error on them before. False, and none is taken in, if
    /// the numbers can't be fitted: they are too large beside the ridge.
    fn take_in(&mut self, x: &[f32], y: &[f32]) -> (f64, bool) {
        let known = self.taken.y.len();
        let (mut rows, mut error) = (Vec::with_capacity(y.len()), 0.0);
        for (x, y) in x.chunks_exact(self.n).zip(y) {
            let point = self.point(x);
            let square = self.product(&point, &point);
            let mut row = self.kernels(&point, square);
            let off = dot(&row[..known], &self.dual) - f64::from(*y);
            error += off * off;
            row.push(self.kernel.value(square, [square; 2]) + self.ridge);
            rows.push(row);
            self.points.extend(point);
            self.squares.push(square);
        }
        let loss = error / y.len() as f64;
        let fitted = loss.is_finite() && self.factor.extend(rows, self.ridge);
        if fitted {
            self.taken.x.extend_from_slice(x);
            self.taken.y.extend_from_slice(y);
            self.dual = self.factor.solve(widened(&self.taken.y));
            self.sum_up();
        } else {
            self.points.truncate(known * self.width());
            self.squares.truncate(known);
        }
        (loss, fitted)
    }

    /// Finds what features weigh in f.
    fn sum_up(&mut self) {
        let Some(features) = self.kernel.features() else { return };
        let m = features.count();
        self.primal = vec![0.0; m];
        for (point, dual) in self.points.chunks_exact(m).zip(&self.dual) {
            let scale = dual / m as f64;
            self.primal.iter_mut().zip(point).for_each(|(sum, feature)| *sum += scale * feature);
        }
    }
}

fn widened(x: &[f32]) -> Vec<f64> {
    x.iter().map(|&x| f64::from(x)).collect()
}

impl Model for KernelRidge {
    fn forward<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        let values = workspace.values(x.len() / self.n);
        for (x, f) in x.chunks_exact(self.n).zip(&mut *values) {
            let point = self.point(x);
            *f = match self.kernel.features() {
                Some(_) => dot(&point, &self.primal),
                None => dot(&self.kernels(&point, self.product(&point, &point)), &self.dual),
            } as f32;
        }
        values
    }

    fn cost(&self) -> u64 {
        self.value_cost(self.taken.y.len() as u64)
    }
}

impl Learner for KernelRidge {
    fn step(&mut self, oracle: &mut Oracle<'_>) -> StepStats {
        let mut next = std::mem::take(&mut self.next);
        oracle.next(self.next_size(), &mut next);
        let (loss, fitted) = self.take_in(&next.x, &next.y);
        self.next = next;
        StepStats { loss, diverged: !fitted, landmark: false }
    }

    fn cost(&self) -> u64 {
        let size = self.next_size();
        let total = (self.taken.y.len() + size) as u64;
        self.iteration_cost(size, total, total * total)
    }

    fn iterations_left(&self) -> Option<u64> {
        Some((self.count - self.taken.y.len()).div_ceil(self.batch) as u64)
    }

    /// On average over the samples from now to the last.
    fn rest(&self) -> Option<Rest> {
        let (now, last) = (self.taken.y.len() as u64, self.count as u64);
        let (total, square) = ((now + last) / 2, (now * now + now * last + last * last) / 3);
        let iteration = self.iteration_cost(self.batch.min(self.count), total, square);
        let rest = |iterations| Rest { iterations, iteration, value: self.value_cost(total) };
        self.iterations_left().map(rest)
    }

    fn model(&self) -> &dyn Model {
        self
    }

    fn done(&self) -> bool {
        self.taken.y.len() == self.count
    }

    /// The samples, from which the same factor follows: it is a hundred times as large.
    fn save(&self) -> Vec<u8> {
        postcard::to_allocvec(&(&self.taken.x, &self.taken.y)).expect("numbers can be written")
    }

    fn load(&mut self, saved: &[u8]) -> Result<(), Invalid> {
        let wrong = || Invalid::new("snapshot", "the learner's state is damaged");
        let (x, y): (Vec<f32>, Vec<f32>) = postcard::from_bytes(saved).map_err(|_| wrong())?;
        if y.len() > self.count || x.len() != y.len() * self.n {
            return Err(wrong());
        }
        *self = Self::new(self.n, self.kernel.clone(), self.ridge, self.batch, self.count);
        for (x, y) in x.chunks(self.batch * self.n).zip(y.chunks(self.batch)) {
            let (_, fitted) = self.take_in(x, y);
            if !fitted {
                return Err(wrong());
            }
        }
        Ok(())
    }
}
