//! Given inputs, rows of a table that are held out: no more functions are fitted than they carry.

use super::errors::Contributions;
use super::least_squares::{BLOCK, LeastSquares};
use super::weighted::with_constant;
use super::{Classes, Design, Estimate};
use crate::basis::{MultiIndex, Products};
use crate::inputs::{InputDistribution, Side};
use crate::schema;
use crate::targets::Rows;
use std::fmt;

/// M rows, and the fit on p functions.
pub struct Given {
    /// The inputs, (M, n).
    x: Vec<f32>,
    n: usize,
    weighting: Weighting,
    /// As how many draws of the law the rows count.
    effective: f64,
    /// What is fitted: the constant first.
    indices: Vec<MultiIndex>,
    products: Products,
    fit: LeastSquares,
    /// Multiply-adds that reading a row takes, about.
    work_per_row: u64,
}

/// What rows stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weighting {
    /// Draws of the law: all weigh the same.
    Draws,
    /// Points of the cube, drawn all alike: they weigh as the law has them.
    Points,
}

/// A function takes so many rows.
const ROWS_PER_FUNCTION: usize = 8;
/// Before any is seen, squares are taken to scatter as those of a variable of this kurtosis do, heavier
/// than a normal's 3, as if that had been found on so many rows: few rows seldom show the large squares,
/// and their mean is then small together with its scatter.
const PRIOR_KURTOSIS: f64 = 7.0;
const PRIOR_ROWS: f64 = 16.0;

impl Weighting {
    /// As how many draws of the law `count` rows count, about: a mean of as many has the variance.
    /// For points that is over E w, w being the law's probability of a point over the uniform one.
    pub fn effective(self, inputs: &dyn InputDistribution, count: usize) -> f64 {
        count as f64
            / self.coins(inputs).iter().map(|coin| coin.iter().map(spread).sum::<f64>()).product::<f64>()
    }

    fn coins(self, inputs: &dyn InputDistribution) -> &[[Side; 2]] {
        match self {
            Self::Draws => &[],
            Self::Points => inputs.coins().unwrap_or_default(),
        }
    }

    fn weight(self, inputs: &dyn InputDistribution, x: &[f32]) -> f64 {
        let side = |([heads, tails], x): (&[Side; 2], &f32)| {
            2.0 * if *x == heads.value as f32 { heads.weight } else { tails.weight }
        };
        self.coins(inputs).iter().zip(x).map(side).product()
    }
}

/// The probability of a side times that over 1/2.
fn spread(side: &Side) -> f64 {
    2.0 * side.weight * side.weight
}

/// Rows that are held out to measure on.
#[derive(Clone, Copy, Debug)]
pub struct HeldOut {
    count: usize,
    effective: f64,
    /// Halfway between the two values that the table has, where it has no others.
    halfway: Option<f64>,
}

impl HeldOut {
    /// `count` rows of a table; refused, in words, where they count as less than two draws.
    pub fn new(
        inputs: &dyn InputDistribution,
        count: usize,
        weighting: Weighting,
        table: &Rows,
    ) -> Result<Self, String> {
        let effective = weighting.effective(inputs, count);
        if effective < 2.0 {
            let effective = schema::decimal((effective * 10.0).round() / 10.0);
            return Err(format!(
                "leaves {count} rows to test on that weigh as {effective} draws of so biased coins: at least 2 are needed"
            ));
        }
        Ok(Self { count, effective, halfway: table.halfway() })
    }

    /// The two values of their table.
    pub fn classes(&self) -> Option<Classes> {
        self.halfway.map(|halfway| Classes { halfway, draws: self.effective })
    }

    /// How many functions beside the constant they carry.
    pub fn carries(&self) -> usize {
        (self.effective as usize / ROWS_PER_FUNCTION).saturating_sub(1)
    }
}

impl fmt::Display for HeldOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, effective, .. } = self;
        write!(f, "the {count} rows held out ")?;
        if *effective < *count as f64 {
            write!(f, "weigh as {} draws of so biased coins and ", effective.round() as u64)?;
        }
        write!(f, "carry one coefficient for every {ROWS_PER_FUNCTION}, the constant among them")
    }
}

impl Given {
    /// On inputs (M, n); `indices` are no more than they carry.
    pub fn new(
        inputs: &dyn InputDistribution,
        x: Vec<f32>,
        weighting: Weighting,
        indices: &[MultiIndex],
    ) -> Self {
        let (n, indices) = (inputs.dim(), with_constant(indices));
        let count = x.len() / n;
        let effective = weighting.effective(inputs, count);
        let (products, fit) = (Products::new(indices.iter()), LeastSquares::new(indices.len(), count));
        let work_per_row = inputs.basis().cost(&products.factors) + products.work() as u64;
        Self { x, n, weighting, effective, work_per_row, indices, products, fit }
    }

