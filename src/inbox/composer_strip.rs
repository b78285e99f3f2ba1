//! What stands above the composer's field: the pictures that go with the answer, and how far each of them is.

use super::composer_pictures::Pictures;
use super::model::writing::Upload;
use crate::i18n::{text, use_i18n};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{each, live, memo, shown};
use crate::ui::view;
use leptos::prelude::*;
use steadydesk_wire::SessionId;

/// The session's pictures; nothing while there are none.
pub(super) fn strip(pictures: Pictures, session: SessionId) -> AnyView {
    let keys = memo(move || {
        let keys = pictures.of(&session).into_iter().map(|one| one.key.to_string());
        keys.collect::<Vec<String>>()
    });
    let draw = move |key: String| {
        key.parse()
            .map_or_else(|_| ().into_any(), |key| attachment(pictures, key))
    };
    shown(
        move || keys.with(|keys| !keys.is_empty()),
        move || {
            view! {
                <ul class="attachments" aria-label=text(|m| m.inbox.composer.pictures)>
                    {each(move || keys.get(), draw)}
                </ul>
            }
            .into_any()
        },
    )
}

fn attachment(pictures: Pictures, key: u32) -> AnyView {
    let i18n = use_i18n();
    let Some(first) = pictures.get(key) else {
        return ().into_any();
    };
    let name = StoredValue::new(first.name.clone());
    let remove = live(move || (i18n.messages().inbox.composer.remove)(&name.get_value()));
    // Drawn anew when the state becomes another one, not with each percent.
    let stage = memo(move || pictures.get(key).map_or(0, |one| stage(&one.upload)));
    let how_far = live(move || {
        let texts = &i18n.messages().inbox.composer;
        match stage.get() {
            ON_ITS_WAY => {
                let percent = memo(move || match pictures.get(key).map(|one| one.upload) {
                    Some(Upload::OnItsWay { percent }) => percent,
                    _ => 100,
                });
                view! {
                    <progress
                        max="100"
                        value=move || percent.get()
                        aria-label=(texts.uploading)(&name.get_value())
                    ></progress>
                }
                .into_any()
            }
            FAILED => failed(pictures, key),
            THERE => view! { <span class="hint" role="status">{texts.there}</span> }.into_any(),
            _ => view! { <span class="hint">{texts.queued}</span> }.into_any(),
        }
    });
    let retry = live(move || (stage.get() == FAILED).then(|| retry(pictures, key)));
    view! {
        <li class="attachment">
            <img src=first.address alt="" width="48" height="48" />
            <div class="attachment-text">
                <bdi class="attachment-name" title=first.name.clone()>{first.name}</bdi>
                <span class="attachment-state">{how_far}</span>
            </div>
            {retry}
            <button type="button" class="button icon-only quiet" aria-label=remove on:click=move |_| pictures.remove(key)>
                {icon(Icon::Close)}
            </button>
        </li>
    }
    .into_any()
}

fn failed(pictures: Pictures, key: u32) -> AnyView {
    let messages = use_i18n().messages();
    let why = match pictures.get(key).map(|one| one.upload) {
        Some(Upload::Failed(error)) => (messages.common.error)(&error),
        _ => String::new(),
    };
    let said = (messages.inbox.composer.not_uploaded)(&why);
    view! { <span class="bad" role="alert" title=said.clone()>{said}</span> }.into_any()
}

fn retry(pictures: Pictures, key: u32) -> AnyView {
    let i18n = use_i18n();
    let name = pictures.get(key).map(|one| one.name).unwrap_or_default();
    let label = (i18n.messages().inbox.composer.retry)(&name);
    view! {
        <button type="button" class="button icon-only quiet" aria-label=label.clone() title=label on:click=move |_| pictures.retry(key)>
            {icon(Icon::Retry)}
        </button>
    }
    .into_any()
}

const WAITING: u32 = 0;
const ON_ITS_WAY: u32 = 1;
const THERE: u32 = 2;
const FAILED: u32 = 3;

fn stage(upload: &Upload) -> u32 {
    match upload {
        Upload::Waiting => WAITING,
        Upload::OnItsWay { .. } => ON_ITS_WAY,
        Upload::There(_) => THERE,
        Upload::Failed(_) => FAILED,
    }
}
