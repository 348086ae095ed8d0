//! A target written as a formula: `x1 + 0.5 x1 x2 - 2 x1x2x3`, `χ{1,2} (1 + x₃)/2`, `(x1 + x2)^3`.
//!
//! ```text
//! sum     = product { ("+" | "-") product }
//! product = signed { ("*" | "/") signed | power }        only numbers divide; no number begins the latter
//! signed  = { "+" | "-" } power
//! power   = atom [ ("^" | "**") (whole | "{" whole "}") | superscripts ]
//! atom    = number | "x" coordinate | [("chi" | "χ" | "h") ["_"]] set | "(" sum ")" | "\frac" part part | function
//! function = name "(" sum { "," sum } ")"            // on coins; the names are in [`functions`]
//! set     = "{" [degrees { "," degrees }] "}"
//! degrees = coordinate ["^" whole | superscripts]
//! part    = "{" sum "}" | digit
//! ```
//!
//! Bare braces multiply with numbers alone, for in LaTeX they only group: `{2}x1` and `{1} {1,2}` take a
//! sign between. So do factors on two lines.
//!
//! Coordinates are written x12, x_12, x_{12} or x₁₂, numbers 2, 0.5, .5, 1e-3 or ½. Spaces part
//! numbers and else mean nothing. Other spellings of a sign, such as `·`, `\cdot`, `−` or full-width
//! ones, are in [`spelling`]. Whatever could be meant in two ways is refused: a number behind another
//! one (`1 000`), behind an index or a power (`x1 2`, `x1^1.5`) or behind brackets, where a
//! sign may have been lost; a product of numbers behind a division (`6/2(3)`); powers of powers; commas
//! in numbers.
//!
//! On coins [`functions`] have names, as in `2 maj(x1,x2,x3) - x4`.
//!
//! Products and powers are expanded in the basis of the input law, x² = 1 on fair coins. chi{1,1,2},
//! h{1,1,2} or {1^2,2} is the basis function h_2(x1) h_1(x2) itself; on coins no coordinate repeats.

mod functions;
mod parser;
mod spelling;

use super::{Context, Expansion, MAX_TERMS, Target, Term};
use crate::basis::MAX_SUPPORT;
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};
use parser::parse;

pub(super) const FORMULA: Field = Field {
    name: "formula",
    label: "formula",
    unit: "",
    help: "A polynomial in x1, x2, …: sums, products, powers, parentheses, numbers as decimals or fractions, and chi{1,2} for a basis function: the product of coordinates 1 and 2 on coins. On coins it may also have functions of up to 14 of them, within each other, too: and, or, not, xor or parity, maj(x1,x2,x3), threshold(2,x1,x2,x3) if 2 or more are true, if(x1,x2,x3) which is x2 if x1 is true, else x3, mux(x1,x2,x3,x4,x5,x6) or address with two bits, the higher first, and four data. True is −1 and false is 1, of coins as of results; bit(x1) is 1 for true and 0 for false.",
    kind: Kind::Text { default: "x1 + x1x2 + x1x2x3", example: "x1 + 0.5 x1x2", max_length: 2000 },
};

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "formula",
        label: "your own formula",
        help: "Any polynomial, multiplied out in the basis of the input law.",
        fields: &[FORMULA],
    },
    read: |reader, context| context.trainable(Box::new(read(reader, &FORMULA, context)?), reader, &FORMULA),
};

/// What may be added up to one coefficient: of larger numbers the rounding alone would be larger than
/// the least coefficient.
const MAX_SIZE: f64 = 1e7;

/// The polynomial that the text of `field` writes.
pub(super) fn read(reader: &mut Reader<'_>, field: &Field, context: &Context) -> Result<Expansion, Invalid> {
    let text = reader.text(field)?;
    let expansion = polynomial(&text, context).and_then(|terms| {
        let (count, most) = (terms.len(), most_terms(&terms, context));
        if count > most {
            let why = "more can be measured on coins alone, where they touch 14 or fewer of these";
            return Err(format!("{count} terms are outside [1, {most}]: {why}"));
        }
        Expansion::checked(terms, most)
    });
    expansion.map_err(|why| reader.error(field.name, why))
}

