//! A random composable chain (Abbe et al. 2021, section 3.3): sets S_1, S_2, …, each larger than the
//! one before with |S_i Δ S_{i-1}| ≤ c, so that coordinates may also leave. The paper leaves c at
//! O(1) and conjectures that such sums are still learned; c = 1 is a strict chain.

use super::{Context, DRAW, Expansion, Target, Term, chains, common_coefficient};
use crate::basis::MultiIndex;
use crate::order;
use crate::rng::{Rng, Stream};
use crate::schema::{Field, Kind, Member, Row};

const STEPS: Field = Field {
    name: "steps",
    label: "steps",
    unit: "",
    help: "How many monomials the chain has.",
    kind: Kind::Integer { default: 6, min: 1, max: 64 },
};

const DISTANCE: Field = Field {
    name: "distance",
    label: "distance c",
    unit: "coordinates",
    help: "In how many coordinates a monomial may differ from the one before it; 1 makes a plain staircase.",
    kind: Kind::Integer { default: 3, min: 1, max: 16 },
};

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "composable",
        label: "composable chain",
        help: "Each monomial is longer than the one before and differs from it in a few coordinates, some of which may be gone.",
        fields: &[STEPS, DISTANCE, chains::NORMALIZE, DRAW],
    },
    read: |reader, context| {
        let steps = reader.integer_up_to(&STEPS, context.n)?;
        let distance = reader.integer(&DISTANCE)?;
        let normalize = reader.boolean(&chains::NORMALIZE)?;
        let mut rng = Rng::new(reader.long(&DRAW)?, Stream::Target);
        let target = composable(context.n, steps, distance, normalize, &mut rng);
        context.trainable(Box::new(target), reader, &STEPS)
    },
};

/// A chain of `steps` ≤ n sets from a single coordinate on. At each step the numbers of those that
/// leave and of those that come are drawn evenly among all that keep to the distance.
fn composable(n: usize, steps: usize, distance: usize, normalize: bool, rng: &mut Rng) -> Expansion {
    // The set is the front of the coordinates in an order that is shuffled as the chain goes on.
    let mut order = rng.permutation(n);
    let (mut size, mut sets) = (1, vec![vec![order[0]]]);
    for step in 1..steps {
        // What is left must leave room for the steps after this one to grow by one each.
        let largest = n - (steps - 1 - step);
        let choices: Vec<(usize, usize)> = (0..=size)
            .flat_map(|leave| (leave + 1..=distance).map(move |come| (leave, come)))
            .filter(|&(leave, come)| {
                leave + come <= distance && size + come <= n && size + come - leave <= largest
            })
            .collect();
        let (leave, come) = choices[rng.below(choices.len())];
        // Those that come are drawn from outside, before any leaves.
        for k in 0..come {
            let other = size + k + rng.below(n - size - k);
            order.swap(size + k, other);
        }
        // Those that leave are moved to the end of the old set and exchanged with the newest.
        for k in 0..leave {
            let last = size - 1 - k;
            order.swap(rng.below(last + 1), last);
        }
        order[size - leave..size + come].rotate_left(leave);
        size = size + come - leave;
        sets.push(order[..size].to_vec());
    }
    let coefficient = common_coefficient(steps, normalize);
    let term = |mut set: Vec<usize>| {
        order::sort(&mut set);
        Term { index: MultiIndex::from_factors(set.into_iter().map(|i| (i, 1))), coefficient }
    };
    Expansion::new(sets.into_iter().map(term).collect())
}
