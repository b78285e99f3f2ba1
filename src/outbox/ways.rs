//! What can be done with a message that is not out, as buttons: the same in its
//! thread and in the tray.

use super::model::tray::{Deed, deeds};
use super::state::use_outbox;
use crate::i18n::{Messages, use_i18n};
use crate::ui::live::{live, memo};
use crate::ui::view;
use leptos::prelude::*;
use std::sync::Arc;
use steadydesk_wire::{Content, Message};

/// Buttons for everything that can be done with a message but what is done elsewhere; `edited` is called when its text
/// goes back into the composer.
pub fn ways(
    message: Arc<dyn Fn() -> Option<Message> + Send + Sync>,
    but: Option<Deed>,
    edited: Arc<dyn Fn() + Send + Sync>,
) -> AnyView {
    let i18n = use_i18n();
    let outbox = use_outbox();
    let open = memo({
        let message = Arc::clone(&message);
        move || {
            let mut deeds = message().map(|message| deeds(&message)).unwrap_or_default();
            deeds.retain(|deed| Some(*deed) != but);
            deeds
        }
    });
    let buttons = live(move || {
        let draw = |deed: Deed| {
            let (message, edited) = (Arc::clone(&message), Arc::clone(&edited));
            let press = move |_| {
                let Some(message) = untrack(|| message()) else { return };
                match (deed, &message.content) {
                    (Deed::Retry | Deed::Anyway, _) => outbox.retry(&message.id),
                    (Deed::SendAgain, _) => outbox.send_again(&message.id),
                    (Deed::Edit, Content::Text { text }) => {
                        outbox.edit(&message.session, &message.id, text);
                        edited();
                    }
                    _ => outbox.cancel(&message.id),
                }
            };
            let name = move || name(deed, i18n.messages());
            view! { <button type="button" class="button small quiet" on:click=press>{name}</button> }.into_any()
        };
        open.get().into_iter().map(draw).collect_view().into_any()
    });
    view! { <span class="ways">{buttons}</span> }.into_any()
}

fn name(deed: Deed, messages: &Messages) -> &'static str {
    let texts = &messages.inbox;
    match deed {
        Deed::Retry => texts.retry,
        Deed::Anyway => texts.send_anyway,
        Deed::SendAgain => texts.send_again,
        Deed::Edit => texts.edit,
        Deed::TakeBack => texts.take_back,
        Deed::Delete => texts.delete,
        Deed::Discard => texts.discard,
    }
}
