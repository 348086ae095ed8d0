//! Functions of coins by their names, as in `maj(x1,x2,x3)`: worked out wherever the coordinates that they
//! touch can be, and expanded by one transform.
//!
//! -1 is true and 1 is false, of a coin as of a value, so that xor is the product χ_S (O'Donnell, Analysis of
//! Boolean Functions, chapter 1). Within a function a coordinate is its coin's side, ±1, also where the coin is
//! biased and the network sees other numbers.

use crate::basis::{Combination, MAX_SUPPORT, MultiIndex, Polynomial as OnCube};
use crate::schema;
use crate::targets::polynomial::Polynomial;

/// Values of arguments that are worked out for a whole formula: about ten functions of 14 coins each.
pub(super) const MAX_VALUES: usize = 1 << 21;
/// What is ±1 may be off by, being a sum of numbers in decimals.
const ROUNDING: f64 = 1e-9;

/// A function that has a name.
pub(super) struct Function {
    name: &'static str,
    takes: &'static str,
    rule: fn(usize) -> Option<Rule>,
}

/// What a function is of its arguments.
#[derive(Clone, Copy)]
enum Rule {
    /// True if so many of them are, or more.
    AtLeast(usize),
    /// True if so many are as the number before them says, or more.
    Threshold,
    /// True if an odd number of them is.
    Odd,
    /// True if the only one is false.
    Not,
    /// 1 if the only one is true, else 0.
    Bit,
    /// The second if the first is true, else the third.
    If,
    /// After so many bits of an address, the first as the highest, the one of the rest that has this number.
    Select(usize),
}

const ANY: &str = "at least one argument";
const ONE: &str = "one argument";
const DATA: &str = "m bits of an address and 2^m data, in all 3, 6, 11, 20, … arguments";

/// Each with what it takes, and its rule for so many arguments.
const FUNCTIONS: [Function; 11] = [
    Function { name: "and", takes: ANY, rule: |count| Some(Rule::AtLeast(count)) },
    Function { name: "or", takes: ANY, rule: |_| Some(Rule::AtLeast(1)) },
    Function { name: "not", takes: ONE, rule: |count| (count == 1).then_some(Rule::Not) },
    Function { name: "xor", takes: ANY, rule: |_| Some(Rule::Odd) },
    Function { name: "parity", takes: ANY, rule: |_| Some(Rule::Odd) },
    Function {
        name: "maj",
        takes: "an odd number of arguments",
        rule: |count| (count % 2 == 1).then_some(Rule::AtLeast(count / 2 + 1)),
    },
    Function {
        name: "threshold",
        takes: "a number and then at least one argument",
        rule: |count| (count > 1).then_some(Rule::Threshold),
    },
    Function {
        name: "if",
        takes: "three arguments: a condition, what it is if that is true, and what if it is false",
        rule: |count| (count == 3).then_some(Rule::If),
    },
    Function { name: "mux", takes: DATA, rule: selection },
    Function { name: "address", takes: DATA, rule: selection },
    Function { name: "bit", takes: ONE, rule: |count| (count == 1).then_some(Rule::Bit) },
];

fn selection(count: usize) -> Option<Rule> {
    let mut bits = 1;
    while bits + (1 << bits) < count {
        bits += 1;
    }
    (bits + (1 << bits) == count).then_some(Rule::Select(bits))
}

