//! The composer. It is made for one session and sends to that one only,
//! whatever is opened meanwhile.

use super::drafts::Drafts;
use super::model::reading::{hue, longest_text};
use super::thread_state::Thread;
use crate::api::messages;
use crate::i18n::{format, text, use_i18n};
use crate::outbox::model::split;
use crate::outbox::{Written, use_outbox};
use crate::ui::button::icon_button;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{effect, live, memo, shown};
use crate::ui::toast::{Tone, use_toasts};
use crate::ui::view;
use leptos::html::{Input, Textarea};
use leptos::prelude::*;
use steadydesk_wire::{NewContent, Session, Uploaded};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DataTransfer, File, KeyboardEvent, Url};

/// What browsers give as the key's code while an input method composes.
const COMPOSING: u32 = 229;

/// A picture that goes with the next message.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Attached {
    /// An address of this browser to show it by.
    address: String,
    /// Nothing while it is on its way to the gateway.
    uploaded: Option<Uploaded>,
}

/// The composer of a session; `sent` is called after something was sent.
pub(super) fn composer(
    thread: Thread,
    session: Memo<Session>,
    drafts: Drafts,
    sent: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let i18n = use_i18n();
    let outbox = use_outbox();
    let area = NodeRef::<Textarea>::new();
    let written = RwSignal::new(String::new());
    let attached = RwSignal::new(None::<Attached>);
    let id = thread.id();
    let store = session.with_untracked(|session| session.store.clone());
    let most = session.with_untracked(|session| longest_text(session.platform));

    // The disk's draft comes in while nothing has been typed.
    effect({
        let id = id.clone();
        move || {
            let draft = drafts.text(&id);
            if let Some(area) = area.get()
                && area.value().is_empty()
                && !draft.is_empty()
            {
                area.set_value(&draft);
                written.set(draft);
            }
        }
    });
    let keep = {
        let (store, id) = (store.clone(), id.clone());
        move |text: String| {
            drafts.keep(&store, &id, &text);
            written.set(text);
        }
    };
    let length = memo(move || written.with(|text| text.chars().count()));
    let too_long = memo(move || most.is_some_and(|most| length.get() > most));
    let can_send = memo(move || session.with(|session| session.can_send));
    let ready = memo(move || {
        let (has_picture, uploading) = attached.with(|attached| {
            (
                attached.is_some(),
                attached.as_ref().is_some_and(|one| one.uploaded.is_none()),
            )
        });
        let has_text = written.with(|text| !text.trim().is_empty());
        can_send.get() && !too_long.get() && !uploading && (has_text || has_picture)
    });
    let send = {
        let keep = keep.clone();
        move || {
            let Some(area) = area.get_untracked() else { return };
            // What stands in the field counts, not what the last event told of it.
            let text = area.value();
            written.set(text.clone());
            if !ready.get_untracked() {
                return;
            }
            let picture = attached.get_untracked();
            attached.set(None);
            let upload = picture.as_ref().and_then(|picture| picture.uploaded.clone());
            for content in split(&text, upload.as_ref().map(|uploaded| uploaded.upload.clone())) {
                let is_picture = matches!(content, NewContent::Image { .. });
                let shown = picture.as_ref().zip(upload.as_ref()).filter(|_| is_picture);
                outbox.send(Written {
                    session: id.clone(),
                    content,
                    picture: shown.map(|(picture, up)| (picture.address.clone(), up.width, up.height)),
                    behind: thread.end(),
                });
            }
            area.set_value("");
            keep(String::new());
            sent();
        }
    };
    let on_key = {
        let send = send.clone();
        move |event: KeyboardEvent| {
            let composing = event.is_composing() || event.key_code() == COMPOSING;
            if event.key() == "Enter" && !event.shift_key() && !composing {
                event.prevent_default();
                send();
            }
        }
    };
    let attach = attacher(attached);
    let label = memo(move || session.with(|session| (i18n.messages().inbox.send_to)(&session.store_name)));
    let hint = live(move || match most {
        Some(most) if length.get() * 10 >= most * 8 => {
            let number = |value: usize| format::number(i18n.locale(), u64::try_from(value).unwrap_or(u64::MAX));
            (i18n.messages().inbox.length)(&number(length.get()), &number(most))
        }
        _ => i18n.messages().inbox.hint.to_owned(),
    });
    view! {
        <form
            class=format!("composer hue-{}", hue(store.as_str()))
            class:blocked=move || !can_send.get()
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
            on:dragover=move |event| event.prevent_default()
            on:drop=move |event| {
                event.prevent_default();
                attach(event.data_transfer());
            }
        >
            {shown(
                move || !can_send.get(),
                || view! { <p class="cannot-send" role="status">{text(|m| m.inbox.cannot_send)}</p> }.into_any(),
            )}
            {attachment(attached)}
            <textarea
                node_ref=area
                class="field"
                rows="2"
                dir="auto"
                aria-label=text(|m| m.inbox.message)
                placeholder=text(|m| m.inbox.message)
                on:input=move |event| keep(event_target_value(&event))
                on:keydown=on_key
                on:paste=move |event| attach(event.clipboard_data())
            ></textarea>
            <div class="composer-row">
                {file_button(attached)}
                <span class="hint" class:bad=move || too_long.get()>{hint}</span>
                <button type="submit" class="button send" aria-label=move || label.get() title=move || label.get() aria-disabled=move || (!ready.get()).to_string()>
                    {icon(Icon::Send)}
                    <span class="send-to"><bdi>{move || label.get()}</bdi></span>
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// What stands above the field while a picture goes with the next message.
fn attachment(attached: RwSignal<Option<Attached>>) -> AnyView {
    let picture = live(move || {
        attached.get().map(|picture| {
            let said = if picture.uploaded.is_none() {
                text(|m| m.inbox.uploading)
            } else {
                text(|m| m.inbox.picture)
            };
            view! {
                <div class="attachment" role="status">
                    <img src=picture.address alt="" width="48" height="48" />
                    <span>{said}</span>
                    {icon_button("icon-only quiet", Icon::Close, |m| m.inbox.remove_picture, move || drop_picture(attached))}
                </div>
            }
            .into_any()
        })
    });
    picture.into_any()
}

fn file_button(attached: RwSignal<Option<Attached>>) -> AnyView {
    let input = NodeRef::<Input>::new();
    let attach = picture_attacher(attached);
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            attach(file);
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    view! {
        <input node_ref=input type="file" accept="image/*" hidden on:change=chosen />
        <button
            type="button"
            class="button icon-only quiet"
            aria-label=text(|m| m.inbox.attach)
            title=text(|m| m.inbox.attach)
            on:click=move |_| {
                if let Some(input) = input.get_untracked() {
                    input.click();
                }
            }
        >
            {icon(Icon::Image)}
        </button>
    }
    .into_any()
}

/// Takes the first picture out of what was pasted or dropped; a text stays the browser's.
fn attacher(attached: RwSignal<Option<Attached>>) -> impl Fn(Option<DataTransfer>) + Copy {
    let attach = picture_attacher(attached);
    move |carried| {
        if let Some(file) = carried
            .and_then(|carried| carried.files())
            .and_then(|files| files.get(0))
        {
            attach(file);
        }
    }
}

/// Leaves a picture at the gateway and puts it beside the text.
fn picture_attacher(attached: RwSignal<Option<Attached>>) -> impl Fn(File) + Copy {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    move |file| {
        if !file.type_().starts_with("image/") {
            return toasts.say(Tone::Bad, i18n.messages_now().inbox.not_a_picture);
        }
        let Ok(address) = Url::create_object_url_with_blob(&file) else {
            return;
        };
        drop_picture(attached);
        attached.set(Some(Attached {
            address: address.clone(),
            uploaded: None,
        }));
        spawn_local(async move {
            let answer = messages::upload(&file).await;
            // Only if it is still the one that waits here.
            let waits = |present: &Option<Attached>| present.as_ref().is_some_and(|one| one.address == address);
            if attached.try_with_untracked(waits) != Some(true) {
                return;
            }
            match answer {
                Ok(uploaded) => attached.set(Some(Attached {
                    address,
                    uploaded: Some(uploaded),
                })),
                Err(error) => {
                    drop_picture(attached);
                    toasts.say(Tone::Bad, (i18n.messages_now().common.error)(&error));
                }
            }
        });
    }
}

fn drop_picture(attached: RwSignal<Option<Attached>>) {
    if let Some(picture) = attached.get_untracked() {
        let _ = Url::revoke_object_url(&picture.address);
        attached.set(None);
    }
}
