//! What every part of the sandbox holds in common.

use crate::{
    Options,
    clock::Clock,
    dice::Dice,
    fault::Faults,
    http::{log::RequestLog, pace::Pace},
    market::Market,
    translate::Book,
};
use serde::Serialize;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The sandbox's state; locked piece by piece, and no lock is held across an await.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) apps: Apps,
    pub(crate) clock: Clock,
    pub(crate) url: String,
    pub(crate) seed: u64,
    gateway: Mutex<String>,
    market: Mutex<Market>,
    faults: Mutex<Faults>,
    requests: Mutex<RequestLog>,
    pace: Mutex<Pace>,
    book: OnceLock<Book>,
}

impl Shared {
    pub(crate) fn new(options: &Options, apps: Apps, market: Market, url: String) -> Self {
        Self {
            apps,
            clock: Clock::default(),
            url,
            seed: options.seed,
            gateway: Mutex::new(options.gateway.trim_end_matches('/').to_owned()),
            market: Mutex::new(market),
            faults: Mutex::default(),
            requests: Mutex::default(),
            pace: Mutex::new(Pace::new(options.requests_a_second)),
            book: OnceLock::new(),
        }
    }

    pub(crate) fn market(&self) -> MutexGuard<'_, Market> {
        lock(&self.market)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    pub(crate) fn requests(&self) -> MutexGuard<'_, RequestLog> {
        lock(&self.requests)
    }

    pub(crate) fn pace(&self) -> MutexGuard<'_, Pace> {
        lock(&self.pace)
    }

    /// The texts that can be translated; put together when somebody first asks.
    pub(crate) fn book(&self) -> &Book {
        self.book.get_or_init(|| Book::new(&self.market().world))
    }

    /// Where the gateway is, without a slash at the end.
    pub(crate) fn gateway(&self) -> String {
        lock(&self.gateway).clone()
    }

    pub(crate) fn set_gateway(&self, url: &str) {
        url.trim_end_matches('/').clone_into(&mut lock(&self.gateway));
    }
}

/// A panic elsewhere leaves whole data behind: every change is one assignment or push.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The developer's apps at the three marketplaces, as `GET /control/apps` shows them.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Apps {
    pub(crate) shopee: ShopeeApp,
    pub(crate) lazada: LazadaApp,
    pub(crate) tiktok: TiktokApp,
}

/// A Shopee partner.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ShopeeApp {
    pub(crate) partner_id: u64,
    pub(crate) partner_key: String,
}

/// A Lazada app.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LazadaApp {
    pub(crate) app_key: String,
    pub(crate) app_secret: String,
}

/// A TikTok Shop app; sellers authorise its service.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TiktokApp {
    pub(crate) app_key: String,
    pub(crate) app_secret: String,
    pub(crate) service_id: String,
}

impl Apps {
    /// The same for the same seed.
    pub(crate) fn of_seed(seed: u64) -> Self {
        let mut dice = Dice::at(seed, &[0xA995]);
        let mut letters = |count: usize| {
            let text: String = (0..count.div_ceil(16))
                .map(|_| format!("{:016x}", dice.next()))
                .collect();
            text[..count].to_owned()
        };
        Self {
            shopee: ShopeeApp {
                partner_id: 2_001_887,
                partner_key: letters(64),
            },
            lazada: LazadaApp {
                app_key: "100132".to_owned(),
                app_secret: letters(32),
            },
            tiktok: TiktokApp {
                app_key: "6a1b2c3d4e5f6".to_owned(),
                app_secret: letters(40),
                service_id: "7431234567890123456".to_owned(),
            },
        }
    }
}
