//! Who is signed in.

use super::client;
use super::error::ApiError;
use gloo_net::http::Method;
use steadydesk_wire::{Account, Hello, SignIn};

/// What anybody may know.
pub async fn hello() -> Result<Hello, ApiError> {
    client::get("/api/hello", None).await
}

/// Who is signed in.
pub async fn me() -> Result<Account, ApiError> {
    client::get("/api/me", None).await
}

/// Signs in.
pub async fn sign_in(form: &SignIn) -> Result<Account, ApiError> {
    client::call(Method::POST, "/api/sign-in", form, None).await
}

/// Ends the session.
pub async fn sign_out() -> Result<(), ApiError> {
    client::tell(Method::POST, "/api/sign-out", None::<&()>).await
}
