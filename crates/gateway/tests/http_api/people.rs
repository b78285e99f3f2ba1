//! Signing in, staying in, getting out, and who may do what.

use crate::support::{
    desk::{Desk, ORIGIN, PASSWORD},
    world,
};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};
use steadydesk_gateway::{config::Given, db::accounts, people};
use steadydesk_wire::{Account, AuditEntry, Hello, Platform, Role, User};

const HOUR_MS: i64 = 3_600_000;

#[tokio::test]
async fn signing_in_gives_a_cookie_that_scripts_and_other_sites_never_get() {
    let desk = Desk::new().await;
    desk.person("Ann", Role::Operator, &[]).await;
    let answer = desk.try_sign_in(" aNN", PASSWORD).await;
    assert_eq!(answer.json::<Account>().name, "Ann");
    let set = answer.header("set-cookie").to_owned();
    let (cookie, rules) = set.split_once(';').expect("attributes");
    assert_eq!(rules, " Path=/; HttpOnly; SameSite=Strict; Max-Age=1209600");
    let secret = cookie.strip_prefix("steadydesk=").expect("its name");
    assert_eq!(secret.len(), 64);
    assert_eq!(desk.get(cookie, "/api/me").await.status, StatusCode::OK);
    let present: Hello = desk.get(cookie, "/api/hello").await.json();
    assert!(present.account.is_some());
    let nobody: Hello = desk.get("steadydesk=00", "/api/hello").await.json();
    assert!(nobody.account.is_none(), "nobody being signed in is no error");
    let mut read = desk.services.db.read().await.expect("a snapshot");
    assert!(
        accounts::signed_in(&mut read, secret).await.expect("read").is_none(),
        "the secret is not kept"
    );
    assert!(
        accounts::signed_in(&mut read, &people::fingerprint(secret))
            .await
            .expect("read")
            .is_some()
    );
}

