//! A staircase with leaps: χ_{1:1} + χ_{1:1+L} + χ_{1:1+2L} + …, in which each step after the first brings L coordinates at once.
//! Its leap (Abbe, Boix-Adsera, Misiakiewicz 2023) is L, so that a sweep can vary the leap and nothing else.

use super::{Context, Expansion, Target, Term, chains, common_coefficient};
use crate::basis::MultiIndex;
use crate::schema::{Field, Kind, Member, Row};

const STEPS: Field = Field {
    name: "steps",
    label: "steps",
    unit: "",
    help: "How many terms it has.",
    kind: Kind::Integer { default: 2, min: 1, max: 256 },
};

const LEAP: Field = Field {
    name: "leap",
    label: "leap L",
    unit: "",
    help: "How many coordinates each step after the first brings at once.",
    kind: Kind::Integer { default: 2, min: 1, max: 256 },
};

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "leap_staircase",
        label: "staircase with leaps",
        help: "A staircase that begins with one coordinate and then leaps: each further step brings several at once.",
        fields: &[LEAP, STEPS, chains::NORMALIZE],
    },
    read: |reader, context| {
        let steps = reader.integer_up_to(&STEPS, context.n)?;
        let most = (context.n - 1).checked_div(steps - 1).unwrap_or(context.n);
        let leap = reader.integer_up_to(&LEAP, most)?;
        let normalize = reader.boolean(&chains::NORMALIZE)?;
        context.trainable(Box::new(leap_staircase(leap, steps, normalize)), reader, &STEPS)
    },
};

/// χ_{1:1} + χ_{1:1+L} + … of so many terms, for L ≥ 1; divided by the root of their number if `normalize`.
pub fn leap_staircase(leap: usize, steps: usize, normalize: bool) -> Expansion {
    let coefficient = common_coefficient(steps, normalize);
    let term =
        |step| Term { index: MultiIndex::from_set(&(1..=1 + step * leap).collect::<Vec<_>>()), coefficient };
    Expansion::new((0..steps).map(term).collect())
}
