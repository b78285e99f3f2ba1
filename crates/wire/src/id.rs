//! Identifiers. Each kind is its own type, so that a session's id cannot be
//! handed to a call that wants a store's.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is no identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidId {
    /// Nothing in it.
    Empty,
    /// More than 600 bytes.
    TooLong,
    /// A control character, a space or a slash in it.
    Character,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the id is empty",
            Self::TooLong => "the id is longer than 600 bytes",
            Self::Character => "the id has a control character, a space or a slash in it",
        })
    }
}

impl std::error::Error for InvalidId {}

fn check(text: &str) -> Result<(), InvalidId> {
    if text.is_empty() {
        return Err(InvalidId::Empty);
    }
    if text.len() > 600 {
        return Err(InvalidId::TooLong);
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '/') {
        return Err(InvalidId::Character);
    }
    Ok(())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text, as it stands in addresses and storage.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                check(&text)?;
                Ok(Self(text))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = InvalidId;
            fn try_from(text: &str) -> Result<Self, InvalidId> {
                Self::try_from(text.to_owned())
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A store: `{platform}-{the platform's shop id}`, such as `shopee-220012345`.
    StoreId;
    /// A conversation with one buyer of one store:
    /// `{store}~{the platform's session id, percent-encoded where odd}`.
    SessionId;
    /// A message. For what an operator sent from the console this is the
    /// [`ClientId`] for good; for the others the gateway's own id.
    MessageId;
    /// A person who signs in.
    UserId;
    /// What the console names a new message before the gateway knows of it: a
    /// UUIDv7. The gateway accepts it once, for ever.
    ClientId;
}

impl From<ClientId> for MessageId {
    fn from(id: ClientId) -> Self {
        Self(id.0)
    }
}
