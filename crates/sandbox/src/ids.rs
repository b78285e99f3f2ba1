//! Ids in each platform's own shape. An id is a number spelt so that it can be
//! read back: who holds a message id can find store, session and message
//! without a table, which is what lets the world be as large as one likes.

use crate::world::Platform;

/// A store's number in the world.
pub(crate) type StoreNo = u32;
/// A session's number in its store; numbers from [`FIRST_NEW_SESSION`] on came up at run time.
pub(crate) type SessionNo = u32;
/// A message's number in its session; numbers from [`FIRST_NEW_MESSAGE`] on came up at run time.
pub(crate) type MessageNo = u32;

const STORE_BITS: u32 = 14;
const SESSION_BITS: u32 = 20;
const MESSAGE_BITS: u32 = 26;

/// The most stores that a world may have.
pub(crate) const MOST_STORES: u32 = 10_000;
/// The first number of a session that the seed does not know.
pub(crate) const FIRST_NEW_SESSION: SessionNo = 1 << (SESSION_BITS - 1);
/// The first number of a message that the seed does not know.
pub(crate) const FIRST_NEW_MESSAGE: MessageNo = 1 << (MESSAGE_BITS - 1);

/// A number that stands for a session anywhere in the world.
fn pack_session(store: StoreNo, session: SessionNo) -> u64 {
    (u64::from(store) << SESSION_BITS) | u64::from(session)
}

fn unpack_session(packed: u64) -> Option<(StoreNo, SessionNo)> {
    let store = u32::try_from(packed >> SESSION_BITS)
        .ok()
        .filter(|store| *store < 1 << STORE_BITS)?;
    Some((store, u32::try_from(packed & ((1 << SESSION_BITS) - 1)).ok()?))
}

/// A family of ids: `base + step × n`.
struct Family {
    base: u64,
    step: u64,
}

impl Family {
    fn spell(&self, n: u64) -> u64 {
        self.base + self.step * n
    }

    fn read(&self, id: u64) -> Option<u64> {
        let above = id.checked_sub(self.base)?;
        above.is_multiple_of(self.step).then_some(above / self.step)
    }
}

const fn family(base: u64, step: u64) -> Family {
    Family { base, step }
}

fn shops(platform: Platform) -> Family {
    match platform {
        Platform::Shopee => family(220_012_345, 7),
        Platform::Lazada => family(1_000_143_772, 11),
        Platform::Tiktok => family(7_494_105_515_082_810_525, 4_294_967_291),
    }
}

fn buyers(platform: Platform) -> Family {
    match platform {
        Platform::Shopee => family(165_105_353, 1),
        Platform::Lazada => family(1_011_822_749, 1),
        Platform::Tiktok => family(7_494_500_000_000_338_459, 3),
    }
}

fn sessions(platform: Platform) -> Family {
    match platform {
        Platform::Shopee => family(709_122_092_476_686_867, 4_194_301),
        Platform::Lazada => family(0, 1),
        Platform::Tiktok => family(7_494_560_109_732_334_261, 1_009),
    }
}

fn orders(platform: Platform) -> Family {
    match platform {
        Platform::Shopee => family(11, 157),
        Platform::Lazada => family(400_116_090_000_000, 1_009),
        Platform::Tiktok => family(576_461_413_038_785_752, 1_009),
    }
}

fn products(platform: Platform) -> Family {
    match platform {
        Platform::Shopee => family(20_480_113_007, 3),
        Platform::Lazada => family(2_807_246_166, 3),
        Platform::Tiktok => family(1_729_582_718_312_380_123, 1_009),
    }
}

/// The platform's id of a shop.
pub(crate) fn shop(platform: Platform, store: StoreNo) -> u64 {
    shops(platform).spell(u64::from(store))
}

/// The store behind a shop id; the caller checks that the world has it on this platform.
pub(crate) fn read_shop(platform: Platform, id: u64) -> Option<StoreNo> {
    u32::try_from(shops(platform).read(id)?)
        .ok()
        .filter(|store| *store < MOST_STORES)
}

/// The account that speaks for the shop in its chats.
pub(crate) fn seller_user(platform: Platform, store: StoreNo) -> u64 {
    match platform {
        Platform::Shopee => 947_151_379 + u64::from(store),
        Platform::Lazada => 100_094_063 + u64::from(store),
        Platform::Tiktok => 7_494_560_100_000_000_000 + u64::from(store),
    }
}

/// The buyer of a session (a buyer has one session with a shop).
pub(crate) fn buyer(platform: Platform, store: StoreNo, session: SessionNo) -> u64 {
    buyers(platform).spell(pack_session(store, session))
}

pub(crate) fn read_buyer(platform: Platform, id: u64) -> Option<(StoreNo, SessionNo)> {
    unpack_session(buyers(platform).read(id)?)
}

/// A session id as the platform spells it.
pub(crate) fn session(platform: Platform, store: StoreNo, session: SessionNo) -> String {
    if platform == Platform::Lazada {
        let seller = seller_user(platform, store);
        return format!("{seller}_2_{}_1_103", buyer(platform, store, session));
    }
    sessions(platform).spell(pack_session(store, session)).to_string()
}

pub(crate) fn read_session(platform: Platform, id: &str) -> Option<(StoreNo, SessionNo)> {
    if platform == Platform::Lazada {
        let (seller, rest) = id.split_once("_2_")?;
        let found = read_buyer(platform, rest.strip_suffix("_1_103")?.parse().ok()?)?;
        return (seller == seller_user(platform, found.0).to_string()).then_some(found);
    }
    unpack_session(sessions(platform).read(id.parse().ok()?)?)
}

