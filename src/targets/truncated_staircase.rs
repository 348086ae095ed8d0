//! The truncated staircase S_{j→k} = χ_{1:j} + … + χ_{1:k}: the lower steps taken away (Abbe et al.
//! 2021, section 1.1). The paper prints the terms as χ_{i:k}, which would be a whole staircase in
//! reverse; its text, in which χ_{1:n} is always present and the smaller ones are looked for below
//! it, means these.

use super::{Context, Expansion, Target, Term, chains, common_coefficient};
use crate::basis::MultiIndex;
use crate::schema::{Field, Kind, Member, Row};

const FROM: Field = Field {
    name: "from",
    label: "first step j",
    unit: "",
    help: "The degree of the lowest step that is there; the steps below it are missing.",
    kind: Kind::Integer { default: 3, min: 1, max: 256 },
};

const DEGREE: Field = Field {
    name: "degree",
    label: "last step k",
    unit: "",
    help: "The degree of the highest step.",
    kind: Kind::Integer { default: 8, min: 1, max: 256 },
};

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "truncated_staircase",
        label: "truncated staircase",
        help: "A staircase whose lower steps are missing, so that the first one left is a leap.",
        fields: &[FROM, DEGREE, chains::NORMALIZE],
    },
    read: |reader, context| {
        let degree = reader.integer_up_to(&DEGREE, context.n)?;
        let from = reader.integer_up_to(&FROM, degree)?;
        let normalize = reader.boolean(&chains::NORMALIZE)?;
        context.trainable(Box::new(truncated_staircase(from, degree, normalize)), reader, &DEGREE)
    },
};

/// S_{j→k} for 1 ≤ j ≤ k; divided by the root of the number of its terms if `normalize`.
pub fn truncated_staircase(from: usize, degree: usize, normalize: bool) -> Expansion {
    let coefficient = common_coefficient(degree - from + 1, normalize);
    let term = |k| Term { index: MultiIndex::from_set(&(1..=k).collect::<Vec<_>>()), coefficient };
    Expansion::new((from..=degree).map(term).collect())
}
