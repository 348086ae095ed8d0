//! The paper's claims on its real settings, and what the presets record of settings that were found
//! by experiment. Slow: up to hundreds of thousands of iterations for each of three seeds (one, unless all
//! recorded ones are asked for), minutes in release, which is what it takes to see a staircase climbed, or not.

use crate::common;
use serde_json::{Value, json};
use staircase::probes::Group;
use staircase::rng::{Rng, Stream};
use staircase::{Experiment, networks, spec};

const SEEDS: [u64; 3] = [1, 2, 3];

/// A run to `iterations`, and its rows by column.
struct Run {
    experiment: Experiment,
    columns: Vec<String>,
    rows: Vec<Vec<f64>>,
}

impl Run {
    fn new(spec: &Value, seed: u64, iterations: u64) -> Self {
        let mut spec = spec.clone();
        spec["seed"] = seed.into();
        let mut run: Experiment = spec::build(&spec, None).unwrap();
        assert_eq!(run.step(iterations), iterations);
        let columns = run.columns();
        let rows = run.drain().values.chunks(columns.len()).map(<[f64]>::to_vec).collect();
        Self { experiment: run, columns, rows }
    }

    /// The test loss and the coefficient of χ_{1:degree}, each as the reference program would estimate
    /// it: a plain mean over 30,000 fresh inputs. Of twenty such sets of inputs, from the second least
    /// to the second largest: on laws with heavy tails the estimates themselves are spread wide.
    fn as_the_reference_measures(&self, degree: usize) -> [(f64, f64); 2] {
        const INPUTS: usize = 30_000;
        let task = self.experiment.task();
        let n = task.inputs.dim();
        let one = |set: u64| {
            let mut rng = Rng::new(1000 + set, Stream::Probe);
            let mut x = vec![0.0; INPUTS * n];
            x.chunks_exact_mut(n).for_each(|x| task.inputs.sample_into(&mut rng, x));
            let f = self.experiment.predict(&x).unwrap();
            let (mut loss, mut coefficient) = (0.0, 0.0);
            for (f, x) in f.into_iter().map(f64::from).zip(x.chunks_exact(n)) {
                loss += (f - f64::from(task.target.eval(x))).powi(2);
                coefficient += f * x[..degree].iter().map(|x| f64::from(*x)).product::<f64>();
            }
            [loss / INPUTS as f64, coefficient / INPUTS as f64]
        };
        let sets: Vec<[f64; 2]> = (0..20u64).map(one).collect();
        [0, 1].map(|k| {
            let mut values: Vec<f64> = sets.iter().map(|set| set[k]).collect();
            values.sort_by(f64::total_cmp);
            (values[1], values[18])
        })
    }

    fn column(&self, name: &str) -> Vec<f64> {
        let at = self.columns.iter().position(|column| column == name).unwrap();
        self.rows.iter().map(|row| row[at]).collect()
    }

    fn last(&self, name: &str) -> f64 {
        *self.column(name).last().unwrap()
    }

    /// The iteration of the first row at which the column reaches the value.
    fn first_reaching(&self, name: &str, value: f64) -> Option<f64> {
        let at = self.column(name).iter().position(|v| *v >= value)?;
        Some(self.column("iteration")[at])
    }

    fn coefficients(&self) -> Vec<&String> {
        let groups = self.experiment.groups();
        let coefficient = |(_, group): &(_, Group)| *group == Group::Coefficient;
        self.columns.iter().zip(groups).filter(coefficient).map(|(column, _)| column).collect()
    }
}

/// The spread of three seeds and that of the reference program's three overlap, for losses and for
/// coefficients. More cannot be asked: where two programs do the same, a seed of the one is within
/// the range of three of the other's in half of the cases.
fn overlap(measured: &[[(f64, f64); 2]], [loss, coefficient]: [(f64, f64); 2]) {
    if measured.len() < SEEDS.len() {
        return;
    }
    for (k, (least, most)) in [loss, coefficient].into_iter().enumerate() {
        let low = measured.iter().map(|seed| seed[k].0).fold(f64::INFINITY, f64::min);
        let high = measured.iter().map(|seed| seed[k].1).fold(f64::NEG_INFINITY, f64::max);
        println!("measured as in the reference {low:.4} to {high:.4}, there {least:.4} to {most:.4}");
        assert!(low <= most && high >= least, "{low} to {high}, but there {least} to {most}");
    }
}

/// Those that are run: one, whose rows tell a change of any bit, or all with `RECORDED=all`.
fn seeds() -> &'static [u64] {
    &SEEDS[..common::recorded(SEEDS.len(), 1)]
}

/// For each of the first recorded seeds, when each lane's recorded coefficient came: run anew,
/// and the same to the iteration as in the preset's record.
fn as_recorded(id: &str) -> Vec<Vec<Option<f64>>> {
    let (preset, specs) = common::preset(id);
    let again = |spec: &Value, lane: &Value, k: usize| {
        let (seed, recorded) = (lane["seeds"][k].as_u64().unwrap(), lane["iterations"][k].as_u64());
        let run = Run::new(spec, seed, recorded.or(preset["budget"].as_u64()).unwrap());
        let came = run.first_reaching(lane["column"].as_str().unwrap(), lane["reaches"].as_f64().unwrap());
        assert_eq!(came, recorded.map(|i| i as f64), "{id}, seed {seed}: {spec}");
        came
    };
    let lanes = preset["record"]["lanes"].as_array().unwrap();
    let seeds = 0..seeds().len();
    let came: Vec<Vec<_>> =
        seeds.map(|k| specs.iter().zip(lanes).map(|(spec, lane)| again(spec, lane, k)).collect()).collect();
    println!("{id}: {came:?}");
    came
}

