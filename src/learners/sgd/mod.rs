//! Mini-batch stochastic gradient descent on the square loss (Abbe et al. 2021, appendix A).

mod regime;
mod rule;
mod schedule;

pub use regime::{Kinds, Regime};
pub use rule::{Optimizer, Rule};
pub use schedule::{Decay, Schedule};

use super::{Learner, StepStats, TrainingStage};
use crate::kernels;
use crate::networks::{self, Context, Model, Network, Workspace};
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};
use crate::task::{Batch, Oracle};
use regime::{REGIME, STAGE};
use rule::{CLIP, L2, Moments, OPTIMIZER};
use schedule::{COSINE, DECAY, STEP_SIZE};

/// What is minimised, as a mean over the mini-batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// (f - y)².
    Squared,
    /// ½ (f - y)², the paper's in its theory: the same as half the step size.
    HalfSquared,
}

/// params -= step_size · ∇ mean loss, one mini-batch an iteration; or as the [`Rule`] has it. So `repeats` times on the same
/// mini-batch, which counts as one iteration, for the schedule and the stages too, and its samples once.
pub struct Sgd {
    network: Box<dyn Network>,
    batch: usize,
    repeats: usize,
    schedule: Schedule,
    rule: Rule,
    loss: Loss,
    regime: Regime,
    iteration: u64,
    samples: Batch,
    workspace: Workspace,
    dout: Vec<f32>,
    /// Empty where the network goes down them by itself.
    grads: Vec<f32>,
    moments: Moments,
    /// The parameters that each layer had when the next one was switched on; empty where they have no chance to be corrected.
    uncorrected: Vec<f32>,
}

/// A loss this many times the size of the data's mean square is beyond recovery.
const EXPLODED: f64 = 1e6;

const BATCH: Field = Field {
    name: "batch",
    label: "batch B",
    unit: "samples",
    help: "Samples whose gradients are averaged in one iteration.",
    kind: Kind::Integer { default: 20, min: 1, max: 1024 },
};

const REPEATS: Field = Field {
    name: "repeats",
    label: "steps on each batch",
    unit: "",
    help: "So many steps are made on each mini-batch before the next one comes, in one iteration; with 2 SGD may learn what it can't with 1 (Dandi et al. 2024).",
    kind: Kind::Integer { default: 1, min: 1, max: 8 },
};

const LOSS: Field = Field {
    name: "loss",
    label: "loss",
    unit: "",
    help: "The mean of (f - y)², or half of it.",
    kind: Kind::Choice { choices: &["squared", "half_squared"] },
};

const NETWORK: Field = Field {
    name: "network",
    label: "network",
    unit: "",
    help: "What is trained.",
    kind: Kind::Member { family: "network" },
};

pub(super) const ROW: Row<Box<dyn Learner>, Context> = Row {
    member: &Member {
        kind: "sgd",
        label: "stochastic gradient descent",
        help: "Mini-batch gradient descent on the square loss, plain or with Adam.",
        fields: &[
            BATCH, REPEATS, STEP_SIZE, DECAY, COSINE, OPTIMIZER, L2, CLIP, LOSS, REGIME, STAGE, NETWORK,
        ],
    },
    read: |reader, context| Ok(Box::new(Sgd::read(reader, context)?)),
};

