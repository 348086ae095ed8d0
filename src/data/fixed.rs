//! A training set, drawn once (Abbe et al. 2021, appendix A).

use super::{Context, Data, Position, Split};
use crate::inputs::InputDistribution;
use crate::rng::{Rng, Stream};
use crate::schema::{Field, Kind, Member, Row};
use crate::targets::Target;

/// The stream's first `count` samples, cycled in order and never shuffled. They are drawn again on
/// every pass from the stream's beginning, for that costs less than keeping them: m = 300,000
/// inputs of 100 numbers are 120 MB.
pub struct Fixed {
    count: usize,
    beginning: Rng,
}

const COUNT: Field = Field {
    name: "count",
    label: "training set m",
    unit: "samples",
    help: "How many samples are drawn, once, and then cycled through in the same order.",
    kind: Kind::Integer { default: 60_000, min: 1, max: 10_000_000 },
};

pub(super) const ROW: Row<Split, Context> = Row {
    member: &Member {
        kind: "fixed",
        label: "a training set",
        help: "Samples are drawn once and cycled through, as in the paper's appendix A.",
        fields: &[COUNT],
    },
    read: |reader, context| {
        context.has_values_elsewhere(reader)?;
        Ok(Split::all(Fixed::new(reader.integer(&COUNT)?, context.seed)))
    },
};

impl Fixed {
    /// `count` ≥ 1 samples from the training stream of `seed`.
    pub fn new(count: usize, seed: u64) -> Self {
        Self { count, beginning: Rng::new(seed, Stream::Train) }
    }
}

impl Data for Fixed {
    fn next(
        &self,
        inputs: &dyn InputDistribution,
        target: &dyn Target,
        position: &mut Position,
        x: &mut [f32],
    ) -> f32 {
        if position.take_row(self.count) == 0 {
            position.rng = self.beginning.clone();
        }
        inputs.sample_into(&mut position.rng, x);
        target.eval(x)
    }

    fn period(&self) -> Option<usize> {
        Some(self.count)
    }

    fn redraw(&mut self, seed: u64) {
        *self = Self::new(self.count, seed);
    }
}
