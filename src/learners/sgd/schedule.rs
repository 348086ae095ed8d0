//! How large the steps are.

use crate::schema::{Field, Invalid, Kind, Reader};

/// The step size at every iteration: the first one, divided by what [`Decay`] says, times what the cosine has come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    pub step_size: f64,
    pub decay: Option<Decay>,
    /// Half a cosine, from 1 to 0 at this iteration, where training ends (Loshchilov and Hutter 2017, "SGDR", without
    /// restarts); 0 for none.
    pub cosine: u64,
}

/// The step size is divided by `divide_by[i / every]` at iteration i, by the last one ever after.
#[derive(Clone, Debug, PartialEq)]
pub struct Decay {
    pub every: u64,
    pub divide_by: Vec<f64>,
}

pub(super) const STEP_SIZE: Field = Field {
    name: "step_size",
    label: "step size",
    unit: "",
    help: "How far each iteration moves against the gradient; too large and the loss explodes.",
    kind: Kind::Number { default: 0.01, min: 1e-7, max: 10.0 },
};

pub(super) const DECAY: Field = Field {
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
    kind: Kind::Numbers { default: &[], min: 1e-6, max: 1e9, max_count: 100 },
};

pub(super) const COSINE: Field = Field {
    name: "cosine",
    label: "cosine schedule",
    unit: "iterations",
    help: "The step size falls to zero along half a cosine over so many iterations, and training ends there; 0 for none.",
    kind: Kind::Integer { default: 0, min: 0, max: 1_000_000_000 },
};

impl Schedule {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        let step_size = reader.number(&STEP_SIZE)?;
        let decay = reader.object(&DECAY, |decay| {
            Ok(Decay { every: decay.long(&EVERY)?, divide_by: decay.numbers(&DIVIDE_BY)? })
        })?;
        Ok(Self { step_size, decay, cosine: reader.long(&COSINE)? })
    }

    /// The step size of an iteration.
    pub(super) fn at(&self, iteration: u64) -> f64 {
        let step_size = match &self.decay {
            None => self.step_size,
            Some(Decay { every, divide_by }) => {
                let block = (iteration / every).min(divide_by.len() as u64 - 1);
                self.step_size / divide_by[block as usize]
            }
        };
        match self.cosine {
            0 => step_size,
            end => {
                let part = iteration.min(end) as f64 / end as f64;
                step_size * 0.5 * (1.0 + libm::cos(std::f64::consts::PI * part))
            }
        }
    }

    /// How many iterations there are until no step moves any more, if they end.
    pub(super) fn left(&self, iteration: u64) -> Option<u64> {
        (self.cosine != 0).then(|| self.cosine.saturating_sub(iteration))
    }

    /// Whether no step moves any more.
    pub(super) fn has_ended(&self, iteration: u64) -> bool {
        self.left(iteration) == Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cosine_falls_from_the_step_size_to_zero() {
        let schedule = Schedule { step_size: 0.2, decay: None, cosine: 100 };
        let expected = [(0, 0.2), (25, 0.1 * (1.0 + 0.5f64.sqrt())), (50, 0.1), (100, 0.0), (1000, 0.0)];
        for (iteration, size) in expected {
            assert!((schedule.at(iteration) - size).abs() < 1e-15, "{iteration}");
            assert_eq!(schedule.has_ended(iteration), iteration >= 100);
        }
        let decay = Some(Decay { every: 50, divide_by: vec![1.0, 4.0] });
        let both = Schedule { decay, ..schedule.clone() };
        assert_eq!((both.at(49), both.at(50)), (schedule.at(49), schedule.at(50) / 4.0));
        let constant = Schedule { cosine: 0, ..schedule };
        assert!(constant.at(1 << 40) == 0.2 && !constant.has_ended(1 << 40));
    }
}
