//! The low-degree algorithm (Linial, Mansour and Nisan 1993): all Walsh coefficients of low degree are estimated
//! from the samples, and those that stand out are f. It asks of the samples what a statistical-query learner asks.

use super::{Learner, StepStats, coins_alone, mean_square_error};
use crate::basis::{Combination, MultiIndex};
use crate::linear::dot;
use crate::networks::{Context, Model, Workspace};
use crate::order;
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};
use crate::task::{Batch, Oracle};
use serde::{Deserialize, Serialize};

/// f = Σ_S ĝ_S χ_S over the sets S of at most `degree` coordinates whose estimate ĝ_S = (1/N) Σ_i y_i χ_S(x_i) from the N
/// samples so far stands out from their noise: (Σ y χ_S)² > 2 ln(2M / RISK) Σ y² χ_S², M the number of all these sets.
///
/// On fair coins, a set with a coordinate that y does not depend on has signs χ_S(x_i) that are fair whatever the y_i are:
/// by Hoeffding's inequality and a union bound, after any given N one such set stands out with probability RISK at most. On
/// others that is so for large N, by the central limit theorem. Thresholds of this kind: Eskenazis and Ivanisvili 2022.
pub struct LowDegree {
    n: usize,
    degree: usize,
    batch: usize,
    count: u64,
    /// Whether χ_S² = 1.
    fair: bool,
    /// Whether f's expansion is all that is measured.
    expanded: bool,
    next: Batch,
    columns: Columns,
    sums: Sums,
    /// f, ascending.
    kept: Combination,
}

/// What the samples say, a number a set where there are several: in the order of [`each_set`].
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Sums {
    samples: u64,
    /// Σ y χ_S.
    products: Vec<f64>,
    /// Σ y² χ_S²; of the empty set alone where the coins are fair.
    squares: Vec<f64>,
}

/// A mini-batch, coordinate after coordinate, with room for products.
#[derive(Debug, Default)]
struct Columns {
    /// (n, B).
    x: Vec<f64>,
    /// (degree, B): in row k what is summed times the product of a set's first k coordinates.
    products: Vec<f64>,
}

/// The chance that noise stands out somewhere.
const RISK: f64 = 0.01;

/// So many sets are summed up for every sample.
const MAX_SETS: usize = 200_000;

const DEGREE: Field = Field {
    name: "degree",
    label: "degree",
    unit: "coordinates",
    help: "All sets of at most so many coordinates are looked at: up to 200,000 sets.",
    kind: Kind::Integer { default: 3, min: 1, max: 10 },
};

const BATCH: Field = Field {
    name: "batch",
    label: "batch B",
    unit: "samples",
    help: "Samples that one iteration takes in.",
    kind: Kind::Integer { default: 20, min: 1, max: 1024 },
};

const COUNT: Field = Field {
    name: "count",
    label: "samples, at most",
    unit: "samples",
    help: "With so many samples it is done.",
    kind: Kind::Integer { default: 4000, min: 1, max: 1_000_000 },
};

pub(super) const ROW: Row<Box<dyn Learner>, Context> = Row {
    member: &Member {
        kind: "low_degree",
        label: "search by correlations",
        help: "The low-degree algorithm: correlates the values with the product of every set of few coordinates, and keeps the sets that stand out from the samples' noise.",
        fields: &[DEGREE, BATCH, COUNT],
    },
    read: |reader, context| Ok(Box::new(LowDegree::read(reader, context)?)),
};

/// How many sets of at most `degree` of n coordinates there are; or None if too many.
fn set_count(n: usize, degree: usize) -> Option<usize> {
    let mut of_degree = 1;
    let mut all = 1;
    for k in 1..=degree {
        of_degree = of_degree * (n + 1 - k) / k;
        all += of_degree;
        if all > MAX_SETS {
            return None;
        }
    }
    Some(all)
}

/// Calls `visit` with every set of at most `degree` of n coordinates, ascending and 0-based: first the empty one, and
/// always after a set those that it begins.
fn each_set(n: usize, degree: usize, visit: &mut dyn FnMut(&[usize])) {
    fn after(set: &mut Vec<usize>, n: usize, degree: usize, visit: &mut dyn FnMut(&[usize])) {
        visit(set);
        if set.len() < degree {
            for i in set.last().map_or(0, |last| last + 1)..n {
                set.push(i);
                after(set, n, degree, visit);
                set.pop();
            }
        }
    }
    after(&mut Vec::with_capacity(degree), n, degree, visit);
}

impl Columns {
    /// Takes x (B, n).
    fn transpose(&mut self, x: &[f32], n: usize) {
        self.x.clear();
        self.x.extend((0..n).flat_map(|i| x.iter().skip(i).step_by(n)).map(|x| f64::from(*x)));
    }

    /// sums_S += Σ_b values_b χ_S(x_b): one multiplication a set and sample.
    fn add_products(&mut self, values: &[f64], n: usize, degree: usize, sums: &mut [f64]) {
        let Self { x, products } = self;
        let size = values.len();
        products.resize(degree * size, 0.0);
        products[..size].copy_from_slice(values);
        let mut sums = sums.iter_mut();
        each_set(n, degree, &mut |set| {
            let Some(sum) = sums.next() else { return };
            let Some(last) = set.last() else {
                *sum += values.iter().sum::<f64>();
                return;
            };
            let (before, own) = products.split_at_mut(set.len() * size);
            let (before, x) = (&before[(set.len() - 1) * size..], &x[last * size..][..size]);
            *sum += dot(before, x);
            // A set of the highest degree begins no other.
            for ((own, before), x) in own.iter_mut().take(size).zip(before).zip(x) {
                *own = before * x;
            }
        });
    }
}

