//! Takes what callers give. It is taken before anything of ours is borrowed, each entry is read once, lengths are looked
//! at before numbers are copied, and whatever the caller's getters and proxies throw comes back as a refusal with its
//! field: an exception on its way through frames of Rust would leave their borrows and their stack behind.

use crate::learners::Mark;
use crate::schema::Invalid;
use crate::spec::{self, Table};
use js_sys::{Array, JSON, JsString, Symbol};
use serde_json::{Map, Value};
use std::cell::Cell;
use wasm_bindgen::prelude::*;

/// JavaScript's own functions that may run the caller's code or throw, each caught. What they return is optional, for
/// wasm-bindgen loses a place in its table for each value that is not returned because of a throw.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn keys(object: &JsValue) -> Result<Option<Array>, JsValue>;
    #[wasm_bindgen(catch, js_name = String)]
    fn string(value: &JsValue) -> Result<Option<JsString>, JsValue>;
    /// "[object Date]".
    #[wasm_bindgen(catch, js_namespace = ["Object", "prototype", "toString"], js_name = call)]
    fn tag(value: &JsValue) -> Result<Option<JsString>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn get_by(prototype: &JsValue, key: &JsValue, receiver: &JsValue) -> Result<Option<JsValue>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn get_named(object: &JsValue, key: &str) -> Result<Option<JsValue>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn get_at(list: &JsValue, key: f64) -> Result<Option<JsValue>, JsValue>;
    #[wasm_bindgen(thread_local_v2, js_namespace = Float32Array, js_name = prototype)]
    static TYPED: JsValue;
    #[wasm_bindgen(catch, js_namespace = ["Float32Array", "prototype", "set"], js_name = call)]
    fn copy_f32(into: &mut [f32], array: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["Uint8Array", "prototype", "set"], js_name = call)]
    fn copy_u8(into: &mut [u8], array: &JsValue) -> Result<(), JsValue>;
}

/// How deep objects may be nested, and what they may hold beside columns of numbers: more than any spec that can be used.
const MAX_DEPTH: usize = 128;
const MAX_VALUES: usize = 200_000;
/// Characters, which JavaScript may count as two each.
const MAX_TEXT: u32 = 2000;
const MAX_NAME: u32 = 40;
/// As far into a spec as errors point.
const MAX_PATH: usize = 100;
/// Bytes of a saved run.
const MAX_BYTES: usize = 1 << 29;
/// Getters may call us; those that call themselves without end would exhaust our stack.
const MAX_CALLS: u32 = 4;

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

/// An answer for which the caller's code may be run.
fn ask<T>(field: &str, question: impl FnOnce() -> Result<T, JsValue>) -> Result<T, Invalid> {
    let calls = CALLS.get();
    if calls == MAX_CALLS {
        return Err(wrong(field, "is read by its own getter, again and again"));
    }
    CALLS.set(calls + 1);
    let answer = question();
    let answer = answer.map_err(|thrown| unreadable(field, &thrown));
    CALLS.set(calls);
    answer
}

/// The refusal of what throws as it is read.
#[inline(never)]
fn unreadable(field: &str, thrown: &JsValue) -> Invalid {
    let said = string(thrown).ok().flatten().map(|text| cut(&text, 200)).unwrap_or_default();
    wrong(field, &format!("can't be read: {said}"))
}

/// Apart from what is right, and once for all: the core's size counts.
#[cold]
#[inline(never)]
fn wrong(field: &str, why: &str) -> Invalid {
    Invalid::new(if field.is_empty() { "spec" } else { field }, why)
}

/// A text, cut to so many characters.
fn cut(text: &JsString, most: u32) -> String {
    let cut = String::from(text.slice(0, most));
    if text.length() > most { cut + "…" } else { cut }
}

/// An object's entry; undefined also where it is null.
#[inline(never)]
fn get(field: &str, object: &JsValue, key: &str) -> Result<JsValue, Invalid> {
    Ok(ask(field, || get_named(object, key))?.unwrap_or_default())
}

/// An entry of a list.
#[inline(never)]
fn at(field: &str, list: &JsValue, k: usize) -> Result<JsValue, Invalid> {
    Ok(ask(field, || get_at(list, k as f64))?.unwrap_or_default())
}

/// Whether a value is a list.
#[inline(never)]
fn is_list(field: &str, value: &JsValue) -> Result<bool, Invalid> {
    ask(field, || is_array(value))
}

/// What kind of typed array a value is, if it is one: it can't pretend to be.
fn typed(value: &JsValue) -> Option<String> {
    let tag = TYPED.with(|typed| get_by(typed, &Symbol::to_string_tag(), value));
    tag.ok()??.as_string()
}

