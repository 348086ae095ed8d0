//! The parity of raw signs, X_1 ⋯ X_k, where E X_i = b: in the standardised coordinates that a network
//! sees it is Π (b_i + √(1 - b_i²) x_i), a staircase polynomial with all 2^k terms unless the coins are
//! fair. For b = 1/2 and k about log n no kernel learns the class (Abbe et al. 2021, section 3.1).

use super::{Context, Target, Term};
use crate::basis::MultiIndex;
use crate::inputs::Side;
use crate::order;
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};

/// X_1 ⋯ X_k.
#[derive(Clone, Debug)]
pub struct RawParity {
    degree: usize,
    terms: Vec<Term>,
}

const DEGREE: Field = Field {
    name: "degree",
    label: "degree k",
    unit: "coordinates",
    help: "How many signs are multiplied; about log2 n in the paper.",
    kind: Kind::Integer { default: 5, min: 1, max: 8 },
};

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "raw_parity",
        label: "parity of raw signs",
        help: "The product of the coins as they fell, -1 or 1, before they are standardised; on biased coins it has every monomial. On coins only.",
        fields: &[DEGREE],
    },
    read: |reader, context| Ok(Box::new(RawParity::read(reader, context)?)),
};

impl RawParity {
    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let coins = context.coins(reader)?;
        Ok(Self::new(&coins[..reader.integer_up_to(&DEGREE, context.n)?]))
    }

    /// Of the coins of coordinates 1, …, k.
    pub fn new(coins: &[[Side; 2]]) -> Self {
        // b and √(1 - b²): a sign is +1 and -1 on the coin's sides.
        let affine = |[heads, tails]: &[Side; 2]| {
            let mean = heads.weight - tails.weight;
            (mean, heads.weight * heads.value - tails.weight * tails.value)
        };
        let coins: Vec<(f64, f64)> = coins.iter().map(affine).collect();
        let term = |set: usize| {
            let has = |i: usize| set >> i & 1 == 1;
            let factors = (0..coins.len()).filter(|&i| has(i)).map(|i| (i, 1));
            let coefficient = coins
                .iter()
                .enumerate()
                .map(|(i, (mean, slope))| if has(i) { slope } else { mean })
                .product();
            Term { index: MultiIndex::from_factors(factors), coefficient }
        };
        let mut terms: Vec<Term> = (0..1 << coins.len()).map(term).collect();
        terms.retain(|term| term.coefficient != 0.0);
        order::sort_by(&mut terms, |a, b| a.index.cmp(&b.index));
        Self { degree: coins.len(), terms }
    }
}

impl Target for RawParity {
    fn eval(&self, x: &[f32]) -> f32 {
        x[..self.degree].iter().map(|x| x.signum()).product()
    }

    fn terms(&self) -> &[Term] {
        &self.terms
    }
}
