//! Translation: providers behind one interface, and what makes it safe to let
//! them have a text.
//!
//! Reading order: [`language`] (which language is meant, whoever spells it),
//! `scan` and `protect` (what must come back byte for byte), [`provider`] (the
//! interface), then one file a provider: [`libretranslate`] (also for the
//! sandbox), [`deepl`], [`apertium`]. The memory, the budget and the single
//! flight are in `service/translate`.

pub mod apertium;
pub mod deepl;
mod http;
pub mod language;
pub mod libretranslate;
mod protect;
pub mod provider;
mod scan;

pub use language::Language;
pub use protect::Marks;
pub use provider::{Done, Failure, Limits, Translator};

pub(crate) use protect::Protected;
pub(crate) use scan::has_words;

use crate::config;
use std::sync::Arc;

/// The provider that the configuration names.
///
/// # Errors
/// When no HTTP client can be made.
pub fn connect(config: &config::Translate) -> anyhow::Result<Arc<dyn Translator>> {
    let http = http::Http::new(config.timeout)?;
    let (url, key) = (config.url.clone(), config.key.clone());
    Ok(match config.kind {
        config::TranslateKind::LibreTranslate | config::TranslateKind::Sandbox => {
            Arc::new(libretranslate::LibreTranslate::new(http, url, key))
        }
        config::TranslateKind::DeepL => Arc::new(deepl::DeepL::new(http, url, key.unwrap_or_default())),
        config::TranslateKind::Apertium => Arc::new(apertium::Apertium::new(http, url, key)),
    })
}