/// The function of a name in small letters.
pub(super) fn named(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// What is wrong with a name that no function has.
pub(super) fn unknown(name: &str) -> String {
    let mut why = format!("there is no function {}; known are ", schema::cut(name));
    for (k, function) in FUNCTIONS.iter().enumerate() {
        why.push_str(if k > 0 { ", " } else { "" });
        why.push_str(function.name);
    }
    why
}

/// The side of the 0-based coordinate i, -1 or 1: the network sees v or w, the roots of x² - skew x - 1.
pub(super) fn side(i: usize, skew: f64) -> Polynomial {
    let half = skew / 2.0;
    let distance = (half * half + 1.0).sqrt();
    let x = MultiIndex::from_factors([(i, 1)]);
    vec![(MultiIndex::default(), -half / distance), (x, 1.0 / distance)].into()
}

/// Why a function has no value, and which argument is at fault, counted from 1; 0 is the function itself.
pub(super) type Refused = (usize, String);

impl Function {
    /// Its value for these arguments on coins of these skews; `left` values of arguments may still be worked out.
    pub fn of(
        &self,
        arguments: &[Polynomial],
        skews: &[f64],
        left: &mut usize,
    ) -> Result<Polynomial, Refused> {
        let count = arguments.len();
        let wrong = || (0, format!("{} takes {}: here are {count}", self.name, self.takes));
        let rule = (self.rule)(count).ok_or_else(wrong)?;
        let terms: Vec<Combination> = arguments.iter().map(Polynomial::combination).collect();
        if let Rule::Threshold = rule {
            self.check_number(&terms[0], count - 1)?;
        }
        let support = self.support(&terms, skews.len())?;
        let points = 1 << support.len();
        let too_many =
            || (0, format!("the functions here take more than {MAX_VALUES} values to be worked out"));
        *left = left.checked_sub((count + 1) * points).ok_or_else(too_many)?;
        // At each point how many of what decides is true, or the number that it writes; and all values of the rest.
        let (mut keys, mut others) = (vec![0; points], Vec::new());
        let mut size: f64 = 0.0;
        for (k, terms) in terms.iter().enumerate() {
            let values = OnCube::on(&support, terms).expect("all of their coordinates").values(skews);
            match rule.weight(k) {
                Some(weight) => self.count(&values, weight, &mut keys).map_err(|why| (k + 1, why))?,
                // A coefficient is a mean of values, and as uncertain as what an argument had cancelled.
                None => {
                    for v in &values {
                        size = if v.is_finite() { size.max(v.abs()) } else { f64::INFINITY };
                    }
                    size = size.max(arguments[k].size());
                    others.push(values);
                }
            }
        }
        if others.is_empty() {
            size = 1.0;
        }
        if size == f64::INFINITY {
            return Err((0, "the numbers here are too large".into()));
        }
        let value = |(place, key): (usize, &usize)| rule.value(*key, |k| others[k][place]);
        let values = keys.iter().enumerate().map(value).collect();
        Ok(Polynomial::of_sums(OnCube::of_values(support, values, skews).terms(), size))
    }

    /// Refuses a number of a threshold's that is not how many of `most` arguments have to be true.
    fn check_number(&self, number: &Combination, most: usize) -> Result<(), Refused> {
        let number = match &number[..] {
            [] => Some(0.0),
            [(index, number)] if index.order() == 0 => Some(*number),
            _ => None,
        };
        if number.is_some_and(|v| v.fract() == 0.0 && v >= 1.0 && v <= most as f64) {
            return Ok(());
        }
        let found = number.map_or("what varies".into(), schema::decimal);
        let why = "is not a whole number in";
        Err((1, format!("{found} {why} [1, {most}]: how many of what follows have to be true comes first")))
    }

    /// The coordinates that the terms of the arguments have, of n, ascending.
    fn support(&self, arguments: &[Combination], n: usize) -> Result<Vec<usize>, Refused> {
        let mut touched = vec![false; n];
        for i in arguments.iter().flatten().flat_map(|(index, _)| index.support()) {
            touched[i] = true;
        }
        let support: Vec<usize> = (0..n).filter(|&i| touched[i]).collect();
        let (name, count) = (self.name, support.len());
        if count <= MAX_SUPPORT {
            return Ok(support);
        }
        let why = "a function is worked out for all combinations of these";
        Err((0, format!("the {count} coordinates that {name} touches are outside [0, {MAX_SUPPORT}]: {why}")))
    }

    /// Adds a weight to the keys wherever an argument, which has to be ±1 but for rounding, is true.
    fn count(&self, values: &[f64], weight: usize, keys: &mut [usize]) -> Result<(), String> {
        for (value, key) in values.iter().zip(keys) {
            if (value.abs() - 1.0).abs() <= ROUNDING {
                *key += if *value < 0.0 { weight } else { 0 };
                continue;
            }
            let (name, value) = (self.name, schema::magnitude(*value));
            let why = "takes what is -1 (true) or 1 (false), as x1, not(x1) or xor(x1,x2) is";
            return Err(format!("{name} {why}: this can be {value}"));
        }
        Ok(())
    }
}

impl Rule {
    /// What the k-th argument, 0-based, counts for where it is true; none of one that may be any number.
    fn weight(self, k: usize) -> Option<usize> {
        match self {
            Rule::If => (k == 0).then_some(1),
            Rule::Select(bits) => (k < bits).then(|| 1 << (bits - 1 - k)),
            Rule::Threshold => (k > 0).then_some(1),
            _ => Some(1),
        }
    }

    /// The value where the true arguments count for so much in all, and the others have these values.
    fn value(self, key: usize, other: impl Fn(usize) -> f64) -> f64 {
        let sign = |truth: bool| if truth { -1.0 } else { 1.0 };
        match self {
            Rule::AtLeast(least) => sign(key >= least),
            Rule::Threshold => sign(key as f64 >= other(0)),
            Rule::Odd => sign(key % 2 == 1),
            Rule::Not => sign(key == 0),
            Rule::Bit => key as f64,
            Rule::If => other(1 - key),
            Rule::Select(_) => other(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::basis::{Basis, Hermite, Walsh};
    use crate::targets::formula::parser::parse;
    use proptest::prelude::*;

    /// Of a formula on fair coins.
    fn terms(text: &str, n: usize) -> Vec<(Vec<usize>, f64)> {
        let polynomial =
            parse(text, n, &Walsh::fair(n)).unwrap_or_else(|fault| panic!("{}", fault.shown(text)));
        polynomial.terms().into_iter().map(|term| (term.index.multiset(), term.coefficient)).collect()
    }

    /// Every function against an expansion that is known.
    #[test]
    fn functions_are_their_polynomials() {
        for (text, polynomial) in [
            ("maj(x1,x2,x3)", "(x1 + x2 + x3 - x1x2x3)/2"),
            ("Maj ( x1 , x2, x3 )", "(x1 + x2 + x3 - x1x2x3)/2"),
            ("xor(x1,x2,x3)", "x1x2x3"),
            ("XOR(x1,xor(x2,x3))", "x1x2x3"),
            ("parity(x2, x4)", "x2x4"),
            ("not(x1)", "-x1"),
            ("and(x1,x2)", "(1 + x1 + x2 - x1x2)/2"),
            ("or(x1,x2)", "(-1 + x1 + x2 + x1x2)/2"),
            ("or(x3)", "x3"),
            ("threshold(1, x1, x2)", "or(x1,x2)"),
            ("threshold(4/2, x1, x2)", "and(x1,x2)"),
            ("threshold(2, x1, x2, x3)", "maj(x1,x2,x3)"),
            ("if(x1, x2, x3)", "(1 - x1)/2 x2 + (1 + x1)/2 x3"),
            ("if(x1, 1/8 + x2/8, 2)", "(1 - x1)(1 + x2)/16 + 1 + x1"),
            ("mux(x1, x2, x3)", "if(x1, x3, x2)"),
            ("address(x1,x2, x3,x4,x5,x6)", "if(x1, if(x2, x6, x5), if(x2, x4, x3))"),
            ("mux(x1,x2, 0, 1, 2, 3)", "2bit(x1) + bit(x2)"),
            ("bit(x1)", "(1 - x1)/2"),
            ("2*maj(x1,x2,x3) - x4", "x1 + x2 + x3 - x1x2x3 - x4"),
            ("x4 maj(x1,x2,x3)^2", "x4"),
            ("x1and(x2,x3)/2", "x1 (1 + x2 + x3 - x2x3)/4"),
            ("and(x1, 1)", "1"),
            ("if(x1, 1/2^32/2^32, -1/2^32/2^32)*2^32*2^32", "-x1"),
            ("and(-1, -x1, x2x3)", "(1 - x1 + x2x3 + x1x2x3)/2"),
            ("and(0.3x1 + 0.7x1, x2)", "and(x1,x2)"),
            ("xor(x1,x1,x2 - x3 + x3)", "x2"),
        ] {
            assert_eq!(terms(text, 6), terms(polynomial, 6), "{text}");
        }
        assert_eq!(terms("xor(x1,x2,x3,x4,x5,x6,x7,x8,x9,x10,x11,x12,x13,x14)", 20).len(), 1);
        let least = 0.5f64.powi(13);
        let all = terms("2 and(x1,x2,x3,x4,x5,x6,x7,x8,x9,x10,x11,x12,x13,x14)", 20);
        assert_eq!((all.len(), all[1].1), (1 << 14, 2.0 * least));
    }

    #[test]
    fn what_is_no_function_is_pointed_at() {
        let signs = "and takes what is -1 (true) or 1 (false), as x1, not(x1) or xor(x1,x2) is: this can be";
        let all: Vec<String> = (1..=15).map(|i| format!("x{i}")).collect();
        let all = format!("x1 + maj({})", all.join(","));
        let many = format!("and(x1{})", ",x2x3x4x5x6x7x8x9x10x11x12x13x14".repeat(200));
        for (text, at, why) in [
            (
                &all[..],
                5,
                "the 15 coordinates that maj touches are outside [0, 14]: a function is worked out for all combinations of these",
            ),
            (&many, 0, "the functions here take more than 2097152 values to be worked out"),
            ("maj(x1,x2)", 0, "maj takes an odd number of arguments: here are 2"),
            ("2 not(x1, x2)", 2, "not takes one argument: here are 2"),
            ("bit(x1, x2)", 0, "bit takes one argument: here are 2"),
            (
                "if(x1, x2)",
                0,
                "if takes three arguments: a condition, what it is if that is true, and what if it is false: here are 2",
            ),
            (
                "mux(x1,x2,x3,x4)",
                0,
                "mux takes m bits of an address and 2^m data, in all 3, 6, 11, 20, … arguments: here are 4",
            ),
            (
                "address(x1)",
                0,
                "address takes m bits of an address and 2^m data, in all 3, 6, 11, 20, … arguments: here are 1",
            ),
            ("threshold(2)", 0, "threshold takes a number and then at least one argument: here are 1"),
            (
                "threshold(1.5,x1,x2)",
                10,
                "1.5 is not a whole number in [1, 2]: how many of what follows have to be true comes first",
            ),
            (
                "threshold(3,x1,x2)",
                10,
                "3 is not a whole number in [1, 2]: how many of what follows have to be true comes first",
            ),
            (
                "threshold(0, x1)",
                10,
                "0 is not a whole number in [1, 1]: how many of what follows have to be true comes first",
            ),
            (
                "threshold(x1,x2,x3)",
                10,
                "what varies is not a whole number in [1, 2]: how many of what follows have to be true comes first",
            ),
            ("and(x1, 0)", 8, &format!("{signs} 0")),
            ("and(x1 + x2, x3)", 4, &format!("{signs} 2")),
            ("and(bit(x1), x2)", 4, &format!("{signs} 0")),
            ("if(x1, (1e6)^32 (1e6)^19 (100x2 + 99x3), x4)", 0, "the numbers here are too large"),
            ("and()", 4, "expected a number, a coordinate such as x1, chi{1,2} or \"(\", found ')'"),
            ("and(x1,)", 7, "expected a number, a coordinate such as x1, chi{1,2} or \"(\", found ')'"),
            ("and(x1 x2", 9, "expected ',' or ')', found the end"),
            ("and x1", 4, "expected '(' behind and, found 'x'"),
            ("x1 or x2", 6, "expected '(' behind or, found 'x'"),
            ("maj3(x1,x2,x3)", 3, "expected '(' behind maj, found '3'"),
            (
                "nand(x1,x2)",
                0,
                "there is no function nand; known are and, or, not, xor, parity, maj, threshold, if, mux, address, bit",
            ),
            ("xnor(x1,x2)", 1, "expected the number of a coordinate right behind x, as in x1, found 'n'"),
        ] {
            let fault = parse(text, 20, &Walsh::fair(20)).map(|read| read.terms()).expect_err(text);
            assert_eq!((fault.at, &fault.why[..]), (at, why), "{text}");
        }
        let deep = format!("{}x1{}", "not(".repeat(33), ")".repeat(33));
        let fault = parse(&deep, 2, &Walsh::fair(2)).unwrap_err();
        assert_eq!((fault.at, &fault.why[..]), (131, "there are more than 32 parentheses within each other"));
        let fault = parse("x1 + maj(x1,x2,x3)", 3, &Hermite::new()).unwrap_err();
        assert_eq!(
            (fault.at, &fault.why[..]),
            (5, "maj goes with coin flips alone: choose these as the inputs")
        );
    }

    /// An expression and its value on coins that are true or false, by the functions' definitions.
    #[derive(Clone, Debug)]
    enum Expression {
        Coin(usize),
        Call(&'static str, Vec<Expression>),
    }

    impl Expression {
        fn text(&self) -> String {
            match self {
                Self::Coin(i) => format!("x{}", i + 1),
                Self::Call(name, arguments) => {
                    let arguments: Vec<String> = arguments.iter().map(Self::text).collect();
                    let number = if *name == "threshold" { "2," } else { "" };
                    format!("{name}({number}{})", arguments.join(","))
                }
            }
        }

        fn is_true(&self, coins: &[bool]) -> bool {
            match self {
                Self::Coin(i) => coins[*i],
                Self::Call(name, arguments) => {
                    let a: Vec<bool> = arguments.iter().map(|argument| argument.is_true(coins)).collect();
                    let trues = a.iter().filter(|a| **a).count();
                    match *name {
                        "and" => a.iter().all(|a| *a),
                        "or" => a.iter().any(|a| *a),
                        "not" => !a[0],
                        "xor" | "parity" => a.iter().fold(false, |parity, a| parity ^ a),
                        "maj" => trues > a.len() - trues,
                        "threshold" => trues >= 2,
                        "if" => (a[0] && a[1]) || (!a[0] && a[2]),
                        "mux" if a.len() == 3 => a[1 + usize::from(a[0])],
                        _ => a[2 + 2 * usize::from(a[0]) + usize::from(a[1])],
                    }
                }
            }
        }
    }

    /// Expressions of six coins within each other.
    fn expressions() -> impl Strategy<Value = Expression> {
        (0usize..6).prop_map(Expression::Coin).prop_recursive(4, 40, 6, |inner| {
            let call = |name, counts: &[usize]| {
                let counts = proptest::sample::select(counts.to_vec());
                let inner = inner.clone();
                counts
                    .prop_flat_map(move |count| proptest::collection::vec(inner.clone(), count))
                    .prop_map(move |arguments| Expression::Call(name, arguments))
                    .boxed()
            };
            proptest::strategy::Union::new([
                call("and", &[1, 2, 3]),
                call("or", &[1, 2, 3]),
                call("not", &[1]),
                call("xor", &[1, 2, 3]),
                call("parity", &[2]),
                call("maj", &[1, 3, 5]),
                call("threshold", &[2, 3, 4]),
                call("if", &[3]),
                call("mux", &[3, 6]),
                call("address", &[6]),
            ])
        })
    }

    proptest! {
        /// Expansions have the values of the truth table, on fair coins and on biased ones, and Parseval's sum.
        #[test]
        fn expansions_are_their_truth_tables(expression in expressions(), skewed in any::<bool>()) {
            let n = 6;
            let text = format!("xor({})", expression.text());
            let values = if skewed { [1.0 / 3f64.sqrt(), -(3f64.sqrt())] } else { [1.0, -1.0] };
            let basis = Walsh::new(vec![values[0] + values[1]; n]);
            let terms = parse(&text, n, &basis).unwrap_or_else(|fault| panic!("{}", fault.shown(&text))).terms();
            for u in 0..1usize << n {
                let coins: Vec<bool> = (0..n).map(|i| u >> i & 1 == 1).collect();
                let x: Vec<f32> = coins.iter().map(|&coin| values[usize::from(coin)] as f32).collect();
                let sum: f64 = terms.iter().map(|term| term.coefficient * basis.eval(&term.index, &x)).sum();
                let sign = if expression.is_true(&coins) { -1.0 } else { 1.0 };
                prop_assert!((sum - sign).abs() < if skewed { 1e-5 } else { 1e-12 }, "{}: {}", text, sum);
            }
            let square: f64 = terms.iter().map(|term| term.coefficient * term.coefficient).sum();
            prop_assert!((square - 1.0).abs() < 1e-12, "{}: {}", text, square);
            let dyadic = terms.iter().all(|term| (term.coefficient * 32.0).fract() == 0.0);
            prop_assert!(skewed || dyadic, "{}", text);
        }

        /// Any text is answered, without a panic and soon.
        #[test]
        fn any_text_is_answered(text in "(and|or|not|xor|maj|threshold|if|mux|bit|x[1-6]|[0-9(),(),+*/^ .-]){0,60}") {
            if let Err(fault) = parse(&text, 6, &Walsh::fair(6)) {
                prop_assert!(fault.at <= text.chars().count());
            }
        }
    }
}