    /// Degrees of freedom that p fitted functions take, and the weights.
    fn taken(&self, p: usize) -> usize {
        p + self.count() - self.effective as usize
    }
}

impl Design for Given {
    fn count(&self) -> usize {
        self.x.len() / self.n
    }

    fn x(&self) -> &[f32] {
        &self.x
    }

    fn remaining(&self) -> u64 {
        let unread = self.count() - self.fit.weights().len();
        let unsolved = unread + self.fit.unsolved();
        unread as u64 * self.work_per_row + unsolved as u64 * LeastSquares::work_per_input(self.indices.len())
    }

    fn prepare(&mut self, inputs: &dyn InputDistribution, work: u64) {
        let (basis, until) = (inputs.basis(), self.remaining().saturating_sub(work.max(1)));
        while self.remaining() > until {
            let read = self.fit.weights().len();
            if read == self.count() {
                self.fit.solve_block();
                continue;
            }
            let (mut functions, mut weights) = (Vec::new(), Vec::new());
            let mut factors = vec![0.0; self.products.factors.len()];
            for x in self.x.chunks_exact(self.n).skip(read).take(BLOCK) {
                basis.factors(&self.products.factors, x, &mut factors);
                functions.extend((0..self.indices.len()).map(|k| self.products.scaled(k, 1.0, &factors)));
                weights.push(self.weighting.weight(inputs, x));
            }
            self.fit.push(&weights, &functions);
        }
    }

    /// The weighted mean of the squares. Its scatter grows with it, so that the error is taken on a
    /// logarithmic scale: as far as the mean is from one that is two relative errors above.
    fn mean_square(&self, values: &[f64]) -> Estimate {
        let weights = self.fit.weights();
        let total: f64 = weights.iter().sum();
        let value = weights.iter().zip(values).map(|(w, v)| w * v * v).sum::<f64>() / total;
        let mut contributions = Contributions::default();
        for (w, v) in weights.iter().zip(values) {
            // As if the mean had not seen the value itself.
            let share = w / total;
            contributions.add(share * (v * v - value) / (1.0 - share));
        }
        let (rows, scatter) = (self.effective, contributions.error(self.taken(1)));
        let prior = (PRIOR_KURTOSIS - 1.0) * value * value / rows;
        let square = (rows * scatter * scatter + PRIOR_ROWS * prior) / (rows + PRIOR_ROWS);
        let relative = square.sqrt() / value.max(f64::MIN_POSITIVE);
        Estimate { value, error: value * (libm::exp(2.0 * relative) - 1.0) / 2.0 }
    }

    fn coefficients(&self, values: &[f64]) -> Vec<Estimate> {
        self.fit.estimates(values, self.taken(self.indices.len()))
    }

    fn cost(&self) -> u64 {
        3 * (self.indices.len() * self.count()) as u64
    }

    fn functions(&self) -> usize {
        self.indices.len()
    }

    fn index(&self, k: usize) -> MultiIndex {
        self.indices[k].clone()
    }

