//! Translating for the team: each text is paid for once.
//!
//! [`ask()`] answers a question from the memory where it can; what is missing
//! boards a [flight](state::Translations): one a text, whoever asks for it and
//! how often. `worker` takes what has gathered for a pair of languages to the
//! provider, in as few requests as it takes, within the day's `budget`.

mod ask;
mod budget;
mod state;
mod worker;

pub use ask::{ask, languages};
pub use budget::budget;
pub use state::{Settings, Translations};

use crate::{config::Config, translate};
use std::sync::Arc;

/// The provider that the configuration names, if it names one.
///
/// # Errors
/// When no HTTP client can be made.
pub fn connect(config: &Config) -> anyhow::Result<Option<Arc<Translations>>> {
    let Some(wanted) = &config.translate else {
        return Ok(None);
    };
    let translator = translate::connect(wanted)?;
    Ok(Some(Arc::new(Translations::new(
        wanted,
        translator,
        Settings::default(),
    ))))
}
