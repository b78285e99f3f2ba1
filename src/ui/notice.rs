//! A short page: one sentence, and perhaps a way on.

use crate::i18n::{Pick, text};
use crate::ui::live::live;
use crate::ui::view;
use leptos::prelude::*;

/// The same for a page of its own, under its name.
pub fn notice_page(name: impl Fn() -> &'static str + Send + Sync + 'static, said: Pick) -> AnyView {
    view! { <div class="notice"><h1>{live(name)}</h1><p>{text(said)}</p></div> }.into_any()
}

/// A sentence in the middle of an otherwise empty place.
pub fn notice(said: Pick, way_on: Option<AnyView>) -> AnyView {
    view! { <div class="notice"><p>{text(said)}</p>{way_on}</div> }.into_any()
}
