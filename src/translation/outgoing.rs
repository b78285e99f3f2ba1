//! The draft in the buyer's language, and back again, before it is sent.

use super::model::language::tag;
use super::state::{Translations, Why, use_translations};
use crate::api::error::ApiError;
use crate::api::translate;
use leptos::prelude::*;
use steadydesk_wire::{SessionId, Translate, Translation, TranslationFailure};
use wasm_bindgen_futures::spawn_local;

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    /// There is no draft, or no language to translate it into yet.
    Idle,
    Working,
    There,
    /// It stays as it is in the buyer's language.
    Unchanged,
    Failed(Why),
}

/// What the translation says in the operator's own language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Back {
    Working,
    Text(String),
    Failed(Why),
}

/// A handle to the translation of one session's draft.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outgoing {
    pub(super) translations: Translations,
    pub(super) session: StoredValue<SessionId>,
    pub(super) open: RwSignal<bool>,
    pub(super) stage: RwSignal<Stage>,
    /// The draft that was translated.
    pub(super) draft: RwSignal<String>,
    /// The translation, as the operator has it now.
    pub(super) said: RwSignal<String>,
    pub(super) back: RwSignal<Back>,
    /// What was translated back.
    pub(super) back_of: RwSignal<String>,
    /// The language that the draft was in.
    language: StoredValue<String>,
    /// Answers to what was asked before the last question count no more.
    question: StoredValue<u32>,
}

pub(crate) fn outgoing(session: SessionId) -> Outgoing {
    Outgoing {
        translations: use_translations(),
        session: StoredValue::new(session),
        open: RwSignal::new(false),
        stage: RwSignal::new(Stage::Idle),
        draft: RwSignal::new(String::new()),
        said: RwSignal::new(String::new()),
        back: RwSignal::new(Back::Working),
        back_of: RwSignal::new(String::new()),
        language: StoredValue::new(String::new()),
        question: StoredValue::new(0),
    }
}

impl Outgoing {
    /// The language that it is translated into; follows changes.
    pub(super) fn to(self) -> Option<String> {
        self.translations.buyer(&self.session.get_value()).0
    }

    /// Translates this draft.
    pub(crate) fn begin(self, draft: String) {
        self.open.set(true);
        let to = untrack(move || self.to());
        let number = self.asks();
        self.draft.set(draft.clone());
        let Some(to) = to.filter(|_| !draft.trim().is_empty()) else {
            return self.stage.set(Stage::Idle);
        };
        self.stage.set(Stage::Working);
        let own = untrack(move || self.translations.choices.target());
        spawn_local(async move {
            let mut answer = one(&draft, None, &to).await;
            if answer == Err(Why::Text(TranslationFailure::Language)) {
                // The provider cannot find out: what the operator reads is likely what they write.
                answer = one(&draft, Some(own.clone()), &to).await;
            }
            if self.question.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(Some((said, from))) => {
                    self.language.set_value(from.map_or(own, |from| tag(&from)));
                    self.said.set(said);
                    self.stage.set(Stage::There);
                    self.translate_back();
                }
                Ok(None) => self.stage.set(Stage::Unchanged),
                Err(why) => self.stage.set(Stage::Failed(why)),
            }
        });
    }

    /// Says in the operator's language what the translation says now.
    pub(super) fn translate_back(self) {
        let Some(from) = untrack(move || self.to()) else { return };
        let (number, said) = (self.asks(), self.said.get_untracked());
        self.back_of.set(said.clone());
        self.back.set(Back::Working);
        let to = self.language.get_value();
        spawn_local(async move {
            let answer = one(&said, Some(from), &to).await;
            if self.question.try_get_value() == Some(number) {
                self.back.set(match answer {
                    Ok(back) => Back::Text(back.map_or(said, |(back, _)| back)),
                    Err(why) => Back::Failed(why),
                });
            }
        });
    }

    pub(crate) fn close(self) {
        self.asks();
        self.open.set(false);
    }

    fn asks(self) -> u32 {
        self.question.try_update_value(|number| *number += 1);
        self.question.get_value()
    }
}

/// One text's translation and the language it was in; none where it stays as it is.
async fn one(text: &str, from: Option<String>, to: &str) -> Result<Option<(String, Option<String>)>, Why> {
    let question = Translate {
        texts: vec![text.to_owned()],
        from,
        to: to.to_owned(),
        refresh: false,
    };
    let answer = translate::ask(&question, None).await.map_err(Why::Api)?;
    match answer.texts.into_iter().next() {
        Some(Translation::Translated { text, from, .. }) => Ok(Some((text, from))),
        Some(Translation::Unchanged) => Ok(None),
        Some(Translation::Failed { failure, .. }) => Err(Why::Text(failure)),
        None => Err(Why::Api(ApiError::Unreadable)),
    }
}
