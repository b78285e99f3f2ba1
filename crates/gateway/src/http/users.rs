//! People: for administrators.

use super::{
    extract::{Address, Body, Id},
    session::Admin,
};
use crate::{
    Services,
    db::{
        Conn,
        accounts::{self, AccountRow},
        audit,
    },
    error::Error,
    people, server,
    service::presence::model::Event,
};
use axum::{Json, extract::State, http::StatusCode};
use steadydesk_wire::{Problem, Role, User, UserDraft, UserId};

async fn to_wire(conn: &mut Conn, account: AccountRow) -> Result<User, Error> {
    Ok(User {
        stores: accounts::grants(conn, &account.id).await?,
        all_stores: account.all_stores || account.role == Role::Admin,
        id: account.id,
        name: account.name,
        role: account.role,
        created_at: account.created_at,
    })
}

/// Everybody.
#[utoipa::path(get, path = "/api/users", tag = "people", responses((status = 200, body = Vec<User>)))]
pub(super) async fn list(State(services): State<Services>, Admin(_): Admin) -> Result<Json<Vec<User>>, Error> {
    let mut read = services.db.read().await?;
    let mut users = Vec::new();
    for account in accounts::all(&mut read).await? {
        users.push(to_wire(&mut read, account).await?);
    }
    Ok(Json(users))
}

/// Adds somebody.
#[utoipa::path(post, path = "/api/users", tag = "people", request_body = UserDraft, responses(
    (status = 201, body = User),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn add(
    State(services): State<Services>,
    Address(address): Address,
    Admin(admin): Admin,
    Body(draft): Body<UserDraft>,
) -> Result<(StatusCode, Json<User>), Error> {
    people::check_name(&draft.name).map_err(Error::Invalid)?;
    let password = draft
        .password
        .clone()
        .ok_or_else(|| Error::Invalid("a new account needs a password".into()))?;
    let account = AccountRow {
        id: server::new_user_id(),
        name: draft.name.trim().to_owned(),
        password_hash: hash(&services, password).await?,
        role: draft.role,
        all_stores: draft.all_stores,
        created_at: services.clock.now(),
    };
    let user = save(&services, &admin.account, "user_add", &address, account, &draft, false).await?;
    Ok((StatusCode::CREATED, Json(user)))
}

/// Changes somebody: name, role, grants and, when one is given, password. They are signed out by a
/// new password or another role.
#[utoipa::path(put, path = "/api/users/{id}", tag = "people", params(("id" = String, Path)), request_body = UserDraft,
    responses(
        (status = 200, body = User),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn change(
    State(services): State<Services>,
    Address(address): Address,
    Admin(admin): Admin,
    Id(id): Id<UserId>,
    Body(draft): Body<UserDraft>,
) -> Result<Json<User>, Error> {
    people::check_name(&draft.name).map_err(Error::Invalid)?;
    let known = accounts::get(&mut *services.db.read().await?, &id)
        .await?
        .ok_or(Error::NotFound)?;
    if known.id == admin.account.id && draft.role != Role::Admin {
        return Err(Error::WrongState("nobody takes their own administration away".into()));
    }
    let signs_out = draft.password.is_some() || draft.role != known.role;
    let password_hash = match draft.password.clone() {
        Some(password) => hash(&services, password).await?,
        None => known.password_hash,
    };
    let account = AccountRow {
        name: draft.name.trim().to_owned(),
        password_hash,
        role: draft.role,
        all_stores: draft.all_stores,
        ..known
    };
    Ok(Json(
        save(
            &services,
            &admin.account,
            "user_change",
            &address,
            account,
            &draft,
            signs_out,
        )
        .await?,
    ))
}

async fn hash(services: &Services, password: String) -> Result<String, Error> {
    people::check_password(&password).map_err(Error::Invalid)?;
    services.sign_in.hash(password).await.map_err(Error::Internal)
}

async fn save(
    services: &Services,
    by: &AccountRow,
    action: &'static str,
    address: &str,
    account: AccountRow,
    draft: &UserDraft,
    signs_out: bool,
) -> Result<User, Error> {
    let mut tx = services.db.write().await?;
    if !accounts::save(&mut tx, &account).await? {
        return Err(Error::Invalid("somebody else has this name".into()));
    }
    accounts::set_grants(&mut tx, &account.id, &draft.stores).await?;
    if signs_out {
        accounts::end_all(&mut tx, &account.id).await?;
    }
    let grants = if account.all_stores {
        "all stores".to_owned()
    } else {
        format!("{} stores", draft.stores.len())
    };
    let now = services.clock.now();
    audit::write(&mut tx, now, &by.name, action, &account.name, &grants, address).await?;
    let user = to_wire(&mut tx, account).await?;
    tx.commit().await?;
    services.sign_in.rights_changed();
    services.moves(Event::Account(user.id.clone()));
    Ok(user)
}

/// Deletes somebody; they are signed out everywhere.
#[utoipa::path(delete, path = "/api/users/{id}", tag = "people", params(("id" = String, Path)), responses(
    (status = 204),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn delete(
    State(services): State<Services>,
    Address(address): Address,
    Admin(admin): Admin,
    Id(id): Id<UserId>,
) -> Result<StatusCode, Error> {
    if id == admin.account.id {
        return Err(Error::WrongState("nobody deletes their own account".into()));
    }
    let mut tx = services.db.write().await?;
    let account = accounts::get(&mut tx, &id).await?.ok_or(Error::NotFound)?;
    accounts::delete(&mut tx, &id).await?;
    let now = services.clock.now();
    audit::write(
        &mut tx,
        now,
        &admin.account.name,
        "user_delete",
        &account.name,
        "",
        &address,
    )
    .await?;
    tx.commit().await?;
    services.sign_in.rights_changed();
    services.moves(Event::Account(id));
    Ok(StatusCode::NO_CONTENT)
}
