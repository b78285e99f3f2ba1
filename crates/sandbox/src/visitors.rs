//! Buyers who write by themselves, at a gentle pace.

use crate::{dice::Dice, market::NewBuyer, shared::Shared, world::Body};
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// One message every few seconds, somewhere in the shops that have allowed the app.
pub(crate) async fn run(shared: Arc<Shared>, stop: CancellationToken) {
    let mut dice = Dice::at(shared.seed, &[0xB0_9E_45]);
    for turn in 0.. {
        let pause = Duration::from_millis(dice.between(2_500, 7_500).unsigned_abs());
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => write(&shared, &mut dice, turn),
        }
    }
}

fn write(shared: &Shared, dice: &mut Dice, turn: u64) {
    let mut market = shared.market();
    let open: Vec<u32> = market
        .world
        .stores()
        .filter(|store| market.authorized(*store))
        .collect();
    if open.is_empty() {
        return;
    }
    let Some(store) = market.world.store(*dice.pick(&open)) else {
        return;
    };
    let sessions = u64::from(market.world.plan().sessions);
    let session = u32::try_from(dice.below(sessions.min(12))).unwrap_or(0);
    let who = if sessions == 0 || dice.chance(8) {
        NewBuyer::Anybody
    } else {
        NewBuyer::InSession(session)
    };
    let (text, english) = market.world.saying(&store, session, turn);
    if market
        .buyer_writes(&store, who, Body::Text { text, english }, shared.clock.now_ms())
        .is_err()
    {
        tracing::warn!(store = store.id(), "a visitor found no session");
    }
}
