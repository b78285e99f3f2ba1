//! What every provider does, and how it fails.

use super::{Language, Marks};
use async_trait::async_trait;
use std::{fmt::Debug, time::Duration};
use steadydesk_wire::TranslationSource;

/// A provider of translations. It keeps nothing but its connections and the
/// list of its languages; retries, pauses, memory and budget are the caller's.
#[async_trait]
pub trait Translator: Debug + Send + Sync {
    /// What one request may hold.
    fn limits(&self) -> Limits;

    /// Whether it finds out by itself which language a text is in.
    fn detects(&self) -> bool;

    /// The languages it translates from, and into which.
    async fn languages(&self) -> Result<Vec<TranslationSource>, Failure>;

    /// Translates texts, one answer each in their order, with one request.
    async fn translate(&self, texts: &[String], from: Option<&Language>, to: &Language) -> Result<Vec<Done>, Failure>;
}

/// What one request may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub texts: usize,
    /// Characters of all its texts together; one text alone may always have them all.
    pub characters: usize,
    /// How placeholders look that it leaves alone.
    pub marks: Marks,
}

/// A translated text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub text: String,
    /// The language it was in, where the provider says.
    pub from: Option<Language>,
}

/// Why a request was not answered as wished. The texts in it are for operators: no keys, no buyers' words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It asks to slow down, or its own quota is spent.
    Limited { retry_after: Option<Duration> },
    /// Nothing was asked: no connection.
    NotSent(String),
    /// Nobody knows whether it did it: timed out, cut, broken, no JSON.
    Lost(String),
    /// It does not know the language, or not from the one into the other.
    Language(String),
    /// It says no to this content.
    BadText(String),
    /// It says no to us: a wrong key, a wrong address.
    Refused(String),
}

impl Failure {
    /// Whether the provider surely did nothing that it could count.
    #[must_use]
    pub fn is_unpaid(&self) -> bool {
        !matches!(self, Self::Lost(_))
    }

    /// Whether asking again may help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Limited { .. } | Self::NotSent(_) | Self::Lost(_))
    }

    /// Whether one text of many may be to blame for it.
    #[must_use]
    pub fn is_of_a_text(&self) -> bool {
        matches!(self, Self::Language(_) | Self::BadText(_))
    }
}