impl Sgd {
    /// A learner of `network` by mini-batches of `batch` samples, with `repeats` steps on each.
    pub fn new(
        mut network: Box<dyn Network>,
        [batch, repeats]: [usize; 2],
        schedule: Schedule,
        rule: Rule,
        loss: Loss,
        regime: Regime,
    ) -> Self {
        regime.apply(0, &mut *network);
        let fused = rule.is_plain() && network.regulariser_cost() == 0;
        let held = if fused { 0 } else { network.params().len() };
        let moments = if rule.optimizer == Optimizer::Adam { held } else { 0 };
        Self {
            batch,
            repeats,
            schedule,
            rule,
            loss,
            regime,
            iteration: 0,
            samples: Batch::default(),
            workspace: Workspace::default(),
            dout: vec![0.0; batch],
            grads: vec![0.0; held],
            moments: Moments::zeros(moments),
            uncorrected: vec![0.0; if regime.corrects() { network.params().len() } else { 0 }],
            network,
        }
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let (batch, repeats) = (reader.integer(&BATCH)?, reader.integer(&REPEATS)?);
        let (schedule, rule) = (Schedule::read(reader)?, Rule::read(reader)?);
        let loss = [Loss::Squared, Loss::HalfSquared][reader.choice(&LOSS)?];
        let regime = Regime::read(reader)?;
        let path = reader.path(NETWORK.name);
        let given = reader.take(NETWORK.name);
        let (network, complete) = schema::read_member(networks::FAMILY, &path, given, context)?;
        reader.set(NETWORK.name, complete);
        if regime.kind != Kinds::Together && network.depth() == 1 {
            let why =
                "is for networks of layers that can be switched on: of this one all are trained together";
            return Err(reader.error(REGIME.name, why));
        }
        Ok(Self::new(network, [batch, repeats], schedule, rule, loss, regime))
    }

    /// The loss on the mini-batch, whether it has exploded, and what its samples' values weigh in it, into `dout`.
    fn evaluate(&mut self) -> (f64, bool) {
        let Batch { x, y } = &self.samples;
        let f = self.network.forward_in_training(x, &mut self.workspace);
        let factor = match self.loss {
            Loss::Squared => 2.0,
            Loss::HalfSquared => 1.0,
        } / self.batch as f32;
        let (mut error, mut scale) = (0.0, 0.0);
        for ((dout, f), y) in self.dout.iter_mut().zip(f).zip(y) {
            *dout = factor * (f - y);
            error += f64::from(f - y) * f64::from(f - y);
            scale += f64::from(*y) * f64::from(*y);
        }
        let loss = error / self.batch as f64;
        let limit = EXPLODED * (1.0 + scale / self.batch as f64);
        (loss, !loss.is_finite() || loss > limit)
    }

    /// Remembers the newest layer as it is, the next one being about to be switched on.
    fn keep_uncorrected(&mut self) {
        let (before, depth) = (self.layers_on(), self.network.depth());
        if self.regime.corrects() && self.regime.on(self.iteration, depth) > before {
            let range = self.network.stage(before - 1).params;
            self.uncorrected[range.clone()].copy_from_slice(&self.network.params()[range]);
        }
    }

    /// Layers that there were at the newest iteration.
    fn layers_on(&self) -> usize {
        self.regime.on(self.iteration.saturating_sub(1), self.network.depth())
    }

    /// The cosine between the weights of the k-th layer, biases excepted, now and before. Weights that are all 0 have no
    /// direction: 1 if they were so before, as for any that have not moved, else 0.
    fn correlation(&self, k: usize) -> f64 {
        let (range, params) = (self.network.stage(k).params, self.network.params());
        let blocks =
            self.network.blocks().iter().filter(|block| !block.flat && range.contains(&block.offset));
        let [mut product, mut now, mut before] = [0.0; 3];
        for row in blocks.flat_map(|block| (0..block.rows).map(|r| block.row(r))) {
            for (a, b) in params[row.clone()].iter().zip(&self.uncorrected[row]) {
                let (a, b) = (f64::from(*a), f64::from(*b));
                product += a * b;
                now += a * a;
                before += b * b;
            }
        }
        let norms = now.sqrt() * before.sqrt();
        if norms == 0.0 { f64::from(u8::from(now == before)) } else { product / norms }
    }

