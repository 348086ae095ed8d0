//! How a description is read: fields with their ranges, families of members, one error type.
//!
//! The tables that check a spec are the tables that the catalogue shows, so a page's controls,
//! their ranges and their help can't disagree with what the core accepts.

use crate::order;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};
use std::fmt;
use std::ops::RangeInclusive;

/// An entry that can't be used: which one, and why (the value given and the allowed range).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// Dotted path in the spec, e.g. `learner.network.width`.
    pub field: String,
    /// Requirement-shaped, e.g. `12 is outside [1, 10]`.
    pub why: String,
}

impl Invalid {
    /// An error about the entry at `field`.
    pub fn new(field: impl Into<String>, why: impl Into<String>) -> Self {
        Self { field: field.into(), why: why.into() }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.why)
    }
}

impl std::error::Error for Invalid {}

/// What a field holds, its default and its range.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A whole number in [min, max].
    Integer { default: u64, min: u64, max: u64 },
    /// A finite number in [min, max].
    Number { default: f64, min: f64, max: f64 },
    /// true or false.
    Boolean { default: bool },
    /// A line of text of at most so many characters, such as the example.
    Text { default: &'static str, example: &'static str, max_length: usize },
    /// A list of 1 to `max_count` such lines.
    Texts { default: &'static [&'static str], max_length: usize, max_count: usize },
    /// One of the names.
    Choice { choices: &'static [&'static str] },
    /// A set of coordinates, 1-based; absent unless given.
    Set,
    /// One of the names, or a list of coordinate sets.
    Sets { choices: &'static [&'static str] },
    /// A list of chains, each a list of coordinates in order.
    Chains { default: &'static [&'static [u64]] },
    /// A list of {set, coefficient}.
    Terms { default: &'static [(&'static [u64], f64)] },
    /// A list of 1 to `max_count` numbers in [min, max]; required where there is no default.
    Numbers { default: &'static [f64], min: f64, max: f64, max_count: usize },
    /// A column of a table, required: at most `max_count` numbers, more than a form could hold.
    Column { max_count: usize },
    /// An object with entries of its own; absent unless given.
    Object { fields: &'static [Field] },
    /// A list of n numbers in [min, max]; absent unless given.
    Vector { min: f64, max: f64 },
    /// A list of n rows of n numbers in [min, max]; absent unless given.
    Matrix { min: f64, max: f64 },
    /// A list of at most `max_count` objects with these entries; absent unless given.
    Changes { fields: &'static [Field], max_count: usize },
    /// A member of another family.
    Member { family: &'static str },
}

/// One entry of a member.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    /// Empty for a pure number.
    pub unit: &'static str,
    /// One sentence.
    pub help: &'static str,
    pub kind: Kind,
}

impl Field {
    /// The value taken where the entry is absent; null where there is none.
    pub fn default(&self) -> Value {
        match self.kind {
            Kind::Integer { default, .. } => default.into(),
            Kind::Number { default, .. } => default.into(),
            Kind::Boolean { default } => default.into(),
            Kind::Text { default, .. } => default.into(),
            Kind::Texts { default, .. } => default.into(),
            Kind::Choice { choices } | Kind::Sets { choices } => choices[0].into(),
            Kind::Terms { default } => default
                .iter()
                .map(|(set, coefficient)| serde_json::json!({ "set": set, "coefficient": coefficient }))
                .collect(),
            Kind::Chains { default } => default.iter().copied().map(Value::from).collect(),
            Kind::Numbers { default, .. } if !default.is_empty() => default.into(),
            Kind::Set
            | Kind::Numbers { .. }
            | Kind::Column { .. }
            | Kind::Object { .. }
            | Kind::Vector { .. }
            | Kind::Matrix { .. }
            | Kind::Changes { .. }
            | Kind::Member { .. } => Value::Null,
        }
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", self.name)?;
        let kind = match self.kind {
            Kind::Integer { min, max, .. } => {
                map.serialize_entry("min", &min)?;
                map.serialize_entry("max", &max)?;
                "integer"
            }
            Kind::Number { min, max, .. } => {
                map.serialize_entry("min", &min)?;
                map.serialize_entry("max", &max)?;
                "number"
            }
            Kind::Boolean { .. } => "boolean",
            Kind::Text { example, max_length, .. } => {
                map.serialize_entry("example", example)?;
                map.serialize_entry("max_length", &max_length)?;
                "text"
            }
            Kind::Texts { max_length, max_count, .. } => {
                map.serialize_entry("max_length", &max_length)?;
                map.serialize_entry("max_count", &max_count)?;
                "texts"
            }
            Kind::Choice { choices } => {
                map.serialize_entry("choices", choices)?;
                "choice"
            }
            Kind::Set => "set",
            Kind::Sets { choices } => {
                map.serialize_entry("choices", choices)?;
                "sets"
            }
            Kind::Chains { .. } => "chains",
            Kind::Terms { .. } => "terms",
            Kind::Numbers { min, max, max_count, .. } => {
                map.serialize_entry("min", &min)?;
                map.serialize_entry("max", &max)?;
                map.serialize_entry("max_count", &max_count)?;
                "numbers"
            }
            Kind::Column { max_count } => {
                map.serialize_entry("max_count", &max_count)?;
                "column"
            }
            Kind::Object { fields } => {
                map.serialize_entry("fields", fields)?;
                "object"
            }
            Kind::Vector { min, max } => {
                map.serialize_entry("min", &min)?;
                map.serialize_entry("max", &max)?;
                "vector"
            }
            Kind::Matrix { min, max } => {
                map.serialize_entry("min", &min)?;
                map.serialize_entry("max", &max)?;
                "matrix"
            }
            Kind::Changes { fields, max_count } => {
                map.serialize_entry("fields", fields)?;
                map.serialize_entry("max_count", &max_count)?;
                "changes"
            }
            Kind::Member { family } => {
                map.serialize_entry("family", family)?;
                "member"
            }
        };
        map.serialize_entry("type", kind)?;
        map.serialize_entry("label", self.label)?;
        map.serialize_entry("unit", self.unit)?;
        map.serialize_entry("help", self.help)?;
        map.serialize_entry("default", &self.default())?;
        let optional = matches!(
            self.kind,
            Kind::Set
                | Kind::Object { .. }
                | Kind::Vector { .. }
                | Kind::Matrix { .. }
                | Kind::Changes { .. }
        );
        map.serialize_entry("optional", &optional)?;
        map.end()
    }
}

/// One choice within a family: its name in a spec and what it is made of.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Member {
    pub kind: &'static str,
    pub label: &'static str,
    /// One sentence.
    pub help: &'static str,
    pub fields: &'static [Field],
}

/// A member and the function that reads it in a context C (what was read before it).
pub struct Row<T, C> {
    pub member: &'static Member,
    pub read: fn(&mut Reader<'_>, &C) -> Result<T, Invalid>,
}

/// Reads the member of a family that `value` names by its `kind`; absent, the family's first.
/// Returns it with its complete description, every default filled in.
#[inline(never)] // of one family there are several readers, and it is long
pub fn read_member<T, C>(
    family: &[Row<T, C>],
    path: &str,
    value: Option<&Value>,
    context: &C,
) -> Result<(T, Value), Invalid> {
    let mut reader = Reader::new(path, value)?;
    let given = reader.take("kind");
    let named = |row: &&Row<T, C>| given.is_none_or(|kind| kind == row.member.kind);
    let Some(row) = family.iter().find(named) else {
        let known: Vec<_> = family.iter().map(|row| row.member.kind).collect();
        let kind = given.map(brief).unwrap_or_default();
        return Err(reader.error("kind", format!("{kind} is not one of {}", known.join(", "))));
    };
    reader.set("kind", row.member.kind);
    // First of all: what is mistyped is missing too.
    reader.known(row.member.fields)?;
    let member = (row.read)(&mut reader, context)?;
    Ok((member, reader.complete()))
}

/// Reads one object of a spec entry by entry, and remembers what it read.
pub struct Reader<'a> {
    path: String,
    given: Option<&'a Map<String, Value>>,
    complete: Map<String, Value>,
}

impl<'a> Reader<'a> {
    /// A reader of `value`, found at `path`; absent or null reads as empty.
    pub fn new(path: &str, value: Option<&'a Value>) -> Result<Self, Invalid> {
        let given = match value {
            None | Some(Value::Null) => None,
            Some(Value::Object(map)) => Some(map),
            Some(other) => return Err(Invalid::new(path, format!("{} is not an object", brief(other)))),
        };
        Ok(Self { path: path.to_owned(), given, complete: Map::new() })
    }

    /// The path of an entry here.
    pub fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// The error that the value of `name` must be something else.
    pub fn error(&self, name: &str, why: impl Into<String>) -> Invalid {
        Invalid::new(self.path(name), why)
    }

    /// The value given for `name`, if any.
    pub fn take(&self, name: &str) -> Option<&'a Value> {
        self.given.and_then(|map| map.get(name)).filter(|value| !value.is_null())
    }

    /// Notes the value that was settled on.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.complete.insert(name.to_owned(), value.into());
    }

    /// A whole number within the field's range, and at most `limit` where the context asks it.
    /// A default that passes the limit gives way to it.
    pub fn integer_up_to(&mut self, field: &Field, limit: usize) -> Result<usize, Invalid> {
        self.whole(field, limit as u64).map(|value| value as usize)
    }

    /// A whole number within the field's range.
    pub fn integer(&mut self, field: &Field) -> Result<usize, Invalid> {
        self.integer_up_to(field, usize::MAX)
    }

    /// The same, for numbers that 32 bits may not hold, wherever it runs.
    pub fn long(&mut self, field: &Field) -> Result<u64, Invalid> {
        self.whole(field, u64::MAX)
    }

    fn whole(&mut self, field: &Field, limit: u64) -> Result<u64, Invalid> {
        let Kind::Integer { default, min, max } = field.kind else {
            unreachable!("{} is declared an integer", field.name)
        };
        let max = max.min(limit);
        let value = match self.take(field.name) {
            None => default.clamp(min, max.max(min)),
            Some(value) => {
                let whole = value.as_f64().filter(|v| v.fract() == 0.0 && v.abs() < 9.1e15);
                match whole {
                    Some(v) if v >= min as f64 && v <= max as f64 => v as u64,
                    Some(v) => {
                        let why = format!("{} is outside [{min}, {max}]", decimal(v));
                        return Err(self.error(field.name, why));
                    }
                    None => {
                        let why = format!("{} is not a whole number in [{min}, {max}]", brief(value));
                        return Err(self.error(field.name, why));
                    }
                }
            }
        };
        self.set(field.name, value);
        Ok(value)
    }

    /// A number within the field's range.
    pub fn number(&mut self, field: &Field) -> Result<f64, Invalid> {
        let Kind::Number { default, min, max } = field.kind else {
            unreachable!("{} is declared a number", field.name)
        };
        let value = match self.take(field.name) {
            None => default,
            Some(value) => number_within(value, min, max).map_err(|why| self.error(field.name, why))?,
        };
        self.set(field.name, value);
        Ok(value)
    }

    /// true or false.
    pub fn boolean(&mut self, field: &Field) -> Result<bool, Invalid> {
        let Kind::Boolean { default } = field.kind else {
            unreachable!("{} is declared a boolean", field.name)
        };
        let value = match self.take(field.name) {
            None => default,
            Some(Value::Bool(value)) => *value,
            Some(other) => {
                return Err(self.error(field.name, format!("{} is neither true nor false", brief(other))));
            }
        };
        self.set(field.name, value);
        Ok(value)
    }

    /// A text of at most the field's length.
    pub fn text(&mut self, field: &Field) -> Result<String, Invalid> {
        let Kind::Text { default, max_length, .. } = field.kind else {
            unreachable!("{} is declared a text", field.name)
        };
        let text = match self.take(field.name) {
            None => default,
            Some(value) => text_within(value, max_length).map_err(|why| self.error(field.name, why))?,
        };
        self.set(field.name, text);
        Ok(text.to_owned())
    }

    /// A list of at least one text, each of at most the field's length.
    pub fn texts(&mut self, field: &Field) -> Result<Vec<String>, Invalid> {
        let Kind::Texts { max_length, max_count, .. } = field.kind else {
            unreachable!("{} is declared a list of texts", field.name)
        };
        let default = field.default();
        let given = self.take(field.name).unwrap_or(&default);
        let list = list_within(given, 1..=max_count, "texts").map_err(|why| self.error(field.name, why))?;
        let text = |(k, text): (usize, &Value)| match text_within(text, max_length) {
            Ok(text) => Ok(text.to_owned()),
            Err(why) => Err(self.error(&format!("{}[{k}]", field.name), why)),
        };
        let texts = list.iter().enumerate().map(text).collect::<Result<Vec<_>, _>>()?;
        self.set(field.name, texts.as_slice());
        Ok(texts)
    }

    /// The index of the chosen name.
    pub fn choice(&mut self, field: &Field) -> Result<usize, Invalid> {
        let Kind::Choice { choices } = field.kind else {
            unreachable!("{} is declared a choice", field.name)
        };
        let index = match self.take(field.name) {
            None => 0,
            Some(value) => value
                .as_str()
                .and_then(|name| choices.iter().position(|choice| *choice == name))
                .ok_or_else(|| {
                    self.error(field.name, format!("{} is not one of {}", brief(value), choices.join(", ")))
                })?,
        };
        self.set(field.name, choices[index]);
        Ok(index)
    }

    /// A list of at least one number, each within the field's range.
    pub fn numbers(&mut self, field: &Field) -> Result<Vec<f64>, Invalid> {
        let Kind::Numbers { default, min, max, max_count } = field.kind else {
            unreachable!("{} is declared a list of numbers", field.name)
        };
        let numbers = match self.take(field.name) {
            None if default.is_empty() => return Err(self.error(field.name, "is missing")),
            None => default.to_vec(),
            Some(given) => {
                numbers_within(given, 1..=max_count, min, max).map_err(|why| self.error(field.name, why))?
            }
        };
        self.set(field.name, numbers.as_slice());
        Ok(numbers)
    }

    /// The same of whole numbers.
    pub fn integers(&mut self, field: &Field) -> Result<Vec<usize>, Invalid> {
        let numbers = self.numbers(field)?;
        if let Some(broken) = numbers.iter().find(|v| v.fract() != 0.0) {
            return Err(self.error(field.name, format!("{} is not a whole number", decimal(*broken))));
        }
        let whole: Vec<usize> = numbers.iter().map(|v| *v as usize).collect();
        self.set(field.name, whole.as_slice());
        Ok(whole)
    }

    /// A list of n numbers, each within the field's range; none where it is absent.
    pub fn vector(&mut self, field: &Field, n: usize) -> Result<Option<Vec<f64>>, Invalid> {
        let Kind::Vector { min, max } = field.kind else {
            unreachable!("{} is declared a vector", field.name)
        };
        let Some(given) = self.take(field.name) else { return Ok(None) };
        let vector = numbers_within(given, n..=n, min, max).map_err(|why| self.error(field.name, why))?;
        self.set(field.name, vector.as_slice());
        Ok(Some(vector))
    }

    /// A list of n rows of n numbers, each within the field's range; none where it is absent.
    pub fn matrix(&mut self, field: &Field, n: usize) -> Result<Option<Vec<Vec<f64>>>, Invalid> {
        let Kind::Matrix { min, max } = field.kind else {
            unreachable!("{} is declared a matrix", field.name)
        };
        let Some(given) = self.take(field.name) else { return Ok(None) };
        let rows = given
            .as_array()
            .filter(|rows| rows.len() == n)
            .ok_or_else(|| self.error(field.name, format!("{} is not a list of {n} rows", brief(given))))?;
        let rows = rows.iter().map(|row| numbers_within(row, n..=n, min, max)).collect::<Result<Vec<_>, _>>();
        let rows = rows.map_err(|why| self.error(field.name, why))?;
        self.set(field.name, rows.clone());
        Ok(Some(rows))
    }

    /// What `read` makes of the entries of the field's object; none where it is absent.
    pub fn object<T>(
        &mut self,
        field: &Field,
        read: impl FnOnce(&mut Reader<'_>) -> Result<T, Invalid>,
    ) -> Result<Option<T>, Invalid> {
        let Kind::Object { fields } = field.kind else {
            unreachable!("{} is declared an object", field.name)
        };
        let Some(value) = self.take(field.name) else {
            self.set(field.name, Value::Null);
            return Ok(None);
        };
        let mut reader = Reader::new(&self.path(field.name), Some(value))?;
        reader.known(fields)?;
        let object = read(&mut reader)?;
        self.set(field.name, reader.complete());
        Ok(Some(object))
    }

    /// A reader of each object of the field's list.
    pub fn objects(&self, field: &Field) -> Result<Vec<Reader<'a>>, Invalid> {
        let Kind::Changes { fields, max_count } = field.kind else {
            unreachable!("{} is declared a list of objects", field.name)
        };
        let Some(value) = self.take(field.name) else { return Ok(Vec::new()) };
        let list = list_within(value, 0..=max_count, "objects").map_err(|why| self.error(field.name, why))?;
        let reader = |(k, object)| {
            let reader = Reader::new(&self.path(&format!("{}[{k}]", field.name)), Some(object))?;
            reader.known(fields).map(|()| reader)
        };
        list.iter().enumerate().map(reader).collect()
    }

    /// What was settled on, whatever else was given.
    pub fn complete(self) -> Value {
        Value::Object(self.complete)
    }

    /// The complete object; an entry that no field names is an error.
    pub fn finish(self, fields: &[Field]) -> Result<Value, Invalid> {
        self.known(fields)?;
        Ok(self.complete())
    }

    /// That every entry given is one of the fields.
    pub fn known(&self, fields: &[Field]) -> Result<(), Invalid> {
        // Only a member of a family has a kind, which was read before its fields.
        let kind = self.complete.contains_key("kind").then_some("kind");
        let known: Vec<_> = kind.into_iter().chain(fields.iter().map(|field| field.name)).collect();
        self.only(&known)
    }

    /// That every entry given has one of these names.
    pub fn only(&self, known: &[&str]) -> Result<(), Invalid> {
        for name in self.given.into_iter().flat_map(Map::keys) {
            if !known.contains(&name.as_str()) {
                // Any text may be a name: none at all, or one of any length.
                let name = if name.is_empty() { "\"\"" } else { &cut(name) };
                return Err(self.error(name, format!("unknown entry; known are {}", known.join(", "))));
            }
        }
        Ok(())
    }
}

