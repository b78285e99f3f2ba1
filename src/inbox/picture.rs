//! A message's picture, with its place kept free until it is there.

use crate::api::messages;
use crate::i18n::{Pick, text};
use crate::outbox::use_outbox;
use crate::ui::live::shown;
use crate::ui::view;
use leptos::prelude::*;
use steadydesk_wire::MessageId;

/// The picture of a message, at that size in pixels; a sentence in its place when it cannot be had.
pub(super) fn picture(id: &MessageId, size: (u32, u32), alt: Pick) -> AnyView {
    let address = messages::picture(id);
    // One that was sent from here is shown from here: it needs no way round.
    let source = use_outbox().picture(id).unwrap_or_else(|| address.clone());
    let failed = RwSignal::new(false);
    // The sentence stands over the picture's place, which stays as large as it was.
    let sentence = shown(
        move || failed.get(),
        || view! { <p class="no-picture" role="status">{text(|m| m.inbox.no_picture)}</p> }.into_any(),
    );
    view! {
        <div class="picture" data-part="picture">
            <a href=address target="_blank" rel="noopener noreferrer" data-reload>
                <img
                    class:lost=move || failed.get()
                    src=source
                    width=size.0
                    height=size.1
                    alt=text(alt)
                    loading="lazy"
                    decoding="async"
                    on:error=move |_| failed.set(true)
                />
            </a>
            {sentence}
        </div>
    }
    .into_any()
}
