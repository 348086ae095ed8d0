//! The parity χ_S(x) = Π_{i ∈ S} x_i: one monomial, and no step that leads up to it
//! (Abbe et al. 2021, section 1, "Monomials with no hierarchical structure").

use super::{Context, Target, Term};
use crate::basis::MultiIndex;
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};

/// χ_S.
#[derive(Clone, Debug)]
pub struct Parity {
    set: Vec<usize>,
    terms: [Term; 1],
}

const DEGREE: Field = Field {
    name: "degree",
    label: "degree k",
    unit: "coordinates",
    help: "The parity of the first k coordinates.",
    kind: Kind::Integer { default: 10, min: 1, max: 256 },
};

const SET: Field = Field {
    name: "set",
    label: "set S",
    unit: "",
    help: "The coordinates whose product is the target; instead of a degree.",
    kind: Kind::Set,
};

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "parity",
        label: "parity",
        help: "The product of k coordinates: the last step of a staircase without those below it.",
        fields: &[DEGREE, SET],
    },
    read: |reader, context| {
        let given = if reader.take(SET.name).is_some() { &SET } else { &DEGREE };
        context.trainable(Box::new(Parity::read(reader, context)?), reader, given)
    },
};

impl Parity {
    /// χ_S for a set of 1-based coordinates, ascending.
    pub fn new(set: &[usize]) -> Self {
        let term = Term { index: MultiIndex::from_set(set), coefficient: 1.0 };
        Self { set: set.iter().map(|i| i - 1).collect(), terms: [term] }
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let Some(value) = reader.take(SET.name) else {
            let degree = reader.integer_up_to(&DEGREE, context.n)?;
            return Ok(Self::new(&(1..=degree).collect::<Vec<_>>()));
        };
        let set = schema::coordinates(value, context.n).map_err(|why| reader.error(SET.name, why))?;
        if set.is_empty() {
            return Err(reader.error(SET.name, "is empty: a parity needs at least one coordinate"));
        }
        if let Some(degree) = reader.take(DEGREE.name)
            && degree.as_f64() != Some(set.len() as f64)
        {
            let why = format!(
                "{} contradicts the set, which has {}; give one of the two",
                schema::brief(degree),
                set.len()
            );
            return Err(reader.error(DEGREE.name, why));
        }
        reader.set(SET.name, set.clone());
        Ok(Self::new(&set))
    }
}

impl Target for Parity {
    fn eval(&self, x: &[f32]) -> f32 {
        self.set.iter().map(|&i| x[i]).product()
    }

    fn terms(&self) -> &[Term] {
        &self.terms
    }
}
