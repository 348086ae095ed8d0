//! What moves while every coefficient still stands at zero, for networks on independent coins:
//!
//! - the mean square of the first layer's weights on the coordinates that the target depends on, and on the others;
//! - the total influence I[f] = Σ_i E Var(f(X) | all coordinates but the i-th) = Σ_S |S| f̂(S)², on fair coins
//!   Σ_i E (f(x) - f(x^{⊕i}))²/4;
//! - the weight of each degree, W^k[f] = Σ_{|S|=k} f̂(S)², of the sets S within the coordinates that the target or a followed set
//!   has; and that of all other sets, beyond them, in one number.
//!
//! The last two as R. O'Donnell, Analysis of Boolean Functions (2014), defines them: chapters 1 and 2 for fair coins, chapter 8
//! for biased ones, where x^{⊕i} has the other side of the i-th coin and 1/4 becomes the product of the sides' probabilities.

use super::errors::Contributions;
use super::{Column, Design, Estimate, Factorial, Group};
use crate::basis::MultiIndex;
use crate::inputs::InputDistribution;
use crate::networks::Model;
use crate::targets::Target;

/// Measures them on a design that runs over combinations of coins.
///
/// On the whole cube all of it is exact. Else only the coordinates of the target and of what is followed run over all
/// combinations: their weights are squares of estimates less what their noise adds, and the weight beyond is what varies within
/// a combination. As sets that reach beyond take part in the influence, this comes of inputs at which a coordinate is flipped.
pub(super) struct Progress {
    n: usize,
    /// By coordinate, whether the target depends on it, where that is known and so of some and not of others.
    relevant: Option<Vec<bool>>,
    /// The coordinates that the target or a followed set has, as the design's largest coefficient of them.
    within: usize,
    whole: bool,
    flips: Flips,
}

/// Inputs beside those of the design: so many for each coordinate, one coordinate after the other.
#[derive(Default)]
struct Flips {
    /// For how many inputs each coordinate is flipped; 0 on the whole cube.
    each: usize,
    /// Which of the design's inputs, (n each,).
    bases: Vec<usize>,
    /// These, flipped: (n each, n).
    x: Vec<f32>,
    /// The product of the two sides' probabilities, (n,).
    variances: Vec<f64>,
}

/// Inputs with a flipped coordinate, about.
const FLIPS: usize = 2048;
/// So many standard errors make a coefficient stand out.
const CLEAR: f64 = 3.0;

impl Progress {
    pub fn new(
        cube: &Factorial,
        n: usize,
        sets: &[MultiIndex],
        target: &dyn Target,
        model: &dyn Model,
    ) -> Self {
        let indices = target.terms().iter().map(|term| &term.index).chain(sets);
        let mut relevant = vec![false; n];
        target.terms().iter().flat_map(|term| term.index.support()).for_each(|i| relevant[i] = true);
        let known = target.expanded() && !target.estimated() && !model.input_weights().is_empty();
        let flips = Flips {
            each: if cube.is_whole() { 0 } else { (FLIPS.min(cube.count()) / n).max(2) },
            ..Flips::default()
        };
        Self {
            n,
            relevant: (known && relevant.contains(&true) && relevant.contains(&false)).then_some(relevant),
            within: indices.filter_map(|index| cube.position(index)).fold(0, |all, s| all | s),
            whole: cube.is_whole(),
            flips,
        }
    }

    pub fn columns(&self, into: &mut Vec<Column>) {
        let mut push = |name: &str| into.push(Column::new(name, Group::Movement));
        if self.relevant.is_some() {
            push("input_weight[target]");
            push("input_weight[other]");
        }
        push("total_influence");
        (0..=degree(self.within)).for_each(|k| push(&format!("degree_weight[{k}]")));
        if self.reaches_beyond() {
            push("degree_weight[beyond]");
        }
    }

    /// Whether there are other coordinates.
    fn reaches_beyond(&self) -> bool {
        degree(self.within) < self.n
    }

    /// How many weights there are: one a degree, and then that beyond.
    fn weights(&self) -> usize {
        degree(self.within) + 1 + usize::from(self.reaches_beyond())
    }

    /// Which of them the s-th coefficient counts in.
    fn place(&self, s: usize) -> usize {
        if s & !self.within == 0 { degree(s) } else { self.weights() - 1 }
    }

    /// How many inputs there are beside the design's.
    pub fn count(&self) -> usize {
        self.n * self.flips.each
    }

    /// Those inputs, (count, n), once they are made.
    pub fn x(&self) -> &[f32] {
        &self.flips.x
    }

    /// Makes them, the design being ready.
    pub fn prepare(&mut self, cube: &Factorial, inputs: &dyn InputDistribution) {
        let (n, count, flips) = (self.n, self.count(), &mut self.flips);
        if !flips.x.is_empty() || count == 0 {
            return;
        }
        let coins = inputs.coins().unwrap_or_default();
        flips.variances = coins.iter().map(|[heads, tails]| heads.weight * tails.weight).collect();
        flips.bases = cube.draws(count);
        flips.x = flips.bases.iter().flat_map(|base| &cube.x()[base * n..][..n]).copied().collect();
        for (k, x) in flips.x.chunks_exact_mut(n).enumerate() {
            let i = k / flips.each;
            let [heads, tails] = coins[i].map(|side| side.value as f32);
            x[i] = if x[i] == heads { tails } else { heads };
        }
    }

