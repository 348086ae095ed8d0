//! The hyperparameters of Algorithms 1 to 3, under the paper's names, and how they are read.

use super::Layerwise;
use crate::basis::{MAX_SUPPORT, Polynomial};
use crate::learners::{Learner, coins};
use crate::networks::sparse_quadratic::{Form, Topology};
use crate::networks::{Context, SparseQuadratic};
use crate::schema::{self, Field, Invalid, Kind, Member, Reader, Row};

/// Where the gradient comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Exact expectations, asked of the oracle as statistical queries.
    Population,
    /// Means over mini-batches, as the algorithms are written.
    Batch,
}

/// What Algorithms 1 to 3 are given, beside the network.
#[derive(Clone, Debug)]
pub struct Settings {
    pub method: Method,
    /// B.
    pub batch: usize,
    pub lambda1: f64,
    pub lambda2: f64,
    pub eta: f64,
    pub eps_stop: f64,
    pub alpha: f64,
    pub tau: f64,
    /// A neuron takes so many steps at most.
    pub max_iterations: u64,
    /// Whether neurons with at most one active parent are passed over, and weights from blank parents left out.
    pub pass_over: bool,
}

const GRADIENT: Field = Field {
    name: "gradient",
    label: "gradient",
    unit: "",
    help: "The population's, computed exactly from the target's expansion, or a mean over a mini-batch of fresh samples, as Algorithm 3 is written. A neuron whose parents together depend on more than 14 coordinates, or that has too many parents, is trained by mini-batches in any case, which the run counts.",
    kind: Kind::Choice { choices: &["population", "batch"] },
};

const BATCH: Field = Field {
    name: "batch",
    label: "batch B",
    unit: "samples",
    help: "Fresh samples that a mini-batch gradient is the mean over; the exact population gradient takes none.",
    kind: Kind::Integer { default: 8192, min: 1, max: 1 << 20 },
};

const fn rate(name: &'static str, label: &'static str, help: &'static str, default: f64) -> Field {
    Field { name, label, unit: "", help, kind: Kind::Number { default, min: 1e-12, max: 10.0 } }
}

const LAMBDA1: Field =
    rate("lambda1", "λ₁", "How strongly weights of edges from the inputs are held near zero.", 0.002);
const LAMBDA2: Field = rate(
    "lambda2",
    "λ₂",
    "The same for edges from neurons. Larger than λ₁, it makes a neuron lean on its input, which has no error, more than on the neuron below.",
    0.04,
);
const ETA: Field = rate("eta", "perturbation η", "A neuron's weights start uniform in [-η, η].", 0.1);
const EPS_STOP: Field =
    rate("eps_stop", "ε_stop", "A neuron is trained until the norm of its gradient is at most this.", 0.001);
const ALPHA: Field = rate("alpha", "step size α", "How far each iteration moves against the gradient.", 0.05);
const TAU: Field =
    rate("tau", "rounding τ", "Weights below this are set to zero once a neuron is trained.", 0.26);

const MAX_ITERATIONS: Field = Field {
    name: "max_iterations",
    label: "iterations a neuron, at most",
    unit: "iterations",
    help: "A guard that the paper's algorithm does not have: with noisy gradients the norm may never come down to ε_stop. A neuron of k iterations takes k + 1 of the run's: the last only finds the gradient small.",
    kind: Kind::Integer { default: 100_000, min: 1, max: 1_000_000_000 },
};

const PASS_OVER: Field = Field {
    name: "pass_over",
    label: "pass over neurons of one active parent",
    unit: "",
    help: "Lemma D.7: with at most one active parent a neuron stays blank. This option passes over those without training them, and leaves the weights from blank parents out, so that a layer can have a million neurons. For quadratic neurons on fair coins.",
    kind: Kind::Boolean { default: false },
};

const NETWORK: Field = Field {
    name: "network",
    label: "network",
    unit: "",
    help: "What is trained.",
    kind: Kind::Member { family: "layerwise_network" },
};

pub(in crate::learners) const ROW: Row<Box<dyn Learner>, Context> = Row {
    member: &Member {
        kind: "layerwise",
        label: "neuron by neuron",
        help: "Algorithms 1 to 3 of the paper: layer by layer, each neuron is perturbed, trained alone until its gradient is small, and rounded.",
        fields: &[
            GRADIENT,
            BATCH,
            LAMBDA1,
            LAMBDA2,
            ETA,
            EPS_STOP,
            ALPHA,
            TAU,
            MAX_ITERATIONS,
            PASS_OVER,
            NETWORK,
        ],
    },
    read: |reader, context| Ok(Box::new(read(reader, context)?)),
};

const LAYERS: Field = Field {
    name: "layers",
    label: "layers L",
    unit: "",
    help: "A term of degree k takes k layers, or k - 1 if it has a step among the inputs.",
    kind: Kind::Integer { default: 9, min: 1, max: 64 },
};

const WIDTH: Field = Field {
    name: "width",
    label: "neurons a layer W",
    unit: "neurons",
    help: "W p₁ p₂ is how many children two active neurons share on average: with 15 or more none is missing.",
    kind: Kind::Integer { default: 2000, min: 1, max: 1_000_000 },
};

const fn chance(name: &'static str, label: &'static str, help: &'static str, default: f64) -> Field {
    Field { name, label, unit: "", help, kind: Kind::Number { default, min: 0.0, max: 1.0 } }
}

const P1: Field = chance("p1", "p₁", "The probability of an edge from an input to a neuron.", 0.06);
const P2: Field =
    chance("p2", "p₂", "The probability of an edge from a neuron to one of the next layer.", 0.15);

