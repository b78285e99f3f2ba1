//! Who is signed in.

use crate::api::error::ApiError;
use crate::api::{account as api, client};
use crate::browser::{clock, preferences, storage, tab};
use crate::snapshot::{self, Left};
use crate::translation;
use leptos::prelude::*;
use steadydesk_wire::{Account, Hello, SignIn, UserId};
use wasm_bindgen_futures::spawn_local;

/// Whether somebody is at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// The gateway has not said yet.
    Asking,
    /// The gateway cannot be asked.
    Unknown(ApiError),
    SignedOut,
    SignedIn(Account),
}

/// A handle to it.
#[derive(Debug, Clone, Copy)]
pub struct AccountState {
    presence: RwSignal<Presence>,
    /// What it is about to be.
    next: StoredValue<Option<Presence>>,
    hello: RwSignal<Option<Hello>>,
    start: StoredValue<Start, LocalStorage>,
}

/// Milliseconds for which a start waits for the disk; then it goes on without.
const DISK_WITHIN: u32 = 2_000;
/// In this browser, from a sign-out to the next sign-in: to other tabs it says that all of it goes.
const SIGNED_OUT: &str = "signed-out";

/// In this browser: whose rows the disk has.
const WHOSE_ROWS: &str = "rows-of";

/// What is known before the gateway has spoken, and until it has.
#[derive(Debug, Default)]
struct Start {
    /// The disk is being looked at; what the gateway says waits for it.
    looking: bool,
    answer: Option<Result<Hello, ApiError>>,
    left: Option<Left>,
    /// The gateway has said who is signed in.
    confirmed: bool,
    /// Who signs out: nothing of theirs is to be kept any more.
    leaving: bool,
}

impl AccountState {
    fn new(presence: Presence) -> Self {
        Self {
            presence: RwSignal::new(presence),
            next: StoredValue::new(None),
            hello: RwSignal::new(None),
            start: StoredValue::new_local(Start::default()),
        }
    }

    #[must_use]
    pub fn presence(self) -> ReadSignal<Presence> {
        self.presence.read_only()
    }

    /// What the gateway said when it was asked who is signed in.
    #[must_use]
    pub fn hello(self) -> ReadSignal<Option<Hello>> {
        self.hello.read_only()
    }

    /// Asks the gateway who is signed in.
    pub fn ask(self) {
        self.set(Presence::Asking);
        self.ask_quietly();
    }

    fn ask_quietly(self) {
        spawn_local(async move { self.said(api::hello().await) });
    }

    /// Asks once more where the gateway could not be asked at the start, and the desk stands on the disk's word.
    pub fn confirm(self) {
        if self.start.try_with_value(|start| start.confirmed) == Some(false) {
            self.ask_quietly();
        }
    }

    /// The gateway is asked, and the disk beside it: whoever sat here last sees
    /// their desk as it was, until the gateway says that they may not.
    fn begin(self) {
        if snapshot::is_there() {
            self.start.update_value(|start| start.looking = true);
            spawn_local(async move {
                let left = snapshot::early().await;
                if let Some(left) = &left
                    && let Some(thread) = &left.view.thread
                {
                    translation::early(&left.view.account.id, &thread.session.id).await;
                }
                self.found(left);
            });
            // Not taken back: it finds the disk's word there, or nobody any more.
            clock::soon_after(DISK_WITHIN, move || self.found(None));
        }
        self.ask_quietly();
    }

    fn found(self, left: Option<Left>) {
        let answer = self.start.try_update_value(|start| {
            let first = std::mem::take(&mut start.looking);
            first.then(|| start.answer.take())
        });
        let Some(Some(answer)) = answer else { return };
        if let Some(left) = left {
            let account = left.view.account.clone();
            self.start.update_value(|start| start.left = Some(left));
            // No room is there yet that could be in the middle of something.
            self.presence.set(Presence::SignedIn(account));
        }
        if let Some(answer) = answer {
            self.said(answer);
        }
    }

    /// What the start has found of this user's, once.
    #[must_use]
    pub fn take_left(self, user: &UserId) -> Option<Left> {
        let left = self.start.try_update_value(|start| start.left.take()).flatten();
        left.filter(|left| left.view.account.id == *user)
    }

