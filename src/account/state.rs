//! Who is signed in.

use crate::api::error::ApiError;
use crate::api::{account as api, client};
use crate::browser::{clock, storage, tab};
use leptos::prelude::*;
use steadydesk_wire::{Account, Hello, SignIn};
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
}

impl AccountState {
    fn new(presence: Presence) -> Self {
        Self {
            presence: RwSignal::new(presence),
            next: StoredValue::new(None),
            hello: RwSignal::new(None),
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
        spawn_local(async move {
            self.set(match api::hello().await {
                Ok(mut hello) => {
                    let account = hello.account.take();
                    self.hello.try_set(Some(hello));
                    account.map_or(Presence::SignedOut, signed_in)
                }
                Err(error) => Presence::Unknown(error),
            });
        });
    }

    /// Signs in; the error says why not.
    pub async fn sign_in(self, form: SignIn) -> Result<(), ApiError> {
        let account = api::sign_in(&form).await?;
        self.set(signed_in(account));
        Ok(())
    }

    /// Ends the session and removes what this browser keeps of the user, even where the gateway cannot be told.
    pub fn sign_out(self) {
        let Presence::SignedIn(account) = self.presence.get_untracked() else {
            return;
        };
        spawn_local(async move {
            let told = api::sign_out().await;
            storage::wipe(&account.id).await;
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

fn signed_in(account: Account) -> Presence {
    clock::gateway_said(account.now);
    Presence::SignedIn(account)
}

/// Puts the account into context and asks the gateway who is signed in.
pub fn provide_account() -> AccountState {
    let state = AccountState::new(Presence::Asking);
    provide_context(state);
    client::on_signed_out(move || state.set(Presence::SignedOut));
    state.ask();
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
