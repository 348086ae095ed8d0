//! A target written as a formula: `x1 + 0.5 x1 x2 - 2 x1x2x3`, `χ{1,2} (1 + x₃)/2`, `(x1 + x2)^3`.
//!
//! ```text
//! sum     = ["+" | "-"] product { ("+" | "-") product }
//! product = power { ["*" | "·" | "/"] power }            only numbers divide
//! power   = atom [ "^" whole | superscripts ]
//! atom    = number | "x" coordinate | ("chi" | "χ" | "h") "{" coordinate { "," coordinate } "}" | "(" sum ")"
//! ```
//!
//! Coordinates are written x12, x_12, x_{12} or x₁₂. Products and powers are expanded in the basis of
//! the input law, x² = 1 on fair coins. chi{1,1,2}, or h{1,1,2}, is the basis function h_2(x1) h_1(x2)
//! itself; on coins no coordinate repeats.

use super::polynomial::{Polynomial, TooLarge};
use super::{Context, Expansion, MAX_TERMS, Target};
use crate::basis::{Basis, MultiIndex};
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};

pub(super) const FORMULA: Field = Field {
    name: "formula",
    label: "formula",
    unit: "",
    help: "A polynomial in x1, x2, …: sums, products, powers, parentheses, numbers as decimals or fractions, and chi{1,2} for a basis function: the product of coordinates 1 and 2 on coins.",
    kind: Kind::Text { default: "x1 + x1x2 + x1x2x3", max_length: 2000 },
};

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "formula",
        label: "your own formula",
        help: "Any polynomial, multiplied out in the basis of the input law.",
        fields: &[FORMULA],
    },
    read: |reader, context| Ok(Box::new(read(reader, &FORMULA, context)?)),
};

const MAX_DEPTH: usize = 32;
const MAX_POWER: u32 = 32;
/// Products of two terms in a whole formula: a short text, such as a long product to a high power, can
/// ask hundreds of millions of them though nearly all of what they make cancels or coincides.
const MAX_PRODUCTS: usize = 100_000;
const MAX_NUMBER: f64 = 1e6;

/// The polynomial that the text of `field` writes.
pub(super) fn read(reader: &mut Reader<'_>, field: &Field, context: &Context) -> Result<Expansion, Invalid> {
    let text = reader.text(field)?;
    let polynomial = parse(&text, context.n, &*context.basis)
        .map_err(|fault| reader.error(field.name, fault.shown(&text)))?;
    let terms = polynomial.terms();
    match terms.len() {
        0 => Err(reader.error(field.name, "everything cancels: nothing is left to learn")),
        1..=MAX_TERMS => Ok(Expansion::new(terms)),
        count => Err(reader.error(field.name, format!("{count} terms are outside [1, {MAX_TERMS}]"))),
    }
}

/// What is wrong with a formula, and where: the 0-based position of a character.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub at: usize,
    pub why: String,
}

impl Fault {
    /// The reason, the formula around the fault, and a caret under it.
    fn shown(&self, text: &str) -> String {
        let from = self.at.saturating_sub(30);
        let excerpt: String =
            text.chars().skip(from).take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
        format!("{} at character {}\n{excerpt}\n{}^", self.why, self.at + 1, " ".repeat(self.at - from))
    }
}

/// The polynomial that `text` writes in n coordinates, in a basis.
pub fn parse(text: &str, n: usize, basis: &dyn Basis) -> Result<Polynomial, Fault> {
    let mut parser = Parser { text: text.chars().collect(), at: 0, depth: 0, products: 0, n, basis };
    let polynomial = parser.sum()?;
    match parser.peek() {
        None => Ok(polynomial),
        Some(c) => Err(parser.fault(format!("expected an operator or the end, found {c:?},"))),
    }
}

struct Parser<'a> {
    text: Vec<char>,
    at: usize,
    depth: usize,
    /// Products of two terms so far.
    products: usize,
    n: usize,
    basis: &'a dyn Basis,
}

type Parsed<T> = Result<T, Fault>;

impl<'a> Parser<'a> {
    fn fault(&self, why: impl Into<String>) -> Fault {
        Fault { at: self.at, why: why.into() }
    }