    /// The gateway has said who is signed in, or could not.
    fn said(self, answer: Result<Hello, ApiError>) {
        if self.start.try_with_value(|start| start.looking) == Some(true) {
            self.start.update_value(|start| start.answer = Some(answer));
            return;
        }
        match answer {
            Ok(mut hello) => {
                let account = hello.account.take();
                self.hello.try_set(Some(hello));
                self.start.try_update_value(|start| start.confirmed = true);
                match account {
                    Some(account) => spawn_local(async move { self.welcome(account).await }),
                    None => self.nobody(),
                }
            }
            // The desk stands on the disk's word; the network's bar says that the gateway is away.
            Err(_) if self.user().is_some() => {}
            Err(error) => self.set(Presence::Unknown(error)),
        }
    }

    fn user(self) -> Option<UserId> {
        let user = |presence: &Presence| match presence {
            Presence::SignedIn(account) => Some(account.id.clone()),
            _ => None,
        };
        self.presence.try_with_untracked(user).flatten()
    }

    /// Whether that user sits here, and is not on the way out.
    #[must_use]
    pub fn stays(self, user: &UserId) -> bool {
        self.user().as_ref() == Some(user) && self.start.try_with_value(|start| start.leaving) == Some(false)
    }

    /// Somebody sits down. Whatever is here of another goes first.
    async fn welcome(self, account: Account) {
        if self.user().is_some_and(|user| user != account.id) {
            self.leave();
            self.set(Presence::Asking);
        }
        if let Some(other) = whose_rows().filter(|other| *other != account.id) {
            snapshot::forget(&other).await;
            storage::wipe(&other).await;
        }
        preferences::set(WHOSE_ROWS, account.id.as_str());
        preferences::remove(SIGNED_OUT);
        self.start.try_update_value(|start| start.leaving = false);
        self.set(signed_in(account));
    }

    /// Nobody is signed in any more. What the browser shows of whoever was goes
    /// with it; what they have written and not sent waits for them, unless they
    /// have signed out in another tab.
    fn nobody(self) {
        let user = self.user().or_else(whose_rows);
        self.leave();
        self.set(Presence::SignedOut);
        let Some(user) = user else { return };
        spawn_local(async move {
            snapshot::forget(&user).await;
            if preferences::get(SIGNED_OUT).is_some() {
                storage::wipe(&user).await;
            }
        });
    }

    /// From here nothing is kept of whoever is on the way out.
    fn leave(self) {
        self.start.try_update_value(|start| start.leaving = true);
    }

    /// Signs in; the error says why not.
    pub async fn sign_in(self, form: SignIn) -> Result<(), ApiError> {
        let account = api::sign_in(&form).await?;
        self.welcome(account).await;
        Ok(())
    }

    /// Ends the session and removes what this browser keeps of the user, even where the gateway cannot be told.
    pub fn sign_out(self) {
        let Presence::SignedIn(account) = self.presence.get_untracked() else {
            return;
        };
        self.leave();
        preferences::set(SIGNED_OUT, "1");
        spawn_local(async move {
            let told = api::sign_out().await;
            snapshot::forget(&account.id).await;
            storage::wipe(&account.id).await;
            preferences::remove(WHOSE_ROWS);
            tab::forget();
            match told {
                Err(error @ (ApiError::Offline | ApiError::Unreachable)) => self.set(Presence::Unknown(error)),
                _ => self.set(Presence::SignedOut),
            }
        });
    }

    /// The rooms come and go with this. It changes in a task of its own: an
    /// effect of a room that is still to run when the room goes would read
    /// what is no more. Tasks may overtake each other; the newest word counts.
    fn set(self, presence: Presence) {
        // The console may have been closed while the gateway was asked: then nothing of this does anything.
        self.next.try_set_value(Some(presence));
        clock::soon(move || {
            let Some(presence) = self.next.try_update_value(Option::take).flatten() else {
                return;
            };
            if self.presence.try_with_untracked(|present| *present != presence) == Some(true) {
                self.presence.set(presence);
            }
        });
    }
}

fn whose_rows() -> Option<UserId> {
    preferences::get(WHOSE_ROWS)?.parse().ok()
}

fn signed_in(account: Account) -> Presence {
    clock::gateway_said(account.now);
    Presence::SignedIn(account)
}

/// Puts the account into context and asks the gateway who is signed in.
pub fn provide_account() -> AccountState {
    let state = AccountState::new(Presence::Asking);
    provide_context(state);
    client::on_signed_out(move || state.nobody());
    state.begin();
    state
}

/// Who is signed in, or not.
#[must_use]
pub fn use_account() -> AccountState {
    use_context().unwrap_or_else(|| AccountState::new(Presence::SignedOut))
}

/// The account that the rooms work for. They exist only while somebody is signed in.
#[must_use]
pub fn use_signed_in() -> Option<Account> {
    use_context::<Account>()
}
