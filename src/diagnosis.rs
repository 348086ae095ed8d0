//! What there is to see of a network that is trained neuron by neuron: its active neurons, the one in training, and
//! what of the target it would take up.

mod events;

pub use events::{Event, Place, events};

use crate::basis::MultiIndex;
use crate::learners::Layerwise;
use crate::learners::layerwise::Training;
use crate::networks::sparse_quadratic::{Edge, Parent};
use crate::picture::Neurons;
use crate::targets::Term;
use serde::Serialize;

/// Where an edge comes from, 1-based; input 0 is the constant.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum From {
    Input { input: usize },
    Neuron { layer: usize, index: usize },
}

/// An edge of an active neuron.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParentEdge {
    #[serde(flatten)]
    pub from: From,
    pub weight: f64,
    /// Of the parent's square; 0 where neurons have none.
    pub square: f64,
}

/// An active neuron (Abbe et al. 2021, Definition B.3), and the monomial that it computes up to a relative error
/// (Definitions B.5 and E.1).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActiveNeuron {
    pub layer: usize,
    pub index: usize,
    pub parents: Vec<ParentEdge>,
    pub bias: f64,
    /// 1-based; null where the function depends on too many coordinates to be expanded.
    pub set: Option<Vec<usize>>,
    /// r.
    pub scaling: Option<f64>,
    pub relative_error: Option<f64>,
    /// When it became active, in iterations of the run; and how many its training took.
    pub iteration: u64,
    pub iterations: u64,
}

/// A parent of the neuron in training.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrainedEdge {
    #[serde(flatten)]
    pub edge: ParentEdge,
    /// The monomial that the parent computes, 1-based.
    pub set: Option<Vec<usize>>,
    /// Its weight at the iterations that [`TrainedNeuron::at`] tells.
    pub weights: Vec<f64>,
    /// The weight of its square there; empty where neurons have none.
    pub squares: Vec<f64>,
}

/// The product of two parents' monomials, and how much of it the error f - g without the neuron has.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Product {
    /// Places among the parents.
    pub of: [usize; 2],
    pub set: Vec<usize>,
    /// ζ^(S).
    pub error: f64,
}

/// The neuron in training, or the one that was trained last.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrainedNeuron {
    pub layer: usize,
    pub neuron: usize,
    pub iteration: u64,
    pub gradient_norm: Option<f64>,
    /// Whether it is trained; its weights are rounded then.
    pub ended: bool,
    /// Whether a cap on the iterations ended it.
    pub capped: bool,
    pub parents: Vec<TrainedEdge>,
    pub bias: f64,
    pub biases: Vec<f64>,
    /// The iterations at which weights and biases are told, before rounding; the last one among them once it is trained.
    pub at: Vec<u64>,
    /// √Σ a_e² over edges from blank parents, which only decay.
    pub blank: f64,
    pub products: Vec<Product>,
}

/// The products of so many parents are told.
const MOST_PARENTS: usize = 24;

fn from(learner: &Layerwise, parent: Parent) -> From {
    match parent {
        Parent::Input(input) => From::Input { input },
        Parent::Active(k) => {
            let [layer, index] = learner.place(learner.sparse().active[k].number);
            From::Neuron { layer, index }
        }
    }
}

fn edge(learner: &Layerwise, Edge { parent, weight, square }: Edge) -> ParentEdge {
    ParentEdge { from: from(learner, parent), weight, square }
}

/// The active neurons, in the order in which they became so.
pub fn active(learner: &Layerwise) -> Vec<ActiveNeuron> {
    let functions = learner.functions();
    let neurons = learner.sparse().active.iter().enumerate();
    let told = neurons.map(|(k, neuron)| {
        let monomial = functions.active[k].as_ref().map(|f| f.monomial(&functions.skews));
        let [layer, index] = learner.place(neuron.number);
        let [iteration, iterations] = learner.became_active(k);
        ActiveNeuron {
            layer,
            index,
            parents: neuron.edges.iter().map(|e| edge(learner, *e)).collect(),
            bias: neuron.bias,
            set: monomial.as_ref().map(|m| m.set.multiset()),
            scaling: monomial.as_ref().map(|m| m.scaling),
            relative_error: monomial.map(|m| m.relative_error),
            iteration,
            iterations,
        }
    });
    told.collect()
}

