//! The rows of a target that is a table, a part of them held out.

use super::{Context, Split};
use crate::rng::{Rng, Stream};
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};
use crate::targets::Rows;

const HELD_OUT: Field = Field {
    name: "held_out",
    label: "held out",
    unit: "",
    help: "The part of the table's rows, drawn by the seed, that is never trained on and tells the test loss.",
    kind: Kind::Number { default: 0.2, min: 0.05, max: 0.9 },
};

pub(super) const ROW: Row<Split, Context> = Row {
    member: &Member {
        kind: "rows",
        label: "the target's own table",
        help: "The rows of the target's table, but those held out, cycled through in an order that the seed draws.",
        fields: &[HELD_OUT],
    },
    read,
};

/// Two at least are held out, for there is no standard error of one, and as many trained on unless the entry says otherwise.
const MIN_ROWS: usize = 4;

fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Split, Invalid> {
    let held_out = reader.number(&HELD_OUT)?;
    let Some(rows) = context.target.rows() else {
        return Err(reader.error("kind", "means a target's own table: choose target.kind \"table\""));
    };
    let count = rows.y.len();
    if count < MIN_ROWS {
        let why = format!("needs at least {MIN_ROWS} rows to hold some out; there are {count}");
        return Err(reader.error("kind", why));
    }
    Ok(split(rows, context.n, held_out, context.seed))
}

/// The rows in an order that the seed draws, those held out apart.
fn split(rows: &Rows, n: usize, held_out: f64, seed: u64) -> Split {
    let count = rows.y.len();
    let order = Rng::new(seed, Stream::Train).permutation(count);
    let tested = ((held_out * count as f64).round() as usize).clamp(2, count - 1);
    let part = |order: &[usize]| Rows {
        x: order.iter().flat_map(|&k| &rows.x[k * n..][..n]).copied().collect(),
        y: order.iter().map(|&k| rows.y[k]).collect(),
    };
    Split { train: Box::new(part(&order[tested..])), test: Some(part(&order[..tested])) }
}
