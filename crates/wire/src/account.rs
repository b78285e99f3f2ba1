//! Who signs in.

use crate::{Millis, StoreId, UserId};
use serde::{Deserialize, Serialize};

/// `POST /api/sign-in`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    pub name: String,
    pub password: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Who is signed in: the answer of `POST /api/sign-in` and `GET /api/me`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    pub id: UserId,
    pub name: String,
    pub role: Role,
    pub now: Millis,
}

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works in the stores granted to them.
    Operator,
    /// Works in all stores, adds and deletes them, manages people.
    Admin,
}

/// What anybody may know before signing in: `GET /api/hello`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hello {
    pub version: String,
    pub now: Millis,
    /// Who is signed in, where somebody is: so that a console asks once, and nobody being there is no error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
    /// Accounts to try, while the gateway runs against the sandbox; else empty.
    pub sandbox_accounts: Vec<SandboxAccount>,
}

/// An account of the sandbox; its password is no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SandboxAccount {
    pub name: String,
    pub password: String,
    pub role: Role,
}

/// Somebody who may sign in, as administrators see them: `GET /api/users`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    pub id: UserId,
    pub name: String,
    pub role: Role,
    /// Granted every store, also those to come. Administrators always are.
    pub all_stores: bool,
    /// Granted one by one.
    pub stores: Vec<StoreId>,
    pub created_at: Millis,
}

/// `POST /api/users`, and what `PUT /api/users/{id}` replaces.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserDraft {
    /// 1 to 60 characters; unique, whatever the case.
    pub name: String,
    /// 10 to 200 characters. A change without one keeps the old.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    pub role: Role,
    #[serde(default)]
    pub all_stores: bool,
    #[serde(default)]
    pub stores: Vec<StoreId>,
}

impl std::fmt::Debug for UserDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserDraft")
            .field("name", &self.name)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// One line of the audit log: `GET /api/audit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    /// Its number: pass the lowest as `before` for older ones.
    pub n: i64,
    pub at: Millis,
    /// Who did it; the name as it was then.
    pub name: String,
    /// A word such as `sign_in`, `store_delete`, `user_change`.
    pub action: String,
    /// What it was done to.
    pub target: String,
    pub detail: String,
    /// From which network address.
    pub address: String,
}
