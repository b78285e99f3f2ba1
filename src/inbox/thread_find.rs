//! Finding words in the open session: among all messages that are here, on the
//! page or not; and, when asked, in earlier ones, page by page.

use super::model::find::{Needle, nearest, step};
use super::scroll::Scroll;
use super::thread_state::{Loading, Thread};
use crate::browser::highlight::{self, Stretch};
use crate::i18n::{format, text, use_i18n};
use crate::translation::{Translations, said_under, use_translations};
use crate::ui::button::{button, icon_button};
use crate::ui::icon::Icon;
use crate::ui::live::{effect, live, memo, shown};
use crate::ui::view;
use leptos::html::Input;
use leptos::prelude::*;
use steadydesk_wire::{Message, MessageId};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// The names of the marks in the style: every place found, and those in the message gone to.
const FOUND: &str = "found";
const CURRENT: &str = "found-current";

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Found {
    needle: Needle,
    /// The messages' ids, oldest first.
    messages: Vec<MessageId>,
    /// Which of them was gone to.
    current: usize,
}

/// A handle to the search in a thread.
#[derive(Debug, Clone, Copy)]
pub(super) struct Find {
    thread: Thread,
    scroll: Scroll,
    translations: Translations,
    open: RwSignal<bool>,
    found: RwSignal<Found>,
    /// Earlier pages are looked through until one has it.
    seeking: RwSignal<bool>,
    field: NodeRef<Input>,
    /// Where the focus was before.
    from: StoredValue<Option<HtmlElement>, LocalStorage>,
}

/// The search in a thread, closed.
pub(super) fn find_in(thread: Thread, scroll: Scroll) -> Find {
    let find = Find {
        thread,
        scroll,
        translations: use_translations(),
        open: RwSignal::new(false),
        found: RwSignal::default(),
        seeking: RwSignal::new(false),
        field: NodeRef::new(),
        from: StoredValue::new_local(None),
    };
    // What comes in, or says something else, is looked through too; the message gone to stays the same.
    effect(move || {
        thread.track();
        find.translations.track();
        if find.open.get() && !find.seeking.get_untracked() {
            find.look_again();
        }
    });
    effect(move || {
        if find.seeking.get() {
            find.seek(&thread.loading().get());
        }
    });
    effect(move || {
        scroll.track_rows();
        find.found.track();
        find.mark();
    });
    on_cleanup(|| {
        highlight::mark(FOUND, &[]);
        highlight::mark(CURRENT, &[]);
    });
    find
}

impl Find {
    pub(super) fn is_open(self) -> bool {
        self.open.get()
    }

    /// Opens the search, or takes the focus back into it.
    pub(super) fn open(self, from: Option<HtmlElement>) {
        if !self.open.get_untracked() {
            self.from.set_value(from);
            self.open.set(true);
        }
        if let Some(field) = self.field.get_untracked() {
            let _ = field.focus();
            field.select();
        }
    }

    fn close(self) {
        self.seeking.set(false);
        self.open.set(false);
        self.found.set(Found::default());
        let from = self.from.try_update_value(Option::take).flatten();
        let back = from.filter(|element| element.is_connected());
        // What had the focus may be gone: then the messages have it.
        let log = move || self.scroll.frame.get_untracked().map(Into::into);
        if let Some(element) = back.or_else(log) {
            let _ = element.focus();
        }
    }

    fn numbers(self, needle: &Needle) -> Vec<usize> {
        let mut letters = Vec::new();
        let mut finds = |message: &Message| {
            needle.finds(message, &mut letters)
                || said_under(self.translations, message).is_some_and(|text| needle.is_in(&text, &mut letters))
        };
        untrack(|| self.thread.numbers(&mut finds))
    }

    fn ids(self, numbers: &[usize]) -> Vec<MessageId> {
        let ids = self
            .thread
            .with_model(|model| numbers.iter().filter_map(|number| model.id(*number).cloned()).collect());
        ids.unwrap_or_default()
    }

    /// Looks for something else, from what is in sight on.
    fn look_for(self, typed: &str) {
        let needle = Needle::new(typed);
        self.seeking.set(false);
        let numbers = self.numbers(&needle);
        let current = nearest(&numbers, self.scroll.first_in_sight());
        let messages = self.ids(&numbers);
        self.found.set(Found {
            needle,
            messages,
            current: current.unwrap_or(0),
        });
        self.show();
    }

    /// Looks for the same among what is here now.
    fn look_again(self) {
        let found = self.found.get_untracked();
        let messages = self.ids(&self.numbers(&found.needle));
        if messages == found.messages {
            return;
        }
        let same = found.messages.get(found.current);
        let at = same.and_then(|id| messages.iter().position(|other| other == id));
        self.found.set(Found {
            current: at.unwrap_or_else(|| messages.len().saturating_sub(1)),
            messages,
            needle: found.needle,
        });
    }

    fn go(self, forward: bool) {
        self.found
            .update(|found| found.current = step(found.current, found.messages.len(), forward));
        self.show();
    }

    fn show(self) {
        let id = self
            .found
            .with_untracked(|found| found.messages.get(found.current).cloned());
        if let Some(id) = id {
            self.scroll.to(id);
        }
    }

    /// Looks through earlier messages until some have it.
    fn search_earlier(self) {
        self.seeking.set(true);
        self.thread.load_earlier();
    }

