//! What a network is given beside x: φ_1(x), …, φ_p(x), "other choices of features" in the words of Abbe et al.
//! 2021, at the end of section 3.3. It sees n + p numbers; the law, the target and what is measured stay functions
//! of x.

mod formulas;
mod none;
mod products;

use crate::basis::{Basis, Combination, MultiIndex, Products};
use crate::schema::{self, Invalid, Row};
use crate::targets::Context;
use std::sync::Arc;

/// Functions of x, each with its exact expansion in the basis of the law.
pub struct Features {
    basis: Arc<dyn Basis>,
    combinations: Vec<Combination>,
    names: Vec<String>,
    /// The basis functions of all combinations, one after the other.
    products: Products,
    /// All products of so many coordinates are features, or coordinates themselves; 1 where no products are asked
    /// for.
    degree: usize,
}

/// As many as the pairs of 100 coordinates, or the pairs and triples of 30: with them a first layer takes about what
/// the largest network takes without.
const MAX_COUNT: usize = 5000;

/// What a network is given must leave room for products with values of a target, which reach 1e19, and for sums of
/// them, within the 3e38 of 32-bit numbers.
const MAX_VALUE: f64 = 1e9;

impl Features {
    /// No features.
    pub fn none(basis: Arc<dyn Basis>) -> Self {
        Self::new(basis, Vec::new(), 1)
    }

    /// Features with these names, among them all products of up to `degree` coordinates.
    fn new(basis: Arc<dyn Basis>, named: Vec<(String, Combination)>, degree: usize) -> Self {
        let (names, combinations): (Vec<_>, Vec<Combination>) = named.into_iter().unzip();
        let products = Products::new(combinations.iter().flatten().map(|(index, _)| index));
        Self { basis, combinations, names, products, degree }
    }

    /// p, how many there are.
    pub fn count(&self) -> usize {
        self.combinations.len()
    }

    /// φ_j as a sum of basis functions, j from 0.
    pub fn combination(&self, j: usize) -> &Combination {
        &self.combinations[j]
    }

    /// What each is called: "x1x2", or the formula that writes it.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// See [`Features`]: the degree up to which all products are at hand.
    pub fn degree(&self) -> usize {
        self.degree
    }

    /// The features that are one basis function but for a factor, and not constant.
    pub fn functions(&self) -> impl Iterator<Item = &MultiIndex> {
        self.combinations.iter().filter_map(|combination| match &combination[..] {
            [(index, _)] if index.order() > 0 => Some(index),
            _ => None,
        })
    }

    /// φ(x), (p,), into `phi`, for x of shape (n,).
    pub fn eval_into(&self, x: &[f32], phi: &mut [f32]) {
        let mut factors = vec![0.0; self.products.factors.len()];
        self.basis.factors(&self.products.factors, x, &mut factors);
        let mut place = 0..;
        for (phi, combination) in phi.iter_mut().zip(&self.combinations) {
            let terms = combination.iter().zip(&mut place);
            *phi = terms.map(|((_, c), k)| self.products.scaled(k, *c, &factors)).sum::<f64>() as f32;
        }
    }

    /// What the network sees, (B, n + p), for x of shape (B, n), in `memory`, which is used again; x itself where
    /// there are no features.
    pub fn beside<'a>(&self, x: &'a [f32], n: usize, memory: &'a mut Vec<f32>) -> &'a [f32] {
        if self.count() == 0 {
            return x;
        }
        let width = n + self.count();
        memory.resize(x.len() / n * width, 0.0);
        for (x, row) in x.chunks_exact(n).zip(memory.chunks_exact_mut(width)) {
            let (plain, phi) = row.split_at_mut(n);
            plain.copy_from_slice(x);
            self.eval_into(x, phi);
        }
        memory
    }