    fn too_large(&self) -> impl Fn(TooLarge) -> Fault + use<'a> {
        let (at, basis) = (self.at.saturating_sub(1), self.basis);
        move |what| {
            let why = match what {
                // On correlated inputs a power of one coordinate alone has hundreds of terms.
                TooLarge::Terms if basis.coordinate(0).is_some_and(|sum| sum.len() > 2) => {
                    "more terms than can be followed, for on this law every x is a sum of all whitened coordinates; write h{1,2} for the product of two of these;".into()
                }
                TooLarge::Terms => "more terms than can be followed".into(),
                TooLarge::Degree(most) => {
                    format!("a degree in one coordinate beyond {most}, the largest that can be followed,")
                }
            };
            Fault { at, why }
        }
    }

    fn times(&mut self, a: &Polynomial, b: &Polynomial) -> Parsed<Polynomial> {
        self.products += a.len() * b.len();
        if self.products > MAX_PRODUCTS {
            let why = format!("multiplying this out takes more than {MAX_PRODUCTS} products of two terms");
            return Err(Fault { at: self.at.saturating_sub(1), why });
        }
        a.times(b, self.basis).map_err(self.too_large())
    }

    /// The next character that is no space.
    fn peek(&mut self) -> Option<char> {
        while self.text.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn take(&mut self, wanted: &[char]) -> Option<char> {
        let next = self.peek().filter(|c| wanted.contains(c))?;
        self.at += 1;
        Some(next)
    }

    fn expect(&mut self, wanted: char) -> Parsed<()> {
        if self.take(&[wanted]).is_some() {
            return Ok(());
        }
        let found = self.found();
        Err(self.fault(format!("expected {wanted:?}, found {found},")))
    }

    fn found(&mut self) -> String {
        self.peek().map_or_else(|| "the end".to_owned(), |c| format!("{c:?}"))
    }

    fn sum(&mut self) -> Parsed<Polynomial> {
        let mut sum = Polynomial::default();
        let mut sign = self.sign().unwrap_or(1.0);
        loop {
            let product = self.product()?;
            sum.add_scaled(sign, &product).map_err(self.too_large())?;
            match self.sign() {
                Some(next) => sign = next,
                None => return Ok(sum),
            }
        }
    }

    fn sign(&mut self) -> Option<f64> {
        let sign = self.take(&['+', '-', '−', '–'])?;
        Some(if sign == '+' { 1.0 } else { -1.0 })
    }

    fn product(&mut self) -> Parsed<Polynomial> {
        let mut product = self.power()?;
        loop {
            match self.peek() {
                Some('*' | '·' | '×' | '⋅') => {
                    self.at += 1;
                    let next = self.power()?;
                    product = self.times(&product, &next)?;
                }
                Some('/') => {
                    self.at += 1;
                    self.peek();
                    let start = self.at;
                    match self.power()?.as_constant() {
                        Some(c) if c != 0.0 => {
                            let factor = Polynomial::constant(1.0 / c);
                            product = self.times(&product, &factor)?;
                        }
                        _ => {
                            return Err(Fault {
                                at: start,
                                why: "expected a number other than 0 to divide by".into(),
                            });
                        }
                    }
                }
                Some(c) if c.is_ascii_digit() || matches!(c, '.' | 'x' | 'X' | 'c' | 'χ' | 'h' | '(') => {
                    let next = self.power()?;
                    product = self.times(&product, &next)?;
                }
                _ => return Ok(product),
            }
        }
    }

    fn power(&mut self) -> Parsed<Polynomial> {
        let base = self.atom()?;
        let start = self.at;
        let exponent = if self.take(&['^']).is_some() {
            self.peek();
            Some(self.whole(|c| c.to_digit(10))?)
        } else if self.peek().is_some_and(|c| superscript(c).is_some()) {
            Some(self.whole(superscript)?)
        } else {
            None
        };
        let Some(exponent) = exponent else { return Ok(base) };
        if exponent > MAX_POWER as usize {
            return Err(Fault {
                at: start,
                why: format!("the power {exponent} is outside [0, {MAX_POWER}]"),
            });
        }
        let mut power = Polynomial::constant(1.0);
        for _ in 0..exponent {
            power = self.times(&power, &base)?;
        }
        Ok(power)
    }

    fn atom(&mut self) -> Parsed<Polynomial> {
        match self.peek() {
            Some('(') => {
                if self.depth == MAX_DEPTH {
                    return Err(self.fault(format!("more than {MAX_DEPTH} parentheses within each other")));
                }
                self.at += 1;
                self.depth += 1;
                let sum = self.sum()?;
                self.depth -= 1;
                self.expect(')')?;
                Ok(sum)
            }
            Some(c) if c.is_ascii_digit() || c == '.' => self.number().map(Polynomial::constant),
            Some('x' | 'X') => {
                let start = self.at;
                self.at += 1;
                let coordinate = self.coordinate()?;
                let series = || Fault {
                    at: start,
                    why: format!(
                        "x{coordinate} is no finite sum of sines and cosines; write h{{{coordinate}}} for √2 sin(πx{coordinate}/R), h{{{coordinate},{coordinate}}} for √2 cos(πx{coordinate}/R), once more for the next frequency;"
                    ),
                };
                self.basis.coordinate(coordinate - 1).map(Polynomial::from).ok_or_else(series)
            }
            Some('χ' | 'h') => self.function(),
            Some('c') if self.text[self.at..].starts_with(&['c', 'h', 'i']) => self.function(),
            _ => {
                let found = self.found();
                Err(self.fault(format!(
                    "expected a number, a coordinate such as x1, chi{{1,2}} or \"(\", found {found},"
                )))
            }
        }
    }

    /// h_α as chi{1,2}, χ_{1,2} or h{1,1,2}.
    fn function(&mut self) -> Parsed<Polynomial> {
        if self.take(&['χ', 'h']).is_none() {
            self.at += "chi".len();
        }
        self.take(&['_']);
        self.expect('{')?;
        let mut multiset = Vec::new();
        if self.peek() != Some('}') {
            loop {
                self.peek();
                let start = self.at;
                let coordinate = self.whole(|c| c.to_digit(10))?;
                self.in_range(coordinate, start)?;
                multiset.push(coordinate);
                let most = self.basis.max_degree();
                if multiset.iter().filter(|&&i| i == coordinate).count() > most {
                    let times = if most == 1 { "twice".into() } else { format!("more than {most} times") };
                    return Err(Fault { at: start, why: format!("coordinate {coordinate} occurs {times}") });
                }
                if self.take(&[',']).is_none() {
                    break;
                }
            }
        }
        self.expect('}')?;
        multiset.sort_unstable();
        Ok(vec![(MultiIndex::from_multiset(&multiset), 1.0)].into())
    }

    /// What follows an x: 12, _12, _{12} or ₁₂.
    fn coordinate(&mut self) -> Parsed<usize> {
        let start = self.at;
        let coordinate = match self.text.get(self.at) {
            Some('_') => {
                self.at += 1;
                if self.text.get(self.at) == Some(&'{') {
                    self.at += 1;
                    let coordinate = self.whole(|c| c.to_digit(10))?;
                    self.expect('}')?;
                    coordinate
                } else {
                    self.whole(|c| c.to_digit(10))?
                }
            }
            Some(&c) if subscript(c).is_some() => self.whole(subscript)?,
            _ => self.whole(|c| c.to_digit(10))?,
        };
        self.in_range(coordinate, start)
    }

    fn in_range(&self, coordinate: usize, at: usize) -> Parsed<usize> {
        if (1..=self.n).contains(&coordinate) {
            return Ok(coordinate);
        }
        Err(Fault { at, why: format!("coordinate {coordinate} is outside [1, {}]", self.n) })
    }

    /// A whole number in one kind of digits, below a million.
    fn whole(&mut self, digit: impl Fn(char) -> Option<u32>) -> Parsed<usize> {
        let start = self.at;
        let mut value = 0;
        while let Some(d) = self.text.get(self.at).and_then(|&c| digit(c)) {
            value = value * 10 + d as usize;
            self.at += 1;
            if value >= 1_000_000 {
                return Err(Fault { at: start, why: "the number is too large".into() });
            }
        }
        if self.at == start {
            let found = self.found();
            return Err(Fault { at: start, why: format!("expected a whole number, found {found},") });
        }
        Ok(value)
    }

    /// A decimal such as 2, 0.5, .5 or 1e-3.
    fn number(&mut self) -> Parsed<f64> {
        let start = self.at;
        let digits = |parser: &mut Self| {
            while parser.text.get(parser.at).is_some_and(char::is_ascii_digit) {
                parser.at += 1;
            }
        };
        digits(self);
        if self.text.get(self.at) == Some(&'.') {
            self.at += 1;
            digits(self);
        }
        if matches!(self.text.get(self.at), Some('e' | 'E')) {
            let signed = usize::from(matches!(self.text.get(self.at + 1), Some('+' | '-')));
            if self.text.get(self.at + 1 + signed).is_some_and(char::is_ascii_digit) {
                self.at += 1 + signed;
                digits(self);
            }
        }
        let written: String = self.text[start..self.at].iter().collect();
        match written.parse::<f64>() {
            Ok(value) if value <= MAX_NUMBER => Ok(value),
            Ok(_) => Err(Fault { at: start, why: format!("{written} is outside [0, {MAX_NUMBER}]") }),
            Err(_) => Err(Fault { at: start, why: format!("{written:?} is not a number") }),
        }
    }
}

