//! The events of the proof of Theorem B.1, checked on a run as it stands (Abbe et al. 2021, appendix E.1).
//!
//! The proof shows that all of them hold with high probability at its own hyperparameters, which nobody can run. At
//! practical ones some break and the target is learned all the same; where it is not, the first that broke says why.

use crate::basis::MultiIndex;
use crate::learners::Layerwise;
use crate::networks::sparse_quadratic::Topology;
use crate::targets::Term;
use serde::Serialize;

/// An event and how it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// "nothree", "oneneuron", "conn", "nobadactive", "rep", "bias", "neurbound" or "parambound".
    pub name: &'static str,
    pub holds: bool,
    /// Where it broke first, 1-based; of a whole layer, neuron 0.
    pub first: Option<Place>,
    /// How often it broke.
    pub count: u64,
    /// The number that is to be bounded, the worst so far, and the bound.
    pub value: f64,
    pub bound: f64,
}

/// A neuron, or 0 for the whole layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    pub layer: usize,
    pub neuron: usize,
}

/// Of larger layers, edges are not looked at one by one for every check.
const MAX_CHECKED: u64 = 20_000_000;

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

    fn end(self) -> Event {
        let Self { name, first, count, value, bound } = self;
        Event { name, holds: count == 0, first, count, value, bound }
    }
}

/// How every event stands, for the target's expansion g. Those of the network's edges are left out where layers are so large
/// that looking at them takes long.
pub fn events(learner: &Layerwise, g: &[Term]) -> Vec<Event> {
    let mut events = of_edges(learner).unwrap_or_default();
    events.extend(of_monomials(learner, g));
    events.extend(of_sizes(learner, g));
    events
}

/// E_nothree (Definition E.11): no neuron has three active parents, the inputs among them, nor two in the layer before; and
/// E_conn (Definition E.12): any two possible parents share children. The proof asks for many of these; one is the
/// least that can do.
fn of_edges(learner: &Layerwise) -> Option<Vec<Event>> {
    let topology = &learner.sparse().topology;
    let trained = learner.trained();
    let parents = topology.n as u64 + 1 + learner.sparse().active.len() as u64;
    if trained * parents > MAX_CHECKED {
        return None;
    }
    let mut three = Check::new("nothree", 0.0, 2.0);
    let mut two = Check::new("oneneuron", 0.0, 1.0);
    let mut shared = Check::new("conn", f64::INFINITY, 1.0);
    for layer in 0..topology.layers {
        let start = (layer * topology.width) as u64;
        if start >= trained {
            break;
        }
        let active = active_before(learner, topology, layer);
        let count = topology.n + 1 + active.len();
        let mut children = vec![0u32; count * count];
        for v in start..(start + topology.width as u64).min(trained) {
            let mut of: Vec<usize> = topology.inputs_of(v).collect();
            let inputs = of.len();
            let neurons = active.iter().enumerate().filter(|(_, place)| topology.has_edge(**place, v));
            of.extend(neurons.map(|(k, _)| topology.n + 1 + k));
            let [layer, neuron] = learner.place(v);
            for (check, count) in [(&mut three, of.len()), (&mut two, of.len() - inputs)] {
                check.value = check.value.max(count as f64);
                if count as f64 > check.bound {
                    check.broke(Place { layer, neuron });
                }
            }
            for (at, i) in of.iter().enumerate() {
                of[at + 1..].iter().for_each(|j| children[i * count + j] += 1);
            }
        }
        // Of a layer that is being trained, not all children are counted yet.
        if trained >= start + topology.width as u64 {
            let pairs = (0..count).flat_map(|i| (i + 1..count).map(move |j| i * count + j));
            let (least, lonely) = pairs.fold((u32::MAX, 0), |(least, lonely), at| {
                (least.min(children[at]), lonely + u64::from(children[at] == 0))
            });
            shared.value = shared.value.min(f64::from(least));
            if lonely > 0 {
                shared.first = shared.first.or(Some(Place { layer: layer + 1, neuron: 0 }));
                shared.count += lonely;
            }
        }
    }
    let mut events = vec![three.end(), two.end()];
    if shared.value.is_finite() {
        events.push(shared.end());
    }
    Some(events)
}

