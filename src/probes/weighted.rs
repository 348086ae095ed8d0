//! Any law: weighted least squares on inputs drawn where the followed functions are large.
//!
//! A plain mean of f h_α has a heavy tail: under a Gaussian, x1⋯x5 earns its mean square from inputs
//! that thirty thousand draws hardly show, and the estimate is wrong with a small standard error. So
//! inputs are drawn from the mixture of the tilted laws t_α μ (near h_α² μ) over the fitted α, the
//! constant among them, and weighted by w = p / Σ_α t_α, which is at most p. f is then fitted by
//! weighted least squares: near the optimal sampling of Cohen and Migliorati 2017 ("Optimal weighted
//! least-squares methods", section 2), whose Gram matrix is near the identity from M of the order
//! p log p on. What f has in common with the fitted functions makes no noise.

use super::{Design, Estimate};
use crate::basis::{Basis, MultiIndex};
use crate::inputs::InputDistribution;
use crate::rng::Rng;

/// M inputs with weights, and the fit on p functions.
pub struct Weighted {
    /// The inputs, (M, n).
    pub x: Vec<f32>,
    /// dμ/dν of every input under the law ν that it was drawn from, (M,).
    weights: Vec<f64>,
    /// What is fitted: the constant first.
    pub indices: Vec<MultiIndex>,
    /// h_α on the inputs, (p, M).
    functions: Vec<f64>,
    /// The coefficients' estimates are this matrix, (p, M), times the values.
    fit: Vec<f64>,
}

/// At least so many inputs for each fitted function.
pub const INPUTS_PER_FUNCTION: usize = 8;

impl Weighted {
    /// At least `samples` inputs for the functions of `indices`, each once, and the constant.
    pub fn draw(
        inputs: &dyn InputDistribution,
        indices: Vec<MultiIndex>,
        samples: usize,
        rng: &mut Rng,
    ) -> Self {
        let indices = with_constant(indices);
        let (n, p) = (inputs.dim(), indices.len());
        let count = samples.max(INPUTS_PER_FUNCTION * p);
        let mut x = vec![0.0; count * n];
        for (k, x) in x.chunks_exact_mut(n).enumerate() {
            inputs.sample_tilted(&indices[k % p], rng, x);
        }
        let weight = |x| p as f64 / indices.iter().map(|index| inputs.tilt(index, x)).sum::<f64>();
        let weights = x.chunks_exact(n).map(weight).collect();
        Self::fitted(x, n, weights, indices, &*inputs.basis())
    }

    /// On given inputs (M, n), all of the same weight.
    pub fn given(x: Vec<f32>, n: usize, indices: Vec<MultiIndex>, basis: &dyn Basis) -> Self {
        let weights = vec![1.0; x.len() / n];
        Self::fitted(x, n, weights, with_constant(indices), basis)
    }

    fn fitted(x: Vec<f32>, n: usize, weights: Vec<f64>, indices: Vec<MultiIndex>, basis: &dyn Basis) -> Self {
        let (p, count) = (indices.len(), weights.len());
        let mut functions = Vec::with_capacity(p * count);
        for index in &indices {
            functions.extend(x.chunks_exact(n).map(|x| basis.eval(index, x)));
        }
        // (H W Hᵀ)⁻¹ H W by the Cholesky factor of the Gram matrix. Given inputs may make it singular;
        // the least bit of ridge then shares a coefficient out between functions that look the same.
        let mut fit = functions.clone();
        fit.chunks_exact_mut(count).for_each(|row| row.iter_mut().zip(&weights).for_each(|(h, w)| *h *= w));
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut gram = vec![0.0; p * p];
        for i in 0..p {
            for j in 0..=i {
                gram[i * p + j] = dot(&fit[i * count..][..count], &functions[j * count..][..count]);
            }
        }
        (0..p).for_each(|i| gram[i * p + i] += 1e-10 * (gram[i * p + i] + count as f64));
        cholesky(&mut gram, p);
        solve(&gram, p, &mut fit, count);
        Self { x, weights, indices, functions, fit }
    }
}

impl Design for Weighted {
    fn count(&self) -> usize {
        self.weights.len()
    }

    fn x(&self) -> &[f32] {
        &self.x
    }

    fn mean(&self, values: &[f64]) -> Estimate {
        let total: f64 = self.weights.iter().sum();
        let weighted = || self.weights.iter().zip(values);
        let mean = weighted().map(|(w, v)| w * v).sum::<f64>() / total;
        let square: f64 = weighted().map(|(w, v)| (w * (v - mean)) * (w * (v - mean))).sum();
        Estimate { value: mean, error: square.sqrt() / total }
    }