    /// Refuses given inputs x (M, n) on which a feature may be too large, by the largest size of each of its factors.
    pub fn check_rows(&self, x: &[f32], n: usize) -> Result<(), Invalid> {
        let mut factors = vec![0.0; self.products.factors.len()];
        let mut most = factors.clone();
        for x in x.chunks_exact(n) {
            self.basis.factors(&self.products.factors, x, &mut factors);
            for (most, factor) in most.iter_mut().zip(&factors) {
                *most = f64::max(*most, factor.abs());
            }
        }
        let mut place = 0..;
        for (name, combination) in self.names.iter().zip(&self.combinations) {
            let terms = combination.iter().zip(&mut place);
            let size: f64 = terms.map(|((_, c), k)| self.products.scaled(k, c.abs(), &most)).sum();
            if size > MAX_VALUE {
                let (name, size) = (schema::cut(name), schema::magnitude(size));
                let why =
                    format!("{name} may reach {size} in size on the rows of the table, outside [0, 1e9]");
                return Err(Invalid::new("features", why));
            }
        }
        Ok(())
    }

    /// Multiply-adds that φ(x) takes, about.
    pub fn cost(&self) -> u64 {
        if self.count() == 0 {
            return 0;
        }
        self.basis.cost(&self.products.factors) + self.products.work() as u64
    }
}

/// The function of a single index as a feature, by a name that is short where it can be.
fn named(index: MultiIndex, basis: &dyn Basis) -> (String, Combination) {
    let name = match basis.name() {
        "walsh" => index.support().map(|i| format!("x{}", i + 1)).collect(),
        _ => index.to_string(),
    };
    (name, vec![(index, 1.0)])
}

