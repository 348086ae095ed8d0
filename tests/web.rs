//! The core in WebAssembly, in Node and in headless Chrome, with simd128 and without: the same
//! bits as natively, and a boundary that only converts.
#![cfg(target_arch = "wasm32")]

#[path = "common/golden.rs"]
mod golden;

use js_sys::{Float32Array, Reflect};
use staircase::wasm::{self, Experiment};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

#[wasm_bindgen_test]
fn presets_give_the_same_bits_as_natively() {
    for (name, preset, committed) in golden::PRESETS {
        golden::check(name, preset, committed);
    }
}

fn parse(json: &str) -> JsValue {
    js_sys::JSON::parse(json).expect("JSON")
}

pub fn number(value: f64) -> wasm::JsNumber {
    JsValue::from(value).unchecked_into()
}

pub fn experiment(json: &str) -> Result<Experiment, JsValue> {
    Experiment::new(parse(json).unchecked_into())
}

pub const SMALL: &str = r#"{ "inputs": { "n": 6 }, "target": { "kind": "staircase", "degree": 3 },
    "learner": { "network": { "layers": 3, "width": 8 } }, "probe": { "every": 10 } }"#;

#[wasm_bindgen_test]
fn errors_carry_the_field_and_say_the_value_and_the_range() {
    let faulty = SMALL.replace("\"width\": 8", "\"width\": 0");
    let Err(error) = experiment(&faulty) else { panic!("a width of 0 should be refused") };
    assert!(error.is_instance_of::<js_sys::Error>());
    let text = |key: &str| Reflect::get(&error, &key.into()).unwrap().as_string().unwrap();
    assert_eq!(text("field"), "learner.network.width");
    assert_eq!(text("message"), "learner.network.width: 0 is outside [1, 256]");
}

/// Numbers that JSON does not have are refused by name, not taken for absent.
#[wasm_bindgen_test]
fn nan_and_infinity_are_not_defaults() {
    for bad in [f64::NAN, f64::INFINITY] {
        let spec = parse(SMALL);
        let learner = Reflect::get(&spec, &"learner".into()).unwrap();
        Reflect::set(&learner, &"step_size".into(), &bad.into()).unwrap();
        assert!(Experiment::new(spec.unchecked_into()).is_err());
    }
    let run = experiment(SMALL).unwrap();
    for bad in [f64::NAN, -1.0, 0.5] {
        assert!(run.step(number(bad)).is_err());
    }
}

