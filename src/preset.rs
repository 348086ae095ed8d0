//! A preset's file: the specs of its lanes, and how long they run. How it is shown is the page's to read.

use crate::schema::{Field, Invalid, Kind, Reader, brief, cut};
use serde_json::{Map, Value, json};

const ENTRIES: [&str; 13] = [
    "id", "title", "source", "budget", "caption", "pace", "compare", "table", "open", "record", "sweep",
    "spec", "lanes",
];
const LANE: [&str; 3] = ["label", "name", "spec"];
const TABLE: [&str; 3] = ["file", "ones", "title"];

const BUDGET: Field = Field {
    name: "budget",
    label: "budget",
    unit: "iterations",
    help: "How long its lanes run.",
    kind: Kind::Integer { default: 1, min: 1, max: 1_000_000_000 },
};

/// What a file asks to be run: a preset's lanes, or a spec alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// Iterations.
    pub budget: Option<u64>,
    /// Each with a label that no other one has; that of a spec alone is empty.
    pub lanes: Vec<(String, Value)>,
}

impl Preset {
    /// A file of any entry that presets have is one. `images` are those of a file of tables, by its name. The specs are not read.
    pub fn read(file: &Value, images: impl FnOnce(&str) -> Option<Value>) -> Result<Self, Invalid> {
        let mut reader = object("file", file).and_then(|_| Reader::new("", Some(file)))?;
        if !ENTRIES.iter().any(|name| reader.take(name).is_some()) {
            return Ok(Self { budget: None, lanes: vec![(String::new(), file.clone())] });
        }
        reader.only(&ENTRIES)?;
        let budget = reader.take(BUDGET.name).map(|_| reader.long(&BUDGET)).transpose()?;
        let mut shared = entries("spec", reader.take("spec"))?;
        if let Some(table) = reader.take("table") {
            shared.insert("target".into(), target(table, images)?);
        }
        let given =
            reader.take("lanes").ok_or_else(|| reader.error("lanes", "is missing: what is to be run"))?;
        let given = given.as_array().filter(|lanes| !lanes.is_empty());
        let given = given.ok_or_else(|| reader.error("lanes", "is not a list of one lane or more"))?;
        let mut lanes = Vec::new();
        for (k, lane) in given.iter().enumerate() {
            let path = format!("lanes[{k}]");
            let lane = object(&path, lane)?;
            lane.only(&LANE)?;
            let label = label(k, &lane)?;
            if lanes.iter().any(|(other, _)| *other == label) {
                let why = format!("\"{}\" is what another lane is called", cut(&label));
                return Err(lane.error("label", why));
            }
            let mut spec = shared.clone();
            spec.extend(entries(&lane.path("spec"), lane.take("spec"))?);
            lanes.push((label, Value::Object(spec)));
        }
        Ok(Self { budget, lanes })
    }
}

/// Its own, or its number.
fn label(k: usize, lane: &Reader<'_>) -> Result<String, Invalid> {
    match lane.take("label") {
        None => Ok((k + 1).to_string()),
        Some(Value::String(text)) if text.is_empty() => Ok((k + 1).to_string()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(other) => Err(lane.error("label", format!("{} is not a text", brief(other)))),
    }
}

/// What lanes that learn images learn: `table` is the preset's entry. Pixels, which are from 0 to 16, become coordinates in
/// [0, 1]; the value is 1 for the digits in `table.ones`, 0 for the others.
fn target(table: &Value, images: impl FnOnce(&str) -> Option<Value>) -> Result<Value, Invalid> {
    let table = object("table", table)?;
    table.only(&TABLE)?;
    let file =
        table.take("file").ok_or_else(|| table.error("file", "is missing: which images are learned"))?;
    let images = file.as_str().and_then(images);
    let images = images.ok_or_else(|| table.error("file", format!("there are no images {}", brief(file))))?;
    let ones = table.take("ones").and_then(Value::as_array);
    let ones = ones.filter(|ones| ones.iter().all(|digit| digit.as_u64().is_some_and(|digit| digit < 10)));
    let ones = ones.ok_or_else(|| table.error("ones", "is not a list of digits, whole numbers in [0, 9]"))?;
    let numbers = |name: &str| images[name].as_array().into_iter().flatten().filter_map(Value::as_f64);
    let is_one = |digit: f64| ones.iter().any(|one| one.as_f64() == Some(digit));
    let x: Vec<f64> = numbers("pixels").map(|ink| ink / 16.0).collect();
    let y: Vec<u8> = numbers("digits").map(|digit| is_one(digit).into()).collect();
    Ok(json!({ "kind": "table", "x": x, "y": y }))
}

fn object<'a>(path: &str, value: &'a Value) -> Result<Reader<'a>, Invalid> {
    if value.is_null() {
        return Err(Invalid::new(path, "null is not an object"));
    }
    Reader::new(path, Some(value))
}

