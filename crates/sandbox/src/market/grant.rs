//! Permissions: codes, the tokens given for them, and refreshing.

use super::{
    Market,
    token::{Kind, Scope, Token},
};
use crate::{
    ids::StoreNo,
    world::{Platform, Store},
};

/// Shops that a seller says yes to on an authorise page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Approval {
    pub(crate) platform: Platform,
    pub(crate) scope: Scope,
    /// A person pressed the button: whatever had run out is renewed.
    pub(crate) renew: bool,
}

/// A code that waits for its one exchange.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code {
    approval: Approval,
    until_ms: i64,
}

/// What a code or a refresh token was traded for.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) access: String,
    pub(crate) refresh: String,
    /// Seconds that the access token lives from now.
    pub(crate) access_s: i64,
    /// Seconds that the refresh token lives from now.
    pub(crate) refresh_s: i64,
    pub(crate) shops: Vec<Store>,
}

/// Why no tokens are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GrantError {
    /// Unknown, used or too old a code; or another's.
    Code,
    /// Unknown or used refresh token; or another shop's.
    Refresh,
    /// The refresh token's time is over.
    RefreshExpired,
    /// The seller's permission is over.
    AccessExpired,
}

/// Which shops a token may speak for, and whether it is still good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shops {
    scope: Scope,
}

const MINUTE_MS: i64 = 60_000;
const DAY_S: i64 = 24 * 3600;
/// TikTok shops that one seller account owns.
const SHOPS_A_SELLER: u32 = 3;

/// Seconds that a platform's access and refresh tokens live.
fn lives(platform: Platform) -> (i64, i64) {
    match platform {
        Platform::Shopee => (4 * 3600, 30 * DAY_S),
        Platform::Lazada => (864_000, 4_320_000),
        Platform::Tiktok => (604_800, 180 * DAY_S),
    }
}

/// The seller account that owns a TikTok shop.
pub(crate) fn seller_of(store: StoreNo) -> u32 {
    store / 3 / SHOPS_A_SELLER
}

impl Scope {
    fn covers(self, store: StoreNo) -> bool {
        match self {
            Self::Store(one) => one == store,
            Self::MainAccount => true,
            Self::Seller(seller) => seller_of(store) == seller,
        }
    }
}

impl Market {
    /// Makes the code that an authorise page hands back: good for one
    /// exchange, for 10 minutes at Shopee and 30 elsewhere.
    pub(crate) fn approve(&mut self, approval: Approval, now_ms: i64) -> String {
        let minutes = if approval.platform == Platform::Shopee { 10 } else { 30 };
        let random = uuid::Uuid::new_v4().simple().to_string();
        let code = match approval.platform {
            Platform::Shopee => random,
            Platform::Lazada => format!("0_100132_{random}"),
            Platform::Tiktok => format!("ROW_{random}"),
        };
        self.codes.insert(
            code.clone(),
            Code {
                approval,
                until_ms: now_ms + minutes * MINUTE_MS,
            },
        );
        code
    }

    /// Trades a code for tokens. `wanted` is the scope that the caller names, where it must.
    ///
    /// # Errors
    /// [`GrantError::Code`] when the code is unknown, used, too old or not for `wanted`.
    pub(crate) fn exchange(
        &mut self,
        platform: Platform,
        code: &str,
        wanted: Option<Scope>,
        now_ms: i64,
    ) -> Result<Grant, GrantError> {
        let Code { approval, until_ms } = *self.codes.get(code).ok_or(GrantError::Code)?;
        if approval.platform != platform || wanted.is_some_and(|wanted| wanted != approval.scope) {
            return Err(GrantError::Code);
        }
        self.codes.remove(code);
        if until_ms < now_ms {
            return Err(GrantError::Code);
        }
        for store in self.shops(platform, approval.scope) {
            self.note_grant(&store, approval.renew, now_ms);
        }
        Ok(self.issue(platform, approval.scope, now_ms, now_ms / 1000))
    }

