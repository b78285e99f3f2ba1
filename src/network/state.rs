//! Carries the monitor out: its timer, its probes, the stream of changes, and
//! the rest of requests while the gateway is lost.

use super::model::pace::{Now, Stream, TICK_EVERY};
use super::model::{Act, Event, Network as Model, State};
use crate::api::contact;
use crate::api::live::{Connection, Link, Live, Notice, use_live};
use crate::browser::{clock, online, page, visibility};
use crate::outbox::{Outbox, use_outbox};
use js_sys::{Date, Math};
use leptos::prelude::*;
use std::rc::Rc;
use steadydesk_wire::Millis;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

/// What the bar shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) state: State,
    /// When the gateway last answered, on its own clock.
    pub(super) contact: Millis,
    /// Whole seconds to the next try; nothing while one is under way.
    pub(super) seconds: Option<u32>,
    /// Of a full sync: how many fetches have ended, and how many there are.
    pub(super) progress: (u32, u32),
}

/// What the monitor has under way.
#[derive(Debug, Default)]
struct Hands {
    timer: Option<clock::Timer>,
    /// The probe under way, and how many there have been.
    probe: Option<AbortController>,
    probes: u32,
    link: Option<Link>,
}

impl Drop for Hands {
    fn drop(&mut self) {
        if let Some(probe) = self.probe.take() {
            probe.abort();
        }
    }
}

/// A handle to the monitor.
#[derive(Debug, Clone, Copy)]
pub struct Network {
    model: StoredValue<Model>,
    hands: StoredValue<Hands, LocalStorage>,
    shown: RwSignal<Shown>,
    live: Live,
    outbox: Outbox,
}

/// Watches the gateway and holds the stream of changes up, for as long as the
/// owner lives. `user` is who is signed in; `contact` is when the gateway
/// answered last, on the monotonic clock, where that was before this page was opened.
pub fn provide_network(user: &str, contact: Option<f64>) -> Network {
    let at = now();
    #[expect(clippy::cast_possible_truncation, reason = "times stay far below 2^53")]
    let contact = contact.map_or(at.monotonic, |contact| contact as i64);
    let model = Model::new(at, page::online(), contact);
    let network = Network {
        shown: RwSignal::new(shown(&model)),
        model: StoredValue::new(model),
        hands: StoredValue::new_local(Hands::default()),
        live: use_live(),
        outbox: use_outbox(),
    };
    contact::watch(Some(Rc::new(move |event| network.happen(event))));
    let link = Link::new(user, network.live, move |event| network.happen(event));
    network.hands.update_value(|hands| hands.link = Some(link));
    online::on_change(move |online| network.happen(Event::Browser { online }));
    visibility::on_change(move |visible| {
        if visible {
            network.happen(Event::Hint);
        }
    });
    visibility::on_cache(move |here| network.cached(here));
    on_cleanup(move || {
        contact::watch(None);
        network.live.set_connection(Connection::Closed);
    });
    network.happen(Event::Due);
    provide_context(network);
    network
}

/// The monitor, where there is one.
#[must_use]
pub fn use_network() -> Option<Network> {
    use_context()
}

impl Network {
    pub(super) fn shown(self) -> ReadSignal<Shown> {
        self.shown.read_only()
    }

    /// Asks the gateway now.
    pub(super) fn try_now(self) {
        self.happen(Event::TryNow);
    }

    /// Tries the sync again now.
    pub(super) fn retry(self) {
        self.happen(Event::Retry);
    }

    /// The page goes into the browser's cache of pages, or comes out of it.
    fn cached(self, here: bool) {
        self.hands.try_with_value(|hands| {
            if let Some(link) = &hands.link {
                if here { link.come() } else { link.leave() }
            }
        });
        if here {
            self.happen(Event::StreamLost { anew: true });
            self.happen(Event::Hint);
        }
    }

    fn happen(self, event: Event) {
        // An answer may come after the owner has ended.
        let moved = self.model.try_update_value(|model| {
            let acts = model.apply(event, now(), Math::random());
            (acts, model.fetching())
        });
        let Some((acts, fetching)) = moved else { return };
        if !fetching {
            contact::pause(true);
        }
        for act in acts {
            self.carry_out(act);
        }
        // Not before the stream is on its way.
        if fetching {
            contact::pause(false);
        }
        self.show();
    }

    fn carry_out(self, act: Act) {
        match act {
            Act::Probe => self.probe(),
            Act::Connect => self.with_link(Link::connect),
            Act::Disconnect => self.with_link(Link::disconnect),
            Act::FetchAll => {
                if let Some(seq) = self.live.cursor() {
                    self.live.publish(&Notice::Resync(seq));
                }
            }
            Act::Wake => self.outbox.wake(),
        }
    }

    fn with_link(self, run: fn(&Link)) {
        self.hands.try_with_value(|hands| hands.link.as_ref().map(run));
    }

    fn probe(self) {
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        let number = self.hands.try_update_value(|hands| {
            if let Some(before) = std::mem::replace(&mut hands.probe, controller) {
                before.abort();
            }
            hands.probes += 1;
            hands.probes
        });
        spawn_local(async move {
            let answer = contact::probe(signal).await;
            // One that another has replaced says nothing.
            if number.is_some() && self.hands.try_with_value(|hands| hands.probes) == number {
                self.happen(Event::Probed(answer));
            }
        });
    }

    /// Brings what is shown in line with the model, and sets the timer.
    fn show(self) {
        let read = |model: &Model| (shown(model), model.due(), connection(model));
        let Some((shown, due, connection)) = self.model.try_with_value(read) else {
            return;
        };
        if self.shown.try_with_untracked(|before| *before != shown) == Some(true) {
            self.shown.set(shown);
        }
        self.live.set_connection(connection);
        // While seconds are counted, each of them counts.
        let tick = if shown.seconds.is_some() { 1_000 } else { TICK_EVERY };
        let wait = (due - now().monotonic).clamp(0, tick);
        let timer = clock::after(u32::try_from(wait).unwrap_or(0), move || self.happen(Event::Due));
        self.hands.try_update_value(|hands| hands.timer = Some(timer));
    }
}

fn now() -> Now {
    #[expect(clippy::cast_possible_truncation, reason = "times stay far below 2^53")]
    Now {
        monotonic: clock::monotonic() as i64,
        wall: Date::now() as i64,
    }
}

fn shown(model: &Model) -> Shown {
    let at = now().monotonic;
    let seconds = model.next_try().map(|next| (next - at + 999).max(0) / 1_000);
    Shown {
        state: model.state(),
        contact: match model.state() {
            // A word every few seconds is no news while all is well.
            State::Fine => Millis(0),
            _ => gateway_at(model.contact()),
        },
        seconds: seconds.and_then(|seconds| u32::try_from(seconds).ok()),
        progress: match model.state() {
            State::Syncing { full: true, .. } => model.progress(),
            _ => (0, 0),
        },
    }
}

fn connection(model: &Model) -> Connection {
    match model.stream() {
        Stream::Over => Connection::Closed,
        Stream::Opening { .. } => Connection::Connecting,
        Stream::Open { .. } => Connection::Open,
        Stream::Waiting { next, .. } => Connection::Lost {
            next_try: gateway_at(next),
        },
    }
}

fn gateway_at(monotonic: i64) -> Millis {
    #[expect(clippy::cast_precision_loss, reason = "times stay far below 2^53")]
    clock::gateway_at(monotonic as f64)
}
