//! A table of rows (x, y): a whole truth table with its exact expansion, or else data to learn from,
//! whose coefficients are estimated.

use super::expansion::LEAST;
use super::{Context, MAX_VALUE, Target, Term};
use crate::basis::{Basis, MultiIndex};
use crate::inputs::Side;
use crate::kernels::product_transform;
use crate::order;
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};
use serde_json::Value;

/// Rows of inputs x (count, n), as a network sees them, and values y (count,).
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Rows {
    pub x: Vec<f32>,
    pub y: Vec<f32>,
}

impl Rows {
    /// The lists of numbers under two entries of a description.
    pub(crate) fn read(reader: &Reader<'_>, x: &Field, y: &Field) -> Result<Self, Invalid> {
        Ok(Self { x: numbers(reader, x)?, y: numbers(reader, y)? })
    }

    /// Entry k of a list of numbers as f32 keeps it, or why it can't.
    pub fn entry(k: usize, value: Option<f64>, shown: impl FnOnce() -> String) -> Result<f32, String> {
        value.filter(|v| is_held(*v)).map(|v| v as f32).ok_or_else(|| {
            format!("entry {} is {}, not 0 or a number of a size in [1.2e-38, 1e19]", k + 1, shown())
        })
    }

    /// Halfway between the two values, where y has no others.
    pub(crate) fn halfway(&self) -> Option<f64> {
        let one = *self.y.first()?;
        let other = *self.y.iter().find(|y| **y != one)?;
        let two = self.y.iter().all(|y| *y == one || *y == other);
        two.then(|| (f64::from(one) + f64::from(other)) / 2.0)
    }

    /// Refuses what is no rows of n numbers that f32 holds with a value each, or more than `most` of these
    /// numbers. The values are counted first: a long x beside a short y is then blamed itself.
    pub(crate) fn check(
        &self,
        reader: &Reader<'_>,
        [x, y]: [&Field; 2],
        n: usize,
        most: usize,
    ) -> Result<(), Invalid> {
        let (rows, most) = (self.y.len(), most / n);
        if !(1..=most).contains(&rows) {
            return Err(reader.error(y.name, format!("{rows} rows are outside [1, {most}]")));
        }
        if self.x.len() != rows * n {
            let why = format!("{} numbers are not {rows} rows of n = {n}", self.x.len());
            return Err(reader.error(x.name, why));
        }
        for (field, values) in [(x, &self.x), (y, &self.y)] {
            for (k, v) in values.iter().enumerate() {
                Self::entry(k, Some(f64::from(*v)), || schema::decimal32(*v))
                    .map_err(|why| reader.error(field.name, why))?;
            }
        }
        Ok(())
    }
}

/// Whether f32 holds a number to all of its digits, and the square of a large one.
fn is_held(v: f64) -> bool {
    v == 0.0 || (f64::from(f32::MIN_POSITIVE)..=MAX_VALUE).contains(&v.abs())
}

/// A list of numbers that f32 holds.
fn numbers(reader: &Reader<'_>, field: &Field) -> Result<Vec<f32>, Invalid> {
    let error = |why: String| reader.error(field.name, why);
    let list = reader.take(field.name).ok_or_else(|| error("is missing".into()))?;
    let list =
        list.as_array().ok_or_else(|| error(format!("{} is not a list of numbers", schema::brief(list))))?;
    let number =
        |(k, value): (usize, &Value)| Rows::entry(k, value.as_f64(), || schema::brief(value)).map_err(error);
    list.iter().enumerate().map(number).collect()
}

/// What a table says of the function behind it.
pub struct Table {
    rows: Rows,
    terms: Vec<Term>,
    known: Known,
}

enum Known {
    /// Every point of the cube: bit i of a place tells whether x_i is at its coin's second side.
    Everywhere(Vec<f32>),
    /// On its rows alone.
    OnRows { basis: std::sync::Arc<dyn Basis> },
}

const X: Field = Field {
    name: "x",
    label: "inputs",
    unit: "",
    help: "Rows of n numbers, one after the other: -1 or 1 on coins, whatever their bias.",
    kind: COLUMN,
};
const Y: Field = Field { name: "y", label: "values", unit: "", help: "The value of each row.", kind: COLUMN };

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "table",
        label: "your own table",
        help: "A whole truth table on at most 14 coins, which is expanded exactly; any other rows are data to learn from, with estimated coefficients.",
        fields: &[X, Y],
    },
    read: |reader, context| Ok(Box::new(Table::read(reader, context)?)),
};

