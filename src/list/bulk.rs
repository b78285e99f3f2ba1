//! What is done with the selected rows: the bar that says how many they are
//! and what left them, and the dialog in which an action goes through them.

use super::kind::{List, Selects};
use super::model::{Batch, BatchEvent, Event, Item, Left, Picked, Step, WhyLeft};
use super::state::Core;
use crate::api::error::ApiError;
use crate::i18n::{I18n, Messages, Pick, format, text, use_i18n};
use crate::ui::button::button;
use crate::ui::dialog::dialog;
use crate::ui::live::{effect, live, memo, shown};
use crate::ui::view;
use leptos::prelude::*;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;

/// How one row is acted on.
type Act = fn(String) -> Pin<Box<dyn Future<Output = Result<(), ApiError>>>>;

/// A bulk action. Its place among the list's actions is its bit in [`super::model::Row::takes`].
#[derive(Debug, Clone, Copy)]
pub struct Bulk {
    pub name: Pick,
    /// Classes beside `button`.
    pub look: &'static str,
    pub does: Does,
}

#[derive(Debug, Clone, Copy)]
pub enum Does {
    /// Asks first, then acts on one after another and says of each how it ended.
    Batch {
        act: Act,
        /// The question, to the number of rows.
        question: fn(&Messages, usize) -> String,
        /// Rows that it has been done to are no more.
        removes: bool,
    },
    /// Does something with the first of them that can take it.
    First(Callback<Picked>),
}

/// The bar over the rows, while some are selected or have just left the selection.
pub fn bulk_bar<K: Selects>(list: List<K>, actions: Vec<Bulk>) -> AnyView {
    bar(list.core, actions.into())
}

fn bar(core: Core, actions: Arc<[Bulk]>) -> AnyView {
    let i18n = use_i18n();
    let batch = RwSignal::new(Batch::default());
    let chosen = RwSignal::new(0_usize);
    let open = RwSignal::new(false);
    let any = move || core.selection.with(|selection| !selection.picked.is_empty());
    let said = live(move || {
        let common = &i18n.messages().common;
        let number = |count: usize| format::number(i18n.locale(), u64::try_from(count).unwrap_or(u64::MAX));
        core.selection.with(|selection| {
            let outside = selection.picked.iter().filter(|picked| picked.outside).count();
            let mut said = (common.selected)(&number(selection.picked.len()));
            if outside > 0 {
                said.push_str(&(common.selected_outside)(&number(outside)));
            }
            said
        })
    });
    let buttons = {
        let actions = Arc::clone(&actions);
        move || {
            let draw = |(at, action): (usize, &Bulk)| action_button(core, *action, at, batch, chosen, open);
            actions.iter().enumerate().map(draw).collect_view().into_any()
        }
    };
    let bar = move || {
        view! {
            <div class="bulk" role="group" aria-label=text(|m| m.common.selection)>
                <p role="status">{said.clone()}</p>
                {buttons()}
                {button("quiet", |m| m.common.clear_selection, move || core.send(Event::Unpicked))}
            </div>
        }
        .into_any()
    };
    view! {
        {shown(any, bar)}
        {receipt(core)}
        {batch_dialog(core, actions, chosen, batch, open)}
    }
    .into_any()
}

/// The selected rows that can take the action in that place.
fn takers(core: Core, at: usize) -> Vec<Picked> {
    let takes = |picked: &&Picked| picked.takes & (1 << at) != 0;
    core.selection
        .with(|selection| selection.picked.iter().filter(takes).cloned().collect())
}

fn action_button(
    core: Core,
    action: Bulk,
    at: usize,
    batch: RwSignal<Batch>,
    chosen: RwSignal<usize>,
    open: RwSignal<bool>,
) -> AnyView {
    let i18n = use_i18n();
    let count = memo(move || u32::try_from(takers(core, at).len()).unwrap_or(u32::MAX));
    let number = live(move || format::number(i18n.locale(), u64::from(count.get())));
    let press = move |_| {
        let rows = untrack(|| takers(core, at));
        match action.does {
            Does::First(run) => {
                if let Some(first) = rows.into_iter().next() {
                    run.run(first);
                }
            }
            Does::Batch { .. } => {
                let rows = rows.into_iter().map(|picked| (picked.id, picked.name)).collect();
                batch.update(|batch| {
                    batch.apply(BatchEvent::Chosen(rows));
                });
                chosen.set(at);
                open.set(true);
            }
        }
    };
    view! {
        <button type="button" class=format!("button {}", action.look) disabled=move || count.get() == 0 on:click=press>
            {text(action.name)} " " <span class="count">{number}</span>
        </button>
    }
    .into_any()
}

