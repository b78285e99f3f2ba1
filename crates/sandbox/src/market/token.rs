//! The sandbox's tokens: they carry what they stand for and a seal, so that
//! those given before a restart are still good after it, as they would be at a
//! real marketplace.

use crate::{ids::StoreNo, sign, world::Platform};

/// Access or refresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Access,
    Refresh,
}

/// For whom a token speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Store(StoreNo),
    /// Shopee: every shop of the main account.
    MainAccount,
    /// TikTok Shop: every shop of the seller with this number.
    Seller(u32),
}

impl Scope {
    fn code(self) -> u16 {
        match self {
            Self::Store(store) => u16::try_from(store).unwrap_or(0),
            Self::Seller(seller) => 0x8000 | u16::try_from(seller).unwrap_or(0),
            Self::MainAccount => 0xFFFF,
        }
    }

    fn read(code: u16) -> Self {
        match code {
            0xFFFF => Self::MainAccount,
            _ if code & 0x8000 != 0 => Self::Seller(u32::from(code & 0x7FFF)),
            _ => Self::Store(u32::from(code)),
        }
    }
}

/// A token, opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) platform: Platform,
    pub(crate) scope: Scope,
    /// When it was given, in seconds since 1970.
    pub(crate) issued_s: u32,
    /// Tells apart what was given in the same second.
    pub(crate) serial: u16,
}

impl Token {
    /// The token as the platform would spell one: 32 hex digits at Shopee, a
    /// known beginning before them elsewhere.
    pub(crate) fn spell(self, key: &str) -> String {
        let mut bytes = self.body().to_vec();
        bytes.extend_from_slice(&sign::seal(key, &bytes)[..6]);
        let prefix = match (self.platform, self.kind) {
            (Platform::Shopee, _) => "",
            (Platform::Lazada, Kind::Access) => "50000201",
            (Platform::Lazada, Kind::Refresh) => "50001201",
            (Platform::Tiktok, _) => "ROW_",
        };
        format!("{prefix}{}", hex::encode(bytes))
    }

    /// Opens a token of this platform; nothing when it is not one.
    pub(crate) fn read(text: &str, platform: Platform, key: &str) -> Option<Self> {
        let digits = match platform {
            Platform::Shopee => text,
            Platform::Lazada => text
                .strip_prefix("50000201")
                .or_else(|| text.strip_prefix("50001201"))?,
            Platform::Tiktok => text.strip_prefix("ROW_")?,
        };
        let bytes: [u8; 16] = hex::decode(digits).ok()?.try_into().ok()?;
        let [kind, which, s0, s1, t0, t1, t2, t3, n0, n1, ..] = bytes;
        let token = Self {
            kind: if kind == 1 { Kind::Access } else { Kind::Refresh },
            platform: *Platform::ALL.get(usize::from(which))?,
            scope: Scope::read(u16::from_be_bytes([s0, s1])),
            issued_s: u32::from_be_bytes([t0, t1, t2, t3]),
            serial: u16::from_be_bytes([n0, n1]),
        };
        (token.platform == platform && token.spell(key) == text).then_some(token)
    }

    fn body(self) -> [u8; 10] {
        let [s0, s1] = self.scope.code().to_be_bytes();
        let [t0, t1, t2, t3] = self.issued_s.to_be_bytes();
        let [n0, n1] = self.serial.to_be_bytes();
        let kind = if self.kind == Kind::Access { 1 } else { 2 };
        let which = Platform::ALL.iter().position(|one| *one == self.platform).unwrap_or(0);
        [kind, u8::try_from(which).unwrap_or(0), s0, s1, t0, t1, t2, t3, n0, n1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_a_forged_one_refused() {
        for platform in Platform::ALL {
            for scope in [Scope::Store(9_999), Scope::MainAccount, Scope::Seller(1_200)] {
                let token = Token {
                    kind: Kind::Refresh,
                    platform,
                    scope,
                    issued_s: 1_800_000_000,
                    serial: 7,
                };
                let text = token.spell("key");
                assert_eq!(Token::read(&text, platform, "key"), Some(token));
                assert_eq!(Token::read(&text, platform, "other"), None);
                let forged = format!("{}0", &text[..text.len() - 1]);
                assert!(forged == text || Token::read(&forged, platform, "key").is_none());
            }
        }
        assert_eq!(Token::read("é", Platform::Shopee, "key"), None);
    }
}