/// Typed arrays and plain lists are the same table.
#[wasm_bindgen_test]
fn a_table_may_be_typed_arrays_or_lists() {
    let rows = |typed: bool| {
        let spec = parse(SMALL);
        let data = parse(r#"{ "kind": "table", "x": [1,1,1,1,1,1, 1,-1,1,-1,1,-1], "y": [3, -1] }"#);
        if typed {
            for key in ["x", "y"] {
                let list = Reflect::get(&data, &key.into()).unwrap();
                Reflect::set(&data, &key.into(), &Float32Array::new(&list)).unwrap();
            }
        }
        Reflect::set(&spec, &"data".into(), &data).unwrap();
        let run = Experiment::new(spec.unchecked_into()).unwrap();
        run.step(number(40.0)).unwrap();
        run.drain().unwrap().into_iter().filter(|v| !v.is_nan()).collect::<Vec<_>>()
    };
    assert_eq!(rows(true), rows(false));
}

/// What crosses is a copy: changing what was given or got changes nothing inside.
#[wasm_bindgen_test]
fn what_crosses_are_copies() {
    let run = experiment(SMALL).unwrap();
    run.step(number(30.0)).unwrap();
    let first = |parameters: &JsValue| {
        let entry = js_sys::Array::from(parameters).get(0);
        Reflect::get(&entry, &"values".into()).unwrap().unchecked_into::<Float32Array>()
    };
    let given = run.parameters().unwrap();
    let before = first(&given).to_vec();
    first(&given).fill(7.0, 0, 3);
    assert_eq!(first(&run.parameters().unwrap()).to_vec(), before);
    run.set_parameters(given).unwrap();
    assert_eq!(first(&run.parameters().unwrap()).to_vec()[..3], [7.0; 3]);
}

#[wasm_bindgen_test]
fn a_restored_run_goes_on_bit_for_bit() {
    let run = experiment(SMALL).unwrap();
    run.step(number(33.0)).unwrap();
    let saved = JsValue::from(js_sys::Uint8Array::from(&run.snapshot().unwrap()[..]));
    let restored = Experiment::restore(saved.unchecked_into()).unwrap();
    for run in [&run, &restored] {
        run.step(number(40.0)).unwrap();
    }
    let bits = |run: &Experiment| run.drain().unwrap().into_iter().map(f64::to_bits).collect::<Vec<_>>();
    assert_eq!(bits(&run), bits(&restored));
    assert_eq!(run.errors().unwrap().len(), 8 * run.columns().unwrap().len());
}

/// Nothing is done before it is asked for, and slices leave the bits as they are.
#[wasm_bindgen_test]
fn a_run_may_come_in_slices() {
    let run = Experiment::begin(parse(SMALL).unchecked_into()).unwrap();
    let get = |of: &JsValue, key: &str| Reflect::get(of, &key.into()).unwrap();
    let kind = |run: &Experiment| get(&run.pending().unwrap(), "kind").as_string().unwrap();
    assert_eq!((run.drain().unwrap().len(), kind(&run).as_str()), (0, "prepare"));
    let cost = run.cost().unwrap();
    assert!(["prepare", "measure", "iteration"].iter().all(|key| get(&cost, key).as_f64().unwrap() > 0.0));
    let mut slices = 0;
    while run.iteration().unwrap() < 25.0 || !run.pending().unwrap().is_null() {
        assert!(
            run.advance(number(25.0), number(1000.0), Some(JsValue::TRUE.unchecked_into()), None).unwrap()
                > 0.0
        );
        slices += 1;
    }
    assert!(slices > 25);
    let whole = experiment(SMALL).unwrap();
    whole.step(number(25.0)).unwrap();
    whole.measure().unwrap();
    let bits = |run: &Experiment| run.drain().unwrap().into_iter().map(f64::to_bits).collect::<Vec<_>>();
    assert_eq!(bits(&run), bits(&whole));
}

/// How a picture is wanted.
pub fn style() -> wasm::JsStyle {
    parse(r#"{ "colours": [735114, 16777215, 10238470] }"#).unchecked_into()
}

/// Each number of the network is a pixel, and can be asked for.
#[wasm_bindgen_test]
fn pictures_and_single_numbers_are_told() {
    let run = experiment(SMALL).unwrap();
    let get = |of: &JsValue, key: &str| Reflect::get(of, &key.into()).unwrap();
    let picture = run.picture(style()).unwrap();
    let pixels = get(&picture, "pixels").unchecked_into::<js_sys::Uint8ClampedArray>().to_vec();
    let opaque = pixels.chunks(4).filter(|pixel| pixel[3] == 255).count();
    let name = |name: &str| JsValue::from(name).unchecked_into::<wasm::JsName>();
    let mut numbers = 0;
    for entry in js_sys::Array::from(&run.parameters().unwrap()).iter() {
        let array = get(&entry, "name").as_string().unwrap();
        let values = get(&entry, "values").unchecked_into::<Float32Array>().to_vec();
        for (k, value) in values.iter().enumerate() {
            assert_eq!(run.parameter(name(&array), number(k as f64)).unwrap(), *value, "{array}[{k}]");
        }
        numbers += values.len();
    }
    assert_eq!(opaque, numbers);
    assert!(run.parameter(name("weight[9]"), number(0.0)).is_err());
    assert!(run.parameter(name("weight[0]"), number(-1.0)).is_err());
    assert!(run.picture(parse("{}").unchecked_into()).is_err());
}

#[wasm_bindgen_test]
fn seeds_come_from_outside_and_differ() {
    let seeds: std::collections::BTreeSet<u32> = (0..8).map(|_| wasm::random_seed().unwrap()).collect();
    assert!(seeds.len() > 6);
}

/// What JavaScript gives for a text.
pub fn eval(text: &str) -> JsValue {
    js_sys::eval(&format!("({text})")).expect("JavaScript")
}

/// Whatever throws while it is read is refused under a field, and leaves nothing borrowed. (Node has many more of them,
/// in tests/js/hostile.test.js.)
#[wasm_bindgen_test]
fn what_throws_is_refused_and_nothing_stays_borrowed() {
    let run = experiment(SMALL).unwrap();
    let refused = |name: &str, error: Option<JsValue>| {
        let error = error.unwrap_or_else(|| panic!("{name} should be refused"));
        assert!(error.is_instance_of::<js_sys::Error>(), "{name}");
        assert!(Reflect::get(&error, &"field".into()).unwrap().is_string(), "{name}");
    };
    for text in [
        "null",
        "5n",
        "new Date()",
        "{ get target() { throw 1 } }",
        "{ get target() { throw { toString() { throw 1 } } } }",
        "{ target: { kind: 'staircase', degree: Symbol() } }",
        "{ target: { kind: 'table', x: Array(4294967295), y: [] } }",
        "{ target: { kind: 'staircase' }, data: { kind: 'table', x: new Float32Array(1e8), y: [1] } }",
        "new Proxy({}, { ownKeys() { throw 1 } })",
        "(() => { const p = Proxy.revocable([], {}); p.revoke(); return p.proxy })()",
        "(() => { const a = new Float32Array(6); structuredClone(a, { transfer: [a.buffer] }); return a })()",
        "(() => { const a = []; a.push(a, a); return a })()",
    ] {
        let value = eval(text);
        refused(text, Experiment::new(value.clone().unchecked_into()).err());
        refused(text, wasm::resolve(value.clone().unchecked_into()).err());
        refused(text, wasm::analyze(value.clone().unchecked_into(), None, None).err());
        refused(text, wasm::theorem(value.clone().unchecked_into()).err());
        refused(text, run.set_parameters(value.clone().unchecked_into()).err());
        refused(text, Experiment::restore(value.clone().unchecked_into()).err());
        refused(text, run.step(value.unchecked_into()).err());
    }
    run.step(number(30.0)).unwrap();
    let other = experiment(SMALL).unwrap();
    other.step(number(30.0)).unwrap();
    let bits = |run: &Experiment| run.drain().unwrap().into_iter().map(f64::to_bits).collect::<Vec<_>>();
    assert_eq!(bits(&run), bits(&other));
    run.free();
    refused("a freed run", run.step(number(1.0)).err());
}

/// The seeds of the fuzz target are answered as natively.
#[wasm_bindgen_test]
fn every_spec_is_refused_or_completed_as_natively() {
    for line in include_str!("fuzz/corpus/spec.txt").lines() {
        let here = wasm::resolve(parse(line).unchecked_into());
        let there = serde_json::from_str(line).map(|spec| staircase::spec::resolve(&spec, None));
        assert_eq!(here.is_ok(), matches!(there, Ok(Ok(_))), "{line}");
    }
}