/// Numbers in a table.
const MAX_NUMBERS: usize = 500_000;
const COLUMN: Kind = Kind::Column { max_count: MAX_NUMBERS };
/// Up to this n all 2^n rows are a truth table.
const MAX_WHOLE: usize = 14;
/// What a coefficient is estimated from at most.
const MAX_SCREENED: usize = 5000;
/// Coordinates whose pairs are looked at: the strongest ones.
const MAX_PAIRED: usize = 64;
/// Terms that are estimated, and the rows that each of them takes at least.
const MAX_ESTIMATED: usize = 16;
const ROWS_PER_TERM: usize = 16;
/// Coordinates that an estimated term may have.
const MAX_ORDER: usize = 5;

impl Table {
    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let n = context.n;
        let rows = Rows::read(reader, &X, &Y)?;
        rows.check(reader, [&X, &Y], n, MAX_NUMBERS)?;
        let Rows { mut x, y } = rows;
        let largest = y.iter().fold(0.0, |most: f32, y| most.max(y.abs()));
        if f64::from(largest) < LEAST {
            let (largest, least) = (schema::decimal32(largest), schema::decimal(LEAST));
            let why = format!(
                "the largest value is {largest} in size: to be trained on it must be at least {least}"
            );
            return Err(reader.error(Y.name, why));
        }
        for name in [X.name, Y.name] {
            let given = reader.take(name).cloned();
            reader.set(name, given);
        }
        let Some(coins) = &context.coins else {
            return Ok(Self::estimated(Rows { x, y }, context));
        };
        if let Some(k) = x.iter().position(|x| x.abs() != 1.0) {
            let (row, i) = (k / n + 1, k % n + 1);
            return Err(reader.error(
                X.name,
                format!("{} in row {row}, coordinate {i} is neither -1 nor 1", schema::decimal32(x[k])),
            ));
        }
        let place = |x: &[f32]| (0..n).map(|i| usize::from(x[i] < 0.0) << i).sum::<usize>();
        let mut values = None;
        if n <= MAX_WHOLE && y.len() == 1 << n {
            let mut whole = vec![None; 1 << n];
            x.chunks_exact(n).zip(&y).for_each(|(x, y)| whole[place(x)] = Some(*y));
            values = whole.into_iter().collect::<Option<Vec<f32>>>();
        }
        // The network sees coins standardised.
        let seen = |(k, x): (usize, &mut f32)| *x = coins[k % n][usize::from(*x < 0.0)].value as f32;
        x.iter_mut().enumerate().for_each(seen);
        let rows = Rows { x, y };
        Ok(match values {
            Some(values) => Self { terms: expansion(&values, coins), known: Known::Everywhere(values), rows },
            None => Self::estimated(rows, context),
        })
    }

    fn estimated(rows: Rows, context: &Context) -> Self {
        let terms = estimate(&rows, context.n, &*context.basis);
        Self { terms, known: Known::OnRows { basis: context.basis.clone() }, rows }
    }
}

/// The coefficients of a function that is given on the whole cube, but those that are too small to tell
/// from the rounding of its values and of training.
fn expansion(values: &[f32], coins: &[[Side; 2]]) -> Vec<Term> {
    let mut coefficients: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
    product_transform(
        &mut coefficients,
        coins.iter().map(|coin| coin.map(|Side { value, weight }| [weight, weight * value])),
    );
    let norm = coefficients.iter().map(|c| c * c).sum::<f64>().sqrt();
    let set =
        |s: usize| MultiIndex::from_factors((0..coins.len()).filter(|i| s >> i & 1 == 1).map(|i| (i, 1)));
    let kept = coefficients.iter().enumerate().filter(|(_, c)| c.abs() > LEAST * norm);
    let mut terms: Vec<Term> = kept.map(|(s, &coefficient)| Term { index: set(s), coefficient }).collect();
    order::sort_by(&mut terms, |a, b| a.index.cmp(&b.index));
    terms
}

