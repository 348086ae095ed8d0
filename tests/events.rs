//! The events of the proof of Theorem B.1 (Abbe et al. 2021, appendix E.1), against a recount by their definitions:
//! edge by edge for the network's, on the whole cube for what its neurons compute.

use serde_json::{Value, json};
use staircase::diagnosis::{Event, Place, events};
use staircase::experiment::{Experiment, Status};
use staircase::learners::Layerwise;
use staircase::networks::sparse_quadratic::Parent;
use staircase::spec;
use staircase::theory::least_m;

/// Width 70 is no multiple of a machine word.
fn run(seed: u64, formula: &str, changes: &Value) -> Experiment {
    let mut spec = json!({
        "seed": seed, "inputs": { "n": 4 }, "target": { "kind": "formula", "formula": formula },
        "learner": {
            "kind": "layerwise", "eps_stop": 1e-5, "max_iterations": 1500,
            "network": { "layers": 2, "width": 70, "p1": 0.3, "p2": 0.3 },
        },
        "probe": { "every": 1_000_000_000 },
    });
    merge(&mut spec, changes);
    let mut run = spec::build(&spec, None).unwrap();
    run.step(u64::MAX);
    run
}

fn merge(into: &mut Value, changes: &Value) {
    for (name, change) in changes.as_object().unwrap() {
        match change {
            Value::Object(_) if into[name].is_object() => merge(&mut into[name], change),
            _ => into[name] = change.clone(),
        }
    }
}

fn of(run: &Experiment) -> Vec<Event> {
    events(run.learner().layerwise().unwrap(), run.task().target.terms())
}

/// As it is gathered by a recount: every place where an event broke, in order, each as often as it did.
#[derive(Clone)]
struct Recount {
    name: &'static str,
    broke: Vec<Place>,
    value: f64,
    bound: f64,
}

/// Definitions E.11 and E.12, edge by edge.
fn of_edges(learner: &Layerwise) -> Vec<Recount> {
    let topology = &learner.sparse().topology;
    let (n, width) = (topology.n, topology.width);
    let is_active = |layer: usize, u: usize| {
        let number = (layer * width + u) as u64;
        learner.sparse().active.iter().any(|neuron| neuron.number == number)
    };
    let mut three = Recount { name: "nothree", broke: Vec::new(), value: 0.0, bound: 2.0 };
    let mut two = Recount { name: "oneneuron", broke: Vec::new(), value: 0.0, bound: 1.0 };
    let mut shared = Recount { name: "conn", broke: Vec::new(), value: f64::INFINITY, bound: 1.0 };
    for layer in 0..topology.layers {
        // Whether each of the inputs and of the neurons before leads to each neuron, if it is active.
        let neurons = (0..width).filter(|u| layer > 0 && is_active(layer - 1, *u));
        let neurons: Vec<usize> = neurons.collect();
        let has = |parent: usize, v: usize| {
            let v = (layer * width + v) as u64;
            if parent <= n {
                topology.has_input(parent, v)
            } else {
                topology.has_edge(neurons[parent - n - 1], v)
            }
        };
        let parents = n + 1 + neurons.len();
        for v in 0..width {
            let all = (0..parents).filter(|parent| has(*parent, v)).count();
            let before = (n + 1..parents).filter(|parent| has(*parent, v)).count();
            for (recount, count) in [(&mut three, all), (&mut two, before)] {
                recount.value = recount.value.max(count as f64);
                if count as f64 > recount.bound {
                    recount.broke.push(Place { layer: layer + 1, neuron: v + 1 });
                }
            }
        }
        for i in 0..parents {
            for j in i + 1..parents {
                let children = (0..width).filter(|v| has(i, *v) && has(j, *v)).count();
                shared.value = shared.value.min(children as f64);
                if children == 0 {
                    shared.broke.push(Place { layer: layer + 1, neuron: 0 });
                }
            }
        }
    }
    vec![three, two, shared]
}

/// f_v at every point of the cube, of each active neuron.
fn values(learner: &Layerwise) -> Vec<Vec<f64>> {
    let sparse = learner.sparse();
    let mut all: Vec<Vec<f64>> = Vec::new();
    for neuron in &sparse.active {
        let at = |x: usize| {
            neuron.value(sparse.form, |parent| match parent {
                Parent::Input(0) => 1.0,
                Parent::Input(j) => chi(1 << (j - 1), x),
                Parent::Active(k) => all[k][x],
            })
        };
        all.push((0..1 << sparse.topology.n).map(at).collect());
    }
    all
}

