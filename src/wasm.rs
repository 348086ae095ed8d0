//! The wasm-bindgen face: converts, never decides. What crosses are copies.

use crate::networks::Parameter;
use crate::schema::Invalid;
use crate::spec::Table;
use crate::work::Work;
use crate::{experiment, networks, snapshot, spec};
use js_sys::{Array, Float32Array, Float64Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use serde_json::{Map, Value};
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
    #[wasm_bindgen(typescript_type = "Analysis")]
    pub type JsAnalysis;
    #[wasm_bindgen(typescript_type = "Catalogue")]
    pub type JsCatalogue;
    #[wasm_bindgen(typescript_type = "Parameter[]")]
    pub type JsParameters;
    #[wasm_bindgen(typescript_type = "Coefficient[]")]
    pub type JsCoefficients;
    #[wasm_bindgen(typescript_type = "Pending | null")]
    pub type JsPending;
    #[wasm_bindgen(typescript_type = "Cost")]
    pub type JsCost;
    #[wasm_bindgen(typescript_type = "RunStatus")]
    pub type JsStatus;
    #[wasm_bindgen(typescript_type = "Uint8Array")]
    pub type JsBytes;
    #[wasm_bindgen(typescript_type = "number")]
    pub type JsNumber;
    #[wasm_bindgen(typescript_type = "Float32Array | Float64Array | number[]")]
    pub type JsNumbers;
}

type Result<T> = std::result::Result<T, JsValue>;

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// One run: deterministic in its spec, however it is stepped or measured.
#[wasm_bindgen]
pub struct Experiment {
    inner: experiment::Experiment,
    errors: Vec<f64>,
}

impl Experiment {
    fn of(inner: experiment::Experiment) -> Self {
        Self { inner, errors: Vec::new() }
    }
}

#[wasm_bindgen]
impl Experiment {
    /// Begins a run and records row 0. Throws an Error whose `field` names the faulty entry.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: JsSpec) -> Result<Experiment> {
        let (spec, table) = read_spec(&spec)?;
        spec::build(&spec, table).map(Self::of).map_err(to_error)
    }

    /// A run whose row 0 is `pending`: as quick as reading the spec, for nothing is drawn or measured yet.
    pub fn begin(spec: JsSpec) -> Result<Experiment> {
        let (spec, table) = read_spec(&spec)?;
        spec::begin(&spec, table).map(Self::of).map_err(to_error)
    }

    /// Goes on towards `iteration`, recording the rows that become due, and with `measure` one there whatever
    /// the schedule; returns after about `work` multiply-adds, or a single iteration that takes more. Tells how
    /// many were done; how a run is sliced changes no bit of it.
    pub fn advance(&mut self, iteration: JsNumber, work: JsNumber, measure: Option<bool>) -> Result<f64> {
        let iteration = whole("iteration", &iteration)?;
        let mut work = Work::up_to(whole("work", &work)?);
        self.inner.advance(iteration, measure == Some(true), &mut work);
        Ok(work.done() as f64)
    }

    /// The row that is due and how far it is, or null.
    #[wasm_bindgen(getter)]
    pub fn pending(&self) -> Result<JsPending> {
        to_js(&self.inner.pending())
    }

    /// Multiply-adds that the run takes, about.
    #[wasm_bindgen(getter)]
    pub fn cost(&self) -> Result<JsCost> {
        to_js(&self.inner.cost())
    }

    /// Makes at most `count` iterations and returns how many; fewer only when done or diverged.
    pub fn step(&mut self, count: JsNumber) -> Result<f64> {
        Ok(self.inner.step(whole("count", &count)?) as f64)
    }

    /// The rows recorded since the last drain, row-major; `columns` names a row's entries.
    pub fn drain(&mut self) -> Vec<f64> {
        let trace = self.inner.drain();
        self.errors = trace.errors;
        trace.values
    }

    /// Standard errors of the rows of the last drain, in the same shape: 0 is exact, NaN has none.
    #[wasm_bindgen(getter)]
    pub fn errors(&self) -> Vec<f64> {
        self.errors.clone()
    }

    /// Names of a row's entries.
    #[wasm_bindgen(getter)]
    pub fn columns(&self) -> Vec<String> {
        self.inner.columns()
    }

    /// What the theory says of the target, on the law and with the biases that this run has.
    pub fn analyze(&self) -> Result<JsAnalysis> {
        to_js(&spec::analyze_run(&self.inner))
    }

    /// Iterations made.
    #[wasm_bindgen(getter)]
    pub fn iteration(&self) -> f64 {
        self.inner.iteration() as f64
    }

    /// Samples seen by the learner.
    #[wasm_bindgen(getter)]
    pub fn samples(&self) -> f64 {
        self.inner.samples() as f64
    }

    /// How the run stands.
    #[wasm_bindgen(getter)]
    pub fn status(&self) -> JsStatus {
        let name = match self.inner.status() {
            experiment::Status::Running => "running",
            experiment::Status::Done => "done",
            experiment::Status::Diverged => "diverged",
        };
        JsValue::from(name).unchecked_into()
    }

    /// Records a row now, out of schedule; the scheduled rows stay as they are.
    pub fn measure(&mut self) {
        self.inner.measure();
    }

    /// The `count` strongest coefficients at the newest row, followed or not.
    pub fn spectrum(&self, count: JsNumber) -> Result<JsCoefficients> {
        to_js(&self.inner.spectrum(size("count", &count)?))
    }

    /// f(x), (count,), for x (count, n) row by row; NaN for a row with a number that is not finite.
    pub fn predict(&self, x: JsNumbers) -> Result<Vec<f32>> {
        self.inner.predict(&numbers("x", &x)?).map_err(to_error)
    }

    /// The network's parameters in the order of its layers; weights are (out, in).
    pub fn parameters(&self) -> Result<JsParameters> {
        let network = self.inner.network().ok_or_else(no_network)?;
        let list = Array::new();
        for Parameter { name, shape, values } in networks::export(network) {
            let entry = Object::new();
            Reflect::set(&entry, &"name".into(), &name.into())?;
            let shape: Array = shape.into_iter().map(|d| JsValue::from(d as f64)).collect();
            Reflect::set(&entry, &"shape".into(), &shape)?;
            Reflect::set(&entry, &"values".into(), &Float32Array::from(&values[..]))?;
            list.push(&entry);
        }
        Ok(list.unchecked_into())
    }

    /// Sets all parameters, in the shape in which `parameters()` gives them.
    #[wasm_bindgen(js_name = setParameters)]
    pub fn set_parameters(&mut self, parameters: JsParameters) -> Result<()> {
        let mut given = Vec::new();
        for entry in Array::from(&parameters).iter() {
            let get = |key: &str| Reflect::get(&entry, &key.into());
            let name = get("name")?.as_string().unwrap_or_default();
            let dimension = |d: JsValue| size("parameters.shape", &d);
            let shape = Array::from(&get("shape")?).iter().map(dimension).collect::<Result<_>>()?;
            let values = Float32Array::new(&get("values")?).to_vec();
            given.push(Parameter { name, shape, values });
        }
        let network = self.inner.network_mut().ok_or_else(no_network)?;
        networks::import(network, &given).map_err(to_error)
    }

    /// The run as versioned bytes; `Experiment.restore` continues it as if it had never stopped.
    pub fn snapshot(&self) -> Vec<u8> {
        snapshot::save(&self.inner)
    }

    /// The run that `snapshot()` saved.
    pub fn restore(bytes: JsBytes) -> Result<Experiment> {
        let bytes = bytes.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec);
        let bytes = bytes
            .ok_or_else(|| to_error(Invalid::new("snapshot", "is not the Uint8Array of a saved run")))?;
        snapshot::restore_by(&bytes, parse).map(Self::of).map_err(to_error)
    }
}

