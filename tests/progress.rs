//! A learner that counts more than iterations: its columns, its rows out of schedule, and stops at what it counts. A toy one,
//! whose counts are plain to see.

use serde_json::{Value, json};
use staircase::data::Fresh;
use staircase::experiment::Experiment;
use staircase::features::Features;
use staircase::inputs::{Hypercube, InputDistribution};
use staircase::learners::{Learner, Mark, StepStats};
use staircase::networks::{Model, Network, Workspace};
use staircase::probes::{Group, Panel, PanelSpec};
use staircase::targets::{Staircase, Target};
use staircase::task::{Batch, Oracle, Task};
use staircase::work::Work;
use staircase::{Invalid, Status};

/// Iterations a neuron takes; of so many neurons the last is active; and makes a layer of them full.
const NEURON: u64 = 5;
const ACTIVE: u64 = 3;
const LAYER: u64 = 6;
/// Neurons in all, and iterations between scheduled rows.
const NEURONS: u64 = 12;
const EVERY: u64 = 10;
/// Coordinates of an input.
const N: usize = 4;

/// f = 0.
struct Zero;

impl Model for Zero {
    fn forward<'w>(&self, x: &[f32], _: &'w mut Workspace) -> &'w [f32] {
        &[0.0; 64][..x.len() / N]
    }

    fn cost(&self) -> u64 {
        1
    }
}

/// Goes through its neurons and learns nothing.
struct Walker {
    iteration: u64,
    zero: Zero,
}

impl Learner for Walker {
    fn step(&mut self, oracle: &mut Oracle<'_>) -> StepStats {
        oracle.next(1, &mut Batch::default());
        let before = self.marks();
        self.iteration += 1;
        let landmark = self.marks()[Mark::Active as usize] > before[Mark::Active as usize];
        StepStats { loss: self.iteration as f64, diverged: false, landmark }
    }

    fn cost(&self) -> u64 {
        1
    }

    fn model(&self) -> &dyn Model {
        &self.zero
    }

    fn network(&self) -> Option<&dyn Network> {
        None
    }

    fn network_mut(&mut self) -> Option<&mut dyn Network> {
        None
    }

    fn done(&self) -> bool {
        self.marks()[Mark::Neuron as usize] == NEURONS
    }

    fn progress_columns(&self) -> &'static [&'static str] {
        &["neurons", "active"]
    }

    fn progress(&self, _queries: u64, row: &mut Vec<f64>) {
        let [neurons, active, _] = self.marks();
        row.extend([neurons as f64, active as f64]);
    }

    fn marks(&self) -> [u64; 3] {
        let neurons = self.iteration / NEURON;
        [neurons, neurons / ACTIVE, neurons / LAYER]
    }

    fn save(&self) -> Vec<u8> {
        self.iteration.to_le_bytes().to_vec()
    }

    fn load(&mut self, saved: &[u8]) -> Result<(), Invalid> {
        self.iteration = u64::from_le_bytes(saved.try_into().unwrap());
        Ok(())
    }
}

fn run() -> Experiment {
    let (inputs, target) = (Hypercube::new(N), Staircase::new(2, false));
    let probe = json!({ "every": EVERY });
    let (spec, _) = PanelSpec::read(Some(&probe), target.terms(), &inputs, None, &Zero).unwrap();
    let panel = Panel::new(&spec, &inputs, &target, 1);
    let features = Features::none(inputs.basis());
    let task = Task { inputs: Box::new(inputs), features, target: Box::new(target), data: Box::new(Fresh) };
    let walker = Walker { iteration: 0, zero: Zero };
    Experiment::begin(Value::Null, 1, task, Box::new(walker), panel, &spec)
}

/// The rows so far, as the entries of these columns.
fn rows(run: &mut Experiment, columns: &[&str]) -> Vec<Vec<f64>> {
    let names = run.columns();
    let place = |name: &&str| names.iter().position(|column| column == name).unwrap();
    let places: Vec<usize> = columns.iter().map(place).collect();
    let rows = run.drain().values;
    rows.chunks(names.len()).map(|row| places.iter().map(|k| row[*k]).collect()).collect()
}

#[test]
fn a_row_ends_with_the_learners_own_columns_which_are_exact() {
    let mut run = run();
    let names = run.columns();
    assert_eq!(
        names,
        ["iteration", "samples", "train_loss", "test_loss", "{1}", "{1,2}", "neurons", "active"]
    );
    use Group::{Clock, Coefficient, Loss, Progress};
    assert_eq!(run.groups(), [Clock, Clock, Loss, Loss, Coefficient, Coefficient, Progress, Progress]);
    run.step(EVERY);
    let trace = run.drain();
    assert_eq!((trace.values.len(), trace.errors.len()), (2 * names.len(), 2 * names.len()));
    assert_eq!(trace.values[names.len() + 6..], [2.0, 0.0]);
    assert_eq!(trace.errors[names.len() + 6..], [0.0, 0.0]);
}

/// The mean of the training loss, which is the iteration, is since the row before, whichever of the two it was.
#[test]
fn a_landmark_has_a_row_and_leaves_the_scheduled_ones_where_they_are() {
    let mut run = run();
    run.step(40);
    let rows = rows(&mut run, &["iteration", "active", "train_loss"]);
    let expected =
        [[10.0, 0.0, 5.5], [15.0, 1.0, 13.0], [20.0, 1.0, 18.0], [30.0, 2.0, 25.5], [40.0, 2.0, 35.5]];
    assert_eq!(rows[1..], expected.map(Vec::from), "one row at 30, where both are due");
}

/// However the way there is sliced, at the first iteration at which so many are passed; and with a row there, if one is wanted.
#[test]
fn a_run_stops_once_so_many_of_a_mark_are_passed() {
    for (mark, count, at) in [
        (Mark::Neuron, 0, 0),
        (Mark::Neuron, 1, 5),
        (Mark::Neuron, 7, 35),
        (Mark::Active, 1, 15),
        (Mark::Active, 3, 45),
        (Mark::Layer, 1, 30),
        (Mark::Layer, 2, 60),
        (Mark::Neuron, NEURONS + 1, 60),
    ] {
        for slice in [1, 7, u64::MAX] {
            let mut run = run();
            loop {
                let mut work = Work::up_to(slice);
                run.advance(1000, Some((mark, count)), true, &mut work);
                if work.done() == 0 {
                    break;
                }
            }
            assert_eq!(run.iteration(), at, "{count} of {mark:?}");
            assert_eq!(rows(&mut run, &["iteration"]).last().unwrap()[0], at as f64);
            assert_eq!(run.status() == Status::Done, at == NEURON * NEURONS);
        }
    }
}

#[test]
fn the_iteration_comes_first_where_it_is_less() {
    let mut run = run();
    run.advance(7, Some((Mark::Active, 1)), false, &mut Work::up_to(u64::MAX));
    assert_eq!((run.iteration(), run.marks()), (7, [1, 0, 0]));
}
