//! The marketplaces behind one interface.
//!
//! A connector turns what the gateway wants into one platform's HTTP calls and
//! its answers into the plain values below. It knows no database and keeps no
//! state between calls: tokens come in with each call, new ones go out and the
//! caller persists them before use. Retries, pacing and the decision what to
//! do about an error are the caller's; an error only says what it is.

pub mod hosts;
pub mod http;
pub mod lazada;
pub mod shopee;
pub mod tiktok;

mod hmac;
mod loose;
pub(crate) mod now;
mod words;

pub(crate) use hmac::digest_hex;

use async_trait::async_trait;
use std::{fmt, sync::Arc, time::Duration};
use steadydesk_wire::{Author, Content, FailReason, Millis, Platform, PlatformText, Region};
use url::Url;

/// A shop's credentials, opened; never logged, never sent to a browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    pub access: String,
    pub access_until: Millis,
    pub refresh: String,
    /// Nothing where the platform does not say.
    pub refresh_until: Option<Millis>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("access_until", &self.access_until)
            .field("refresh_until", &self.refresh_until)
            .finish_non_exhaustive()
    }
}

/// A shop and the right to speak for it: what every call needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shop {
    /// The platform's own id: Shopee `shop_id`, Lazada `seller_id`, TikTok shop `id`.
    pub shop_id: String,
    pub region: Region,
    /// TikTok's `cipher`; empty elsewhere.
    pub cipher: String,
    pub tokens: Tokens,
}

/// One shop of an authorisation that has just been given (one grant may bring several).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    pub shop: Shop,
    /// Empty where the token answer does not carry it; [`Marketplace::shop`] knows.
    pub name: String,
}

/// What a platform says of a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopInfo {
    pub name: String,
    pub region: Region,
    pub state: ShopState,
    /// Until when the seller's permission lasts, where the platform says.
    pub authorized_until: Option<Millis>,
}

/// How a shop is, by the platform's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShopState {
    Normal,
    Frozen,
    Banned,
}

/// A stretch of a list and how to get the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch<T> {
    pub items: Vec<T>,
    /// Opaque; nothing at the end.
    pub next: Option<String>,
}

/// A session as a platform lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteSession {
    pub id: String,
    pub buyer_id: String,
    pub buyer_name: String,
    pub unread: u32,
    /// Nothing where the platform lists a session without any message.
    pub last_message_id: Option<String>,
    pub last_at: Option<Millis>,
    /// False only where the platform says so.
    pub can_send: bool,
}

/// A message as a platform delivers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteMessage {
    pub id: String,
    pub session_id: String,
    pub author: Author,
    pub content: Content,
    pub platform_text: Option<PlatformText>,
    pub at: Millis,
    /// The unit of `at`: 1 where the platform gives milliseconds, 1000 where seconds.
    pub at_unit_ms: i64,
    /// What orders messages of the same `at`: the platform's own index, else the id.
    pub index: String,
    /// Not to be shown (TikTok `is_visible=false`).
    pub hidden: bool,
    pub recalled: bool,
    /// The platform's moderation keeps it from the buyer; never one of the buyer's own.
    pub withheld: bool,
    /// Address of the picture or the film's still; fetched by the gateway, never by a browser.
    pub picture_url: Option<String>,
}

/// Whom a message goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    pub session_id: String,
    pub buyer_id: String,
}

/// What goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parcel {
    Text(String),
    Picture(RemotePicture),
}

/// A picture that a platform has taken for sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemotePicture {
    pub url: String,
    pub width: u32,
    pub height: u32,
}

/// A picture's bytes on their way to a platform.
#[derive(Debug, Clone)]
pub struct Picture {
    pub bytes: bytes::Bytes,
    /// `image/png`, `image/jpeg`, `image/gif`.
    pub media_type: String,
    pub width: u32,
    pub height: u32,
}

/// What a platform answers to a message that it has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub message_id: String,
    /// Nothing where the platform does not say.
    pub at: Option<Millis>,
}

/// What a verified push says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    pub shop_id: String,
    /// Equal for every delivery of the same push.
    pub dedup_key: String,
    pub news: News,
}

/// The news in a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    Message(Box<RemoteMessage>),
    /// Something about a session changed (read, replied elsewhere, new): read it again.
    Session {
        session_id: String,
        unread: Option<u32>,
    },
    /// The shop's permission was withdrawn.
    Deauthorized,
    /// The permission ends then.
    AuthorizationExpires {
        at: Option<Millis>,
    },
    /// The shop's state may have changed: ask for it.
    ShopChanged,
    /// Nothing this version acts on.
    Other,
}

