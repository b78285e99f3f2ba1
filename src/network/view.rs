//! The bar that says what the network does. It stands in the top line, in a
//! place that is kept free for it, so that it moves nothing; it takes no focus.

use super::model::State;
use super::state::{Network, Shown, use_network};
use crate::i18n::{I18n, format, use_i18n};
use crate::ui::button::button;
use crate::ui::live::{live, memo, shown};
use crate::ui::view;
use leptos::prelude::*;

/// The place of the bar, and the bar while there is something to say.
pub fn bar() -> AnyView {
    let content = use_network().map(|network| {
        let i18n = use_i18n();
        // Screen readers are told what this says: it changes with the stage alone.
        let said = memo(move || {
            network
                .shown()
                .with(|shown| stage(shown.state, i18n))
                .unwrap_or_default()
        });
        shown(
            move || said.with(|said| !said.is_empty()),
            move || alert(network, said, i18n),
        )
    });
    view! { <div class="network">{content}</div> }.into_any()
}

/// What the stage is called; nothing where there is nothing to tell.
fn stage(state: State, i18n: I18n) -> Option<String> {
    let messages = &i18n.messages().network;
    let said = match state {
        State::Lost { .. } | State::Steadying { .. } => messages.lost,
        State::Syncing { restored: true, .. } => messages.restored,
        State::Behind { .. } => messages.behind,
        State::Fine | State::Syncing { restored: false, .. } => return None,
    };
    Some(said.to_owned())
}

fn alert(network: Network, said: Memo<String>, i18n: I18n) -> AnyView {
    let now = network.shown();
    let is_bad = memo(move || now.with(|shown| !matches!(shown.state, State::Syncing { .. })));
    let detail = memo(move || now.with(|shown| detail(shown, i18n)));
    let is_lost = move || now.with(|shown| matches!(shown.state, State::Lost { .. }));
    let is_behind = move || now.with(|shown| matches!(shown.state, State::Behind { .. }));
    view! {
        <div class="network-bar" class:bad=move || is_bad.get() role="alert" aria-live="polite" aria-atomic="false">
            <strong>{live(move || said.get())}</strong>
            <span class="network-detail" aria-live="off">{live(move || detail.get())}</span>
            {shown(is_lost, move || button("small", |m| m.network.try_now, move || network.try_now()))}
            {shown(is_behind, move || button("small", |m| m.common.retry, move || network.retry()))}
        </div>
    }
    .into_any()
}

/// The rest, which may change each second.
fn detail(shown: &Shown, i18n: I18n) -> String {
    let messages = &i18n.messages().network;
    let contact = || (messages.contact)(&format::time_of_day(i18n.locale(), shown.contact));
    match shown.state {
        State::Lost { why, .. } => [(messages.why)(why), &contact(), &(messages.next)(shown.seconds)].join(" "),
        State::Steadying { .. } => [messages.steadying, &contact()].join(" "),
        State::Behind { .. } => (messages.next)(shown.seconds),
        State::Syncing { .. } if shown.progress.1 > 0 => (messages.progress)(shown.progress.0, shown.progress.1),
        _ => String::new(),
    }
}