/// A message id as the platform spells it: a 19-digit number on Shopee and
/// TikTok Shop, letters and digits on Lazada.
pub(crate) fn message(platform: Platform, store: StoreNo, session: SessionNo, message: MessageNo) -> String {
    let packed = (pack_session(store, session) << MESSAGE_BITS) | u64::from(message);
    match platform {
        Platform::Shopee => (SHOPEE_MESSAGES + packed).to_string(),
        Platform::Tiktok => (TIKTOK_MESSAGES + packed).to_string(),
        Platform::Lazada => spell_base(packed.wrapping_mul(SCRAMBLE), 62, 18),
    }
}

const SHOPEE_MESSAGES: u64 = 2_302_748_948_493_123_953;
const TIKTOK_MESSAGES: u64 = 7_576_560_109_732_334_270;
/// Odd, so that multiplying by it can be undone.
const SCRAMBLE: u64 = 0x9E37_79B9_7F4A_7C15;
const UNSCRAMBLE: u64 = 0xF1DE_83E1_9937_733D;

pub(crate) fn read_message(platform: Platform, id: &str) -> Option<(StoreNo, SessionNo, MessageNo)> {
    let packed = match platform {
        Platform::Shopee => id.parse::<u64>().ok()?.checked_sub(SHOPEE_MESSAGES)?,
        Platform::Tiktok => id.parse::<u64>().ok()?.checked_sub(TIKTOK_MESSAGES)?,
        Platform::Lazada => (id.len() == 18).then(|| read_base(id, 62))??.wrapping_mul(UNSCRAMBLE),
    };
    let (store, session) = unpack_session(packed >> MESSAGE_BITS)?;
    Some((store, session, u32::try_from(packed & ((1 << MESSAGE_BITS) - 1)).ok()?))
}

/// The order of a session's buyer: Shopee's day and eight letters, numbers elsewhere.
pub(crate) fn order(platform: Platform, store: StoreNo, session: SessionNo, day: &str) -> String {
    let n = orders(platform).spell(pack_session(store, session));
    if platform == Platform::Shopee {
        format!("{day}{}", spell_base(n, 36, 8))
    } else {
        n.to_string()
    }
}

pub(crate) fn read_order(platform: Platform, id: &str) -> Option<(StoreNo, SessionNo)> {
    let n = match platform {
        Platform::Shopee if id.len() == 14 => read_base(id.get(6..)?, 36)?,
        Platform::Shopee => return None,
        _ => id.parse().ok()?,
    };
    unpack_session(orders(platform).read(n)?)
}

/// Products that a store has.
pub(crate) const PRODUCTS_A_STORE: u64 = 64;

/// The id of a store's product.
pub(crate) fn product(platform: Platform, store: StoreNo, product: u64) -> u64 {
    products(platform).spell(u64::from(store) * PRODUCTS_A_STORE + product)
}

pub(crate) fn read_product(platform: Platform, id: u64) -> Option<(StoreNo, u64)> {
    let n = products(platform).read(id)?;
    let store = u32::try_from(n / PRODUCTS_A_STORE)
        .ok()
        .filter(|store| *store < MOST_STORES)?;
    Some((store, n % PRODUCTS_A_STORE))
}

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// `n` in base 36 or 62, filled up with leading zeros.
fn spell_base(mut n: u64, base: u64, width: usize) -> String {
    let mut digits = vec![b'0'; width];
    for place in digits.iter_mut().rev() {
        *place = DIGITS[usize::try_from(n % base).unwrap_or(0)];
        n /= base;
    }
    digits.into_iter().map(char::from).collect()
}

fn read_base(text: &str, base: u64) -> Option<u64> {
    text.bytes().try_fold(0_u64, |n, letter| {
        let digit = DIGITS.iter().position(|digit| *digit == letter)? as u64;
        (digit < base).then_some(())?;
        n.checked_mul(base)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Platform::Shopee)]
    #[case(Platform::Lazada)]
    #[case(Platform::Tiktok)]
    fn every_id_is_read_back(#[case] platform: Platform) {
        for (store, no, text) in [
            (0, 0, 0),
            (9_999, FIRST_NEW_SESSION + 77, FIRST_NEW_MESSAGE + 9),
            (23, 24, 39),
            (9_999, (1 << 20) - 1, (1 << 26) - 1),
        ] {
            assert_eq!(read_shop(platform, shop(platform, store)), Some(store));
            assert_eq!(read_buyer(platform, buyer(platform, store, no)), Some((store, no)));
            assert_eq!(read_session(platform, &session(platform, store, no)), Some((store, no)));
            assert_eq!(
                read_message(platform, &message(platform, store, no, text)),
                Some((store, no, text))
            );
            assert_eq!(
                read_order(platform, &order(platform, store, no, "261122")),
                Some((store, no))
            );
            assert_eq!(read_product(platform, product(platform, store, 63)), Some((store, 63)));
        }
    }

    #[rstest]
    #[case(Platform::Shopee)]
    #[case(Platform::Lazada)]
    #[case(Platform::Tiktok)]
    fn what_is_no_id_is_refused(#[case] platform: Platform) {
        for odd in ["", "0", "x", "-1", "_2__1_103", "99999999999999999999999", "é"] {
            assert_eq!(read_session(platform, odd), None, "{odd}");
            assert_eq!(read_order(platform, odd), None, "{odd}");
        }
        assert_eq!(read_message(platform, "12"), None);
    }
}
