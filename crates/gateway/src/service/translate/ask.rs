//! A question, answered from the memory and by the provider.

use super::{
    state::{Pair, Translations},
    worker,
};
use crate::{
    Services,
    db::translations::{self, TranslationRow},
    error::Error,
    translate::{Failure, Language, has_words},
};
use sha2::{Digest as _, Sha256};
use std::{collections::HashMap, sync::Arc, time::Instant};
use steadydesk_wire::{
    Translate, Translated, Translation, TranslationFailure, TranslationLanguages, TranslationProvider, UserId,
};

/// Texts of one question.
const TEXTS: usize = 100;
/// Characters of one text: the longest message of any platform, and as much again.
const CHARACTERS: usize = 5_000;

fn on(services: &Services) -> Result<&Arc<Translations>, Error> {
    services.translations.as_ref().ok_or(Error::TranslationOff)
}

/// Translates what can be; what cannot says why, each text for itself.
///
/// # Errors
/// When nobody is set to translate, the question makes no sense, or this account asks too often.
pub async fn ask(services: &Services, account: &UserId, question: Translate) -> Result<Translated, Error> {
    let translations = on(services)?;
    let pair = check(&question)?;
    translations
        .questions
        .take(account.as_str(), Instant::now())
        .map_err(|retry_after| Error::TooMany { retry_after })?;
    let texts: Vec<String> = question.texts.iter().map(|text| normalised(text)).collect();
    let mut outcomes: Vec<Option<Translation>> = texts.iter().map(|text| without_asking(text, &pair)).collect();
    let open = |outcomes: &[Option<Translation>]| -> Vec<usize> {
        (0..texts.len()).filter(|n| outcomes[*n].is_none()).collect()
    };
    let hashes: Vec<String> = texts.iter().map(|text| hash(text, &pair)).collect();
    let wanted: Vec<String> = open(&outcomes).into_iter().map(|n| hashes[n].clone()).collect();
    let known = remembered(services, translations, &wanted).await?;
    for n in open(&outcomes) {
        outcomes[n] = known
            .get(&hashes[n])
            .filter(|row| !question.refresh || row.provider == translations.provider)
            .map(|row| told(row, &texts[n], &translations.provider));
    }
    let deadline = tokio::time::Instant::now() + translations.settings.deadline;
    let open = open(&outcomes);
    let boarding: Vec<(&str, &str)> = open.iter().map(|n| (hashes[*n].as_str(), texts[*n].as_str())).collect();
    let (boarded, is_new) = translations.board(&pair, &boarding);
    if is_new {
        services.spawn(worker::work(services.clone(), Arc::clone(translations), pair.clone()));
    }
    for (n, mut awaited) in open.into_iter().zip(boarded) {
        outcomes[n] = match tokio::time::timeout_at(deadline, awaited.wait_for(Option::is_some)).await {
            Ok(Ok(outcome)) => outcome.clone(),
            Ok(Err(_)) => Some(unanswered("The gateway was interrupted.", 2)),
            Err(_) => Some(unanswered(
                "The provider takes its time; the text will be there later.",
                10,
            )),
        };
    }
    Ok(Translated {
        provider: translations.provider.clone(),
        texts: outcomes.into_iter().flatten().collect(),
    })
}

fn check(question: &Translate) -> Result<Pair, Error> {
    let count = question.texts.len();
    if count == 0 || count > TEXTS {
        return Err(Error::Invalid(format!(
            "`texts` has 1 to {TEXTS} texts and this one has {count}; ask for more in a second question"
        )));
    }
    let language = |key: &str, text: &str| {
        let shown: String = text.chars().take(20).collect();
        Language::parse(text).ok_or_else(|| {
            Error::Invalid(format!(
                "`{key}` is no language: {shown:?}; write it as `en`, `th` or `zh-Hans`"
            ))
        })
    };
    let from = question
        .from
        .as_deref()
        .map(|from| language("from", from))
        .transpose()?;
    Ok((from, language("to", &question.to)?))
}

/// The text that counts: without space around it, and with one kind of line ends.
fn normalised(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

/// What can be said of a text before anybody is asked.
fn without_asking(text: &str, (from, to): &Pair) -> Option<Translation> {
    if !has_words(text) || from.as_ref().is_some_and(|from| from.is_read_as(to)) {
        return Some(Translation::Unchanged);
    }
    let count = text.chars().count();
    (count > CHARACTERS).then(|| Translation::Failed {
        failure: TranslationFailure::TooLong,
        detail: format!("A text may have {CHARACTERS} characters; this one has {count}."),
        retry_after: None,
    })
}

/// What the memory knows a text by, beside provider and version.
fn hash(text: &str, (from, to): &Pair) -> String {
    let mut digest = Sha256::new();
    let from = from.as_ref().map_or("", Language::as_str);
    // No tag has a line end in it, so no two questions are the same bytes.
    for part in [from, "\n", to.as_str(), "\n", text] {
        digest.update(part);
    }
    hex::encode(digest.finalize())
}

/// What the memory has: the present provider's, or else the newest of another.
pub(super) async fn remembered(
    services: &Services,
    translations: &Translations,
    hashes: &[String],
) -> Result<HashMap<String, TranslationRow>, Error> {
    let mut known: HashMap<String, TranslationRow> = HashMap::new();
    if hashes.is_empty() {
        return Ok(known);
    }
    for row in translations::find(&mut *services.db.read().await?, hashes).await? {
        if row.provider == translations.provider || !known.contains_key(&row.text_hash) {
            known.insert(row.text_hash.clone(), row);
        }
    }
    Ok(known)
}

/// A row of the memory, as the console reads it.
pub(super) fn told(row: &TranslationRow, text: &str, present: &TranslationProvider) -> Translation {
    if row.translated == text {
        return Translation::Unchanged;
    }
    Translation::Translated {
        text: row.translated.clone(),
        from: row.language.clone(),
        older: (row.provider != *present).then(|| row.provider.clone()),
    }
}

fn unanswered(detail: &str, retry_after: u32) -> Translation {
    Translation::Failed {
        failure: TranslationFailure::Unreachable,
        detail: detail.to_owned(),
        retry_after: Some(retry_after),
    }
}

/// What the provider can do.
///
/// # Errors
/// When nobody is set to translate, or the provider does not answer.
pub async fn languages(services: &Services) -> Result<TranslationLanguages, Error> {
    let translations = on(services)?;
    let languages = translations
        .translator
        .languages()
        .await
        .map_err(|failure| match failure {
            Failure::Limited { retry_after } => Error::TooMany {
                retry_after: worker::seconds(retry_after.unwrap_or(translations.settings.rests.0)),
            },
            Failure::NotSent(why)
            | Failure::Lost(why)
            | Failure::Language(why)
            | Failure::BadText(why)
            | Failure::Refused(why) => Error::Translator(why),
        })?;
    Ok(TranslationLanguages {
        provider: translations.provider.clone(),
        detects: translations.translator.detects(),
        languages,
    })
}
