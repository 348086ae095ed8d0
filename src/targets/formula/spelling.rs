//! The many spellings of a formula's signs, each brought to one.

/// A sign of the grammar, and where it stands: the 0-based position of its first character.
#[derive(Clone, Copy)]
pub(super) struct Sign {
    pub sign: char,
    pub at: usize,
}

/// What `\frac` becomes: a character that nothing else does.
pub(super) const FRACTION: char = '⁄';

/// The signs of a text; spaces stay, each as ' ', for they part numbers, and ends of lines as '\\n', which
/// part terms. A field of one line shows the latter as ⏎.
pub(super) fn signs(text: &[char]) -> Vec<Sign> {
    let (mut signs, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let (sign, length) = first(&text[at..]);
        signs.push(Sign { sign, at });
        at += length;
    }
    signs
}

/// The first sign of a text that is not empty, and how many characters spell it.
fn first(text: &[char]) -> (char, usize) {
    match text {
        ['*', '*', ..] => ('^', 2),
        ['c', 'h', 'i', ..] => ('χ', 3),
        ['\\', name @ ..] => {
            let letters = name.iter().take_while(|c| c.is_ascii_alphabetic()).count();
            let length = letters.max(1).min(name.len());
            (command(&name[..length].iter().collect::<String>()), 1 + length)
        }
        _ => (character(text[0]), 1),
    }
}

/// A command of LaTeX; an unknown one is '\', which the grammar has nowhere.
fn command(name: &str) -> char {
    match name {
        "cdot" | "times" | "ast" => '*',
        "frac" | "tfrac" | "dfrac" => FRACTION,
        "chi" => 'χ',
        "left" | "right" | "quad" | "," | ":" | ";" | "!" | " " => ' ',
        _ => '\\',
    }
}

fn character(c: char) -> char {
    let c = match c {
        // Full-width forms stand as far above ASCII each.
        '！'..='～' => char::from((u32::from(c) - u32::from('！')) as u8 + b'!'),
        c => c,
    };
    match c {
        '−' | '–' | '‐' | '‑' | '‒' => '-',
        // The last one is the product sign that is not seen, in text copied from MathML.
        '·' | '×' | '⋅' | '∙' | '•' | '∗' | '\u{2062}' => '*',
        '÷' | '∕' | '⁄' => '/',
        'X' | '𝑥' => 'x',
        '\u{200b}' | '\u{2060}' | '\u{feff}' => ' ',
        '\n' | '\r' | '\u{2028}' | '\u{2029}' | '⏎' => '\n',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

pub(super) fn subscript(c: char) -> Option<u32> {
    digit_of(c, "₀₁₂₃₄₅₆₇₈₉")
}

pub(super) fn superscript(c: char) -> Option<u32> {
    digit_of(c, "⁰¹²³⁴⁵⁶⁷⁸⁹")
}

pub(super) fn digit(c: char) -> Option<u32> {
    c.to_digit(10)
}

fn digit_of(c: char, digits: &str) -> Option<u32> {
    digits.chars().position(|d| d == c).map(|d| d as u32)
}

/// The value of a fraction that is one character.
pub(super) fn vulgar(c: char) -> Option<f64> {
    const FRACTIONS: [(char, f64, f64); 18] = [
        ('½', 1.0, 2.0),
        ('⅓', 1.0, 3.0),
        ('⅔', 2.0, 3.0),
        ('¼', 1.0, 4.0),
        ('¾', 3.0, 4.0),
        ('⅕', 1.0, 5.0),
        ('⅖', 2.0, 5.0),
        ('⅗', 3.0, 5.0),
        ('⅘', 4.0, 5.0),
        ('⅙', 1.0, 6.0),
        ('⅚', 5.0, 6.0),
        ('⅐', 1.0, 7.0),
        ('⅛', 1.0, 8.0),
        ('⅜', 3.0, 8.0),
        ('⅝', 5.0, 8.0),
        ('⅞', 7.0, 8.0),
        ('⅑', 1.0, 9.0),
        ('⅒', 1.0, 10.0),
    ];
    FRACTIONS.iter().find(|(sign, ..)| *sign == c).map(|(_, numerator, denominator)| numerator / denominator)
}
