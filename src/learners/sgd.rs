//! Mini-batch stochastic gradient descent on the square loss (Abbe et al. 2021, appendix A).

use super::{Learner, StepStats};
use crate::networks::{self, Context, Model, Network, Workspace};
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};
use crate::task::{Batch, Oracle};

/// What is minimised, as a mean over the mini-batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// (f - y)².
    Squared,
    /// ½ (f - y)², the paper's in its theory: the same as half the step size.
    HalfSquared,
}

/// The step size is divided by `divide_by[i / every]` at iteration i, by the last one ever after.
#[derive(Clone, Debug, PartialEq)]
pub struct Decay {
    pub every: u64,
    pub divide_by: Vec<f64>,
}

/// params -= step_size · ∇ mean loss, one mini-batch an iteration.
pub struct Sgd {
    network: Box<dyn Network>,
    batch: usize,
    step_size: f64,
    decay: Option<Decay>,
    loss: Loss,
    iteration: u64,
    samples: Batch,
    workspace: Workspace,
    dout: Vec<f32>,
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

const STEP_SIZE: Field = Field {
    name: "step_size",
    label: "step size",
    unit: "",
    help: "How far each iteration moves against the gradient; too large and the loss explodes.",
    kind: Kind::Number { default: 0.01, min: 1e-7, max: 10.0 },
};

const DECAY: Field = Field {
    name: "decay",
    label: "step size decay",
    unit: "",
    help: "Every so many iterations the step size becomes the first one divided by the next number; none keeps it constant.",
    kind: Kind::Object { fields: &[EVERY, DIVIDE_BY] },
};

const EVERY: Field = Field {
    name: "every",
    label: "every",
    unit: "iterations",
    help: "How many iterations make a block of one step size.",
    kind: Kind::Integer { default: 15_000, min: 1, max: 1_000_000_000 },
};

const DIVIDE_BY: Field = Field {
    name: "divide_by",
    label: "divide by",
    unit: "",
    help: "What the first step size is divided by, one number a block; the last one holds ever after.",
    kind: Kind::Numbers { min: 1e-6, max: 1e9, max_count: 100 },
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
        help: "Plain mini-batch gradient descent on the square loss.",
        fields: &[BATCH, STEP_SIZE, DECAY, LOSS, NETWORK],
    },
    read: |reader, context| Ok(Box::new(Sgd::read(reader, context)?)),
};

impl Sgd {
    /// A learner of `network` with a constant step size, unless `decay` is given.
    pub fn new(
        network: Box<dyn Network>,
        batch: usize,
        step_size: f64,
        decay: Option<Decay>,
        loss: Loss,
    ) -> Self {
        Self {
            network,
            batch,
            step_size,
            decay,
            loss,
            iteration: 0,
            samples: Batch::default(),
            workspace: Workspace::default(),
            dout: vec![0.0; batch],
        }
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let batch = reader.integer(&BATCH)?;
        let step_size = reader.number(&STEP_SIZE)?;
        let decay = reader.object(&DECAY, |decay| {
            Ok(Decay { every: decay.long(&EVERY)?, divide_by: decay.numbers(&DIVIDE_BY)? })
        })?;
        let loss = [Loss::Squared, Loss::HalfSquared][reader.choice(&LOSS)?];
        let path = reader.path(NETWORK.name);
        let given = reader.take(NETWORK.name);
        let (network, complete) = schema::read_member(networks::FAMILY, &path, given, context)?;
        reader.set(NETWORK.name, complete);
        Ok(Self::new(network, batch, step_size, decay, loss))
    }

    /// The step size of this iteration.
    fn current_step_size(&self) -> f64 {
        match &self.decay {
            None => self.step_size,
            Some(Decay { every, divide_by }) => {
                let block = (self.iteration / every).min(divide_by.len() as u64 - 1);
                self.step_size / divide_by[block as usize]
            }
        }
    }
}

impl Learner for Sgd {
    fn step(&mut self, oracle: &mut Oracle<'_>) -> StepStats {
        oracle.next(self.batch, &mut self.samples);
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
        let diverged = !loss.is_finite() || loss > limit;
        if !diverged {
            let step_size = self.current_step_size() as f32;
            self.network.descend(x, &self.dout, &mut self.workspace, step_size);
            self.iteration += 1;
        }
        StepStats { loss, diverged, landmark: false }
    }

    /// The gradient takes two more of what the value does.
    fn cost(&self) -> u64 {
        3 * self.batch as u64 * self.network.cost()
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

    fn done(&self) -> bool {
        false
    }

    fn save(&self) -> Vec<u8> {
        postcard::to_allocvec(&(self.iteration, self.network.params())).expect("numbers can be written")
    }

    fn load(&mut self, saved: &[u8]) -> Result<(), Invalid> {
        let wrong = || Invalid::new("snapshot", "the learner's state is damaged");
        let (iteration, params): (u64, Vec<f32>) = postcard::from_bytes(saved).map_err(|_| wrong())?;
        if params.len() != self.network.params().len() {
            return Err(wrong());
        }
        self.iteration = iteration;
        self.network.update(&mut |current| current.copy_from_slice(&params));
        Ok(())
    }
}
