//! Where the platforms live.

use url::Url;

/// The platforms' own hosts, or one address that plays all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Hosts {
    /// The real ones, chosen by platform, site and purpose.
    #[default]
    Real,
    /// The sandbox.
    One(Url),
}

impl Hosts {
    /// `path` on the sandbox, or on `real`. Both are given without a slash at
    /// the end, `path` with one at its begin.
    pub(crate) fn url(&self, real: &str, path: &str) -> Url {
        let base = match self {
            Self::Real => real,
            Self::One(url) => url.as_str().trim_end_matches('/'),
        };
        // An https constant or an address that has been parsed before, and a
        // path of ours whose odd characters are encoded: always a URL.
        Url::parse(&format!("{base}{path}")).expect("a base and a path make a URL")
    }
}