/// How many terms a formula may have: as many as a function of its coins may, where the probes run over all
/// combinations of these.
fn most_terms(terms: &[Term], context: &Context) -> usize {
    let touched = |i: &usize| terms.iter().any(|term| term.index.degree_of(*i) > 0);
    let touched = (0..context.n).filter(touched).count();
    let all = context.coins.is_some() && touched <= MAX_SUPPORT;
    if all { 1 << MAX_SUPPORT } else { MAX_TERMS }
}

/// The target that a text writes, or why it writes none.
pub(super) fn written(text: &str, context: &Context) -> Result<Expansion, String> {
    Expansion::checked(polynomial(text, context)?, MAX_TERMS)
}

/// The terms of the polynomial that a text writes, none if it is 0; or why it writes none.
pub fn polynomial(text: &str, context: &Context) -> Result<Vec<Term>, String> {
    let polynomial = parse(text, context.n, &*context.basis).map_err(|fault| fault.shown(text))?;
    let size = polynomial.size();
    if size > MAX_SIZE {
        let [size, most] = [size, MAX_SIZE].map(schema::decimal);
        return Err(format!(
            "the numbers that are added up to a coefficient reach {size}, outside [0, {most}]"
        ));
    }
    Ok(polynomial.terms())
}

/// What is wrong with a formula, and where: the 0-based position of a character.
#[derive(Debug, PartialEq, Eq)]
struct Fault {
    at: usize,
    why: String,
}

impl Fault {
    /// The reason, the formula around the fault, and a caret under it; of nothing the reason alone.
    fn shown(&self, text: &str) -> String {
        if text.trim().is_empty() {
            return self.why.clone();
        }
        let from = self.at.saturating_sub(30);
        let mut left = text.chars().skip(from);
        let excerpt: Vec<char> = left.by_ref().take(60).collect();
        let [before, after] = [from > 0, left.next().is_some()].map(|cut| if cut { "…" } else { "" });
        let indent = " ".repeat(self.at - from + before.chars().count());
        let excerpt = printable(&excerpt);
        format!("at character {}: {}\n{before}{excerpt}{after}\n{indent}^", self.at + 1, self.why)
    }
}