/// χ_S, S and x by their bits.
fn chi(set: usize, x: usize) -> f64 {
    if (set & x).count_ones().is_multiple_of(2) { 1.0 } else { -1.0 }
}

fn coefficient(f: &[f64], set: usize) -> f64 {
    f.iter().enumerate().map(|(x, f)| f * chi(set, x)).sum::<f64>() / f.len() as f64
}

fn size(f: impl Iterator<Item = f64>) -> f64 {
    f.fold(0.0, |most, f| f.abs().max(most))
}

/// Definitions E.4 to E.6 and E.8 to E.10, on the cube.
fn of_functions(run: &Experiment) -> Vec<Recount> {
    let learner = run.learner().layerwise().unwrap();
    let settings = learner.settings();
    let g: Vec<(usize, f64)> = run
        .task()
        .target
        .terms()
        .iter()
        .map(|term| (term.index.support().map(|i| 1 << i).sum(), term.coefficient))
        .collect();
    let m = least_m(run.task().target.terms());
    let mut bad = Recount { name: "nobadactive", broke: Vec::new(), value: 0.0, bound: 0.5 };
    let mut rep = Recount { name: "rep", broke: Vec::new(), value: 0.0, bound: 0.0 };
    let mut bias = Recount { name: "bias", broke: Vec::new(), value: 0.0, bound: 2.0 * settings.eps_stop };
    let mut neurons = Recount { name: "neurbound", broke: Vec::new(), value: 0.0, bound: 2.0 * m };
    let bound = 16.0 * m * m * (settings.lambda2 / settings.lambda1).sqrt();
    let mut weights = Recount { name: "parambound", broke: Vec::new(), value: 0.0, bound };
    let points = 1 << learner.sparse().topology.n;
    let mut zeta: Vec<f64> =
        (0..points).map(|x| -g.iter().map(|(set, c)| c * chi(*set, x)).sum::<f64>()).collect();
    let check = |recount: &mut Recount, value: f64, place: Place| {
        recount.value = recount.value.max(value);
        if value > recount.bound {
            recount.broke.push(place);
        }
    };
    check(&mut bias, coefficient(&zeta, 0).abs(), Place { layer: 0, neuron: 0 });
    let mut represented: Vec<(Place, usize)> = Vec::new();
    for (neuron, f) in learner.sparse().active.iter().zip(values(learner)) {
        let [layer, index] = learner.place(neuron.number);
        let place = Place { layer, neuron: index };
        zeta.iter_mut().zip(&f).for_each(|(zeta, f)| *zeta += f);
        check(&mut bias, coefficient(&zeta, 0).abs(), place);
        check(&mut neurons, size(f.iter().copied()), place);
        check(&mut weights, size(neuron.edges.iter().map(|edge| edge.weight)), place);
        let sizes = (0..points).map(|set| coefficient(&f, set).abs());
        let set = sizes.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap().0;
        let r = coefficient(&f, set);
        let error = size(f.iter().enumerate().map(|(x, f)| f - r * chi(set, x))) / r.abs();
        bad.value = bad.value.max(error);
        if error >= 0.5 || set.count_ones() as usize > layer + 1 || !g.iter().any(|(of, _)| *of == set) {
            bad.broke.push(place);
        } else {
            represented.push((place, set));
        }
    }
    for layer in 1..=learner.sparse().topology.layers {
        for (at, (place, set)) in
            represented.iter().enumerate().filter(|(_, (place, _))| place.layer == layer)
        {
            if represented[..at].iter().any(|(_, other)| other == set) {
                rep.broke.push(*place);
            }
        }
        let due = g.iter().filter(|(set, _)| (1..=layer + 1).contains(&(set.count_ones() as usize)));
        let is_there = |set: usize| represented.iter().any(|(place, of)| place.layer <= layer && *of == set);
        let missing = due.filter(|(set, _)| !is_there(*set)).count();
        rep.value = rep.value.max(missing as f64);
        rep.broke.extend(vec![Place { layer, neuron: 0 }; missing]);
    }
    vec![bad, rep, bias, neurons, weights]
}

