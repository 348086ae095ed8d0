//! The grammar of formulas, by recursive descent over their signs.

use super::Fault;
use super::functions::{self, MAX_VALUES};
use super::spelling::{FRACTION, Sign, digit, signs, subscript, superscript, vulgar};
use crate::basis::{Basis, MultiIndex};
use crate::order;
use crate::schema;
use crate::targets::polynomial::{Polynomial, TooLarge};

const MAX_DEPTH: usize = 32;
const MAX_POWER: usize = 32;
/// Products of two terms in a whole formula: a short text, such as a long product to a high power, can
/// ask hundreds of millions of them though nearly all of what they make cancels or coincides.
const MAX_PRODUCTS: usize = 100_000;
const MAX_NUMBER: f64 = 1e6;

type Parsed<T> = Result<T, Fault>;

/// The polynomial that `text` writes in n coordinates, in a basis.
pub fn parse(text: &str, n: usize, basis: &dyn Basis) -> Parsed<Polynomial> {
    let text: Vec<char> = text.chars().collect();
    let mut parser = Parser {
        signs: signs(&text),
        text: &text,
        next: 0,
        depth: 0,
        bare: false,
        products: 0,
        values: MAX_VALUES,
        functions: 0,
        n,
        basis,
    };
    let polynomial = parser.sum()?;
    match parser.peek() {
        None => Ok(polynomial),
        Some(_) => Err(parser.expected("an operator or the end")),
    }
}

struct Parser<'a> {
    text: &'a [char],
    signs: Vec<Sign>,
    /// Which sign is next.
    next: usize,
    depth: usize,
    /// Whether the last factor was a bare {1,2}.
    bare: bool,
    /// Products of two terms so far.
    products: usize,
    /// Values of functions' arguments that may still be worked out.
    values: usize,
    /// How many functions this is within.
    functions: usize,
    n: usize,
    basis: &'a dyn Basis,
}

