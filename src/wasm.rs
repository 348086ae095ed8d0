//! The wasm-bindgen face: converts, never decides. What crosses are copies.

mod paint;
mod take;

pub use paint::{JsCanvas, JsLayout, JsName, JsPicture, JsStyle};

use crate::learners::{Layerwise, Mark};
use crate::networks::Parameter;
use crate::schema::Invalid;
use crate::sweep::{Learned, Outcome, Sweep};
use crate::theory::Theorem;
use crate::work::Work;
use crate::{diagnosis, experiment, networks, snapshot, spec};
use js_sys::{Array, Float32Array, Object, Reflect};
use serde::Serialize;
use std::cell::{RefCell, RefMut};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("wasm.d.ts");

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "Spec")]
    pub type JsSpec;
    #[wasm_bindgen(typescript_type = "Choice")]
    pub type JsTarget;
    #[wasm_bindgen(typescript_type = "Choice | undefined")]
    pub type JsInputs;
    #[wasm_bindgen(typescript_type = "Choice | undefined")]
    pub type JsFeatures;
    #[wasm_bindgen(typescript_type = "Analysis")]
    pub type JsAnalysis;
    #[wasm_bindgen(typescript_type = "TheoremInputs")]
    pub type JsTheoremInputs;
    #[wasm_bindgen(typescript_type = "Theorem")]
    pub type JsTheorem;
    #[wasm_bindgen(typescript_type = "Catalogue")]
    pub type JsCatalogue;
    #[wasm_bindgen(typescript_type = "Sweep")]
    pub type JsSweep;
    #[wasm_bindgen(typescript_type = "SweepOutcome[]")]
    pub type JsOutcomes;
    #[wasm_bindgen(typescript_type = "SweepSummary")]
    pub type JsSummary;
    #[wasm_bindgen(typescript_type = "SweepLearned | undefined")]
    pub type JsLearned;
    #[wasm_bindgen(typescript_type = "SweepCondition[]")]
    pub type JsConditions;
    #[wasm_bindgen(typescript_type = "Parameter[]")]
    pub type JsParameters;
    #[wasm_bindgen(typescript_type = "Phase | null")]
    pub type JsPhase;
    #[wasm_bindgen(typescript_type = "ActiveNeuron[]")]
    pub type JsNeurons;
    #[wasm_bindgen(typescript_type = "TrainedNeuron | null")]
    pub type JsTraining;
    #[wasm_bindgen(typescript_type = "ProofEvent[]")]
    pub type JsEvents;
    #[wasm_bindgen(typescript_type = "Coefficient[]")]
    pub type JsCoefficients;
    #[wasm_bindgen(typescript_type = "TrainingStage[]")]
    pub type JsStages;
    #[wasm_bindgen(typescript_type = "Pending | null")]
    pub type JsPending;
    #[wasm_bindgen(typescript_type = "Group[]")]
    pub type JsGroups;
    #[wasm_bindgen(typescript_type = "Until")]
    pub type JsUntil;
    #[wasm_bindgen(typescript_type = "Marks")]
    pub type JsMarks;
    #[wasm_bindgen(typescript_type = "Cost")]
    pub type JsCost;
    #[wasm_bindgen(typescript_type = "RunStatus")]
    pub type JsStatus;
    #[wasm_bindgen(typescript_type = "Uint8Array")]
    pub type JsBytes;
    #[wasm_bindgen(typescript_type = "number")]
    pub type JsNumber;
    #[wasm_bindgen(typescript_type = "boolean")]
    pub type JsFlag;
    #[wasm_bindgen(typescript_type = "Float32Array | Float64Array | number[]")]
    pub type JsNumbers;
}

type Result<T> = std::result::Result<T, JsValue>;

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// One run: deterministic in its spec, however it is stepped or measured.
// No method takes `&mut self`: wasm-bindgen would borrow it before an argument is read, and for ever if that throws.
#[wasm_bindgen]
pub struct Experiment {
    /// None once it is freed.
    run: RefCell<Option<Run>>,
}

struct Run {
    inner: experiment::Experiment,
    errors: Vec<f64>,
}

impl Experiment {
    fn of(inner: experiment::Experiment) -> Self {
        Self { run: RefCell::new(Some(Run { inner, errors: Vec::new() })) }
    }

