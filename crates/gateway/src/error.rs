//! What can go wrong between a request and its answer: one enum for use cases
//! and handlers, turned into `application/problem+json` in one place.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use steadydesk_wire::{Code, Problem};

/// Why a request is not answered as wished.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 401: nobody is signed in, or no longer.
    #[error("nobody is signed in")]
    SignedOut,
    /// 401: one answer for unknown names and wrong passwords alike.
    #[error("wrong name or password")]
    WrongPassword,
    /// 403: this needs another role. What somebody may not even see is [`Error::NotFound`].
    #[error("not allowed")]
    NotAllowed,
    /// 403: the request did not come from the console's own pages.
    #[error("cross-site request")]
    CrossSite,
    /// 404: also for what exists but is not granted.
    #[error("no such thing")]
    NotFound,
    /// 405: not with this method, or not at this address.
    #[error("method not allowed")]
    Method,
    /// 409: the client id was accepted before, with other content.
    #[error("the id is taken")]
    IdTaken,
    /// 409: not in the state that this needs; the text says which.
    #[error("wrong state: {0}")]
    WrongState(String),
    /// 409: somebody else wrote behind what the writer had seen.
    #[error("stale")]
    Stale,
    /// 413.
    #[error("too large")]
    TooLarge,
    /// 422: the content cannot be taken; the text says why, to people.
    #[error("invalid: {0}")]
    Invalid(String),
    /// 429: again in so many seconds.
    #[error("too many")]
    TooMany { retry_after: u32 },
    /// 502: the marketplace does not do it; the text says why, to people.
    #[error("platform: {0}")]
    Platform(String),
    /// 502: the provider of translations does not do it; the text says why, to people.
    #[error("translator: {0}")]
    Translator(String),
    /// 501: nobody is configured to translate.
    #[error("translation is off")]
    TranslationOff,
    /// 503: the gateway is stopping, or its database is away.
    #[error("unavailable")]
    Unavailable,
    /// 500: our own fault. The cause goes to the log, once, and never out.
    #[error("internal: {0:#}")]
    Internal(anyhow::Error),
}

impl From<crate::db::Error> for Error {
    fn from(error: crate::db::Error) -> Self {
        match &error {
            crate::db::Error::Sql(
                sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed,
            ) => {
                tracing::error!(error = %error, "the database is away");
                Self::Unavailable
            }
            _ => Self::Internal(error.into()),
        }
    }
}

impl From<crate::secret::Unsealable> for Error {
    fn from(error: crate::secret::Unsealable) -> Self {
        Self::Internal(error.into())
    }
}

impl From<steadydesk_wire::InvalidId> for Error {
    fn from(_: steadydesk_wire::InvalidId) -> Self {
        // What is no id names nothing.
        Self::NotFound
    }
}

impl Error {
    fn problem(&self) -> Problem {
        let (status, code, title, detail) = match self {
            Self::SignedOut => (401, Code::SignedOut, "Nobody is signed in.", None),
            Self::WrongPassword => (401, Code::WrongPassword, "There is no such name and password.", None),
            Self::NotAllowed => (403, Code::NotAllowed, "This account may not do that.", None),
            Self::CrossSite => (
                403,
                Code::CrossSite,
                "The request did not come from the console's own pages.",
                None,
            ),
            Self::NotFound => (404, Code::NotFound, "There is no such thing.", None),
            Self::Method => (405, Code::BadRequest, "Not this way.", None),
            Self::IdTaken => (
                409,
                Code::IdTaken,
                "This id was used before, for another content.",
                None,
            ),
            Self::WrongState(why) => (
                409,
                Code::WrongState,
                "Not in the state that this needs.",
                Some(why.clone()),
            ),
            Self::Stale => (409, Code::Stale, "There are new messages since this was written.", None),
            Self::TooLarge => (413, Code::TooLarge, "Too large.", None),
            Self::Invalid(why) => (422, Code::Invalid, "The content cannot be taken.", Some(why.clone())),
            Self::TooMany { .. } => (429, Code::TooMany, "Too many of these.", None),
            Self::Platform(why) => (
                502,
                Code::Platform,
                "The marketplace does not do it.",
                Some(why.clone()),
            ),
            Self::Translator(why) => (
                502,
                Code::Translator,
                "The provider of translations does not do it.",
                Some(why.clone()),
            ),
            Self::TranslationOff => (
                501,
                Code::TranslationOff,
                "Nobody is set to translate.",
                Some("An administrator sets `translate_provider` in the gateway's configuration.".to_owned()),
            ),
            Self::Unavailable => (503, Code::Unavailable, "The gateway cannot answer now.", None),
            Self::Internal(_) => (
                500,
                Code::Internal,
                "Something went wrong; the gateway's log has it.",
                None,
            ),
        };
        let retry_after = match self {
            Self::TooMany { retry_after } => Some(*retry_after),
            Self::Unavailable => Some(2),
            _ => None,
        };
        Problem {
            status,
            code,
            title: title.to_owned(),
            detail,
            retry_after,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Internal(cause) = &self {
            tracing::error!(error = format!("{cause:#}"), "a request failed");
        }
        let problem = self.problem();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = problem.retry_after;
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
