//! The events of the proof of Theorem B.1, checked on a run as it stands (Abbe et al. 2021, appendix E.1).
//!
//! The proof shows that all of them hold with high probability at its own hyperparameters, which nobody can run. At
//! practical ones some break and the target is learned all the same; where it is not, the first that broke says why.

use crate::basis::{Monomial, MultiIndex, Polynomial};
use crate::learners::Layerwise;
use crate::networks::sparse_quadratic::{Neuron, Topology};
use crate::targets::Term;
use crate::theory::least_m;
use serde::Serialize;

/// An event and how it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// "nothree", "oneneuron", "conn", "nobadactive", "rep", "bias", "neurbound" or "parambound".
    pub name: &'static str,
    pub holds: bool,
    /// Where it broke first, 1-based.
    pub first: Option<Place>,
    /// How often it broke: for neurons of three parents or two, for active ones that represent no monomial, for monomials without
    /// a neuron, for pairs without a child; those of sizes and of the bias are looked at once for each active neuron.
    pub count: u64,
    /// The number that is to be bounded, the worst so far, and the bound.
    pub value: f64,
    pub bound: f64,
}

/// A neuron, or 0 for the whole layer; layer 0 is before all training.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    pub layer: usize,
    pub neuron: usize,
}

/// What needs more looks than this is left out of a check.
const MAX_LOOKS: u64 = 20_000_000;

/// A neuron that is further from its monomial than this, relatively, represents none (Claim E.13).
const MAX_RELATIVE_ERROR: f64 = 0.5;

/// One event as it is gathered.
struct Check {
    name: &'static str,
    first: Option<Place>,
    count: u64,
    value: f64,
    bound: f64,
}

impl Check {
    fn new(name: &'static str, value: f64, bound: f64) -> Self {
        Self { name, first: None, count: 0, value, bound }
    }

    fn broke(&mut self, place: Place) {
        self.first = self.first.or(Some(place));
        self.count += 1;
    }

    /// Breaks above its bound.
    fn at_most(&mut self, value: f64, place: Place) {
        self.value = self.value.max(value);
        if value > self.bound {
            self.broke(place);
        }
    }

    fn at_least(&mut self, value: f64, place: Place) {
        self.value = self.value.min(value);
        if value < self.bound {
            self.broke(place);
        }
    }

    fn end(self) -> Event {
        let Self { name, first, count, value, bound } = self;
        Event { name, holds: count == 0, first, count, value, bound }
    }
}

/// How every event stands, for the target's expansion g. Those of the network's edges are left out where layers are so large
/// that looking at them takes long, and those of what neurons compute once one of them depends on too many coordinates to be
/// expanded.
///
/// Not among them are what bounds ζ^ by t `ε_fourmove` (Definition E.7, and the scaling of Definition E.4): with an `ε_stop`
/// that can be run, that is more than any coefficient, and says nothing.
pub fn events(learner: &Layerwise, g: &[Term]) -> Vec<Event> {
    let mut events = of_parents(learner).unwrap_or_default();
    events.extend(of_children(learner));
    let functions: Option<Vec<&Polynomial>> = learner.functions().active.iter().map(Option::as_ref).collect();
    if let Some(functions) = functions {
        let known: Vec<_> = learner.sparse().active.iter().zip(functions).collect();
        events.extend(of_monomials(learner, &known, g));
        events.extend(of_values(learner, &known, g));
    }
    events.push(of_weights(learner, g));
    events
}

/// E_nothree (Definition E.11): no neuron has three active parents, the inputs among them, nor two in the layer before.
fn of_parents(learner: &Layerwise) -> Option<Vec<Event>> {
    let topology = &learner.sparse().topology;
    let trained = learner.trained();
    if trained * most_parents(learner) > MAX_LOOKS {
        return None;
    }
    let mut three = Check::new("nothree", 0.0, 2.0);
    let mut two = Check::new("oneneuron", 0.0, 1.0);
    for layer in 0..topology.layers {
        let (start, active) = ((layer * topology.width) as u64, active_before(learner, topology, layer));
        for v in start..trained.min(start + topology.width as u64) {
            let neurons = active.iter().filter(|u| topology.has_edge(**u, v)).count();
            let place = place_of(learner, v);
            for (check, count) in [(&mut three, neurons + topology.inputs_of(v).count()), (&mut two, neurons)]
            {
                check.at_most(count as f64, place);
            }
        }
    }
    Some(vec![three.end(), two.end()])
}

/// E_conn (Definition E.12): any two possible parents of a layer share children in it. The proof asks for
/// `n_shared` of them (63), hundreds; one is the least with which their product can be learned, and is asked for here. A
/// layer that is not trained yet is not counted.
fn of_children(learner: &Layerwise) -> Option<Event> {
    let topology = &learner.sparse().topology;
    let width = topology.width as u64;
    let (finished, parents, words) =
        (learner.trained() / width, most_parents(learner), topology.width.div_ceil(64));
    let pairs = parents * parents / 2;
    if finished == 0 || finished * parents * width > MAX_LOOKS || finished * pairs * words as u64 > MAX_LOOKS
    {
        return None;
    }
    let mut shared = Check::new("conn", f64::INFINITY, 1.0);
    for layer in 0..finished {
        let active = active_before(learner, topology, layer as usize);
        let count = topology.n + 1 + active.len();
        // One bit for each neuron of the layer.
        let mut children = vec![0u64; count * words];
        for (at, v) in (layer * width..(layer + 1) * width).enumerate() {
            let neurons = active.iter().enumerate().filter(|(_, u)| topology.has_edge(**u, v));
            for parent in topology.inputs_of(v).chain(neurons.map(|(k, _)| topology.n + 1 + k)) {
                children[parent * words + at / 64] |= 1 << (at % 64);
            }
        }
        let of = |parent: usize| &children[parent * words..(parent + 1) * words];
        for (i, j) in (0..count).flat_map(|i| (i + 1..count).map(move |j| (i, j))) {
            let both: u32 = of(i).iter().zip(of(j)).map(|(a, b)| (a & b).count_ones()).sum();
            shared.at_least(f64::from(both), Place { layer: layer as usize + 1, neuron: 0 });
        }
    }
    Some(shared.end())
}

