//! Short words that come and go, in a corner.

use crate::browser::clock;
use crate::i18n::text;
use crate::ui::button::icon_button;
use crate::ui::icon::Icon;
use crate::ui::live::each;
use crate::ui::view;
use leptos::prelude::*;

/// Milliseconds after which good news goes by itself. Bad news waits to be dismissed.
const STAYS: u32 = 6_000;
/// More than these are not shown at once; the oldest goes first.
const MOST: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Bad,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Toast {
    id: u64,
    tone: Tone,
    text: String,
}

/// A handle to the corner.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
    timers: StoredValue<Vec<(u64, clock::Timer)>, LocalStorage>,
}

impl Toasts {
    /// Says something.
    pub fn say(self, tone: Tone, text: impl Into<String>) {
        self.show(tone, text.into());
    }

    /// The same; by what this gives it can be [dismissed](Self::dismiss) once it is no longer so.
    pub fn show(self, tone: Tone, text: String) -> u64 {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.shown.update(|shown| {
            shown.push(Toast { id, tone, text });
            let over = shown.len().saturating_sub(MOST);
            shown.drain(..over);
        });
        if tone == Tone::Good {
            let timer = clock::after(STAYS, move || self.dismiss(id));
            self.timers.update_value(|timers| timers.push((id, timer)));
        }
        id
    }

    /// Takes it away.
    pub fn dismiss(self, id: u64) {
        self.shown.try_update(|shown| shown.retain(|toast| toast.id != id));
        self.timers
            .try_update_value(|timers| timers.retain(|(of, _)| *of != id));
    }
}

fn corner() -> Toasts {
    Toasts {
        shown: RwSignal::default(),
        next: StoredValue::new(0),
        timers: StoredValue::new_local(Vec::new()),
    }
}

/// Puts the corner into context.
pub fn provide_toasts() -> Toasts {
    let toasts = corner();
    provide_context(toasts);
    toasts
}

/// The corner; one that nobody sees where none was provided.
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(corner)
}

/// The corner itself. It stands in the page from the start, so that screen readers announce what comes into it.
pub fn toast_corner(toasts: Toasts) -> AnyView {
    let draw = move |id: String| {
        let find = |shown: &Vec<Toast>| shown.iter().find(|toast| toast.id.to_string() == id).cloned();
        let Some(toast) = toasts.shown.with_untracked(find) else {
            return ().into_any();
        };
        view! {
            <div class="toast" class:bad=toast.tone == Tone::Bad>
                <p>{toast.text}</p>
                {icon_button("icon-only quiet", Icon::Close, |m| m.common.dismiss, move || toasts.dismiss(toast.id))}
            </div>
        }
        .into_any()
    };
    view! {
        <section class="toasts" role="status" aria-live="polite" aria-label=text(|m| m.common.notices)>
            {each(move || toasts.shown.with(|shown| shown.iter().map(|toast| toast.id.to_string()).collect()), draw)}
        </section>
    }
    .into_any()
}
