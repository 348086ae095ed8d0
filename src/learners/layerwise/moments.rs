//! The population gradient: what is expected of products of two and of four parents, and of two with f - g.
//!
//! Functions, their products of two and what was asked of the oracle about them are kept from neuron to neuron.

use super::neuron;
use crate::basis::Polynomial;
use crate::networks::sparse_quadratic::Form;
use crate::task::Oracle;

/// Multiply-adds that the moments of one neuron may take, about: a tenth of a second, in which nothing else is heard. A neuron
/// that needs more is left to mini-batches, and so is one with a product of too many coordinates.
const MAX_WORK: usize = 100_000_000;
/// What one coefficient of a product takes, about.
const PER_PRODUCT: usize = 40;
/// When the products that are kept have more coefficients, they are let go.
const MAX_KEPT: usize = 1 << 22;

/// What neurons may have for parents, as functions of the coins: the inputs, 0 being the constant, then the active neurons.
pub struct Functions {
    pub skews: Vec<f64>,
    inputs: Vec<Polynomial>,
    /// None of a function that depends on too many coordinates.
    pub active: Vec<Option<Polynomial>>,
    /// By the higher and then by the lower of two functions' numbers.
    pairs: Vec<Vec<Pair>>,
    kept: usize,
}

/// The product P of two functions.
#[derive(Clone, Debug)]
struct Pair {
    product: Option<Polynomial>,
    /// E g P; NaN unless it was asked.
    with_g: f64,
    /// E P Σ f_v over the first so many active neurons.
    with_f: f64,
    summed: usize,
}

const NEW: Pair = Pair { product: None, with_g: f64::NAN, with_f: 0.0, summed: 0 };

/// E ζ P_p and E P_p P_q of all pairs of one neuron, ζ = f_{-v} - g being the error of the others.
#[derive(Clone, Debug, Default)]
pub struct Moments {
    error: Vec<f64>,
    /// The entries (q, E P_p P_q) other than zero of each p, and where each p's end.
    entries: Vec<(u32, f64)>,
    ends: Vec<usize>,
    /// The first pair that has the moments of p, p itself if there is none before: squares of coins are all 1.
    same: Vec<usize>,
}

impl Functions {
    /// Of inputs alone, each a function of coins with these skews.
    pub fn new(inputs: Vec<Polynomial>, skews: Vec<f64>) -> Self {
        Self { skews, inputs, active: Vec::new(), pairs: Vec::new(), kept: 0 }
    }

    /// The number of an active neuron's function.
    pub fn of_active(&self, k: usize) -> usize {
        self.inputs.len() + k
    }

    /// Whether an input is a coordinate, and no feature nor the constant.
    pub fn is_coordinate(&self, input: usize) -> bool {
        (1..=self.skews.len()).contains(&input)
    }

    /// The function of a number.
    pub fn get(&self, number: usize) -> Option<&Polynomial> {
        match number.checked_sub(self.inputs.len()) {
            None => Some(&self.inputs[number]),
            Some(k) => self.active[k].as_ref(),
        }
    }

    fn slot(&mut self, i: usize, j: usize) -> &mut Pair {
        let (high, low) = (i.max(j), i.min(j));
        if self.pairs.len() <= high {
            self.pairs.resize(high + 1, Vec::new());
        }
        if self.pairs[high].is_empty() {
            self.pairs[high].resize(high + 1, NEW);
        }
        &mut self.pairs[high][low]
    }

    fn pair(&self, i: usize, j: usize) -> &Pair {
        &self.pairs[i.max(j)][i.min(j)]
    }

    /// Makes the product of two functions, and returns how many coefficients it has; None if it depends on too many
    /// coordinates.
    fn multiply(&mut self, i: usize, j: usize) -> Option<usize> {
        if let Some(product) = &self.slot(i, j).product {
            return Some(product.size());
        }
        let product = self.get(i)?.times(self.get(j)?, &self.skews)?;
        let size = product.size();
        self.kept += size;
        self.slot(i, j).product = Some(product);
        Some(size)
    }

