//! A message's picture, with its place kept free until it is there.

use crate::api::messages;
use crate::i18n::{Pick, text};
use crate::outbox::use_outbox;
use crate::ui::live::live;
use crate::ui::view;
use leptos::prelude::*;
use steadydesk_wire::MessageId;

/// The picture of a message, at that size in pixels; a sentence in its place when it cannot be had.
pub(super) fn picture(id: &MessageId, size: (u32, u32), alt: Pick) -> AnyView {
    let address = messages::picture(id);
    // One that was sent from here is shown from here: it needs no way round.
    let source = use_outbox().picture(id).unwrap_or_else(|| address.clone());
    let failed = RwSignal::new(false);
    let shown = live(move || {
        if failed.get() {
            return view! { <p class="no-picture">{text(|m| m.inbox.no_picture)}</p> }.into_any();
        }
        view! {
            <a href=address.clone() target="_blank" rel="noopener noreferrer" data-reload>
                <img
                    src=source.clone()
                    width=size.0
                    height=size.1
                    alt=text(alt)
                    loading="lazy"
                    decoding="async"
                    on:error=move |_| failed.set(true)
                />
            </a>
        }
        .into_any()
    });
    view! { <div class="picture" data-part="picture">{shown}</div> }.into_any()
}
