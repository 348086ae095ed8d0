//! Fresh samples: one-pass SGD.

use super::{Context, Data, Position, Split};
use crate::inputs::InputDistribution;
use crate::schema::{Member, Row};
use crate::targets::Target;

/// Every sample is new: an endless stream.
pub struct Fresh;

pub(super) const ROW: Row<Split, Context> = Row {
    member: &Member {
        kind: "fresh",
        label: "fresh samples",
        help: "Every sample is new: one pass over an endless stream.",
        fields: &[],
    },
    read: |reader, context| context.has_values_elsewhere(reader).map(|()| Split::all(Fresh)),
};

impl Data for Fresh {
    fn next(
        &self,
        inputs: &dyn InputDistribution,
        target: &dyn Target,
        position: &mut Position,
        x: &mut [f32],
    ) -> f32 {
        inputs.sample_into(&mut position.rng, x);
        target.eval(x)
    }

    fn period(&self) -> Option<usize> {
        None
    }
}
