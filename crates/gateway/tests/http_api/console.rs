//! The console's files and the headers around them.

use crate::support::desk::Desk;
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use steadydesk_gateway::config::Given;

const PAGE: &str = "<!doctype html><script type=\"module\">import('/app.js')</script>";

async fn desk_with_console() -> (Desk, tempfile::TempDir) {
    desk_offline(None).await
}

async fn desk_offline(offline: Option<bool>) -> (Desk, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in [
        ("index.html", PAGE),
        ("index.html.br", "a page in brotli, as it were"),
        ("app.js", "export {}"),
        ("app.js.br", "brotli, as it were"),
        ("sw.js", "the offline shell"),
        ("app-0123456789abcdef0123.js", "let a"),
        ("app-0123456789abcdef0123_bg.wasm", "\0asm"),
        ("app-0123456789abcdef0123_bg.wasm.br", "brotli, as it were"),
    ] {
        std::fs::write(folder.path().join(name), content).expect("written");
    }
    let desk = Desk::with(Given {
        console: Some(folder.path().to_owned()),
        offline,
        ..Given::default()
    })
    .await;
    (desk, folder)
}

#[tokio::test]
async fn pages_carry_a_strict_policy_that_lets_their_own_script_run() {
    let (desk, _folder) = desk_with_console().await;
    for path in ["/", "/index.html", "/inbox/shopee-1~buyer.name", "/stores?x=1"] {
        let answer = desk.get("", path).await;
        assert_eq!(
            (answer.status, answer.bytes.as_slice()),
            (StatusCode::OK, PAGE.as_bytes()),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-cache");
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; script-src 'self' 'sha256-L9OJ8fYpdT8T6tOHqS7iUJqAwjLdjlodTrALRZAJsh4=' \
             'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; \
             manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value);
        }
        assert_eq!(answer.header("x-request-id").len(), 32);
    }
}

#[tokio::test]
async fn a_packed_page_has_the_policy_of_the_page_in_it() {
    let (desk, _folder) = desk_with_console().await;
    let request = Request::get("/inbox")
        .header("accept-encoding", "gzip, br")
        .body(Body::empty());
    let packed = desk.ask(request.expect("a request")).await;
    assert_eq!(
        (packed.header("content-encoding"), packed.bytes.as_slice()),
        ("br", &b"a page in brotli, as it were"[..])
    );
    let plain = desk.get("", "/inbox").await;
    let policy = "content-security-policy";
    assert_eq!(packed.header(policy), plain.header(policy));
    assert_eq!(
        (packed.header("vary"), packed.header("content-type")),
        ("accept-encoding", "text/html; charset=utf-8")
    );
}

#[tokio::test]
async fn the_offline_shell_is_asked_for_each_time_and_undoes_itself_where_it_is_switched_off() {
    let (desk, _folder) = desk_with_console().await;
    let shell = desk.get("", "/sw.js").await;
    assert_eq!(shell.bytes, b"the offline shell");
    assert_eq!(
        (shell.header("cache-control"), shell.header("content-type")),
        ("no-cache", "text/javascript; charset=utf-8")
    );
    assert_eq!(
        shell.header("content-security-policy"),
        "default-src 'none'; connect-src 'self'"
    );
    let (desk, _folder) = desk_offline(Some(false)).await;
    let shell = desk.get("", "/sw.js").await;
    let text = String::from_utf8_lossy(&shell.bytes);
    assert!(
        text.contains("registration.unregister()") && text.contains("caches.delete"),
        "{text}"
    );
    assert_eq!(shell.header("cache-control"), "no-cache");
}

#[tokio::test]
async fn files_are_kept_by_browsers_as_far_as_their_names_follow_their_content() {
    let (desk, _folder) = desk_with_console().await;
    let plain = desk.get("", "/app.js").await;
    assert_eq!(
        (plain.header("cache-control"), plain.header("content-type")),
        ("no-cache", "text/javascript; charset=utf-8")
    );
    let request = Request::get("/app.js")
        .header("if-none-match", plain.header("etag"))
        .body(Body::empty());
    let again = desk.ask(request.expect("a request")).await;
    assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    let request = Request::get("/app.js")
        .header("accept-encoding", "gzip, br;q=0.9")
        .body(Body::empty());
    let packed = desk.ask(request.expect("a request")).await;
    assert_eq!(
        (packed.header("content-encoding"), packed.bytes.as_slice()),
        ("br", &b"brotli, as it were"[..])
    );
    assert_ne!(packed.header("etag"), plain.header("etag"));
    for (path, kind) in [
        ("/app-0123456789abcdef0123.js", "text/javascript; charset=utf-8"),
        ("/app-0123456789abcdef0123_bg.wasm", "application/wasm"),
    ] {
        let named = desk.get("", path).await;
        assert_eq!(
            named.header("cache-control"),
            "public, max-age=31536000, immutable",
            "{path}"
        );
        assert_eq!(named.header("content-type"), kind);
    }
    let request = Request::get("/app-0123456789abcdef0123_bg.wasm")
        .header("accept-encoding", "br")
        .body(Body::empty());
    let packed = desk.ask(request.expect("a request")).await;
    let plain = desk.get("", "/app-0123456789abcdef0123_bg.wasm").await;
    assert_eq!(packed.header("content-encoding"), "br");
    assert_eq!(
        (plain.header("etag"), packed.header("etag")),
        ("\"0123456789abcdef0123\"", "\"0123456789abcdef0123-br\"")
    );
}

#[tokio::test]
async fn a_missing_file_is_never_a_page() {
    let (desk, _folder) = desk_with_console().await;
    for path in [
        "/old-1111111111111111.js",
        "/x.wasm",
        "/a/b.css",
        "/..%2f..%2fetc/passwd.txt",
        "/%2e%2e/x.json",
    ] {
        assert_eq!(desk.get("", path).await.problem(), (404, "not_found".into()), "{path}");
    }
    for path in ["/api/x.js", "/push/ebay", "/oauth/x"] {
        assert_eq!(
            desk.get("", path).await.headers.get("content-type").expect("a kind"),
            "application/problem+json"
        );
    }
}

#[tokio::test]
async fn without_a_console_a_page_says_how_to_get_one() {
    let desk = Desk::new().await;
    let answer = desk.get("", "/").await;
    assert!(String::from_utf8_lossy(&answer.bytes).contains("trunk build"));
}
