//! Where a spec or a preset comes from: a preset's name, a file, or standard input.

use include_dir::{Dir, include_dir};
use serde_json::Value;
use staircase::spec;
use std::io::Read;

static PRESETS: Dir = include_dir!("$CARGO_MANIFEST_DIR/www/presets");
static TABLES: Dir = include_dir!("$CARGO_MANIFEST_DIR/www/tables");

/// The JSON of `source`, images that it names included.
pub fn read(source: &str) -> Result<Value, String> {
    let mut file = match (source, held(&PRESETS, source)) {
        ("-", _) => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(|e| format!("standard input: {e}"))?;
            parse("standard input", &text)?
        }
        (_, Some(text)) => parse(source, text)?,
        (path, None) => parse(path, &std::fs::read_to_string(path).map_err(|e| missing(path, &e))?)?,
    };
    if let Some(name) = file["table"]["file"].as_str() {
        let images =
            held(&TABLES, name).ok_or_else(|| format!("table.file: there are no images {name:?}"))?;
        file["spec"]["target"] = spec::images(&file["table"], &parse(name, images)?);
    }
    Ok(file)
}

fn held(folder: &'static Dir, name: &str) -> Option<&'static str> {
    folder.get_file(format!("{name}.json"))?.contents_utf8()
}

fn parse(what: &str, text: &str) -> Result<Value, String> {
    let value: Value = serde_json::from_str(text).map_err(|e| format!("{what}: {e}"))?;
    if !value.is_object() {
        return Err(format!("{what}: a spec or a preset is a JSON object, and this is none"));
    }
    Ok(value)
}

fn missing(path: &str, error: &std::io::Error) -> String {
    let names = PRESETS.files().filter_map(|file| file.path().file_stem()?.to_str());
    let names: Vec<_> = names.filter(|name| *name != "index").collect();
    // A path is no name that was mistyped.
    if path.contains(['/', '\\', '.']) {
        return format!("{path}: {error}");
    }
    format!("{path}: {error}; and no preset is called so, but {}", names.join(", "))
}