/// The length of a typed array, 0 of one that is detached.
fn typed_length(array: &JsValue) -> f64 {
    let length = TYPED.with(|typed| get_by(typed, &"length".into(), array));
    length.ok().flatten().and_then(|length| length.as_f64()).unwrap_or_default()
}

/// The length of a list, at most `most`.
#[inline(never)]
fn list_length(field: &str, list: &JsValue, most: usize) -> Result<usize, Invalid> {
    within(field, get(field, list, "length")?.as_f64().unwrap_or(f64::NAN), most)
}

/// A length, at most `most`.
#[inline(never)]
fn within(field: &str, length: f64, most: usize) -> Result<usize, Invalid> {
    if !(length >= 0.0 && length <= most as f64) {
        return Err(wrong(field, &format!("{} entries are outside [0, {most}]", number_name(length))));
    }
    Ok(length as usize)
}

/// Room for so many entries; the want of memory for them is a refusal and no trap.
fn room<T>(field: &str, length: usize) -> Result<Vec<T>, Invalid> {
    let mut room = Vec::new();
    let reserved = room.try_reserve_exact(length);
    reserved.map_err(|_| wrong(field, &format!("there is no memory left for {length} entries")))?;
    Ok(room)
}

/// A copy of a typed array, made by `copy`, of at most `most` entries.
fn copied<T: Clone + Default>(
    field: &str,
    array: &JsValue,
    most: usize,
    copy: fn(&mut [T], &JsValue) -> Result<(), JsValue>,
) -> Result<Vec<T>, Invalid> {
    let length = within(field, typed_length(array), most)?;
    let mut copied = room(field, length)?;
    copied.resize(length, T::default());
    ask(field, || copy(&mut copied, array))?;
    Ok(copied)
}

/// The bytes of a saved run.
pub fn bytes(field: &str, value: &JsValue) -> Result<Vec<u8>, Invalid> {
    if typed(value).as_deref() != Some("Uint8Array") {
        return Err(wrong(field, "is not the Uint8Array of a saved run"));
    }
    copied(field, value, MAX_BYTES, copy_u8)
}

/// At most `most` numbers in a list or a typed array of floats; nothing else is taken for numbers.
pub fn numbers(field: &str, values: &JsValue, most: usize) -> Result<Vec<f32>, Invalid> {
    let number = |k: usize, number: Option<f64>, shown: &dyn Fn() -> String| match number {
        Some(number) => Ok(number as f32),
        None => Err(format!("entry {} is {}, not a number", k + 1, shown())),
    };
    floats(field, values, most, number)?.ok_or_else(|| {
        let shown = shown(values);
        wrong(field, &format!("{shown} is not a Float32Array, a Float64Array or a list of numbers"))
    })
}

/// Makes an entry of a list an f32, given its place, the number that it is and what to call it.
type Entry = fn(usize, Option<f64>, &dyn Fn() -> String) -> Result<f32, String>;

/// The numbers of a list or a typed array of floats, and None of anything else.
fn floats(field: &str, values: &JsValue, most: usize, entry: Entry) -> Result<Option<Vec<f32>>, Invalid> {
    let length = match typed(values).as_deref() {
        Some("Float32Array") => return copied(field, values, most, copy_f32).map(Some),
        Some("Float64Array") => within(field, typed_length(values), most)?,
        None if is_list(field, values)? => list_length(field, values, most)?,
        _ => return Ok(None),
    };
    let mut floats = room(field, length)?;
    for k in 0..length {
        let value = at(field, values, k)?;
        floats.push(entry(k, value.as_f64(), &|| shown(&value)).map_err(|why| wrong(field, &why))?);
    }
    Ok(Some(floats))
}

/// The entries of a list, at most `most`.
#[inline(never)]
pub fn list(field: &str, value: &JsValue, most: usize) -> Result<Vec<JsValue>, Invalid> {
    if !is_list(field, value)? {
        return Err(wrong(field, &format!("{} is not a list", shown(value))));
    }
    let length = list_length(field, value, most)?;
    let mut list = Vec::with_capacity(length);
    for k in 0..length {
        list.push(at(field, value, k)?);
    }
    Ok(list)
}

/// An entry of an object.
#[inline(never)]
pub fn entry(field: &str, object: &JsValue, name: &str) -> Result<JsValue, Invalid> {
    if !object.is_object() {
        return Err(wrong(field, &format!("{} is not an object", shown(object))));
    }
    get(field, object, name)
}

/// A short text.
pub fn name(field: &str, value: &JsValue) -> Result<String, Invalid> {
    let text = value.dyn_ref::<JsString>().filter(|text| text.length() <= MAX_NAME);
    let text = text.ok_or_else(|| wrong(field, &format!("{} is not a name", shown(value))))?;
    Ok(String::from(text))
}