    /// Changes the parameters after a forward pass; `dout` is what its result weighs in the loss.
    fn update(&mut self) {
        let Self { network, samples, dout, workspace, rule, grads, moments, .. } = self;
        let step_size = self.schedule.at(self.iteration);
        if grads.is_empty() {
            return network.descend(&samples.x, dout, workspace, step_size as f32);
        }
        grads.fill(0.0);
        network.backward(&samples.x, dout, workspace, grads);
        network.regularise(grads);
        rule.regularise(&**network, grads);
        match rule.optimizer {
            Optimizer::Sgd => {
                network.update(&mut |params| kernels::add_scaled(params, -step_size as f32, grads));
            }
            Optimizer::Adam => moments.step(&mut **network, grads, step_size),
        }
    }
}

impl Learner for Sgd {
    fn step(&mut self, oracle: &mut Oracle<'_>) -> StepStats {
        // Not before, for the row at the end of a stage is of the layers so far.
        if self.iteration > 0 && self.regime.changes(self.iteration - 1, self.network.depth()) {
            self.keep_uncorrected();
            self.regime.apply(self.iteration, &mut *self.network);
            // What Adam remembers is of another problem.
            self.moments = Moments::zeros(self.moments.first.len());
        }
        oracle.next(self.batch, &mut self.samples);
        let mut first = None;
        for _ in 0..self.repeats {
            let (loss, diverged) = self.evaluate();
            if diverged {
                return StepStats { loss, diverged, landmark: false };
            }
            first.get_or_insert(loss);
            self.update();
        }
        let landmark = self.regime.changes(self.iteration, self.network.depth());
        self.iteration += 1;
        StepStats { loss: first.unwrap_or(f64::NAN), diverged: false, landmark }
    }

    /// The gradient takes two more of what the value does.
    fn cost(&self) -> u64 {
        let gradients = 3 * self.batch as u64 * self.network.cost();
        self.repeats as u64 * (gradients + self.network.regulariser_cost())
    }

    fn iterations_left(&self) -> Option<u64> {
        self.schedule.left(self.iteration)
    }

    fn model(&self) -> &dyn Model {
        &*self.network as &dyn Model
    }

    fn network(&self) -> Option<&dyn Network> {
        Some(&*self.network)
    }

    fn network_mut(&mut self) -> Option<&mut dyn Network> {
        Some(&mut *self.network)
    }

    fn stages(&self) -> Vec<TrainingStage> {
        self.regime.stages(&*self.network)
    }

    fn correlations(&self) -> Vec<(usize, f64)> {
        if !self.regime.corrects() {
            return Vec::new();
        }
        let (depth, on) = (self.network.depth(), self.layers_on());
        let of = |k| (self.network.stage(k).number, if k + 1 < on { self.correlation(k) } else { 1.0 });
        (0..depth - 1).map(of).collect()
    }

    fn done(&self) -> bool {
        self.schedule.has_ended(self.iteration)
    }

    fn save(&self) -> Vec<u8> {
        let state = (self.iteration, self.network.params(), &self.moments, &self.uncorrected);
        postcard::to_allocvec(&state).expect("numbers can be written")
    }

    fn load(&mut self, saved: &[u8]) -> Result<(), Invalid> {
        let wrong = || Invalid::new("snapshot", "the learner's state is damaged");
        let state = postcard::from_bytes(saved).map_err(|_| wrong())?;
        let (iteration, params, moments, uncorrected): (u64, Vec<f32>, Moments, Vec<f32>) = state;
        let lengths = |params: &[f32], m: &Moments, uncorrected: &[f32]| {
            [params.len(), m.first.len(), m.second.len(), uncorrected.len()]
        };
        if lengths(&params, &moments, &uncorrected)
            != lengths(self.network.params(), &self.moments, &self.uncorrected)
        {
            return Err(wrong());
        }
        self.iteration = iteration;
        self.regime.apply(iteration.saturating_sub(1), &mut *self.network);
        self.moments = moments;
        self.uncorrected = uncorrected;
        self.network.update(&mut |current| current.copy_from_slice(&params));
        Ok(())
    }
}
