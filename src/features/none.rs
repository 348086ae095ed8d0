//! No features: the network sees x alone.

use super::Features;
use crate::schema::{Member, Row};
use crate::targets::Context;

pub(super) const ROW: Row<Features, Context> = Row {
    member: &Member {
        kind: "none",
        label: "x alone",
        help: "The network sees the coordinates and nothing else.",
        fields: &[],
    },
    read: |_, context| Ok(Features::none(context.basis.clone())),
};