/// Nothing but true and false.
pub fn truth(field: &str, value: &JsValue) -> Result<bool, Invalid> {
    value.as_bool().ok_or_else(|| wrong(field, &format!("{} is neither true nor false", shown(value))))
}

/// A number of JavaScript as a whole one; its own conversions would take -1 for 4294967295 and null for 0.
pub fn whole(field: &str, value: &JsValue) -> Result<u64, Invalid> {
    const MOST: u64 = (1 << 53) - 1;
    if let Some(whole) = value.as_f64().filter(|v| v.fract() == 0.0 && (0.0..=MOST as f64).contains(v)) {
        return Ok(whole as u64);
    }
    Err(wrong(field, &format!("{} is not a whole number in [0, {MOST}]", shown(value))))
}

/// The same of something that is counted: beyond 32 bits there is no more of it.
pub fn size(field: &str, value: &JsValue) -> Result<usize, Invalid> {
    Ok(usize::try_from(whole(field, value)?).unwrap_or(usize::MAX))
}

/// So many of a mark.
pub fn until(field: &str, value: &JsValue) -> Result<(Mark, u64), Invalid> {
    // Before its keys are listed: of an array they may be a hundred million.
    if is_list(field, value)? || typed(value).is_some() {
        return Err(wrong(field, "a list is not an object of mark and count"));
    }
    if !value.is_object() {
        return Err(wrong(field, &format!("{} is not an object of mark and count", shown(value))));
    }
    if let Some(keys) = ask(field, || keys(value))? {
        for k in 0..keys.length() {
            let key = String::from(keys.get(k).unchecked_into::<JsString>().slice(0, MAX_NAME));
            if key != "mark" && key != "count" {
                return Err(wrong(&format!("{field}.{key}"), "unknown entry; known are mark, count"));
            }
        }
    }
    let path = |name: &str| format!("{field}.{name}");
    let name = name(&path("mark"), &entry(&path("mark"), value, "mark")?)?;
    let known = Mark::ALL.into_iter().find(|(known, _)| *known == name);
    let why = || wrong(&path("mark"), &format!("\"{name}\" is neither \"neuron\", \"active\" nor \"layer\""));
    let (_, mark) = known.ok_or_else(why)?;
    let count = whole(&path("count"), &entry(&path("count"), value, "count")?)?;
    Ok((mark, count))
}

/// A value as it is called where it is not what it should be: "-1", "a string".
fn shown(value: &JsValue) -> String {
    if let Some(number) = value.as_f64() {
        return number_name(number);
    }
    if value.is_null() {
        return "null".into();
    }
    let kind = value.js_typeof().as_string().unwrap_or_default();
    match kind.as_str() {
        "undefined" => kind,
        "object" => typed(value).unwrap_or_else(|| "an object".into()),
        _ => format!("a {kind}"),
    }
}

/// A number as JavaScript writes it.
fn number_name(number: f64) -> String {
    string(&number.into()).ok().flatten().map(String::from).unwrap_or_default()
}

/// The entries of `data` that are a table.
pub const TABLE: [&str; 2] = ["x", "y"];

/// A spec as JSON, and its table apart: its numbers are too many for JSON.
pub struct Given {
    pub value: Value,
    /// `data.x` and `data.y` as they were given; undefined where they were not.
    pub columns: [JsValue; 2],
    numbers: [Option<Vec<f32>>; 2],
}

impl Given {
    /// The table, taken out.
    pub fn take_table(&mut self) -> Option<Table> {
        let [x, y] = std::mem::take(&mut self.numbers);
        x.zip(y).map(|(x, y)| Table { x, y })
    }
}

/// Takes a spec, or the part of one at `path`.
pub fn spec(path: &str, value: &JsValue) -> Result<Given, Invalid> {
    let given = Given { value: Value::Null, columns: Default::default(), numbers: Default::default() };
    let mut reading = Reading { path: path.into(), left: MAX_VALUES, given };
    reading.given.value = reading.value(value, MAX_DEPTH)?.unwrap_or_default();
    Ok(reading.given)
}

/// JSON, read by JavaScript's own parser: another one here would be a tenth of the code.
pub fn parse(text: &str) -> Option<Value> {
    spec("", &JSON::parse(text).ok()?).ok().map(|given| given.value)
}

/// A spec that is being taken.
struct Reading {
    /// Of the entry that is being read.
    path: String,
    /// Values that may still come.
    left: usize,
    given: Given,
}

impl Reading {
    #[inline(never)]
    fn wrong<T>(&self, why: &str) -> Result<T, Invalid> {
        Err(wrong(&self.path, why))
    }