fn place_of(learner: &Layerwise, neuron: u64) -> Place {
    let [layer, neuron] = learner.place(neuron);
    Place { layer, neuron }
}

/// Inputs and active neurons.
fn most_parents(learner: &Layerwise) -> u64 {
    (learner.sparse().topology.n + 1 + learner.sparse().active.len()) as u64
}

/// The active neurons of the layer before one, by their places there.
fn active_before(learner: &Layerwise, topology: &Topology, layer: usize) -> Vec<usize> {
    let active = learner.sparse().active.iter().filter(|neuron| topology.layer(neuron.number) + 1 == layer);
    active.map(|neuron| (neuron.number % topology.width as u64) as usize).collect()
}

/// E_nobadactive (Definition E.5): every active neuron represents a monomial of g, of degree at most i + 1 in layer i;
/// and E_rep and E_replayer (Definitions E.4 and E.6): one neuron for each, and all of those once a layer is trained.
fn of_monomials(learner: &Layerwise, active: &[(&Neuron, &Polynomial)], g: &[Term]) -> [Event; 2] {
    let topology = &learner.sparse().topology;
    let mut bad = Check::new("nobadactive", 0.0, MAX_RELATIVE_ERROR);
    let mut rep = Check::new("rep", 0.0, 0.0);
    let mut represented: Vec<(usize, MultiIndex)> = Vec::new();
    let reach = reach(learner);
    for (neuron, function) in active {
        let place = place_of(learner, neuron.number);
        let Monomial { set, relative_error: error, .. } = function.monomial(&learner.functions().skews);
        bad.value = if error.is_finite() { bad.value.max(error) } else { bad.value };
        let wanted = set.degree() <= (place.layer + 1) * reach && g.iter().any(|term| term.index == set);
        if error < MAX_RELATIVE_ERROR && wanted {
            if represented.iter().any(|(_, other)| *other == set) {
                rep.broke(place);
            }
            represented.push((place.layer, set));
        } else {
            bad.broke(place);
        }
    }
    // A constant is learned by a bias or by no neuron at all.
    let terms = || g.iter().filter(|term| term.index != MultiIndex::default());
    let finished = (learner.trained() / topology.width as u64) as usize;
    for layer in 1..=finished {
        let missing = |term: &&Term| {
            term.index.degree() <= layer + 1
                && !represented.iter().any(|(at, set)| *at <= layer && *set == term.index)
        };
        let missing = terms().filter(missing).count() as u64;
        if missing > 0 {
            rep.first = match rep.first {
                Some(first) if first.layer <= layer => Some(first),
                _ => Some(Place { layer, neuron: 0 }),
            };
            rep.count += missing;
        }
        rep.value = rep.value.max(missing as f64);
    }
    [bad.end(), rep.end()]
}

/// The largest degree of an input: 1 without features, of which the paper's definitions know nothing.
fn reach(learner: &Layerwise) -> usize {
    let inputs = (0..=learner.sparse().topology.n).filter_map(|input| learner.functions().get(input));
    let degree = |f: &Polynomial| f.terms().iter().map(|(set, _)| set.degree()).max();
    inputs.filter_map(degree).max().unwrap_or(1)
}

/// E_bias and E_neurbound (Definitions E.8 and E.9): |ζ^(∅)| ≤ 2 ε_stop, whichever neuron became active last; neurons of size
/// at most 2M.
fn of_values(learner: &Layerwise, active: &[(&Neuron, &Polynomial)], g: &[Term]) -> [Event; 2] {
    let constant = MultiIndex::default();
    let mean = g.iter().find(|term| term.index == constant).map_or(0.0, |term| term.coefficient);
    let mut bias = Check::new("bias", 0.0, 2.0 * learner.settings().eps_stop);
    let mut values = Check::new("neurbound", 0.0, 2.0 * least_m(g));
    bias.at_most(mean.abs(), Place { layer: 0, neuron: 0 });
    let mut sum = -mean;
    for (neuron, function) in active {
        let place = place_of(learner, neuron.number);
        sum += function.coefficient(&constant);
        bias.at_most(sum.abs(), place);
        values.at_most(function.largest_value(&learner.functions().skews), place);
    }
    [bias.end(), values.end()]
}

/// E_parambound (Definition E.10): weights of size at most 16 M² √(λ2/λ1), those of squares among them.
fn of_weights(learner: &Layerwise, g: &[Term]) -> Event {
    let (settings, m) = (learner.settings(), least_m(g));
    let bound = 16.0 * m * m * (settings.lambda2 / settings.lambda1).sqrt();
    let mut weights = Check::new("parambound", 0.0, bound);
    for neuron in &learner.sparse().active {
        let largest =
            neuron.edges.iter().fold(0.0, |most, edge| edge.weight.abs().max(edge.square.abs()).max(most));
        weights.at_most(largest, place_of(learner, neuron.number));
    }
    weights.end()
}