/// A run to the preset's budget is as its record has this seed's: when the recorded coefficient came, and the loss at the end.
fn ends_as_recorded(preset: &Value, lane: usize, seed: u64, run: &Run) {
    let lane = &preset["record"]["lanes"][lane];
    let k = lane["seeds"].as_array().unwrap().iter().position(|recorded| *recorded == seed).unwrap();
    let came = run.first_reaching(lane["column"].as_str().unwrap(), lane["reaches"].as_f64().unwrap());
    assert_eq!(came, lane["iterations"][k].as_f64(), "{}, seed {seed}", preset["id"]);
    let to_two_digits = |loss: f64| format!("{loss:.1e}");
    let recorded = lane["ends"]["test_loss"][k].as_f64().unwrap();
    assert_eq!(
        to_two_digits(run.last("test_loss")),
        to_two_digits(recorded),
        "{}, seed {seed}",
        preset["id"]
    );
}

/// 56500 as the page writes it: 56,500.
fn thousands(n: u64) -> String {
    if n < 1000 { n.to_string() } else { format!("{},{:03}", thousands(n / 1000), n % 1000) }
}

/// A preset's caption says so.
fn says(preset: &Value, what: &str) {
    let said = ["here", "try"].iter().any(|part| preset["caption"][part].as_str().unwrap().contains(what));
    assert!(said, "the caption of {} does not say {what:?}", preset["id"]);
}

/// What a record sums up follows from its iterations, seed by seed, its columns are measured, and the
/// caption gives its range.
#[test]
fn the_records_add_up() {
    let index: Value = serde_json::from_str(include_str!("../www/presets/index.json")).unwrap();
    let mut checked = 0;
    for id in index["presets"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()) {
        let (preset, specs) = common::preset(id);
        let Some(lanes) = preset["record"]["lanes"].as_array() else { continue };
        assert_eq!(lanes.len(), specs.len(), "{id}");
        for (lane, spec) in lanes.iter().zip(&specs) {
            let columns = spec::build(spec, None).unwrap().columns();
            assert!(columns.iter().any(|column| lane["column"] == **column), "{id}: {}", lane["column"]);
            let seeds = lane["seeds"].as_array().unwrap();
            let iterations = lane["iterations"].as_array().unwrap();
            assert_eq!(seeds.len(), iterations.len(), "{id}: an entry a seed");
            assert!(seeds.len() >= 5 && seeds.contains(&preset["spec"]["seed"]), "{id}: {seeds:?}");
            let mut came: Vec<u64> = iterations.iter().filter_map(Value::as_u64).collect();
            came.sort_unstable();
            let budget = preset["budget"].as_u64().unwrap();
            assert!(came.iter().all(|i| *i <= budget), "{id}: {came:?} within {budget}");
            // Of an even number, the mean of the middle two.
            let middle = |came: &[u64]| (came[(came.len() - 1) / 2] + came[came.len() / 2]) / 2;
            let (median, range) = match came[..] {
                [] => (Value::Null, Value::Null),
                [first, ..] => (middle(&came).into(), json!([first, came[came.len() - 1]])),
            };
            assert_eq!(lane["times"], came.len(), "{id}: times");
            assert_eq!((&lane["median"], &lane["range"]), (&median, &range), "{id}");
            for ends in lane["ends"].as_object().into_iter().flat_map(|ends| ends.values()) {
                assert_eq!(ends.as_array().map(Vec::len), Some(seeds.len()), "{id}: an end a seed");
            }
            if let [first, .., last] = came[..] {
                says(&preset, &format!("{} to {}", thousands(first), thousands(last)));
            }
            checked += 1;
        }
    }
    assert!(checked >= 4, "only {checked} lanes have a record");
}

fn half_way_in_order(run: &Run, half: f64, every: f64) {
    let times: Vec<f64> = run
        .coefficients()
        .iter()
        .map(|name| run.first_reaching(name, half).unwrap_or(f64::INFINITY))
        .collect();
    // Two that pass between the same two rows are a tie.
    assert!(times.windows(2).all(|pair| pair[0] <= pair[1] + every), "half-way at {times:?}");
    assert!(times.iter().all(|t| t.is_finite()), "half-way at {times:?}");
}

/// Figure 4 (appendix A): n = 30, k = 10, 60,000 samples cycled, batch 20, five layers of width 40.
/// The ten steps of S_10/√10 rise in order; the parity alone does not move.
#[test]
#[ignore = "slow; run in release"]
fn figure_4_the_staircase_is_climbed_and_the_parity_is_not() {
    let (preset, lanes) = common::preset("figure-4");
    let budget = preset["budget"].as_u64().unwrap();
    assert_eq!(budget, 40_000);
    let every = preset["spec"]["probe"]["every"].as_f64().unwrap();
    for &seed in seeds() {
        let staircase = Run::new(&lanes[0], seed, budget);
        assert_eq!(staircase.coefficients().len(), 10);
        half_way_in_order(&staircase, 0.158, every);
        for name in staircase.coefficients() {
            let value = staircase.last(name);
            assert!(value > 0.28, "seed {seed}: {name} is {value}");
        }
        let loss = staircase.last("test_loss");
        assert!(loss < 0.014, "seed {seed}: {loss}");

        let parity = Run::new(&lanes[1], seed, budget);
        let lowest = parity.column("test_loss").into_iter().fold(f64::INFINITY, f64::min);
        assert!(lowest > 0.95, "seed {seed}: the parity's loss falls to {lowest}");
        let largest = parity.column("{1,2,3,4,5,6,7,8,9,10}").into_iter().map(f64::abs).fold(0.0, f64::max);
        assert!(largest < 0.05, "seed {seed}: the parity's coefficient reaches {largest}");
        println!(
            "seed {seed}: staircase {loss:.4}, parity at least {lowest:.3}, coefficient at most {largest:.4}"
        );
    }
}

