//! A short page: one sentence, and perhaps a way on.

use leptos::prelude::*;

/// The same for a page of its own, under its name.
pub fn notice_page(
    name: impl Fn() -> &'static str + Send + Sync + 'static,
    said: impl Fn() -> &'static str + Send + Sync + 'static,
) -> AnyView {
    view! { <div class="notice"><h1>{name}</h1><p>{said}</p></div> }.into_any()
}

/// A sentence in the middle of an otherwise empty place.
pub fn notice(said: impl Fn() -> &'static str + Send + Sync + 'static, way_on: Option<AnyView>) -> AnyView {
    view! { <div class="notice"><p>{said}</p>{way_on}</div> }.into_any()
}
