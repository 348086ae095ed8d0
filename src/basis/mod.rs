//! Orthonormal functions of L²(μ), indexed by multi-indices: h_α(x) = Π_i h_{α_i}(x_i), where the
//! h_k of one coordinate are orthonormal and h_0 = 1 (Abbe et al. 2021, section 3.2).

mod hermite;
mod jacobi;
mod legendre;
mod mixture;
mod polynomial;
mod products;
mod trigonometric;
mod walsh;

pub use hermite::{Hermite, Whitening};
pub use legendre::Legendre;
pub use mixture::MixturePolynomials;
pub use polynomial::{MAX_SUPPORT, Monomial, Polynomial};
pub use products::Products;
pub use trigonometric::Trigonometric;
pub use walsh::Walsh;

use std::fmt;

/// α, sparse: pairs (coordinate, degree) with degree ≥ 1, coordinates ascending and 0-based.
/// A set S is α = 1_S. Written 1-based, as the papers do: `{1,2}`, with powers `{1^2,3}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MultiIndex(Vec<(u16, u16)>);

impl MultiIndex {
    /// 1_S for a set of 1-based coordinates, ascending and each once.
    pub fn from_set(set: &[usize]) -> Self {
        debug_assert!(set.windows(2).all(|pair| pair[0] < pair[1]) && set.first() != Some(&0));
        Self(set.iter().map(|&i| ((i - 1) as u16, 1)).collect())
    }

    /// α from a multiset of 1-based coordinates, ascending, coordinate i occurring α_i times.
    pub fn from_multiset(multiset: &[usize]) -> Self {
        debug_assert!(multiset.is_sorted() && multiset.first() != Some(&0));
        let equal = multiset.chunk_by(|i, j| i == j);
        Self(equal.map(|run| ((run[0] - 1) as u16, run.len() as u16)).collect())
    }

    /// α from pairs (0-based coordinate, degree), coordinates ascending; degrees 0 are left out.
    pub fn from_factors(factors: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let nonzero = factors.into_iter().filter(|&(_, degree)| degree > 0);
        let index = Self(nonzero.map(|(i, degree)| (i as u16, degree as u16)).collect());
        debug_assert!(index.0.windows(2).all(|pair| pair[0].0 < pair[1].0));
        index
    }

    /// The pairs (0-based coordinate, degree ≥ 1), coordinates ascending.
    pub fn factors(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.0.iter().map(|&(i, degree)| (usize::from(i), usize::from(degree)))
    }

    /// The coordinates that occur, 0-based, ascending.
    pub fn support(&self) -> impl Iterator<Item = usize> + '_ {
        self.factors().map(|(i, _)| i)
    }

    /// The 1-based coordinates, ascending, coordinate i repeated α_i times; of a set, the set.
    pub fn multiset(&self) -> Vec<usize> {
        self.factors().flat_map(|(i, degree)| std::iter::repeat_n(i + 1, degree)).collect()
    }

    /// α_i of a 0-based coordinate.
    pub fn degree_of(&self, i: usize) -> usize {
        self.factors().find(|&(j, _)| j == i).map_or(0, |(_, degree)| degree)
    }

    /// |α| = Σ α_i; |S| for a set.
    pub fn degree(&self) -> usize {
        self.factors().map(|(_, degree)| degree).sum()
    }

    /// Ord(α) of section 3.2: how many coordinates occur.
    pub fn order(&self) -> usize {
        self.0.len()
    }
}

/// By degree, then by coordinates: the order in which the papers write sums of monomials.
impl Ord for MultiIndex {
    /// Every sort of indices would inline it many times: a fifth of the wasm.
    #[inline(never)]
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.degree(), &self.0).cmp(&(other.degree(), &other.0))
    }
}

impl PartialOrd for MultiIndex {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for MultiIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (k, (i, degree)) in self.factors().enumerate() {
            let comma = if k > 0 { "," } else { "" };
            match degree {
                1 => write!(f, "{comma}{}", i + 1)?,
                _ => write!(f, "{comma}{}^{degree}", i + 1)?,
            }
        }
        f.write_str("}")
    }
}

/// A sum of basis functions: pairs (α, c) of c h_α.
pub type Combination = Vec<(MultiIndex, f64)>;

/// An orthonormal system of L²(μ).
pub trait Basis: Send + Sync {
    /// What its functions are called: "walsh", "hermite", "mixture", "legendre" or "trigonometric".
    fn name(&self) -> &'static str;

    /// The largest α_i that is offered.
    fn max_degree(&self) -> usize;

    /// h_degree of the 0-based coordinate i, for x of shape (n,) as a network sees it.
    fn factor(&self, i: usize, degree: usize, x: &[f32]) -> f64;

    /// [`factor`] for many pairs (coordinate, degree), ascending; `values` has their number.
    ///
    /// [`factor`]: Basis::factor
    fn factors(&self, factors: &[(usize, usize)], x: &[f32], values: &mut [f64]) {
        for (&(i, degree), value) in factors.iter().zip(values) {
            *value = self.factor(i, degree, x);
        }
    }

    /// Multiply-adds that these take, about.
    fn cost(&self, factors: &[(usize, usize)]) -> u64 {
        30 * factors.len() as u64
    }

    /// h_α(x), for x of shape (n,).
    fn eval(&self, index: &MultiIndex, x: &[f32]) -> f64 {
        index.factors().map(|(i, degree)| self.factor(i, degree, x)).product()
    }

    /// What |h_degree| of the 0-based coordinate i stays below, degree ≥ 1, on draws of the law and on the
    /// tilted ones.
    fn largest_factor(&self, i: usize, degree: usize) -> f64;

