//! Gaussian elimination over GF(2), which follows no gradient: a parity of any set is found from little more than n samples.

use super::{Learner, StepStats, coins_alone, mean_square_error};
use crate::basis::{Combination, MultiIndex};
use crate::networks::{Context, Model, Workspace};
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};
use crate::task::{Batch, Oracle};
use serde::{Deserialize, Serialize};

/// y = ± c Π_{i ∈ S} X_i of coins X_i = ±1 is, in bits that tell what is negative, one linear equation a sample:
/// Σ_i s_i x_i + s_n = y over GF(2), s the indicator of S and s_n that of the minus sign. f is a solution of the equations
/// so far, in which the unknowns that they leave free are as they were drawn for the run: each solution is as likely, so
/// that no set is found before the others; and 0 once they contradict each other.
///
/// On fair coins the rank is full, n + 1, after n + 1 + Σ_{k ≥ 1} (1 / (1 - 2^{-k}) - 1) = n + 2.61 samples on average, if n
/// is not small: the first always adds to it, as s_n is in every sum; another one with probability 1 - 2^{-k} where k are
/// missing. Then f is wrong with that very probability, and so it is right, for good, after n + 1 samples on average.
pub struct Elimination {
    n: usize,
    batch: usize,
    checks: u64,
    count: u64,
    /// Whether f is χ_S, and its expansion all that is measured: the coins are fair.
    expanded: bool,
    /// Bit i ≤ n: what s_i is as long as it is free; bit n + 1 is 1.
    drawn: Vec<u64>,
    next: Batch,
    equations: Equations,
    parity: Parity,
}

/// What the samples say.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Equations {
    /// In reduced echelon form, (rank, words): each row's lowest bit, its pivot, is in no other. Bit i ≤ n of a row tells
    /// whether s_i is in the sum, bit n + 1 what it is.
    rows: Vec<u64>,
    /// c, by the first sample.
    scale: f32,
    /// Whether no parity has all values so far.
    contradicted: bool,
    samples: u64,
    /// How many of them came since the rank is full.
    checked: u64,
}

/// `value` Π_{i ∈ set} X_i.
#[derive(Debug, Default)]
struct Parity {
    set: Vec<usize>,
    value: f32,
}

/// Values differ in size if by more than rounding: a target may be a sum that only comes to a parity.
const ROUNDING: f32 = 1e-5;

const BATCH: Field = Field {
    name: "batch",
    label: "batch B",
    unit: "samples",
    help: "Samples that one iteration takes in.",
    kind: Kind::Integer { default: 1, min: 1, max: 1024 },
};

const CHECKS: Field = Field {
    name: "checks",
    label: "checks",
    unit: "samples",
    help: "Once a single parity is left, so many samples more must agree with it: n + 1 values that differ enough always leave one, of whatever function they are.",
    kind: Kind::Integer { default: 20, min: 0, max: 10_000 },
};

const COUNT: Field = Field {
    name: "count",
    label: "samples, at most",
    unit: "samples",
    help: "With so many samples it is done in any case: where they are few and come again, several parities may stay possible.",
    kind: Kind::Integer { default: 4000, min: 1, max: 1_000_000 },
};

pub(super) const ROW: Row<Box<dyn Learner>, Context> = Row {
    member: &Member {
        kind: "elimination",
        label: "elimination over GF(2)",
        help: "Takes each sample for a linear equation over two elements and solves them: finds a parity of any set, with any sign and scale, and nothing else.",
        fields: &[BATCH, CHECKS, COUNT],
    },
    read: |reader, context| Ok(Box::new(Elimination::read(reader, context)?)),
};

/// Words of an equation of n coins.
fn words(n: usize) -> usize {
    (n + 2).div_ceil(64)
}

/// Whether bit i is set.
fn bit(bits: &[u64], i: usize) -> bool {
    bits[i / 64] >> (i % 64) & 1 == 1
}

/// The lowest bit that is set; one beyond all if none is.
fn lowest(bits: &[u64]) -> usize {
    let zeros = bits.iter().take_while(|word| **word == 0).count();
    64 * zeros + bits.get(zeros).map_or(0, |word| word.trailing_zeros() as usize)
}

/// bits += other.
fn add(bits: &mut [u64], other: &[u64]) {
    bits.iter_mut().zip(other).for_each(|(word, other)| *word ^= other);
}

impl Equations {
    /// Takes in a sample, x (n,).
    fn take(&mut self, x: &[f32], y: f32) {
        let n = x.len();
        self.checked += u64::from(self.rank(n) == n + 1);
        self.samples += 1;
        if self.samples == 1 {
            self.scale = y.abs();
        }
        self.contradicted |= y == 0.0 || (y.abs() - self.scale).abs() > ROUNDING * self.scale;
        let mut bits = vec![0; words(n)];
        let negative = x.iter().map(|x| *x <= 0.0).chain([true, y < 0.0]);
        negative.enumerate().for_each(|(i, negative)| bits[i / 64] |= u64::from(negative) << (i % 64));
        for row in self.rows.chunks_exact(words(n)) {
            if bit(&bits, lowest(row)) {
                add(&mut bits, row);
            }
        }
        let pivot = lowest(&bits);
        if pivot <= n {
            let with_pivot = self.rows.chunks_exact_mut(words(n)).filter(|row| bit(row, pivot));
            with_pivot.for_each(|row| add(row, &bits));
            self.rows.extend(bits);
        } else {
            self.contradicted |= pivot == n + 1;
        }
    }

    /// How many of them are independent.
    fn rank(&self, n: usize) -> usize {
        self.rows.len() / words(n)
    }

