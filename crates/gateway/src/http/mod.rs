//! Requests: the routes, and what goes around all of them. One file a feature.
//!
//! From outside in, a request passes [`observe`] (its id, its log line,
//! panics), [`guard`] (security headers, cross-site writes, time), and then its
//! handler, which takes [`session::SignedIn`] when somebody must be signed in.

mod accounts;
pub mod assets;
mod audit;
mod authorizations;
mod events;
mod extract;
mod guard;
mod health;
mod messages;
mod observe;
mod openapi;
mod pictures;
mod presence;
mod pushes;
pub mod session;
mod sessions;
mod stores;
mod translate;
mod users;

pub use openapi::document;

use crate::{Services, error::Error};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderMap, Method, Uri},
    middleware,
};

/// JSON bodies up to this: a message of 100 kB with every character escaped.
const JSON_BYTES: usize = 1 << 20;

macro_rules! routes {
    ($($method:ident $path:literal $($handler:ident)::+;)*) => {
        /// Every route of the gateway's own, as method and path.
        pub const ROUTES: &[(&str, &str)] = &[$((stringify!($method), $path)),*];

        fn routes() -> Router<Services> {
            Router::new()$(.route($path, axum::routing::$method($($handler)::+)))*
        }
    };
}

routes! {
    get "/healthz" health::healthz;
    get "/api/hello" health::hello;
    get "/api/openapi.json" openapi::openapi;
    post "/api/sign-in" accounts::sign_in;
    post "/api/sign-out" accounts::sign_out;
    get "/api/me" accounts::me;
    get "/api/stores" stores::list;
    post "/api/stores/standings" stores::standings;
    get "/api/stores/{id}" stores::get;
    post "/api/stores/{id}/sync" stores::sync;
    delete "/api/stores/{id}" stores::delete;
    post "/api/authorizations" authorizations::begin;
    get "/oauth/{platform}/callback" authorizations::callback;
    get "/api/sessions" sessions::list;
    get "/api/sessions/{id}" sessions::get;
    get "/api/sessions/{id}/messages" messages::list;
    post "/api/sessions/{id}/messages" messages::send;
    post "/api/sessions/{id}/read" messages::read;
    post "/api/messages/{id}/retry" messages::retry;
    post "/api/messages/{id}/send-again" messages::send_again;
    delete "/api/messages/{id}" messages::cancel;
    get "/api/messages/{id}/picture" pictures::get;
    post "/api/pictures" pictures::upload;
    get "/api/unread" sessions::unread;
    get "/api/unsent" messages::unsent;
    post "/api/presence" presence::here;
    get "/api/events" events::events;
    post "/api/translate" translate::translate;
    get "/api/translate/budget" translate::budget;
    get "/api/translate/languages" translate::languages;
    get "/api/users" users::list;
    post "/api/users" users::add;
    put "/api/users/{id}" users::change;
    delete "/api/users/{id}" users::delete;
    get "/api/audit" audit::list;
    post "/push/{platform}" pushes::receive;
}

/// The whole HTTP interface.
///
/// # Errors
/// When the console's files cannot be read.
pub fn router(services: Services) -> anyhow::Result<Router> {
    let assets = assets::Assets::new(services.config.console.clone(), services.config.offline)?;
    Ok(routes()
        .fallback(move |method: Method, uri: Uri, headers: HeaderMap| {
            let assets = assets.clone();
            async move { assets.answer(&method, uri.path(), &headers).await }
        })
        .method_not_allowed_fallback(|| async { Error::Method })
        .layer(DefaultBodyLimit::max(JSON_BYTES))
        .layer(middleware::from_fn_with_state(services.clone(), guard::guard))
        .layer(middleware::from_fn(observe::observe))
        .with_state(services))
}
