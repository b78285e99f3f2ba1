//! The pages on which a seller says yes, and the way back to the app.

use super::call::{Answer, Call};
use crate::world::Store;
use std::fmt::Write;
use url::Url;

/// Something that may be allowed.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// Value of `approve`.
    pub(crate) value: String,
    pub(crate) label: String,
}

impl Choice {
    pub(crate) fn shop(store: &Store) -> Self {
        Self {
            value: store.id().to_string(),
            label: format!("{} ({}, {})", store.name, store.site.country, store.id()),
        }
    }
}

/// Shops that a page lists; beyond, a shop is named by its id.
const LISTED: usize = 300;

/// The page with its form. Choosing sends the same request again, with the choice.
pub(crate) fn choices(platform: &str, call: &Call, choices: &[Choice]) -> Answer {
    let mut kept = String::new();
    for (name, value) in &call.query {
        // Writing to a String cannot fail.
        let _ = write!(
            kept,
            r#"<input type="hidden" name="{}" value="{}">"#,
            escape(name),
            escape(value)
        );
    }
    let mut buttons = String::new();
    for choice in choices.iter().take(LISTED) {
        let (value, label) = (escape(&choice.value), escape(&choice.label));
        let _ = write!(
            buttons,
            r#"<li><button name="approve" value="{value}">{label}</button></li>"#
        );
    }
    Answer::html(
        200,
        format!(
            r#"<!doctype html><html lang="en"><meta charset="utf-8"><title>Authorise a shop: {platform} (sandbox)</title>
<h1>{platform} (sandbox)</h1><p>Which shop may the app speak for?</p>
<form method="get" action="{action}">{kept}<input type="hidden" name="renew" value="1"><ul>{buttons}</ul></form>
<form method="get" action="{action}">{kept}<input type="hidden" name="renew" value="1">
<label>Another shop's id <input name="approve"></label> <button>Authorise</button></form></html>"#,
            action = escape(&call.path),
        ),
    )
}

/// Sends the seller back to the app.
///
/// # Errors
/// A page that says so when the address is none.
pub(crate) fn back(address: &str, params: &[(&str, &str)], state: Option<&str>) -> Result<Answer, Answer> {
    let mut url = Url::parse(address).map_err(|_| plain(400, "The redirect address is not a URL."))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err(plain(400, "The redirect address is not a web address."));
    }
    let all = params.iter().copied().chain(state.map(|state| ("state", state)));
    url.query_pairs_mut().extend_pairs(all);
    Ok(Answer::redirect(url.into()))
}

/// A page that names what a request lacks.
pub(crate) fn broken(needed: &str) -> Answer {
    plain(
        400,
        &format!("This authorise address is not whole. It needs: {needed}."),
    )
}

pub(crate) fn unknown_shop(id: &str) -> Answer {
    plain(404, &format!("There is no shop {id} on this marketplace."))
}

/// A page with one sentence.
pub(crate) fn plain(status: u16, text: &str) -> Answer {
    let text = escape(text);
    Answer::html(
        status,
        format!(r#"<!doctype html><html lang="en"><meta charset="utf-8"><title>Sandbox</title><p>{text}</p></html>"#),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