    /// f, of which nothing is known without a sample.
    fn solution(&self, n: usize, drawn: &[u64]) -> Parity {
        if self.contradicted || self.samples == 0 {
            return Parity::default();
        }
        let mut s = drawn.to_vec();
        for row in self.rows.chunks_exact(words(n)) {
            // Its pivot is in no other: that is as the equation has it, whatever was drawn.
            let both = row.iter().zip(drawn).map(|(row, drawn)| (row & drawn).count_ones());
            let pivot = lowest(row);
            s[pivot / 64] ^= u64::from(both.sum::<u32>() % 2) << (pivot % 64);
        }
        let sign = if bit(&s, n) { -1.0 } else { 1.0 };
        Parity { set: (0..n).filter(|i| bit(&s, *i)).collect(), value: sign * self.scale }
    }

    /// Whether they are equations of n coins, in reduced echelon form.
    fn are_reduced(&self, n: usize) -> bool {
        let rows = || self.rows.chunks_exact(words(n));
        let alone = |pivot| rows().filter(|row| bit(row, pivot)).count() == 1;
        let whole = self.rows.len().is_multiple_of(words(n));
        whole && self.scale.is_finite() && rows().map(lowest).all(|pivot| pivot <= n && alone(pivot))
    }
}

impl Elimination {
    /// Of no samples yet: `batch` of n coins more an iteration, until `checks` agree with the one parity that is left, or
    /// there are `count`. What is free is as `bits` draws it, 64 fair coins at a time.
    pub fn new(
        n: usize,
        batch: usize,
        checks: u64,
        count: u64,
        expanded: bool,
        bits: impl FnMut() -> u64,
    ) -> Self {
        let mut drawn: Vec<u64> = std::iter::repeat_with(bits).take(words(n)).collect();
        drawn[(n + 1) / 64] |= 1 << ((n + 1) % 64);
        let (next, equations, parity) = (Batch::default(), Equations::default(), Parity::default());
        Self { n, batch, checks, count, expanded, drawn, next, equations, parity }
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let why = "\"elimination\" needs inputs of kind hypercube: it takes coordinates for bits";
        let fair = coins_alone(reader, context, why)?.iter().all(|skew| *skew == 0.0);
        let (batch, checks, count) = (reader.integer(&BATCH)?, reader.long(&CHECKS)?, reader.long(&COUNT)?);
        let (expanded, mut init) = (fair && context.expanded, context.init.clone());
        Ok(Self::new(context.n, batch, checks, count, expanded, || init.bits()))
    }

    /// How many samples the next iteration takes.
    fn next_size(&self) -> usize {
        (self.count - self.equations.samples).min(self.batch as u64) as usize
    }

    /// Whether a single parity is left.
    fn is_full(&self) -> bool {
        self.equations.rank(self.n) == self.n + 1
    }
}

impl Model for Elimination {
    fn forward<'w>(&self, x: &[f32], workspace: &'w mut Workspace) -> &'w [f32] {
        let Parity { set, value } = &self.parity;
        let values = workspace.values(x.len() / self.n);
        for (x, f) in x.chunks_exact(self.n).zip(&mut *values) {
            let minus = set.iter().filter(|i| x[**i] <= 0.0).count() % 2 == 1;
            *f = if minus { -value } else { *value };
        }
        values
    }

    fn cost(&self) -> u64 {
        1 + self.parity.set.len() as u64
    }
}

impl Learner for Elimination {
    fn step(&mut self, oracle: &mut Oracle<'_>) -> StepStats {
        let mut next = std::mem::take(&mut self.next);
        oracle.next(self.next_size(), &mut next);
        let loss = mean_square_error(self, &next);
        let before = self.is_full();
        for (x, y) in next.x.chunks_exact(self.n).zip(&next.y) {
            self.equations.take(x, *y);
        }
        self.parity = self.equations.solution(self.n, &self.drawn);
        self.next = next;
        StepStats { loss, diverged: false, landmark: self.is_full() && !before }
    }

    fn cost(&self) -> u64 {
        (self.next_size() * (2 * self.equations.rows.len() + 3 * self.n)) as u64
    }

    fn model(&self) -> &dyn Model {
        self
    }

    fn expansion(&self) -> Option<Combination> {
        let Parity { set, value } = &self.parity;
        let index = MultiIndex::from_factors(set.iter().map(|i| (*i, 1)));
        let terms = (*value != 0.0).then(|| (index, f64::from(*value)));
        self.expanded.then(|| terms.into_iter().collect())
    }

    fn expansion_size(&self) -> Option<usize> {
        self.expanded.then_some(1)
    }

    fn done(&self) -> bool {
        let Equations { contradicted, samples, checked, .. } = self.equations;
        contradicted || samples == self.count || self.is_full() && checked >= self.checks
    }

    fn progress_columns(&self) -> &'static [&'static str] {
        &["rank", "contradicted"]
    }

    fn progress(&self, _queries: u64, row: &mut Vec<f64>) {
        row.extend([self.equations.rank(self.n), usize::from(self.equations.contradicted)].map(|k| k as f64));
    }

    fn save(&self) -> Vec<u8> {
        postcard::to_allocvec(&self.equations).expect("numbers can be written")
    }

    fn load(&mut self, saved: &[u8]) -> Result<(), Invalid> {
        let equations: Option<Equations> = postcard::from_bytes(saved).ok();
        let whole = |equations: &Equations| {
            let Equations { samples, checked, .. } = *equations;
            equations.are_reduced(self.n) && samples <= self.count && checked <= samples
        };
        self.equations = equations
            .filter(whole)
            .ok_or_else(|| Invalid::new("snapshot", "the learner's state is damaged"))?;
        self.parity = self.equations.solution(self.n, &self.drawn);
        Ok(())
    }
}
