//! Steadydesk's gateway: serves the console, keeps the team's data and speaks
//! the marketplaces' open APIs.

pub mod db;
pub mod marketplace;