/// Figure 2: fresh samples, S_10 unnormalised, a constant step size (ours; the paper names none).
#[test]
#[ignore = "slow; run in release"]
fn figure_2_the_staircase_is_climbed_and_the_parity_is_not() {
    let (preset, lanes) = common::preset("figure-2");
    let budget = preset["budget"].as_u64().unwrap();
    let every = preset["spec"]["probe"]["every"].as_f64().unwrap();
    for &seed in seeds() {
        let staircase = Run::new(&lanes[0], seed, budget);
        half_way_in_order(&staircase, 0.5, every);
        ends_as_recorded(&preset, 0, seed, &staircase);
        assert_eq!(preset["record"]["lanes"][0]["ends"]["inversions"][seed as usize - 1], 0, "as just seen");
        for name in staircase.coefficients() {
            let value = staircase.last(name);
            assert!(value > 0.9, "seed {seed}: {name} is {value}");
        }
        // A few percent of Var g = 10.
        let loss = staircase.last("test_loss");
        assert!(loss < 0.1, "seed {seed}: {loss}");

        let parity = Run::new(&lanes[1], seed, budget);
        let lowest = parity.column("test_loss").into_iter().fold(f64::INFINITY, f64::min);
        assert!(lowest > 0.95, "seed {seed}: the parity's loss falls to {lowest}");
        ends_as_recorded(&preset, 1, seed, &parity);
        println!("seed {seed}: staircase {loss:.4}, parity at least {lowest:.3}");

        // What the caption says of the first layer.
        let weighs = |run: &Run| {
            let [target, other] =
                ["input_weight[target]", "input_weight[other]"].map(|name| run.column(name));
            target.into_iter().zip(other).map(|(target, other)| target / other).collect::<Vec<_>>()
        };
        let (climbs, stays) = (weighs(&staircase), weighs(&parity));
        assert!(climbs[climbs.len() - 1] > 2000.0, "seed {seed}: {}", climbs[climbs.len() - 1]);
        let drift = stays.iter().map(|ratio| (ratio / stays[0] - 1.0).abs()).fold(0.0, f64::max);
        assert!(drift < 0.01, "seed {seed}: {drift}");
    }
}

/// Figure 6 (appendix A): coins with P(+1) = 3/4, standardised; n = 30, k = 7. Another program's three
/// runs of these settings end at a test loss of 0.0004 to 0.001 for S_7/√7 and of 0.4 to 0.57 for
/// χ_{1:7}, whose coefficient reaches 0.47 to 0.60. That contradicts the paper, which reports no
/// non-trivial accuracy for the parity; ours agrees with that program, as it measures. Our own
/// estimates, free of the heavy tails, are 0.0004 to 0.0015, 0.56 to 0.75 and 0.47 to 0.57.
#[test]
#[ignore = "slow; run in release"]
fn figure_6_the_biased_staircase_is_climbed_and_the_parity_partly() {
    let (preset, lanes) = common::preset("figure-6");
    let budget = preset["budget"].as_u64().unwrap();
    let every = preset["spec"]["probe"]["every"].as_f64().unwrap();
    let goal = 1.0 / 7f64.sqrt();
    let (mut staircases, mut parities) = (Vec::new(), Vec::new());
    // The digits that the page and the caption give.
    let said = [("0.0004", "0.75", "0.47"), ("0.0015", "0.56", "0.57"), ("0.0009", "0.63", "0.52")];
    for (&seed, said) in seeds().iter().zip(said) {
        let staircase = Run::new(&lanes[0], seed, budget);
        half_way_in_order(&staircase, goal / 2.0, every);
        for name in staircase.coefficients() {
            let value = staircase.last(name);
            assert!((0.362..0.3835).contains(&value), "seed {seed}: {name} is {value}");
        }
        let loss = staircase.last("test_loss");

        let parity = Run::new(&lanes[1], seed, budget);
        let (loss_of_parity, coefficient) = (parity.last("test_loss"), parity.last("{1,2,3,4,5,6,7}"));
        let seen = (format!("{loss:.4}"), format!("{loss_of_parity:.2}"), format!("{coefficient:.2}"));
        assert_eq!((seen.0.as_str(), seen.1.as_str(), seen.2.as_str()), said, "seed {seed}");
        println!(
            "seed {seed}: staircase {loss:.5}; parity {loss_of_parity:.3}, coefficient {coefficient:.3}"
        );
        staircases.push(staircase.as_the_reference_measures(7));
        parities.push(parity.as_the_reference_measures(7));
    }
    overlap(&staircases, [(0.0004, 0.001), (goal - 0.02, goal + 0.02)]);
    overlap(&parities, [(0.4, 0.57), (0.47, 0.60)]);
}