    /// The run, to be let go before anything of JavaScript's is called: that might come back here.
    #[inline(never)]
    fn run(&self) -> Result<RefMut<'_, Run>> {
        let wrong = |why: &str| to_error(Invalid::new("experiment", why));
        let run = self.run.try_borrow_mut().map_err(|_| wrong("a call broke off in its midst"))?;
        RefMut::filter_map(run, Option::as_mut).map_err(|_| wrong("was freed"))
    }
}

#[wasm_bindgen]
impl Experiment {
    /// Begins a run and records row 0. Throws an Error whose `field` names the faulty entry.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: JsSpec) -> Result<Experiment> {
        let mut given = take::spec("", &spec).map_err(to_error)?;
        let table = given.take_table();
        spec::build(&given.value, table).map(Self::of).map_err(to_error)
    }

    /// Gives the memory back at once. Whatever is asked afterwards is refused.
    // In place of wasm-bindgen's own method of this name, after which a call throws from within Rust.
    pub fn free(&self) {
        self.run.take();
    }

    /// A run whose row 0 is `pending`: as quick as reading the spec, for nothing is drawn or measured yet.
    pub fn begin(spec: JsSpec) -> Result<Experiment> {
        let mut given = take::spec("", &spec).map_err(to_error)?;
        let table = given.take_table();
        spec::begin(&given.value, table).map(Self::of).map_err(to_error)
    }

    /// Goes on towards `iteration`, or `until` so many of a mark are passed if that comes first, recording the rows
    /// that become due, and with `measure` one there whatever the schedule; returns after about `work`
    /// multiply-adds, or a single iteration that takes more. Tells how many were done; how a run is sliced changes
    /// no bit of it.
    pub fn advance(
        &self,
        iteration: JsNumber,
        work: JsNumber,
        measure: Option<JsFlag>,
        until: Option<JsUntil>,
    ) -> Result<f64> {
        let iteration = take::whole("iteration", &iteration).map_err(to_error)?;
        let mut work = Work::up_to(take::whole("work", &work).map_err(to_error)?);
        let measure = measure.map_or(Ok(false), |flag| take::truth("measure", &flag)).map_err(to_error)?;
        let until = until.map(|until| take::until("until", &until)).transpose().map_err(to_error)?;
        self.run()?.inner.advance(iteration, until, measure, &mut work);
        Ok(work.done() as f64)
    }

    /// The row that is due and how far it is, or null.
    #[wasm_bindgen(getter)]
    pub fn pending(&self) -> Result<JsPending> {
        let pending = self.run()?.inner.pending();
        to_js(&pending)
    }

    /// Multiply-adds that the run takes, about, as it stands.
    #[wasm_bindgen(getter)]
    pub fn cost(&self) -> Result<JsCost> {
        let cost = self.run()?.inner.cost();
        to_js(&cost)
    }

    /// Makes at most `count` iterations and returns how many; fewer only when done or diverged.
    pub fn step(&self, count: JsNumber) -> Result<f64> {
        let count = take::whole("count", &count).map_err(to_error)?;
        Ok(self.run()?.inner.step(count) as f64)
    }

    /// The rows recorded since the last drain, row-major; `columns` names a row's entries.
    pub fn drain(&self) -> Result<Vec<f64>> {
        let mut run = self.run()?;
        let trace = run.inner.drain();
        run.errors = trace.errors;
        Ok(trace.values)
    }

    /// Standard errors of the rows of the last drain, in the same shape: 0 is exact, NaN has none.
    #[wasm_bindgen(getter)]
    pub fn errors(&self) -> Result<Vec<f64>> {
        Ok(self.run()?.errors.clone())
    }

    /// Names of a row's entries.
    #[wasm_bindgen(getter)]
    pub fn columns(&self) -> Result<Vec<String>> {
        Ok(self.run()?.inner.columns())
    }

    /// What each of them is one of, in the same order.
    #[wasm_bindgen(getter)]
    pub fn groups(&self) -> Result<JsGroups> {
        let groups = self.run()?.inner.groups();
        to_js(&groups)
    }

    /// What the numbers are called that the network is given beside x, in their order.
    #[wasm_bindgen(getter)]
    pub fn features(&self) -> Result<Vec<String>> {
        Ok(self.run()?.inner.task().features.names().to_vec())
    }

    /// The stages in which the layers of the network are trained: one where they are trained together, none where the learner
    /// trains no layers.
    #[wasm_bindgen(getter)]
    pub fn stages(&self) -> Result<JsStages> {
        let stages = self.run()?.inner.stages();
        to_js(&stages)
    }

    /// What a row has to show for this run to have learned: all of it at once.
    pub fn conditions(&self, learned: Option<JsLearned>) -> Result<JsConditions> {
        let learned = learned.map(|learned| take::spec("learned", &learned)).transpose().map_err(to_error)?;
        let (learned, _) = Learned::read(learned.map(|given| given.value).as_ref()).map_err(to_error)?;
        let conditions = learned.conditions(&self.run()?.inner).map_err(to_error)?;
        to_js(&conditions)
    }

    /// What the theory says of the target, on the law, with the biases and for the features that this run has; where its
    /// changes give it several, of the one that holds at iteration `at`, present or to come, without it of the last.
    pub fn analyze(&self, at: Option<JsNumber>) -> Result<JsAnalysis> {
        let at = at.map_or(Ok(u64::MAX), |at| take::whole("at", &at)).map_err(to_error)?;
        let analysis = spec::analyze_run(&self.run()?.inner, at);
        to_js(&analysis)
    }

    /// The iterations at which its law or target is yet to change.
    #[wasm_bindgen(getter)]
    pub fn aims(&self) -> Result<Vec<f64>> {
        Ok(self.run()?.inner.aims().map(|at| at as f64).collect())
    }

    /// Iterations made.
    #[wasm_bindgen(getter)]
    pub fn iteration(&self) -> Result<f64> {
        Ok(self.run()?.inner.iteration() as f64)
    }

    /// Samples seen by the learner.
    #[wasm_bindgen(getter)]
    pub fn samples(&self) -> Result<f64> {
        Ok(self.run()?.inner.samples() as f64)
    }

    /// Neurons trained, those of them that are active, and layers finished, by a learner that trains neuron by
    /// neuron; 0 where none does.
    #[wasm_bindgen(getter)]
    pub fn marks(&self) -> Result<JsMarks> {
        let marks = self.run()?.inner.marks();
        let object = Object::new();
        for ((name, _), count) in Mark::ALL.iter().zip(marks) {
            Reflect::set(&object, &(*name).into(), &(count as f64).into())?;
        }
        Ok(object.unchecked_into())
    }

    /// How the run stands.
    #[wasm_bindgen(getter)]
    pub fn status(&self) -> Result<JsStatus> {
        let status = self.run()?.inner.status();
        let name = match status {
            experiment::Status::Running => "running",
            experiment::Status::Done => "done",
            experiment::Status::Diverged => "diverged",
        };
        Ok(JsValue::from(name).unchecked_into())
    }

    /// Records a row now, out of schedule; the scheduled rows stay as they are.
    pub fn measure(&self) -> Result<()> {
        self.run()?.inner.measure();
        Ok(())
    }

    /// The `count` strongest coefficients at the newest row, followed or not.
    pub fn spectrum(&self, count: JsNumber) -> Result<JsCoefficients> {
        let count = take::size("count", &count).map_err(to_error)?;
        let spectrum = self.run()?.inner.spectrum(count);
        to_js(&spectrum)
    }

    /// f(x), (count,), for x (count, n) row by row, as the network sees it but for the features, which follow from it:
    /// a coin of mean b that falls on x = ±1 is (x - b) / sqrt(1 - b²), which is ±1 only where it is fair; where one is
    /// biased, rows of -1 and 1 alone are refused. NaN for a row with a number, or a feature, that is
    /// not finite.
    pub fn predict(&self, x: JsNumbers) -> Result<Vec<f32>> {
        let x = take::numbers("x", &x, spec::MAX_NUMBERS).map_err(to_error)?;
        self.run()?.inner.predict(&x).map_err(to_error)
    }

    /// Where Algorithms 1 to 3 are; null for other learners.
    #[wasm_bindgen(getter)]
    pub fn phase(&self) -> Result<JsPhase> {
        let phase = self.run()?.inner.learner().layerwise().map(Layerwise::phase);
        to_js(&phase)
    }

    /// The neurons that are active, in the order in which they became so; none of other learners.
    pub fn neurons(&self) -> Result<JsNeurons> {
        let neurons = self.run()?.inner.learner().layerwise().map(diagnosis::active);
        to_js(&neurons.unwrap_or_default())
    }

    /// The neuron in training, or the one that was trained last; null before the first, and for other learners.
    #[wasm_bindgen(getter)]
    pub fn training(&self) -> Result<JsTraining> {
        let training = {
            let run = self.run()?;
            let terms = run.inner.task().target.terms();
            run.inner.learner().layerwise().and_then(|learner| diagnosis::trained(learner, terms))
        };
        to_js(&training)
    }

    /// How the events of the proof of Theorem B.1 stand (appendix E); none of other learners.
    pub fn events(&self) -> Result<JsEvents> {
        let run = self.run()?;
        let terms = run.inner.task().target.terms();
        let events = run.inner.learner().layerwise().map(|learner| diagnosis::events(learner, terms));
        drop(run);
        to_js(&events.unwrap_or_default())
    }

    /// The network's parameters in the order of its layers; weights are (out, in). A network that is trained neuron by neuron has
    /// none to give, and throws: its weights are in `neurons()` and `training`.
    pub fn parameters(&self) -> Result<JsParameters> {
        let parameters = self.run()?.inner.network().map(networks::export);
        let list = Array::new();
        for Parameter { name, shape, values } in parameters.ok_or_else(no_network)? {
            let entry = Object::new();
            Reflect::set(&entry, &"name".into(), &name.into())?;
            let shape: Array = shape.into_iter().map(|d| JsValue::from(d as f64)).collect();
            Reflect::set(&entry, &"shape".into(), &shape)?;
            Reflect::set(&entry, &"values".into(), &Float32Array::from(&values[..]))?;
            list.push(&entry);
        }
        Ok(list.unchecked_into())
    }

    /// Sets all parameters, likewise, in the shape in which `parameters()` gives them. A row that is pending is of those before,
    /// and is recorded first.
    #[wasm_bindgen(js_name = setParameters)]
    pub fn set_parameters(&self, parameters: JsParameters) -> Result<()> {
        let most = self.run()?.inner.network().map(|network| network.params().len());
        let most = most.ok_or_else(no_network)?;
        let mut given = Vec::new();
        for entry in take::list("parameters", &parameters, MAX_ARRAYS).map_err(to_error)? {
            given.push(parameter(&entry, most).map_err(to_error)?);
        }
        let mut run = self.run()?;
        let network = run.inner.network_mut().ok_or_else(no_network)?;
        networks::import(network, &given).map_err(to_error)
    }

    /// Goes on by a spec that differs from the run's own in `changes` to come alone, of which none asks for other columns; else it
    /// throws, and the run stays as it is.
    pub fn amend(&self, spec: JsSpec) -> Result<()> {
        let mut given = take::spec("", &spec).map_err(to_error)?;
        let table = given.take_table();
        let amended = spec::begin(&given.value, table).map_err(to_error)?;
        self.run()?.inner.amend(amended).map_err(to_error)
    }

    /// The run as versioned bytes; `Experiment.restore` continues it as if it had never stopped. What has been measured of a row that
    /// is `pending` is left out and begins anew there: who saves and restores after every slice gets no further than that row.
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        Ok(snapshot::save(&self.run()?.inner))
    }

    /// The run that `snapshot()` saved.
    pub fn restore(bytes: JsBytes) -> Result<Experiment> {
        let bytes = take::bytes("snapshot", &bytes).map_err(to_error)?;
        snapshot::restore_by(&bytes, take::parse).map(Self::of).map_err(to_error)
    }
}

