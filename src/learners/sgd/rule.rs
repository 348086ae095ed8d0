//! What an iteration makes of the gradient: weights decay, it is shortened, and Adam scales its coordinates.

use crate::kernels;
use crate::networks::Network;
use crate::schema::{Field, Invalid, Kind, Reader};

/// The step is along the gradient of loss + ½ l2 Σ a² (over the weights a), shortened to `clip`; or what Adam makes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    pub optimizer: Optimizer,
    pub l2: f64,
    /// The longest that the gradient may be; 0 for any length.
    pub clip: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optimizer {
    Sgd,
    /// Kingma and Ba 2015, "Adam", Algorithm 1, with its defaults.
    Adam,
}

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPSILON: f32 = 1e-8;

pub(super) const OPTIMIZER: Field = Field {
    name: "optimizer",
    label: "optimizer",
    unit: "",
    help: "A step along the gradient, or Adam's, which evens out the sizes of its coordinates (beta 0.9 and 0.999).",
    kind: Kind::Choice { choices: &["sgd", "adam"] },
};

pub(super) const L2: Field = Field {
    name: "l2",
    label: "weight decay λ",
    unit: "",
    help: "½ λ times the sum of the squares of all weights, biases excepted, is minimised with the loss: the paper's R(w) with λ1 = λ2.",
    kind: Kind::Number { default: 0.0, min: 0.0, max: 10.0 },
};

pub(super) const CLIP: Field = Field {
    name: "clip",
    label: "longest gradient",
    unit: "",
    help: "A gradient longer than this is shortened to it; 0 leaves all as they are.",
    kind: Kind::Number { default: 0.0, min: 0.0, max: 1e6 },
};

impl Rule {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        let optimizer = [Optimizer::Sgd, Optimizer::Adam][reader.choice(&OPTIMIZER)?];
        Ok(Self { optimizer, l2: reader.number(&L2)?, clip: reader.number(&CLIP)? })
    }

    /// Whether it is a step along the gradient and nothing else, which a network makes faster by itself.
    pub(super) fn is_plain(&self) -> bool {
        self.optimizer == Optimizer::Sgd && self.l2 == 0.0 && self.clip == 0.0
    }

    /// Makes the gradient of the loss that of what is minimised, and shortens it.
    pub(super) fn regularise(&self, network: &dyn Network, grads: &mut [f32]) {
        if self.l2 > 0.0 {
            let trained = network.trained();
            let weights = network.blocks().iter().filter(|block| !block.flat);
            for row in weights.flat_map(|block| (0..block.rows).map(|r| block.row(r))) {
                if trained.iter().any(|range| range.contains(&row.start)) {
                    kernels::add_scaled(&mut grads[row.clone()], self.l2 as f32, &network.params()[row]);
                }
            }
        }
        if self.clip > 0.0 {
            let norm = grads.iter().map(|&g| f64::from(g) * f64::from(g)).sum::<f64>().sqrt();
            if norm > self.clip {
                let factor = (self.clip / norm) as f32;
                grads.iter_mut().for_each(|g| *g *= factor);
            }
        }
    }
}

/// What Adam knows of the past: means of the gradient and of its square, that of the newest weighing most.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct Moments {
    pub first: Vec<f32>,
    pub second: Vec<f32>,
    /// What is left of the zeros that they began at: β to the number of steps.
    begun: [f64; 2],
}

impl Moments {
    pub fn zeros(count: usize) -> Self {
        Self { first: vec![0.0; count], second: vec![0.0; count], begun: [1.0; 2] }
    }

    /// Adam's step.
    pub fn step(&mut self, network: &mut dyn Network, grads: &[f32], step_size: f64) {
        let (kept1, kept2) = (BETA1 as f32, BETA2 as f32);
        let trained = network.trained();
        for range in trained.clone() {
            let (first, second) = (&mut self.first[range.clone()], &mut self.second[range.clone()]);
            for ((first, second), g) in first.iter_mut().zip(second).zip(&grads[range]) {
                *first = kept1 * *first + (1.0 - kept1) * g;
                *second = kept2 * *second + (1.0 - kept2) * g * g;
            }
        }
        let [begun1, begun2] = &mut self.begun;
        *begun1 *= BETA1;
        *begun2 *= BETA2;
        let size = (step_size / (1.0 - *begun1)) as f32;
        let scale = (1.0 / (1.0 - *begun2).sqrt()) as f32;
        network.update(&mut |params| {
            for range in trained.clone() {
                let (first, second) = (&self.first[range.clone()], &self.second[range.clone()]);
                for ((p, first), second) in params[range].iter_mut().zip(first).zip(second) {
                    *p -= size * first / (scale * second.sqrt() + EPSILON);
                }
            }
        });
    }
}
