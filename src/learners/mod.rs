//! Ways to learn. A learner sees data only through an [`Oracle`].

mod sgd;

pub use sgd::{Decay, Loss, Optimizer, Rule, Schedule, Sgd};

use crate::networks::{Context, Model, Network};
use crate::schema::{Invalid, Row};
use crate::task::Oracle;

/// What one step found.
#[derive(Clone, Copy, Debug)]
pub struct StepStats {
    /// Mean over the mini-batch of (f - y)², before the update.
    pub loss: f64,
    /// Whether the loss is not finite or has exploded; then the model was left as it was.
    pub diverged: bool,
}

/// A learning algorithm with the model that it trains.
pub trait Learner: Send {
    /// One iteration; indivisible.
    fn step(&mut self, oracle: &mut Oracle<'_>) -> StepStats;

    /// Multiply-adds that one iteration takes, about.
    fn cost(&self) -> u64;

    /// What has been learned so far.
    fn model(&self) -> &dyn Model;

    /// The same, where it has parameters to look at; and to set.
    fn network(&self) -> Option<&dyn Network>;
    fn network_mut(&mut self) -> Option<&mut dyn Network>;

    /// Whether there is nothing left to do.
    fn done(&self) -> bool;

    /// All that a later step depends on, the model included.
    fn save(&self) -> Vec<u8>;

    /// Continues from what a learner of the same description saved.
    fn load(&mut self, saved: &[u8]) -> Result<(), Invalid>;
}

/// The family, each read in its network's [`Context`]: one row a learner; the first is the default.
pub const FAMILY: &[Row<Box<dyn Learner>, Context>] = &[sgd::ROW];