/// A finite number in [min, max], or why not.
fn number_within(value: &Value, min: f64, max: f64) -> Result<f64, String> {
    match value.as_f64() {
        Some(v) if v >= min && v <= max => Ok(v),
        Some(v) => Err(format!("{} is outside [{}, {}]", decimal(v), decimal(min), decimal(max))),
        None => Err(format!("{} is not a number in [{}, {}]", brief(value), decimal(min), decimal(max))),
    }
}

/// A list of so many numbers in [min, max], or why it is none.
fn numbers_within(
    value: &Value,
    count: RangeInclusive<usize>,
    min: f64,
    max: f64,
) -> Result<Vec<f64>, String> {
    list_within(value, count, "numbers")?.iter().map(|entry| number_within(entry, min, max)).collect()
}

/// A list of so many entries, or why it is none.
fn list_within<'a>(
    value: &'a Value,
    count: RangeInclusive<usize>,
    entries: &str,
) -> Result<&'a [Value], String> {
    let list = value.as_array().filter(|list| count.contains(&list.len())).ok_or_else(|| {
        let (least, most) = (count.start(), count.end());
        let count = if least == most { least.to_string() } else { format!("{least} to {most}") };
        format!("{} is not a list of {count} {entries}", brief(value))
    })?;
    Ok(list)
}