/// Why a call did not do its work. The caller decides by the kind alone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The access token is expired or unknown: refresh it and call again.
    #[error("the access token is no longer valid: {0}")]
    TokenExpired(String),
    /// The permission is gone for good: the seller must authorise again.
    #[error("the shop must be authorised again: {0}")]
    LoginExpired(String),
    /// Too many calls. `retry_after` where the platform says when.
    #[error("the platform asks for slower calls")]
    RateLimited { retry_after: Option<Duration> },
    /// The shop is frozen or banned.
    #[error("the shop is suspended: {detail}")]
    Suspended { state: ShopState, detail: String },
    /// The platform says no and will say no again.
    #[error("refused: {detail}")]
    Refused { reason: FailReason, detail: String },
    /// The platform says that it failed and did nothing: try later.
    #[error("the platform failed: {0}")]
    Failed(String),
    /// The request never left, or was refused at the door: nothing was done.
    #[error("the platform could not be reached: {0}")]
    NotSent(String),
    /// The request may have been carried out: the answer was lost, cut or nonsense.
    #[error("the answer was lost: {0}")]
    Unknown(String),
}

/// One marketplace's open API.
#[async_trait]
pub trait Marketplace: Send + Sync + fmt::Debug {
    fn platform(&self) -> Platform;

    /// The page on which the seller gives the permission; it comes back to
    /// `callback`, which already carries `state` where the platform drops it.
    fn authorize_url(&self, callback: &Url, state: &str) -> Url;

    /// Trades the callback's query for tokens. One grant may bring several shops.
    async fn exchange(&self, query: &[(String, String)]) -> Result<Vec<Granted>, CallError>;

    /// New tokens for old. On success the old refresh token may be dead:
    /// persist before use.
    async fn refresh(&self, shop: &Shop) -> Result<Tokens, CallError>;

    async fn shop(&self, shop: &Shop) -> Result<ShopInfo, CallError>;

    /// How many orders wait to be shipped.
    async fn to_ship(&self, shop: &Shop) -> Result<u32, CallError>;

    /// Sessions, newest first.
    async fn sessions(&self, shop: &Shop, cursor: Option<&str>) -> Result<Stretch<RemoteSession>, CallError>;

    async fn session(&self, shop: &Shop, session_id: &str) -> Result<RemoteSession, CallError>;

    /// Messages of a session, newest first.
    async fn messages(
        &self,
        shop: &Shop,
        session_id: &str,
        cursor: Option<&str>,
    ) -> Result<Stretch<RemoteMessage>, CallError>;

    /// Hands a picture over, for a [`Parcel::Picture`].
    async fn upload(&self, shop: &Shop, picture: &Picture) -> Result<RemotePicture, CallError>;

    /// Sends one message. Not idempotent anywhere: after [`CallError::Unknown`]
    /// read the session back before sending again.
    async fn send(&self, shop: &Shop, to: &Recipient, parcel: &Parcel) -> Result<Receipt, CallError>;

    async fn mark_read(&self, shop: &Shop, session_id: &str, last_message_id: &str) -> Result<(), CallError>;

    /// Checks a push's signature. `url` is the address registered with the
    /// platform, `authorization` the header's value, `body` the raw bytes.
    fn verify_push(&self, url: &Url, authorization: &str, body: &[u8]) -> bool;

    /// Reads a verified push; an error is the text that goes to the log.
    fn read_push(&self, body: &[u8]) -> Result<Push, String>;

    /// The longest text that the platform takes, in characters, where it is known.
    fn text_limit(&self) -> Option<usize>;

    /// Whether regular polling of lists is allowed (Lazada takes the permission away for it).
    fn may_poll(&self) -> bool;
}

/// The connectors that this gateway has apps for.
#[derive(Debug, Clone, Default)]
pub struct Marketplaces {
    all: Vec<Arc<dyn Marketplace>>,
}

impl Marketplaces {
    /// At most one of each platform; a later one replaces an earlier one.
    #[must_use]
    pub fn new(connectors: impl IntoIterator<Item = Arc<dyn Marketplace>>) -> Self {
        let mut all: Vec<Arc<dyn Marketplace>> = Vec::new();
        for connector in connectors {
            all.retain(|other| other.platform() != connector.platform());
            all.push(connector);
        }
        Self { all }
    }

    /// The platform's connector; nothing where no app is configured for it.
    #[must_use]
    pub fn get(&self, platform: Platform) -> Option<&Arc<dyn Marketplace>> {
        self.all.iter().find(|connector| connector.platform() == platform)
    }
}
