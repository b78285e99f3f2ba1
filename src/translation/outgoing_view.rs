//! The draft's translation, between the thread and the composer's field.

use super::model::language::ALL;
use super::outgoing::{Back, Outgoing, Stage};
use super::view::reason;
use crate::i18n::{format, text, use_i18n};
use crate::ui::button::button;
use crate::ui::live::{effect, live, memo, shown};
use crate::ui::view;
use leptos::html::Textarea;
use leptos::prelude::*;

/// The panel, while it is open. `take` puts a text into the composer's field,
/// `draft` gives what is written there, `back_to_field` puts the focus there.
pub(crate) fn draft_translation(
    outgoing: Outgoing,
    draft: impl Fn() -> String + Copy + Send + Sync + 'static,
    take: impl Fn(Option<String>) + Copy + Send + Sync + 'static,
) -> AnyView {
    let leave = move || {
        outgoing.close();
        take(None);
    };
    let content = move || {
        let i18n = use_i18n();
        let stage = memo(move || outgoing.stage.get());
        let part = live(move || match stage.get() {
            Stage::Idle => view! { <p class="hint" role="status">{text(|m| m.translation.no_draft)}</p> }.into_any(),
            Stage::Working => view! { <p class="hint" role="status">{text(|m| m.translation.working)}</p> }.into_any(),
            Stage::Unchanged => {
                view! { <p class="hint" role="status">{text(|m| m.translation.unchanged)}</p> }.into_any()
            }
            Stage::Failed(why) => {
                let said = move || (i18n.messages().translation.failed)(&reason(i18n, &why));
                view! {
                    <p class="refusal" role="alert">
                        {said} " " {button("small", |m| m.common.retry, move || outgoing.begin(draft()))}
                    </p>
                }
                .into_any()
            }
            Stage::There => both(outgoing, take),
        });
        view! {
            <section
                class="draft-translation"
                aria-label=text(|m| m.translation.draft)
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        event.stop_propagation();
                        leave();
                    }
                }
            >
                {language(outgoing, draft)}
                {part}
                {shown(
                    move || stage.get() != Stage::There,
                    move || view! { <div class="dialog-ways">{button("small", |m| m.translation.drop, leave)}</div> }.into_any(),
                )}
            </section>
        }
        .into_any()
    };
    shown(move || outgoing.open.get(), content)
}

/// The draft, its translation to be changed, and what that says.
fn both(outgoing: Outgoing, take: impl Fn(Option<String>) + Copy + Send + Sync + 'static) -> AnyView {
    let i18n = use_i18n();
    let area = NodeRef::<Textarea>::new();
    effect(move || {
        if let Some(area) = area.get() {
            let _ = area.focus();
        }
    });
    let language = memo(move || outgoing.to());
    let back = live(move || match outgoing.back.get() {
        Back::Working => view! { <p class="hint">{text(|m| m.translation.working)}</p> }.into_any(),
        Back::Text(back) => view! { <p data-part="back-translation" dir="auto">{back}</p> }.into_any(),
        Back::Failed(why) => {
            let said = move || (i18n.messages().translation.failed)(&reason(i18n, &why));
            view! { <p class="hint">{said}</p> }.into_any()
        }
    });
    let stale = shown(
        move || outgoing.said.get() != outgoing.back_of.get(),
        move || {
            view! {
                <p class="hint">
                    {text(|m| m.translation.back_stale)} " "
                    {button("small", |m| m.translation.back_again, move || outgoing.translate_back())}
                </p>
            }
            .into_any()
        },
    );
    let used = move || {
        let said = outgoing.said.get_untracked();
        outgoing.close();
        take(Some(said));
    };
    let dropped = move || {
        outgoing.close();
        take(None);
    };
    view! {
        <div class="draft-texts">
            <div>
                <p class="thing-kind">{text(|m| m.translation.yours)}</p>
                <p dir="auto">{move || outgoing.draft.get()}</p>
            </div>
            <label>
                <span class="thing-kind">{text(|m| m.translation.theirs)}</span>
                <textarea
                    node_ref=area
                    class="field"
                    rows="2"
                    dir="auto"
                    lang=move || language.get()
                    prop:value=outgoing.said.get_untracked()
                    on:input=move |event| outgoing.said.set(event_target_value(&event))
                ></textarea>
            </label>
            <div aria-live="polite">
                <p class="thing-kind">{text(|m| m.translation.back)}</p>
                {back}
                {stale}
            </div>
        </div>
        <div class="dialog-ways">
            {button("small", |m| m.translation.drop, dropped)}
            {button("small primary", |m| m.translation.take, used)}
        </div>
    }
    .into_any()
}

/// The buyer's language: found out, or as the operator says it once for the session.
fn language(outgoing: Outgoing, draft: impl Fn() -> String + Copy + Send + Sync + 'static) -> AnyView {
    let i18n = use_i18n();
    let translations = outgoing.translations;
    let session = outgoing.session;
    let known = memo(move || translations.buyer(&session.get_value()));
    let found = live(move || {
        let texts = &i18n.messages().translation;
        match known.get() {
            (Some(tag), false) => (texts.find_out)(&format::language(i18n.locale(), &tag)),
            _ => texts.find_out_unknown.to_owned(),
        }
    });
    let choice = move |tag: &'static str| {
        let chosen = move || known.with(|(language, told)| *told && language.as_deref() == Some(tag));
        view! { <option value=tag prop:selected=chosen>{move || format::language(i18n.locale(), tag)}</option> }
            .into_any()
    };
    let told = move |tag: String| {
        translations.tell_language(&session.get_value(), tag);
        outgoing.begin(draft());
    };
    view! {
        <label class="buyer-language">
            <span>{text(|m| m.translation.buyer_language)}</span>
            <select class="field" on:change=move |event| told(event_target_value(&event))>
                <option value="" prop:selected=move || known.with(|(_, told)| !told)>{found}</option>
                {ALL.map(choice).collect_view()}
            </select>
        </label>
    }
    .into_any()
}
