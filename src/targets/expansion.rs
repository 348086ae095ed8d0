//! Any finite sum g = Σ_S ĝ(S) χ_S (Abbe et al. 2021, eq. (1)), or Σ_α ĝ(α) h_α (section 3.2).

use super::{Context, MAX_TERMS, Target, Term};
use crate::basis::MultiIndex;
use crate::order;
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};
use serde_json::{Value, json};

/// A sum of monomials with given coefficients.
#[derive(Clone, Debug)]
pub struct Expansion {
    terms: Vec<Term>,
}

const MAX_COEFFICIENT: f64 = 1e3;
/// Enough to write all of them out.
const MAX_LENGTH: usize = 50_000;
/// The least size of a coefficient, and its least part of the largest one (or of 1): a step of 0.01
/// towards anything smaller is lost in the rounding of f32 weights.
pub(super) const LEAST: f64 = 1e-6;

const TERMS: Field = Field {
    name: "terms",
    label: "terms",
    unit: "",
    help: "Monomials with their coefficients, written as a formula or with {1,2} for a function of the law's basis; {1^2,2} has degree 2 in coordinate 1, where inputs are real numbers.",
    kind: Kind::Terms { default: &[(&[1], 1.0), (&[1, 2], 1.0), (&[1, 2, 3], 1.0)] },
};

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "expansion",
        label: "sum of monomials",
        help: "Any finite sum of monomials with coefficients of your choice.",
        fields: &[TERMS],
    },
    read: |reader, context| context.trainable(Box::new(Expansion::read(reader, context)?), reader, &TERMS),
};

impl Expansion {
    /// The sum of `terms`, each index at most once; zero coefficients are left out.
    pub fn new(mut terms: Vec<Term>) -> Self {
        terms.retain(|term| term.coefficient != 0.0);
        order::sort_by(&mut terms, |a, b| a.index.cmp(&b.index));
        debug_assert!(terms.windows(2).all(|pair| pair[0].index != pair[1].index));
        Self { terms }
    }

    /// The same of at most so many terms that a user gives or writes, or why they can't be followed and trained on.
    pub(super) fn checked(terms: Vec<Term>, most: usize) -> Result<Self, String> {
        let target = Self::new(terms);
        let terms = &target.terms;
        if terms.is_empty() {
            return Err("nothing is left to learn: every coefficient is 0".into());
        }
        if terms.len() > most {
            return Err(format!("{} terms are outside [1, {most}]", terms.len()));
        }
        let largest = terms.iter().fold(1.0, |most: f64, term| most.max(term.coefficient.abs()));
        let least = LEAST * largest.min(MAX_COEFFICIENT);
        match terms.iter().find(|term| !(least..=MAX_COEFFICIENT).contains(&term.coefficient.abs())) {
            None => Ok(target),
            Some(Term { index, coefficient }) => {
                let [c, least, most] = [*coefficient, least, MAX_COEFFICIENT].map(schema::decimal);
                Err(format!(
                    "the coefficient of {index} is {c}: to be trained on beside the others, its size must be in [{least}, {most}]"
                ))
            }
        }
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let default = TERMS.default();
        let target = match reader.take(TERMS.name).unwrap_or(&default) {
            Value::String(text) if text.len() <= MAX_LENGTH => super::formula::written(text, context),
            Value::String(text) => Err(format!("{} bytes of text are outside [0, {MAX_LENGTH}]", text.len())),
            Value::Array(list) if (1..=MAX_TERMS).contains(&list.len()) => {
                Self::checked(Self::listed(reader, list, context)?, MAX_TERMS)
            }
            Value::Array(list) => Err(format!("{} terms are outside [1, {MAX_TERMS}]", list.len())),
            other => Err(format!(
                "{} is neither a sum of monomials nor a list of {{set, coefficient}}",
                schema::brief(other)
            )),
        };
        let target = target.map_err(|why| reader.error(TERMS.name, why))?;
        let complete: Vec<Value> = target
            .terms
            .iter()
            .map(|term| json!({ "set": term.index.multiset(), "coefficient": term.coefficient }))
            .collect();
        reader.set(TERMS.name, complete);
        Ok(target)
    }

    fn listed(reader: &Reader<'_>, list: &[Value], context: &Context) -> Result<Vec<Term>, Invalid> {
        let mut terms: Vec<Term> = Vec::with_capacity(list.len());
        for (k, entry) in list.iter().enumerate() {
            let mut entry = Reader::new(&reader.path(&format!("{}[{k}]", TERMS.name)), Some(entry))?;
            entry.known(&TERM_FIELDS)?;
            let term = Self::read_term(&mut entry, context)?;
            if terms.iter().any(|other| other.index == term.index) {
                return Err(
                    entry.error("set", format!("{} occurs twice; add the coefficients up", term.index))
                );
            }
            terms.push(term);
        }
        Ok(terms)
    }

