//! The marketplaces' own limit: so many requests a second from one shop.

use crate::ids::StoreNo;
use std::collections::HashMap;

/// A bucket a shop, filled by the second; a shop may use two seconds' worth at once.
#[derive(Debug)]
pub(crate) struct Pace {
    a_second: f64,
    shops: HashMap<StoreNo, (f64, i64)>,
}

impl Pace {
    /// `a_second` of 0 means no limit.
    pub(crate) fn new(a_second: u32) -> Self {
        Self {
            a_second: f64::from(a_second),
            shops: HashMap::new(),
        }
    }

    /// Whether one more request is allowed now.
    pub(crate) fn allows(&mut self, store: StoreNo, now_ms: i64) -> bool {
        if self.a_second == 0.0 {
            return true;
        }
        let most = self.a_second * 2.0;
        let (left, at_ms) = self.shops.entry(store).or_insert((most, now_ms));
        let passed_s = f64::from(i32::try_from(now_ms - *at_ms).unwrap_or(i32::MAX).max(0)) / 1000.0;
        *left = (*left + passed_s * self.a_second).min(most);
        *at_ms = now_ms;
        let allowed = *left >= 1.0;
        if allowed {
            *left -= 1.0;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::Pace;

    #[test]
    fn a_shop_is_slowed_and_another_is_not() {
        let mut pace = Pace::new(2);
        let taken = |pace: &mut Pace, store, now| (0..10).filter(|_| pace.allows(store, now)).count();
        assert_eq!(taken(&mut pace, 1, 0), 4);
        assert_eq!(taken(&mut pace, 2, 0), 4);
        assert_eq!(taken(&mut pace, 1, 1000), 2);
        assert_eq!(taken(&mut Pace::new(0), 1, 0), 10);
    }
}
