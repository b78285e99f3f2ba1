//! A short page: one sentence, and perhaps a way on.

use leptos::prelude::*;

/// A sentence in the middle of an otherwise empty place.
pub fn notice(said: impl Fn() -> &'static str + Send + Sync + 'static, way_on: Option<AnyView>) -> AnyView {
    view! { <div class="notice"><p>{said}</p>{way_on}</div> }.into_any()
}
