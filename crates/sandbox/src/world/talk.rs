//! What was said in a session before the sandbox started, made backwards from
//! its last message, so that the newest are as cheap as if there were no others.

use super::{Body, Message, PictureRef, Side, Store, World, place};
use crate::{dice::Dice, ids::SessionNo};

impl World {
    /// The last `count` messages of a seeded session, oldest first.
    pub(crate) fn tail(&self, store: &Store, session: SessionNo, count: u32) -> Vec<Message> {
        let mut no = self.plan.messages;
        let mut left = count.min(no);
        let mut at_ms = self.last_at(store.no, session);
        let mut newest_first = Vec::with_capacity(left as usize);
        for stretch in 0_u64.. {
            if left == 0 {
                break;
            }
            let mut dice = self.dice(&[place::TALK, store.no.into(), session.into(), stretch]);
            let mut turns = self.stretch(store, session, &mut dice);
            if stretch == 0 && self.waits(store.no, session) {
                // Waiting for an answer: nothing after the buyer's last words.
                let last = turns
                    .iter()
                    .rposition(|(side, body)| *side == Side::Buyer && matches!(body, Body::Text { .. }));
                turns.truncate(last.map_or(turns.len(), |last| last + 1));
            }
            for (side, body) in turns.into_iter().rev() {
                let gap_ms = dice.between(15, 400) * 1000 + dice.between(0, 999);
                if left == 0 {
                    break;
                }
                no -= 1;
                left -= 1;
                newest_first.push(Message {
                    no,
                    side,
                    at_ms,
                    body,
                    recalled: false,
                });
                at_ms -= gap_ms;
            }
            at_ms -= dice.between(1, 30) * 3_600_000;
        }
        newest_first.reverse();
        newest_first
    }

    /// One talk of a session: a dialogue with the cards and pictures around it.
    fn stretch(&self, store: &Store, session: SessionNo, dice: &mut Dice) -> Vec<(Side, Body)> {
        let mut turns = Vec::new();
        match dice.below(10) {
            0 | 1 => turns.push((Side::Buyer, Body::Product(dice.below(PRODUCTS_SPOKEN_OF)))),
            2 => turns.push((Side::Buyer, Body::CameFromProduct(dice.below(PRODUCTS_SPOKEN_OF)))),
            3 => turns.push((Side::Buyer, Body::Order(session))),
            4 => turns.push((
                Side::System,
                Body::Notice {
                    text: self.library.notice(store.site.language),
                },
            )),
            _ => {}
        }
        // One dialogue speaks of one product.
        let filling = dice.clone();
        for line in self.library.dialogue(store.site.language, dice) {
            let fill = |text: &str| self.fill(text, store, session, &mut filling.clone());
            let english = line.english.map(fill);
            turns.push((
                line.side,
                Body::Text {
                    text: fill(line.text),
                    english,
                },
            ));
            if line.side == Side::Buyer && dice.chance(18) {
                turns.push((Side::Buyer, extra(session, dice)));
            }
        }
        match dice.below(24) {
            0 => turns.push((
                Side::Seller,
                Body::Voucher {
                    id: 91_471_122_422_003 + u64::from(store.no),
                    title: "10% OFF".to_owned(),
                },
            )),
            1 => turns.push((Side::Seller, Body::Logistics(session))),
            2 => turns.push((Side::System, Body::Return(session))),
            3 => turns.push((Side::Seller, Body::Product(dice.below(PRODUCTS_SPOKEN_OF)))),
            4 => turns.push((
                Side::Seller,
                Body::AutoReply {
                    text: self.library.auto_reply(store.site.language),
                },
            )),
            5 => turns.push((
                Side::Buyer,
                Body::Faq {
                    text: self.library.notice(store.site.language),
                },
            )),
            _ => {}
        }
        turns
    }
}

/// Products that come up in talks; the store has a few more.
const PRODUCTS_SPOKEN_OF: u64 = 48;

/// What buyers add to their words.
fn extra(session: SessionNo, dice: &mut Dice) -> Body {
    match dice.below(8) {
        0..=3 => Body::Picture(PictureRef::seeded(dice.next())),
        4 => Body::Video {
            still: PictureRef::seeded(dice.next()),
            seconds: u32::try_from(dice.between(3, 45)).unwrap_or(3),
        },
        5 => Body::Order(session),
        _ => Body::Sticker {
            name: (*dice.pick(&["happy", "thanks", "confused", "love", "please"])).to_owned(),
        },
    }
}
