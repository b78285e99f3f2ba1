//! Messages: what was said, by whom, and what became of the ones we sent.

use crate::{ClientId, MessageId, Millis, SessionId, StoreId};
use serde::{Deserialize, Serialize};

/// One message of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    pub id: MessageId,
    pub session: SessionId,
    pub author: Author,
    /// The colleague who wrote it, where it was written in a console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    pub content: Content,
    /// A translation that the platform itself attached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform_text: Option<PlatformText>,
    /// When it was written, by the platform's word; for an unsent one, when the gateway took it.
    pub at: Millis,
    /// Its place in the thread: ascending; equal ones by `id`. Never changes.
    pub position: i64,
    /// The buyer took it back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recalled: bool,
    /// The platform's moderation withheld it: the buyer does not see it, whatever the platform answered to its sending.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// What became of it, for a message that an operator sent; nothing for the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outgoing: Option<Outgoing>,
    /// The sequence number of its last change: one with a lower number is older.
    pub version: i64,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Author {
    Buyer,
    /// The store: one of us, here or in the platform's own app.
    Seller,
    /// The platform's robot, speaking for the store.
    Robot,
    /// The platform.
    System,
}

/// What a message says. Texts are the writer's, never markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Content {
    Text {
        text: String,
    },
    /// A picture; its bytes are at `/api/messages/{id}/picture`. Size in pixels, where known.
    Image {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        width: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        height: Option<u32>,
    },
    /// A film; its still is at `/api/messages/{id}/picture`, where there is one.
    Video {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seconds: Option<u32>,
        has_picture: bool,
        /// Where to watch it, http(s).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
    },
    Product {
        product_id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// As the platform writes it, with its currency.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        price: Option<String>,
    },
    Order {
        order_id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// The platform's own word.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<String>,
    },
    Voucher {
        voucher_id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
    },
    Logistics {
        order_id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        package_id: Option<String>,
    },
    ReturnRefund {
        order_id: String,
    },
    Sticker {
        /// Words for it, such as `[happy]`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// Whether a picture is at `/api/messages/{id}/picture`.
        has_picture: bool,
    },
    /// Something the platform says to both.
    Notice {
        text: String,
    },
    /// A type this version does not know, kept as it came.
    Unknown {
        /// The platform's word for the type.
        platform_type: String,
        /// The platform's content, JSON or text.
        raw: String,
    },
}

/// A translation that came with the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlatformText {
    pub text: String,
    /// The language it is in, where the platform says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// What became of a message that an operator sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outgoing {
    /// Taken by the gateway; its turn comes.
    Queued {
        /// When the next try is, where one is set (Retry-After, back-off).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_at: Option<Millis>,
        /// Why it is not out yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failure: Option<Failure>,
    },
    /// Behind one of its session that failed.
    Waiting,
    /// On its way to the platform.
    Sending,
    /// The platform's answer was lost: the session is being read back.
    Checking {
        /// Reading back cannot be done now: the operator may decide.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failure: Option<Failure>,
    },
    /// The platform has it.
    Sent,
    /// It did not go out and will not by itself.
    Failed { failure: Failure },
}

/// Why something did not go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Failure {
    pub reason: FailReason,
    /// The platform's own words, where it said any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// The kinds of reasons; the console has words for each, in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FailReason {
    /// The platform refuses words in it.
    ForbiddenContent,
    /// The platform takes no message for this buyer any more.
    WindowClosed,
    /// Longer than the platform takes.
    TooLong,
    /// The app has no permission for chat.
    NoPermission,
    /// The store must be authorised again.
    LoginExpired,
    /// The shop is frozen or banned.
    StoreSuspended,
    /// Too many calls; the store waits.
    RateLimited,
    /// The platform could not be reached or answered nonsense, as often as was tried.
    Unreachable,
    /// The picture is too large or of a kind that the platform does not take.
    BadPicture,
    /// The operator took it back before it was out.
    Cancelled,
    /// The platform said no for another reason; see the detail.
    Refused,
    /// Somebody else has written since, or it has waited for so long that somebody may have: the operator decides.
    NewMessages,
    /// Its session or store is there no more.
    Gone,
    /// Others that waited with it on the writer's disk are damaged: the console holds it until the operator decides.
    Damage,
}

/// What the console sends: `POST /api/sessions/{id}/messages`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMessage {
    pub id: ClientId,
    pub content: NewContent,
    /// The position of the newest message that the writer had before them when they began. When somebody else
    /// (the buyer, the robot, a colleague, somebody in the store's own app) has written behind it, the message is
    /// not taken: 409 `stale`. Without it nobody looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<i64>,
}

/// What can be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NewContent {
    Text {
        text: String,
    },
    /// A picture that was uploaded before (`POST /api/pictures`).
    Image {
        upload: String,
    },
}

/// A message of an operator that is not out, with what is needed to know it by outside of its thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unsent {
    pub message: Message,
    pub store: StoreId,
    pub store_name: String,
    /// The buyer's name.
    pub buyer: String,
}

/// The answer of `GET /api/unsent`: a part of what the asker has written and is not out, in the order of writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnsentPage {
    pub items: Vec<Unsent>,
    /// What to pass as `after` for the next part; nothing at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
    pub seq: i64,
    pub as_of: Millis,
}

/// A picture that waits at the gateway to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Uploaded {
    pub upload: String,
    pub width: u32,
    pub height: u32,
}