/// The biased parity comes past 0.4 with every recorded seed, and with two of them is lost again.
#[test]
#[ignore = "slow; run in release"]
fn the_biased_parity_comes_and_may_be_lost_again() {
    assert!(as_recorded("figure-6").iter().flatten().all(Option::is_some));
    let (preset, lanes) = common::preset("figure-6");
    for &seed in &[7, 9][..common::recorded(2, 1)] {
        let run = Run::new(&lanes[1], seed, preset["budget"].as_u64().unwrap());
        let coefficient = run.column("{1,2,3,4,5,6,7}");
        let lost = coefficient.windows(2).find(|pair| pair[0] > 0.4 && pair[1] < 0.1);
        assert!(lost.is_some(), "seed {seed}: {coefficient:?}");
        assert!((0.05..0.2).contains(&run.last("{1,2,3,4,5,6,7}")), "seed {seed}: {coefficient:?}");
    }
}

/// Figure 7 (appendix A): the double staircase S_{7,7}. Another program's three runs end at a test
/// loss of 0.014 to 0.015, all 13 coefficients within 0.04 of 1.
#[test]
#[ignore = "slow; run in release"]
fn figure_7_both_flights_are_climbed() {
    let (preset, lanes) = common::preset("figure-7");
    let mut measured = Vec::new();
    // The digits that the page gives.
    for (&seed, said) in seeds().iter().zip(["0.011", "0.014", "0.017"]) {
        let run = Run::new(&lanes[0], seed, preset["budget"].as_u64().unwrap());
        assert_eq!(run.coefficients().len(), 13);
        ends_as_recorded(&preset, 0, seed, &run);
        for name in run.coefficients() {
            let value = run.last(name);
            assert!((value - 1.0).abs() < 0.01, "seed {seed}: {name} is {value}");
        }
        let loss = run.last("test_loss");
        assert_eq!(format!("{loss:.3}"), said, "seed {seed}");
        println!("seed {seed}: {loss:.4}");
        measured.push(run.as_the_reference_measures(7));
    }
    overlap(&measured, [(0.014, 0.015), (0.96, 1.04)]);
}

/// Figure 5 (appendix A): n = 100 Gaussians, k = 5. Another program's three runs of these settings end
/// at a test loss of 0.045 to 0.06 and a last coefficient of 0.28 to 0.33; measured as there, ours
/// overlap with them. Of our first twelve seeds ten end at 0.034 to 0.059 with 0.31 to 0.36, one at 0.10
/// with 0.26, and one, seed 3, diverges at 23,392, which is why the third seed here is 4.
#[test]
#[ignore = "slow; run in release"]
fn figure_5_the_gaussian_staircase_is_climbed_and_the_parity_is_not() {
    let (preset, lanes) = common::preset("figure-5");
    let budget = preset["budget"].as_u64().unwrap();
    let (mut losses, mut measured) = (Vec::new(), Vec::new());
    for &seed in &[1, 2, 4][..seeds().len()] {
        let staircase = Run::new(&lanes[0], seed, budget);
        ends_as_recorded(&preset, 0, seed, &staircase);
        let (loss, last) = (staircase.last("test_loss"), staircase.last("{1,2,3,4,5}"));
        // As the caption rounds: 0.034 to 0.059, and 0.31 to 0.36.
        let within = (0.0335..0.0595).contains(&loss) && (0.305..0.365).contains(&last);
        assert!(within, "seed {seed}: {loss}, {last}");
        for name in staircase.coefficients().into_iter().take(4) {
            assert!(
                (staircase.last(name) - 0.447).abs() < 0.04,
                "seed {seed}: {name} {}",
                staircase.last(name)
            );
        }
        losses.push(loss);
        measured.push(staircase.as_the_reference_measures(5));
    }
    for &seed in seeds() {
        let parity = Run::new(&lanes[1], seed, budget);
        let lowest = parity.column("test_loss").into_iter().fold(f64::INFINITY, f64::min);
        let largest = parity.column("{1,2,3,4,5}").into_iter().map(f64::abs).fold(0.0, f64::max);
        assert!(lowest > 0.95 && largest < 0.01, "seed {seed}: {lowest}, {largest}");
        ends_as_recorded(&preset, 1, seed, &parity);
    }
    let mut third = lanes[0].clone();
    third["seed"] = 3.into();
    let mut third = spec::build(&third, None).unwrap();
    assert_eq!((third.step(budget), third.status()), (23_392, staircase::Status::Diverged));
    println!("figure 5: {losses:?}");
    overlap(&measured, [(0.045, 0.06), (0.28, 0.33)]);
}

/// The laboratory's first target: its last term, which rests on nothing, comes last.
#[test]
#[ignore = "slow; run in release"]
fn the_laboratorys_unsupported_term_comes_last() {
    let (_, lanes) = common::preset("laboratory");
    for (seed, came) in SEEDS.into_iter().zip(as_recorded("laboratory")) {
        let last = came[0].expect("it comes");
        let third = Run::new(&lanes[0], seed, last as u64).first_reaching("{1,2,3}", 0.9);
        assert!(third.is_some_and(|third| (3000.0..=4250.0).contains(&third)), "seed {seed}: {third:?}");
    }
}

/// The presets of sections 3.1 and 3.2: what climbs, when, and what stays at zero, as recorded.
#[test]
#[ignore = "slow; run in release"]
fn other_laws_have_staircases_of_their_own() {
    for id in ["biased-parity", "hermite", "trigonometric"] {
        for came in as_recorded(id) {
            assert!(matches!(came[..], [Some(_), None]), "{id}: {came:?}");
        }
    }
    assert!(as_recorded("tree").iter().flatten().all(Option::is_some));
}

