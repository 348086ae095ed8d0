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
        let f = self.network.forward(x, &mut self.workspace);
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

    fn done(&self) -> bool {
        self.schedule.has_ended(self.iteration)
    }

    fn save(&self) -> Vec<u8> {
        let state = (self.iteration, self.network.params(), &self.moments);
        postcard::to_allocvec(&state).expect("numbers can be written")
    }

    fn load(&mut self, saved: &[u8]) -> Result<(), Invalid> {
        let wrong = || Invalid::new("snapshot", "the learner's state is damaged");
        let state = postcard::from_bytes(saved).map_err(|_| wrong())?;
        let (iteration, params, moments): (u64, Vec<f32>, Moments) = state;
        let lengths = |params: usize, m: &Moments| [params, m.first.len(), m.second.len()];
        if lengths(params.len(), &moments) != lengths(self.network.params().len(), &self.moments) {
            return Err(wrong());
        }
        self.iteration = iteration;
        self.regime.apply(iteration.saturating_sub(1), &mut *self.network);
        self.moments = moments;
        self.network.update(&mut |current| current.copy_from_slice(&params));
        Ok(())
    }
}
