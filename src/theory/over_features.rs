//! The leap, counted over features: what they change for a network that is given φ(x) beside x (Abbe et al. 2021, end
//! of section 3.3; the leap is that of Abbe, Boix-Adsera and Misiakiewicz 2023).
//!
//! In n + p inputs the target is a polynomial in many ways: with x1x2 and x3x4 at hand, x1x2x3x4 is a product of two.
//! Atoms are the coordinates, and those features that are one basis function but for a factor. A way to write a set of
//! the target is a partition of it into atoms, for then its function is their product, whatever the law; a coordinate
//! stands for the whole power of it. A way brings those of its atoms that are not known: a feature counts one, a
//! coordinate its power. The leap over features is the least L for which all sets are taken, where
//!
//! - a set is taken if some way to write it brings at most L;
//! - the atoms of all its ways that bring at most L are known from then on, for nothing tells these ways apart.
//!
//! Without features a set has one way, and this is the leap. As there, what is known only grows, so that sets may be
//! taken as soon as they can be. Features that are sums of several functions count for nothing: they may help, so
//! that with them the number is a bound.

use crate::basis::MultiIndex;
use crate::features::Features;
use crate::order;

/// Steps of one search for the best way, and of all of them: more than any target that is written by hand takes.
/// Beyond the former what is found first is taken, beyond the latter the sets as they are without features: then the
/// number is a bound.
const STEPS: usize = 2000;
const ALL_STEPS: usize = 20_000_000;

/// A set as it is taken: its place among the sets, and what the best way to write it brings.
pub(super) struct Taken {
    pub set: usize,
    pub brings: Vec<MultiIndex>,
    /// From 1: those of a round can be taken at once.
    pub round: usize,
}

/// The leap over features, and the sets in the order in which they are taken: round by round those that bring fewest.
pub(super) fn leap(sets: &[&MultiIndex], features: &Features) -> (usize, Vec<Taken>) {
    let functions: Vec<&MultiIndex> = features.functions().collect();
    let within = |functions, steps| taken(sets, Atoms::new(sets, functions, features.degree(), steps));
    within(functions, ALL_STEPS).or_else(|| within(Vec::new(), usize::MAX)).unwrap_or_default()
}

/// The same, if the steps suffice.
fn taken(sets: &[&MultiIndex], mut atoms: Atoms<'_>) -> Option<(usize, Vec<Taken>)> {
    let (mut leap, mut order, mut round) = (0, Vec::with_capacity(sets.len()), 0);
    let mut left: Vec<(usize, Way)> = (0..sets.len()).map(|k| (k, atoms.best_way(sets[k]))).collect();
    while let Some(least) = left.iter().map(|(_, way)| way.brings).min() {
        if atoms.steps == 0 {
            return None;
        }
        if least <= leap {
            round += 1;
            let (now, later): (Vec<_>, Vec<_>) = left.into_iter().partition(|(_, way)| way.brings == least);
            left = later;
            for (set, Way { new, .. }) in now {
                new.iter().for_each(|atom| atoms.know(*atom));
                let brings = new.into_iter().map(|atom| atoms.index(atom)).collect();
                order.push(Taken { set, brings, round });
            }
            if least == 0 {
                continue;
            }
        // The other ways only where no set is taken for those that were found, for looking at all takes long.
        } else if !atoms.know_all_ways(order.iter().map(|Taken { set, .. }| sets[*set]), leap) {
            leap += 1;
            continue;
        }
        left.iter_mut().for_each(|(k, way)| *way = atoms.best_way(sets[*k]));
    }
    Some((leap, order))
}

/// A coordinate, or one of the functions.
#[derive(Clone, Copy)]
enum Atom {
    Coordinate(usize),
    Function(usize),
}

/// What is known, and what else there is.
struct Atoms<'a> {
    /// The features that are one basis function; ascending where they are all products of up to `degree` coordinates.
    functions: Vec<&'a MultiIndex>,
    /// 1 where they are others.
    degree: usize,
    known_functions: Vec<bool>,
    known_coordinates: Vec<bool>,
    /// The functions that ways are looked for with: those known if all products are at hand, for what is left to be
    /// written can then be cut at will; else all.
    listed: Vec<usize>,
    /// Steps that may still be made.
    steps: usize,
}