/// The text on one line, as it can be seen.
fn printable(text: &[char]) -> String {
    text.iter().map(|c| if c.is_control() { '\u{fffd}' } else { *c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use crate::basis::{Basis, Hermite, Legendre, Trigonometric, Walsh, Whitening};

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

    /// Every spelling of a sign, and signs before a factor.
    #[test]
    fn a_formula_may_be_spelt_in_many_ways() {
        for (spelt, plain) in [
            ("x1**2 + x1**3", "1 + x1"),
            ("x1 ** 3", "x1"),
            ("x_1^{2} + x_{ 1 }^{ 3 }", "1 + x1"),
            ("x1*-x2", "-x1x2"),
            ("x1/-2 - -x2 + +x3", "-0.5x1 + x2 + x3"),
            ("x1 +\n x2\n - 2 {1,2}\n", "x1 + x2 - 2x1x2"),
            ("0.5 {1} + {2}*{3}", "0.5x1 + x2x3"),
            ("--x1", "x1"),
            ("---x1 + 2", "2 - x1"),
            ("-x1^2", "-1"),
            (r"x_1 \cdot x_2\times x_3 \ast x_4", "x1x2x3x4"),
            (r"0.5\,x_1\;x_2", "0.5x1x2"),
            (r"\frac12 x1 + \frac 3 4x2", "0.5x1 + 0.75x2"),
            (r"\frac{x1+x2}{2} - \tfrac1{ 4 }x3 - \dfrac{-1}2", "0.5x1 + 0.5x2 - 0.25x3 + 0.5"),
            (r"\frac{1+\frac{x1}{2}}{\frac12}", "2 + x1"),
            (r"\left(x_1 + 1\right)\left( x_2 \right)", "x1x2 + x2"),
            (r"\chi_{1,2} - \chi{3}", "x1x2 - x3"),
            ("{1, 2} - 2{3} + {}", "x1x2 - 2x3 + 1"),
            ("{1^1,2¹}", "x1x2"),
            ("½x1 - ¼ x2 + ¾(x3)", "0.5x1 - 0.25x2 + 0.75x3"),
            ("⅔ x1 * ⅛", "2/24 x1"),
            ("1⁄2 x1 + 1÷4 x2", "0.5x1 + 0.25x2"),
            ("x1·x2 + x1×x3 + x1⋅x4 + x1∙x5 + x1•x6 + x2∗x3", "x1x2 + x1x3 + x1x4 + x1x5 + x1x6 + x2x3"),
            ("x1 − x2 – x3 ‒ x4 ‐ x5 ‑ x6", "x1 - x2 - x3 - x4 - x5 - x6"),
            ("２ ｘ１＋（Ｘ２ － ０．５）", "2x1 + x2 - 0.5"),
            ("𝑥₁\u{2062}𝑥₂\u{a0}+\u{200b}𝑥₃", "x1x2 + x3"),
            ("2e−1 x1 + 1E+1x2", "0.2x1 + 10x2"),
            ("(2) x1 (3)", "6x1"),
            ("x1*2x2", "2x1x2"),
            ("1/2x1 + x2/2x3", "0.5x1 + 0.5x2x3"),
            ("x2/(x1 - x1 + 2)", "0.5x2"),
            ("0x1 + x2 - 0", "x2"),
        ] {
            assert_eq!(terms(spelt), terms(plain), "{spelt}");
        }
    }

    #[test]
    fn faults_are_pointed_at() {
        let factor = "expected a number, a coordinate such as x1, chi{1,2} or \"(\", found";
        for (text, at, why) in [
            ("x1 + * x2", 5, &format!("{factor} '*'")[..]),
            ("x1 + x9", 6, "coordinate 9 is outside [1, 6]"),
            ("(x1 + x2", 8, "expected ')', found the end"),
            ("x1) + x2", 2, "expected an operator or the end, found ')'"),
            ("x1/x2", 3, "expected a number other than 0 to divide by"),
            ("x1/0", 3, "expected a number other than 0 to divide by"),
            ("x1/(0.1 + 0.2 - 0.3)", 3, "expected a number other than 0 to divide by"),
            (r"\frac{1}{x2}", 8, "expected a number other than 0 to divide by"),
            (r"\frac x1", 6, r"expected '{' or a digit, as in \frac{1}{2}, found 'x'"),
            (r"x1 \cdots x2", 3, r"expected an operator or the end, found '\cdots'"),
            ("x1 + \\", 5, &format!("{factor} '\\'")),
            ("chi{1,1}", 6, "coordinate 1 occurs twice"),
            ("{1^2}", 1, "coordinate 1 occurs twice"),
            ("{1", 2, "expected ',' or '}', found the end"),
            ("chi{1 2}", 6, "expected ',' or '}', found '2'"),
            ("chi{1,}", 6, "expected the number of a coordinate, found '}'"),
            (
                "x1 + cosh(x1)",
                5,
                "there is no function cosh; known are and, or, not, xor, parity, maj, threshold, if, mux, address, bit",
            ),
            ("x1 chip", 6, "expected '{', found 'p'"),
            ("x1^99", 2, "the power 99 is outside [0, 32]"),
            ("x1^-1", 3, "expected a whole number as the power, found '-'"),
            ("x1^2^3", 4, "a power of a power takes parentheses, as in (x1^2)^3"),
            ("x1²^3", 3, "a power of a power takes parentheses, as in (x1^2)^3"),
            ("", 0, &format!("{factor} the end")),
            ("2 y", 2, "expected an operator or the end, found 'y'"),
            ("2e x1", 1, "expected an operator or the end, found 'e'"),
            ("1e7 x1", 0, "1e7 is neither 0 nor a number in [1e-307, 1000000]"),
            ("x1 + 1e-400 x2", 5, "1e-400 is neither 0 nor a number in [1e-307, 1000000]"),
            // All within 64 terms, but 31 products of 64 by 64.
            (
                "((1+x1)(1+x2)(1+x3)(1+x4)(1+x5)(1+x6))^32",
                40,
                "multiplying this out takes more than 100000 products of two terms",
            ),
        ] {
            let fault = parse(text, 6, &fair()).unwrap_err();
            assert_eq!((fault.at, &fault.why[..]), (at, why), "{text}");
        }
        let shown = parse("x1 + * x2", 6, &fair()).unwrap_err().shown("x1 + * x2");
        assert_eq!(shown, format!("at character 6: {factor} '*'\nx1 + * x2\n     ^"));
        let long = format!("{}* x2 + {}x3", "x1 + ".repeat(20), "x1 + ".repeat(20));
        let shown = parse(&long, 6, &fair()).unwrap_err().shown(&long);
        let lines: Vec<&str> = shown.lines().skip(1).collect();
        assert!(lines[0].starts_with("…x1 + ") && lines[0].ends_with('…'), "{shown}");
        assert_eq!(lines[0].chars().nth(lines[1].len() - 1), Some('*'), "{shown}");
    }

    /// What could be meant in two ways is refused where the doubt begins.
    #[test]
    fn nothing_is_read_as_something_else() {
        let number = "a number stands before what it multiplies";
        let whole = "coordinates and powers are whole numbers";
        let space = "expected the number of a coordinate right behind x, as in x1, found a space";
        let comma = "found ','; write decimals with a point";
        for (text, at, why) in [
            ("x1 + 1 000 x2", 7, number),
            ("x1\nx2", 3, "a new line begins here: write + before it"),
            ("x1 ⏎ 2 x2", 5, number),
            ("{1} {1,2}", 4, "braces alone stand for the product"),
            ("{2}x1", 3, "braces alone stand for the product"),
            ("2{2}x1", 4, "braces alone stand for the product"),
            ("x_1{2}", 3, "braces alone stand for the product"),
            ("1\u{a0}000", 2, number),
            (r"1\,000 x1", 3, number),
            ("2 3 x1", 2, number),
            ("1.000.000", 5, number),
            ("1e3.5 x1", 3, number),
            ("2½ x1", 1, number),
            ("½2 x1", 1, number),
            (r"\frac123 x1", 7, number),
            ("x1 2", 3, number),
            ("x1 .5", 3, number),
            ("x_1 2", 4, number),
            ("x_{1}2", 5, number),
            ("x₁2", 2, number),
            ("x1²3", 3, number),
            ("x1^2 3", 5, number),
            ("x1^{2}3", 6, number),
            ("χ{1}2", 4, number),
            ("{1}2", 3, number),
            ("{1^1.5}", 4, whole),
            ("h{1} 2", 5, number),
            ("(x1 + x2)2", 9, number),
            ("x1½", 2, number),
            ("6/2(1 + 2) x1", 3, "multiplies or divides is open"),
            ("x1/2 h{} x2", 5, "multiplies or divides is open"),
            ("x1^1.5", 4, whole),
            ("x1^{1.5}", 5, whole),
            ("x1**0.5", 5, whole),
            ("x1.5", 2, whole),
            ("x_{1.5}", 4, whole),
            ("chi{1.5}", 5, whole),
            ("x 1", 1, space),
            ("x ₁", 1, space),
            ("x_ 1", 2, space),
            ("2 x 3", 3, space),
            ("1,000 x1", 1, comma),
            ("0,5 x1", 1, comma),
            ("(0,5 x1)", 2, comma),
            ("x1^1,5", 4, comma),
            ("x1,x2", 2, comma),
            ("x1 x", 4, "right behind x, as in x1, found the end"),
            ("x^2", 1, "right behind x, as in x1, found '^'"),
            ("x1₂", 2, "expected an operator or the end, found '₂'"),
            ("x1_2", 2, "expected an operator or the end, found '_'"),
            ("x1 . x2", 3, "expected an operator or the end, found '.'"),
            ("1_000 x1", 1, "expected an operator or the end, found '_'"),
            ("x1* *2", 4, "expected a number"),
        ] {
            let fault = parse(text, 6, &fair()).map(|read| read.terms()).expect_err(text);
            assert!(fault.at == at && fault.why.contains(why), "{text}: {fault:?}");
        }
    }

    /// A formula as a target on six fair coins.
    fn target(text: &str) -> Result<Vec<(Vec<usize>, f64)>, String> {
        let value = serde_json::json!({ "formula": text });
        let context = Context::of(&crate::inputs::Hypercube::new(6));
        let expansion = read(&mut Reader::new("target", Some(&value)).unwrap(), &FORMULA, &context);
        let expansion = expansion.map_err(|invalid| invalid.why)?;
        Ok(expansion.terms().iter().map(|t| (t.index.multiset(), t.coefficient)).collect())
    }

    /// What cancels up to rounding is gone; what is there but can't be trained on or computed is refused.
    #[test]
    fn coefficients_are_gone_or_fit_to_train_on() {
        let nothing = "nothing is left to learn: every coefficient is 0";
        for text in
            ["0.1x1 + 0.2x1 - 0.3x1", "x1 - x1", "0 x1", "(0.1 + 0.2 - 0.3)x1", "1e6(0.1x1 + 0.2x1 - 0.3x1)"]
        {
            assert_eq!(target(text), Err(nothing.into()), "{text}");
        }
        assert_eq!(target("0.1x1 + 0.2x1 - 0.3x1 + x2"), Ok(vec![(vec![2], 1.0)]));
        assert_eq!(target("(x1 + 0.1)(x1 - 0.1) - 0.99 + 1e-5x2"), Ok(vec![(vec![2], 1e-5)]));
        assert_eq!(target("(1e6)^32 x1 / (1e6)^32").map(|terms| terms.len()), Ok(1));
        for (text, coefficient, range) in [
            ("1e-30 x1", "{1} is 1e-30", "[1e-6, 1000]"),
            ("x1 + 1e-17 x2", "{2} is 1e-17", "[1e-6, 1000]"),
            ("1000x1 + 0.0005 x2", "{2} is 0.0005", "[0.001, 1000]"),
            ("x1 - 2000 x2", "{2} is -2000", "[0.001, 1000]"),
        ] {
            let why = format!(
                "the coefficient of {coefficient}: to be trained on beside the others, its size must be in {range}"
            );
            assert_eq!(target(text), Err(why), "{text}");
        }
        for (text, why) in [
            ("1e-300*1e-300 x1", "at character 13: a number here is too large or too close to 0"),
            ("((1e6)^32)^2 x1", "at character 12: a number here is too large or too close to 0"),
            ("x1/((1e6)^32)^2", "at character 15: a number here is too large or too close to 0"),
            ("0*((1e6)^32)^2 x1 + x1", "at character 14: a number here is too large or too close to 0"),
            ("(1e6 x1)^32 - (1e6 x1)^32", "reach 2e192, outside [0, 10000000]"),
            ("(1e6)^3 x1 - (1e6)^3 x1 + x1", "reach 2e18, outside [0, 10000000]"),
        ] {
            let refused = target(text).expect_err(text);
            assert!(refused.contains(why), "{text}: {refused}");
        }
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
        let text = "(x1 + 2 x2 - x3)^3 (1 - x1 x2)/2 + x2^5 x3^2 + {1^2,2}";
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
        assert!(fault.why.contains("beyond 16, the largest"), "{fault:?}");
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
        fn any_text_is_answered(text in "(\\\\frac|\\\\left|[x0-9₁₂χchi{},()+*/^²_½−e\\\\. -]){0,60}") {
            if let Err(fault) = parse(&text, 6, &Walsh::new(vec![0.5; 6])) {
                prop_assert!(fault.at <= text.chars().count());
                prop_assert_eq!(fault.shown(&text).ends_with('^'), !text.trim().is_empty());
            }
        }
    }
}
