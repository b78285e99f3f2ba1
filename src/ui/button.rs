//! Buttons that are named in the operator's language.

use crate::i18n::{Pick, text};
use crate::ui::icon::{Icon, icon};
use crate::ui::view;
use leptos::prelude::*;

/// A button with its name on it. `look` is the classes beside `button`.
pub fn button(look: &'static str, name: Pick, press: impl FnMut() + 'static) -> AnyView {
    plain(look, text(name).into_any(), None, Box::new(press))
}

/// A button with nothing but an icon on it; its name is for screen readers.
pub fn icon_button(look: &'static str, symbol: Icon, name: Pick, press: impl FnMut() + 'static) -> AnyView {
    plain(look, icon(symbol), Some(name), Box::new(press))
}

fn plain(look: &'static str, content: AnyView, label: Option<Pick>, mut press: Box<dyn FnMut()>) -> AnyView {
    view! {
        <button type="button" class=format!("button {look}") aria-label=label.map(text) on:click=move |_| press()>
            {content}
        </button>
    }
    .into_any()
}