/// An atom within a set: the places of its factors there, ascending, and what it brings.
struct Part {
    atom: Atom,
    places: Vec<usize>,
    brings: usize,
}

/// A way to write a set: how much it brings, and which atoms.
struct Way {
    brings: usize,
    new: Vec<Atom>,
}

impl<'a> Atoms<'a> {
    fn new(sets: &[&MultiIndex], functions: Vec<&'a MultiIndex>, degree: usize, steps: usize) -> Self {
        let coordinates = sets.iter().flat_map(|set| set.support()).max().map_or(0, |most| most + 1);
        Self {
            degree: if functions.is_empty() { 1 } else { degree },
            known_functions: vec![false; functions.len()],
            known_coordinates: vec![false; coordinates],
            listed: if degree == 1 { (0..functions.len()).collect() } else { Vec::new() },
            functions,
            steps,
        }
    }

    fn index(&self, atom: Atom) -> MultiIndex {
        match atom {
            Atom::Coordinate(i) => MultiIndex::from_factors([(i, 1)]),
            Atom::Function(j) => self.functions[j].clone(),
        }
    }

    fn know(&mut self, atom: Atom) {
        match atom {
            Atom::Coordinate(i) => self.known_coordinates[i] = true,
            Atom::Function(j) => {
                if self.degree > 1 && !self.known_functions[j] {
                    self.listed.push(j);
                }
                self.known_functions[j] = true;
            }
        }
    }

    /// The coordinates of a set.
    fn coordinates(&self, set: &[(usize, usize)]) -> impl Iterator<Item = Part> {
        set.iter().enumerate().map(|(place, &(i, power))| Part {
            atom: Atom::Coordinate(i),
            places: vec![place],
            brings: if self.known_coordinates[i] { 0 } else { power },
        })
    }

    /// A function as a part of a set, if its factors are among the set's.
    fn function(&self, j: usize, set: &[(usize, usize)]) -> Option<Part> {
        let place = |factor| set.binary_search(&factor).ok();
        let places = self.functions[j].factors().map(place).collect::<Option<Vec<usize>>>()?;
        let known = self.known_functions[j];
        Some(Part { atom: Atom::Function(j), places, brings: usize::from(!known) })
    }

    /// The parts of a set, by the first of their places; those first that bring nothing and are long.
    fn parts(&mut self, set: &MultiIndex) -> Vec<Vec<Part>> {
        let set: Vec<(usize, usize)> = set.factors().collect();
        let mut parts: Vec<Vec<Part>> = set.iter().map(|_| Vec::new()).collect();
        self.spend(self.listed.len());
        let listed = self.listed.iter().filter_map(|&j| self.function(j, &set));
        listed.chain(self.coordinates(&set)).for_each(|part| parts[part.places[0]].push(part));
        let key = |part: &Part| (part.brings, usize::MAX - part.places.len());
        parts.iter_mut().for_each(|parts| order::sort_by(parts, |a, b| key(a).cmp(&key(b))));
        parts
    }

    /// So many steps are made.
    fn spend(&mut self, steps: usize) {
        self.steps = self.steps.saturating_sub(steps);
    }

    /// The best way to write a set.
    fn best_way(&mut self, set: &MultiIndex) -> Way {
        if set.support().all(|i| self.known_coordinates[i]) {
            return Way { brings: 0, new: Vec::new() };
        }
        let (parts, factors) = (self.parts(set), set.factors().collect::<Vec<_>>());
        let (brings, chosen) = self.search(&parts, &[], 0);
        let new = chosen.iter().map(|&(place, k)| &parts[place][k]).filter(|part| part.brings > 0);
        let (pieces, others): (Vec<&Part>, Vec<&Part>) = new.partition(|part| part.is_piece());
        let piece = |pieces: &[&Part]| match pieces {
            [part] => part.atom,
            _ => {
                let product = MultiIndex::from_factors(pieces.iter().map(|part| factors[part.places[0]]));
                self.functions.binary_search(&&product).map_or(pieces[0].atom, Atom::Function)
            }
        };
        let new = others.iter().map(|part| part.atom).chain(pieces.chunks(self.degree).map(piece)).collect();
        Way { brings, new }
    }