/// What the theory says of a target before any training; where the law draws its biases by the seed,
/// with that of 1: those of a run are in its `analyze()`.
#[wasm_bindgen]
pub fn analyze(target: JsTarget, inputs: Option<JsInputs>) -> Result<JsAnalysis> {
    let target = to_value(&target)?;
    let inputs = inputs.map(|inputs| to_value(&inputs)).transpose()?;
    to_js(&spec::analyze(&target, inputs.as_ref()).map_err(to_error)?)
}

/// Every family's members and fields.
#[wasm_bindgen]
pub fn catalogue() -> Result<JsCatalogue> {
    to_js(&spec::catalogue())
}

/// The same spec with every default filled in; throws like the constructor.
#[wasm_bindgen]
pub fn resolve(spec: JsSpec) -> Result<JsSpec> {
    let data = Reflect::get(&spec, &"data".into()).unwrap_or_default();
    let (value, table) = read_spec(&spec)?;
    let complete: JsSpec = to_js(&spec::resolve(&value, table).map_err(to_error)?)?;
    if value["data"]["kind"] == "table" {
        Reflect::set(&complete, &"data".into(), &data)?;
    }
    Ok(complete)
}

/// A seed from the operating system's or the browser's randomness: an integer in [0, 2^32).
#[wasm_bindgen(js_name = randomSeed)]
pub fn random_seed() -> Result<u32> {
    getrandom::u32().map_err(|error| js_sys::Error::new(&error.to_string()).into())
}

/// Panics: for tests of what a panic does to those around, and no part of the API. It is in every build, so that
/// what is tested is what is published.
#[wasm_bindgen(js_name = panicForTest, skip_typescript)]
pub fn panic_for_test() {
    panic!("a panic was asked for");
}

fn no_network() -> JsValue {
    to_error(Invalid::new("learner", "has no network with parameters"))
}

/// A number of JavaScript as a whole one; its own conversions would take -1 for 4294967295 and null for 0.
fn whole(field: &str, value: &JsValue) -> Result<u64> {
    const MOST: f64 = ((1u64 << 53) - 1) as f64;
    let number = value.as_f64();
    if let Some(whole) = number.filter(|v| v.fract() == 0.0 && (0.0..=MOST).contains(v)) {
        return Ok(whole as u64);
    }
    let given = match number {
        Some(v) if v.abs() < 1e21 => v.to_string(),
        Some(v) => format!("{v:e}"),
        None => kind(value),
    };
    Err(to_error(Invalid::new(field, format!("{given} is not a whole number in [0, {MOST}]"))))
}