    /// Appends one estimate a column: from all coefficients of f on the cube, its values at the design's inputs, and at those
    /// beside them.
    pub fn measure(
        &self,
        cube: &Factorial,
        coefficients: &[Estimate],
        [f, flipped]: [&[f64]; 2],
        model: &dyn Model,
        row: &mut Vec<Estimate>,
    ) {
        self.measure_weights(model, row);
        row.push(if self.whole {
            let terms = coefficients.iter().enumerate().map(|(s, c)| degree(s) as f64 * c.value * c.value);
            exact(terms.sum())
        } else {
            self.flips.influence(cube, coefficients, [f, flipped])
        });
        let mut weights = vec![Weight::default(); self.weights()];
        coefficients.iter().enumerate().for_each(|(s, c)| weights[self.place(s)].add(*c));
        row.extend(weights.iter().map(Weight::estimate));
        if !self.whole
            && let Some(beyond) = row.last_mut()
        {
            *beyond = cube.estimate_beyond(f);
        }
    }

    /// The same where f's expansion is known.
    pub fn know(
        &self,
        cube: &dyn Design,
        f: &[(MultiIndex, f64)],
        model: &dyn Model,
        row: &mut Vec<Estimate>,
    ) {
        self.measure_weights(model, row);
        row.push(exact(f.iter().map(|(set, c)| set.degree() as f64 * c * c).sum()));
        let mut weights = vec![0.0; self.weights()];
        for (set, c) in f {
            // A set that the design has no coefficient of reaches beyond.
            weights[self.place(cube.position(set).unwrap_or(usize::MAX))] += c * c;
        }
        row.extend(weights.into_iter().map(exact));
    }

    fn measure_weights(&self, model: &dyn Model, row: &mut Vec<Estimate>) {
        let Some(relevant) = &self.relevant else { return };
        let weights = model.input_weights();
        for which in [true, false] {
            let of = || relevant.iter().zip(&weights).filter(|(relevant, _)| **relevant == which);
            row.push(exact(of().map(|(_, square)| square).sum::<f64>() / of().count() as f64));
        }
    }
}

/// How many coordinates the s-th coefficient of a design has.
fn degree(s: usize) -> usize {
    s.count_ones() as usize
}

fn exact(value: f64) -> Estimate {
    Estimate { value, error: 0.0 }
}

impl Flips {
    /// Σ_i p_i q_i E (f(x) - f(x^{⊕i}))², each mean over the inputs at which i is flipped. What the coefficients that stand out make
    /// of such a difference is known at every combination: its square is averaged over all of them, and only what the other one
    /// is above it over the flips, which are chosen at random, so that nothing is biased and less is left to chance.
    fn influence(&self, cube: &Factorial, coefficients: &[Estimate], [f, flipped]: [&[f64]; 2]) -> Estimate {
        let clear = |c: &Estimate| if c.value.abs() > CLEAR * c.error { c.value } else { 0.0 };
        let (known, probabilities) =
            (cube.sums(coefficients.iter().map(clear).collect()), cube.probabilities());
        let (mut value, mut contributions) = (0.0, Contributions::default());
        let each = self.each as f64;
        let groups = self.bases.chunks_exact(self.each).zip(flipped.chunks_exact(self.each));
        for (i, ((bases, flipped), variance)) in groups.zip(&self.variances).enumerate() {
            // Another bit, or none.
            let bit = cube.position(&MultiIndex::from_set(&[i + 1])).unwrap_or(0);
            let square = |difference: f64| variance * difference * difference;
            let known = |u: usize| square(known[u] - known[u ^ bit]);
            let rest =
                |(base, flipped): (&usize, &f64)| square(f[*base] - flipped) - known(cube.combination(*base));
            let rests: Vec<f64> = bases.iter().zip(flipped).map(rest).collect();
            let mean = rests.iter().sum::<f64>() / each;
            value += mean + probabilities.iter().enumerate().map(|(u, w)| w * known(u)).sum::<f64>();
            let scale = 1.0 / (each * (each - 1.0)).sqrt();
            rests.iter().for_each(|rest| contributions.add(scale * (rest - mean)));
        }
        Estimate { value, error: contributions.error(self.variances.len()) }
    }
}

/// Σ f̂(S)² from estimates of f̂(S).
#[derive(Clone, Default)]
struct Weight {
    value: f64,
    /// Of the sum, by the noise in each square, and at least.
    variance: f64,
    least: f64,
    /// The largest e².
    noise: f64,
}

impl Weight {
    /// The square of an estimate of c is too large by e² on average, and has the variance 4 c² e² + 2 e⁴; taken of the estimate, the
    /// first term is too large by 4 e⁴.
    fn add(&mut self, Estimate { value, error }: Estimate) {
        let (square, noise) = (value * value, error * error);
        self.value += square - noise;
        self.variance += (4.0 * square - 2.0 * noise) * noise;
        self.least += 2.0 * noise * noise;
        self.noise = self.noise.max(noise);
    }

    /// The variance comes of the sum itself, and may be off by what an error of that makes of it, which counts where few sets
    /// have the noise.
    fn estimate(&self) -> Estimate {
        let variance = self.variance.max(self.least);
        Estimate { value: self.value, error: (variance + 4.0 * self.noise * variance.sqrt()).sqrt() }
    }
}