    /// f_v = Σ_p w_p P_p for parents with these numbers; None if it depends on too many coordinates.
    pub fn compose(&self, form: Form, parents: &[usize], w: &[f64]) -> Option<Polynomial> {
        let mut sum = Polynomial::constant(0.0);
        for ((i, j), w) in neuron::pairs(form, parents.len()).into_iter().zip(w).filter(|(_, w)| **w != 0.0) {
            let (i, j) = (number(parents, i), number(parents, j));
            let kept = self.pairs.get(i.max(j)).and_then(|row| row.get(i.min(j))?.product.as_ref());
            match kept {
                Some(product) => sum.add_scaled(*w, product)?,
                None => sum.add_scaled(*w, &self.get(i)?.times(self.get(j)?, &self.skews)?)?,
            }
        }
        Some(sum)
    }

    /// The moments of a neuron whose parents have these numbers; None if they take too much work or a product depends
    /// on too many coordinates.
    pub fn moments(&mut self, form: Form, parents: &[usize], oracle: &mut Oracle<'_>) -> Option<Moments> {
        if self.kept > MAX_KEPT {
            self.pairs.iter_mut().flatten().for_each(|pair| pair.product = None);
            self.kept = 0;
        }
        let pairs = neuron::pairs(form, parents.len()).into_iter();
        let pairs: Vec<_> = pairs.map(|(i, j)| (number(parents, i), number(parents, j))).collect();
        let mut moments = Moments::default();
        let mut work = 0;
        for &(i, j) in &pairs {
            // As if nothing were kept, so that a resumed run decides as one that never stopped.
            work += self.multiply(i, j)? * (PER_PRODUCT + self.active.len() + pairs.len() / 2);
            if work > MAX_WORK {
                return None;
            }
            moments.error.push(self.with_error(i, j, oracle)?);
        }
        let product = |at: usize| self.pair(pairs[at].0, pairs[at].1).product.as_ref();
        for p in 0..pairs.len() {
            for q in 0..pairs.len() {
                let moment = if q < p { moments.of(q, p) } else { product(p)?.dot(product(q)?) };
                if moment != 0.0 {
                    moments.entries.push((q as u32, moment));
                }
            }
            moments.ends.push(moments.entries.len());
            let same = |q: &usize| moments.error[*q] == moments.error[p] && moments.row(*q) == moments.row(p);
            moments.same.push((0..p).find(same).unwrap_or(p));
        }
        Some(moments)
    }

    /// What one more neuron adds to E (f - g)²; None if an active one is not known as a polynomial.
    pub fn gain(&self, function: &Polynomial, oracle: &mut Oracle<'_>) -> Option<f64> {
        let mut error = -oracle.correlation(function);
        for active in &self.active {
            error += active.as_ref()?.dot(function);
        }
        Some(2.0 * error + function.dot(function))
    }

    /// E ζ P.
    fn with_error(&mut self, i: usize, j: usize, oracle: &mut Oracle<'_>) -> Option<f64> {
        let mut pair = std::mem::replace(self.slot(i, j), NEW);
        let product = pair.product.as_ref()?;
        if pair.with_g.is_nan() {
            pair.with_g = oracle.correlation(product);
        }
        let complete = self.active[pair.summed..].iter().all(|f| {
            f.as_ref().is_some_and(|f| {
                pair.with_f += f.dot(product);
                true
            })
        });
        pair.summed = self.active.len();
        let error = pair.with_f - pair.with_g;
        *self.slot(i, j) = pair;
        complete.then_some(error)
    }

    /// What was asked: (i, j, E g f_i f_j).
    pub fn answers(&self) -> Vec<(usize, usize, f64)> {
        let rows = self.pairs.iter().enumerate();
        let all = rows.flat_map(|(i, row)| row.iter().enumerate().map(move |(j, pair)| (i, j, pair.with_g)));
        all.filter(|(.., answer)| !answer.is_nan()).collect()
    }

