//! The staircase S_k(x) = x1 + x1x2 + x1x2x3 + … + χ_{1:k} (Abbe et al. 2021, eq. (2)), and
//! S_k/√k, which has the L² norm of a parity (appendix A).

use super::{Context, Target, Term, common_coefficient};
use crate::basis::MultiIndex;
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};

/// S_k, or S_k/√k.
#[derive(Clone, Debug)]
pub struct Staircase {
    terms: Vec<Term>,
    scale: f32,
}

const DEGREE: Field = Field {
    name: "degree",
    label: "degree k",
    unit: "steps",
    help: "How many monomials the staircase adds up, each one coordinate longer than the last.",
    kind: Kind::Integer { default: 10, min: 1, max: 256 },
};

const NORMALIZE: Field = Field {
    name: "normalize",
    label: "divide by √k",
    unit: "",
    help: "Gives the staircase the mean square of a parity, which is 1.",
    kind: Kind::Boolean { default: true },
};

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "staircase",
        label: "staircase",
        help: "x1 + x1x2 + x1x2x3 + …: every monomial is one coordinate longer than the one before.",
        fields: &[DEGREE, NORMALIZE],
    },
    read: |reader, context| context.trainable(Box::new(Staircase::read(reader, context)?), reader, &DEGREE),
};

impl Staircase {
    /// S_k for `degree` k ≥ 1, divided by √k if `normalize`.
    pub fn new(degree: usize, normalize: bool) -> Self {
        let scale = common_coefficient(degree, normalize);
        let terms = (1..=degree)
            .map(|k| Term { index: MultiIndex::from_set(&(1..=k).collect::<Vec<_>>()), coefficient: scale })
            .collect();
        Self { terms, scale: scale as f32 }
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let degree = reader.integer_up_to(&DEGREE, context.n)?;
        Ok(Self::new(degree, reader.boolean(&NORMALIZE)?))
    }
}

impl Target for Staircase {
    fn eval(&self, x: &[f32]) -> f32 {
        let (mut product, mut sum) = (1.0, 0.0);
        for x in &x[..self.terms.len()] {
            product *= x;
            sum += product;
        }
        sum * self.scale
    }

    fn terms(&self) -> &[Term] {
        &self.terms
    }
}