/// A text of at most so many characters, or why not.
fn text_within(value: &Value, most: usize) -> Result<&str, String> {
    let text = value.as_str().ok_or_else(|| format!("{} is not a text", brief(value)))?;
    let length = text.chars().count();
    if length > most { Err(format!("{length} characters are outside [0, {most}]")) } else { Ok(text) }
}

/// A set of coordinates out of 1, …, n, each once, as a sorted list; or why it is none.
pub fn coordinates(value: &Value, n: usize) -> Result<Vec<usize>, String> {
    multiset(value, n, 1)
}

/// A multiset of coordinates out of 1, …, n, each at most `most` times, as a sorted list; or why it
/// is none.
pub fn multiset(value: &Value, n: usize, most: usize) -> Result<Vec<usize>, String> {
    let list = value
        .as_array()
        .ok_or_else(|| format!("{} is not a list of coordinates in [1, {n}]", brief(value)))?;
    let mut set = Vec::with_capacity(list.len());
    for entry in list {
        match entry.as_f64() {
            Some(v) if v.fract() == 0.0 && v >= 1.0 && v <= n as f64 => set.push(v as usize),
            _ => return Err(format!("{} is not a coordinate in [1, {n}]", brief(entry))),
        }
    }
    order::sort(&mut set);
    match set.windows(most + 1).find(|run| run[0] == run[most]) {
        Some(run) if most == 1 => Err(format!("coordinate {} occurs twice", run[0])),
        Some(run) => Err(format!("coordinate {} occurs more than {most} times", run[0])),
        None => Ok(set),
    }
}

