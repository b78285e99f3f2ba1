//! Platforms, and the sites on which each sells.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A marketplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Platform {
    Shopee,
    Lazada,
    Tiktok,
}

impl Platform {
    pub(crate) const ALL: [Self; 3] = [Self::Shopee, Self::Lazada, Self::Tiktok];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Shopee => "shopee",
            Self::Lazada => "lazada",
            Self::Tiktok => "tiktok",
        }
    }

    /// The sites, those with the most sellers of our operators first.
    pub(crate) fn sites(self) -> &'static [Site] {
        match self {
            Self::Shopee => &[SG, MY, TH, TW, ID, VN, PH, BR, MX, CL, CO],
            Self::Lazada => &[SG, MY, TH, VN, PH, ID],
            Self::Tiktok => &[ID, TH, VN, PH, MY, SG, US, GB, MX, BR, DE, FR, IT, ES, IE, JP],
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A country's site: what is spoken and paid there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) country: &'static str,
    /// What its buyers mostly write, as a language tag.
    pub(crate) language: &'static str,
    pub(crate) currency: &'static str,
    /// Hours ahead of UTC.
    pub(crate) utc_hours: i8,
}

const fn site(country: &'static str, language: &'static str, currency: &'static str, utc_hours: i8) -> Site {
    Site {
        country,
        language,
        currency,
        utc_hours,
    }
}

const SG: Site = site("SG", "en", "SGD", 8);
const MY: Site = site("MY", "ms", "MYR", 8);
const TH: Site = site("TH", "th", "THB", 7);
const TW: Site = site("TW", "zh-TW", "TWD", 8);
const ID: Site = site("ID", "id", "IDR", 7);
const VN: Site = site("VN", "vi", "VND", 7);
const PH: Site = site("PH", "tl", "PHP", 8);
const BR: Site = site("BR", "pt", "BRL", -3);
const MX: Site = site("MX", "es", "MXN", -6);
const CL: Site = site("CL", "es", "CLP", -4);
const CO: Site = site("CO", "es", "COP", -5);
const US: Site = site("US", "en", "USD", -8);
const GB: Site = site("GB", "en", "GBP", 0);
const DE: Site = site("DE", "de", "EUR", 1);
const FR: Site = site("FR", "fr", "EUR", 1);
const IT: Site = site("IT", "it", "EUR", 1);
const ES: Site = site("ES", "es", "EUR", 1);
const IE: Site = site("IE", "en", "EUR", 0);
const JP: Site = site("JP", "ja", "JPY", 9);