/// What the theory says of a target before any training, for a network that is given these features; where the law
/// draws its biases by the seed, with that of 1: those of a run are in its `analyze()`.
#[wasm_bindgen]
pub fn analyze(
    target: JsTarget,
    inputs: Option<JsInputs>,
    features: Option<JsFeatures>,
) -> Result<JsAnalysis> {
    let target = take::spec("target", &target).map_err(to_error)?;
    let inputs = inputs.map(|inputs| take::spec("inputs", &inputs)).transpose().map_err(to_error)?;
    let features =
        features.map(|features| take::spec("features", &features)).transpose().map_err(to_error)?;
    let [inputs, features] = [inputs, features].map(|given| given.map(|given| given.value));
    to_js(&spec::analyze(&target.value, inputs.as_ref(), features.as_ref()).map_err(to_error)?)
}

/// Theorem B.1's hyperparameters and running time for a target of s monomials on n coins.
#[wasm_bindgen]
pub fn theorem(inputs: JsTheoremInputs) -> Result<JsTheorem> {
    let inputs = take::spec("theorem", &inputs).map_err(to_error)?;
    to_js(&Theorem::read(&inputs.value).map_err(to_error)?)
}

/// Every family's members and fields.
#[wasm_bindgen]
pub fn catalogue() -> Result<JsCatalogue> {
    to_js(&spec::catalogue())
}

