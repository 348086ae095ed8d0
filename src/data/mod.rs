//! Where training samples come from.

mod fixed;
mod fresh;
mod rows;
mod table;

pub use fixed::Fixed;
pub use fresh::Fresh;
pub use table::MAX_NUMBERS;

use crate::inputs::InputDistribution;
use crate::rng::{Rng, Stream};
use crate::schema::{self, Invalid, Reader, Row};
use crate::targets::{Rows, Target};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::cell::Cell;

/// A sequence of samples, endless or cycled; drawn ones come from the training stream of the seed.
pub trait Data: Send {
    /// The sample at `position`, which moves on by one: x (n,), and its value.
    fn next(
        &self,
        inputs: &dyn InputDistribution,
        target: &dyn Target,
        position: &mut Position,
        x: &mut [f32],
    ) -> f32;

    /// After how many samples the first one comes again, if it does.
    fn period(&self) -> Option<usize>;

    /// The rows that are cycled, where they are given and not drawn.
    fn rows(&self) -> Option<&Rows> {
        None
    }

    /// The same, taken out.
    fn take_rows(&mut self) -> Option<Rows> {
        None
    }

    /// From now on a set that is drawn once is another one, that of this seed.
    fn redraw(&mut self, _seed: u64) {}
}

/// How far the data has been read; part of an experiment's snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    rng: Rng,
    next_row: usize,
    /// Samples handed out so far.
    pub samples: u64,
    /// Statistical queries answered so far.
    pub queries: u64,
}

impl Position {
    /// The beginning of the data of `seed`.
    pub fn start(seed: u64) -> Self {
        Self { rng: Rng::new(seed, Stream::Train), next_row: 0, samples: 0, queries: 0 }
    }

    /// Goes to the beginning of other data, that of `seed`; what was handed out stays counted.
    pub fn restart(&mut self, seed: u64) {
        self.rng = Rng::new(seed, Stream::Train);
        self.next_row = 0;
    }

    /// Whether there is such a position in `data`.
    pub fn is_within(&self, data: &dyn Data) -> bool {
        data.period().is_none_or(|period| self.next_row < period)
    }

    /// 64 bits of the training stream.
    pub fn draw(&mut self) -> u64 {
        self.rng.bits()
    }

    /// The row that is next of `period` that are cycled.
    fn take_row(&mut self, period: usize) -> usize {
        let row = self.next_row;
        self.next_row = (row + 1) % period;
        row
    }
}

/// Given rows, cycled in order and never shuffled.
impl Data for Rows {
    fn next(&self, _: &dyn InputDistribution, _: &dyn Target, position: &mut Position, x: &mut [f32]) -> f32 {
        let k = position.take_row(self.y.len());
        x.copy_from_slice(&self.x[k * x.len()..][..x.len()]);
        self.y[k]
    }

    fn period(&self) -> Option<usize> {
        Some(self.y.len())
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self)
    }

    fn take_rows(&mut self) -> Option<Rows> {
        Some(std::mem::take(self))
    }
}

/// What to train on, and what to test on where that is not drawn from the law.
pub struct Split {
    pub train: Box<dyn Data>,
    pub test: Option<Rows>,
}

impl Split {
    /// Tested on draws of the law.
    fn all(data: impl Data + 'static) -> Self {
        Self { train: Box::new(data), test: None }
    }
}

/// What reading the data entry needs.
pub struct Context {
    pub seed: u64,
    /// The dimension of the inputs.
    pub n: usize,
    pub target: Box<dyn Target>,
    /// Stands for `x` and `y` of given data, where they are not in the JSON. Taken and not copied: it may be large.
    pub table: Cell<Option<Rows>>,
}

impl Context {
    /// Refuses data at other inputs than the target's own rows if it has values only there.
    fn has_values_elsewhere(&self, reader: &Reader<'_>) -> Result<(), Invalid> {
        let why = "needs values that the target's table does not have: choose \"rows\", its own ones";
        if self.target.estimated() { Err(reader.error("kind", why)) } else { Ok(()) }
    }
}

/// Reads the data with its complete description. Absent, it is the family's first, or the target's
/// own rows if it has values only there.
pub fn read(value: Option<&Value>, context: &Context) -> Result<(Split, Value), Invalid> {
    let own = json!({ "kind": rows::ROW.member.kind });
    let value = value.or(context.target.estimated().then_some(&own));
    schema::read_member(FAMILY, "data", value, context)
}

/// The family: one row a source of samples; the first is the default.
pub(crate) const FAMILY: &[Row<Split, Context>] = &[fresh::ROW, fixed::ROW, rows::ROW, table::ROW];
