//! One neuron in training: its weights, and the gradient of the regularised loss (Abbe et al. 2021, section 2.2 and
//! Algorithm 3).
//!
//! What a neuron computes is a sum over pairs of functions, f_v = Σ_p w_p P_p, where P_p = f_i f_j and f_0 = 1: with
//! (Σ a_i f_i)² + b the w are b, a_i² and 2 a_i a_j. Whatever it computes, the loss is a square in w, and
//! G_p = E (f - g) P_p is all of it that the gradient takes: 2 Σ_j G_ij a_j along a_i.

use crate::networks::sparse_quadratic::Form;
use serde::{Deserialize, Serialize};

/// w_v over the parents that are not blank.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// a_e, (k,).
    pub a: Vec<f64>,
    /// c_e, (k,); none where the form has none.
    pub c: Vec<f64>,
    pub b: f64,
    /// Σ (a_e² + c_e²) over edges from blank parents.
    pub blank: f64,
}

/// What is the same at every iteration of one neuron.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// How many of the parents that are not blank are inputs: they come first, and have λ1.
    pub inputs: usize,
    pub lambda1: f64,
    pub lambda2: f64,
    pub alpha: f64,
}

/// ∇_{w_v} ℓ_R over the parents that are not blank, the square of its norm over all, and E (f - g)² where it was taken.
#[derive(Clone, Debug, Default)]
pub struct Gradient {
    pub a: Vec<f64>,
    pub c: Vec<f64>,
    pub b: f64,
    pub squared_norm: f64,
    pub loss: f64,
}

/// The pairs (i, j), i ≤ j, of which a neuron of k parents computes a sum; 0 stands for the constant 1.
pub fn pairs(form: Form, k: usize) -> Vec<(usize, usize)> {
    let constant = if form == Form::Elementwise { k } else { 0 };
    let pairs = (0..=constant).map(|j| (0, j));
    pairs.chain((1..=k).flat_map(|i| (i..=k).map(move |j| (i, j)))).collect()
}

impl Weights {
    /// w_p of every pair, into `w`.
    pub fn of_pairs(&self, form: Form, w: &mut Vec<f64>) {
        let k = self.a.len();
        let firsts = if form == Form::Elementwise { 1 + k } else { 1 };
        w.resize(firsts + k * (k + 1) / 2, 0.0);
        let (first, mut rows) = w.split_at_mut(firsts);
        first[0] = self.b;
        if form == Form::Elementwise {
            first[0] *= self.b;
            first[1..].iter_mut().zip(&self.a).for_each(|(w, a)| *w = 2.0 * self.b * a);
        }
        let mut others = &self.a[..];
        while let Some((a, rest)) = others.split_first() {
            let (row, below) = std::mem::take(&mut rows).split_at_mut(others.len());
            row[0] = a * a + self.c.get(k - others.len()).copied().unwrap_or(0.0);
            row[1..].iter_mut().zip(rest).for_each(|(w, other)| *w = 2.0 * a * other);
            (others, rows) = (rest, below);
        }
    }

    /// w_v - α ξ. A blank parent's value is 0, so that its weight only decays.
    pub fn descend(&mut self, gradient: &Gradient, rates: Rates) {
        let Rates { alpha, lambda2, .. } = rates;
        self.a.iter_mut().zip(&gradient.a).for_each(|(a, xi)| *a -= alpha * xi);
        self.c.iter_mut().zip(&gradient.c).for_each(|(c, xi)| *c -= alpha * xi);
        self.b -= alpha * gradient.b;
        let decay = 1.0 - alpha * lambda2;
        self.blank *= decay * decay;
    }

    /// Every entry of size less than τ becomes 0 (Algorithm 2, line 4); those of blank parents are no more asked for.
    pub fn round(&mut self, tau: f64) {
        let entries = self.a.iter_mut().chain(&mut self.c).chain([&mut self.b]);
        entries.filter(|w| w.abs() < tau).for_each(|w| *w = 0.0);
    }

    /// Whether nothing is left.
    pub fn is_blank(&self) -> bool {
        self.a.iter().chain(&self.c).all(|w| *w == 0.0) && self.b == 0.0
    }
}

impl Gradient {
    /// From G_p of every pair.
    pub fn of_pairs(&mut self, form: Form, weights: &Weights, of_pair: &[f64], rates: Rates) {
        let k = weights.a.len();
        let (first, rest) = match form {
            Form::Elementwise => of_pair.split_at(k + 1),
            Form::Quadratic | Form::Skip => of_pair.split_at(1),
        };
        if self.a.len() != k {
            self.a.resize(k, 0.0);
        }
        self.c.clear();
        // ξ_i = 2 Σ_j G_ij a_j; G_ij stands i - j after G_jj for j < i. The sum is in a register, and nothing is set to 0
        // before: a step has few such numbers, and waits for each.
        let mut own = 0;
        for (i, xi) in self.a.iter_mut().enumerate() {
            let (mut sum, mut row) = (0.0, 0);
            for (j, a) in weights.a[..i].iter().enumerate() {
                sum += 2.0 * rest[row + i - j] * a;
                row += k - j;
            }
            for (g, a) in rest[own..].iter().zip(&weights.a[i..]) {
                sum += 2.0 * g * a;
            }
            *xi = sum;
            if !weights.c.is_empty() {
                self.c.push(rest[own]);
            }
            own += k - i;
        }
        self.b = first[0];
        if form == Form::Elementwise {
            self.b = 2.0
                * (first[0] * weights.b + first[1..].iter().zip(&weights.a).map(|(g, a)| g * a).sum::<f64>());
            self.a.iter_mut().zip(&first[1..]).for_each(|(xi, g)| *xi += 2.0 * g * weights.b);
        }
        self.regularise(weights, rates);
    }

    /// Adds ∇R and takes the squared norm.
    pub fn regularise(&mut self, weights: &Weights, rates: Rates) {
        let mut squares = 0.0;
        for (xi, w) in [(&mut self.a, &weights.a), (&mut self.c, &weights.c)] {
            for (i, (xi, w)) in xi.iter_mut().zip(w).enumerate() {
                *xi += if i < rates.inputs { rates.lambda1 } else { rates.lambda2 } * w;
                squares += *xi * *xi;
            }
        }
        self.squared_norm = squares + self.b * self.b + rates.lambda2 * rates.lambda2 * weights.blank;
    }
}