    fn position(&self, index: &MultiIndex) -> Option<usize> {
        self.indices.iter().position(|other| other == index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{Gaussian, Hypercube};
    use crate::rng::{Rng, Stream};

    fn prepared(
        law: &dyn InputDistribution,
        x: Vec<f32>,
        weighting: Weighting,
        multisets: &[&[usize]],
    ) -> Given {
        let indices: Vec<_> = multisets.iter().map(|m| MultiIndex::from_multiset(m)).collect();
        let mut design = Given::new(law, x, weighting, &indices);
        design.prepare(law, u64::MAX);
        design
    }

    /// Functions that look the same share their coefficient, and neither has an error; the others,
    /// the constant here, have.
    #[test]
    fn what_rows_dont_tell_apart_has_no_error() {
        let x = [1.0, 1.0, -1.0, -1.0].repeat(4);
        let design = prepared(&Hypercube::new(2), x, Weighting::Draws, &[&[1], &[2]]);
        let estimates = design.coefficients(&[1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.1, -1.1]);
        assert!((estimates[1].value + estimates[2].value - 1.025).abs() < 1e-6, "{estimates:?}");
        assert!(estimates[0].error > 0.0 && estimates[1].error.is_nan() && estimates[2].error.is_nan());
    }

    #[test]
    fn two_rows_have_no_error_and_three_have_a_wide_one() {
        let law = Hypercube::new(1);
        let square = |y: &[f64]| prepared(&law, vec![1.0; y.len()], Weighting::Draws, &[]).mean_square(y);
        assert!(square(&[1.0, 2.0]).error.is_nan());
        let Estimate { value, error } = square(&[0.0, 1.0, 2f64.sqrt()]);
        // The standard error is 1/√3.
        assert!((value - 1.0).abs() < 1e-12 && error > 2.0 / 3f64.sqrt(), "{value} ± {error}");
    }

    /// The deviations from the truth, in errors: as large as they should be or less, and hardly any large.
    fn check(name: &str, scores: &[f64]) {
        let mean = |of: &dyn Fn(f64) -> f64| scores.iter().map(|z| of(*z)).sum::<f64>() / scores.len() as f64;
        let beyond = |most: f64| mean(&|z| f64::from(z.abs() > most));
        let (square, two, three) = (mean(&|z| z * z), beyond(2.0), beyond(3.0));
        assert!((0.4..1.4).contains(&square), "{name}: squares average {square}");
        assert!(two < 0.06 && three < 0.03, "{name}: {two} are beyond 2, {three} beyond 3");
    }

    fn score(found: Estimate, truth: f64) -> f64 {
        (found.value - truth) / found.error
    }

    /// Over many tables, however few the rows, and with heavy tails.
    #[test]
    fn few_rows_are_within_their_errors() {
        let (law, basis) = (Gaussian::new(4), Gaussian::new(4).basis());
        let sets: &[&[usize]] = &[&[1], &[2], &[1, 2]];
        let h = MultiIndex::from_set(&[1, 2]);
        for (rows, sets) in [(6, &sets[..0]), (16, &sets[..1]), (32, sets), (100, sets)] {
            let (mut losses, mut coefficients) = (Vec::new(), Vec::new());
            for seed in 0..2000 {
                let mut rng = Rng::new(seed, Stream::Probe);
                let mut x = vec![0.0; rows * 4];
                x.chunks_exact_mut(4).for_each(|x| law.sample_into(&mut rng, x));
                let design = prepared(&law, x, Weighting::Draws, sets);
                let value = |x: &[f32]| f64::from(x[0] + 0.5 * x[3]) + basis.eval(&h, x);
                let values: Vec<f64> = design.x.chunks_exact(4).map(value).collect();
                losses.push(score(design.mean_square(&values), 2.25));
                let found = design.coefficients(&values).into_iter().zip([0.0, 1.0, 0.0, 1.0]);
                coefficients.extend(found.map(|(found, truth)| score(found, truth)));
            }
            check(&format!("the loss on {rows} rows"), &losses);
            check(&format!("coefficients on {rows} rows"), &coefficients);
        }
    }

    /// Points of a cube of biased coins: the estimates are those under its law.
    #[test]
    fn points_weigh_as_the_law_has_them() {
        let law = Hypercube::biased(&[0.5, -0.3, 0.4, 0.2, 0.0, 0.5, 0.1, 0.3]);
        let coins = law.coins().unwrap();
        let mut scores = Vec::new();
        for seed in 0..1000 {
            let order = Rng::new(seed, Stream::Probe).permutation(256);
            let point = |u: &usize| (0..8).map(|i| coins[i][u >> i & 1].value as f32).collect::<Vec<_>>();
            let x = order[..51].iter().flat_map(point).collect();
            let design = prepared(&law, x, Weighting::Points, &[&[1]]);
            let values: Vec<f64> = design.x.chunks_exact(8).map(|x| f64::from(x[0] + x[1] * x[2])).collect();
            scores.push(score(design.mean_square(&values), 2.0));
            let found = design.coefficients(&values).into_iter().zip([0.0, 1.0]);
            scores.extend(found.map(|(found, truth)| score(found, truth)));
        }
        check("points", &scores);
    }

    /// What is known of every point tells the law's mean: with all of them it is that, to rounding.
    #[test]
    fn all_points_give_the_laws_mean() {
        let law = Hypercube::biased(&[0.6, -0.8]);
        let coins = law.coins().unwrap();
        let x = (0..4).flat_map(|u| [0, 1].map(|i| coins[i][u >> i & 1].value as f32)).collect();
        let design = prepared(&law, x, Weighting::Points, &[]);
        let values: Vec<f64> = design.x.chunks_exact(2).map(|x| f64::from(x[0] * x[1])).collect();
        assert!((design.mean_square(&values).value - 1.0).abs() < 1e-6);
    }
}