    /// E v h_α for every fitted α, by least squares, with the standard errors that hold whatever the
    /// residuals' law (White 1980), M/(M - p) making up for what the fit takes from them.
    fn coefficients(&self, values: &[f64]) -> Vec<Estimate> {
        let (p, count) = (self.indices.len(), values.len());
        let fits = || self.fit.chunks_exact(count);
        let coefficients: Vec<f64> =
            fits().map(|fit| fit.iter().zip(values).map(|(c, v)| c * v).sum::<f64>()).collect();
        let mut residuals = values.to_vec();
        for (h, c) in self.functions.chunks_exact(count).zip(&coefficients) {
            residuals.iter_mut().zip(h).for_each(|(r, h)| *r -= c * h);
        }
        let scale = count as f64 / count.saturating_sub(p).max(1) as f64;
        let variance = |fit: &[f64]| fit.iter().zip(&residuals).map(|(c, r)| (c * r) * (c * r)).sum::<f64>();
        let errors = fits().map(|fit| (scale * variance(fit)).sqrt());
        coefficients.iter().zip(errors).map(|(&value, error)| Estimate { value, error }).collect()
    }

    fn cost(&self) -> u64 {
        3 * (self.indices.len() * self.weights.len()) as u64
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

fn with_constant(mut indices: Vec<MultiIndex>) -> Vec<MultiIndex> {
    indices.retain(|index| *index != MultiIndex::default());
    indices.insert(0, MultiIndex::default());
    indices
}

/// The lower Cholesky factor, in the lower triangle of a (p, p).
fn cholesky(a: &mut [f64], p: usize) {
    for j in 0..p {
        for i in j..p {
            let dot: f64 = (0..j).map(|k| a[i * p + k] * a[j * p + k]).sum();
            let rest = a[i * p + j] - dot;
            a[i * p + j] = if i == j { rest.max(f64::MIN_POSITIVE).sqrt() } else { rest / a[j * p + j] };
        }
    }
}

/// (L Lᵀ)⁻¹ B for B (p, m), in place, row by row.
fn solve(l: &[f64], p: usize, b: &mut [f64], m: usize) {
    let subtract = |b: &mut [f64], i: usize, j: usize, c: f64| {
        let (low, high) = b.split_at_mut(i.max(j) * m);
        let (to, from) =
            if i > j { (&mut high[..m], &low[j * m..][..m]) } else { (&mut low[i * m..][..m], &high[..m]) };
        to.iter_mut().zip(from).for_each(|(to, from)| *to -= c * from);
    };
    for i in 0..p {
        (0..i).for_each(|j| subtract(b, i, j, l[i * p + j]));
        b[i * m..][..m].iter_mut().for_each(|b| *b /= l[i * p + i]);
    }
    for i in (0..p).rev() {
        (i + 1..p).for_each(|j| subtract(b, i, j, l[j * p + i]));
        b[i * m..][..m].iter_mut().for_each(|b| *b /= l[i * p + i]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{Gaussian, Hypercube};
    use crate::rng::Stream;

    fn indices(multisets: &[&[usize]]) -> Vec<MultiIndex> {
        multisets.iter().map(|m| MultiIndex::from_multiset(m)).collect()
    }

    /// What lies in the span of the fitted functions is found exactly.
    #[test]
    fn sums_of_fitted_functions_are_recovered() {
        let fitted = indices(&[&[1], &[1, 2], &[1, 2, 3]]);
        let laws: [&dyn InputDistribution; 2] = [&Gaussian::new(6), &Hypercube::biased(&[0.6; 20])];
        for law in laws {
            let design = Weighted::draw(law, fitted.clone(), 200, &mut Rng::new(1, Stream::Probe));
            let basis = law.basis();
            let value = |x| 2.0 - 0.5 * basis.eval(&fitted[1], x) + 3.0 * basis.eval(&fitted[2], x);
            let values: Vec<f64> = design.x.chunks_exact(law.dim()).map(value).collect();
            for (estimate, expected) in design.coefficients(&values).iter().zip([2.0, 0.0, -0.5, 3.0]) {
                assert!((estimate.value - expected).abs() < 1e-8 && estimate.error < 1e-8, "{estimate:?}");
            }
        }
    }

    /// Over many designs the estimates' deviations are as large as their standard errors say and
    /// hardly any is beyond four of them, though the followed monomials are of degree 5 and what is
    /// left over, x1 ⋯ x6 and |x1|, is heavy-tailed and unknown. A plain mean of f h fails this.
    #[test]
    fn heavy_tails_give_no_silent_wrong_number() {
        let fitted = indices(&[&[1, 2, 3, 4, 5], &[1, 1, 1], &[1, 1, 2, 2]]);
        let law = Gaussian::new(8);
        let basis = law.basis();
        let rest = &indices(&[&[1, 2, 3, 4, 5, 6]])[0];
        // E |x| h_2(x) = 1/√π, E |x| = √(2/π), and |x| is orthogonal to h_3.
        let value = |x: &[f32]| basis.eval(&fitted[0], x) + 0.5 * basis.eval(rest, x) + f64::from(x[0].abs());
        let expected = [(2.0 / std::f64::consts::PI).sqrt(), 1.0, 0.0, 0.0];
        let (runs, mut worst) = (300, 0.0f64);
        let (mut squares, mut sum) = ([0.0; 4], [0.0; 4]);
        for seed in 0..runs {
            let design = Weighted::draw(&law, fitted.clone(), 2000, &mut Rng::new(seed, Stream::Probe));
            let values: Vec<f64> = design.x.chunks_exact(8).map(value).collect();
            for (k, estimate) in design.coefficients(&values).into_iter().enumerate() {
                let z = (estimate.value - expected[k]) / estimate.error;
                worst = worst.max(z.abs());
                squares[k] += z * z / runs as f64;
                sum[k] += z / runs as f64;
            }
        }
        for k in 0..4 {
            assert!((0.7..1.4).contains(&squares[k]), "coefficient {k}: squares average {}", squares[k]);
            assert!(
                sum[k].abs() < 5.0 / (runs as f64).sqrt(),
                "coefficient {k}: biased by {} errors",
                sum[k]
            );
        }
        assert!(worst < 5.0, "an estimate is {worst} standard errors off");
    }

    /// The mean square of a fitted monomial, which is its norm, 1.
    #[test]
    fn means_of_squares_of_monomials_are_found() {
        let fitted = indices(&[&[1, 2, 3, 4, 5]]);
        let laws: [&dyn InputDistribution; 2] = [&Gaussian::new(5), &Hypercube::biased(&[0.5; 20])];
        for law in laws {
            let design = Weighted::draw(law, fitted.clone(), 8192, &mut Rng::new(4, Stream::Probe));
            let square = |x| law.basis().eval(&fitted[0], x).powi(2);
            let Estimate { value, error } =
                design.mean(&design.x.chunks_exact(law.dim()).map(square).collect::<Vec<_>>());
            assert!((value - 1.0).abs() < 4.0 * error && error < 0.05, "{value} ± {error}");
        }
    }

    /// Functions that look the same on the given inputs share their coefficient; nothing is NaN.
    #[test]
    fn given_inputs_that_tell_nothing_apart_are_survived() {
        let x = vec![1.0, 1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0];
        let design = Weighted::given(x, 2, indices(&[&[1], &[2]]), &*Hypercube::new(2).basis());
        let estimates = design.coefficients(&[1.0, -1.0, 1.0, -1.0]);
        assert!((estimates[1].value + estimates[2].value - 1.0).abs() < 1e-6, "{estimates:?}");
        assert!(estimates.iter().all(|e| e.value.is_finite() && e.error.is_finite()));
    }

    #[test]
    fn trigonometric_functions_are_fitted_too() {
        let law = crate::schema::read_member(
            crate::inputs::FAMILY,
            "inputs",
            Some(&serde_json::json!({ "kind": "uniform", "n": 4, "basis": "trigonometric" })),
            &1,
        );
        let law: Box<dyn InputDistribution> = law.unwrap().0;
        let fitted = indices(&[&[1], &[1, 1, 2]]);
        let design = Weighted::draw(&*law, fitted.clone(), 4000, &mut Rng::new(4, Stream::Probe));
        // x1 = Σ (-1)^{k+1} 2R/(πk) sin(πk x1/R), so that ĉ({1}) = √2 R/π.
        let values: Vec<f64> = design.x.chunks_exact(4).map(|x| f64::from(x[0])).collect();
        let found = design.coefficients(&values);
        let expected = 2f64.sqrt() * 1.732 / std::f64::consts::PI;
        assert!((found[1].value - expected).abs() < 4.0 * found[1].error, "{found:?} {expected}");
        assert!(found[2].value.abs() < 4.0 * found[2].error);
    }
}
