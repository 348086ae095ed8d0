//! All products of a few coordinates: the basis functions that have degree 1 in each of 2 to d of them, on coins the
//! characters χ_S with 2 ≤ |S| ≤ d.

use super::{Features, MAX_COUNT, named};
use crate::basis::MultiIndex;
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};
use crate::targets::Context;

const DEGREE: Field = Field {
    name: "degree",
    label: "degree d",
    unit: "coordinates",
    help: "The network also sees every product of two up to so many coordinates.",
    kind: Kind::Integer { default: 2, min: 2, max: MAX_DEGREE },
};

const MAX_DEGREE: u64 = 4;

pub(super) const ROW: Row<Features, Context> = Row {
    member: &Member {
        kind: "products",
        label: "products of coordinates",
        help: "Beside x all products of at most d coordinates: a parity of them is at hand, and a longer one is made of fewer.",
        fields: &[DEGREE],
    },
    read,
};

fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Features, Invalid> {
    let (n, degree) = (context.n, reader.integer(&DEGREE)?);
    let count = count(n, degree);
    if !(1..=MAX_COUNT).contains(&count) {
        let fits = |d: &usize| self::count(n, *d) <= MAX_COUNT;
        let why = match (2..degree).rev().find(fits).filter(|_| count > 0) {
            Some(most) => format!(
                "{degree} is outside [2, {most}] where n = {n}: there are {count} such products, and at most {MAX_COUNT} are taken"
            ),
            None => format!("n = {n} coordinates have {count} such products, outside [1, {MAX_COUNT}]"),
        };
        return Err(reader.error(DEGREE.name, why));
    }
    let basis = &context.basis;
    let all = sets(n, degree).into_iter().map(|set| named(MultiIndex::from_set(&set), &**basis)).collect();
    Ok(Features::new(basis.clone(), all, degree))
}

/// How many products there are.
fn count(n: usize, degree: usize) -> usize {
    let (mut choices, mut count) = (n, 0);
    for k in 2..=degree.min(n) {
        choices = choices * (n + 1 - k) / k;
        count += choices;
    }
    count
}

/// The sets of 2 to `degree` out of 1, …, n, each ascending, the smaller ones first.
fn sets(n: usize, degree: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = (1..=n).map(|i| vec![i]).collect();
    let mut from = 0;
    for _ in 2..=degree {
        let until = all.len();
        for k in from..until {
            let last = all[k].last().copied().unwrap_or(0);
            all.extend((last + 1..=n).map(|i| [&all[k][..], &[i]].concat()).collect::<Vec<_>>());
        }
        from = until;
    }
    all.split_off(n)
}