    /// A value, nested at most so deep; None of undefined.
    fn value(&mut self, value: &JsValue, depth: usize) -> Result<Option<Value>, Invalid> {
        if depth == 0 {
            return self.wrong(&format!("is nested more than {MAX_DEPTH} deep"));
        }
        if self.left == 0 {
            return self.wrong(&format!("goes beyond the {MAX_VALUES} values that a spec may have in all"));
        }
        self.left -= 1;
        Ok(Some(if let Some(number) = value.as_f64() {
            number_value(number)
        } else if let Some(text) = value.dyn_ref::<JsString>() {
            let length = text.length();
            if length > 2 * MAX_TEXT {
                return self.wrong(&format!("{length} characters are outside [0, {MAX_TEXT}]"));
            }
            String::from(text).into()
        } else if let Some(truth) = value.as_bool() {
            truth.into()
        } else if value.is_null() {
            Value::Null
        } else if value.is_undefined() {
            return Ok(None);
        } else if !value.is_object() {
            return self.wrong(&format!("{} is no part of a spec", shown(value)));
        } else if let Some(list) = self.list(value, None, depth)? {
            list
        } else {
            self.object(value, depth)?
        }))
    }

    /// The entries of a list or of a typed array of floats, if it is one. The numbers of a `column`, which are so many at
    /// most, don't count among those of a spec.
    fn list(
        &mut self,
        list: &JsValue,
        column: Option<usize>,
        depth: usize,
    ) -> Result<Option<Value>, Invalid> {
        let most = column.unwrap_or(MAX_VALUES);
        let length = match typed(list).as_deref() {
            Some("Float32Array" | "Float64Array") => within(&self.path, typed_length(list), most)?,
            None if is_list(&self.path, list)? => list_length(&self.path, list, most)?,
            _ => return Ok(None),
        };
        if column.is_none() && length > self.left {
            return self.wrong(&format!("goes beyond the {MAX_VALUES} values that a spec may have in all"));
        }
        let mut entries = Vec::with_capacity(length);
        for k in 0..length {
            let entry = at(&self.path, list, k)?;
            entries.push(match entry.as_f64() {
                Some(number) if column.is_some() => number_value(number),
                _ => self.value(&entry, depth - 1)?.unwrap_or_default(),
            });
        }
        Ok(Some(Value::Array(entries)))
    }

    fn object(&mut self, object: &JsValue, depth: usize) -> Result<Value, Invalid> {
        let tag = ask(&self.path, || tag(object))?.unwrap_or_default();
        if tag != "[object Object]" {
            let class = cut(&tag.slice(8, tag.length() - 1), MAX_NAME);
            return self.wrong(&format!("{class} is no part of a spec"));
        }
        let names = ask(&self.path, || keys(object))?.unwrap_or_default();
        within(&self.path, names.length().into(), MAX_VALUES)?;
        let mut map = Map::new();
        for name in names.iter() {
            let name = name.unchecked_into::<JsString>();
            if name.length() > MAX_NAME {
                return self.wrong(&format!("unknown entry {}", cut(&name, MAX_NAME)));
            }
            let name = String::from(name);
            let value = get(&self.path, object, &name)?;
            let above = self.path.len();
            if above <= MAX_PATH {
                self.path += if above == 0 { "" } else { "." };
                self.path += &name;
            }
            if let Some(value) = self.entry(&value, depth - 1)? {
                map.insert(name, value);
            }
            self.path.truncate(above);
        }
        Ok(Value::Object(map))
    }

    /// The value of an object's entry; a column of given data is kept apart.
    fn entry(&mut self, value: &JsValue, depth: usize) -> Result<Option<Value>, Invalid> {
        let Some(most) = spec::longest_column(&self.path).filter(|_| value.is_object()) else {
            return self.value(value, depth);
        };
        let Some(which) = TABLE.iter().position(|name| self.path.strip_prefix("data.") == Some(name)) else {
            let column = self.list(value, Some(most), depth)?;
            return column.map_or_else(|| self.value(value, depth), |column| Ok(Some(column)));
        };
        let entry: Entry = |k, number, shown| Table::entry(k, number, shown);
        let Some(numbers) = floats(&self.path, value, most, entry)? else {
            return self.value(value, depth);
        };
        self.given.numbers[which] = Some(numbers);
        self.given.columns[which] = value.clone();
        Ok(Some(Value::Array(Vec::new())))
    }
}

/// A number as JSON in Rust has it: whole numbers apart, of which -0 is none. What JSON has none of becomes its name, so
/// that a range check can refuse it instead of taking it for absent.
fn number_value(number: f64) -> Value {
    match number as i64 {
        _ if !number.is_finite() => number_name(number).into(),
        whole if whole as f64 == number && (whole != 0 || number.is_sign_positive()) => whole.into(),
        _ => number.into(),
    }
}