#[tokio::test]
async fn over_tls_the_cookie_is_bound_to_this_host() {
    let url = Some("https://desk.test".parse().expect("a URL"));
    let desk = Desk::with(Given {
        public_url: url,
        ..Given::default()
    })
    .await;
    desk.person("Ann", Role::Operator, &[]).await;
    let body = json!({ "name": "Ann", "password": PASSWORD }).to_string();
    let request = Request::post("/api/sign-in")
        .header("content-type", "application/json")
        .body(Body::from(body));
    let answer = desk.ask(request.expect("a request")).await;
    let set = answer.header("set-cookie");
    assert!(
        set.starts_with("__Host-steadydesk=") && set.ends_with("; Secure"),
        "{set}"
    );
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
    assert_eq!(desk.get(&answer.cookie(), "/api/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn unknown_names_and_wrong_passwords_look_alike_and_are_limited() {
    let desk = Desk::new().await;
    desk.person("Ann", Role::Operator, &[]).await;
    for _ in 0..15 {
        desk.sign_in("Ann").await;
    }
    let (wrong, unknown) = (
        desk.try_sign_in("Ann", "wrong").await,
        desk.try_sign_in("Bob", "wrong").await,
    );
    assert_eq!(wrong.problem(), (401, "wrong_password".into()));
    assert_eq!(wrong.bytes, unknown.bytes);
    let mut last = wrong;
    for _ in 0..10 {
        last = desk.try_sign_in("ann ", "wrong").await;
    }
    assert_eq!(last.problem(), (429, "too_many".into()));
    let wait: u32 = last.header("retry-after").parse().expect("seconds");
    assert!((1..=31).contains(&wait));
    assert_eq!(last.json::<Value>()["retry_after"], wait);
    assert_eq!(
        desk.try_sign_in("Ann", PASSWORD).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
}

#[tokio::test]
async fn a_sign_in_ends_by_signing_out_by_rest_and_by_age() {
    let desk = Desk::new().await;
    desk.person("Ann", Role::Operator, &[]).await;
    let cookie = desk.sign_in("Ann").await;
    let out = desk.write(&cookie, "POST", "/api/sign-out", Value::Null).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert!(out.header("set-cookie").starts_with("steadydesk=;"));
    assert_eq!(desk.get(&cookie, "/api/me").await.problem(), (401, "signed_out".into()));

    let idle = desk.sign_in("Ann").await;
    desk.services.clock.push(12 * HOUR_MS);
    assert_eq!(desk.get(&idle, "/api/me").await.problem(), (401, "signed_out".into()));

    let busy = desk.sign_in("Ann").await;
    for _ in 0..30 {
        assert_eq!(desk.get(&busy, "/api/me").await.status, StatusCode::OK);
        desk.services.clock.push(11 * HOUR_MS);
    }
    desk.services.clock.push(6 * HOUR_MS);
    assert_eq!(
        desk.get(&busy, "/api/me").await.problem(),
        (401, "signed_out".into()),
        "14 days are over"
    );
}

#[tokio::test]
async fn signing_in_again_ends_the_sign_in_before() {
    let desk = Desk::new().await;
    desk.person("Ann", Role::Operator, &[]).await;
    let first = desk.sign_in("Ann").await;
    let body = json!({ "name": "Ann", "password": PASSWORD });
    let second = desk.write(&first, "POST", "/api/sign-in", body).await.cookie();
    assert_ne!(first, second);
    assert_eq!(desk.get(&first, "/api/me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(desk.get(&second, "/api/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn writes_from_other_sites_are_refused() {
    let desk = Desk::new().await;
    desk.person("Ann", Role::Operator, &[]).await;
    let cookie = desk.sign_in("Ann").await;
    let cases: [(&[(&str, &str)], bool); 9] = [
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("sec-fetch-site", "cross-site"), ("origin", ORIGIN)], false),
        (&[("sec-fetch-site", "none")], false),
        (&[("origin", ORIGIN)], true),
        (&[("origin", "http://localhost:9"), ("host", "localhost:9")], true),
        (&[("origin", "http://evil.test")], false),
        (&[("origin", "null")], false),
        (&[], false),
    ];
    for (headers, is_taken) in cases {
        let mut request = Request::post("/api/sessions/x/read").header("cookie", &cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = Body::from(r#"{"last":"m"}"#);
        let request = request
            .header("content-type", "application/json")
            .body(body)
            .expect("a request");
        let code = if is_taken {
            (404, "not_found".to_owned())
        } else {
            (403, "cross_site".to_owned())
        };
        assert_eq!(desk.ask(request).await.problem(), code, "{headers:?}");
    }
}

#[tokio::test]
async fn nothing_is_told_to_who_is_not_signed_in() {
    let desk = Desk::new().await;
    let open = ["/healthz", "/api/hello", "/api/openapi.json", "/api/sign-in"];
    for (method, path) in steadydesk_gateway::http::ROUTES {
        if open.contains(path) || !path.starts_with("/api/") {
            continue;
        }
        let path = path.replace("{id}", "x");
        let answer = desk
            .write("steadydesk=00", &method.to_uppercase(), &path, Value::Null)
            .await;
        assert_eq!(answer.problem(), (401, "signed_out".into()), "{method} {path}");
    }
}

#[tokio::test]
async fn only_administrators_manage() {
    let desk = Desk::new().await;
    let store = world::store(&desk.services.db, Platform::Shopee, "1", "One", "TH").await;
    desk.person("ann", Role::Operator, &[&store]).await;
    let cookie = desk.sign_in("ann").await;
    for (method, path) in [
        ("GET", "/api/users"),
        ("POST", "/api/users"),
        ("PUT", "/api/users/user-ann"),
        ("DELETE", "/api/users/user-ann"),
        ("GET", "/api/audit"),
        ("DELETE", "/api/stores/shopee-1"),
        ("POST", "/api/authorizations"),
    ] {
        let answer = desk.write(&cookie, method, path, Value::Null).await;
        assert_eq!(answer.problem(), (403, "not_allowed".into()), "{method} {path}");
    }
}

#[tokio::test]
async fn an_administrator_manages_people_and_leaves_a_trace() {
    let desk = Desk::new().await;
    let store = world::store(&desk.services.db, Platform::Shopee, "1", "One", "TH").await;
    desk.person("root", Role::Admin, &[]).await;
    let admin = desk.sign_in("root").await;
    let draft = json!({ "name": "Ann", "role": "operator", "password": PASSWORD, "stores": [store.id, "shopee-9"] });
    let answer = desk.write(&admin, "POST", "/api/users", draft.clone()).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let ann: User = answer.json();
    assert_eq!(
        ann.stores,
        std::slice::from_ref(&store.id),
        "a store that does not exist is not granted"
    );
    let again = desk.write(&admin, "POST", "/api/users", draft.clone()).await;
    assert_eq!(again.problem(), (422, "invalid".into()));
    for (key, value) in [
        ("name", json!(" ")),
        ("name", json!("a\u{0}b")),
        ("password", json!("short")),
    ] {
        let mut bad = draft.clone();
        bad[key] = value;
        assert_eq!(
            desk.write(&admin, "POST", "/api/users", bad).await.problem(),
            (422, "invalid".into()),
            "{key}"
        );
    }

    let cookie = desk.sign_in("Ann").await;
    assert_eq!(desk.get(&cookie, "/api/stores/shopee-1").await.status, StatusCode::OK);
    let path = format!("/api/users/{}", ann.id);
    let less = json!({ "name": "Ann", "role": "operator", "stores": [] });
    assert_eq!(
        desk.write(&admin, "PUT", &path, less.clone()).await.status,
        StatusCode::OK
    );
    assert_eq!(
        desk.get(&cookie, "/api/stores/shopee-1").await.problem(),
        (404, "not_found".into())
    );
    let mut new_password = less;
    new_password["password"] = json!("another long password");
    assert_eq!(
        desk.write(&admin, "PUT", &path, new_password).await.status,
        StatusCode::OK
    );
    assert_eq!(
        desk.get(&cookie, "/api/me").await.status,
        StatusCode::UNAUTHORIZED,
        "signed out by a new password"
    );
    assert_eq!(
        desk.write(&admin, "DELETE", &path, Value::Null).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        desk.write(&admin, "DELETE", &path, Value::Null).await.problem(),
        (404, "not_found".into())
    );
    let own = desk.write(&admin, "DELETE", "/api/users/user-root", Value::Null).await;
    assert_eq!(own.problem(), (409, "wrong_state".into()));

    assert_eq!(
        desk.write(&admin, "DELETE", "/api/stores/shopee-1", Value::Null)
            .await
            .status,
        StatusCode::NO_CONTENT
    );
    let audit: Vec<AuditEntry> = desk.get(&admin, "/api/audit").await.json();
    let actions: Vec<_> = audit
        .iter()
        .rev()
        .map(|entry| (entry.name.as_str(), entry.action.as_str()))
        .collect();
    assert_eq!(
        actions,
        [
            ("root", "sign_in"),
            ("root", "user_add"),
            ("Ann", "sign_in"),
            ("root", "user_change"),
            ("root", "user_change"),
            ("root", "user_delete"),
            ("root", "store_delete"),
        ]
    );
    let text = serde_json::to_string(&audit).expect("JSON");
    assert!(!text.contains(PASSWORD));
}