    /// What the best choice of a set's parts that covers all places but some brings, and that choice; or one that
    /// brings at most `enough`.
    fn search(&mut self, parts: &[Vec<Part>], but: &[usize], enough: usize) -> (usize, Vec<(usize, usize)>) {
        let mut covered = vec![false; parts.len()];
        but.iter().for_each(|&place| covered[place] = true);
        let enough = enough.max(self.least(parts, but));
        let steps = STEPS.min(self.steps);
        let mut search =
            Search { parts, degree: self.degree, enough, steps, covered, chosen: Vec::new(), best: None };
        search.descend(0, 0, 0);
        let spent = steps - search.steps;
        let best = search.best.unwrap_or_default();
        self.spend(parts.len() + spent);
        best
    }

    /// What any way brings at least: that which no known part covers.
    fn least(&self, parts: &[Vec<Part>], but: &[usize]) -> usize {
        let mut bare: Vec<bool> = (0..parts.len()).map(|place| !but.contains(&place)).collect();
        for part in parts.iter().flatten().filter(|part| part.brings == 0) {
            part.places.iter().for_each(|&place| bare[place] = false);
        }
        let bare = bare.into_iter().filter(|bare| *bare).count();
        if self.degree > 1 { bare.div_ceil(self.degree) } else { bare.min(1) }
    }

    /// The atoms of all ways to write one of these sets that bring at most `leap` are known; whether any was not.
    fn know_all_ways<'s>(&mut self, sets: impl Iterator<Item = &'s MultiIndex>, leap: usize) -> bool {
        let mut news = false;
        for set in sets {
            let parts = self.parts(set);
            let factors: Vec<(usize, usize)> = set.factors().collect();
            self.spend(self.functions.len());
            if self.steps == 0 {
                break;
            }
            let functions = (0..self.functions.len()).filter_map(|j| self.function(j, &factors));
            let mut all: Vec<Part> = functions.chain(self.coordinates(&factors)).collect();
            all.retain(|part| (1..=leap).contains(&part.brings));
            for Part { atom, places, brings } in all {
                if brings + self.search(&parts, &places, leap - brings).0 <= leap {
                    self.know(atom);
                    news = true;
                }
            }
        }
        news
    }
}

impl Part {
    /// Whether it is a coordinate that several of can be taken together, as one product.
    fn is_piece(&self) -> bool {
        self.brings == 1 && matches!(self.atom, Atom::Coordinate(_))
    }
}

/// The search for a best way: the first factor that is not covered yet is covered by one part after the other.
struct Search<'a> {
    parts: &'a [Vec<Part>],
    /// So many coordinates are brought as one.
    degree: usize,
    enough: usize,
    /// Steps that may still be made once a way is found.
    steps: usize,
    covered: Vec<bool>,
    /// The parts taken, each by its first place and its place there.
    chosen: Vec<(usize, usize)>,
    best: Option<(usize, Vec<(usize, usize)>)>,
}

impl<'a> Search<'a> {
    /// From a place on, where so much is brought already, single coordinates counted apart.
    fn descend(&mut self, from: usize, brings: usize, pieces: usize) {
        let total = brings + pieces.div_ceil(self.degree);
        let done = |(best, _): &(usize, _)| self.steps == 0 || total >= *best || *best <= self.enough;
        if self.best.as_ref().is_some_and(done) {
            return;
        }
        let Some(place) = (from..self.covered.len()).find(|&place| !self.covered[place]) else {
            self.best = Some((total, self.chosen.clone()));
            return;
        };
        let parts: &'a [Part] = &self.parts[place];
        for (k, part) in parts.iter().enumerate() {
            self.steps = self.steps.saturating_sub(1);
            if part.places.iter().any(|&place| self.covered[place]) {
                continue;
            }
            part.places.iter().for_each(|&place| self.covered[place] = true);
            self.chosen.push((place, k));
            match part.is_piece() {
                true => self.descend(place + 1, brings, pieces + 1),
                false => self.descend(place + 1, brings + part.brings, pieces),
            }
            self.chosen.pop();
            part.places.iter().for_each(|&place| self.covered[place] = false);
        }
    }
}
