//! The connection graph of a DenseNet: J_l, the layers below that lead to layer l (Allen-Zhu and Li, eqs. (1.2) and (1.3)).

use crate::schema::{Field, Invalid, Kind, Reader};

pub(crate) const FIELD: Field = Field {
    name: "connections",
    label: "connections J₂; J₃; …",
    unit: "",
    help: "Which layers lead to each one from the second on, 0 being x and 1 its centred squares, as in \"0; 0 2\"; none for the layer below with all skip links, but x for J₂ where coins are fair, whose squares are 1.",
    kind: Kind::Text { default: "", example: "0; 0 2", max_length: 100 },
};

/// Whether coins of these skews are all fair, but for the rounding of 32-bit numbers: then x² = 1.
pub(crate) fn are_fair(mut skews: impl Iterator<Item = f64>) -> bool {
    skews.all(|skew| skew.abs() < 1e-6)
}

/// J_l for l = 2, …, L, each ascending; layer 0 is x, layer 1 its centred squares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connections(Vec<Vec<usize>>);

impl Connections {
    /// J_2 = {1}, and J_l = {l - 1, l - 3, …, 0} without l - 2: the layer below, and all skip links that footnote 4 allows.
    pub fn usual(layers: usize) -> Self {
        let below = |l: usize| (0..l).filter(|j| *j == l - 1 || (l > 2 && *j + 3 <= l)).collect();
        Self((2..2 + layers).map(below).collect())
    }

    /// Those of a network or a teacher. Where squares are constant, x² - E x² = 0: x leads to layer 2 then if nothing else is asked
    /// for, and what is asked for must be more than the squares.
    pub(crate) fn read(
        reader: &mut Reader<'_>,
        layers: usize,
        constant_squares: bool,
    ) -> Result<Self, Invalid> {
        let text = reader.text(&FIELD)?;
        let mut all = Self::parse(&text, layers).map_err(|why| reader.error(FIELD.name, why))?;
        if constant_squares && all.of(2) == [1] {
            if !text.trim().is_empty() {
                let why = "J_2 is 1 alone, and x² - E x² is 0 on fair coins: let 0, which is x itself, lead to layer 2, or take other inputs";
                return Err(reader.error(FIELD.name, why));
            }
            all.0[0] = vec![0];
        }
        Ok(all)
    }

    /// From "1; 0 2": J_2, J_3, …, of which there must be `layers`. Every J_l has the layer below, but that x may stand for its
    /// squares in J_2; for l ≥ 3 a skip link, and none from layer l - 2 (footnote 4).
    pub fn parse(text: &str, layers: usize) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self::usual(layers));
        }
        let lists: Vec<&str> = text.split(';').collect();
        if lists.len() != layers {
            return Err(format!(
                "takes one list for each of the widths, here {layers} (J_2; J_3; …), not {}",
                lists.len()
            ));
        }
        let all: Result<Vec<_>, String> =
            lists.iter().enumerate().map(|(k, list)| below(list, k + 2)).collect();
        Ok(Self(all?))
    }

    /// J_l.
    pub fn of(&self, l: usize) -> &[usize] {
        &self.0[l - 2]
    }
}

/// J_l from "0 2".
fn below(list: &str, l: usize) -> Result<Vec<usize>, String> {
    let mut all = Vec::new();
    for name in list.split([' ', ',']).filter(|name| !name.is_empty()) {
        match name.parse::<usize>() {
            Ok(j) if j < l && !all.contains(&j) => all.push(j),
            Ok(j) if j < l => return Err(format!("J_{l} has {j} twice")),
            _ => return Err(format!("J_{l}: \"{name}\" is no layer in [0, {}]", l - 1)),
        }
    }
    crate::order::sort(&mut all);
    if all.is_empty() {
        return Err(format!("J_{l} is empty: something must lead to layer {l}"));
    }
    if l > 2 && !all.contains(&(l - 1)) {
        return Err(format!("J_{l} lacks {}, the layer below", l - 1));
    }
    if l > 2 && all.contains(&(l - 2)) {
        return Err(format!("J_{l} has {}: skip links lead over two layers at least", l - 2));
    }
    if l > 2 && all.len() < 2 {
        let links = if l > 3 { format!("one of 0 to {}", l - 3) } else { "0".to_owned() };
        return Err(format!("J_{l} lacks a skip link: {links}"));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_read() {
        let read = |text, layers| Connections::parse(text, layers).map(|c| c.0);
        assert_eq!(read("", 3).unwrap(), [vec![1], vec![0, 2], vec![0, 1, 3]]);
        assert_eq!(read(" 0 ; 2,0", 2).unwrap(), [vec![0], vec![0, 2]]);
        for (text, layers, why) in [
            ("1", 2, "takes one list for each of the widths, here 2 (J_2; J_3; …), not 1"),
            ("1; 0", 2, "J_3 lacks 2, the layer below"),
            ("1; 2", 2, "J_3 lacks a skip link: 0"),
            ("1; 0 2; 3", 3, "J_4 lacks a skip link: one of 0 to 1"),
            ("1; 0 1 2", 2, "J_3 has 1: skip links lead over two layers at least"),
            ("1 1; 0 2", 2, "J_2 has 1 twice"),
            ("2; 0 2", 2, "J_2: \"2\" is no layer in [0, 1]"),
            ("; 0 2", 2, "J_2 is empty: something must lead to layer 2"),
            ("1; 0 x", 2, "J_3: \"x\" is no layer in [0, 2]"),
        ] {
            assert_eq!(read(text, layers).unwrap_err(), why);
        }
    }
}
