//! The console's files: from a folder, or from inside this program.
//!
//! Trunk names files by a hash that does not follow their content, so names
//! say nothing here, but those that `cargo xtask dist` gave: `name-<16
//! hexadecimal digits>.ext`, the begin of the content's SHA-256. Those are
//! checked once and kept by browsers for ever; all others are asked for anew
//! each time and answered by their ETag.
//!
//! `sw.js` is the console's offline shell. Where that is switched off, another
//! program of that name takes it out of browsers that have it.

use crate::error::Error;
use anyhow::Context as _;
use axum::{
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use std::{fmt::Write as _, path::PathBuf, sync::Arc};

#[cfg(feature = "embed-console")]
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/console.rs"));
}

/// Kinds of files that a console has. A missing file of such a kind is an
/// error; any other address is a page of the console.
const KINDS: [(&str, &str); 14] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("json", "application/json"),
    ("webmanifest", "application/manifest+json"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("ico", "image/x-icon"),
    ("woff2", "font/woff2"),
    ("txt", "text/plain; charset=utf-8"),
    ("map", "application/json"),
];

const NO_CONSOLE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Steadydesk</title>\
    <h1>Steadydesk's gateway is running</h1><p>It has no console to serve. Build one with <code>trunk build</code> and \
    start the gateway with <code>--console dist</code>, or let <code>cargo xtask run</code> do both.</p></html>";

/// The program of the offline shell.
const SHELL: &str = "sw.js";

/// What stands in its place where it is switched off: browsers ask for it at every visit, and it undoes itself.
const NO_SHELL: &str = "addEventListener('install', () => skipWaiting());\n\
addEventListener('activate', (event) => event.waitUntil((async () => {\n\
  for (const name of await caches.keys()) if (name.startsWith('steadydesk-shell-')) await caches.delete(name);\n\
  await registration.unregister();\n\
})()));\n";

/// What the offline shell may do: ask this gateway.
const SHELL_POLICY: &str = "default-src 'none'; connect-src 'self'";

/// Where the files are.
#[derive(Debug, Clone)]
enum Source {
    Folder(Arc<PathBuf>),
    #[cfg(feature = "embed-console")]
    Inside,
    #[cfg(not(feature = "embed-console"))]
    Nowhere,
}

/// The console's files.
#[derive(Debug, Clone)]
pub struct Assets {
    source: Source,
    offline: bool,
}

impl Assets {
    /// Those in `folder`, or those inside the program, or none; `offline`: with the shell that starts without a network.
    ///
    /// # Errors
    /// When the folder has no readable `index.html`.
    pub fn new(folder: Option<PathBuf>, offline: bool) -> anyhow::Result<Self> {
        let Some(folder) = folder else {
            #[cfg(feature = "embed-console")]
            return Ok(Self {
                source: Source::Inside,
                offline,
            });
            #[cfg(not(feature = "embed-console"))]
            return Ok(Self {
                source: Source::Nowhere,
                offline,
            });
        };
        let index = folder.join("index.html");
        std::fs::read(&index).with_context(|| format!("`console`: {} cannot be read", index.display()))?;
        Ok(Self {
            source: Source::Folder(Arc::new(folder)),
            offline,
        })
    }

    async fn file(&self, path: &str) -> Option<Bytes> {
        match &self.source {
            Source::Folder(folder) => {
                let whole = folder.join(path);
                if tokio::fs::metadata(&whole).await.ok()?.is_file() {
                    tokio::fs::read(&whole).await.ok().map(Bytes::from)
                } else {
                    None
                }
            }
            #[cfg(feature = "embed-console")]
            Source::Inside => {
                let place = embedded::FILES.binary_search_by(|(name, _)| (*name).cmp(path)).ok()?;
                Some(Bytes::from_static(embedded::FILES[place].1))
            }
            #[cfg(not(feature = "embed-console"))]
            Source::Nowhere => None,
        }
    }

    /// Answers what no route takes: a file, a page of the console, or that there is none.
    pub(super) async fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Response {
        let path = path.trim_start_matches('/');
        if path.starts_with("api/") || path.starts_with("push/") || path.starts_with("oauth/") {
            return Error::NotFound.into_response();
        }
        if !matches!(*method, Method::GET | Method::HEAD) {
            return Error::Method.into_response();
        }
        match kind_of(path) {
            Some(kind) if path != "index.html" => self.asset(path, kind, headers).await,
            _ => self.page(headers).await,
        }
    }

    /// The file in brotli, if it is there and the browser takes it.
    async fn packed(&self, path: &str, headers: &HeaderMap) -> Option<Bytes> {
        if accepts_brotli(headers) {
            self.file(&format!("{path}.br")).await
        } else {
            None
        }
    }