/// Truncated staircases: without its first step the staircase is climbed nearly as soon, without two
/// of them several times later, without three not at all within the budget.
#[test]
#[ignore = "slow; run in release"]
fn a_truncated_staircase_waits_for_its_lowest_step() {
    for came in as_recorded("truncated") {
        let [Some(whole), Some(one), Some(two), None] = came[..] else { panic!("{came:?}") };
        assert!(one < 2.0 * whole && two > 3.0 * one, "{came:?}");
    }
}

/// Leaps of 1, 2 and 3: x1x2x3 comes the later, the more of its coordinates it must bring in itself.
#[test]
#[ignore = "slow; run in release"]
fn the_longer_the_leap_the_later_its_step() {
    for came in as_recorded("leaps") {
        let [Some(one), Some(two), Some(three)] = came[..] else { panic!("{came:?}") };
        assert!(one < two && three > 2.0 * two, "{came:?}");
    }
}

/// A parity is learned after enough help by its staircase, and never without; when the help ends, it has hardly begun to rise, and
/// what leads up to it falls back.
#[test]
#[ignore = "slow; run in release"]
fn help_for_a_while_is_enough() {
    for came in as_recorded("curriculum-help") {
        assert!(matches!(came[..], [Some(_), _, None]), "{came:?}");
    }
    let (preset, lanes) = common::preset("curriculum-help");
    let top = "{1,2,3,4,5,6,7,8,9,10}";
    for &seed in seeds() {
        let helped = Run::new(&lanes[0], seed, 2000);
        assert!(helped.column(top)[3] < 0.1, "{:?}", helped.column(top));
        let lower = helped.coefficients().into_iter().filter(|name| *name != top);
        assert!(lower.clone().all(|name| helped.last(name).abs() < 0.1));
        assert!(lower.clone().count() == 9 && helped.column("{1}")[3] > 0.5);
    }
    for times in ["in all of eight seeds", "in six of eight", "in none of eight"] {
        says(&preset, times);
    }
}

/// Four steps first, then ten, is no faster than ten from the start: in the median over the recorded seeds it is slower.
#[test]
#[ignore = "slow; run in release"]
fn a_staircase_is_its_own_curriculum() {
    let came = as_recorded("curriculum-grow");
    assert!(came.iter().flatten().all(Option::is_some), "{came:?}");
    let (preset, _) = common::preset("curriculum-grow");
    let [grown, whole] = [0, 1].map(|k| preset["record"]["lanes"][k]["median"].as_u64().unwrap());
    assert!(grown > whole);
    says(&preset, &format!("in the median {}", thousands(grown)));
    says(&preset, &thousands(whole));
}

/// The conjecture at the end of section 2.5: the sparse network of squares learns the staircase as a whole, too, and not
/// the parity.
#[test]
#[ignore = "slow; run in release"]
fn the_sparse_network_is_trained_as_a_whole_too() {
    for came in as_recorded("sparse-together") {
        assert!(matches!(came[..], [Some(_), None]), "{came:?}");
    }
}

/// A chain that slides along the coordinates, no set in another, is climbed in order like a strict
/// one of the same degree, more slowly; its last step alone stays at zero.
#[test]
#[ignore = "slow; run in release"]
fn a_composable_chain_is_climbed_more_slowly_than_a_strict_one() {
    let (preset, lanes) = common::preset("composable");
    let (last, every) = ("{6,7,8,9,10,11}", preset["spec"]["probe"]["every"].as_f64().unwrap());
    for (seed, came) in SEEDS.into_iter().zip(as_recorded("composable")) {
        let [Some(strict), Some(composable)] = came[..] else { panic!("{came:?}") };
        assert!(composable > 2.0 * strict, "{came:?}");
        half_way_in_order(&Run::new(&lanes[1], seed, composable as u64), 0.5, every);
    }
    for seed in 1..=common::recorded(5, 1) as u64 {
        let mut alone = lanes[1].clone();
        alone["target"] = json!({ "kind": "parity", "set": [6, 7, 8, 9, 10, 11] });
        let alone = Run::new(&alone, seed, preset["budget"].as_u64().unwrap());
        let largest = alone.column(last).into_iter().map(f64::abs).fold(0.0, f64::max);
        assert!(largest < 0.05, "seed {seed}: alone it reaches {largest}");
    }
}

/// Equal coefficients, which stall in the limit from some starts, and hardly unequal ones: the
/// first three are there long before x1x2x3, and it comes at the same time in both. The stall in the
/// limit is for weights that start at zero (tests/limit.rs).
#[test]
#[ignore = "slow; run in release"]
fn equal_coefficients_stall_no_longer_than_unequal_ones() {
    let (_, lanes) = common::preset("symmetric");
    for (seed, came) in SEEDS.into_iter().zip(as_recorded("symmetric")) {
        let [Some(equal), Some(unequal)] = came[..] else { panic!("{came:?}") };
        assert!((equal - unequal).abs() <= 200.0, "{came:?}");
        for lane in &lanes {
            let run = Run::new(lane, seed, 2000);
            let first = ["{1}", "{2}", "{3}"].map(|name| run.first_reaching(name, 0.9));
            assert_eq!(first, [Some(800.0); 3], "seed {seed}");
            assert!(equal > 8000.0, "seed {seed}: {equal}");
            assert!(run.last("{1,2,3}").abs() < 0.05, "seed {seed}: {}", run.last("{1,2,3}"));
        }
    }
}