/// The family: one row a choice of features; the first is the default.
pub(crate) const FAMILY: &[Row<Features, Context>] = &[none::ROW, products::ROW, formulas::ROW];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{self, InputDistribution};
    use crate::rng::{Rng, Stream};
    use crate::schema::{Invalid, read_member};
    use serde_json::{Value, json};

    fn law(value: &Value) -> Box<dyn InputDistribution> {
        read_member(inputs::FAMILY, "inputs", Some(value), &1).unwrap().0
    }

    fn read(law: &dyn InputDistribution, features: &Value) -> Result<Features, Invalid> {
        read_member(FAMILY, "features", Some(features), &Context::of(law)).map(|(features, _)| features)
    }

    const LAWS: [&str; 6] = [
        r#"{ "n": 5 }"#,
        r#"{ "n": 5, "bias": 0.5 }"#,
        r#"{ "kind": "gaussian", "n": 5 }"#,
        r#"{ "kind": "mixture", "n": 5 }"#,
        r#"{ "kind": "uniform", "n": 5, "radius": 2 }"#,
        r#"{ "kind": "normal", "n": 5, "mean": 1, "deviation": 2, "correlation": 0.5 }"#,
    ];

    /// Draws x of a law, and what a network sees of it.
    fn seen(law: &dyn InputDistribution, features: &Features, check: impl Fn(&[f32], &[f32])) {
        let (mut rng, mut x, mut memory) = (Rng::new(3, Stream::Probe), vec![0.0; 3 * 5], Vec::new());
        for _ in 0..20 {
            x.chunks_exact_mut(5).for_each(|x| law.sample_into(&mut rng, x));
            let rows = features.beside(&x, 5, &mut memory);
            assert_eq!(rows.len(), 3 * (5 + features.count()));
            for (x, row) in x.chunks_exact(5).zip(rows.chunks_exact(5 + features.count())) {
                assert_eq!(*x, row[..5]);
                check(x, &row[5..]);
            }
        }
    }

    /// Every set of 2 to d coordinates once, and its value is the product of the basis functions.
    #[test]
    fn products_are_products() {
        for (text, degree, count) in LAWS.iter().flat_map(|law| [(law, 2, 10), (law, 3, 20), (law, 4, 25)]) {
            let law = law(&serde_json::from_str(text).unwrap());
            let features = read(&*law, &json!({ "kind": "products", "degree": degree })).unwrap();
            assert_eq!((features.count(), features.degree()), (count, degree));
            let sets: std::collections::BTreeSet<Vec<usize>> =
                (0..count).map(|j| features.combination(j)[0].0.multiset()).collect();
            assert!(sets.len() == count && sets.iter().all(|set| (2..=degree).contains(&set.len())));
            let basis = law.basis();
            seen(&*law, &features, |x, phi| {
                for (j, phi) in phi.iter().enumerate() {
                    let product: f64 =
                        features.combination(j)[0].0.support().map(|i| basis.factor(i, 1, x)).product();
                    assert_eq!(*phi, product as f32, "{}", features.names()[j]);
                }
            });
        }
    }

    #[test]
    fn formulas_have_their_values() {
        let formulas =
            json!({ "kind": "formulas", "formulas": ["x1x2", "x1^2 - 2 x3 + 0.5", "(x1 + x4)^3 / 4"] });
        // On whitened inputs x1 is no coordinate that the network sees.
        for text in &LAWS[..4] {
            let law = law(&serde_json::from_str(text).unwrap());
            let features = read(&*law, &formulas).unwrap();
            seen(&*law, &features, |x, phi| {
                let x: Vec<f64> = x.iter().map(|x| f64::from(*x)).collect();
                let expected = [x[0] * x[1], x[0] * x[0] - 2.0 * x[2] + 0.5, (x[0] + x[3]).powi(3) / 4.0];
                for (phi, expected) in phi.iter().zip(expected) {
                    assert!(
                        (f64::from(*phi) - expected).abs() < 1e-5 * (1.0 + expected.abs()),
                        "{phi} {expected}"
                    );
                }
            });
        }
    }

    #[test]
    fn features_have_names() {
        let names =
            |law: &Value, features: &Value| read(&*self::law(law), features).unwrap().names().to_vec();
        let products = json!({ "kind": "products", "degree": 3 });
        assert_eq!(names(&json!({ "n": 3 }), &products), ["x1x2", "x1x3", "x2x3", "x1x2x3"]);
        assert_eq!(names(&json!({ "kind": "gaussian", "n": 2 }), &products), ["{1,2}"]);
        let formulas = json!({ "kind": "formulas", "formulas": ["2 x1 - 1", "x2^2 + x1"] });
        assert_eq!(names(&json!({ "n": 3 }), &formulas), ["2 x1 - 1", "x2^2 + x1"]);
        assert!(names(&json!({ "n": 3 }), &Value::Null).is_empty());
    }

    /// As many as are counted beforehand, at the edges of what is taken.
    #[test]
    fn products_are_taken_as_long_as_they_are_not_too_many() {
        for (n, degree, outcome) in [
            (2, 2, Ok(1)),
            (2, 4, Ok(1)),
            (3, 4, Ok(4)),
            (18, 4, Ok(4029)),
            (
                19,
                4,
                Err(
                    "4 is outside [2, 3] where n = 19: there are 5016 such products, and at most 5000 are taken",
                ),
            ),
            (30, 3, Ok(4495)),
            (
                32,
                3,
                Err(
                    "3 is outside [2, 2] where n = 32: there are 5456 such products, and at most 5000 are taken",
                ),
            ),
            (100, 2, Ok(4950)),
            (101, 2, Err("n = 101 coordinates have 5050 such products, outside [1, 5000]")),
            (256, 4, Err("n = 256 coordinates have 177588800 such products, outside [1, 5000]")),
            (1, 2, Err("n = 1 coordinates have 0 such products, outside [1, 5000]")),
        ] {
            let read = read(&*law(&json!({ "n": n })), &json!({ "kind": "products", "degree": degree }));
            let found = read.map(|features| features.count()).map_err(|error| {
                assert_eq!(error.field, "features.degree");
                error.why
            });
            assert_eq!(found, outcome.map_err(str::to_owned), "{n}, {degree}");
        }
    }
}