impl LowDegree {
    /// Of no samples yet: `batch` of n coins more an iteration, until there are `count`. There are at most 200,000 sets of
    /// `degree` coordinates.
    pub fn new(n: usize, degree: usize, batch: usize, count: u64, fair: bool, expanded: bool) -> Self {
        let sets = set_count(n, degree).unwrap_or_default();
        let squares = if fair { 1 } else { sets };
        Self {
            n,
            degree,
            batch,
            count,
            fair,
            expanded,
            next: Batch::default(),
            columns: Columns::default(),
            sums: Sums { samples: 0, products: vec![0.0; sets], squares: vec![0.0; squares] },
            kept: Vec::new(),
        }
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let why = "\"low_degree\" needs inputs of kind hypercube: it correlates with products of coins";
        let fair = coins_alone(reader, context, why)?.iter().all(|skew| *skew == 0.0);
        let n = context.n;
        let most = (1..=n).rev().find(|degree| set_count(n, *degree).is_some());
        let degree = reader.integer_up_to(&DEGREE, most.unwrap_or(1))?;
        let (batch, count) = (reader.integer(&BATCH)?, reader.long(&COUNT)?);
        Ok(Self::new(n, degree, batch, count, fair, context.expanded))
    }

    /// How many samples the next iteration takes.
    fn next_size(&self) -> usize {
        (self.count - self.sums.samples).min(self.batch as u64) as usize
    }

    fn take_in(&mut self, x: &[f32], y: &[f32]) {
        let Self { n, degree, fair, columns, sums, .. } = self;
        let y: Vec<f64> = y.iter().map(|y| f64::from(*y)).collect();
        columns.transpose(x, *n);
        columns.add_products(&y, *n, *degree, &mut sums.products);
        let squares: Vec<f64> = y.iter().map(|y| y * y).collect();
        if *fair {
            sums.squares[0] += squares.iter().sum::<f64>();
        } else {
            columns.x.iter_mut().for_each(|x| *x *= *x);
            columns.add_products(&squares, *n, *degree, &mut sums.squares);
        }
        sums.samples += y.len() as u64;
    }

    /// Finds what stands out.
    fn select(&mut self) {
        let Sums { samples, products, squares } = &self.sums;
        let threshold = 2.0 * libm::log(2.0 * products.len() as f64 / RISK);
        self.kept.clear();
        let mut k = 0;
        each_set(self.n, self.degree, &mut |set| {
            let (product, square) = (products[k], squares[if self.fair { 0 } else { k }]);
            if product * product > threshold * square {
                let index = MultiIndex::from_factors(set.iter().map(|i| (*i, 1)));
                self.kept.push((index, product / *samples as f64));
            }
            k += 1;
        });
        order::sort_by(&mut self.kept, |a, b| a.0.cmp(&b.0));
    }
}

impl Model for LowDegree {
    fn forward<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        let values = workspace.values(x.len() / self.n);
        for (x, f) in x.chunks_exact(self.n).zip(&mut *values) {
            let character = |set: &MultiIndex| set.support().map(|i| f64::from(x[i])).product::<f64>();
            *f = self.kept.iter().map(|(set, c)| c * character(set)).sum::<f64>() as f32;
        }
        values
    }

    fn cost(&self) -> u64 {
        1 + (self.kept.len() * (self.degree + 1)) as u64
    }
}

impl Learner for LowDegree {
    fn step(&mut self, oracle: &mut Oracle<'_>) -> StepStats {
        let mut next = std::mem::take(&mut self.next);
        oracle.next(self.next_size(), &mut next);
        let loss = mean_square_error(self, &next);
        self.take_in(&next.x, &next.y);
        self.select();
        self.next = next;
        StepStats { loss, diverged: false, landmark: false }
    }

    /// Two a set and sample, or four, and a comparison a set.
    fn cost(&self) -> u64 {
        let passes = if self.fair { 2 } else { 4 };
        (self.sums.products.len() * (passes * self.next_size() + 20)) as u64
    }

    fn iterations_left(&self) -> Option<u64> {
        Some((self.count - self.sums.samples).div_ceil(self.batch as u64))
    }

    fn model(&self) -> &dyn Model {
        self
    }

    fn expansion(&self) -> Option<Combination> {
        self.expanded.then(|| self.kept.clone())
    }

    fn expansion_size(&self) -> Option<usize> {
        self.expanded.then_some(self.kept.len() + 1)
    }

    fn done(&self) -> bool {
        self.sums.samples == self.count
    }

    fn progress_columns(&self) -> &'static [&'static str] {
        &["kept"]
    }

    fn progress(&self, _queries: u64, row: &mut Vec<f64>) {
        row.push(self.kept.len() as f64);
    }

    fn save(&self) -> Vec<u8> {
        postcard::to_allocvec(&self.sums).expect("numbers can be written")
    }

    fn load(&mut self, saved: &[u8]) -> Result<(), Invalid> {
        let lengths = |sums: &Sums| [sums.products.len(), sums.squares.len()];
        let fits = |sums: &Sums| lengths(sums) == lengths(&self.sums) && sums.samples <= self.count;
        let sums = postcard::from_bytes(saved).ok().filter(fits);
        self.sums = sums.ok_or_else(|| Invalid::new("snapshot", "the learner's state is damaged"))?;
        self.select();
        Ok(())
    }
}