    /// The reverse, before anything is asked; false for a number of no function.
    #[must_use]
    pub fn resume(&mut self, answers: &[(usize, usize, f64)]) -> bool {
        let count = self.inputs.len() + self.active.len();
        answers.iter().all(|&(i, j, answer)| {
            let fits = i < count && j <= i;
            if fits {
                self.slot(i, j).with_g = answer;
            }
            fits
        })
    }
}

/// The number of a neuron's i-th function: 0 is the constant, which is input 0, and then come the parents.
fn number(parents: &[usize], i: usize) -> usize {
    if i == 0 { 0 } else { parents[i - 1] }
}

impl Moments {
    /// The entries of p, once they are there.
    fn row(&self, p: usize) -> &[(u32, f64)] {
        let start = if p == 0 { 0 } else { self.ends[p - 1] };
        &self.entries[start..self.ends[p]]
    }

    /// E P_p P_q, once p's entries are there.
    fn of(&self, p: usize, q: usize) -> f64 {
        let row = self.row(p);
        row.binary_search_by_key(&(q as u32), |(at, _)| *at).map_or(0.0, |at| row[at].1)
    }

    /// G_p = E (f - g) P_p for f_v = Σ w_p P_p, into `of_pair`, and what the neuron adds to E (f - g)².
    pub fn apply(&self, w: &[f64], of_pair: &mut Vec<f64>) -> f64 {
        of_pair.resize(self.error.len(), 0.0);
        let (mut start, mut gain) = (0, 0.0);
        let rows = self.ends.iter().zip(&self.error).zip(&self.same);
        for (p, (((&end, error), &same), own)) in rows.zip(w).enumerate() {
            let mut g = *error;
            if same < p {
                g = of_pair[same];
            } else {
                for &(q, moment) in &self.entries[start..end] {
                    g += moment * w[q as usize];
                }
            }
            gain += own * (error + g);
            of_pair[p] = g;
            start = end;
        }
        gain
    }

    /// Multiply-adds of one application, about.
    pub fn cost(&self) -> u64 {
        self.entries.len() as u64 + 4 * self.error.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Fresh, Position};
    use crate::features::Features;
    use crate::inputs::{Hypercube, InputDistribution};
    use crate::targets::Staircase;
    use crate::task::Task;

    /// A neuron of a hundred parents that each depend on a dozen coins would take minutes, in one step: it is left to
    /// mini-batches, at once. Two of them are no matter.
    #[test]
    fn what_would_take_too_long_is_refused_before_it_is_begun() {
        let inputs = Hypercube::new(12);
        let features = Features::none(inputs.basis());
        let target = Box::new(Staircase::new(3, false));
        let task = Task { inputs: Box::new(inputs), features, target, data: Box::new(Fresh) };
        let mut position = Position::start(9);
        let mut oracle = Oracle::new(&task, &mut position);
        let mut functions = Functions::new(vec![Polynomial::constant(1.0)], vec![0.0; 12]);
        let mut dense = Polynomial::constant(1.0);
        for i in 0..12 {
            let mut factor = Polynomial::constant(0.5);
            factor.add_scaled(1.0, &Polynomial::coordinate(i)).unwrap();
            dense = dense.times(&factor, &functions.skews).unwrap();
        }
        functions.active = vec![Some(dense); 100];
        let parents: Vec<usize> = (1..=100).collect();
        assert!(functions.moments(Form::Quadratic, &parents, &mut oracle).is_none());
        assert!(position.queries < 50, "{} products were looked at", position.queries);
        let mut oracle = Oracle::new(&task, &mut position);
        assert!(functions.moments(Form::Quadratic, &[1, 2], &mut oracle).is_some());
    }
}