const FORM: Field = Field {
    name: "neuron",
    label: "neurons compute",
    unit: "",
    help: "The square of a weighted sum, plus a bias; or, for coins that are not fair (section 3.1), also weighted squares of the parents, by an activation or by skip connections.",
    kind: Kind::Choice { choices: &["quadratic", "elementwise", "skip"] },
};

/// The networks that can be trained neuron by neuron.
pub const NETWORKS: &[Row<(Topology, Form), Context>] = &[Row {
    member: &Member {
        kind: "sparse_quadratic",
        label: "sparse quadratic network",
        help: "The paper's own: random sparse edges from the inputs to every layer and from each layer to the next, quadratic neurons, their sum for output.",
        fields: &[LAYERS, WIDTH, P1, P2, FORM],
    },
    read: |reader, context| {
        let (layers, width) = (reader.integer(&LAYERS)?, reader.integer(&WIDTH)?);
        let p = [reader.number(&P1)?, reader.number(&P2)?];
        let form = [Form::Quadratic, Form::Elementwise, Form::Skip][reader.choice(&FORM)?];
        Ok((Topology::draw(context.n, [layers, width], p, &mut context.init.clone()), form))
    },
}];

/// More edges than this are not looked at one by one.
const MAX_EDGES: u64 = 4_000_000_000;

/// Why neurons of at most one active parent need not stay blank, if so. Lemma D.7 is about quadratic neurons whose parents
/// square to constants. Its weights end below 2 `ε_stop`/λ; or they start below τ, and only shrink.
fn must_be_trained(settings: &Settings, form: Form, context: &Context) -> Option<&'static str> {
    let Settings { lambda1, lambda2, eta, eps_stop, tau, .. } = *settings;
    if form != Form::Quadratic {
        Some("is for quadratic neurons: one with weighted squares may learn from a single parent")
    } else if context.skews.iter().flatten().any(|skew| *skew != 0.0) {
        Some(
            "is for fair coins: on others a neuron may learn from a single parent, whose square is no constant",
        )
    } else if context.features.iter().any(|feature| feature.len() > 1) {
        Some(
            "is for features of one term: from one of several a neuron may learn, as its square is no constant",
        )
    } else if eta >= tau && 2.0 * eps_stop >= lambda1.min(lambda2) * tau {
        Some(
            "needs eta below tau, or eps_stop below λτ/2 for both λ: else weights may be left after rounding",
        )
    } else {
        None
    }
}

impl Settings {
    /// Refuses a target whose mean E g a neuron without parents would learn by its bias, where such are passed over
    /// (Lemma D.7, eq. (26)).
    pub fn check_mean(&self, mean: f64) -> Result<(), Invalid> {
        if !self.pass_over || mean.abs() < self.tau {
            return Ok(());
        }
        let why = "is for targets whose mean is below tau in size: any neuron's bias would learn this one's";
        Err(Invalid::new("learner.pass_over", why))
    }
}

fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Layerwise, Invalid> {
    let why = "\"layerwise\" needs inputs of kind hypercube: its gradients are those of coins";
    let skews = coins(reader, context, why)?.to_vec();
    if !context.known {
        let why = "\"layerwise\" needs a target whose Fourier coefficients are known: its gradients are made of them";
        return Err(reader.error("kind", why));
    }
    if !context.fresh {
        let why = "\"layerwise\" needs data of kind fresh: its gradients are those of the law, not of given samples";
        return Err(reader.error("kind", why));
    }
    let method = [Method::Population, Method::Batch][reader.choice(&GRADIENT)?];
    let batch = reader.integer(&BATCH)?;
    let [lambda1, lambda2, eta] = [reader.number(&LAMBDA1)?, reader.number(&LAMBDA2)?, reader.number(&ETA)?];
    let [eps_stop, alpha, tau] = [reader.number(&EPS_STOP)?, reader.number(&ALPHA)?, reader.number(&TAU)?];
    let max_iterations = reader.long(&MAX_ITERATIONS)?;
    let pass_over = reader.boolean(&PASS_OVER)?;
    let path = reader.path(NETWORK.name);
    let ((topology, form), complete) =
        schema::read_member(NETWORKS, &path, reader.take(NETWORK.name), context)?;
    let edges = topology.neurons() * topology.width as u64;
    if !pass_over && edges > MAX_EDGES {
        let most = ((MAX_EDGES / topology.layers as u64) as f64).sqrt() as u64;
        let why = format!(
            "{} is outside [1, {most}] where every neuron of {} layers is trained: choose to {}",
            topology.width, topology.layers, PASS_OVER.label
        );
        return Err(Invalid::new(format!("{path}.width"), why));
    }
    reader.set(NETWORK.name, complete);
    let settings =
        Settings { method, batch, lambda1, lambda2, eta, eps_stop, alpha, tau, max_iterations, pass_over };
    if let Some(why) = must_be_trained(&settings, form, context).filter(|_| pass_over) {
        return Err(reader.error(PASS_OVER.name, why));
    }
    let mut init = context.init.clone();
    // The first number of the stream is the topology's.
    init.bits();
    let coordinates = (0..context.n - context.features.len()).map(|i| Some(Polynomial::coordinate(i)));
    let features = context.features.iter().map(|feature| Polynomial::from_terms(feature));
    let inputs: Option<Vec<_>> =
        std::iter::once(Some(Polynomial::constant(1.0))).chain(coordinates).chain(features).collect();
    let Some(inputs) = inputs else {
        let why = format!(
            "one depends on more than {MAX_SUPPORT} coordinates, which \"layerwise\" does not go into"
        );
        return Err(Invalid::new("features", why));
    };
    Ok(Layerwise::new(settings, SparseQuadratic::new(topology, form), init.bits(), inputs, skews))
}
