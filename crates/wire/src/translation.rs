//! Translations: what is asked, what comes back, and what may be spent on it.
//!
//! Languages are BCP 47 tags, shortest form: `th`, `pt-BR`; the two Chinese
//! scripts are `zh-Hans` and `zh-Hant`. Other spellings (`zh-CN`, `zh_TW`,
//! `fil`) are understood in questions.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// What the console sends: `POST /api/translate`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Translate {
    /// At most 100; answered in their order.
    pub texts: Vec<String>,
    /// The language they are in; without it the provider finds out, where it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    pub to: String,
    /// Translate anew what another provider or version has translated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refresh: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Translated {
    /// Who translates now.
    pub provider: TranslationProvider,
    /// One a text, in the order of the question.
    pub texts: Vec<Translation>,
}

/// Who translates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TranslationProvider {
    /// `libretranslate`, `deepl`, `apertium`, or `sandbox` for a stand-in.
    pub name: String,
    /// Of its models and glossary, as the configuration names it.
    pub version: String,
}

/// What came of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Translation {
    Translated {
        text: String,
        /// The language that the text was in, as told or as found out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// It is from this provider or version, which is no longer the one that translates.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        older: Option<TranslationProvider>,
    },
    /// There is nothing to translate: numbers, links, emoji, or the same language.
    Unchanged,
    Failed {
        failure: TranslationFailure,
        /// One line for people, in English.
        detail: String,
        /// Seconds to wait before asking again, where that helps.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
}

/// Why a text was not translated; the console has words for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TranslationFailure {
    /// The day's characters are spent; `retry_after` says when they begin anew.
    #[serde(rename = "translation_budget")]
    Budget,
    /// The provider asked for fewer requests, or its own quota is spent.
    #[serde(rename = "translation_limited")]
    Limited,
    /// The provider could not be reached or answered nonsense, as often as was tried.
    #[serde(rename = "translation_unreachable")]
    Unreachable,
    /// The provider does not translate between these languages, or cannot find out the text's.
    #[serde(rename = "translation_language")]
    Language,
    /// The provider says no for another reason, such as a wrong key.
    #[serde(rename = "translation_refused")]
    Refused,
    /// The provider lost a number, link or name of the text, or all of it.
    #[serde(rename = "translation_garbled")]
    Garbled,
    /// The text is longer than is taken.
    #[serde(rename = "translation_too_long")]
    TooLong,
    /// A reason of a newer gateway.
    #[serde(rename = "translation_unknown", other)]
    Unknown,
}

/// The day's characters: `GET /api/translate/budget`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TranslationBudget {
    /// Characters a day; nothing where there is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// Characters that the provider was asked to translate today, by the whole team.
    pub used: u64,
    /// When the count begins anew: midnight in the gateway's time zone.
    pub resets_at: Millis,
}

/// What the provider can do: `GET /api/translate/languages`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TranslationLanguages {
    pub provider: TranslationProvider,
    /// Whether it finds out by itself which language a text is in.
    pub detects: bool,
    pub languages: Vec<TranslationSource>,
}

/// A language and those that it can be translated into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TranslationSource {
    pub from: String,
    pub to: Vec<String>,
}
