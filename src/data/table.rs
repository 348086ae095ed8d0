//! Rows of one's own, all of them to train on.

use super::{Context, Split};
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};
use crate::targets::Rows;
use serde_json::Value;

const X: Field = Field {
    name: "x",
    label: "inputs",
    unit: "",
    help: "Rows of inputs, one after the other.",
    kind: Kind::Column,
};
const Y: Field = Field {
    name: "y",
    label: "values",
    unit: "",
    help: "The value to learn for each row.",
    kind: Kind::Column,
};

pub(super) const ROW: Row<Split, Context> = Row {
    member: &Member {
        kind: "table",
        label: "given data",
        help: "Your own rows of inputs and values, cycled through in order from the first.",
        fields: &[X, Y],
    },
    read: |reader, context| Ok(Split::all(read(reader, context)?)),
};

/// Numbers in a training set; 200 MB.
const MAX_NUMBERS: usize = 50_000_000;

/// The rows themselves are not repeated in the complete spec: they may be many.
fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Rows, Invalid> {
    context.has_values_elsewhere(reader)?;
    let Rows { x, y } = match &context.table {
        Some(table) => table.clone(),
        None => Rows { x: numbers(reader, &X)?, y: numbers(reader, &Y)? },
    };
    let (n, most) = (context.n, MAX_NUMBERS / context.n);
    if !(1..=most).contains(&y.len()) {
        return Err(reader.error(Y.name, format!("{} rows are outside [1, {most}]", y.len())));
    }
    if x.len() != y.len() * n {
        let why = format!("{} numbers are not {} rows of n = {n}", x.len(), y.len());
        return Err(reader.error(X.name, why));
    }
    for (field, values) in [(&X, &x), (&Y, &y)] {
        if let Some((i, bad)) = values.iter().enumerate().find(|(_, v)| !v.is_finite()) {
            return Err(reader.error(field.name, format!("entry {i} is {bad}, not a finite number")));
        }
    }
    Ok(Rows { x, y })
}

fn numbers(reader: &Reader<'_>, field: &Field) -> Result<Vec<f32>, Invalid> {
    let list = reader.take(field.name).ok_or_else(|| reader.error(field.name, "is missing"))?;
    let list = list.as_array().ok_or_else(|| {
        reader.error(field.name, format!("{} is not a list of numbers", schema::brief(list)))
    })?;
    let number = |value: &Value| {
        let not_one = || reader.error(field.name, format!("{} is not a number", schema::brief(value)));
        value.as_f64().map(|v| v as f32).ok_or_else(not_one)
    };
    list.iter().map(number).collect()
}