/// The same of something that is counted: beyond 32 bits there is no more of it.
fn size(field: &str, value: &JsValue) -> Result<usize> {
    Ok(usize::try_from(whole(field, value)?).unwrap_or(usize::MAX))
}

/// What a value is, where it is not what it should be: "a string".
fn kind(value: &JsValue) -> String {
    if value.is_null() {
        return "null".into();
    }
    let kind = value.js_typeof().as_string().unwrap_or_default();
    match kind.as_str() {
        "undefined" => kind,
        "object" => "an object".into(),
        _ => format!("a {kind}"),
    }
}

/// Numbers in a list or a typed array of floats; nothing else is taken for numbers.
fn numbers(field: &str, values: &JsValue) -> Result<Vec<f32>> {
    if let Some(array) = values.dyn_ref::<Float32Array>() {
        return Ok(array.to_vec());
    }
    if let Some(array) = values.dyn_ref::<Float64Array>() {
        return Ok(array.to_vec().into_iter().map(|v| v as f32).collect());
    }
    let wrong = |why: String| to_error(Invalid::new(field, why));
    let Some(list) = values.dyn_ref::<Array>() else {
        return Err(wrong(format!(
            "{} is not a Float32Array, a Float64Array or a list of numbers",
            kind(values)
        )));
    };
    let number = |i: u32| {
        let value = list.get(i);
        let number = value.as_f64().map(|v| v as f32);
        number.ok_or_else(|| wrong(format!("entry {} is {}, not a number", i + 1, kind(&value))))
    };
    (0..list.length()).map(number).collect()
}

/// A spec as JSON, and its table apart: its numbers are too many for JSON.
fn read_spec(spec: &JsValue) -> Result<(Value, Option<Table>)> {
    let data = Reflect::get(spec, &"data".into()).unwrap_or_default();
    let typed = |key: &str| {
        let array = Reflect::get(&data, &key.into()).ok()?;
        array.dyn_into::<Float32Array>().ok().map(|array| array.to_vec())
    };
    let table = typed("x").zip(typed("y")).map(|(x, y)| Table { x, y });
    if table.is_none() {
        return Ok((to_value(spec)?, None));
    }
    let slim = Object::assign(&Object::new(), spec.unchecked_ref());
    let slim_data = Object::assign(&Object::new(), data.unchecked_ref());
    for key in ["x", "y"] {
        Reflect::set(&slim_data, &key.into(), &Array::new())?;
    }
    Reflect::set(&slim, &"data".into(), &slim_data)?;
    Ok((to_value(&slim)?, table))
}

/// A JavaScript value as JSON. Typed arrays become lists, and numbers that JSON has none of become
/// their names, so that a range check can refuse them by name instead of taking them for absent.
fn to_value(value: &JsValue) -> Result<Value> {
    let replace =
        Closure::<dyn Fn(JsValue, JsValue) -> JsValue>::new(|_, value: JsValue| match value.as_f64() {
            Some(number) if !number.is_finite() => number.to_string().into(),
            None if value.is_instance_of::<js_sys::Float32Array>()
                || value.is_instance_of::<js_sys::Float64Array>() =>
            {
                Array::from(&value).into()
            }
            _ => value,
        });
    let text = js_sys::JSON::stringify_with_replacer(value, replace.as_ref())?;
    let text = text.as_string().unwrap_or_else(|| "null".to_owned());
    parse(&text).ok_or_else(|| to_error(Invalid::new("", format!("is nested more than {MAX_DEPTH} deep"))))
}

const MAX_DEPTH: usize = 128;

/// JSON, read by JavaScript's own parser: another one here would be a tenth of the code.
fn parse(text: &str) -> Option<Value> {
    plain(&js_sys::JSON::parse(text).ok()?, MAX_DEPTH)
}

/// What JSON.parse gave, nested at most so deep.
fn plain(value: &JsValue, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    Some(if let Some(number) = value.as_f64() {
        // As JSON in Rust has it: whole numbers apart, of which -0 is none.
        match number as i64 {
            whole if whole as f64 == number && (whole != 0 || number.is_sign_positive()) => whole.into(),
            _ => number.into(),
        }
    } else if let Some(text) = value.as_string() {
        text.into()
    } else if let Some(truth) = value.as_bool() {
        truth.into()
    } else if let Some(list) = value.dyn_ref::<Array>() {
        Value::Array(list.iter().map(|entry| plain(&entry, depth)).collect::<Option<_>>()?)
    } else if value.is_object() {
        let mut map = Map::new();
        for entry in Object::entries(value.unchecked_ref()).iter() {
            let entry: Array = entry.unchecked_into();
            map.insert(entry.get(0).as_string()?, plain(&entry.get(1), depth)?);
        }
        Value::Object(map)
    } else {
        Value::Null
    })
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
