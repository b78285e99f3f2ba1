//! The pictures that go with answers not sent yet: uploaded one after the other, kept with their session
//! for as long as somebody is signed in.

use super::model::writing::{Attached, Event, Unfit, Upload, limits, next_upload};
use crate::api::error::ApiError;
use crate::api::{contact, upload};
use crate::i18n::{I18n, use_i18n};
use crate::ui::toast::{Toasts, Tone, use_toasts};
use leptos::prelude::*;
use steadydesk_wire::{Platform, SessionId};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DataTransfer, File, FileList, Url};

/// A handle to the pictures of whoever is signed in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pictures {
    all: RwSignal<Vec<Attached>>,
    /// The files behind them, by key, for as long as they may have to be uploaded.
    files: StoredValue<Vec<(u32, File)>, LocalStorage>,
    /// The one that is uploaded now.
    running: StoredValue<Option<(u32, upload::OnItsWay)>, LocalStorage>,
    last: StoredValue<u32>,
    toasts: Toasts,
    i18n: I18n,
}

/// Puts the pictures into context, for as long as somebody is signed in.
pub fn provide_pictures() {
    provide_context(pictures());
}

/// The pictures of whoever is signed in.
pub(super) fn use_pictures() -> Pictures {
    // A part mounted alone has its own.
    use_context().unwrap_or_else(pictures)
}

fn pictures() -> Pictures {
    let pictures = Pictures {
        all: RwSignal::default(),
        files: StoredValue::new_local(Vec::new()),
        running: StoredValue::new_local(None),
        last: StoredValue::new(0),
        toasts: use_toasts(),
        i18n: use_i18n(),
    };
    // A file dropped beside the composer must not open in the console's place.
    for name in ["dragover", "drop"] {
        let listener = window_event_listener_untyped(name, |event| {
            let carried = js_sys::Reflect::get(&event, &"dataTransfer".into());
            if carried.is_ok_and(|carried| has_files(Some(&carried.into()))) {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    }
    on_cleanup(move || {
        pictures.running.try_update_value(|running| *running = None);
        for one in pictures.all.try_get_untracked().unwrap_or_default() {
            let _ = Url::revoke_object_url(&one.address);
        }
    });
    pictures
}

/// Whether what is dragged or pasted holds files.
pub(super) fn has_files(carried: Option<&DataTransfer>) -> bool {
    carried.is_some_and(|carried| carried.types().includes(&"Files".into(), 0))
}

impl Pictures {
    /// The session's pictures, in order; follows changes.
    pub(super) fn of(self, session: &SessionId) -> Vec<Attached> {
        self.all
            .with(|all| all.iter().filter(|one| one.session == *session).cloned().collect())
    }

    /// One of them; follows changes. `None` once it is gone.
    pub(super) fn get(self, key: u32) -> Option<Attached> {
        self.all.with(|all| all.iter().find(|one| one.key == key).cloned())
    }

    /// Puts files beside the session's text; says which cannot be, and why.
    pub(super) fn attach(self, session: &SessionId, platform: Platform, files: Option<FileList>) {
        let Some(files) = files else { return };
        for file in (0..files.length()).filter_map(|index| files.get(index)) {
            if let Err(why) = self.attach_one(session, platform, file) {
                self.toasts.say(Tone::Bad, why);
            }
        }
        self.upload_next();
    }

    fn attach_one(self, session: &SessionId, platform: Platform, file: File) -> Result<(), String> {
        let texts = &self.i18n.messages_now().inbox.composer;
        let (limits, name) = (limits(platform), file.name());
        match limits.refuse(&file.type_(), file.size()) {
            None => {}
            Some(Unfit::NoPicture) => return Err((texts.no_picture)(&name)),
            Some(Unfit::Kind) => return Err((texts.kind)(&name, platform.name(), &limits.kinds_said())),
            Some(Unfit::TooLarge) => return Err((texts.too_large)(&name, platform.name(), limits.picture_mb)),
        }
        let address = Url::create_object_url_with_blob(&file).map_err(|_| (texts.unreadable)(&name))?;
        let key = self.last.get_value() + 1;
        self.last.set_value(key);
        self.files.update_value(|files| files.push((key, file)));
        self.all.update(|all| {
            all.push(Attached {
                key,
                session: session.clone(),
                name,
                address,
                upload: Upload::Waiting,
            });
        });
        Ok(())
    }

    /// Moves an upload; an illegal move is one that has been overtaken, and changes nothing.
    fn apply(self, key: u32, event: Event) {
        let moved = self.all.try_with_untracked(|all| {
            let one = all.iter().find(|one| one.key == key)?;
            one.upload.apply(event).filter(|upload| *upload != one.upload)
        });
        if let Some(Some(upload)) = moved {
            self.all.update(|all| {
                if let Some(one) = all.iter_mut().find(|one| one.key == key) {
                    one.upload = upload;
                }
            });
        }
    }

    fn upload_next(self) {
        let Some(Some(key)) = self.all.try_with_untracked(|all| next_upload(all)) else {
            return;
        };
        if contact::is_paused() {
            // While the network is lost it keeps its turn; more than one that waits here does no harm.
            spawn_local(async move {
                contact::resumed().await;
                self.upload_next();
            });
            return;
        }
        self.apply(key, Event::Begin);
        let file = |files: &Vec<(u32, File)>| files.iter().find(|(of, _)| *of == key).map(|(_, file)| file.clone());
        let begun = self.files.with_value(file).and_then(|file| {
            let progress = Box::new(move |percent| self.apply(key, Event::Progress(percent)));
            upload::picture(&file, progress).ok()
        });
        let Some((running, answer)) = begun else {
            self.apply(key, Event::Fail(ApiError::Unreachable));
            return self.upload_next();
        };
        self.running.set_value(Some((key, running)));
        spawn_local(async move {
            let event = match answer.await {
                Ok(uploaded) => Event::Arrive(uploaded),
                Err(error) => Event::Fail(error),
            };
            self.apply(key, event);
            self.running.try_update_value(|running| {
                if running.as_ref().is_some_and(|(of, _)| *of == key) {
                    *running = None;
                }
            });
            self.upload_next();
        });
    }

    /// Uploads one again that failed.
    pub(super) fn retry(self, key: u32) {
        self.apply(key, Event::Retry);
        self.upload_next();
    }

    /// Takes a picture out of its answer, and its upload back.
    pub(super) fn remove(self, key: u32) {
        if let Some(one) = self.take(|one| one.key == key).pop() {
            let _ = Url::revoke_object_url(&one.address);
        }
        self.running.update_value(|running| {
            if running.as_ref().is_some_and(|(of, _)| *of == key) {
                *running = None;
            }
        });
        self.upload_next();
    }

    /// Takes the session's pictures out, to be sent: their addresses stay good.
    pub(super) fn take_all(self, session: &SessionId) -> Vec<Attached> {
        self.take(|one| one.session == *session)
    }

    fn take(self, which: impl Fn(&Attached) -> bool) -> Vec<Attached> {
        let (out, stay) = self.all.get_untracked().into_iter().partition::<Vec<_>, _>(which);
        if out.is_empty() {
            return out;
        }
        self.files
            .update_value(|files| files.retain(|(key, _)| stay.iter().any(|one| one.key == *key)));
        self.all.set(stay);
        out
    }
}
