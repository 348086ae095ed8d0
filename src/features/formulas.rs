//! One's own list of formulas.

use super::{Features, MAX_VALUE};
use crate::basis::Combination;
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};
use crate::targets::{self, Context, Term};

const FORMULAS: Field = Field {
    name: "formulas",
    label: "formulas",
    unit: "",
    help: "Polynomials in x1, x2, …, each written as a formula for a target is; the network sees their values beside x.",
    kind: Kind::Texts { default: &["{1,2}"], max_length: 2000, max_count: 64 },
};

pub(super) const ROW: Row<Features, Context> = Row {
    member: &Member {
        kind: "formulas",
        label: "your own formulas",
        help: "Beside x the values of polynomials of your choice, multiplied out in the basis of the input law.",
        fields: &[FORMULAS],
    },
    read,
};

fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Features, Invalid> {
    let texts = reader.texts(&FORMULAS)?;
    let named = |(k, text): (usize, String)| match combination(&text, context) {
        Ok(combination) => Ok((text, combination)),
        Err(why) => Err(reader.error(&format!("{}[{k}]", FORMULAS.name), why)),
    };
    let all = texts.into_iter().enumerate().map(named).collect::<Result<_, _>>()?;
    Ok(Features::new(context.basis.clone(), all, 1))
}

/// The polynomial that a text writes, or why it is no feature.
fn combination(text: &str, context: &Context) -> Result<Combination, String> {
    let terms = targets::polynomial(text, context)?;
    if terms.is_empty() {
        return Err("is 0 whatever x is: every coefficient is 0".into());
    }
    if terms.len() > targets::MAX_TERMS {
        return Err(format!("{} terms are outside [1, {}]", terms.len(), targets::MAX_TERMS));
    }
    let size = context.largest(&terms);
    if size > MAX_VALUE {
        let size = schema::magnitude(size);
        return Err(format!("its values on these inputs may reach {size} in size, outside [0, 1e9]"));
    }
    Ok(terms.into_iter().map(|Term { index, coefficient }| (index, coefficient)).collect())
}
