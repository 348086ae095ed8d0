//! The lemmas of appendix D on TrainNeuron (Abbe et al. 2021), on every neuron of many random runs: where a lemma's
//! conditions hold, so does what it says.
//!
//! ε_stat of Lemma D.5 bounds the gradient at which NeuronSGD stops. Here the gradient is the population's, so that the
//! bound is ε_stop itself where the parents are exact monomials; U_stat is what the weights have.

use proptest::prelude::*;
use serde_json::{Value, json};
use staircase::basis::MultiIndex;
use staircase::experiment::Experiment;
use staircase::learners::Mark;
use staircase::networks::sparse_quadratic::Parent;
use staircase::spec;
use staircase::work::Work;

const EPS_STOP: f64 = 5e-11;
const TAU: f64 = 0.03;
const N: usize = 4;

/// A neuron that was trained, as the lemmas speak of it.
struct Trained {
    /// r, ε, γ and S of its active parents.
    parents: Vec<(f64, f64, f64, MultiIndex)>,
    /// ζ^(∅) and ζ^(S) before, S being the product of the first two parents'.
    bias: f64,
    error: f64,
    set: MultiIndex,
    /// The largest weight when it stopped.
    largest: f64,
    /// r, ε and S of what it computes; None if it is blank.
    learned: Option<(f64, f64, MultiIndex)>,
    /// ζ^(∅) after.
    bias_after: f64,
    /// Whether its gradient came down to ε_stop.
    stopped: bool,
}

/// S Δ T.
fn product(one: &MultiIndex, other: &MultiIndex) -> MultiIndex {
    let mut both: Vec<usize> = one.support().filter(|i| other.degree_of(*i) == 0).collect();
    both.extend(other.support().filter(|i| one.degree_of(*i) == 0));
    both.sort();
    MultiIndex::from_factors(both.into_iter().map(|i| (i, 1)))
}

/// A run with what the lemmas ask for: small λ, ε_stop far below λ², η = 4τ.
fn run(seed: u64, n: usize, formula: &str, [lambda1, lambda2]: [f64; 2], network: Value) -> Experiment {
    let spec: Value = json!({
        "seed": seed, "inputs": { "n": n }, "target": { "kind": "formula", "formula": formula },
        "learner": {
            "kind": "layerwise", "lambda1": lambda1, "lambda2": lambda2, "eta": 0.12, "eps_stop": EPS_STOP, "alpha": 0.08,
            "tau": TAU, "max_iterations": 3_000_000,
            "network": network,
        },
        "probe": { "every": 1_000_000_000 },
    });
    spec::begin(&spec, None).unwrap()
}

/// The next neuron, trained; None at the end.
fn next(run: &mut Experiment, [lambda1, lambda2]: [f64; 2]) -> Option<Trained> {
    let zeta = |run: &Experiment, set: &MultiIndex| {
        let g = run.task().target.terms().iter().find(|term| term.index == *set);
        run.learner().layerwise().unwrap().coefficient(set) - g.map_or(0.0, |term| term.coefficient)
    };
    let before: Vec<f64> = (0..1 << N).map(|s| zeta(run, &set_of(s))).collect();
    let active = run.marks()[1];
    let count = run.marks()[0] + 1;
    run.advance(u64::MAX, Some((Mark::Neuron, count)), false, &mut Work::up_to(u64::MAX));
    let learner = run.learner().layerwise().unwrap();
    let training = learner.training().filter(|_| run.marks()[0] == count)?;
    let (functions, skews) = (learner.functions(), vec![0.0; N]);
    let parents: Vec<_> = training
        .parents
        .iter()
        .map(|parent| {
            let monomial = functions.get(learner.number(*parent)).unwrap().monomial(&skews);
            let gamma = if matches!(parent, Parent::Input(_)) { lambda1 } else { lambda2 };
            (monomial.scaling, monomial.relative_error, gamma, monomial.set)
        })
        .collect();
    let set = match &parents[..] {
        [one, other, ..] => product(&one.3, &other.3),
        _ => MultiIndex::default(),
    };
    let learned = (run.marks()[1] > active).then(|| {
        let monomial = functions.active.last().unwrap().as_ref().unwrap().monomial(&skews);
        (monomial.scaling, monomial.relative_error, monomial.set)
    });
    let at = (0..1 << N).find(|s| set_of(*s) == set).unwrap();
    let rows = training.history.values.iter();
    Some(Trained {
        parents,
        bias: before[0],
        error: before[at],
        set,
        largest: rows.fold(0.0f64, |most, w| most.max(w.abs())),
        learned,
        bias_after: zeta(run, &MultiIndex::default()),
        stopped: training.is_small(EPS_STOP),
    })
}

fn set_of(s: usize) -> MultiIndex {
    MultiIndex::from_factors((0..N).filter(|i| s >> i & 1 == 1).map(|i| (i, 1)))
}

/// What the lemmas said something about.
#[derive(Default, Debug)]
struct Seen {
    one: usize,
    useless: usize,
    useful: usize,
    active: usize,
}

