//! The composer. It is made for one session and sends to that one only,
//! whatever is opened meanwhile.

use super::composer_pictures::{has_files, use_pictures};
use super::composer_strip::strip;
use super::drafts::Drafts;
use super::model::reading::hue;
use super::model::writing::{Attached, Fill, Obstacle, Upload, limits, obstacle};
use super::thread_state::Thread;
use crate::i18n::{format, text, use_i18n};
use crate::outbox::model::split;
use crate::outbox::{Written, use_outbox};
use crate::presence::use_presence;
use crate::translation::{draft_translation, outgoing};
use crate::ui::button::icon_button;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{effect, live, memo, shown};
use crate::ui::view;
use leptos::html::{Input, Textarea};
use leptos::prelude::*;
use steadydesk_wire::{NewContent, Session};
use web_sys::{FileList, KeyboardEvent};

/// What browsers give as the key's code while an input method composes.
const COMPOSING: u32 = 229;

/// The composer of a session; `sent` is called after something was sent.
pub(super) fn composer(
    thread: Thread,
    session: Memo<Session>,
    drafts: Drafts,
    sent: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let i18n = use_i18n();
    let outbox = use_outbox();
    let pictures = use_pictures();
    let presence = use_presence();
    let area = NodeRef::<Textarea>::new();
    let written = RwSignal::new(String::new());
    // Said from the attempt to send on, until what is written changes.
    let asked_why = RwSignal::new(false);
    let id = thread.id();
    let (store, platform) = session.with_untracked(|session| (session.store.clone(), session.platform));
    let limits = limits(platform);

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
            drafts.keep(&store, &id, &text, thread.newest_place());
            presence.wrote(!text.is_empty());
            asked_why.set(false);
            written.set(text);
        }
    };
    // What was taken back to be written anew is begun now, before what had been begun meanwhile.
    effect({
        let (id, keep) = (id.clone(), keep.clone());
        move || {
            let Some(area) = area.get() else { return };
            let Some(back) = outbox.take_edit(&id) else { return };
            let begun = area.value();
            let text = if begun.trim().is_empty() {
                back
            } else {
                [&back, "\n", &begun].concat()
            };
            keep(String::new());
            area.set_value(&text);
            keep(text);
            // Refused only where the page is not in front.
            let _ = area.focus();
        }
    });
    let can_send = memo(move || session.with(|session| session.can_send));
    let obstacle = {
        let id = id.clone();
        move || {
            let pictures = pictures.of(&id);
            written.with(|text| obstacle(can_send.get(), limits, text, &pictures))
        }
    };
    let ready = memo({
        let obstacle = obstacle.clone();
        move || obstacle().is_none()
    });
    let in_their_words = outgoing(id.clone());
    let send = {
        let (id, keep) = (id.clone(), keep.clone());
        move || {
            let Some(area) = area.get_untracked() else { return };
            // What stands in the field counts, not what the last event told of it.
            let text = area.value();
            written.set(text.clone());
            if !ready.get_untracked() {
                return asked_why.set(true);
            }
            // Pictures alone were begun just now.
            let seen = drafts
                .seen(&id)
                .or_else(|| text.is_empty().then(|| thread.newest_place())?);
            for (content, picture) in messages_of(&text, pictures.take_all(&id)) {
                outbox.send(Written {
                    session: session.get_untracked(),
                    content,
                    picture,
                    behind: thread.end(),
                    seen,
                    others: thread.others_place(),
                });
            }
            area.set_value("");
            in_their_words.close();
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
    let attach = {
        let id = id.clone();
        move |files: Option<FileList>| {
            asked_why.set(false);
            pictures.attach(&id, platform, files);
        }
    };
    let draft = move || written.get_untracked();
    // What is taken over stands in the field, and sending sends exactly that.
    let keep_said = StoredValue::new(keep.clone());
    let take = move |said: Option<String>| {
        let Some(area) = area.get_untracked() else { return };
        if let Some(said) = said {
            area.set_value(&said);
            keep_said.with_value(|keep| keep(said));
        }
        let _ = area.focus();
    };
    let (dropped, pasted) = (attach.clone(), attach.clone());
    let dragging = RwSignal::new(false);
    let label = memo(move || session.with(|session| (i18n.messages().inbox.composer.send_to)(&session.store_name)));

    let number = move |value: usize| format::number(i18n.locale(), u64::try_from(value).unwrap_or(u64::MAX));
    let length = memo(move || u32::try_from(written.with(|text| text.chars().count())).unwrap_or(u32::MAX));
    let fill = move || limits.fill(length.get() as usize);
    let hint = live(move || {
        let texts = &i18n.messages().inbox.composer;
        let most = limits.text.unwrap_or_default();
        match fill() {
            Fill::Free => texts.hint.to_owned(),
            Fill::Over(over) => (texts.over)(&number(over), &number(most), platform.name()),
            Fill::Near | Fill::Close => (texts.length)(&number(length.get() as usize), &number(most)),
        }
    });
    let too_long = memo(move || matches!(fill(), Fill::Over(_)));
    let why = live(move || {
        let texts = &i18n.messages().inbox.composer;
        let said = match obstacle().filter(|_| asked_why.get()) {
            Some(Obstacle::Uploading) => texts.still_uploading,
            Some(Obstacle::NotUploaded) => texts.not_all_uploaded,
            // The others are said where they are, or need no words.
            _ => return None,
        };
        Some(view! { <p class="why" role="status">{said}</p> }.into_any())
    });
    view! {
        <form
            class=format!("composer hue-{}", hue(store.as_str()))
            class:blocked=move || !can_send.get()
            class:dragging=move || dragging.get()
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
            on:dragover=move |event| dragging.set(has_files(event.data_transfer().as_ref()))
            on:dragleave=move |_| dragging.set(false)
            on:drop=move |event| {
                dragging.set(false);
                // A text that is dropped stays the browser's.
                if has_files(event.data_transfer().as_ref()) {
                    event.prevent_default();
                    dropped(event.data_transfer().and_then(|carried| carried.files()));
                }
            }
        >
            {shown(
                move || !can_send.get(),
                || view! { <p class="cannot-send" role="status">{text(|m| m.inbox.composer.cannot_send)}</p> }.into_any(),
            )}
            {draft_translation(in_their_words, draft, take)}
            {strip(pictures, id)}
            <textarea
                node_ref=area
                class="field"
                rows="2"
                dir="auto"
                aria-label=text(|m| m.inbox.composer.message)
                aria-invalid=move || too_long.get().then_some("true")
                placeholder=text(|m| m.inbox.composer.message)
                on:input=move |event| keep(event_target_value(&event))
                on:keydown=on_key
                on:paste=move |event| {
                    let carried = event.clipboard_data();
                    // Tables and documents come as a text with a picture of it: the text is what is meant.
                    let text = carried.as_ref().and_then(|carried| carried.get_data("text/plain").ok());
                    if text.is_none_or(|text| text.is_empty()) && has_files(carried.as_ref()) {
                        event.prevent_default();
                        pasted(carried.and_then(|carried| carried.files()));
                    }
                }
            ></textarea>
            {why}
            <div class="composer-row">
                {file_button(Box::new(attach))}
                {icon_button("icon-only quiet", Icon::Translate, |m| m.translation.draft, move || in_their_words.begin(draft()))}
                <span
                    class="hint"
                    role=move || too_long.get().then_some("alert")
                    class:near=move || fill() == Fill::Near
                    class:close=move || fill() == Fill::Close
                    class:over=move || too_long.get()
                >
                    {hint}
                </span>
                <button type="submit" class="button send" aria-label=move || label.get() title=move || label.get() aria-disabled=move || (!ready.get()).to_string()>
                    {icon(Icon::Send)}
                    <span class="send-to"><bdi>{move || label.get()}</bdi></span>
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// A message's content; for a picture also where it is shown from, and its size in pixels.
type Part = (NewContent, Option<(String, u32, u32)>);

/// The messages of an answer, in order. Its pictures are all uploaded.
fn messages_of(text: &str, pictures: Vec<Attached>) -> Vec<Part> {
    let mut shown = Vec::new();
    let mut uploads = Vec::new();
    for picture in pictures {
        if let Upload::There(uploaded) = picture.upload {
            shown.push((picture.address, uploaded.width, uploaded.height));
            uploads.push(uploaded.upload);
        }
    }
    let mut shown = shown.into_iter();
    let contents = split(text, uploads).into_iter();
    contents
        .map(|content| {
            let picture = matches!(content, NewContent::Image { .. }).then(|| shown.next());
            (content, picture.flatten())
        })
        .collect()
}

fn file_button(attach: Box<dyn Fn(Option<FileList>)>) -> AnyView {
    let input = NodeRef::<Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        attach(input.files());
        // So that the same file can be chosen again.
        input.set_value("");
    };
    view! {
        <input node_ref=input type="file" accept="image/*" multiple hidden on:change=chosen />
        <button
            type="button"
            class="button icon-only quiet"
            aria-label=text(|m| m.inbox.composer.attach)
            title=text(|m| m.inbox.composer.attach)
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