/// An object of JSON, made in one place: what the macro writes out wherever it stands is ten times the code.
pub fn object<const N: usize>(mut entries: [(&str, Value); N]) -> Value {
    collected(&mut entries)
}

#[inline(never)]
fn collected(entries: &mut [(&str, Value)]) -> Value {
    let mut map = Map::new();
    for (name, value) in entries {
        map.insert((*name).to_owned(), value.take());
    }
    Value::Object(map)
}

/// A large number as it is shown in a message: two digits of it, or of the largest number if it is none.
pub fn magnitude(size: f64) -> String {
    let text = decimal(size.min(f64::MAX));
    let two = |digits: &str| digits.parse().map(|digits: f64| decimal((digits * 10.0).round() / 10.0));
    match text.split_once('e').map(|(digits, exponent)| (two(digits), exponent)) {
        Some((Ok(digits), exponent)) => format!("{digits}e{exponent}"),
        _ => text,
    }
}

/// A value as it is shown in a message: at most 40 characters. Numbers that JSON has none of are given by their names, and
/// shown as what they are.
pub fn brief(value: &Value) -> String {
    let mut text = value.to_string();
    for (given, name) in [("\"NaN\"", "NaN"), ("\"Infinity\"", "Infinity"), ("\"-Infinity\"", "-Infinity")] {
        text = text.replace(given, name);
    }
    cut(&text)
}