    /// A page more is here, or none could be had.
    fn seek(self, loading: &Loading) {
        if matches!(loading, Loading::Earlier | Loading::Newest) {
            return;
        }
        let before = self.found.get_untracked();
        self.look_again();
        let more = self
            .found
            .with_untracked(|found| found.messages.len())
            .saturating_sub(before.messages.len());
        let ended = matches!(loading, Loading::Failed(_)) || !self.thread.has_earlier_now();
        if more > 0 {
            self.seeking.set(false);
            // The nearest of the new ones is the last of them.
            self.found.update(|found| found.current = more - 1);
            self.show();
        } else if ended {
            self.seeking.set(false);
        } else {
            self.thread.load_earlier();
        }
    }

    /// Marks what was found on the page.
    fn mark(self) {
        let (mut found, mut current) = (Vec::new(), Vec::new());
        self.found.with_untracked(|all| {
            let gone_to = all.messages.get(all.current);
            self.scroll.each_on_page(|id, message| {
                let is_current = gone_to == Some(id);
                // A browser that marks no words still shows which message it is.
                let _ = message.class_list().toggle_with_force("is-found", is_current);
                if all.messages.contains(id) {
                    let marks = if is_current { &mut current } else { &mut found };
                    places(message, &all.needle, marks);
                }
            });
        });
        highlight::mark(FOUND, &found);
        highlight::mark(CURRENT, &current);
    }
}

/// Where a message's element has what is looked for.
fn places(message: &Element, needle: &Needle, marks: &mut Vec<Stretch>) {
    let Ok(parts) = message.query_selector_all(".text, .thing p, .sticker, .unknown pre") else {
        return;
    };
    for at in 0..parts.length() {
        let Some(part) = parts.item(at).and_then(|part| part.dyn_into::<Element>().ok()) else {
            continue;
        };
        let texts = highlight::texts(&part);
        let mut whole = String::new();
        let mut begins = Vec::new();
        let mut units = 0;
        for text in &texts {
            let value = text.node_value().unwrap_or_default();
            begins.push(units);
            units += u32::try_from(value.encode_utf16().count()).unwrap_or(0);
            whole.push_str(&value);
        }
        for (begin, end) in needle.places(&whole) {
            let first = begins.partition_point(|start| *start <= begin) - 1;
            let last = begins.partition_point(|start| *start < end) - 1;
            marks.push((
                texts[first].clone(),
                begin - begins[first],
                texts[last].clone(),
                end - begins[last],
            ));
        }
    }
}

/// The button that opens the search.
pub(super) fn find_button(find: Find) -> AnyView {
    let name = text(|m| m.thread.find);
    view! {
        <button
            type="button"
            class="button icon-only quiet find-button"
            aria-label=name
            title=name
            aria-expanded=move || if find.is_open() { "true" } else { "false" }
            on:click=move |event| {
                let own = event.current_target().and_then(|own| own.dyn_into().ok());
                find.open(own);
            }
        >
            {crate::ui::icon::icon(Icon::Search)}
        </button>
    }
    .into_any()
}

/// Opens the search on Ctrl F and ⌘ F.
pub(super) fn find_key(find: Find, event: &KeyboardEvent) {
    let plain = !event.alt_key() && !event.shift_key();
    if plain && (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("f") {
        event.prevent_default();
        let from = event.target().and_then(|target| target.dyn_into().ok());
        find.open(from);
    }
}

/// The bar, while the search is open.
pub(super) fn find_bar(find: Find) -> AnyView {
    shown(move || find.is_open(), move || bar(find))
}

fn bar(find: Find) -> AnyView {
    let i18n = use_i18n();
    let said = memo(move || {
        let texts = &i18n.messages().thread;
        if find.seeking.get() {
            return texts.searching.to_owned();
        }
        find.found.with(|found| {
            let number = |value: usize| format::number(i18n.locale(), value as u64);
            match found.messages.len() {
                _ if found.needle.is_empty() => String::new(),
                0 => texts.not_found.to_owned(),
                count => (texts.place)(&number(found.current + 1), &number(count)),
            }
        })
    });
    let earlier = live(move || {
        let offered =
            !find.seeking.get() && find.thread.has_earlier() && find.found.with(|found| !found.needle.is_empty());
        offered.then(|| button("small", |m| m.thread.search_earlier, move || find.search_earlier()))
    });
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" if !event.is_composing() => {
            event.prevent_default();
            find.go(!event.shift_key());
        }
        _ => {}
    };
    let field = find.field;
    effect(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    view! {
        <div
            class="find-bar"
            role="search"
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.is_composing() {
                    event.prevent_default();
                    event.stop_propagation();
                    find.close();
                }
            }
        >
            <input
                type="search"
                class="field small"
                autocomplete="off"
                spellcheck="false"
                aria-label=text(|m| m.thread.find)
                placeholder=text(|m| m.thread.find)
                node_ref=field
                on:input=move |event| find.look_for(&event_target_value(&event))
                on:keydown=keys
            />
            <span class="find-count" role="status">{said}</span>
            {icon_button("icon-only quiet find-previous", Icon::Left, |m| m.thread.previous, move || find.go(false))}
            {icon_button("icon-only quiet find-next", Icon::Right, |m| m.thread.next, move || find.go(true))}
            {earlier}
            {icon_button("icon-only quiet", Icon::Close, |m| m.thread.close, move || find.close())}
        </div>
    }
    .into_any()
}
