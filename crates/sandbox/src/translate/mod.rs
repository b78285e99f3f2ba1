//! A LibreTranslate server (<https://docs.libretranslate.com/api/operations/translate/>)
//! over the sandbox's own texts: what its buyers and sellers say is known in
//! every language. Everything else comes back in brackets with the target's
//! code, so that nobody takes it for a translation.

mod book;

pub(crate) use book::Book;

use crate::{
    http::call::{Answer, Call},
    shared::Shared,
};
use axum::http::Method;
use serde_json::{Value, json};

/// Where it is served.
pub(crate) const ROOT: &str = "/libretranslate/";

fn refuse(status: u16, words: &str) -> Answer {
    Answer::with_status(status, json!({"error": words}))
}

pub(crate) fn rate_limited(seconds: u64) -> Answer {
    Answer {
        retry_after_s: Some(seconds),
        ..refuse(429, "Slowdown: too many requests")
    }
}

/// What stands for an expired token: LibreTranslate has keys.
pub(crate) fn key_refused() -> Answer {
    refuse(403, "Invalid API key")
}

pub(crate) fn answer(shared: &Shared, call: &Call) -> Answer {
    match (&call.method, call.path.strip_prefix(ROOT).unwrap_or_default()) {
        (&Method::GET, "languages") => languages(shared.book()),
        (&Method::POST, "translate") => translate(shared.book(), call).unwrap_or_else(|refused| refused),
        _ => refuse(404, "Not found"),
    }
}

fn languages(book: &Book) -> Answer {
    let codes = book.codes();
    let language = |code: &&str| json!({"code": code, "name": format!("{code} (sandbox)"), "targets": codes});
    Answer::json(codes.iter().map(language).collect())
}

fn translate(book: &Book, call: &Call) -> Result<Answer, Answer> {
    let body = call.json().unwrap_or_default();
    let field = |name: &str| body[name].as_str().or_else(|| call.param(name));
    let missing = |name: &str| refuse(400, &format!("Invalid request: missing {name} parameter"));
    let many = body["q"].as_array();
    let texts: Vec<&str> = match many {
        Some(many) => many.iter().map(|text| text.as_str().unwrap_or_default()).collect(),
        None => vec![field("q").ok_or_else(|| missing("q"))?],
    };
    let source = field("source").ok_or_else(|| missing("source"))?;
    let target = field("target").ok_or_else(|| missing("target"))?;
    for code in [source, target] {
        if code != "auto" && !book.codes().contains(&code) {
            return Err(refuse(400, &format!("{code} is not supported")));
        }
    }
    if target == "auto" {
        return Err(refuse(400, "auto is not supported"));
    }
    let source = Some(source).filter(|source| *source != "auto");
    let translated: Vec<book::Entry> = texts.iter().map(|text| book.translate(text, source, target)).collect();
    let texts: Vec<&str> = translated.iter().map(|entry| entry.text.as_str()).collect();
    let detected: Vec<Value> = translated
        .iter()
        .map(|entry| json!({"confidence": entry.confidence, "language": entry.language}))
        .collect();
    let one_or_all = |all: Value| if many.is_some() { all } else { all[0].clone() };
    let mut answer = json!({"translatedText": one_or_all(json!(texts))});
    if source.is_none() {
        answer["detectedLanguage"] = one_or_all(json!(detected));
    }
    Ok(Answer::json(answer))
}