/// The active neurons of the layer before one, by their places there.
fn active_before(learner: &Layerwise, topology: &Topology, layer: usize) -> Vec<usize> {
    let active = learner.sparse().active.iter().filter(|neuron| topology.layer(neuron.number) + 1 == layer);
    active.map(|neuron| (neuron.number % topology.width as u64) as usize).collect()
}

/// E_nobadactive (Definition E.5): every active neuron represents a monomial of g, of degree at most i + 1 in layer i;
/// and E_rep and E_replayer (Definitions E.4 and E.6): one neuron for each, and all of those once a layer is trained.
fn of_monomials(learner: &Layerwise, g: &[Term]) -> Vec<Event> {
    let topology = &learner.sparse().topology;
    let mut bad = Check::new("nobadactive", 0.0, MAX_RELATIVE_ERROR);
    let mut rep = Check::new("rep", 0.0, 0.0);
    let mut represented: Vec<(usize, MultiIndex)> = Vec::new();
    let functions = learner.functions();
    for (neuron, function) in learner.sparse().active.iter().zip(&functions.active) {
        let [layer, place] = learner.place(neuron.number);
        let place = Place { layer, neuron: place };
        let monomial = function.as_ref().map(|f| f.monomial(&functions.skews));
        let error = monomial.as_ref().map_or(f64::INFINITY, |m| m.relative_error);
        bad.value = if error.is_finite() { bad.value.max(error) } else { bad.value };
        match monomial {
            Some(m)
                if error < MAX_RELATIVE_ERROR
                    && m.set.degree() <= layer + 1
                    && g.iter().any(|term| term.index == m.set) =>
            {
                if represented.iter().any(|(_, set)| *set == m.set) {
                    rep.broke(place);
                }
                represented.push((layer, m.set));
            }
            _ => bad.broke(place),
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
        rep.value = missing as f64;
    }
    vec![bad.end(), rep.end()]
}

/// E_bias, E_neurbound and E_parambound (Definitions E.8 to E.10): |ζ^(∅)| ≤ 2 ε_stop, whichever neuron became active
/// last; neurons of size at most 2M; weights of size at most 16 M² √(λ2/λ1).
fn of_sizes(learner: &Layerwise, g: &[Term]) -> Vec<Event> {
    let settings = learner.settings();
    let m = g.iter().fold(1.0f64, |m, term| m.max(term.coefficient.abs()).max(1.0 / term.coefficient.abs()));
    let constant = MultiIndex::default();
    let mean = g.iter().find(|term| term.index == constant).map_or(0.0, |term| term.coefficient);
    let mut bias = Check::new("bias", mean.abs(), 2.0 * settings.eps_stop);
    let mut values = Check::new("neurbound", 0.0, 2.0 * m);
    let mut weights =
        Check::new("parambound", 0.0, 16.0 * m * m * (settings.lambda2 / settings.lambda1).sqrt());
    let (mut sum, functions) = (-mean, learner.functions());
    for (neuron, function) in learner.sparse().active.iter().zip(&functions.active) {
        let [layer, place] = learner.place(neuron.number);
        let check = |check: &mut Check, value: f64| {
            check.value = check.value.max(value);
            if value > check.bound {
                check.broke(Place { layer, neuron: place });
            }
        };
        if let Some(function) = function {
            sum += function.coefficient(&constant);
            check(&mut bias, sum.abs());
            check(&mut values, function.largest_value(&functions.skews));
        }
        let largest = neuron.edges.iter().fold(0.0f64, |most, edge| most.max(edge.weight.abs()));
        check(&mut weights, largest);
    }
    vec![bias.end(), values.end(), weights.end()]
}
