//! Sums of chains: for every chain (i1, i2, …) the monomials x_{i1}, x_{i1}x_{i2}, …, each once.
//! One chain is a staircase in another order of the coordinates, several are the general case of
//! Definition 1.1 with one support a set (Abbe et al. 2021, section 1).

use super::{Context, Expansion, MAX_TERMS, Target, Term, common_coefficient};
use crate::basis::MultiIndex;
use crate::order;
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};
use serde_json::Value;

const CHAINS: Field = Field {
    name: "chains",
    label: "chains",
    unit: "",
    help: "Each chain lists coordinates; every one of them adds a step to the product of those before it.",
    kind: Kind::Chains { default: &[&[1, 2, 3, 4], &[1, 5, 6]] },
};

pub(super) const NORMALIZE: Field = Field {
    name: "normalize",
    label: "mean square 1",
    unit: "",
    help: "Divides the sum by the root of the number of its terms, which gives it the mean square of a parity.",
    kind: Kind::Boolean { default: false },
};

pub(super) const ROW: Row<Box<dyn Target>, Context> = Row {
    member: &Member {
        kind: "chains",
        label: "several chains",
        help: "A sum of staircases along chains of coordinates, which may share steps.",
        fields: &[CHAINS, NORMALIZE],
    },
    read: |reader, context| {
        let list = read_chains(reader, context.n)?;
        let normalize = reader.boolean(&NORMALIZE)?;
        context.trainable(Box::new(chains(&list, normalize)), reader, &CHAINS)
    },
};

fn read_chains(reader: &mut Reader<'_>, n: usize) -> Result<Vec<Vec<usize>>, Invalid> {
    let default = CHAINS.default();
    let given = reader.take(CHAINS.name).unwrap_or(&default);
    let list = given.as_array().filter(|list| !list.is_empty()).ok_or_else(|| {
        reader.error(CHAINS.name, format!("{} is not a list of chains", schema::brief(given)))
    })?;
    let chain = |chain: &Value| {
        // Checked as a set, kept in its own order.
        schema::coordinates(chain, n)?;
        let coordinates = chain.as_array().into_iter().flatten();
        Ok(coordinates.filter_map(|c| c.as_f64()).map(|c| c as usize).collect::<Vec<_>>())
    };
    let chains: Vec<Vec<usize>> = list
        .iter()
        .map(chain)
        .collect::<Result<_, String>>()
        .map_err(|why| reader.error(CHAINS.name, why))?;
    let steps = chains.iter().map(Vec::len).sum::<usize>();
    if !(1..=MAX_TERMS).contains(&steps) {
        return Err(reader.error(CHAINS.name, format!("{steps} steps are outside [1, {MAX_TERMS}]")));
    }
    reader.set(CHAINS.name, given.clone());
    Ok(chains)
}

/// The sum over the chains of all their prefixes' products, a set that occurs twice counted once.
pub fn chains(chains: &[Vec<usize>], normalize: bool) -> Expansion {
    let prefix = |chain: &[usize]| {
        let mut set = chain.to_vec();
        order::sort(&mut set);
        MultiIndex::from_set(&set)
    };
    let prefixes = |chain: &Vec<usize>| (1..=chain.len()).map(|k| prefix(&chain[..k])).collect::<Vec<_>>();
    let mut sets: Vec<MultiIndex> = chains.iter().flat_map(prefixes).collect();
    order::sort(&mut sets);
    sets.dedup();
    let coefficient = common_coefficient(sets.len(), normalize);
    Expansion::new(sets.into_iter().map(|index| Term { index, coefficient }).collect())
}