    /// The same of |h_α|: but for a draw in 10^12 where inputs know no bound.
    fn largest(&self, index: &MultiIndex) -> f64 {
        index.factors().map(|(i, degree)| self.largest_factor(i, degree)).product()
    }

    /// h_a h_b in one 0-based coordinate, as a sum of pairs (degree, coefficient) of that coordinate.
    fn product(&self, i: usize, a: usize, b: usize) -> Vec<(usize, f64)>;

    /// The function x_i, 0-based, as a sum of basis functions; None where no finite sum is equal.
    fn coordinate(&self, i: usize) -> Option<Combination>;

    /// v + w of the two values of each coordinate, where these are independent coins.
    fn skews(&self) -> Option<&[f64]> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_written_one_based_and_ordered_by_degree() {
        let a = MultiIndex::from_set(&[1, 2]);
        assert_eq!(a.to_string(), "{1,2}");
        assert_eq!(MultiIndex::default().to_string(), "{}");
        assert_eq!((a.multiset(), a.degree()), (vec![1, 2], 2));
        assert!(MultiIndex::from_set(&[30]) < a);
    }

    #[test]
    fn multisets_carry_degrees() {
        let a = MultiIndex::from_multiset(&[1, 1, 3]);
        assert_eq!((a.to_string(), a.degree(), a.order()), ("{1^2,3}".into(), 3, 2));
        assert_eq!(a.multiset(), [1, 1, 3]);
        assert_eq!(a, MultiIndex::from_factors([(0, 2), (1, 0), (2, 1)]));
        assert_eq!((a.degree_of(0), a.degree_of(1)), (2, 0));
    }

    fn normal(mean: f64, deviation: f64) -> impl Iterator<Item = (f32, f64)> {
        let step = 1.0 / 16.0;
        let density = |z: f64| libm::exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
        let nodes = (-320..=320).map(move |k| f64::from(k) * step);
        nodes.map(move |z| ((mean + deviation * z) as f32, density(z) * step))
    }

    /// Nodes and weights of a rule that integrates the products below exactly under the law.
    fn rule(basis: &dyn Basis) -> Vec<(f32, f64)> {
        match basis.name() {
            // Σ over the two sides.
            "walsh" => vec![(1.0, 0.5), (-1.0, 0.5)],
            // The trapezoidal rule in x = t: exact to rounding for e^{-x²/2} times a polynomial.
            "hermite" => normal(0.0, 1.0).collect(),
            "mixture" => {
                normal(0.8, 0.6).chain(normal(-0.8, 0.6)).map(|(x, weight)| (x, weight / 2.0)).collect()
            }
            // Equally many midpoints are exact for trigonometric polynomials on a whole period.
            "trigonometric" => {
                (0..64).map(|k| ((f64::from(k) / 32.0 - 63.0 / 64.0) as f32 * 2.0, 1.0 / 64.0)).collect()
            }
            // Gauss-Legendre of two nodes on each of 2,000 parts of [-2, 2].
            _ => (0..2000)
                .flat_map(|k| {
                    let centre = (f64::from(k) + 0.5) / 500.0 - 2.0;
                    let half = 1.0 / 1000.0 / 3f64.sqrt();
                    [centre - half, centre + half].map(|x| (x as f32, 1.0 / 4000.0))
                })
                .collect(),
        }
    }

    fn bases() -> Vec<Box<dyn Basis>> {
        vec![
            Box::new(Walsh::fair(2)),
            Box::new(Hermite::new()),
            Box::new(MixturePolynomials::new(0.8, 2)),
            Box::new(Legendre::new(2.0)),
            Box::new(Trigonometric::new(2.0)),
        ]
    }

    /// ∫ h_a h_b dμ = 1 if a = b, else 0, for the degrees of one coordinate; products of coordinates
    /// follow, for the laws are product laws. f32 values bound the accuracy.
    #[test]
    fn every_basis_is_orthonormal_under_its_law() {
        for basis in bases() {
            let rule = rule(&*basis);
            let highest = basis.max_degree().min(8);
            for a in 0..=highest {
                for b in 0..=highest {
                    let h = |degree, x| basis.factor(0, degree, &[x, 0.0]);
                    let sum: f64 = rule.iter().map(|&(x, w)| w * h(a, x) * h(b, x)).sum();
                    let expected = if a == b { 1.0 } else { 0.0 };
                    assert!((sum - expected).abs() < 2e-6, "{} {a} {b}: {sum}", basis.name());
                }
            }
        }
    }

    /// The linearisation of products, and what a coordinate is, are identities of values.
    #[test]
    fn products_are_sums_of_basis_functions() {
        for basis in bases() {
            let h = |degree, x| basis.factor(1, degree, &[9.0, x]);
            let highest = basis.max_degree().min(6);
            for x in
                [-1.0f32, 1.0, -0.75, 0.25, 1.5].into_iter().take(if basis.name() == "walsh" { 2 } else { 5 })
            {
                for (a, b) in (0..=highest).flat_map(|a| (0..=highest).map(move |b| (a, b))) {
                    let sum: f64 =
                        basis.product(1, a, b).into_iter().map(|(degree, c)| c * h(degree, x)).sum();
                    let value = h(a, x) * h(b, x);
                    assert!(
                        (sum - value).abs() < 1e-4 * (1.0 + value.abs()),
                        "{} {a} {b} {x}: {sum} {value}",
                        basis.name()
                    );
                }
                if let Some(coordinate) = basis.coordinate(1) {
                    let sum: f64 = coordinate.iter().map(|(a, c)| c * basis.eval(a, &[9.0, x])).sum();
                    assert!((sum - f64::from(x)).abs() < 1e-6, "{}", basis.name());
                }
            }
        }
    }
}