/// The tree's caption: under random biases all 20 terms are there and the property holds; on fair coins
/// 13 are left, three of them without a step below, {3,10} with the largest coefficient among them.
#[test]
fn the_trees_terms_are_those_of_its_caption() {
    let [biased, fair] = &common::preset("tree").1[..] else { panic!("two lanes") };
    let verdict = |lane: &Value| spec::analyze_run(&spec::build(lane, None).unwrap(), u64::MAX);
    let (biased, fair) = (verdict(biased), verdict(fair));
    assert!(biased.sparsity == Some(20) && biased.staircase == Some(true), "{biased:?}");
    assert!(fair.sparsity == Some(13) && fair.staircase == Some(false), "{fair:?}");
    let lacking: Vec<_> = fair.terms.iter().filter(|t| t.set.len() > 1 && t.supports.is_empty()).collect();
    assert_eq!(lacking.len(), 3, "{lacking:?}");
    let largest = fair.terms.iter().max_by(|a, b| a.coefficient.abs().total_cmp(&b.coefficient.abs()));
    assert!(largest.is_some_and(|t| t.set == [3, 10] && t.coefficient == 0.5), "{largest:?}");
    assert!(lacking.iter().any(|t| t.set == [3, 10]), "{lacking:?}");
}

/// What the page says of all figures: their networks start from the same weights, but in two of them,
/// and see the same inputs, but in three; some of Figure 2's inputs to measure on are met in training by chance.
#[test]
fn figures_compare_what_the_page_says() {
    let index: Value = serde_json::from_str(include_str!("../www/presets/index.json")).unwrap();
    let page = include_str!("../index.html");
    for id in index["presets"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()) {
        let lanes = common::preset(id).1;
        let alike = |of: &dyn Fn(&Value) -> Value| lanes.iter().all(|lane| of(lane) == of(&lanes[0]));
        let exceptions = page.split("except in").nth(1).unwrap();
        let (inputs, networks) = exceptions.split_once("where the inputs are what differs").unwrap();
        let networks = networks.split("where the networks are what differs").next().unwrap();
        let named = |list: &str| list.contains(&format!("href=\"#{id}\""));
        let other = ["patience", "biased-parity", "tree"].contains(&id);
        assert_eq!(alike(&|lane| json!([lane["inputs"], lane["data"]])), !other, "{id}: inputs");
        assert_eq!(named(inputs), other, "{id}: named as an exception");
        // Where learners are compared they need have nothing in common but their samples.
        if common::preset(id).0["compare"] == true {
            continue;
        }
        let other = ["three-parents", "biased-neuron", "correction-alpha", "correction-gap"].contains(&id);
        assert_eq!(alike(&|lane| lane["learner"]["network"].clone()), !other, "{id}: networks");
        assert_eq!(named(networks), other, "{id}: named as an exception");
    }
    let preset = common::preset("figure-2").0;
    let number = |path: &str| preset.pointer(path).unwrap().as_f64().unwrap();
    let trained = number("/budget") * number("/spec/learner/batch");
    let measured = number("/spec/probe/samples");
    let met = measured * trained / 2f64.powf(number("/spec/inputs/n"));
    let said = format!(
        "8,192 some {} are to be expected, by chance, among its {} million",
        met.round_ties_even(),
        trained / 1e6
    );
    assert!(measured == 8192.0 && page.contains(&said), "{said}");
}

/// When the coefficient came to 0.9 with the seeds 1 to 5, of which the first are run anew.
fn came(spec: &Value, name: &str, recorded: [u64; 5]) -> [u64; 5] {
    let again = common::recorded(recorded.len(), 1);
    std::thread::scope(|scope| {
        for (seed, &until) in (1..).zip(&recorded[..again]) {
            scope.spawn(move || {
                let came = Run::new(spec, seed, until).first_reaching(name, 0.9);
                assert_eq!(came, Some(until as f64), "seed {seed}, {name}: {spec}");
            });
        }
    });
    recorded
}

/// What captions and the page say of targets before any training, and of networks.
#[test]
fn verdicts_are_those_that_the_page_names() {
    let verdicts = |id: &str| -> Vec<_> {
        let lanes = common::preset(id).1;
        lanes.iter().map(|lane| spec::analyze_run(&spec::build(lane, None).unwrap(), u64::MAX)).collect()
    };
    let leaps = |id: &str| verdicts(id).iter().map(|verdict| verdict.leap.unwrap()).collect::<Vec<_>>();
    assert_eq!(leaps("truncated"), [1, 2, 3, 4]);
    assert_eq!(leaps("leaps"), [1, 2, 3]);
    assert_eq!(leaps("growth-leap"), [1, 2, 3, 4]);
    let [strict, chain] = &verdicts("composable")[..] else { panic!("two lanes") };
    assert!(strict.staircase == Some(true) && strict.composable_distance == Some(1));
    assert!(chain.composable_distance == Some(3) && chain.terms.iter().all(|term| term.supports.is_empty()));
    let exchangeable: Vec<_> = verdicts("symmetric").into_iter().map(|verdict| verdict.symmetric).collect();
    assert_eq!(exchangeable, [vec![vec![1, 2, 3]], vec![]]);
    let bare: Vec<_> = verdicts("laboratory")[0].terms.iter().map(|term| term.supports.is_empty()).collect();
    assert_eq!(bare, [true, false, false, true], "{{1}}, {{1,2}}, {{1,2,3}}, {{4,5,6}}");
    let written =
        |text: &str| spec::analyze(&json!({ "kind": "formula", "formula": text }), None, None).unwrap();
    assert_eq!(written("x1 + x1x2x3x4").leap, Some(3));
    let single = written("x1 + x1 x2 + x2 x3 + x3 x4 + x4 x5");
    assert!(single.staircase == Some(false) && single.merged_staircase == Some(true));
    let rule = written("(1 + x1)(1 + x2)(1 + x3) / 4");
    assert!(rule.staircase == Some(true) && rule.sparsity == Some(8));

    let page = include_str!("../index.html");
    for (id, count) in [("figure-2", "6,201 parameters"), ("figure-7", "9,251 parameters")] {
        let run = spec::build(&common::preset(id).1[0], None).unwrap();
        let arrays = networks::export(run.network().unwrap());
        let parameters = arrays.iter().map(|array| array.values.len() as u64).sum();
        assert!(page.contains(count) && count.starts_with(&thousands(parameters)), "{id}: {parameters}");
    }
}

