//! Steadydesk's gateway: serves the console, keeps the team's data and speaks
//! the marketplaces' open APIs.
//!
//! Reading order: [`config`], [`Services`] (what everything works with),
//! [`http`] (requests), [`service`] (what they ask for), [`db`] (where it is
//! kept), [`marketplace`] (the platforms), [`translate`] (the providers of
//! translations), [`jobs`] (what goes on by itself).

pub mod bench;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod http;
pub mod jobs;
pub mod marketplace;
pub mod people;
pub mod secret;
pub mod server;
pub mod service;
pub mod telemetry;
pub mod translate;

use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What requests and jobs work with. Cheap to clone; all clones are the same.
#[derive(Debug, Clone)]
pub struct Services {
    pub config: Arc<config::Config>,
    pub db: db::Db,
    pub seal: Arc<secret::Seal>,
    pub clock: clock::Clock,
    pub marketplaces: marketplace::Marketplaces,
    /// Who translates; nothing where nobody does.
    pub translations: Option<Arc<service::translate::Translations>>,
    /// What the use cases and jobs keep in memory.
    pub work: Arc<service::Work>,
    /// Who may try how often to sign in.
    pub sign_in: Arc<people::SignInGuard>,
    /// Ends event streams and jobs when the gateway stops.
    pub stop: CancellationToken,
}

/// The whole HTTP interface: API, event stream, pushes, console.
///
/// # Errors
/// When the console's files cannot be read.
pub fn app(services: Services) -> anyhow::Result<axum::Router> {
    http::router(services)
}
