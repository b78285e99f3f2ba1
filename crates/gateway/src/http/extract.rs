//! Reading requests: as axum does, with refusals as problems.

use crate::{Services, error::Error};
use axum::{
    extract::{ConnectInfo, FromRequest, FromRequestParts, Query, Request, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
};
use serde::de::DeserializeOwned;
use std::{convert::Infallible, net::SocketAddr};

/// A JSON body.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Services> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, services: &Services) -> Result<Self, Error> {
        match axum::Json::from_request(request, services).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Error::Invalid(
                "the body must be JSON, with `content-type: application/json`".into(),
            )),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Error::TooLarge),
            // Names fields and kinds, quotes no values.
            Err(JsonRejection::JsonDataError(error)) => Err(Error::Invalid(without_values(&error.body_text()))),
            Err(_) => Err(Error::Invalid("the body is no JSON".into())),
        }
    }
}

/// Serde quotes what it did not expect in backticks and quotation marks only
/// for words of ours or for values; a value may be somebody's text, so only the
/// begin of a long explanation is told.
fn without_values(text: &str) -> String {
    text.chars().take(200).collect()
}

/// The query of an address.
pub(super) struct Params<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Services> for Params<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, Error> {
        match Query::from_request_parts(parts, services).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(error) => Err(Error::Invalid(error.body_text())),
        }
    }
}

/// A variable part of the path: what is no id names nothing.
pub(super) struct Id<T>(pub(super) T);

impl<T: std::str::FromStr + Send> FromRequestParts<Services> for Id<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, Error> {
        let axum::extract::Path(text) = axum::extract::Path::<String>::from_request_parts(parts, services)
            .await
            .map_err(|_| Error::NotFound)?;
        text.parse().map(Self).map_err(|_| Error::NotFound)
    }
}

/// The network address that a request comes from.
pub(super) struct Address(pub(super) String);

impl FromRequestParts<Services> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, Infallible> {
        // The last one: the proxy in front of us wrote it; those before it, anybody.
        let forwarded = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.rsplit(',').next())
            .map(|address| address.trim().to_owned());
        let direct = || {
            let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
            info.map_or_else(|| "unknown".to_owned(), |ConnectInfo(address)| address.ip().to_string())
        };
        Ok(Self(match forwarded {
            Some(address) if services.config.trust_proxy => address,
            _ => direct(),
        }))
    }
}
