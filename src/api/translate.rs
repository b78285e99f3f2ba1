//! Translations.

use super::client::{self, Answer};
use gloo_net::http::Method;
use steadydesk_wire::{Translate, Translated, TranslationBudget};
use web_sys::AbortSignal;

/// Has texts translated, at most 100.
pub fn ask(question: &Translate, signal: Option<&AbortSignal>) -> Answer<Translated> {
    client::call(Method::POST, "/api/translate", question, signal)
}

/// The day's characters.
pub fn budget() -> Answer<TranslationBudget> {
    client::get("/api/translate/budget", None)
}