/// The same spec with every default filled in; throws like the constructor.
#[wasm_bindgen]
pub fn resolve(spec: JsSpec) -> Result<JsSpec> {
    let mut given = take::spec("", &spec).map_err(to_error)?;
    let table = given.take_table();
    let complete: JsSpec = to_js(&spec::resolve(&given.value, table).map_err(to_error)?)?;
    if given.value["data"]["kind"] == "table" {
        let data = Reflect::get(&complete, &"data".into())?;
        for (name, column) in take::TABLE.into_iter().zip(&given.columns) {
            Reflect::set(&data, &name.into(), column)?;
        }
    }
    Ok(complete)
}

/// The same sweep with every default filled in but those of its spec, once every run of it is known to begin; throws like the
/// constructor. Its runs are every combination of values with every seed.
#[wasm_bindgen]
pub fn sweep(given: JsSweep) -> Result<JsSweep> {
    let given = take::spec("", &given).map_err(to_error)?;
    let sweep = Sweep::read(&given.value).map_err(to_error)?;
    sweep.check().map_err(to_error)?;
    to_js(sweep.complete())
}

/// What the runs of a sweep that there are say together. Of its spec nothing but the seed is looked at.
#[wasm_bindgen]
pub fn summarize(sweep: JsSweep, outcomes: JsOutcomes) -> Result<JsSummary> {
    let sweep = take::spec("", &sweep).map_err(to_error)?;
    let sweep = Sweep::read(&sweep.value).map_err(to_error)?;
    let outcomes = take::spec("outcomes", &outcomes).map_err(to_error)?;
    to_js(&sweep.summary(&Outcome::list(&outcomes.value).map_err(to_error)?))
}