/// What left the selection, and why, until it has been read.
fn receipt(core: Core) -> AnyView {
    let i18n = use_i18n();
    let left = memo(move || core.selection.with(|selection| !selection.left.is_empty()));
    let lines = move || {
        let messages = &i18n.messages().common;
        let line = |left: &Left| {
            let why = match left.why {
                WhyLeft::Deleted => messages.left_deleted,
                WhyLeft::NotYours => messages.left_not_yours,
            };
            view! { <li>{(why)(&left.name)}</li> }.into_any()
        };
        core.selection
            .with(|selection| selection.left.iter().map(line).collect_view())
            .into_any()
    };
    let drawn = move || {
        view! {
            <div class="bulk-left">
                <p>{text(|m| m.common.left_selection)}</p>
                <ul>{live(lines)}</ul>
                {button("small", |m| m.common.understood, move || core.send(Event::Acknowledged))}
            </div>
        }
        .into_any()
    };
    view! { <div role="status">{shown(move || left.get(), drawn)}</div> }.into_any()
}

fn batch_dialog(
    core: Core,
    actions: Arc<[Bulk]>,
    chosen: RwSignal<usize>,
    batch: RwSignal<Batch>,
    open: RwSignal<bool>,
) -> AnyView {
    let i18n = use_i18n();
    effect(move || {
        if !open.get() {
            batch.update(|batch| {
                batch.apply(BatchEvent::Stopped);
            });
        }
    });
    let content = move || {
        let Some(&action) = actions.get(chosen.get_untracked()) else {
            return ().into_any();
        };
        let Does::Batch { act, question, removes } = action.does else {
            return ().into_any();
        };
        let go = move || {
            let next = batch.try_update(|batch| batch.apply(BatchEvent::Confirmed)).flatten();
            if let Some(id) = next {
                spawn_local(run(core, i18n, batch, act, removes, id));
            }
        };
        let running = memo(move || batch.with(Batch::is_running));
        let done = memo(move || batch.with(Batch::is_done));
        let asked = live(move || {
            let messages = i18n.messages();
            batch.with(|batch| match batch.failed() {
                0 => question(messages, batch.items.len()),
                failed => (messages.common.batch_failed)(failed, batch.items.len()),
            })
        });
        let ways = live(move || {
            let close = button(
                "",
                if done.get() {
                    |m| m.common.close
                } else {
                    |m| m.common.cancel
                },
                move || open.set(false),
            );
            let act = (!done.get()).then(|| {
                view! {
                    <button type="button" class=format!("button {}", action.look) disabled=move || running.get() on:click=move |_| go()>
                        {text(action.name)}
                    </button>
                }
                .into_any()
            });
            view! { {close} {act} }.into_any()
        });
        view! {
            <p role="status">{asked}</p>
            <ul class="batch">{live(move || batch.with(|batch| batch.items.iter().map(line).collect_view()).into_any())}</ul>
            <div class="dialog-ways">{ways}</div>
        }
        .into_any()
    };
    dialog(open, |m| m.common.selection, content)
}

fn line(item: &Item) -> AnyView {
    let i18n = use_i18n();
    let common = &i18n.messages().common;
    let (class, said) = match &item.step {
        Step::Waiting => ("", String::new()),
        Step::Running => ("", common.running.to_owned()),
        Step::Done => ("good", common.done.to_owned()),
        Step::Failed(why) => ("bad", why.clone()),
    };
    view! {
        <li data-id=item.id.clone()>
            <span>{item.name.clone()}</span>
            <span class=class>{said}</span>
        </li>
    }
    .into_any()
}

/// Acts on one row after another, until none is left or the dialog has been closed.
async fn run(core: Core, i18n: I18n, batch: RwSignal<Batch>, act: Act, removes: bool, first: String) {
    let mut next = Some(first);
    while let Some(id) = next {
        let ended = act(id.clone()).await;
        if ended.is_ok() && removes {
            core.send(Event::Done(id.clone()));
            // Newer than anything: what is shown next comes from the gateway.
            core.send(Event::Gone { id, version: i64::MAX });
        }
        let ended = ended.map_err(|error| (i18n.messages_now().common.error)(&error));
        next = batch
            .try_update(|batch| batch.apply(BatchEvent::Ended(ended)))
            .flatten();
    }
}
