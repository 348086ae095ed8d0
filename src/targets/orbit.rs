//! A member of a formula's orbit: the same polynomial, its coordinates renamed by a permutation drawn
//! at random. Learnability is a question about such classes, for a network that does not know the
//! names (Abbe et al. 2021, section 1.1).

use super::{Context, DRAW, Expansion, Target, Term, formula};
use crate::basis::MultiIndex;
use crate::order;
use crate::rng::{Rng, Stream};
use crate::schema::{Field, Member, Row};

const FORMULA: Field = Field { help: "The polynomial whose coordinates are renamed.", ..formula::FORMULA };

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "orbit",
        label: "formula in random coordinates",
        help: "Your own formula with its coordinates renamed by a random permutation.",
        fields: &[FORMULA, DRAW],
    },
    read: |reader, context| {
        let mut rng = Rng::new(reader.long(&DRAW)?, Stream::Target);
        let expansion = formula::read(reader, &FORMULA, context)?;
        let target = permuted(&expansion, &rng.permutation(context.n));
        context.trainable(Box::new(target), reader, &FORMULA)
    },
};

/// The same sum with `names[i]` in the place of coordinate i, 0-based.
fn permuted(expansion: &Expansion, names: &[usize]) -> Expansion {
    let rename = |term: &Term| {
        let mut factors: Vec<_> = term.index.factors().map(|(i, degree)| (names[i], degree)).collect();
        order::sort(&mut factors);
        Term { index: MultiIndex::from_factors(factors), coefficient: term.coefficient }
    };
    Expansion::new(expansion.terms().iter().map(rename).collect())
}
