//! Whether the gateway answers, and what the console does when it does not.
//!
//! Reading order: [`model`] (the monitor: states, events, numbers).

pub mod model;
