//! The command line as it is used: what it prints, and what it says where it can't.

#![cfg(feature = "cli")]

use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Output, Stdio};

fn staircase(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_staircase"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have ended already, in words.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn printed(arguments: &[&str], input: &Value) -> String {
    let output = staircase(arguments, &input.to_string());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Why it refuses.
fn refused(arguments: &[&str], input: &str) -> String {
    let output = staircase(arguments, input);
    assert!(!output.status.success(), "{input}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    said
}

fn small() -> Value {
    json!({
        "inputs": { "kind": "hypercube", "n": 6 },
        "target": { "kind": "staircase", "degree": 2 },
        "learner": { "kind": "sgd", "network": { "kind": "relu_resnet", "layers": 2, "width": 8 } },
        "probe": { "every": 10 }
    })
}

fn records(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    std::iter::once(header).chain(rows).collect()
}

#[test]
fn every_entry_is_checked_as_the_library_does() {
    for (entry, why) in [
        (json!({ "seed": "7" }), "seed: \"7\" is not"),
        (json!({ "seed": -1 }), "seed: -1 is"),
        (json!({ "seed": 1.5 }), "seed: 1.5 is"),
        (json!({ "sede": 7 }), "sede: unknown entry"),
        // Whoever mistypes an entry lacks it too.
        (json!({ "target": null, "traget": 7 }), "traget: unknown entry"),
        (json!({ "inputs": { "n": 0 } }), "inputs.n: 0 is outside [1, 256]"),
    ] {
        let mut spec = small();
        spec.as_object_mut().unwrap().extend(entry.as_object().unwrap().clone());
        let said = refused(&["-", "--iterations", "1"], &spec.to_string());
        assert!(said.contains(why), "{said}");
    }
    for input in ["[1]", "7", "null", "\"spec\"", "{", ""] {
        assert!(
            refused(&["-", "--iterations", "1"], input).starts_with("staircase: standard input: "),
            "{input}"
        );
    }
    assert!(refused(&["-"], &small().to_string()).contains("--iterations is missing"));
    let mut last = small();
    last["seed"] = 9_007_199_254_740_991_u64.into();
    let said = refused(&["-", "--iterations", "1", "--seeds", "2", "--format", "json"], &last.to_string());
    assert!(said.starts_with("staircase: --seeds: seed: 9007199254740992 is outside"), "{said}");
    for name in ["figur-4", "index"] {
        let said = refused(&[name], "");
        assert!(said.contains("no preset is called so, but") && said.contains("figure-4"), "{said}");
        assert!(!said.contains("index,"), "{said}");
    }
}

/// What of a preset's file could not be followed is not passed over, whichever command reads it.
#[test]
fn every_entry_of_a_preset_is_checked() {
    let mut wrong = small();
    wrong["target"]["degree"] = 99.into();
    for (preset, why) in [
        (json!({ "budgte": 5, "lanes": [{ "spec": small() }] }), "budgte: unknown entry"),
        (json!({ "target": small()["target"], "lanes": [7] }), "target: unknown entry"),
        (json!({ "lanes": [7] }), "lanes[0]: 7 is not an object"),
        (json!({ "lanes": [{ "spec": small(), "lable": "a" }] }), "lanes[0].lable: unknown entry"),
        (json!({ "spec": 7, "lanes": [{}] }), "spec: 7 is not an object"),
        (json!({ "lanes": [{ "spec": 7 }] }), "lanes[0].spec: 7 is not an object"),
        (json!({ "lanes": {} }), "lanes: is not a list of one lane or more"),
        (json!({ "lanes": [] }), "lanes: is not a list of one lane or more"),
        (json!({ "budget": -5, "lanes": [{ "spec": small() }] }), "budget: -5 is outside [1, 1000000000]"),
        (json!({ "budget": "x", "lanes": [{ "spec": small() }] }), "budget: \"x\" is not a whole number"),
        (
            json!({ "spec": small(), "lanes": [{ "spec": { "target": { "kind": "x" } } }] }),
            "target.kind: \"x\"",
        ),
    ] {
        for arguments in [&["-", "--iterations", "1"][..], &["sweep", "-", "--iterations", "1"]] {
            let said = refused(arguments, &preset.to_string());
            assert!(said.contains(why), "{said}");
        }
    }
    let lanes = json!([{ "spec": small() }, { "label": "χ", "spec": wrong }]);
    let said = refused(&["-", "--iterations", "1"], &json!({ "lanes": lanes }).to_string());
    assert!(said.starts_with("staircase: lane \"χ\": target.degree: 99 is outside [1, 6]"), "{said}");
}

#[test]
fn lanes_without_a_label_are_told_apart_by_their_numbers() {
    let lanes = json!([{ "spec": small() }, { "label": "two", "spec": small() }, { "spec": small() }]);
    let table = records(&printed(&["-", "--iterations", "0"], &json!({ "lanes": lanes })));
    assert_eq!(table[1..].iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["1", "two", "3"]);
}

#[test]
fn a_mark_of_byte_order_is_no_part_of_a_file() {
    let output = staircase(&["-", "--iterations", "0"], &format!("\u{feff}{}", small()));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What the page writes for a shell; tests/js/takeaway.test.js holds the file to it.
#[test]
fn the_command_line_that_the_page_writes_runs() {
    let script = std::fs::read_to_string("tests/reference/resnet.sh").unwrap();
    let (line, rest) = script.split_once(" <<'SPEC'\n").unwrap();
    let spec = serde_json::from_str(rest.strip_suffix("SPEC\n").unwrap()).unwrap();
    let arguments: Vec<&str> = line.strip_prefix("staircase ").unwrap().split(' ').collect();
    let rows = records(&printed(&arguments, &spec));
    assert_eq!(rows.len(), 4, "a heading, and rows 0, 1000 and 2000");
}

#[test]
fn a_preset_runs_by_its_name_and_as_a_file() {
    let by_name = staircase(&["figure-7", "--iterations", "0"], "");
    let as_file = staircase(&["www/presets/figure-7.json", "--iterations", "0"], "");
    assert!(by_name.status.success() && by_name.stdout == as_file.stdout);
    assert!(by_name.stdout.starts_with(b"lane,seed,iteration,samples,"));
}

/// Lanes of different columns, labels that want quotes, and the same bytes however many runs go at a time.
#[test]
fn all_runs_are_in_one_table_in_their_order() {
    let mut other = small();
    other["target"]["degree"] = 3.into();
    let preset = json!({ "budget": 20, "lanes": [
        { "label": "two, \"quoted\"", "spec": small() }, { "label": "three", "spec": other }
    ] });
    let printed = ["1", "2", "5"].map(|jobs| printed(&["-", "--seeds", "3", "--jobs", jobs], &preset));
    assert!(printed.iter().all(|each| *each == printed[0]));
    let rows = records(&printed[0]);
    let at = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
    let [deep, shallow] = [at("{1,2,3}"), at("{1,2}")];
    assert!(at("{1,2,3}") < at("test_loss_se") && at("{1,2,3}_se") > at("test_loss_se"));
    assert_eq!(rows.len(), 1 + 2 * 3 * 3);
    for (k, row) in rows[1..].iter().enumerate() {
        assert_eq!(row[0], ["two, \"quoted\"", "three"][k / 9]);
        assert_eq!(
            (row[1].as_str(), row[2].as_str()),
            (["1", "2", "3"][k / 3 % 3], ["0", "10", "20"][k % 3])
        );
        assert_eq!(row[deep].is_empty(), k < 9);
        assert!(row[shallow].parse::<f64>().is_ok());
    }
}

#[test]
fn lines_of_json_hold_the_same_numbers() {
    let spec = small();
    let csv = records(&printed(&["-", "--iterations", "10"], &spec));
    let json = printed(&["-", "--iterations", "10", "--format", "json"], &spec);
    let lines: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len() + 1, csv.len());
    for ((line, text), row) in lines.iter().zip(json.lines()).zip(&csv[1..]) {
        assert_eq!(line["seed"], 1);
        let places = csv[0].iter().map(|name| text.find(&format!("\"{name}\":")).expect("a key"));
        assert!(places.is_sorted(), "in the order of the columns: {text}");
        for (name, value) in csv[0].iter().zip(row).skip(2) {
            let number: f64 = value.parse().unwrap();
            assert_eq!(line["row"][name].as_f64().unwrap_or(f64::NAN).to_bits(), number.to_bits(), "{name}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_a_fault_but_a_reader_that_has_enough_is_none() {
    for arguments in [
        &["figure-7", "--iterations", "3000", "--seeds", "4"][..],
        &["figure-7", "--iterations", "0", "--format", "json"],
        &["sweep", "figure-7", "--iterations", "1", "--seeds", "1"],
        &["--help"],
        &["--version"],
        &["sweep", "--help"],
    ] {
        let run = |out: Stdio| {
            Command::new(env!("CARGO_BIN_EXE_staircase"))
                .args(arguments)
                .stdout(out)
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        };
        let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = run(full().into()).wait_with_output().unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("staircase: writing: "));
        let mut child = run(Stdio::piped());
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}");
    }
}

fn sweep() -> Value {
    let mut spec = small();
    spec["learner"]["step_size"] = 0.05.into();
    let vary = json!([{ "entry": "target.degree", "values": [1, 2] }]);
    json!({ "spec": spec, "iterations": 600, "seeds": 3, "vary": vary, "stop": true })
}

fn cells(printed: &str) -> Vec<Value> {
    let summary: Value = serde_json::from_str(printed).unwrap();
    summary["summary"]["cells"].as_array().unwrap().clone()
}

/// A sweep's runs are those that its specs make one by one, and what it says of them is the same whatever the number of jobs.
#[test]
fn a_sweep_tells_of_each_cell_what_its_runs_do() {
    let table = records(&printed(&["sweep", "-", "--runs", "--jobs", "1"], &sweep()));
    assert_eq!(table, records(&printed(&["sweep", "-", "--runs", "--jobs", "3"], &sweep())));
    // The same again of what was written of it, which has its runs beside it.
    let with_runs = json!({ "sweep": sweep(), "outcomes": [], "summary": null });
    assert_eq!(table, records(&printed(&["sweep", "-", "--runs"], &with_runs)));
    assert_eq!(table.len(), 1 + 6);
    assert_eq!(table[0][..4], ["target.degree", "seed", "ended", "learned_iterations"]);
    let mut alone = sweep()["spec"].clone();
    (alone["target"]["degree"], alone["seed"]) = (2.into(), 3.into());
    let rows = records(&printed(&["-", "--iterations", "600"], &alone));
    let column = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
    let [first, second] = ["{1}", "{1,2}"].map(column);
    // Both coefficients of S_2, normalised, are √½.
    let share = |row: &Vec<String>, at: usize| row[at].parse::<f64>().unwrap() / 0.5_f64.sqrt();
    let learned = rows[1..].iter().find(|row| share(row, first) >= 0.9 && share(row, second) >= 0.9).unwrap();
    let run = table.iter().find(|run| run[..2] == ["2", "3"]).unwrap();
    let told =
        ["iteration", "samples", "iteration", "samples", "test_loss"].map(|name| &learned[column(name)]);
    assert_eq!(run[3..].iter().collect::<Vec<_>>(), told);
}

/// What was interrupted, in the middle of a line even, is gone on with: no run is made twice, lost, or counted twice.
#[test]
fn a_sweep_is_resumed() {
    let path = std::env::temp_dir().join(format!("staircase-sweep-{}.jsonl", std::process::id()));
    let keep = path.to_str().unwrap();
    // One at a time: the first line that is kept is then of the first cell.
    let arguments = ["sweep", "-", "--format", "json", "--jobs", "1", "--keep", keep];
    let whole = cells(&printed(&arguments, &sweep()));
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(kept.lines().count(), 1 + 6);
    // A run that is there is not made again: this one would not be believed otherwise.
    let lines: Vec<&str> = kept.lines().collect();
    let mut first: Value = serde_json::from_str(lines[1]).unwrap();
    first["learned"] = json!({ "iterations": 1, "samples": 20 });
    std::fs::write(&path, format!("{}\n{first}\n{}\n{}", lines[0], lines[2], &lines[3][..20])).unwrap();
    let resumed = cells(&printed(&arguments, &sweep()));
    assert_eq!(resumed[0]["runs"], 3);
    assert_eq!(resumed[1], whole[1]);
    assert_ne!(resumed[0], whole[0]);
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 1 + 6);
    let mut other = sweep();
    other["seeds"] = 4.into();
    assert!(refused(&arguments, &other.to_string()).contains("the runs of another sweep"));
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_sweep_of_a_preset_takes_its_budget_and_one_of_its_lanes() {
    let arguments = [
        "sweep",
        "figure-2",
        "--lane",
        "2",
        "--seeds",
        "1",
        "--iterations",
        "5",
        "--vary",
        "target.degree=1,2",
    ];
    let table = records(&printed(&[&arguments[..], &["--runs"]].concat(), &json!(null)));
    assert_eq!(table.iter().map(|run| run[0].as_str()).collect::<Vec<_>>(), ["target.degree", "1", "2"]);
    assert_eq!(table[1][5], "5");
}

/// As the page proposes it, and as one asks for it.
#[test]
fn the_runs_of_a_sweep_have_rows_as_often_as_on_the_page() {
    let every = |more: &[&str]| {
        let arguments =
            [&["sweep", "figure-2", "--seeds", "1", "--iterations", "400", "--format", "json"], more]
                .concat();
        let told: Value = serde_json::from_str(&printed(&arguments, &json!(null))).unwrap();
        told["sweep"]["spec"]["probe"]["every"].clone()
    };
    assert_eq!(every(&[]), 2);
    assert_eq!(every(&["--every", "100"]), 100);
    for (spec, why) in
        [(json!(5), "spec: "), (json!({ "target": { "kind": "staircase" }, "probe": "x" }), "spec.probe: ")]
    {
        let given = json!({ "spec": spec, "iterations": 1 }).to_string();
        let said = refused(&["sweep", "-", "--every", "5"], &given);
        assert!(said.contains(why) && !said.contains("panicked"), "{said}");
    }
}

#[test]
fn what_a_sweep_cannot_do_is_said() {
    let text = sweep().to_string();
    for (arguments, why) in [
        (vec!["--vary", "target.degree"], "is not of the form entry=value,value"),
        (vec!["--vary", "target.degree=1,99"], "vary[0].values[1]: target.degree: 99 is outside [1, 6]"),
        (vec!["--vary", "target.degree=[]"], "vary[0].values: is not a list of 1 to 100 values"),
        (vec!["--vary", "seed=1,2"], "vary[0].entry"),
        (vec!["--column", "{9}", "--reaches", "1"], "learned.column: \"{9}\" is none of the run's"),
        (vec!["--share", "2"], "learned.share: 2 is outside [0.01, 1]"),
        (vec!["--share", "nan"], "'nan' for '--share <SHARE>': is not a number"),
        (vec!["--column", "{1}", "--reaches", "inf"], "'inf' for '--reaches <REACHES>': is not a number"),
        (vec!["--seeds", "0"], "seeds: 0 is outside [1, 10000]"),
        (vec!["--lane", "1"], "--lane: this file is a sweep of its own"),
        (vec!["--keep", "/nowhere/at/all"], "--keep: /nowhere/at/all: "),
    ] {
        let said = refused(&[&["sweep", "-"], &arguments[..]].concat(), &text);
        assert!(said.contains(why), "{said}");
    }
    assert!(refused(&["sweep", "-"], &small().to_string()).contains("--iterations is missing"));
    assert!(
        refused(&["sweep", "-"], r#"{ "spec": 7, "iterations": 5 }"#).contains("spec: 7 is not an object")
    );
    for (own, why) in [
        (json!(7), "sweep: 7 is not an object"),
        (json!({ "lane": 3 }), "sweep.lane: 3 is outside [1, 2]"),
        (json!({ "lane": "x" }), "sweep.lane: \"x\" is outside [1, 2]"),
        (json!({ "spec": small() }), "sweep.spec: is that of a lane"),
        (json!({ "seds": 3 }), "seds: unknown entry"),
    ] {
        let lanes = json!([{ "spec": small() }, { "spec": small() }]);
        let preset = json!({ "budget": 5, "sweep": own, "lanes": lanes });
        let said = refused(&["sweep", "-"], &preset.to_string());
        assert!(said.contains(why), "{said}");
    }
}
