//! What has happened since the sandbox started, kept over the seeded world.
//!
//! Every change goes through the methods here, under one lock: a message is in
//! its session, in the list of committed messages and on its way as a push
//! before anybody can see one of the three without the others.

mod chat;
mod grant;
mod state;
mod token;

pub(crate) use chat::{NewBuyer, Refusal, SessionView};
pub(crate) use grant::{Approval, Grant, GrantError, Shops, seller_of};
pub(crate) use token::Scope;

use crate::{
    ids::{SessionNo, StoreNo},
    push::Event,
    world::{Message, Platform, StoreState, World},
};
use bytes::Bytes;
use grant::Code;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap, HashSet};
use tokio::sync::mpsc;

/// A message that a marketplace has really taken from the seller.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Sent {
    pub(crate) n: u64,
    pub(crate) platform: Platform,
    /// Platform's ids from here on.
    pub(crate) store: String,
    pub(crate) session: String,
    pub(crate) message: String,
    pub(crate) text: String,
    /// `text`, `image`, …
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// Milliseconds since 1970.
    pub(crate) at: i64,
}

/// What differs from the seed in a store.
#[derive(Debug, Default, Clone)]
struct StoreChange {
    state: Option<StoreState>,
    grants: u32,
    /// Moved by a renewed permission or a control call, in ms.
    authorized_until: Option<i64>,
    next_session: SessionNo,
    changed: BTreeSet<SessionNo>,
    push_url: Option<String>,
}

/// What differs from the seed in a session.
#[derive(Debug, Default, Clone)]
struct SessionChange {
    /// The buyer's name, in sessions that the seed does not know.
    name: Option<String>,
    /// Messages since the start, oldest first.
    added: Vec<Message>,
    unread: Option<u32>,
    pinned: bool,
    muted: bool,
    deleted: bool,
}

/// An uploaded picture.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Bytes,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The marketplaces' state.
#[derive(Debug)]
pub(crate) struct Market {
    pub(crate) world: World,
    seal_key: String,
    stores: HashMap<StoreNo, StoreChange>,
    sessions: HashMap<(StoreNo, SessionNo), SessionChange>,
    codes: HashMap<String, Code>,
    /// Shopee's refresh tokens that have had their one use, each with its shop.
    used_refresh: HashSet<(String, StoreNo)>,
    sent: Vec<Sent>,
    uploads: HashMap<String, Upload>,
    /// Shopee's app-wide callback, where the app has set one.
    pub(crate) shopee_callback: Option<String>,
    /// Pushes that Shopee could not deliver: time and content.
    pub(crate) lost: Vec<(i64, serde_json::Value)>,
    /// Where new numbers begin, so that a later run never repeats an earlier one's.
    first_new: u32,
    pushes: mpsc::UnboundedSender<Event>,
}

impl Market {
    /// A market over a world. `started_ms` decides where new ids begin.
    pub(crate) fn new(world: World, started_ms: i64, pushes: mpsc::UnboundedSender<Event>) -> Self {
        let seal_key = format!("steadydesk-sandbox-{}", world.plan().seed);
        let first_new = u32::try_from((started_ms / 1000).rem_euclid(1 << 25)).unwrap_or(0);
        Self {
            world,
            seal_key,
            stores: HashMap::new(),
            sessions: HashMap::new(),
            codes: HashMap::new(),
            used_refresh: HashSet::new(),
            sent: Vec::new(),
            uploads: HashMap::new(),
            shopee_callback: None,
            lost: Vec::new(),
            first_new,
            pushes,
        }
    }

    /// Committed messages, in order.
    pub(crate) fn sent(&self) -> &[Sent] {
        &self.sent
    }

    /// Keeps an uploaded picture; answers its name.
    pub(crate) fn keep_upload(&mut self, upload: Upload) -> String {
        let hash = crate::sign::seal(&self.seal_key, &upload.bytes);
        let ending = upload.media_type.trim_start_matches("image/");
        let name = format!(
            "up-{}-{}x{}.{ending}",
            hex::encode(&hash[..8]),
            upload.width,
            upload.height
        );
        self.uploads.insert(name.clone(), upload);
        name
    }

    /// An uploaded picture by its name.
    pub(crate) fn upload(&self, name: &str) -> Option<&Upload> {
        self.uploads.get(name)
    }
}
