//! Fills a database with as many stores, sessions and messages as wanted, by
//! the same tables and the same search index as in life: for measuring and for
//! tests. Equal sizes make equal contents.

use super::{Db, Result, messages::MessageRow, sessions::SessionRow, stores::StoreRow};
use steadydesk_wire::{Author, Buyer, Content, LastMessage, MessageId, Millis, Platform, Region, SessionId, StoreId};

/// How much of each.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub stores: u32,
    /// Over all stores.
    pub sessions: u32,
    /// Over all sessions.
    pub messages: u32,
    /// The newest sessions have at least so many, the newest of all the first number.
    pub threads: [u32; 2],
}

/// Sessions written in one transaction.
const BATCH: u32 = 500;
const MINUTE_MS: i64 = 60_000;

const NAMES: [&str; 8] = [
    "Somchai",
    "Nguyễn Thị Hoa",
    "Budi Santoso",
    "李小龍",
    "Maria Clara",
    "Aisyah",
    "João Silva",
    "สมหญิง",
];

const TEXTS: [&str; 12] = [
    "Hi, is this item still available in blue?",
    "สินค้ามีพร้อมส่งไหมคะ",
    "Shop ơi còn hàng không ạ?",
    "Kak, kapan dikirim ya?",
    "請問什麼時候出貨？我想退貨",
    "Bila barang akan sampai?",
    "Magkano po ang shipping?",
    "Quando chega o meu pedido?",
    "¿Tienen otro color disponible?",
    "Terima kasih banyak, barang sudah sampai 👍",
    "ขอบคุณมากค่ะ ได้รับของแล้ว",
    "The parcel is broken, I want a refund please",
];

fn pick<T: Copy>(among: &[T], n: u32) -> T {
    among[n as usize % among.len()]
}

/// Fills an empty database so that its newest message is as old as `now`.
///
/// # Errors
/// When the database refuses.
pub async fn fill(db: &Db, size: Size, now: Millis) -> Result<()> {
    let mut stores = Vec::with_capacity(size.stores as usize);
    let mut tx = db.write().await?;
    for n in 0..size.stores {
        let platform = pick(&Platform::ALL, n);
        let shop_id = (220_000_000 + n).to_string();
        let id = store_id(n)?;
        let region = Region::from(pick(platform.sites(), n / 3));
        let mut store = StoreRow::new(id, platform, shop_id, region, now);
        store.name = format!(
            "{} Store {n:05}",
            pick(&["Sunny", "Lucky", "Nova", "Kirana", "好物"], n / 7)
        );
        store.authorized_until = (n % 20 == 7).then(|| now.plus(3 * 86_400_000));
        store.login_expired = n % 50 == 11;
        super::stores::save(&mut tx, &mut store, now).await?;
        stores.push(store);
    }
    tx.commit().await?;
    let mut begun = 0;
    while begun < size.sessions && !stores.is_empty() {
        let mut tx = db.write().await?;
        for n in begun..(begun + BATCH).min(size.sessions) {
            let share = size.messages / size.sessions + u32::from(n < size.messages % size.sessions);
            let each = share.max(size.threads.get(n as usize).copied().unwrap_or(0));
            session(&mut tx, &stores[n as usize % stores.len()], n, each, now).await?;
        }
        tx.commit().await?;
        begun += BATCH;
    }
    super::search::merge(db).await?;
    db.analyze().await
}

fn store_id(n: u32) -> Result<StoreId> {
    Ok(StoreId::try_from(format!(
        "{}-{}",
        pick(&Platform::ALL, n),
        220_000_000 + n
    ))?)
}

/// The id of the session that is the `n`th newest.
///
/// # Errors
/// Never, as long as the ids made here are ids.
pub fn session_id(size: Size, n: u32) -> Result<SessionId> {
    let store = store_id(n % size.stores.max(1))?;
    Ok(SessionId::try_from(format!("{store}~{}", session_number(n)))?)
}

/// The id of a session's `m`th message, the oldest being 0.
///
/// # Errors
/// Never, as long as the ids made here are ids.
pub fn message_id(session: &SessionId, m: u32) -> Result<MessageId> {
    Ok(MessageId::try_from(format!("{session}.{m}"))?)
}

/// The name of that session's buyer, which no other has.
#[must_use]
pub fn buyer_name(n: u32) -> String {
    format!("{} {n}", pick(&NAMES, n / 5))
}

fn session_number(n: u32) -> String {
    format!("{:08}", 10_000_000 + n)
}

/// Session `n`, whose newest message came `n` half-minutes ago.
async fn session(tx: &mut super::Write, store: &StoreRow, n: u32, messages: u32, now: Millis) -> Result<()> {
    let number = session_number(n);
    let id = SessionId::try_from(format!("{}~{number}", store.id))?;
    let buyer = Buyer {
        id: format!("b{number}"),
        name: buyer_name(n),
    };
    let mut session = SessionRow::new(id, store, number, buyer);
    session.history_complete = true;
    let newest = now.plus(-i64::from(n) * MINUTE_MS / 2);
    if n.is_multiple_of(4) {
        session.unread = n % 3 + 1;
        session.waiting_since = Some(newest.plus(-5 * MINUTE_MS));
    }
    let answered = session.waiting_since.is_none();
    super::sessions::save(tx, &mut session, newest).await?;
    let mut last = None;
    for m in 0..messages {
        let at = newest.plus(-i64::from(messages - 1 - m) * 7 * MINUTE_MS);
        let author = if (messages - 1 - m) % 2 == u32::from(answered) {
            Author::Buyer
        } else {
            Author::Seller
        };
        let text = match (n * 31 + m * 7) % 997 {
            0 => format!("order 24{n:06}A/77-SG zebrafish"),
            odd => format!("{} {}", pick(&TEXTS, n / 2 + m * 5), odd),
        };
        let id = message_id(&session.id, m)?;
        let content = Content::Text { text };
        let mut message = MessageRow::new(id, &session, author, content, at, at.0 * 1000);
        message.platform_message_id = Some(format!("m{n}.{m}"));
        super::messages::save(tx, &session, &mut message, now).await?;
        last = Some(LastMessage {
            id: message.id,
            author,
            content: message.content,
            at,
        });
    }
    session.last = last;
    super::sessions::save(tx, &mut session, now).await
}