/// Those of an object, none of what is absent.
fn entries(path: &str, value: Option<&Value>) -> Result<Map<String, Value>, Invalid> {
    Reader::new(path, value)?;
    Ok(value.and_then(Value::as_object).cloned().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: Value) -> Result<Preset, Invalid> {
        Preset::read(&file, |name| {
            (name == "dots").then(|| json!({ "pixels": [0, 16, 4], "digits": [7, 1, 0] }))
        })
    }

    #[test]
    fn a_lane_has_the_presets_families_but_for_its_own() {
        let spec = json!({ "seed": 5, "target": { "kind": "parity" } });
        let lanes =
            json!([{ "label": "a", "spec": { "target": { "kind": "staircase" } } }, { "label": "" }, {}]);
        let preset = read(json!({ "budget": 10, "spec": spec, "lanes": lanes })).unwrap();
        assert_eq!(preset.budget, Some(10));
        let own = json!({ "seed": 5, "target": { "kind": "staircase" } });
        assert_eq!(preset.lanes, [("a".into(), own), ("2".into(), spec.clone()), ("3".into(), spec.clone())]);
        assert_eq!(read(spec.clone()).unwrap(), Preset { budget: None, lanes: vec![(String::new(), spec)] });
    }

    #[test]
    fn images_become_a_table() {
        let table = json!({ "file": "dots", "ones": [1, 7], "title": "dots" });
        let preset = read(json!({ "table": table, "lanes": [{}] })).unwrap();
        let target = json!({ "kind": "table", "x": [0.0, 1.0, 0.25], "y": [1, 1, 0] });
        assert_eq!(preset.lanes[0].1, json!({ "target": target }));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let known = "known are id, title,";
        for (file, message) in [
            (json!(null), "file: null is not an object"),
            (json!([]), "file: [] is not an object"),
            (json!({ "budgte": 5, "lanes": [{}] }), &*format!("budgte: unknown entry; {known}")),
            (json!({ "target": {}, "lanes": [{}] }), &*format!("target: unknown entry; {known}")),
            (json!({ "lable": 5, "spec": {} }), &*format!("lable: unknown entry; {known}")),
            (json!({ "budget": 5 }), "lanes: is missing: what is to be run"),
            (json!({ "budget": -5, "lanes": [{}] }), "budget: -5 is outside [1, 1000000000]"),
            (json!({ "budget": 0, "lanes": [{}] }), "budget: 0 is outside [1, 1000000000]"),
            (json!({ "budget": 0.5, "lanes": [{}] }), "budget: 0.5 is not a whole number in [1, 1000000000]"),
            (
                json!({ "budget": "x", "lanes": [{}] }),
                "budget: \"x\" is not a whole number in [1, 1000000000]",
            ),
            (json!({ "spec": 7, "lanes": [{}] }), "spec: 7 is not an object"),
            (json!({ "lanes": {} }), "lanes: is not a list of one lane or more"),
            (json!({ "lanes": [] }), "lanes: is not a list of one lane or more"),
            (json!({ "lanes": [{}, 7] }), "lanes[1]: 7 is not an object"),
            (json!({ "lanes": [null] }), "lanes[0]: null is not an object"),
            (json!({ "lanes": [{ "spec": 7 }] }), "lanes[0].spec: 7 is not an object"),
            (
                json!({ "lanes": [{ "lable": "a" }] }),
                "lanes[0].lable: unknown entry; known are label, name, spec",
            ),
            (json!({ "lanes": [{ "label": 7 }] }), "lanes[0].label: 7 is not a text"),
            (
                json!({ "lanes": [{ "label": "a" }, { "label": "a" }] }),
                "lanes[1].label: \"a\" is what another lane is called",
            ),
            (
                json!({ "lanes": [{ "label": "2" }, {}] }),
                "lanes[1].label: \"2\" is what another lane is called",
            ),
            (json!({ "table": 7, "lanes": [{}] }), "table: 7 is not an object"),
            (
                json!({ "table": { "one": 7 }, "lanes": [{}] }),
                "table.one: unknown entry; known are file, ones, title",
            ),
            (json!({ "table": {}, "lanes": [{}] }), "table.file: is missing: which images are learned"),
            (json!({ "table": { "file": "x" }, "lanes": [{}] }), "table.file: there are no images \"x\""),
            (
                json!({ "table": { "file": "dots", "ones": [10] }, "lanes": [{}] }),
                "table.ones: is not a list of digits, whole numbers in [0, 9]",
            ),
        ] {
            let said = read(file).unwrap_err().to_string();
            assert!(said.starts_with(message), "{said}");
        }
    }
}
