//! What the inbox decides, as functions of data: the order of sessions, the
//! order of a thread, where a text has links, how long a text may be.

pub mod find;
pub mod height;
pub mod kept;
pub mod list;
pub mod reading;
pub mod rows;
pub mod text;
pub mod thread;
pub mod writing;

#[cfg(test)]
pub(crate) mod fixture;
