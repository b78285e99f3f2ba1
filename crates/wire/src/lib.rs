//! The types that cross the wire between the gateway and the console: data and
//! `serde`, nothing else. Both sides compile this crate, so neither can drift.
//!
//! Reading order: [`id`] (who is who), [`time`], [`platform`], then what the
//! console shows ([`store`], [`session`], [`message`]), how it comes
//! ([`page`], [`event`]), in which language ([`translation`]), who looks at it
//! ([`account`]) and is at it now ([`presence`]), and what can go wrong ([`problem`]).
//!
//! Rules for every type here: field names in `snake_case`, an enum is its word
//! (`"sent"`) or an object with the word as its only key (`{"text":{…}}`),
//! times in milliseconds since 1970 UTC on the *gateway's* clock, and a
//! snapshot test that pins the JSON. A word inside the object (`tag`) or a
//! struct poured into another (`flatten`) would make `serde` buffer every value
//! and compile every reader twice, which the console's download pays for.

pub mod account;
pub mod event;
pub mod id;
pub mod message;
pub mod page;
pub mod platform;
pub mod presence;
pub mod problem;
pub mod session;
pub mod store;
pub mod time;
pub mod translation;

pub use account::{Account, AuditEntry, Hello, Role, SandboxAccount, SignIn, User, UserDraft};
pub use event::{Caught, Change, Event, Greeting, StreamItem};
pub use id::{ClientId, InvalidId, MessageId, SessionId, StoreId, UserId};
pub use message::{
    Author, Content, FailReason, Failure, Message, NewContent, NewMessage, Outgoing, PlatformText, Unsent, UnsentPage,
    Uploaded,
};
pub use page::{MessagePage, Page, SessionPage, StorePage};
pub use platform::{Platform, Region};
pub use presence::{Attended, Here, Person, Presence};
pub use problem::{Code, Problem};
pub use session::{Buyer, LastMessage, Session, SessionFilter, SessionSort, StoreUnread, UnreadCounts};
pub use store::{
    Authorization, NewAuthorization, Standing, StandingsQuestion, Store, StoreFilter, StoreStanding, StoreStandings,
    StoreStatus, StoreTab,
};
pub use time::Millis;
pub use translation::{
    Translate, Translated, Translation, TranslationBudget, TranslationFailure, TranslationLanguages,
    TranslationProvider, TranslationSource,
};
