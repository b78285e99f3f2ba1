//! What the tests of the gateway share.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub(crate) mod desk;
pub(crate) mod postgres;
pub(crate) mod world;