/// At most 40 characters of a text that someone gave.
pub fn cut(text: &str) -> String {
    match text.char_indices().nth(40) {
        None => text.to_owned(),
        Some(_) => text.chars().take(39).chain(['…']).collect(),
    }
}

/// A number as it is shown in a message: 2, 0.25, 1e300. The standard library writes out all of the 301
/// digits; and as nothing else here writes floats by it, the wasm does without its 20 kB for that.
pub fn decimal(v: f64) -> String {
    if v.is_nan() {
        return "NaN".into();
    }
    if v.is_infinite() {
        return if v > 0.0 { "Infinity".into() } else { "-Infinity".into() };
    }
    let text = Value::from(v).to_string();
    text.strip_suffix(".0").unwrap_or(&text).replace("e+", "e")
}

/// The same of a number that has the digits of 32 bits: seven.
pub fn decimal32(v: f32) -> String {
    let v = f64::from(v);
    let (mut up, mut down) = (1.0, 1.0);
    while v != 0.0 && v.abs() * up < 1e6 {
        up *= 10.0;
    }
    while v.is_finite() && v.abs() / down >= 1e7 {
        down *= 10.0;
    }
    decimal((v * up / down).round() / up * down)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const WIDTH: Field = Field {
        name: "width",
        label: "width",
        unit: "neurons",
        help: "How wide.",
        kind: Kind::Integer { default: 40, min: 1, max: 512 },
    };
    const RATE: Field = Field {
        name: "rate",
        label: "rate",
        unit: "",
        help: "How fast.",
        kind: Kind::Number { default: 0.5, min: 0.0, max: 1.0 },
    };

    #[test]
    fn numbers_are_shown_with_the_digits_they_have() {
        for (v, shown) in [(2.0, "2"), (-0.25, "-0.25"), (1e-7, "1e-7"), (1e300, "1e300"), (f64::NAN, "NaN")]
        {
            assert_eq!(decimal(v), shown);
        }
        for (v, shown) in
            [(0.0, "0"), (1e-9, "1e-9"), (-0.1, "-0.1"), (16_777_216.0, "16777220"), (1e30, "1e30")]
        {
            assert_eq!(decimal32(v), shown);
        }
        assert_eq!(decimal32(f32::NEG_INFINITY), "-Infinity");
        assert_eq!([magnitude(2.19e297), magnitude(1.25e19), magnitude(2.0)], ["2.2e297", "1.3e19", "2"]);
    }

    fn read(value: Value) -> Result<(usize, f64, Value), Invalid> {
        let mut reader = Reader::new("a.b", Some(&value))?;
        let (width, rate) = (reader.integer(&WIDTH)?, reader.number(&RATE)?);
        Ok((width, rate, reader.finish(&[WIDTH, RATE])?))
    }

    #[test]
    fn absent_entries_take_their_defaults_and_are_filled_in() {
        let (width, rate, complete) = read(json!({ "rate": 0.25 })).unwrap();
        assert_eq!((width, rate), (40, 0.25));
        assert_eq!(complete, json!({ "width": 40, "rate": 0.25 }));
    }

    #[test]
    fn errors_name_the_field_the_value_and_the_range() {
        let message = |value| read(value).unwrap_err().to_string();
        assert_eq!(message(json!({ "width": 0 })), "a.b.width: 0 is outside [1, 512]");
        assert_eq!(message(json!({ "width": 2.5 })), "a.b.width: 2.5 is not a whole number in [1, 512]");
        assert_eq!(message(json!({ "width": "x" })), "a.b.width: \"x\" is not a whole number in [1, 512]");
        assert_eq!(message(json!({ "rate": 2 })), "a.b.rate: 2 is outside [0, 1]");
        assert_eq!(message(json!({ "depth": 2 })), "a.b.depth: unknown entry; known are width, rate");
        assert_eq!(message(json!(7)), "a.b: 7 is not an object");
    }

    #[test]
    fn errors_are_short_whatever_is_given() {
        let long = "name".repeat(2500);
        for value in [
            json!({ &long: 1 }),
            json!({ "width": long }),
            json!({ "width": 1e300 }),
            json!({ "rate": 1e300 }),
            json!({ "rate": -1e-300 }),
            json!(long),
        ] {
            let message = read(value).unwrap_err().to_string();
            assert!(message.chars().count() < 100, "{message}");
        }
    }

    #[test]
    fn coordinate_sets_are_sorted_and_checked() {
        assert_eq!(coordinates(&json!([3, 1]), 3), Ok(vec![1, 3]));
        assert_eq!(coordinates(&json!([4]), 3), Err("4 is not a coordinate in [1, 3]".into()));
        assert_eq!(coordinates(&json!([0]), 3), Err("0 is not a coordinate in [1, 3]".into()));
        assert_eq!(coordinates(&json!([2, 2]), 3), Err("coordinate 2 occurs twice".into()));
        assert_eq!(multiset(&json!([2, 3, 2]), 3, 2), Ok(vec![2, 2, 3]));
        let why = "coordinate 2 occurs more than 2 times";
        assert_eq!(multiset(&json!([2, 2, 2]), 3, 2), Err(why.into()));
        assert_eq!(coordinates(&json!("12"), 3), Err("\"12\" is not a list of coordinates in [1, 3]".into()));
    }
}
