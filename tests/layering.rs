//! What may know what: the layers of the core, read off its `use` lines, so that a network can't
//! come to know data, nor a target a learner, nor a probe a network's parameters.

use std::path::{Path, PathBuf};

/// Each module and the only modules of the crate that it may name.
const MAY_USE: &[(&str, &[&str])] = &[
    ("order", &[]),
    ("rng", &[]),
    ("work", &[]),
    ("schema", &["order"]),
    ("kernels", &[]),
    ("linear", &[]),
    ("basis", &["kernels", "order"]),
    ("inputs", &["basis", "linear", "rng", "schema"]),
    ("targets", &["basis", "inputs", "kernels", "networks", "order", "rng", "schema"]),
    ("features", &["basis", "schema", "targets"]),
    ("theory", &["basis", "features", "order", "schema", "targets"]),
    ("networks", &["basis", "kernels", "order", "rng", "schema"]),
    ("picture", &["networks", "schema"]),
    ("data", &["inputs", "rng", "schema", "targets"]),
    ("task", &["basis", "data", "features", "inputs", "rng", "targets"]),
    ("learners", &["basis", "kernels", "linear", "networks", "order", "schema", "task"]),
    (
        "probes",
        &[
            "basis", "features", "inputs", "kernels", "linear", "networks", "order", "rng", "schema",
            "targets", "work",
        ],
    ),
    ("diagnosis", &["basis", "learners", "networks", "order", "picture", "targets", "theory"]),
    (
        "experiment",
        &[
            "data", "features", "inputs", "learners", "networks", "probes", "schema", "targets", "task",
            "work",
        ],
    ),
    (
        "spec",
        &[
            "basis",
            "data",
            "experiment",
            "features",
            "inputs",
            "learners",
            "networks",
            "probes",
            "rng",
            "schema",
            "targets",
            "task",
            "theory",
        ],
    ),
    ("preset", &["schema"]),
    ("snapshot", &["experiment", "schema", "spec"]),
    ("sweep", &["experiment", "order", "probes", "rng", "schema", "spec", "targets", "task", "work"]),
    (
        "wasm",
        &[
            "diagnosis",
            "experiment",
            "learners",
            "networks",
            "picture",
            "schema",
            "snapshot",
            "spec",
            "sweep",
            "theory",
            "work",
        ],
    ),
];

fn files(at: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(at).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            files(&entry, into);
        } else if entry.extension().is_some_and(|e| e == "rs") {
            into.push(entry);
        }
    }
}

fn sources() -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    files(Path::new("src"), &mut all);
    all.iter()
        .filter(|path| !path.starts_with("src/bin") && !path.ends_with("lib.rs"))
        .map(|path| {
            let inside = path.strip_prefix("src").unwrap();
            let module = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
            (module, path.display().to_string(), std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// Modules named as `crate::name` or, in a `use crate::{a, b::{c, d}}`, as `a` and `b`.
fn named(source: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    source
        .match_indices("crate::")
        .flat_map(|(at, path)| {
            let rest = &source[at + path.len()..];
            match rest.strip_prefix('{') {
                Some(list) => entries(list).iter().map(|entry| word(entry.trim())).collect(),
                None => vec![word(rest)],
            }
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// The entries of a list up to its closing brace, without the lists within them.
fn entries(list: &str) -> Vec<String> {
    let (mut depth, mut entries) = (0, vec![String::new()]);
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            _ if depth > 0 => {}
            ',' => entries.push(String::new()),
            _ => entries.last_mut().unwrap().push(c),
        }
    }
    entries
}

#[test]
fn nested_and_broken_lists_are_read_whole() {
    let source =
        "use crate::a::B; use crate::{\n    c::{D, e::F}, g,\n    h as i,\n}; fn k() { crate::l::m() }";
    assert_eq!(named(source), ["a", "c", "g", "h", "l"]);
}

/// A file's unit tests stand last in it, and may use what they like.
#[test]
fn modules_use_only_what_stands_before_them() {
    for (module, path, source) in sources() {
        let (_, allowed) = MAY_USE
            .iter()
            .find(|(name, _)| *name == module)
            .unwrap_or_else(|| panic!("{path}: give {module} its place"));
        let (code, _tests) = source.split_once("#[cfg(test)]\nmod tests").unwrap_or((&source, ""));
        for name in named(code).iter().filter(|name| **name != module) {
            assert!(allowed.contains(&name.as_str()), "{path} uses {name}, which {module} may not");
        }
    }
}

/// No clock, no files, no printing, no hash maps (their order is random), no platform
/// mathematics (its last bits differ), no fused multiply-add in the core.
#[test]
fn the_core_has_no_clock_no_io_and_no_platform_mathematics() {
    const ABSENT: &[&str] = &[
        "std::time",
        "Instant",
        "std::fs",
        "std::io",
        "std::net",
        "std::env",
        "std::thread",
        "println!",
        "eprintln!",
        "HashMap",
        "HashSet",
        ".exp()",
        ".ln()",
        ".sin()",
        ".cos()",
        ".tanh()",
        ".powf(",
        "mul_add",
        "thread_rng",
    ];
    for (_, path, source) in sources() {
        for word in ABSENT {
            assert!(!source.contains(word), "{path} has {word}");
        }
    }
}

/// Randomness from outside enters at one place: the boundary, where a user asks for a new seed.
#[test]
fn only_the_boundary_asks_for_entropy() {
    for (module, path, source) in sources() {
        assert!(module == "wasm" || !source.contains("getrandom"), "{path} asks for entropy");
    }
}