/// Which neurons are trained, and which are active.
pub fn neurons(learner: &Layerwise) -> Neurons {
    let (topology, functions) = (&learner.sparse().topology, learner.functions());
    let degree =
        |k: usize| functions.active[k].as_ref().map_or(0, |f| f.monomial(&functions.skews).set.degree());
    let active = learner.sparse().active.iter().enumerate();
    Neurons {
        layers: topology.layers,
        width: topology.width,
        trained: learner.phase().trained,
        training: learner.training().filter(|training| !training.ended).map(|training| training.neuron),
        active: active.map(|(k, neuron)| (neuron.number, degree(k))).collect(),
    }
}

/// The neuron in training; None before the first one. `g` is the target's expansion.
pub fn trained(learner: &Layerwise, g: &[Term]) -> Option<TrainedNeuron> {
    let training = learner.training()?;
    let functions = learner.functions();
    let [layer, neuron] = learner.place(training.neuron);
    let sets: Vec<Option<MultiIndex>> = training
        .parents
        .iter()
        .map(|&parent| functions.get(learner.number(parent)).map(|f| f.monomial(&functions.skews).set))
        .collect();
    let columns = training.weights.a.len() + training.weights.c.len() + 1;
    let column = |at: usize| -> Vec<f64> {
        training.history.values.iter().skip(at).step_by(columns).copied().collect()
    };
    let (rows, k) = (training.history.values.len() / columns, training.parents.len());
    let parents = training.parents.iter().zip(&sets).enumerate().map(|(i, (parent, set))| TrainedEdge {
        edge: ParentEdge {
            from: from(learner, *parent),
            weight: training.weights.a[i],
            square: training.weights.c.get(i).copied().unwrap_or(0.0),
        },
        set: set.as_ref().map(MultiIndex::multiset),
        weights: column(i),
        squares: if training.weights.c.is_empty() { Vec::new() } else { column(k + i) },
    });
    let mut products = Vec::new();
    for i in 0..sets.len().min(MOST_PARENTS) {
        for j in i + 1..sets.len().min(MOST_PARENTS) {
            if let (Some(one), Some(other)) = (&sets[i], &sets[j]) {
                let set = difference(one, other);
                let own = g.iter().find(|term| term.index == set).map_or(0.0, |term| term.coefficient);
                // What the neuron itself has of it, once it is trained, is no error of the others.
                let now = learner.coefficient(&set) - neuron_own(learner, training, &set);
                let error = now - own;
                products.push(Product { of: [i, j], set: set.multiset(), error });
            }
        }
    }
    Some(TrainedNeuron {
        layer,
        neuron,
        iteration: training.iteration,
        gradient_norm: training.gradient_norm(),
        ended: training.ended,
        capped: training.ended && !training.is_small(learner.settings().eps_stop),
        parents: parents.collect(),
        bias: training.weights.b,
        biases: column(columns - 1),
        at: training.history.at(rows),
        blank: training.weights.blank.sqrt(),
        products,
    })
}

/// What the neuron that was trained last has of χ_S, if it became active.
fn neuron_own(learner: &Layerwise, training: &Training, set: &MultiIndex) -> f64 {
    let newest = learner.sparse().active.last().filter(|newest| newest.number == training.neuron);
    let function = newest.and(learner.functions().active.last());
    function.and_then(Option::as_ref).map_or(0.0, |f| f.coefficient(set))
}

/// S Δ T: what χ_S χ_T is of fair coins.
fn difference(one: &MultiIndex, other: &MultiIndex) -> MultiIndex {
    let of = |a: &MultiIndex, b: &MultiIndex| -> Vec<usize> {
        a.support().filter(|i| b.degree_of(*i) == 0).collect()
    };
    let mut all = of(one, other);
    all.extend(of(other, one));
    crate::order::sort(&mut all);
    MultiIndex::from_factors(all.into_iter().map(|i| (i, 1)))
}