fn subscript(c: char) -> Option<u32> {
    "₀₁₂₃₄₅₆₇₈₉".chars().position(|s| s == c).map(|d| d as u32)
}

fn superscript(c: char) -> Option<u32> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|s| s == c).map(|d| d as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets::Term;
    use proptest::prelude::*;

    use crate::basis::{Hermite, Legendre, Trigonometric, Walsh, Whitening};

    fn fair() -> Walsh {
        Walsh::fair(6)
    }

    fn terms(text: &str) -> Vec<(Vec<usize>, f64)> {
        let polynomial = parse(text, 6, &fair()).unwrap_or_else(|fault| panic!("{}", fault.shown(text)));
        polynomial
            .terms()
            .into_iter()
            .map(|Term { index, coefficient }| (index.multiset(), coefficient))
            .collect()
    }

    #[test]
    fn formulas_mean_what_they_say() {
        let expected = vec![(vec![1], 1.0), (vec![1, 2], 0.5), (vec![1, 2, 3], -2.0)];
        for text in [
            "x1 + 0.5 x1 x2 - 2 x1x2x3",
            "x₁+1/2·x₁x₂−2x₁x₂x₃",
            "chi{1} + χ_{2,1}/2 - 2*chi{1,2,3}",
            "x_1(1 + .5x_{2} - 2 x2 x3)",
        ] {
            assert_eq!(terms(text), expected, "{text}");
        }
        assert_eq!(terms("x1^2 + x1^3"), [(vec![], 1.0), (vec![1], 1.0)]);
        assert_eq!(terms("(x1 + x2)²"), [(vec![], 2.0), (vec![1, 2], 2.0)]);
        assert_eq!(terms("-(x1 - x2)(x1 + x2) + 3e-1 x3"), [(vec![3], 0.3)]);
    }

    #[test]
    fn faults_are_pointed_at() {
        for (text, at, why) in [
            ("x1 + * x2", 5, "expected a number, a coordinate"),
            ("x1 + x9", 6, "coordinate 9 is outside [1, 6]"),
            ("x1 x", 4, "expected a whole number, found the end"),
            ("(x1 + x2", 8, "expected ')', found the end"),
            ("x1) + x2", 2, "expected an operator or the end"),
            ("x1/x2", 3, "expected a number other than 0"),
            ("chi{1,1}", 6, "coordinate 1 occurs twice"),
            ("x1 + cosh(x1)", 5, "expected a number, a coordinate such as x1, chi{1,2} or \"(\", found 'c'"),
            ("x1 chip", 6, "expected '{', found 'p'"),
            ("x1^99", 2, "the power 99 is outside [0, 32]"),
            ("", 0, "expected a number"),
            ("2 y", 2, "expected an operator or the end, found 'y'"),
            // All within 64 terms, but 31 products of 64 by 64.
            ("((1+x1)(1+x2)(1+x3)(1+x4)(1+x5)(1+x6))^32", 40, "more than 100000 products"),
        ] {
            let fault = parse(text, 6, &fair()).unwrap_err();
            assert!(fault.at == at && fault.why.contains(why), "{text}: {fault:?}");
        }
        let shown = parse("x1 + * x2", 6, &fair()).unwrap_err().shown("x1 + * x2");
        assert!(shown.ends_with("at character 6\nx1 + * x2\n     ^"), "{shown}");
    }

    fn print(terms: &[(Vec<usize>, f64)]) -> String {
        let one = |(set, c): &(Vec<usize>, f64)| {
            let factors: String = set.iter().map(|i| format!(" x{i}")).collect();
            format!("{} {}{factors}", if *c < 0.0 { "-" } else { "+" }, c.abs())
        };
        terms.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    /// On other laws the formula's value is that of its expansion in their basis.
    #[test]
    fn powers_are_expanded_in_the_laws_basis() {
        let text = "(x1 + 2 x2 - x3)^3 (1 - x1 x2)/2 + x2^5 x3^2 + h{1,1,2}";
        let bases: [&dyn Basis; 2] = [&Hermite::new(), &Legendre::new(1.5)];
        for basis in bases {
            let polynomial = parse(text, 3, basis).unwrap_or_else(|fault| panic!("{}", fault.shown(text)));
            for point in [[0.25f32, -1.0, 0.5], [1.25, 0.75, -0.5], [-0.5, 0.125, 1.0]] {
                let x = point.map(f64::from);
                let direct = (x[0] + 2.0 * x[1] - x[2]).powi(3) * (1.0 - x[0] * x[1]) / 2.0
                    + x[1].powi(5) * x[2].powi(2)
                    + basis.factor(0, 2, &point) * basis.factor(1, 1, &point);
                let sum: f64 =
                    polynomial.terms().iter().map(|t| t.coefficient * basis.eval(&t.index, &point)).sum();
                assert!(
                    (sum - direct).abs() < 1e-9 * (1.0 + direct.abs()),
                    "{}: {sum} {direct}",
                    basis.name()
                );
            }
        }
        // 2 sin²(πx/R) = 1 - cos(2πx/R): h_1² = 1 - h_4/√2.
        let square = parse("h{1}^2", 2, &Trigonometric::new(1.0)).unwrap().terms();
        assert_eq!(square.iter().map(|t| t.index.multiset()).collect::<Vec<_>>(), [vec![], vec![1; 4]]);
        assert!((square[1].coefficient + 0.5f64.sqrt()).abs() < 1e-15);
        let fault = parse("1 + x2", 2, &Trigonometric::new(1.0)).unwrap_err();
        assert!(fault.at == 4 && fault.why.contains("h{2}"), "{fault:?}");
        let n = 30;
        let whitening =
            Whitening { mean: vec![0.0; n], root: vec![0.5; n * n], inverse_root: vec![0.5; n * n] };
        let fault = parse("x1x2x3", n, &Hermite::whitened(whitening)).unwrap_err();
        assert!(fault.why.contains("write h{1,2}"), "{fault:?}");
        let fault = parse("x1^17", 2, &Hermite::new()).unwrap_err();
        assert!(fault.why.contains("beyond 16"), "{fault:?}");
    }

    proptest! {
        /// What is printed reads as the same polynomial.
        #[test]
        fn print_then_parse_is_the_same(given in proptest::collection::btree_map(
            proptest::collection::btree_set(1usize..=6, 0..5), (1i32..400).prop_map(|c| f64::from(c - 200) / 8.0), 1..8,
        )) {
            let mut given: Vec<(Vec<usize>, f64)> =
                given.into_iter().filter(|(_, c)| *c != 0.0).map(|(set, c)| (set.into_iter().collect(), c)).collect();
            prop_assume!(!given.is_empty());
            given.sort_by(|a, b| a.0.cmp(&b.0));
            let mut read = terms(&print(&given));
            read.sort_by(|a, b| a.0.cmp(&b.0));
            prop_assert_eq!(read, given);
        }

        /// Powers and products agree with evaluating them, on fair coins and on biased ones.
        #[test]
        fn expansions_have_the_formulas_values(u in 0usize..8, skewed in any::<bool>()) {
            let text = "(x1 + 2 x2 - x3)^3 (1 - x1 x2)/2 + x2^5 x3^2";
            // Values v, w with v w = -1: 1/√3 and -√3, of a coin with P(+1) = 3/4.
            let values = if skewed { [1.0 / 3f64.sqrt(), -(3f64.sqrt())] } else { [1.0, -1.0] };
            let polynomial = parse(text, 3, &Walsh::new(vec![values[0] + values[1]; 3])).unwrap();
            let x: Vec<f64> = (0..3).map(|i| values[u >> i & 1]).collect();
            let direct = (x[0] + 2.0 * x[1] - x[2]).powi(3) * (1.0 - x[0] * x[1]) / 2.0 + x[1].powi(5) * x[2].powi(2);
            let sum: f64 = polynomial.terms().iter()
                .map(|t| t.coefficient * t.index.support().map(|i| x[i]).product::<f64>())
                .sum();
            prop_assert!((sum - direct).abs() < 1e-9 * (1.0 + direct.abs()));
        }

        /// Any text is answered: with a polynomial or with a fault within the text.
        #[test]
        fn any_text_is_answered(text in "[x0-9₁₂χchi{},()+*/^²_. -]{0,60}") {
            if let Err(fault) = parse(&text, 6, &Walsh::new(vec![0.5; 6])) {
                prop_assert!(fault.at <= text.chars().count());
                fault.shown(&text);
            }
        }
    }
}
