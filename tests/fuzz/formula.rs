//! Any text as a formula, on every law: it is answered with a polynomial or with a fault that points
//! into the text, and what it is read as reads as itself when it is written out.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use staircase::{Invalid, spec, theory::Analysis};

fn read(formula: &str, inputs: &Value) -> Result<Analysis, Invalid> {
    spec::analyze(&json!({ "kind": "formula", "formula": formula }), Some(inputs))
}

/// The terms as a formula: basis functions with their coefficients.
fn written(analysis: &Analysis) -> String {
    let term = |t: &staircase::theory::AnalysedTerm| {
        let list = t.set.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        // Ordinary notation: {:e} would be exact too, but long numbers are what people paste.
        format!("{} {:e} chi{{{list}}}", if t.coefficient < 0.0 { '-' } else { '+' }, t.coefficient.abs())
    };
    analysis.terms.iter().map(term).collect::<Vec<_>>().join(" ")
}

fuzz_target!(|input: (u8, &str)| {
    let (law, formula) = input;
    let inputs = match law % 5 {
        0 => json!({ "n": 6 }),
        1 => json!({ "n": 6, "bias": 0.5 }),
        2 => json!({ "kind": "gaussian", "n": 6 }),
        3 => json!({ "kind": "normal", "n": 3 }),
        _ => json!({ "kind": "uniform", "n": 6, "basis": if law & 1 == 0 { "legendre" } else { "trigonometric" } }),
    };
    match read(formula, &inputs) {
        Err(fault) => {
            assert_eq!(fault.field, "target.formula");
            assert!(!fault.why.is_empty());
            // The caret stands under the excerpt, which is the line above it.
            let lines: Vec<&str> = fault.why.lines().collect();
            if let [.., excerpt, caret] = lines[..] {
                assert!(caret.ends_with('^') && caret.chars().count() <= excerpt.chars().count() + 1);
            }
        }
        Ok(analysis) => {
            let text = written(&analysis);
            if text.chars().count() > 2000 {
                return;
            }
            let again = read(&text, &inputs).unwrap_or_else(|fault| panic!("{text}: {fault}"));
            assert_eq!(again.terms.len(), analysis.terms.len(), "{text}");
            for (ours, theirs) in again.terms.iter().zip(&analysis.terms) {
                assert_eq!(ours.set, theirs.set, "{text}");
                assert!((ours.coefficient / theirs.coefficient - 1.0).abs() < 1e-12, "{text}");
            }
        }
    }
});
