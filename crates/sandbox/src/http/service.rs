//! Who answers a request: one of the marketplaces, or the translator.

use super::call::{Answer, Call, Seen};
use crate::{lazada, shared::Shared, shopee, tiktok, translate, world::Platform};

/// Something that answers requests as its documents say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Marketplace(Platform),
    Translator,
}

use Service::{Marketplace, Translator};

impl Service {
    /// Which one a path belongs to. TikTok Shop has the root, and the token
    /// calls of its own host, whose path begins like Shopee's.
    pub(super) fn of(path: &str) -> Self {
        match path {
            _ if path.starts_with(translate::ROOT) => Translator,
            _ if path.starts_with("/rest/") || path == "/oauth/authorize" => Marketplace(Platform::Lazada),
            "/api/v2/token/get" | "/api/v2/token/refresh" => Marketplace(Platform::Tiktok),
            _ if path.starts_with("/api/v2/") || path == "/auth" => Marketplace(Platform::Shopee),
            _ => Marketplace(Platform::Tiktok),
        }
    }

    pub(super) fn platform(self) -> Option<Platform> {
        match self {
            Marketplace(platform) => Some(platform),
            Translator => None,
        }
    }

    pub(super) fn inspect(self, shared: &Shared, call: &Call) -> Seen {
        match self {
            Marketplace(Platform::Shopee) => shopee::inspect(shared, call),
            Marketplace(Platform::Lazada) => lazada::inspect(shared, call),
            Marketplace(Platform::Tiktok) => tiktok::inspect(shared, call),
            Translator => Seen::default(),
        }
    }

    pub(super) fn answer(self, shared: &Shared, call: &Call) -> Answer {
        match self {
            Marketplace(Platform::Shopee) => shopee::answer(shared, call),
            Marketplace(Platform::Lazada) => lazada::answer(shared, call),
            Marketplace(Platform::Tiktok) => tiktok::answer(shared, call),
            Translator => translate::answer(shared, call),
        }
    }

    pub(super) fn rate_limited(self, call: &Call, seconds: u64) -> Answer {
        match self {
            Marketplace(Platform::Shopee) => shopee::rate_limited(call, seconds),
            Marketplace(Platform::Lazada) => lazada::rate_limited(seconds),
            Marketplace(Platform::Tiktok) => tiktok::rate_limited(seconds),
            Translator => translate::rate_limited(seconds),
        }
    }

    pub(super) fn token_expired(self) -> Answer {
        match self {
            Marketplace(Platform::Shopee) => shopee::token_expired(),
            Marketplace(Platform::Lazada) => lazada::token_expired(),
            Marketplace(Platform::Tiktok) => tiktok::token_expired(),
            Translator => translate::key_refused(),
        }
    }

    pub(super) fn send_refused(self, reason: &str) -> Answer {
        match self {
            Marketplace(Platform::Shopee) => shopee::send_refused(reason),
            Marketplace(Platform::Lazada) => lazada::send_refused(reason),
            Marketplace(Platform::Tiktok) => tiktok::send_refused(reason),
            // No message is sent to it, so this fault does not come here.
            Translator => translate::key_refused(),
        }
    }
}
