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