    async fn asset(&self, path: &str, kind: &'static str, headers: &HeaderMap) -> Response {
        if !is_plain(path) {
            return Error::NotFound.into_response();
        }
        let without = path == SHELL && !self.offline;
        let packed = if without {
            None
        } else {
            self.packed(path, headers).await
        };
        let is_packed = packed.is_some();
        let content = match packed {
            Some(packed) => packed,
            None if without => Bytes::from_static(NO_SHELL.as_bytes()),
            None => match self.file(path).await {
                Some(content) => content,
                None => return Error::NotFound.into_response(),
            },
        };
        let (tag, caching) = match hash_in_name(path) {
            // The packed file is another one, so it has another tag.
            Some(hash) if is_packed => (format!("{hash}-br"), "public, max-age=31536000, immutable"),
            Some(hash) => (hash.to_owned(), "public, max-age=31536000, immutable"),
            None => (hash_of(&content), "no-cache"),
        };
        let mut response = with_etag(content, &tag, headers);
        let answer = response.headers_mut();
        answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if is_packed {
            answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        if path == SHELL {
            answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SHELL_POLICY));
        }
        response
    }

    /// `index.html`, whatever page of the console is asked for: the console reads the address.
    async fn page(&self, headers: &HeaderMap) -> Response {
        let content = self
            .file("index.html")
            .await
            .unwrap_or(Bytes::from_static(NO_CONSOLE.as_bytes()));
        let policy = policy(&String::from_utf8_lossy(&content));
        let packed = self.packed("index.html", headers).await;
        let is_packed = packed.is_some();
        let content = packed.unwrap_or(content);
        let tag = hash_of(&content);
        let mut response = with_etag(content, &tag, headers);
        let answer = response.headers_mut();
        answer.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if is_packed {
            answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            answer.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

fn hash_of(content: &[u8]) -> String {
    hex::encode(&Sha256::digest(content)[..16])
}

fn with_etag(content: Bytes, tag: &str, headers: &HeaderMap) -> Response {
    let etag = format!("\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        content.into_response()
    };
    // Hexadecimal digits in quotation marks are a header's value.
    if let Ok(value) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

fn kind_of(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next()?;
    let (_, extension) = name.rsplit_once('.')?;
    KINDS
        .iter()
        .find(|(known, _)| *known == extension)
        .map(|(_, kind)| *kind)
}

/// Only names below the folder, none hidden.
fn is_plain(path: &str) -> bool {
    !path.contains(['\\', '%', '\0', ':']) && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| {
            let mut parts = one.split(';');
            let is_refused = |weight: &str| {
                let weight = weight.trim().strip_prefix("q=");
                weight.and_then(|weight| weight.parse::<f32>().ok()) == Some(0.0)
            };
            parts.next().is_some_and(|name| name.trim() == "br") && !parts.any(is_refused)
        })
}

/// The content's hash that the name carries, where `cargo xtask dist` wrote it: 20 hexadecimal digits. Trunk's own names
/// have at most 16, which do not follow the content: a file of such a name is asked for again each time.
fn hash_in_name(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    // Tools may add words behind the hash: `name-<hash>_bg.wasm`.
    let (_, hash) = stem.trim_end_matches("_bg").rsplit_once('-')?;
    let is_hash = hash.len() == 20 && hash.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
    is_hash.then_some(hash)
}

/// The content security policy of a page: its own inline scripts by their hashes, nothing looser.
fn policy(page: &str) -> String {
    let mut scripts = String::new();
    for script in inline_scripts(page) {
        // Writing to a String cannot fail.
        let _ = write!(
            scripts,
            " 'sha256-{}'",
            STANDARD.encode(Sha256::digest(script.as_bytes()))
        );
    }
    format!(
        "default-src 'none'; script-src 'self'{scripts} 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         img-src 'self' data: blob:; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

/// The texts between `<script …>` without `src` and `</script>`.
fn inline_scripts(page: &str) -> Vec<&str> {
    let mut scripts = Vec::new();
    let mut rest = page;
    while let Some(begin) = rest.find("<script") {
        let Some((tag, body)) = rest[begin..].split_once('>') else {
            break;
        };
        let Some((script, after)) = body.split_once("</script>") else {
            break;
        };
        let has_source = tag.split_ascii_whitespace().any(|part| part.starts_with("src="));
        if !has_source && !script.is_empty() {
            scripts.push(script);
        }
        rest = after;
    }
    scripts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_found_and_sources_are_not() {
        let page = "<script src=\"/a.js\"></script><script type=\"module\">\nlet a = 1 > 0;\n</script><p>";
        assert_eq!(inline_scripts(page), ["\nlet a = 1 > 0;\n"]);
        let policy = policy(page);
        assert!(
            policy.contains("script-src 'self' 'sha256-") && !policy.contains("unsafe-inline"),
            "{policy}"
        );
    }

    #[rstest::rstest]
    #[case("app-0123456789abcdef0123.js", true)]
    #[case("app-0123456789abcdef0123_bg.wasm", true)]
    #[case("snippets/app-0123456789abcdef0123.js", true)]
    #[case("app-0123456789abcdef012g.js", false)]
    #[case("0123456789abcdef0123.js", false)]
    #[case("app-0123456789abcdef_bg.wasm", false)]
    #[case("index.html", false)]
    fn only_names_by_content_are_kept_for_ever(#[case] path: &str, #[case] expected: bool) {
        assert_eq!(hash_in_name(path).is_some(), expected);
    }

    #[rstest::rstest]
    #[case("gzip, br", true)]
    #[case("br;q=0.5", true)]
    #[case("gzip, br;q=0", false)]
    #[case("br; q=0.0", false)]
    #[case("gzip", false)]
    fn brotli_is_for_those_who_take_it(#[case] accepted: &str, #[case] expected: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_str(accepted).expect("a value"),
        );
        assert_eq!(accepts_brotli(&headers), expected);
    }

    #[rstest::rstest]
    #[case("a/b.js", true)]
    #[case("../secret.js", false)]
    #[case("a/../b.js", false)]
    #[case(".env.json", false)]
    #[case("a%2f..%2fb.js", false)]
    #[case("c:/b.js", false)]
    fn only_files_below_the_folder_are_served(#[case] path: &str, #[case] expected: bool) {
        assert_eq!(is_plain(path), expected);
    }
}