/// What captions say of the end, and of settings that a visitor may try: over the five seeds that they speak of, as recorded
/// here.
#[test]
#[ignore = "slow; run in release"]
fn captions_are_right_about_changed_settings() {
    let says_range = |preset: &Value, came: &[u64]| {
        let mut came = came.to_vec();
        came.sort_unstable();
        says(preset, &format!("{} to {}", thousands(came[0]), thousands(came[came.len() - 1])));
        came[came.len() / 2]
    };

    let (preset, leaps) = common::preset("leaps");
    let mut growth = Vec::new();
    let on_sixty_coins = [
        [14_000, 17_500, 20_500, 19_000, 17_500],
        [20_000, 34_000, 25_000, 31_000, 29_500],
        [123_500, 336_000, 307_500, 304_000, 225_500],
    ];
    for ((lane, record), recorded) in
        leaps.iter().zip(preset["record"]["lanes"].as_array().unwrap()).zip(on_sixty_coins)
    {
        let mut spec = lane.clone();
        spec["inputs"]["n"] = 60.into();
        let median = says_range(&preset, &came(&spec, "{1,2,3}", recorded));
        growth.push(format!("{:.1}", median as f64 / record["median"].as_f64().unwrap()));
    }
    says(&preset, &format!("grow by {}, {} and {}", growth[0], growth[1], growth[2]));

    let (preset, lanes) = common::preset("truncated");
    let mut few = lanes[3].clone();
    few["inputs"]["n"] = 30.into();
    says_range(&preset, &came(&few, "{1,2,3,4,5,6,7,8}", [28_000, 55_500, 56_500, 34_000, 55_500]));

    let (preset, lanes) = common::preset("symmetric");
    let mut apart = lanes[1].clone();
    apart["target"]["terms"][1]["coefficient"] = 0.5.into();
    apart["target"]["terms"][2]["coefficient"] = 1.5.into();
    says_range(&preset, &came(&apart, "{1,2,3}", [22_200, 19_600, 23_600, 18_000, 20_400]));
    let deep = |lane: &Value, recorded: [u64; 5]| {
        let mut deep = lane.clone();
        deep["learner"]["network"] = json!({ "kind": "relu_resnet", "layers": 5, "width": 40 });
        deep["probe"]["every"] = 100.into();
        came(&deep, "{1,2,3}", recorded)
    };
    let equal = deep(&lanes[0], [3300, 3300, 3700, 3500, 3200]);
    says_range(&preset, &[equal, deep(&lanes[1], [3300, 3300, 3700, 3600, 3200])].concat());

    let (preset, lanes) = common::preset("laboratory");
    says_range(&preset, &came(&lanes[0], "{1,2,3}", [3750, 3250, 3000, 4250, 3250]));

    for (id, name, recorded) in [
        ("hermite", "{1^2,2,3}", [0.777, 0.730, 0.721, 0.626, 0.776]),
        ("trigonometric", "{1,2,3,4}", [0.913, 0.908, 0.931, 0.886, 0.881]),
    ] {
        let (preset, lanes) = common::preset(id);
        for (seed, end) in (1..).zip(&recorded[..common::recorded(recorded.len(), 1)]) {
            let run = Run::new(&lanes[0], seed, preset["budget"].as_u64().unwrap());
            assert_eq!(format!("{:.3}", run.last(name)), format!("{end:.3}"), "{id}, seed {seed}");
        }
        let (low, high) =
            recorded.into_iter().fold((1.0f64, 0.0f64), |(low, high), end| (low.min(end), high.max(end)));
        says(&preset, &format!("{low:.2} to {high:.2} of 1"));
    }

    for lane in &common::preset("figure-4").1 {
        let mut by_heart = lane.clone();
        by_heart["data"]["count"] = 1000.into();
        let run = Run::new(&by_heart, 1, 40_000);
        let (train, test) = (run.last("train_loss"), run.last("test_loss"));
        println!("on 1,000 samples: {train} and {test}");
        assert!(10.0 * train < test, "{train} and {test}");
    }

    let mut few = common::preset("patience").1[0].clone();
    few["data"]["count"] = 10_000.into();
    let run = Run::new(&few, 1, 100_000);
    let (train, test) = (run.last("train_loss"), run.last("test_loss"));
    println!("the parity on 10,000 samples: {train} and {test}");
    assert!(train < 0.4 && (1.7..2.1).contains(&test), "{train} and {test}");
}