/// A seed from the operating system's or the browser's randomness: an integer in [0, 2^32).
#[wasm_bindgen(js_name = randomSeed)]
pub fn random_seed() -> Result<u32> {
    getrandom::u32().map_err(|error| to_error(Invalid::new("seed", error.to_string())))
}

/// Panics: for tests of what a panic does to those around, and no part of the API. It is in every build, so that
/// what is tested is what is published.
#[wasm_bindgen(js_name = panicForTest, skip_typescript)]
pub fn panic_for_test() {
    panic!("a panic was asked for");
}

/// Arrays of parameters that any network may have.
const MAX_ARRAYS: usize = 1000;

/// One of them, of at most `most` numbers.
fn parameter(given: &JsValue, most: usize) -> std::result::Result<Parameter, Invalid> {
    let get = |field: &str, name: &str| take::entry(field, given, name);
    let name = take::name("parameters.name", &get("parameters.name", "name")?)?;
    let mut shape = Vec::new();
    for dimension in take::list("parameters.shape", &get("parameters.shape", "shape")?, 2)? {
        shape.push(take::size("parameters.shape", &dimension)?);
    }
    let values = take::numbers("parameters.values", &get("parameters.values", "values")?, most)?;
    Ok(Parameter { name, shape, values })
}

fn no_network() -> JsValue {
    to_error(Invalid::new("learner", "has no network with parameters"))
}

fn to_js<T: JsCast>(value: &impl Serialize) -> Result<T> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    Ok(value.serialize(&serializer)?.unchecked_into())
}

/// An Error with the message and the `field`.
fn to_error(invalid: Invalid) -> JsValue {
    let error = js_sys::Error::new(&invalid.to_string());
    // Setting a property of a new object can't fail.
    let _ = Reflect::set(&error, &"field".into(), &invalid.field.into());
    error.into()
}
