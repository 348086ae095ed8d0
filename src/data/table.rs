//! Rows of one's own, all of them to train on.

use super::{Context, Split};
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};
use crate::targets::Rows;

const X: Field = Field {
    name: "x",
    label: "inputs",
    unit: "",
    help: "Rows of inputs, one after the other, as the network sees them: coins are -1 or 1 where they are fair, and standardised to mean 0 and variance 1 where they are biased.",
    kind: COLUMN,
};
const Y: Field =
    Field { name: "y", label: "values", unit: "", help: "The value to learn for each row.", kind: COLUMN };

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
pub const MAX_NUMBERS: usize = 50_000_000;
const COLUMN: Kind = Kind::Column { max_count: MAX_NUMBERS };

/// The rows themselves are not repeated in the complete spec: they may be many.
fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Rows, Invalid> {
    context.has_values_elsewhere(reader)?;
    let rows = match context.table.take() {
        Some(table) => table,
        None => Rows::read(reader, &X, &Y)?,
    };
    rows.check(reader, [&X, &Y], context.n, MAX_NUMBERS)?;
    Ok(rows)
}