    fn read_term(entry: &mut Reader<'_>, context: &Context) -> Result<Term, Invalid> {
        let [set, coefficient] = &TERM_FIELDS;
        let set = entry.take(set.name).ok_or_else(|| entry.error(set.name, "is missing"))?;
        let set = schema::multiset(set, context.n, context.basis.max_degree())
            .map_err(|why| entry.error("set", why))?;
        Ok(Term { index: MultiIndex::from_multiset(&set), coefficient: entry.number(coefficient)? })
    }
}

const TERM_FIELDS: [Field; 2] = [
    Field {
        name: "set",
        label: "set",
        unit: "",
        help: "The coordinates of the monomial, one repeated for a power.",
        kind: Kind::Set,
    },
    Field {
        name: "coefficient",
        label: "coefficient",
        unit: "",
        help: "The factor of the monomial.",
        kind: Kind::Number { default: 1.0, min: -MAX_COEFFICIENT, max: MAX_COEFFICIENT },
    },
];

impl Target for Expansion {
    fn eval(&self, x: &[f32]) -> f32 {
        let value =
            |term: &Term| term.index.support().fold(term.coefficient as f32, |product, i| product * x[i]);
        self.terms.iter().map(value).sum()
    }

    fn terms(&self) -> &[Term] {
        &self.terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets::{Parity, Staircase, chains, double_staircase, truncated_staircase};

    /// Every target agrees, on the whole cube, with the sum of the terms that it claims to be.
    #[test]
    fn targets_are_their_expansions() {
        let n = 6;
        let read = |value: Value| {
            let value = json!({ "terms": value });
            let mut reader = Reader::new("target", Some(&value)).unwrap();
            Expansion::read(&mut reader, &Context::of(&crate::inputs::Hypercube::new(n))).unwrap()
        };
        let targets: [Box<dyn Target>; 7] = [
            Box::new(Staircase::new(5, true)),
            Box::new(Staircase::new(3, false)),
            Box::new(Parity::new(&[2, 3, 6])),
            Box::new(double_staircase(3, 3, true)),
            Box::new(truncated_staircase(3, 6, false)),
            Box::new(chains(&[vec![5, 2, 6], vec![5, 1], vec![3]], true)),
            Box::new(read(
                json!([{ "set": [6, 1], "coefficient": -0.5 }, { "set": [], "coefficient": 2 }, { "set": [4] }]),
            )),
        ];
        for target in &targets {
            assert!(target.terms().windows(2).all(|pair| pair[0].index < pair[1].index));
            for u in 0..1usize << n {
                let x: Vec<f32> = (0..n).map(|i| 1.0 - 2.0 * (u >> i & 1) as f32).collect();
                let sum: f64 = target
                    .terms()
                    .iter()
                    .map(|t| t.coefficient * t.index.support().map(|i| f64::from(x[i])).product::<f64>())
                    .sum();
                assert!((sum - f64::from(target.eval(&x))).abs() < 1e-6);
            }
        }
    }

    /// A text is read as a formula is, and becomes the list that it writes.
    #[test]
    fn terms_may_be_written() {
        let read = |value: Value| {
            let value = json!({ "terms": value });
            let mut reader = Reader::new("target", Some(&value)).unwrap();
            Expansion::read(&mut reader, &Context::of(&crate::inputs::Hypercube::new(6)))
                .and_then(|_| reader.finish(&[TERMS]))
                .map_err(|invalid| invalid.to_string())
        };
        let listed = |list: Value| Ok(json!({ "terms": list }));
        assert_eq!(read(json!("x1 + x1*2")), listed(json!([{ "set": [1], "coefficient": 3.0 }])));
        let both = json!([{ "set": [], "coefficient": -1.0 }, { "set": [1, 2], "coefficient": 0.5 }]);
        assert_eq!(read(json!("½ x₂·x_1 − {}")), listed(both.clone()));
        assert_eq!(read(both.clone()), listed(both));
        for (given, why) in [
            (
                json!("x1 + 1 000 x2"),
                "target.terms: at character 8: a number stands before what it multiplies",
            ),
            (json!("x1.5"), "target.terms: at character 3: coordinates and powers are whole numbers"),
            (json!("0,5 x1"), "target.terms: at character 2: expected an operator or the end, found ','"),
            (json!("{1,1}"), "target.terms: at character 4: coordinate 1 occurs twice"),
            (json!(""), "target.terms: expected a number"),
            (json!("x1 - x1"), "target.terms: nothing is left to learn"),
            (json!(7), "target.terms: 7 is neither a sum of monomials nor a list of {set, coefficient}"),
            (json!([]), "target.terms: 0 terms are outside [1, 256]"),
        ] {
            let refused = read(given).unwrap_err();
            assert!(refused.starts_with(why), "{refused}");
        }
        let most: Vec<String> = (0..256).map(|k| format!("0.12345678901234567 {{{}}}", 1 + k % 6)).collect();
        assert!(read(json!(most.join(" + "))).is_ok());
    }
}
