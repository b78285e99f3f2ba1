//! Who is signed in.

use super::client::{self, Answer};
use super::error::ApiError;
use gloo_net::http::Method;
use steadydesk_wire::{Account, Hello, SignIn};

/// What anybody may know, and who is signed in.
pub fn hello() -> Answer<Hello> {
    client::get("/api/hello", None)
}

/// Who is signed in; refused as signed out where nobody is.
pub fn me() -> Answer<Account> {
    client::get("/api/me", None)
}

/// Signs in.
pub fn sign_in(form: &SignIn) -> Answer<Account> {
    client::call(Method::POST, "/api/sign-in", form, None)
}

/// Ends the session.
pub async fn sign_out() -> Result<(), ApiError> {
    client::tell(Method::POST, "/api/sign-out", None::<&()>).await
}