/// The terms whose correlations with y stand out, climbing as a staircase does: single functions of a
/// coordinate and pairs are all looked at, and what stands out among them is tried with one coordinate
/// more, as long as that finds something stronger than chance. The mean counts if it does.
fn estimate(rows: &Rows, n: usize, basis: &dyn Basis) -> Vec<Term> {
    let count = rows.y.len().min(MAX_SCREENED);
    let x = |k: usize| &rows.x[k * n..][..n];
    let mean = rows.y[..count].iter().map(|y| f64::from(*y)).sum::<f64>() / count as f64;
    // Ê (y - mean) h_α, and how many standard errors that is.
    let correlation = |index: &MultiIndex| {
        let products: Vec<f64> =
            (0..count).map(|k| (f64::from(rows.y[k]) - mean) * basis.eval(index, x(k))).collect();
        let value = products.iter().sum::<f64>() / count as f64;
        let square = products.iter().map(|p| (p - value) * (p - value)).sum::<f64>();
        (value, value.abs() / (square.sqrt() / count as f64 + f64::MIN_POSITIVE))
    };
    let strongest = |mut found: Vec<(MultiIndex, (f64, f64))>, most: usize| {
        order::sort_by(&mut found, |a, b| b.1.0.abs().total_cmp(&a.1.0.abs()).then(a.0.cmp(&b.0)));
        found.truncate(most);
        found
    };
    let measured = |indices: Vec<MultiIndex>| {
        indices.into_iter().map(|index| (index.clone(), correlation(&index))).collect::<Vec<_>>()
    };
    let one = |i: usize, degree: usize| MultiIndex::from_factors([(i, degree)]);
    let join = |index: &MultiIndex, i: usize| {
        let mut factors: Vec<_> = index.factors().chain([(i, 1)]).collect();
        order::sort(&mut factors);
        MultiIndex::from_factors(factors)
    };
    let singles = measured((0..n).map(|i| one(i, 1)).collect());
    let squares =
        if basis.max_degree() > 1 { measured((0..n).map(|i| one(i, 2)).collect()) } else { Vec::new() };
    let mut paired: Vec<usize> =
        strongest(singles.clone(), MAX_PAIRED).iter().flat_map(|(index, _)| index.support()).collect();
    order::sort(&mut paired);
    let pairs = paired.iter().enumerate().flat_map(|(k, &i)| paired[k + 1..].iter().map(move |&j| (i, j)));
    let pairs = measured(pairs.map(|(i, j)| join(&one(i, 1), j)).collect());
    let most = (rows.y.len() / ROWS_PER_TERM).clamp(1, MAX_ESTIMATED);
    // Beyond 4.5 standard errors about one of 150,000 candidates is chance.
    let stands_out = |found: &(MultiIndex, (f64, f64))| found.1.1 > 4.5;
    let all = singles.iter().chain(&squares).chain(&pairs);
    let mut kept = strongest(all.filter(|found| stands_out(found)).cloned().collect(), most);
    for order in 2..MAX_ORDER {
        let top = kept.iter().filter(|(index, _)| index.order() == order);
        let mut longer: Vec<MultiIndex> = top
            .flat_map(|(index, _)| {
                (0..n).filter(|&i| index.degree_of(i) == 0).map(|i| join(index, i)).collect::<Vec<_>>()
            })
            .collect();
        order::sort(&mut longer);
        longer.dedup();
        let found: Vec<_> = measured(longer).into_iter().filter(|found| stands_out(found)).collect();
        kept = strongest(kept.into_iter().chain(found).collect(), most);
    }
    let mut terms: Vec<Term> =
        kept.into_iter().map(|(index, (coefficient, _))| Term { index, coefficient }).collect();
    let square = rows.y[..count].iter().map(|y| (f64::from(*y) - mean) * (f64::from(*y) - mean)).sum::<f64>();
    if mean.abs() > 4.5 * square.sqrt() / count as f64 {
        terms.push(Term { index: MultiIndex::default(), coefficient: mean });
    }
    order::sort_by(&mut terms, |a, b| a.index.cmp(&b.index));
    terms
}

impl Target for Table {
    /// Of a whole truth table the entry; elsewhere the sum of the estimated terms.
    fn eval(&self, x: &[f32]) -> f32 {
        match &self.known {
            Known::Everywhere(values) => {
                values[x.iter().enumerate().map(|(i, x)| usize::from(*x < 0.0) << i).sum::<usize>()]
            }
            Known::OnRows { basis } => {
                self.terms.iter().map(|term| term.coefficient * basis.eval(&term.index, x)).sum::<f64>()
                    as f32
            }
        }
    }

    fn terms(&self) -> &[Term] {
        &self.terms
    }

    fn rows(&self) -> Option<&Rows> {
        Some(&self.rows)
    }

    fn estimated(&self) -> bool {
        matches!(self.known, Known::OnRows { .. })
    }
}