    /// Trades a refresh token for new tokens. At Shopee it is good for once a
    /// shop and a new one comes with each use; elsewhere it stays as it is.
    ///
    /// # Errors
    /// See [`GrantError`].
    pub(crate) fn refresh(
        &mut self,
        platform: Platform,
        text: &str,
        shop: Option<StoreNo>,
        now_ms: i64,
    ) -> Result<Grant, GrantError> {
        let token = Token::read(text, platform, &self.seal_key).ok_or(GrantError::Refresh)?;
        let allowed = token.kind == Kind::Refresh && shop.is_none_or(|shop| token.scope.covers(shop));
        if !allowed || shop.is_some_and(|shop| self.used_refresh.contains(&(text.to_owned(), shop))) {
            return Err(GrantError::Refresh);
        }
        let issued_s = i64::from(token.issued_s);
        if issued_s + lives(platform).1 <= now_ms / 1000 {
            return Err(GrantError::RefreshExpired);
        }
        let scope = shop.map_or(token.scope, Scope::Store);
        if self
            .shops(platform, scope)
            .iter()
            .all(|store| self.authorized_until(store) <= now_ms)
        {
            return Err(GrantError::AccessExpired);
        }
        if platform == Platform::Shopee {
            if let Scope::Store(store) = scope {
                self.used_refresh.insert((text.to_owned(), store));
            }
            return Ok(self.issue(platform, scope, now_ms, now_ms / 1000));
        }
        Ok(self.issue(platform, scope, now_ms, issued_s))
    }

    /// The shops behind a scope.
    pub(crate) fn shops(&self, platform: Platform, scope: Scope) -> Vec<Store> {
        match scope {
            Scope::Store(store) => self.world.store(store).into_iter().collect(),
            _ => self
                .world
                .stores_of(platform)
                .filter(|store| scope.covers(store.no))
                .collect(),
        }
    }

    fn issue(&self, platform: Platform, scope: Scope, now_ms: i64, refresh_from_s: i64) -> Grant {
        let now_s = now_ms / 1000;
        let shops = self.shops(platform, scope);
        let serial = u16::from_be_bytes([uuid::Uuid::new_v4().as_bytes()[0], uuid::Uuid::new_v4().as_bytes()[1]]);
        let spell = |kind, issued_s: i64, serial| {
            let issued_s = u32::try_from(issued_s).unwrap_or(0);
            Token {
                kind,
                platform,
                scope,
                issued_s,
                serial,
            }
            .spell(&self.seal_key)
        };
        // A permission that ends earlier ends its tokens with it.
        let permission = shops
            .iter()
            .map(|store| self.authorized_until(store) / 1000 - now_s)
            .max()
            .unwrap_or(0);
        let (access_s, refresh_s) = lives(platform);
        // Where the refresh token is not renewed it must come out the same.
        let refresh_serial = if platform == Platform::Shopee { serial } else { 0 };
        Grant {
            access: spell(Kind::Access, now_s, serial),
            refresh: spell(Kind::Refresh, refresh_from_s, refresh_serial),
            access_s: access_s.min(permission),
            refresh_s: (refresh_from_s + refresh_s - now_s).min(permission),
            shops,
        }
    }

    /// What an access token speaks for; nothing when it is unknown or its time is over.
    pub(crate) fn access(&self, platform: Platform, text: &str, now_ms: i64) -> Option<Shops> {
        let token = Token::read(text, platform, &self.seal_key)?;
        let fresh = i64::from(token.issued_s) + lives(platform).0 > now_ms / 1000;
        (token.kind == Kind::Access && fresh).then_some(Shops { scope: token.scope })
    }

    /// Whether an access token is a true one whose time is over.
    pub(crate) fn stale(&self, platform: Platform, text: &str) -> bool {
        Token::read(text, platform, &self.seal_key).is_some_and(|token| token.kind == Kind::Access)
    }

    /// The only store that a token speaks for (a Lazada token names its seller).
    pub(crate) fn only_store(&self, platform: Platform, text: &str) -> Option<Store> {
        match Token::read(text, platform, &self.seal_key)?.scope {
            Scope::Store(store) => self.world.store(store),
            _ => None,
        }
    }
}

impl Shops {
    /// Whether the token may speak for this store.
    pub(crate) fn covers(self, store: StoreNo) -> bool {
        self.scope.covers(store)
    }

    pub(crate) fn scope(self) -> Scope {
        self.scope
    }
}
