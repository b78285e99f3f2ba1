//! Marketplaces and their sites.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A marketplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    Shopee,
    Lazada,
    /// TikTok Shop.
    Tiktok,
}

impl Platform {
    /// All of them, in the order in which the console lists them.
    pub const ALL: [Self; 3] = [Self::Shopee, Self::Lazada, Self::Tiktok];

    /// The word for it in JSON, addresses and storage.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shopee => "shopee",
            Self::Lazada => "lazada",
            Self::Tiktok => "tiktok",
        }
    }

    /// The marketplace with this word, if it is one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|platform| platform.as_str() == word)
    }

    /// Its name as people write it; the same in every language.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Shopee => "Shopee",
            Self::Lazada => "Lazada",
            Self::Tiktok => "TikTok Shop",
        }
    }

    /// The sites on which it sells, by country code.
    #[must_use]
    pub fn sites(self) -> &'static [&'static str] {
        match self {
            Self::Shopee => &["SG", "MY", "TH", "TW", "ID", "VN", "PH", "BR", "MX", "CL", "CO"],
            Self::Lazada => &["SG", "MY", "TH", "VN", "PH", "ID"],
            Self::Tiktok => &[
                "ID", "TH", "VN", "PH", "MY", "SG", "US", "GB", "MX", "BR", "DE", "FR", "IT", "ES", "IE", "JP",
            ],
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A site's country: two capital letters (`MY`, `TH`, …). A site nobody has
/// heard of yet is kept as the platform names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
#[serde(from = "String", into = "String")]
pub struct Region(String);

impl Region {
    /// The country code, in capitals.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Region {
    fn from(text: String) -> Self {
        Self(text.trim().to_ascii_uppercase())
    }
}

impl From<&str> for Region {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
