//! An item as a row on the disk: JSON with a version and a checksum in front,
//! since a byte that has changed would still be a text, and would be sent.

use super::item::Item;
use crate::json;

/// What a row begins with in this version.
const BEGIN: &str = r#"{"v":1,"sum":""#;
const MIDDLE: &str = r#"","item":"#;

/// What a row on the disk holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    Item(Box<Item>),
    /// Written by another version of the console: it is left for that one.
    Other,
    Damaged,
}

/// The row's text; nothing for an item that cannot be written, which none is.
#[must_use]
pub fn write(item: &Item) -> Option<String> {
    let item = serde_json::to_string(item).ok()?;
    Some([BEGIN, &sum(&item), MIDDLE, &item, "}"].concat())
}

/// Reads a row.
#[must_use]
pub fn read(row: &str) -> Row {
    let Some(rest) = row.strip_prefix(BEGIN) else {
        let version = row.strip_prefix(r#"{"v":"#).and_then(|rest| rest.split(',').next());
        let other = version
            .and_then(|version| version.parse::<u32>().ok())
            .is_some_and(|version| version > 1);
        return if other { Row::Other } else { Row::Damaged };
    };
    let item = rest.split_once(MIDDLE).and_then(|(said, item)| {
        let item = item.strip_suffix('}')?;
        (said == sum(item)).then_some(item)
    });
    match item.and_then(|item| json::read(item).ok()) {
        Some(item) => Row::Item(Box::new(item)),
        None => Row::Damaged,
    }
}

/// FNV-1a, 64 bits: it finds a flipped byte, and is no defence against anybody.
#[must_use]
pub fn sum(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (0..16)
        .map(|at| char::from_digit((hash >> (60 - 4 * at)) as u32 & 15, 16).unwrap_or('0'))
        .collect()
}
