//! A random decision tree on coins, with its exact expansion (Abbe et al. 2021, section 3.1): with the
//! biases drawn at random such trees are expected to have the staircase property.

use super::{Context, DRAW, Target, Term};
use crate::basis::{Basis, MultiIndex};
use crate::inputs::Side;
use crate::rng::{Rng, Stream};
use crate::schema::{Field, Invalid, Kind, Member, Reader, Row};
use crate::targets::polynomial::Polynomial;

/// A complete binary tree that answers with -1 or 1.
#[derive(Clone, Debug)]
pub struct DecisionTree {
    /// The coordinate that each inner node asks, 0-based; node k has the children 2k + 1 and 2k + 2.
    asks: Vec<usize>,
    /// The answers, from the leftmost leaf on.
    leaves: Vec<f32>,
    terms: Vec<Term>,
}

/// A complete tree of depth d, all its coordinates distinct, has up to (4^d - 1)/3 + 1 terms: 342.
const DEPTH: Field = Field {
    name: "depth",
    label: "depth",
    unit: "questions",
    help: "How many coordinates are asked on the way to an answer.",
    kind: Kind::Integer { default: 3, min: 1, max: 5 },
};

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "decision_tree",
        label: "decision tree",
        help: "A random tree asks one coin after the other and answers with -1 or 1; on coins only.",
        fields: &[DEPTH, DRAW],
    },
    read: |reader, context| Ok(Box::new(DecisionTree::read(reader, context)?)),
};

impl DecisionTree {
    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Invalid> {
        let coins = context.coins(reader)?;
        let depth = reader.integer_up_to(&DEPTH, context.n)?;
        let mut rng = Rng::new(reader.long(&DRAW)?, Stream::Target);
        Ok(Self::random(depth, coins, &*context.basis, &mut rng))
    }

    /// Every inner node asks a coordinate that none above it asks; the answers are fair coins, drawn
    /// again until both occur.
    fn random(depth: usize, coins: &[[Side; 2]], basis: &dyn Basis, rng: &mut Rng) -> Self {
        let inner = (1 << depth) - 1;
        let mut asks: Vec<usize> = Vec::with_capacity(inner);
        for node in 0..inner {
            let above: Vec<usize> = ancestors(node).map(|above| asks[above]).collect();
            let free: Vec<usize> = (0..coins.len()).filter(|i| !above.contains(i)).collect();
            asks.push(free[rng.below(free.len())]);
        }
        let leaves = loop {
            let leaf = |_| if rng.bits() & 1 == 0 { 1.0 } else { -1.0 };
            let leaves: Vec<f32> = (0..=inner).map(leaf).collect();
            if leaves.contains(&1.0) && leaves.contains(&-1.0) {
                break leaves;
            }
        };
        let sum = expansion(0, &asks, &leaves, coins, basis);
        Self { terms: sum.terms(), asks, leaves }
    }
}

/// The nodes above a node, the nearest first.
fn ancestors(node: usize) -> impl Iterator<Item = usize> {
    let above = |&k: &usize| (k > 0).then(|| (k - 1) / 2);
    std::iter::successors(above(&node), above)
}

/// The function of the subtree at `node`: with a coin of the sides (v, p) and (w, q), the indicator of
/// the first side is p (1 + v x).
fn expansion(
    node: usize,
    asks: &[usize],
    leaves: &[f32],
    coins: &[[Side; 2]],
    basis: &dyn Basis,
) -> Polynomial {
    let Some(&i) = asks.get(node) else {
        return Polynomial::constant(f64::from(leaves[node - asks.len()]));
    };
    let mut sum = Polynomial::default();
    for (child, Side { value, weight }) in [2 * node + 1, 2 * node + 2].into_iter().zip(coins[i]) {
        let x = MultiIndex::from_factors([(i, 1)]);
        let indicator = Polynomial::from(vec![(MultiIndex::default(), weight), (x, weight * value)]);
        let product = expansion(child, asks, leaves, coins, basis).times(&indicator, basis);
        let whole = product.and_then(|product| sum.add_scaled(1.0, &product));
        whole.expect("a tree of the greatest depth has 342 terms");
    }
    sum
}

impl Target for DecisionTree {
    fn eval(&self, x: &[f32]) -> f32 {
        let mut node = 0;
        while let Some(&i) = self.asks.get(node) {
            // The first side of a standardised coin is the positive one.
            node = 2 * node + if x[i] > 0.0 { 1 } else { 2 };
        }
        self.leaves[node - self.asks.len()]
    }

    fn terms(&self) -> &[Term] {
        &self.terms
    }
}
