//! The rows of a list as a table: its columns, and the boxes that select.

use super::kind::{Cell, Kind, List};
use super::model::{Event, Value};
use super::state::Core;
use crate::i18n::{Pick, text, use_i18n};
use crate::ui::live::{each, effect, live, memo, shown};
use crate::ui::view;
use leptos::prelude::*;
use std::marker::PhantomData;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, MouseEvent};

/// A column: its name, and what a row shows in it.
pub struct Column<R> {
    raw: Raw,
    row: PhantomData<fn() -> R>,
}

impl<R> std::fmt::Debug for Column<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Column").finish_non_exhaustive()
    }
}

type Draw = Arc<dyn Fn(RwSignal<Value>) -> AnyView + Send + Sync>;

#[derive(Clone)]
struct Raw {
    name: Pick,
    class: &'static str,
    labelled: bool,
    cell: Draw,
}

impl<R: 'static> Column<R> {
    /// `cell` draws what a row shows; it follows the row by itself.
    pub fn new(name: Pick, class: &'static str, cell: impl Fn(Cell<R>) -> AnyView + Send + Sync + 'static) -> Self {
        Self {
            raw: Raw {
                name,
                class,
                labelled: false,
                cell: Arc::new(move |value| cell(Cell::new(value))),
            },
            row: PhantomData,
        }
    }

    /// On a narrow screen, where a row is a card, the name stands before the value.
    #[must_use]
    pub fn labelled(mut self) -> Self {
        self.raw.labelled = true;
        self
    }
}

/// How a table is beside its columns.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The table's name.
    pub name: Pick,
    /// What takes the focus in each row when it is walked with the keyboard.
    pub walk: &'static str,
    /// Whether rows can be selected.
    pub selects: bool,
    /// The row that the address points out.
    pub here: Memo<Option<String>>,
}

/// The rows, with `nothing` in their place where the list is empty.
pub fn table<K: Kind>(
    list: List<K>,
    look: Look,
    columns: Vec<Column<K::Row>>,
    nothing: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let columns = columns.into_iter().map(|column| column.raw).collect();
    draw(list.core, look, columns, Arc::new(nothing))
}

fn draw(core: Core, look: Look, columns: Vec<Raw>, nothing: Arc<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    let frame = NodeRef::<leptos::html::Table>::new();
    effect(move || {
        if let Some(frame) = frame.get() {
            core.open(frame.unchecked_into());
        }
    });
    let heads = columns
        .iter()
        .map(|column| view! { <th role="columnheader" scope="col">{text(column.name)}</th> }.into_any())
        .collect_view();
    let all = look.selects.then(|| page_box(core));
    let columns: Arc<[Raw]> = columns.into();
    let rows = move |id: String| match core.cell(&id) {
        Some(cell) => row(core, look, &columns, id, cell.into()),
        None => ().into_any(),
    };
    let empty = move || core.total.get() == Some(0);
    // Roles are written out because the narrow layout turns rows into cards, and a browser drops a table's own then.
    view! {
        <table node_ref=frame role="table" class="table" aria-label=text(look.name)>
            <thead role="rowgroup">
                <tr role="row">{all}{heads}</tr>
            </thead>
            <tbody role="rowgroup" data-walk=look.walk>
                {each(move || core.order.get(), rows)}
            </tbody>
        </table>
        {shown(empty, move || live({
            let nothing = Arc::clone(&nothing);
            move || nothing()
        }).into_any())}
    }
    .into_any()
}

fn row(core: Core, look: Look, columns: &[Raw], id: String, value: RwSignal<Value>) -> AnyView {
    let here = {
        let id = id.clone();
        live(move || (look.here.get().as_ref() == Some(&id)).then_some("true"))
    };
    let pick = look.selects.then(|| row_box(core, id.clone(), value));
    let cells = columns
        .iter()
        .map(|column| {
            let label = column.labelled.then(|| text(column.name));
            let content = (column.cell)(value);
            view! { <td role="cell" class=column.class data-label=label>{content}</td> }.into_any()
        })
        .collect_view();
    view! {
        <tr role="row" data-id=id aria-current=here>{pick}{cells}</tr>
    }
    .into_any()
}

/// The box that selects one row.
fn row_box(core: Core, id: String, row: RwSignal<Value>) -> AnyView {
    let i18n = use_i18n();
    let name = {
        let id = id.clone();
        memo(move || {
            row.track();
            (i18n.messages().common.select_named)(&core.name(&id))
        })
    };
    let picked = {
        let id = id.clone();
        memo(move || core.selection.with(|selection| selection.has(&id)))
    };
    let press = move |event: MouseEvent| {
        if let Some(field) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        {
            core.send(Event::Picked {
                id: id.clone(),
                on: field.checked(),
                range: event.shift_key(),
            });
        }
    };
    view! {
        <td role="cell" class="pick">
            <input type="checkbox" aria-label=move || name.get() prop:checked=move || picked.get() on:click=press />
        </td>
    }
    .into_any()
}

/// The box that selects the rows of the page.
fn page_box(core: Core) -> AnyView {
    let count = move || {
        let order = core.order.get();
        let picked = core
            .selection
            .with(|selection| order.iter().filter(|id| selection.has(id)).count());
        (picked, order.len())
    };
    let all = memo(move || matches!(count(), (picked, rows) if rows > 0 && picked == rows));
    let some = memo(move || matches!(count(), (picked, rows) if picked > 0 && picked < rows));
    let press = move |_| core.send(Event::PagePicked(!all.get_untracked()));
    view! {
        <th role="columnheader" scope="col" class="pick">
            <input
                type="checkbox"
                aria-label=text(|m| m.common.select_page)
                prop:checked=move || all.get()
                prop:indeterminate=move || some.get()
                on:click=press
            />
        </th>
    }
    .into_any()
}
