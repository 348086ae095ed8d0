//! Where a spec or a preset comes from: a preset's name, a file, or standard input.

use include_dir::{Dir, include_dir};
use serde_json::Value;
use staircase::Invalid;
use staircase::preset::Preset;
use std::io::Read;

static PRESETS: Dir = include_dir!("$CARGO_MANIFEST_DIR/www/presets");
static TABLES: Dir = include_dir!("$CARGO_MANIFEST_DIR/www/tables");

/// The JSON of `source`, an object.
pub fn read(source: &str) -> Result<Value, String> {
    let preset = names().find(|name| *name == source).and_then(|name| held(&PRESETS, name));
    match (source, preset) {
        ("-", _) => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(|e| format!("standard input: {e}"))?;
            parse("standard input", &text)
        }
        (_, Some(text)) => parse(source, text),
        (path, None) => parse(path, &std::fs::read_to_string(path).map_err(|e| missing(path, &e))?),
    }
}

/// What it asks to be run, with the images that it names.
pub fn preset(file: &Value) -> Result<Preset, Invalid> {
    let images = |name: &str| held(&TABLES, name).and_then(|text| serde_json::from_str(text).ok());
    Preset::read(file, images)
}

/// The presets'. Their index is none.
fn names() -> impl Iterator<Item = &'static str> {
    let names = PRESETS.files().filter_map(|file| file.path().file_stem()?.to_str());
    names.filter(|name| *name != "index")
}

fn held(folder: &'static Dir, name: &str) -> Option<&'static str> {
    folder.get_file(format!("{name}.json"))?.contents_utf8()
}

fn parse(what: &str, text: &str) -> Result<Value, String> {
    // The mark that some editors put before the first character.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Value = serde_json::from_str(text).map_err(|e| format!("{what}: {e}"))?;
    if !value.is_object() {
        return Err(format!("{what}: a spec or a preset is a JSON object, and this is none"));
    }
    Ok(value)
}

fn missing(path: &str, error: &std::io::Error) -> String {
    // A path is no name that was mistyped.
    if path.contains(['/', '\\', '.']) {
        return format!("{path}: {error}");
    }
    format!("{path}: {error}; and no preset is called so, but {}", names().collect::<Vec<_>>().join(", "))
}