/// χ_{1:10} on 60,000 fixed samples: with the preset's seed learned after all, at once after a plateau
/// of 190,000 iterations on which the network memorises; with other seeds, and fresh samples, not.
#[test]
#[ignore = "slow; run in release"]
fn a_parity_is_sometimes_learned_at_once_after_a_long_plateau() {
    let (preset, lanes) = common::preset("patience");
    let (record, budget) = (&preset["record"]["lanes"], preset["budget"].as_u64().unwrap());
    assert!(record[0]["times"] == 1 && record[1]["times"] == 0);
    if seeds().len() > 1 {
        as_recorded("patience");
    }

    let run = Run::new(&lanes[0], preset["spec"]["seed"].as_u64().unwrap(), 240_000);
    let name = "{1,2,3,4,5,6,7,8,9,10}";
    assert_eq!(run.first_reaching(name, 0.9), record[0]["iterations"][0].as_f64());
    let rows = run.column("iteration").iter().filter(|i| **i <= 190_000.0).count();
    assert!(run.column(name)[..rows].iter().all(|c| c.abs() < 0.03));
    let (train, test) = (run.column("train_loss")[rows - 1], run.column("test_loss")[rows - 1]);
    assert!((0.9..0.95).contains(&train) && (1.05..1.1).contains(&test), "{train} and {test}");
    assert!(run.last("test_loss") < 0.001, "{}", run.last("test_loss"));

    // What moves before.
    let weights = ["target", "other"].map(|which| run.column(&format!("input_weight[{which}]")));
    let ratios: Vec<f64> = weights[0].iter().zip(&weights[1]).map(|(target, other)| target / other).collect();
    assert!(ratios[..rows - 1].iter().all(|ratio| (1.025..1.105).contains(ratio)), "{ratios:?}");
    assert!((2.9..3.2).contains(&ratios[100]), "{}", ratios[100]);
    let influence = run.column("total_influence");
    assert!((0.0035..0.0045).contains(&influence[5]) && (0.45..0.55).contains(&influence[rows - 1]));
    let fresh = Run::new(&lanes[1], 1, budget);
    assert_eq!(fresh.first_reaching(name, 0.9), None);
    let influence = &fresh.column("total_influence")[5..rows];
    assert!(influence.iter().all(|influence| *influence < 0.005), "{influence:?}");
}

/// What the page says beside Figure 2: shorter parities are a matter of time. Two coins are learned
/// without help at the figure's own step size; four coins at ten times that, ten to thirty times
/// later than as the last step of S_4.
#[test]
#[ignore = "slow; run in release"]
fn shorter_parities_are_learned_later() {
    let (_, lanes) = common::preset("figure-2");
    let run = |lane: usize, degree: u64, step_size: f64, seed: u64, iterations: u64| {
        let mut spec = lanes[lane].clone();
        spec["target"]["degree"] = degree.into();
        spec["learner"]["step_size"] = step_size.into();
        spec["probe"]["every"] = 200.into();
        Run::new(&spec, seed, iterations)
    };
    for &seed in seeds() {
        assert!(run(1, 2, 0.0002, seed, 40_000).first_reaching("{1,2}", 0.9).is_some(), "seed {seed}");
        let with = run(0, 4, 0.002, seed, 10_000).first_reaching("{1,2,3,4}", 0.9).expect("S_4 is climbed");
        let alone =
            run(1, 4, 0.002, seed, 120_000).first_reaching("{1,2,3,4}", 0.9).expect("the parity is learned");
        assert!((10.0..30.0).contains(&(alone / with)), "seed {seed}: {with} and {alone}");
        println!("seed {seed}: after {with} as a step, after {alone} alone");
    }
}

/// Theorem 2 of Allen-Zhu and Li by their learner, eqs. (2.1) and (2.2): layer 2 alone keeps an error of its features whose root
/// is about proportional to α_3, and loses most of it where it goes on while layer 3 is learned.
#[test]
#[ignore = "slow; run in release"]
fn distilled_features_are_corrected_from_above() {
    let run = |seed: u64, alpha: f64, regime: &str, iterations: u64| {
        let connections = "0; 0 2";
        let network = json!({ "kind": "distilled_densenet", "widths": [16, 8], "features": [4, 2], "alpha": [1, alpha],
                              "connections": connections, "lambda5": 1 });
        let spec = json!({
            "inputs": { "kind": "gaussian", "n": 20 },
            "target": { "kind": "teacher", "widths": [4, 2], "alpha": [1, alpha], "connections": connections },
            "data": { "kind": "fresh" },
            "learner": { "kind": "sgd", "optimizer": "adam", "batch": 256, "step_size": 0.003, "cosine": 3000,
                         "regime": regime, "stage": 1000, "network": network },
            "probe": { "every": 1000, "samples": 8192 },
        });
        Run::new(&spec, seed, iterations)
    };
    for seed in 1..=common::recorded(5, 2) as u64 {
        let alone =
            [0.1, 0.2, 0.4].map(|alpha| run(seed, alpha, "layerwise", 1000).last("feature_error[2]").sqrt());
        for pair in alone.windows(2) {
            assert!((1.6..2.1).contains(&(pair[1] / pair[0])), "seed {seed}: {alone:?}");
        }
        // Of sixteen seeds the worst ended with 0.28 of the error and 0.10 of the loss, the median with 0.08 and 0.02.
        let [frozen, going_on] = ["layerwise", "successive"].map(|regime| run(seed, 0.2, regime, 3000));
        for (column, part) in [("feature_error[2]", 0.5), ("test_loss", 0.2)] {
            let ratio = going_on.last(column) / frozen.last(column);
            assert!(ratio < part, "seed {seed}: {ratio} of the {column}");
            println!("seed {seed}: {ratio:.3} of the {column}");
        }
    }
}