impl Parser<'_> {
    /// The k-th sign from here, spaces counted.
    fn sign(&self, k: usize) -> Option<char> {
        self.signs.get(self.next + k).map(|sign| sign.sign)
    }

    /// The next sign that is no space and no end of a line.
    fn peek(&mut self) -> Option<char> {
        while matches!(self.sign(0), Some(' ' | '\n')) {
            self.next += 1;
        }
        self.sign(0)
    }

    /// Whether only spaces stand before the k-th sign in its line, which is not the first.
    fn begins_a_line(&self, k: usize) -> bool {
        let before = self.signs[..k].iter().rev().map(|sign| sign.sign);
        before.into_iter().find(|&sign| sign != ' ') == Some('\n')
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, wanted: char, what: &str) -> Parsed<()> {
        if self.take(wanted) { Ok(()) } else { Err(self.expected(what)) }
    }

    /// Where the k-th sign stands in the text.
    fn position(&self, k: usize) -> usize {
        self.signs.get(k).map_or(self.text.len(), |sign| sign.at)
    }

    /// Where the last sign stands that was read and is no space.
    fn last(&self) -> usize {
        self.signs[..self.next]
            .iter()
            .rfind(|sign| !matches!(sign.sign, ' ' | '\n'))
            .map_or(0, |sign| sign.at)
    }

    fn fault(&self, why: impl Into<String>) -> Fault {
        Fault { at: self.position(self.next), why: why.into() }
    }

    /// The fault that something else stands here.
    fn expected(&self, what: &str) -> Fault {
        let found = match self.sign(0) {
            None => "the end".into(),
            Some(' ' | '\n') => "a space".into(),
            Some(',') => {
                "','; write decimals with a point, as 0.5, and thousands without a comma, as 1000".into()
            }
            Some(_) => {
                let found = &self.text[self.position(self.next)..self.position(self.next + 1)];
                format!("'{}'", super::printable(found))
            }
        };
        self.fault(format!("expected {what}, found {found}"))
    }

    /// What was just read and multiplied out is too large.
    fn too_large(&self, what: TooLarge) -> Fault {
        let why = match what {
            // On correlated inputs a power of one coordinate alone has hundreds of terms.
            TooLarge::Terms if self.basis.coordinate(0).is_some_and(|sum| sum.len() > 2) => {
                "there are more terms than can be followed, for on this law every x is a sum of all whitened coordinates: write h{1,2} for the product of two of these".into()
            }
            TooLarge::Terms => "there are more terms than can be followed".into(),
            TooLarge::Degree(most) => {
                format!("the degree in one coordinate is beyond {most}, the largest that can be followed")
            }
            TooLarge::Number => {
                "a number here is too large or too close to 0 to compute with: its size is outside [1e-307, 1e308]".into()
            }
        };
        Fault { at: self.last(), why }
    }

    fn times(&mut self, a: &Polynomial, b: &Polynomial) -> Parsed<Polynomial> {
        self.products += a.len() * b.len();
        if self.products > MAX_PRODUCTS {
            let why = format!("multiplying this out takes more than {MAX_PRODUCTS} products of two terms");
            return Err(Fault { at: self.last(), why });
        }
        a.times(b, self.basis).map_err(|what| self.too_large(what))
    }

    fn sum(&mut self) -> Parsed<Polynomial> {
        let mut sum = Polynomial::default();
        let mut factor = 1.0;
        loop {
            let product = self.product()?;
            sum.add_scaled(factor, &product).map_err(|what| self.too_large(what))?;
            match self.plus_or_minus() {
                Some(next) => factor = next,
                None => return Ok(sum),
            }
        }
    }

    fn plus_or_minus(&mut self) -> Option<f64> {
        match self.peek() {
            Some('+') => self.next += 1,
            Some('-') => {
                self.next += 1;
                return Some(-1.0);
            }
            _ => return None,
        }
        Some(1.0)
    }

    fn product(&mut self) -> Parsed<Polynomial> {
        let mut product = self.signed()?;
        // Whether a divisor came last.
        let mut divided = false;
        loop {
            self.peek();
            let start = self.next;
            let bare = std::mem::take(&mut self.bare);
            let behind_divisor = std::mem::take(&mut divided);
            let next = if self.take('*') {
                self.signed()?
            } else if self.take('/') {
                divided = true;
                self.inverse(Self::signed)?
            } else if self.at_number() {
                return Err(self.fault(
                    "a number stands before what it multiplies, as in 2 x1: write * for a product, ^ for a power, and one number without spaces, as 1000",
                ));
            } else if let Some(next) = self.power()? {
                let open = |why: &str| Err(Fault { at: self.position(start), why: why.into() });
                if self.begins_a_line(start) {
                    return open("a new line begins here: write + before it, or * for a product");
                }
                if bare || self.bare && product.reciprocal().is_none() {
                    return open(
                        "braces alone stand for the product of these coordinates, as chi{1,2} does: write + or * between them and what is beside them",
                    );
                }
                if behind_divisor && next.reciprocal().is_some() {
                    let why = "whether this number multiplies or divides is open: write * for a product, or parentheses around the divisor";
                    return Err(Fault { at: self.position(start), why: why.into() });
                }
                next
            } else {
                return Ok(product);
            };
            product = self.times(&product, &next)?;
        }
    }

    /// A factor with its signs.
    fn signed(&mut self) -> Parsed<Polynomial> {
        let mut sign = 1.0;
        while let Some(next) = self.plus_or_minus() {
            sign *= next;
        }
        let power = self.power()?;
        let power =
            power.ok_or_else(|| self.expected("a number, a coordinate such as x1, chi{1,2} or \"(\""))?;
        let mut signed = Polynomial::default();
        signed.add_scaled(sign, &power).map_err(|what| self.too_large(what))?;
        Ok(signed)
    }

    /// 1 / what `read` reads.
    fn inverse(&mut self, read: impl Fn(&mut Self) -> Parsed<Polynomial>) -> Parsed<Polynomial> {
        self.peek();
        let none = self.fault("expected a number other than 0 to divide by");
        read(self)?.reciprocal().ok_or(none)
    }

    /// None if no factor begins here.
    fn power(&mut self) -> Parsed<Option<Polynomial>> {
        let Some(base) = self.atom()? else { return Ok(None) };
        self.peek();
        let start = self.next;
        let Some(exponent) = self.exponent()? else { return Ok(Some(base)) };
        if exponent > MAX_POWER {
            let why = format!("the power {exponent} is outside [0, {MAX_POWER}]");
            return Err(Fault { at: self.position(start), why });
        }
        if self.peek().is_some_and(|c| c == '^' || superscript(c).is_some()) {
            return Err(self.fault("a power of a power takes parentheses, as in (x1^2)^3"));
        }
        let mut power = Polynomial::constant(1.0);
        for _ in 0..exponent {
            power = self.times(&power, &base)?;
        }
        Ok(Some(power))
    }

    /// What stands behind ^, or as superscripts.
    fn exponent(&mut self) -> Parsed<Option<usize>> {
        if self.take('^') {
            self.peek();
            self.braced_whole("a whole number as the power").map(Some)
        } else if self.peek().is_some_and(|c| superscript(c).is_some()) {
            self.whole(superscript, "").map(Some)
        } else {
            Ok(None)
        }
    }

    /// None if none begins here.
    fn atom(&mut self) -> Parsed<Option<Polynomial>> {
        let first = self.peek();
        let atom = match first {
            _ if self.at_number() => Polynomial::constant(self.number()?),
            Some('(') => self.group(')')?,
            Some('x') if functions::named(&self.word()).is_none() => self.coordinate()?,
            Some('χ' | 'h') => {
                self.next += 1;
                self.take('_');
                self.set()?
            }
            Some('{') => self.set()?,
            Some(FRACTION) => self.fraction()?,
            Some(_) if self.word().len() > 1 => self.function()?,
            _ => return Ok(None),
        };
        self.bare = first == Some('{');
        Ok(Some(atom))
    }

    /// A sum between brackets, of which the opening one is next.
    fn group(&mut self, closing: char) -> Parsed<Polynomial> {
        self.enter()?;
        let sum = self.sum()?;
        self.depth -= 1;
        self.expect(closing, &format!("'{closing}'"))?;
        Ok(sum)
    }

    /// Takes a bracket, within which `depth` is one more.
    fn enter(&mut self) -> Parsed<()> {
        if self.depth == MAX_DEPTH {
            return Err(self.fault(format!("there are more than {MAX_DEPTH} parentheses within each other")));
        }
        self.next += 1;
        self.depth += 1;
        Ok(())
    }

    /// The letters that come next, in small ones.
    fn word(&self) -> String {
        let letters = self.signs[self.next..].iter().map(|sign| sign.sign.to_ascii_lowercase());
        letters.take_while(char::is_ascii_lowercase).collect()
    }

    /// A function of coins by its name, with its arguments.
    fn function(&mut self) -> Parsed<Polynomial> {
        let word = self.word();
        let function = functions::named(&word).ok_or_else(|| self.fault(functions::unknown(&word)))?;
        // Where the function stands, and each of its arguments.
        let mut places = vec![self.position(self.next)];
        let skews = self.basis.skews().ok_or_else(|| {
            self.fault(format!("{word} goes with coin flips alone: choose these as the inputs"))
        })?;
        self.next += word.len();
        if self.peek() != Some('(') {
            return Err(self.expected(&format!("'(' behind {word}")));
        }
        self.enter()?;
        self.functions += 1;
        let mut arguments = Vec::new();
        loop {
            self.peek();
            places.push(self.position(self.next));
            arguments.push(self.sum()?);
            if !self.take(',') {
                break;
            }
        }
        self.functions -= 1;
        self.depth -= 1;
        self.expect(')', "',' or ')'")?;
        let value = function.of(&arguments, skews, &mut self.values);
        value.map_err(|(argument, why)| Fault { at: places[argument], why })
    }

    /// \frac with its two parts.
    fn fraction(&mut self) -> Parsed<Polynomial> {
        self.next += 1;
        let numerator = self.part()?;
        let inverse = self.inverse(Self::part)?;
        self.times(&numerator, &inverse)
    }

    /// A part of a fraction as LaTeX has it: between braces, or else one digit.
    fn part(&mut self) -> Parsed<Polynomial> {
        match self.peek() {
            Some('{') => self.group('}'),
            Some(c) if c.is_ascii_digit() => {
                self.next += 1;
                Ok(Polynomial::constant(digit(c).map_or(0.0, f64::from)))
            }
            _ => Err(self.expected("'{' or a digit, as in \\frac{1}{2}")),
        }
    }

    /// h_α as {1,2}, {1,1,2} or {1^2,2}.
    fn set(&mut self) -> Parsed<Polynomial> {
        self.expect('{', "'{'")?;
        let mut multiset = Vec::new();
        while self.peek() != Some('}') || !multiset.is_empty() {
            let start = self.next;
            let coordinate = self.whole(digit, "the number of a coordinate")?;
            self.in_range(coordinate, start)?;
            let degree = self.exponent()?.unwrap_or(1);
            let most = self.basis.max_degree();
            if degree + multiset.iter().filter(|&&i| i == coordinate).count() > most {
                let times = if most == 1 { "twice".into() } else { format!("more than {most} times") };
                let why = format!("coordinate {coordinate} occurs {times}");
                return Err(Fault { at: self.position(start), why });
            }
            multiset.extend(std::iter::repeat_n(coordinate, degree));
            if !self.take(',') {
                break;
            }
            self.peek();
        }
        self.expect('}', "',' or '}'")?;
        order::sort(&mut multiset);
        Ok(vec![(MultiIndex::from_multiset(&multiset), 1.0)].into())
    }

    /// x12, x_12, x_{12} or x₁₂; a space between would leave open what a lone number is.
    fn coordinate(&mut self) -> Parsed<Polynomial> {
        let x = self.position(self.next);
        self.next += 1;
        let start = self.next;
        let what = "the number of a coordinate right behind x, as in x1";
        let i = match self.sign(0) {
            Some('_') => {
                self.next += 1;
                self.braced_whole(what)?
            }
            Some(c) if subscript(c).is_some() => self.whole(subscript, what)?,
            _ => self.whole(digit, what)?,
        };
        self.in_range(i, start)?;
        if let (1.., Some(skews)) = (self.functions, self.basis.skews()) {
            return Ok(functions::side(i - 1, skews[i - 1]));
        }
        let series = || Fault {
            at: x,
            why: format!(
                "x{i} is no finite sum of sines and cosines: write h{{{i}}} for √2 sin(πx{i}/R), h{{{i},{i}}} for √2 cos(πx{i}/R), and {i} once more for each next frequency"
            ),
        };
        self.basis.coordinate(i - 1).map(Polynomial::from).ok_or_else(series)
    }

    fn in_range(&self, coordinate: usize, start: usize) -> Parsed<usize> {
        if (1..=self.n).contains(&coordinate) {
            return Ok(coordinate);
        }
        let why = format!("coordinate {coordinate} is outside [1, {}]", self.n);
        Err(Fault { at: self.position(start), why })
    }

    /// 12 or {12}.
    fn braced_whole(&mut self, what: &str) -> Parsed<usize> {
        if self.sign(0) != Some('{') {
            return self.whole(digit, what);
        }
        self.next += 1;
        self.peek();
        let value = self.whole(digit, what)?;
        self.expect('}', "'}'")?;
        Ok(value)
    }

    /// A whole number in one kind of digits, below a million.
    fn whole(&mut self, digit: impl Fn(char) -> Option<u32>, what: &str) -> Parsed<usize> {
        let start = self.next;
        let mut value = 0;
        while let Some(d) = self.sign(0).and_then(&digit) {
            value = value * 10 + d as usize;
            self.next += 1;
            if value >= 1_000_000 {
                let why = "expected a whole number below 1000000";
                return Err(Fault { at: self.position(start), why: why.into() });
            }
        }
        if self.next == start {
            return Err(self.expected(what));
        }
        if self.sign(0) == Some('.') && self.at_number() {
            return Err(self.fault(
                "coordinates and powers are whole numbers, without a decimal point: write * for a product, as in x1*0.5",
            ));
        }
        Ok(value)
    }

    /// Whether a number begins at the next sign.
    fn at_number(&mut self) -> bool {
        match self.peek() {
            Some('.') => self.sign(1).is_some_and(|c| c.is_ascii_digit()),
            Some(c) => c.is_ascii_digit() || vulgar(c).is_some(),
            None => false,
        }
    }

    /// A decimal such as 2, 0.5, .5 or 1e-3, or ½.
    fn number(&mut self) -> Parsed<f64> {
        if let Some(value) = self.sign(0).and_then(vulgar) {
            self.next += 1;
            return Ok(value);
        }
        let start = self.next;
        self.digits();
        if self.sign(0) == Some('.') {
            self.next += 1;
            self.digits();
        }
        let mantissa = self.next;
        if matches!(self.sign(0), Some('e' | 'E')) {
            let signed = usize::from(matches!(self.sign(1), Some('+' | '-')));
            if self.sign(1 + signed).is_some_and(|c| c.is_ascii_digit()) {
                self.next += 1 + signed;
                self.digits();
            }
        }
        let signs = |range: std::ops::Range<usize>| self.signs[range].iter().map(|sign| sign.sign);
        let written: String = signs(start..self.next).collect();
        let zero = !signs(start..mantissa).any(|c| matches!(c, '1'..='9'));
        let value: f64 = written.parse().unwrap_or(f64::NAN);
        if value <= MAX_NUMBER && (zero || value.is_normal()) {
            return Ok(value);
        }
        let why = format!(
            "{} is neither 0 nor a number in [1e-307, {}]",
            schema::cut(&written),
            schema::decimal(MAX_NUMBER)
        );
        Err(Fault { at: self.position(start), why })
    }

    fn digits(&mut self) {
        while self.sign(0).is_some_and(|c| c.is_ascii_digit()) {
            self.next += 1;
        }
    }
}
