//! Ways to learn. A learner sees data only through an [`Oracle`].

mod elimination;
pub mod kernel_ridge;
pub mod layerwise;
mod low_degree;
mod sgd;

pub use elimination::Elimination;
pub use kernel_ridge::{Kernel, KernelRidge};
pub use layerwise::Layerwise;
pub use low_degree::LowDegree;
pub use sgd::{Decay, Loss, Optimizer, Rule, Schedule, Sgd};

use crate::basis::Combination;
use crate::networks::{Context, Model, Network, Workspace};
use crate::schema::{Invalid, Reader, Row};
use crate::task::{Batch, Oracle};
use serde::Serialize;

/// What one step found.
#[derive(Clone, Copy, Debug)]
pub struct StepStats {
    /// Mean over the mini-batch of (f - y)², before the update.
    pub loss: f64,
    /// Whether the loss is not finite or has exploded; then it is that one, and the model was left as it was there.
    pub diverged: bool,
    /// Whether a row is due whatever the schedule; those of the schedule come when they would come.
    pub landmark: bool,
}

/// What a learner that trains neuron by neuron counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Neurons trained.
    Neuron,
    /// Those of them that are active.
    Active,
    /// Layers finished.
    Layer,
}

impl Mark {
    /// All of them, with the names that callers of other languages know them by.
    pub const ALL: [(&'static str, Mark); 3] =
        [("neuron", Mark::Neuron), ("active", Mark::Active), ("layer", Mark::Layer)];
}

/// From an iteration on, which layers there are and are trained, counted as the network's own source counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TrainingStage {
    pub iteration: u64,
    /// The highest layer that there is.
    pub layers: usize,
    /// The lowest and the highest that are trained.
    pub trained: [usize; 2],
}

/// What is left for a learner to do that ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// At most.
    pub iterations: u64,
    /// Multiply-adds that one of them takes on average, and a value of f after one.
    pub iteration: u64,
    pub value: u64,
}

/// A learning algorithm with the model that it trains.
pub trait Learner: Send {
    /// One iteration; indivisible.
    fn step(&mut self, oracle: &mut Oracle<'_>) -> StepStats;

    /// Multiply-adds that the next iteration takes, about.
    fn cost(&self) -> u64;

    /// At most how many iterations are left, where that is known.
    fn iterations_left(&self) -> Option<u64> {
        None
    }

    /// What is left to do, where that is known.
    fn rest(&self) -> Option<Rest> {
        let rest = |iterations| Rest { iterations, iteration: self.cost(), value: self.model().cost() };
        self.iterations_left().map(rest)
    }

    /// What has been learned so far.
    fn model(&self) -> &dyn Model;

    /// The same, where it has parameters to look at; and to set.
    fn network(&self) -> Option<&dyn Network> {
        None
    }
    fn network_mut(&mut self) -> Option<&mut dyn Network> {
        None
    }

    /// f's exact expansion in the law's basis, ascending, where the learner keeps it.
    fn expansion(&self) -> Option<Combination> {
        None
    }

    /// How many terms it has, about, where it is kept.
    fn expansion_size(&self) -> Option<usize> {
        None
    }

    /// The learner of Algorithms 1 to 3, to look at its neurons.
    fn layerwise(&self) -> Option<&Layerwise> {
        None
    }

    /// Where layers are switched on one after the other and then go on: of each but the last its number, and the cosine between
    /// its weights and those that it had when the next one was switched on; 1 until then.
    fn correlations(&self) -> Vec<(usize, f64)> {
        Vec::new()
    }

    /// Whether there is nothing left to do.
    fn done(&self) -> bool;

    /// The stages in which it trains a network's layers: one where all are trained together, none where it has no layers to train.
    fn stages(&self) -> Vec<TrainingStage> {
        Vec::new()
    }

    /// Names of what [`progress`](Learner::progress) tells.
    fn progress_columns(&self) -> &'static [&'static str] {
        &[]
    }

    /// Appends how far the learner is, one number a column, for the end of a row; `queries` is how many the oracle has
    /// answered.
    fn progress(&self, _queries: u64, _row: &mut Vec<f64>) {}

    /// How many of each [`Mark`] it has passed, in the order of [`Mark::ALL`]; none ever falls.
    fn marks(&self) -> [u64; 3] {
        [0; 3]
    }

    /// All that a later step depends on, the model included.
    fn save(&self) -> Vec<u8>;

    /// Continues from what a learner of the same description saved.
    fn load(&mut self, saved: &[u8]) -> Result<(), Invalid>;
}

/// The family, each read in its network's [`Context`]: one row a learner; the first is the default.
pub const FAMILY: &[Row<Box<dyn Learner>, Context>] =
    &[sgd::ROW, layerwise::ROW, kernel_ridge::ROW, elimination::ROW, low_degree::ROW];

/// The skews of the coins that a learner needs, which says `why`.
fn coins<'a>(reader: &Reader<'_>, context: &'a Context, why: &str) -> Result<&'a [f64], Invalid> {
    context.skews.as_deref().ok_or_else(|| reader.error("kind", why))
}

/// The same for a learner whose coordinates are all that it is given, as it makes products of them by itself.
fn coins_alone<'a>(reader: &Reader<'_>, context: &'a Context, why: &str) -> Result<&'a [f64], Invalid> {
    if !context.features.is_empty() {
        let why = "this learner multiplies coordinates by itself: choose \"none\"";
        return Err(Invalid::new("features.kind", why));
    }
    coins(reader, context, why)
}

/// The mean of (f - y)² over a mini-batch.
fn mean_square_error(model: &dyn Model, batch: &Batch) -> f64 {
    let mut workspace = Workspace::default();
    let pairs = model.forward(&batch.x, &mut workspace).iter().zip(&batch.y);
    pairs.map(|(f, y)| f64::from(f - y) * f64::from(f - y)).sum::<f64>() / batch.y.len() as f64
}