/// Holds every lemma to one trained neuron.
fn check(v: &Trained, [lambda1, lambda2]: [f64; 2], seen: &mut Seen) {
    // Lemma D.5 is what the others rest on.
    if !v.stopped {
        return;
    }
    let least = lambda1.min(lambda2);
    let eps1 = 2.0 * EPS_STOP / least;
    match &v.parents[..] {
        // Lemma D.7, of an exact monomial: what a parent misses of its own would add to ε_stat.
        [] | [_] if v.parents.iter().all(|parent| parent.1 < 1e-12) => {
            let r1 = v.parents.first().map_or(0.0, |parent| parent.0);
            let bound = v.bias.abs() + EPS_STOP + r1 * r1 * eps1 * eps1;
            if TAU > eps1 && TAU > bound && EPS_STOP < least / (2.0 * r1).powi(2) {
                assert!(v.learned.is_none(), "one active parent: blank");
                seen.one += 1;
            }
        }
        [(r1, e1, g1, _), (r2, e2, g2, _)] => {
            let (r, error) = ((r1 * r2).abs(), v.error.abs());
            let (big, small) = (r1.abs().max(r2.abs()), r1.abs().min(r2.abs()));
            let most = lambda1.max(lambda2);
            let u = v.largest;
            let eps2 = (1.0 + big * big * u) * EPS_STOP;
            let eps3 = 8.0 * eps2 * (1.0 + u * u + error) * 1f64.max(r * r) / (least * least);
            let eps4 = 2.0 * ((most / least).sqrt() * (most + error).sqrt() + eps2 * most) / 1f64.min(r * r);
            let worst = eps1.max(eps3).max(eps4);
            let squares = r1 * r1 + r2 * r2;
            // Lemma D.8. What the parents miss of their monomials would add to ε_stat; exact ones have none.
            if e1.max(*e2) < 1e-12
                && TAU > worst
                && TAU > v.bias.abs() + 2.0 * squares * worst * worst + EPS_STOP
                && 4.0 * squares * EPS_STOP / least <= 0.5
            {
                assert!(v.learned.is_none(), "a useless product: blank, though {} was learned", v.set);
                seen.useless += 1;
            }
            // Lemma D.12, its first parent being the one that may have an error.
            let ((r1, e1, g1), (r2, g2)) =
                if e1 >= e2 { ((r1, e1, g1), (r2, g2)) } else { ((r2, e2, g2), (r1, g1)) };
            if TAU > eps1
                && error >= 3f64.sqrt() * most / r
                && eps2 <= least * (error / r).sqrt() / 8.0
                && TAU < (lambda1 / lambda2).sqrt() * error / r / 8.0
                && TAU < error / 4.0 * small / big - v.bias.abs() - EPS_STOP
            {
                seen.useful += 1;
                let Some((scaling, relative, set)) = &v.learned else { return };
                seen.active += 1;
                assert_eq!(*set, v.set, "it learns the product");
                assert!(
                    (scaling + v.error).abs() <= 4.0 * (g1 * g2).sqrt() / r,
                    "{scaling} for {}",
                    -v.error
                );
                let ratio = (r1 / r2).abs();
                let bound = (4.0 * EPS_STOP + 2.0 * v.bias.abs()) / error
                    + 32.0 * lambda2 / lambda1 * e1 * e1 * ratio
                    + e1 * (8.0 * ratio * (g2 / g1).sqrt() + 1.0);
                assert!(*relative <= bound + 1e-12, "relative error {relative}, bound {bound}");
                assert!(v.bias_after.abs() <= 2.0 * EPS_STOP, "{}", v.bias_after);
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    /// On random staircases of three steps.
    #[test]
    fn lemmas_d7_d8_and_d12_hold_for_every_neuron(
        seed in 0u64..1 << 40,
        [c1, c2, c3] in proptest::array::uniform3(prop_oneof![-1.5f64..-0.6, 0.6f64..1.5]),
        lambda in prop_oneof![Just([2e-4, 2e-4]), Just([2e-4, 2e-3])],
    ) {
        let network = json!({ "layers": 2, "width": 40, "p1": 0.25, "p2": 0.2 });
        let mut run = run(seed, N, &format!("{c1} x1 + {c2} x1x2 + {c3} x1x2x3"), lambda, network);
        let mut seen = Seen::default();
        while let Some(trained) = next(&mut run, lambda) {
            check(&trained, lambda, &mut seen);
        }
        prop_assert!(seen.one > 10 && (seen.useless > 5 || lambda[0] != lambda[1]), "{seen:?}");
    }
}

/// Lemma D.13: of the neurons whose two active parents have a useful product, at least a fraction
/// min(1, √(|r1 r2 ζ^(S)| / 8)) becomes active.
#[test]
fn lemma_d13_a_useful_product_is_learned_often_enough() {
    let lambda = [2e-4, 2e-4];
    let mut seen = Seen::default();
    for seed in 0..70 {
        let network = json!({ "layers": 1, "width": 40, "p1": 0.4 });
        let mut run = run(seed, 2, "x1", lambda, network);
        // Once x1 is learned nothing is of use any more.
        while run.marks()[1] == 0
            && let Some(trained) = next(&mut run, lambda)
        {
            check(&trained, lambda, &mut seen);
        }
    }
    let (share, bound) = (seen.active as f64 / seen.useful as f64, (1.0f64 / 8.0).sqrt());
    println!("{seen:?}: {share:.2} of the useful ones became active, the bound is {bound:.2}");
    let error = (0.25 / seen.useful as f64).sqrt();
    assert!(share >= bound - 3.0 * error, "{seen:?}: {share}, bound {bound}");
    assert!(seen.one > 50 && seen.useless > 50 && seen.useful > 30, "the lemmas were tried: {seen:?}");
}
