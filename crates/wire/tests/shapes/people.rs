//! The JSON of accounts, problems and what the gateway notes down of them.

use crate::{id, shape};
use insta::assert_snapshot;
use steadydesk_wire::{
    Account, AuditEntry, Code, Hello, Millis, Problem, Role, SandboxAccount, SignIn, User, UserDraft,
};

#[test]
fn people() {
    let account = Account {
        id: id("u1"),
        name: "Ann".into(),
        role: Role::Operator,
        now: Millis(3),
    };
    assert_snapshot!(shape(&account), @r#"{"id":"u1","name":"Ann","role":"operator","now":3}"#);
    let sandbox_accounts = vec![SandboxAccount {
        name: "admin".into(),
        password: "sandbox".into(),
        role: Role::Admin,
    }];
    assert_snapshot!(shape(&Hello { version: "0.1.0".into(), now: Millis(3), account: None, sandbox_accounts: sandbox_accounts.clone() }), @r#"{"version":"0.1.0","now":3,"sandbox_accounts":[{"name":"admin","password":"sandbox","role":"admin"}]}"#);
    assert_snapshot!(shape(&Hello { version: "0.1.0".into(), now: Millis(3), account: Some(account), sandbox_accounts: vec![] }), @r#"{"version":"0.1.0","now":3,"account":{"id":"u1","name":"Ann","role":"operator","now":3},"sandbox_accounts":[]}"#);
    let sign_in = SignIn {
        name: "Ann".into(),
        password: "secret".into(),
    };
    assert_snapshot!(shape(&sign_in), @r#"{"name":"Ann","password":"secret"}"#);
    assert!(!format!("{sign_in:?}").contains("secret"));
    let user = User {
        id: id("u1"),
        name: "Ann".into(),
        role: Role::Operator,
        all_stores: false,
        stores: vec![id("shopee-1")],
        created_at: Millis(1),
    };
    assert_snapshot!(shape(&user), @r#"{"id":"u1","name":"Ann","role":"operator","all_stores":false,"stores":["shopee-1"],"created_at":1}"#);
    let draft = UserDraft {
        name: "Ann".into(),
        password: Some("secret".into()),
        role: Role::Operator,
        all_stores: true,
        stores: vec![],
    };
    assert_snapshot!(shape(&draft), @r#"{"name":"Ann","password":"secret","role":"operator","all_stores":true,"stores":[]}"#);
    assert!(!format!("{draft:?}").contains("secret"));
    let entry = AuditEntry {
        n: 1,
        at: Millis(2),
        name: "admin".into(),
        action: "store_delete".into(),
        target: "shopee-1".into(),
        detail: String::new(),
        address: "192.0.2.1".into(),
    };
    assert_snapshot!(shape(&entry), @r#"{"n":1,"at":2,"name":"admin","action":"store_delete","target":"shopee-1","detail":"","address":"192.0.2.1"}"#);
}

#[test]
fn problems() {
    let problem = Problem {
        status: 429,
        code: Code::TooMany,
        title: "Too many.".into(),
        detail: None,
        retry_after: Some(3),
    };
    assert_snapshot!(shape(&problem), @r#"{"status":429,"code":"too_many","title":"Too many.","retry_after":3}"#);
    let codes = vec![
        Code::SignedOut,
        Code::WrongPassword,
        Code::NotAllowed,
        Code::CrossSite,
        Code::NotFound,
        Code::BadRequest,
        Code::IdTaken,
        Code::WrongState,
        Code::Stale,
        Code::TooLarge,
        Code::Invalid,
        Code::TooMany,
        Code::Platform,
        Code::Unavailable,
        Code::Internal,
    ];
    assert_snapshot!(shape(&codes), @r#"["signed_out","wrong_password","not_allowed","cross_site","not_found","bad_request","id_taken","wrong_state","stale","too_large","invalid","too_many","platform","unavailable","internal"]"#);
    let newer: Code = serde_json::from_str("\"of_tomorrow\"").expect("readable");
    assert_eq!(newer, Code::Unknown);
}

#[test]
fn ids_refuse_what_would_not_stand_in_an_address() {
    for text in ["", "a b", "a/b", "a\nb", "a\0b", &"x".repeat(601)] {
        assert!(
            serde_json::from_value::<steadydesk_wire::StoreId>(text.into()).is_err(),
            "{text}"
        );
    }
    assert!(serde_json::from_value::<steadydesk_wire::StoreId>("shopee-1~%20ก".into()).is_ok());
}
