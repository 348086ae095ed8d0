//! The connection graph of a DenseNet: J_l, the layers below that lead to layer l (Allen-Zhu and Li, eqs. (1.2) and (1.3)).

use crate::schema::{Field, Invalid, Kind, Reader};

pub(crate) const FIELD: Field = Field {
    name: "connections",
    label: "connections J₂; J₃; …",
    unit: "",
    help: "Which layers lead to each one from the second on, 0 being x and 1 its centred squares, as in \"1; 0 2\"; none for the layer below with all skip links.",
    kind: Kind::Text { default: "", example: "1; 0 2", max_length: 100 },
};

/// J_l for l = 2, …, L, each ascending; layer 0 is x, layer 1 its centred squares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connections(Vec<Vec<usize>>);

impl Connections {
    /// J_2 = {1}, and J_l = {l - 1, l - 3, …, 0} without l - 2: the layer below, and all skip links that footnote 4 allows.
    pub fn usual(layers: usize) -> Self {
        let below = |l: usize| (0..l).filter(|j| *j == l - 1 || (l > 2 && *j + 3 <= l)).collect();
        Self((2..2 + layers).map(below).collect())
    }

    pub(crate) fn read(reader: &mut Reader<'_>, layers: usize) -> Result<Self, Invalid> {
        let text = reader.text(&FIELD)?;
        Self::parse(&text, layers).map_err(|why| reader.error(FIELD.name, why))
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
