//! Which layers there are and are trained at an iteration: all together, or one after the other.

use crate::learners::TrainingStage;
use crate::networks::Network;
use crate::schema::{Field, Invalid, Kind, Reader};
use std::ops::Range;

/// How the layers of a network are trained. One after the other each has a stage of its own, the last one all that is left;
/// f is then of the layers so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regime {
    pub kind: Kinds,
    /// Iterations of a stage.
    pub stage: u64,
}

/// See [`Regime`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinds {
    /// All layers at once.
    Together,
    /// Layer by layer, those below frozen.
    Layerwise,
    /// The same; when the last one's stage is over, all together: correction after the fact.
    LayerwiseThenTogether,
    /// Layer by layer, those below going on.
    Successive,
}

pub(super) const REGIME: Field = Field {
    name: "regime",
    label: "layers are trained",
    unit: "",
    help: "All together; layer by layer, the lower ones frozen; so, and then all together; or switched on one after the other while the lower ones go on training.",
    kind: Kind::Choice { choices: &["together", "layerwise", "layerwise_then_together", "successive"] },
};

pub(super) const STAGE: Field = Field {
    name: "stage",
    label: "stage",
    unit: "iterations",
    help: "Iterations until the next layer is switched on, where layers are not trained together from the start.",
    kind: Kind::Integer { default: 1000, min: 1, max: 1_000_000_000 },
};

impl Regime {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        let all = [Kinds::Together, Kinds::Layerwise, Kinds::LayerwiseThenTogether, Kinds::Successive];
        Ok(Self { kind: all[reader.choice(&REGIME)?], stage: reader.long(&STAGE)? })
    }

    /// Of `depth` layers those that there are at an iteration, and those that are trained.
    fn at(&self, iteration: u64, depth: usize) -> (usize, Range<usize>) {
        let stage = (iteration / self.stage).min(depth as u64) as usize;
        let newest = stage.min(depth - 1);
        match self.kind {
            Kinds::Together => (depth, 0..depth),
            Kinds::LayerwiseThenTogether if stage == depth => (depth, 0..depth),
            Kinds::Layerwise | Kinds::LayerwiseThenTogether => (newest + 1, newest..newest + 1),
            Kinds::Successive => (newest + 1, 0..newest + 1),
        }
    }

    /// Whether layers that were trained before the next one was switched on are trained again.
    pub fn corrects(&self) -> bool {
        matches!(self.kind, Kinds::LayerwiseThenTogether | Kinds::Successive)
    }

    /// How many of `depth` layers there are at an iteration.
    pub fn on(&self, iteration: u64, depth: usize) -> usize {
        self.at(iteration, depth).0
    }

    /// Whether the layers of the next iteration are others than those of this one.
    pub fn changes(&self, iteration: u64, depth: usize) -> bool {
        self.kind != Kinds::Together && self.at(iteration, depth) != self.at(iteration + 1, depth)
    }

    /// The stages of a network's training, the first of them from the start.
    pub fn stages(&self, network: &dyn Network) -> Vec<TrainingStage> {
        let (depth, lowest) = (network.depth(), network.stage(0).number);
        let mut stages: Vec<TrainingStage> = Vec::new();
        for iteration in (0..=depth as u64).map(|k| k.saturating_mul(self.stage)) {
            let (on, Range { start, end }) = self.at(iteration, depth);
            let stage = TrainingStage {
                iteration,
                layers: lowest + on - 1,
                trained: [lowest + start, lowest + end - 1],
            };
            if stages.last().is_none_or(|last| (last.layers, last.trained) != (stage.layers, stage.trained)) {
                stages.push(stage);
            }
        }
        stages
    }

    /// Gives the network those of an iteration.
    pub fn apply(&self, iteration: u64, network: &mut dyn Network) {
        let (on, trained) = self.at(iteration, network.depth());
        network.select(on, trained);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::networks::{Connections, QuadraticDensenet};
    use crate::rng::{Rng, Stream};

    #[test]
    fn stages_follow_each_other() {
        let at = |kind, iteration| Regime { kind, stage: 10 }.at(iteration, 3);
        for (iteration, layerwise, corrected, successive) in [
            (0, (1, 0..1), (1, 0..1), (1, 0..1)),
            (9, (1, 0..1), (1, 0..1), (1, 0..1)),
            (10, (2, 1..2), (2, 1..2), (2, 0..2)),
            (29, (3, 2..3), (3, 2..3), (3, 0..3)),
            (30, (3, 2..3), (3, 0..3), (3, 0..3)),
            (1000, (3, 2..3), (3, 0..3), (3, 0..3)),
        ] {
            assert_eq!(at(Kinds::Together, iteration), (3, 0..3));
            assert_eq!(at(Kinds::Layerwise, iteration), layerwise);
            assert_eq!(at(Kinds::LayerwiseThenTogether, iteration), corrected);
            assert_eq!(at(Kinds::Successive, iteration), successive);
        }
        let stages = |kind| {
            let network = QuadraticDensenet::new(
                vec![1.0; 4],
                &[3, 2],
                &[1.0, 0.2],
                &Connections::usual(2),
                0.5,
                &mut Rng::new(1, Stream::Init),
            );
            let stages = Regime { kind, stage: 10 }.stages(&network);
            stages.iter().map(|s| (s.iteration, s.layers, s.trained)).collect::<Vec<_>>()
        };
        assert_eq!(stages(Kinds::Together), [(0, 3, [2, 3])]);
        assert_eq!(stages(Kinds::Layerwise), [(0, 2, [2, 2]), (10, 3, [3, 3])]);
        assert_eq!(stages(Kinds::LayerwiseThenTogether), [(0, 2, [2, 2]), (10, 3, [3, 3]), (20, 3, [2, 3])]);
        assert_eq!(stages(Kinds::Successive), [(0, 2, [2, 2]), (10, 3, [2, 3])]);
        let regime = Regime { kind: Kinds::Layerwise, stage: 10 };
        assert_eq!((0..40).filter(|i| regime.changes(*i, 3)).collect::<Vec<_>>(), [9, 19]);
    }
}
