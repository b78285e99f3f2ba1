//! People, what is granted to them, and where they are signed in.

use super::{Conn, Error, Result, Scope, Write};
use sqlx::{Row as _, any::AnyRow};
use steadydesk_wire::{Millis, Role, StoreId, UserId};

/// Somebody who may sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountRow {
    pub id: UserId,
    pub name: String,
    pub password_hash: String,
    pub role: Role,
    /// Granted every store, also those to come.
    pub all_stores: bool,
    pub created_at: Millis,
}

impl std::fmt::Debug for AccountRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountRow")
            .field("id", &self.id)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl AccountRow {
    /// With whose eyes this account sees.
    #[must_use]
    pub fn scope(&self) -> Scope {
        if self.all_stores || self.role == Role::Admin {
            Scope::All
        } else {
            Scope::Granted(self.id.clone())
        }
    }

    fn read(row: &AnyRow) -> Result<Self> {
        Ok(Self {
            id: row.try_get::<String, _>("id")?.try_into()?,
            name: row.try_get("name")?,
            password_hash: row.try_get("password_hash")?,
            role: role_from(row.try_get("role")?)?,
            all_stores: super::stores::flag(row, "all_stores")?,
            created_at: Millis(row.try_get("created_at")?),
        })
    }
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Operator => "operator",
        Role::Admin => "admin",
    }
}

fn role_from(word: &str) -> Result<Role> {
    match word {
        "operator" => Ok(Role::Operator),
        "admin" => Ok(Role::Admin),
        _ => Err(Error::Row(format!("role {word}"))),
    }
}

/// By what a name is unique: case does not count.
#[must_use]
pub fn name_key(name: &str) -> String {
    super::storable(name.trim()).to_lowercase()
}

/// The account of this name.
///
/// # Errors
/// When the database is away.
pub async fn by_name(conn: &mut Conn, name: &str) -> Result<Option<AccountRow>> {
    let row = sqlx::query("SELECT * FROM accounts WHERE name_key = $1")
        .bind(name_key(name))
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(AccountRow::read).transpose()
}

/// The account with this id.
///
/// # Errors
/// When the database is away.
pub async fn get(conn: &mut Conn, id: &UserId) -> Result<Option<AccountRow>> {
    let row = sqlx::query("SELECT * FROM accounts WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(AccountRow::read).transpose()
}

/// Everybody, by name.
///
/// # Errors
/// When the database is away.
pub async fn all(conn: &mut Conn) -> Result<Vec<AccountRow>> {
    let rows = sqlx::query("SELECT * FROM accounts ORDER BY name_key")
        .fetch_all(conn)
        .await?;
    rows.iter().map(AccountRow::read).collect()
}

/// Saves an account, new or known (by its id). False when the name is taken by another.
///
/// # Errors
/// When the database refuses.
pub async fn save(tx: &mut Write, account: &AccountRow) -> Result<bool> {
    if by_name(tx, &account.name)
        .await?
        .is_some_and(|other| other.id != account.id)
    {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO accounts (id, name, name_key, password_hash, role, all_stores, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, \
         password_hash = excluded.password_hash, role = excluded.role, all_stores = excluded.all_stores",
    )
    .bind(account.id.as_str())
    .bind(super::storable(account.name.trim()).into_owned())
    .bind(name_key(&account.name))
    .bind(account.password_hash.as_str())
    .bind(role_word(account.role))
    .bind(i64::from(account.all_stores))
    .bind(account.created_at.0)
    .execute(&mut **tx)
    .await?;
    Ok(true)
}

/// Deletes an account; it is signed out everywhere.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Write, id: &UserId) -> Result<bool> {
    let gone = sqlx::query("DELETE FROM accounts WHERE id = $1")
        .bind(id.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(gone.rows_affected() > 0)
}

/// The stores granted to an account one by one.
///
/// # Errors
/// When the database is away.
pub async fn grants(conn: &mut Conn, id: &UserId) -> Result<Vec<StoreId>> {
    let rows = sqlx::query(
        "SELECT g.store_id FROM grants g JOIN stores s ON s.id = g.store_id WHERE g.account_id = $1 ORDER BY g.store_id",
    )
    .bind(id.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok(row.try_get::<String, _>(0)?.try_into()?))
        .collect()
}

/// Grants these stores and no others. Ids of stores that do not exist are passed over.
///
/// # Errors
/// When the database refuses.
pub async fn set_grants(tx: &mut Write, id: &UserId, stores: &[StoreId]) -> Result<()> {
    sqlx::query("DELETE FROM grants WHERE account_id = $1")
        .bind(id.as_str())
        .execute(&mut **tx)
        .await?;
    for store in stores {
        sqlx::query(
            "INSERT INTO grants (account_id, store_id) SELECT $1, id FROM stores WHERE id = $2 ON CONFLICT DO NOTHING",
        )
        .bind(id.as_str())
        .bind(store.as_str())
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// A sign-in that is in force, with its account.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub account: AccountRow,
    pub created_at: Millis,
    pub seen_at: Millis,
}

/// Begins a sign-in.
///
/// # Errors
/// When the database refuses.
pub async fn begin(tx: &mut Write, id_hash: &str, account: &UserId, now: Millis) -> Result<()> {
    sqlx::query("INSERT INTO account_sessions (id_hash, account_id, created_at, seen_at) VALUES ($1, $2, $3, $3)")
        .bind(id_hash)
        .bind(account.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Who this sign-in is, in force or not.
///
/// # Errors
/// When the database is away.
pub async fn signed_in(conn: &mut Conn, id_hash: &str) -> Result<Option<SignedIn>> {
    let row = sqlx::query(
        "SELECT a.*, s.created_at AS begun_at, s.seen_at FROM account_sessions s \
         JOIN accounts a ON a.id = s.account_id WHERE s.id_hash = $1",
    )
    .bind(id_hash)
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(SignedIn {
            account: AccountRow::read(&row)?,
            created_at: Millis(row.try_get("begun_at")?),
            seen_at: Millis(row.try_get("seen_at")?),
        })
    })
    .transpose()
}

/// Notes that a sign-in is in use.
///
/// # Errors
/// When the database refuses.
pub async fn seen(tx: &mut Write, id_hash: &str, now: Millis) -> Result<()> {
    sqlx::query("UPDATE account_sessions SET seen_at = $1 WHERE id_hash = $2")
        .bind(now.0)
        .bind(id_hash)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Ends a sign-in.
///
/// # Errors
/// When the database refuses.
pub async fn end(tx: &mut Write, id_hash: &str) -> Result<()> {
    sqlx::query("DELETE FROM account_sessions WHERE id_hash = $1")
        .bind(id_hash)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Ends every sign-in of an account.
///
/// # Errors
/// When the database refuses.
pub async fn end_all(tx: &mut Write, account: &UserId) -> Result<()> {
    sqlx::query("DELETE FROM account_sessions WHERE account_id = $1")
        .bind(account.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets sign-ins that were begun or used too long ago.
///
/// # Errors
/// When the database refuses.
pub async fn prune(tx: &mut Write, seen_before: Millis, begun_before: Millis) -> Result<()> {
    sqlx::query("DELETE FROM account_sessions WHERE seen_at < $1 OR created_at < $2")
        .bind(seen_before.0)
        .bind(begun_before.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
