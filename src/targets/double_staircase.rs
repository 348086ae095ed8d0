//! The double staircase S_{k,l} = S_k + x1 x_{k+1} + x1 x_{k+1} x_{k+2} + … + x1 Π_{i<l} x_{k+i}
//! (Abbe et al. 2021, appendix A, Figure 7): two flights that share their first step.

use super::{Context, Expansion, Target, chains};
use crate::schema::{Field, Kind, Member, Row};

const FIRST: Field = Field {
    name: "k",
    label: "first flight k",
    unit: "steps",
    help: "How many steps the first flight has: x1, x1x2, …",
    kind: Kind::Integer { default: 7, min: 1, max: 128 },
};

const SECOND: Field = Field {
    name: "l",
    label: "second flight l",
    unit: "steps",
    help: "How many steps the second flight has; the first of them is x1 again, and counts once.",
    kind: Kind::Integer { default: 7, min: 1, max: 128 },
};

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "double_staircase",
        label: "double staircase",
        help: "Two staircases that share their first step, x1.",
        fields: &[FIRST, SECOND, chains::NORMALIZE],
    },
    read: |reader, context| {
        let k = reader.integer_up_to(&FIRST, context.n)?;
        // S_{k,l} takes the coordinates 1, …, k + l - 1.
        let l = reader.integer_up_to(&SECOND, context.n - k + 1)?;
        let normalize = reader.boolean(&chains::NORMALIZE)?;
        let longer = if l > k { &SECOND } else { &FIRST };
        context.trainable(Box::new(double_staircase(k, l, normalize)), reader, longer)
    },
};

/// S_{k,l}, k + l - 1 terms; divided by the root of their number if `normalize`.
pub fn double_staircase(k: usize, l: usize, normalize: bool) -> Expansion {
    let second: Vec<usize> = std::iter::once(1).chain(k + 1..k + l).collect();
    chains::chains(&[(1..=k).collect(), second], normalize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figure_7_has_thirteen_terms() {
        let target = double_staircase(7, 7, false);
        let sets: Vec<Vec<usize>> = target.terms().iter().map(|term| term.index.multiset()).collect();
        assert_eq!(sets.len(), 13);
        assert!(sets.contains(&vec![1, 8]) && sets.contains(&vec![1, 8, 9, 10, 11, 12, 13]));
        assert!(target.terms().iter().all(|term| term.coefficient == 1.0));
    }
}
