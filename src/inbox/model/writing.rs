//! What one answer may be: how long its text, which pictures go with it, and what still keeps it from being sent. Pure.

use crate::api::error::ApiError;
use steadydesk_wire::{Platform, SessionId, Uploaded};

/// What a platform takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Characters (Unicode scalar values) of one text; `None` where the platform publishes no number.
    pub text: Option<usize>,
    /// Megabytes (of 1,048,576 bytes) of one picture.
    pub picture_mb: u32,
    /// The pictures' media types.
    pub kinds: &'static [&'static str],
}

/// What a platform takes, as data. The gateway itself takes JPEG, PNG, GIF and WebP of 10 MB.
#[must_use]
pub fn limits(platform: Platform) -> Limits {
    match platform {
        // Open Platform v2, `sellerchat/upload_image`: jpg, jpeg, png, gif, 2 MB. No length of texts is published.
        Platform::Shopee => Limits {
            text: None,
            picture_mb: 2,
            kinds: &["image/jpeg", "image/png", "image/gif"],
        },
        // `/image/upload`: JPG or PNG of 1 MB. No length of texts is published.
        Platform::Lazada => Limits {
            text: None,
            picture_mb: 1,
            kinds: &["image/jpeg", "image/png"],
        },
        // 202309: "Send Message", TEXT of at most 2000 characters; "Upload Buyer Messages Image", 10 MB.
        Platform::Tiktok => Limits {
            text: Some(2_000),
            picture_mb: 10,
            kinds: &["image/jpeg", "image/png", "image/gif", "image/webp"],
        },
    }
}

impl Limits {
    /// Why this file cannot go with an answer. `kind` is its media type, `bytes` its size.
    #[must_use]
    pub fn refuse(self, kind: &str, bytes: f64) -> Option<Unfit> {
        if !kind.starts_with("image/") {
            Some(Unfit::NoPicture)
        } else if !self.kinds.contains(&kind) {
            Some(Unfit::Kind)
        } else if bytes > f64::from(self.picture_mb) * 1_048_576.0 {
            Some(Unfit::TooLarge)
        } else {
            None
        }
    }

    /// The kinds of pictures as people write them: `JPEG, PNG`.
    #[must_use]
    pub fn kinds_said(self) -> String {
        let names = self.kinds.iter().filter_map(|kind| kind.strip_prefix("image/"));
        let names: Vec<String> = names
            .map(|name| match name {
                "webp" => "WebP".to_owned(),
                name => name.to_ascii_uppercase(),
            })
            .collect();
        names.join(", ")
    }

    /// How loudly the length of a text is to be said.
    #[must_use]
    pub fn fill(self, length: usize) -> Fill {
        match self.text {
            Some(most) if length > most => Fill::Over(length - most),
            Some(most) if length * 20 >= most * 19 => Fill::Close,
            Some(most) if length * 5 >= most * 4 => Fill::Near,
            _ => Fill::Free,
        }
    }
}

/// Why a file cannot go with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    NoPicture,
    /// A picture, but of a kind that the platform does not take.
    Kind,
    TooLarge,
}

/// How near a text is to the most that its platform takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Below 80 %, or nobody knows a bound: nothing need be said.
    Free,
    /// From 80 %.
    Near,
    /// From 95 %.
    Close,
    /// By so many characters.
    Over(usize),
}

/// A picture that goes with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Its number among all of this console's.
    pub key: u32,
    /// The session whose answer it goes with, for good.
    pub session: SessionId,
    /// The file's name.
    pub name: String,
    /// An address of this browser to show it by.
    pub address: String,
    pub upload: Upload,
}

/// Where a picture is on its way to the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upload {
    /// Its turn has not come: one goes at a time, so that reading and sending are not held up.
    Waiting,
    /// So many of a hundred parts are out.
    OnItsWay {
        percent: u32,
    },
    There(Uploaded),
    /// The operator decides.
    Failed(ApiError),
}

/// What can happen to an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Begin,
    Progress(u32),
    Arrive(Uploaded),
    Fail(ApiError),
    Retry,
}

impl Upload {
    /// The table of moves; `None` for one that it does not have.
    #[must_use]
    pub fn apply(&self, event: Event) -> Option<Self> {
        Some(match (self, event) {
            (Self::Waiting, Event::Begin) => Self::OnItsWay { percent: 0 },
            // What the browser says of its progress never goes back.
            (Self::OnItsWay { percent }, Event::Progress(now)) => Self::OnItsWay {
                percent: now.min(100).max(*percent),
            },
            (Self::OnItsWay { .. }, Event::Arrive(uploaded)) => Self::There(uploaded),
            (Self::OnItsWay { .. }, Event::Fail(error)) => Self::Failed(error),
            (Self::Failed(_), Event::Retry) => Self::Waiting,
            _ => return None,
        })
    }
}

/// The picture to be uploaded next: the first that waits, while none is on its way.
#[must_use]
pub fn next_upload(all: &[Attached]) -> Option<u32> {
    if all.iter().any(|one| matches!(one.upload, Upload::OnItsWay { .. })) {
        return None;
    }
    all.iter().find(|one| one.upload == Upload::Waiting).map(|one| one.key)
}

/// What keeps an answer from being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The platform takes no message in this session now.
    Closed,
    /// The text is too long by so many characters.
    TooLong(usize),
    /// A picture was not uploaded.
    NotUploaded,
    /// A picture is on its way.
    Uploading,
    /// There is nothing to send.
    Nothing,
}

/// The first thing that keeps an answer with these pictures from being sent.
#[must_use]
pub fn obstacle(can_send: bool, limits: Limits, text: &str, pictures: &[Attached]) -> Option<Obstacle> {
    if !can_send {
        return Some(Obstacle::Closed);
    }
    if let Fill::Over(over) = limits.fill(text.chars().count()) {
        return Some(Obstacle::TooLong(over));
    }
    if pictures.iter().any(|one| matches!(one.upload, Upload::Failed(_))) {
        return Some(Obstacle::NotUploaded);
    }
    if pictures.iter().any(|one| !matches!(one.upload, Upload::There(_))) {
        return Some(Obstacle::Uploading);
    }
    (text.trim().is_empty() && pictures.is_empty()).then_some(Obstacle::Nothing)
}

#[cfg(test)]
#[path = "writing_tests.rs"]
mod tests;
