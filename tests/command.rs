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
        (json!({ "sede": 7 }), "sede"),
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
    let said = refused(&["figur-4"], "");
    assert!(said.contains("no preset is called so, but") && said.contains("figure-4"), "{said}");
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
    for (line, row) in lines.iter().zip(&csv[1..]) {
        assert_eq!(line["seed"], 1);
        for (name, value) in csv[0].iter().zip(row).skip(2) {
            let number: f64 = value.parse().unwrap();
            assert_eq!(line["row"][name].as_f64().unwrap_or(f64::NAN).to_bits(), number.to_bits(), "{name}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_a_fault_but_a_reader_that_has_enough_is_none() {
    let run = |out: Stdio| {
        Command::new(env!("CARGO_BIN_EXE_staircase"))
            .args(["figure-7", "--iterations", "3000", "--seeds", "4"])
            .stdout(out)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = run(full.into()).wait_with_output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("staircase: writing: "));
    let mut child = run(Stdio::piped());
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
}
