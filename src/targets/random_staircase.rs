//! A random s-sparse [1/M, M]-staircase polynomial (Abbe et al. 2021, Definition 1.1): the class that
//! Theorem 2.2 there is about.

use super::{Context, DRAW, Expansion, Target, Term};
use crate::basis::MultiIndex;
use crate::order;
use crate::rng::{Rng, Stream};
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};

const SPARSITY: Field = Field {
    name: "sparsity",
    label: "terms s",
    unit: "",
    help: "How many monomials it has.",
    kind: Kind::Integer { default: 10, min: 1, max: 128 },
};

const DEGREE: Field = Field {
    name: "degree",
    label: "degree at most",
    unit: "",
    help: "No monomial has more coordinates than this.",
    kind: Kind::Integer { default: 6, min: 1, max: 32 },
};

const RANGE: Field = Field {
    name: "m",
    label: "M",
    unit: "",
    help: "Every coefficient is between 1/M and M in size, with a random sign.",
    kind: Kind::Number { default: 2.0, min: 1.0, max: 100.0 },
};

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "random_staircase",
        label: "random staircase polynomial",
        help: "Random monomials, each one coordinate longer than another of them, with random coefficients.",
        fields: &[SPARSITY, DEGREE, RANGE, DRAW],
    },
    read: |reader, context| context.trainable(Box::new(read(reader, context)?), reader, &DEGREE),
};

/// Σ_{k=1}^{degree} C(n, k), as far as `limit`.
fn monomials(n: usize, degree: usize, limit: usize) -> usize {
    let (mut choose, mut sum) = (1, 0);
    for k in 1..=degree.min(n) {
        choose = choose * (n - k + 1) / k;
        sum += choose;
        if sum >= limit {
            return limit;
        }
    }
    sum
}

fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Expansion, Invalid> {
    let degree = reader.integer(&DEGREE)?;
    let sparsity = reader.integer(&SPARSITY)?;
    let range = reader.number(&RANGE)?;
    let draw = reader.long(&DRAW)?;
    let there_are = monomials(context.n, degree, sparsity);
    if there_are < sparsity {
        let why = format!(
            "{sparsity} is outside [1, {there_are}], the monomials of degree at most {degree} on {} coordinates",
            context.n
        );
        return Err(reader.error(SPARSITY.name, why));
    }
    let mut rng = Rng::new(draw, Stream::Target);
    Ok(random_staircase(context.n, sparsity, degree, range, &mut rng))
}

/// Grown one monomial at a time: a coordinate drawn at random joins a set drawn at random among those
/// there are, the empty set included. Coefficients are log-uniform on [1/M, M].
fn random_staircase(n: usize, sparsity: usize, degree: usize, range: f64, rng: &mut Rng) -> Expansion {
    let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
    // The empty set is the first, and a set is there for every set that could still join it, so that
    // sooner or later each of them is drawn.
    while sets.len() <= sparsity {
        let mut set = sets[rng.below(sets.len())].clone();
        let coordinate = 1 + rng.below(n);
        if set.len() == degree || set.contains(&coordinate) {
            continue;
        }
        set.push(coordinate);
        order::sort(&mut set);
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
    let mut coefficient = || {
        let size = libm::exp((2.0 * rng.open_unit() - 1.0) * libm::log(range));
        if rng.bits() & 1 == 0 { size } else { -size }
    };
    let term = |set: &Vec<usize>| Term { index: MultiIndex::from_set(set), coefficient: coefficient() };
    Expansion::new(sets[1..].iter().map(term).collect())
}
