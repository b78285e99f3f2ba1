//! Errors of the HTTP API, as `application/problem+json` (RFC 9457).

use serde::{Deserialize, Serialize};

/// The body of every error answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// The HTTP status again.
    pub status: u16,
    /// What programs decide by; never changes its meaning.
    pub code: Code,
    /// One line for people, in English.
    pub title: String,
    /// What to do about it, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Seconds to wait before trying again, where that helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// The stable codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// 401: nobody is signed in, or no longer.
    SignedOut,
    /// 401: no such name and password.
    WrongPassword,
    /// 403: not with this role, or not in this store.
    NotAllowed,
    /// 403: the request did not come from the console's own pages.
    CrossSite,
    /// 404: no such thing, or none that this account may see.
    NotFound,
    /// 405 or 406: not this way.
    BadRequest,
    /// 409: the client id was used before, for another content.
    IdTaken,
    /// 409: not in the state that this needs.
    WrongState,
    /// 409: somebody else wrote behind the message that the writer had seen; nothing was taken.
    Stale,
    /// 413: too large.
    TooLarge,
    /// 415 or 422: the content cannot be taken; the detail says why.
    Invalid,
    /// 429: too many of these; see `retry_after`.
    TooMany,
    /// 502 or 503: the marketplace does not answer.
    Platform,
    /// 501: nobody is configured to translate.
    TranslationOff,
    /// 502: the provider of translations does not answer, or says no; the detail says why.
    Translator,
    /// 503: the gateway is stopping or its database is away.
    Unavailable,
    /// 500: our own fault; the log has it.
    Internal,
    /// A code of a newer gateway.
    #[serde(other)]
    Unknown,
}
