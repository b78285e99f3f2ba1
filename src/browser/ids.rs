//! Names for things that the console makes.

use steadydesk_wire::ClientId;
use uuid::Uuid;

/// A name that nobody else will ever give: a UUIDv7, so that names sort by age.
#[must_use]
pub fn client_id() -> ClientId {
    let name = Uuid::now_v7().to_string();
    // A printed UUID is hexadecimal digits and hyphens, which every id may hold.
    ClientId::try_from(name).unwrap_or_else(|_| unreachable!("a UUID is an id"))
}

/// The same, sorted behind another of them even where the computer's clock has been set back since.
#[must_use]
pub fn client_id_after(before: Option<&ClientId>) -> ClientId {
    let id = client_id();
    let Some(before) = before.filter(|before| id <= **before) else {
        return id;
    };
    // A UUIDv7 begins with its milliseconds, 48 bits.
    let hex: String = before.as_str().chars().filter(|c| *c != '-').take(12).collect();
    let time = u64::from_str_radix(&hex, 16).unwrap_or_default() + 1;
    let mut bytes = Uuid::now_v7().into_bytes();
    bytes[..6].copy_from_slice(&time.to_be_bytes()[2..]);
    ClientId::try_from(Uuid::from_bytes(bytes).to_string()).unwrap_or(id)
}