/// Each event is made to hold and to break, and stands as the recount has it.
#[test]
fn events_are_those_of_the_definitions() {
    let (staircase, sparse) = ("x1 + x1x2 + x1x2x3", json!({ "width": 70, "p1": 0.1, "p2": 0.1 }));
    let mut seen: Vec<(&str, [usize; 2])> = Vec::new();
    for (formula, learner) in [
        (staircase, json!({})),
        (staircase, json!({ "network": sparse })),
        (staircase, json!({ "network": { "layers": 3, "width": 200, "p1": 0.15, "p2": 0.9 } })),
        (staircase, json!({ "network": { "layers": 1, "width": 20, "p1": 0.02 } })),
        (staircase, json!({ "network": { "width": 200, "p1": 0.6 } })),
        ("x1x2x3x4", json!({})),
        ("0.5 + x1 - x1x2", json!({})),
        // Weights that are all but as they were drawn, and large.
        (staircase, json!({ "max_iterations": 1, "eta": 1.5, "alpha": 1e-6, "network": { "layers": 1 } })),
        // Decay that is all but none from neurons.
        (staircase, json!({ "lambda1": 0.02, "lambda2": 1e-8 })),
        // Neurons of one active parent are not rounded away.
        (staircase, json!({ "eta": 0.2, "tau": 0.05, "eps_stop": 0.01 })),
    ] {
        for seed in 0..2 {
            let run = run(seed, formula, &json!({ "learner": learner }));
            assert_eq!(run.status(), Status::Done);
            let events = of(&run);
            let recounts = [of_edges(run.learner().layerwise().unwrap()), of_functions(&run)].concat();
            assert_eq!(events.len(), recounts.len());
            for (event, recount) in events.iter().zip(&recounts) {
                let case = format!("{formula}, {learner}, seed {seed}: {event:?}");
                assert_eq!(event.name, recount.name, "{case}");
                assert_eq!(event.count, recount.broke.len() as u64, "{case}");
                assert_eq!(event.holds, recount.broke.is_empty(), "{case}");
                assert_eq!(event.first, recount.broke.first().copied(), "{case}");
                assert!((event.bound - recount.bound).abs() <= 1e-12 * recount.bound, "{case}");
                // Of a neuron that is no monomial, two coefficients may be the largest.
                if event.name != "nobadactive" || recount.value < 0.5 {
                    let off = (event.value - recount.value).abs();
                    assert!(off <= 1e-9 * (1.0 + recount.value), "{case}, {}", recount.value);
                }
                match seen.iter_mut().find(|(name, _)| *name == event.name) {
                    Some((_, times)) => times[usize::from(event.holds)] += 1,
                    None => seen.push((event.name, [usize::from(!event.holds), usize::from(event.holds)])),
                }
            }
        }
    }
    println!("{seen:?}");
    assert!(seen.iter().all(|(_, [broke, held])| *broke > 0 && *held > 0), "{seen:?}");
}

/// Asked under way, they are those of the neurons that are trained: of a layer that is not, nothing is missing yet.
#[test]
fn what_is_not_trained_yet_breaks_nothing() {
    let run = {
        let spec = json!({
            "inputs": { "n": 4 }, "target": { "kind": "parity", "degree": 2 },
            "learner": { "kind": "layerwise", "network": { "layers": 1, "width": 1, "p1": 1.0 } },
        });
        spec::begin(&spec, None).unwrap()
    };
    let now = of(&run);
    assert!(now.iter().all(|event| event.holds && event.name != "conn"), "{now:?}");
}

/// A product of two features may have a degree that no product of two coordinates has.
#[test]
fn with_features_a_layer_reaches_higher_degrees() {
    let features = json!({
        "features": { "kind": "formulas", "formulas": ["x1x2", "x3x4"] },
        "learner": { "network": { "layers": 1, "width": 400, "p1": 0.25 } },
    });
    let run = run(1, "x1x2x3x4", &features);
    let events = of(&run);
    let bad = events.iter().find(|event| event.name == "nobadactive").unwrap();
    assert!(run.marks()[1] > 0 && bad.holds, "{bad:?}");
}

/// Events of the edges are left out where there are too many to be looked at.
#[test]
fn a_million_neurons_are_not_looked_at_one_by_one() {
    let network = json!({ "layers": 1, "width": 1_000_000, "p1": 0.0, "p2": 0.0 });
    let run =
        run(1, "x1", &json!({ "inputs": { "n": 30 }, "learner": { "pass_over": true, "network": network } }));
    let names: Vec<&str> = of(&run).iter().map(|event| event.name).collect();
    assert_eq!(names, ["nobadactive", "rep", "bias", "neurbound", "parambound"]);
}
