//! Scripted faults: what goes wrong, where, and how often.

use crate::world::Platform;
use serde::{Deserialize, Serialize};

/// A fault as `POST /control/faults` orders it.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct Order {
    #[serde(default, rename = "where")]
    pub(crate) place: Place,
    #[serde(flatten)]
    pub(crate) fault: Fault,
    /// How often; without it until it is ended.
    pub(crate) times: Option<u32>,
}

/// Where a fault strikes; what is not said matches everything.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub(crate) struct Place {
    pub(crate) platform: Option<Platform>,
    /// The platform's shop id, or `platform-id`.
    pub(crate) store: Option<String>,
    /// How the path begins; for pushes it is `/push/shopee` and so on.
    pub(crate) path: Option<String>,
    /// The request's method, in either case; pushes are `POST`.
    pub(crate) method: Option<String>,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub(crate) enum Fault {
    /// The request waits so long before it is looked at.
    Latency { ms: u64 },
    /// The connection closes without an answer; nothing was done.
    DropBefore,
    /// Done, but the connection closes without an answer.
    DropAfterCommit,
    /// Nothing done; this status, and the body where one is given.
    Status { code: u16, body: Option<String> },
    /// The platform's own "too many requests"; nothing done.
    RateLimited { retry_after_s: u64 },
    /// The platform's own "access token expired"; nothing done.
    TokenExpired,
    /// Done, but half of the body arrives and the connection closes.
    Truncate,
    /// Done, but what arrives is a page of HTML with status 200.
    Garbage,
    /// A push arrives, and this many copies of it, so far apart.
    DuplicatePush {
        copies: u32,
        #[serde(default)]
        every_ms: i64,
    },
    /// A push is overtaken by this many later ones of its store.
    ReorderPush { by: u32 },
    /// A push never arrives.
    LosePush,
    /// A message is not taken: `window_closed`, `forbidden_word` or a reason in words.
    RefuseSend { reason: String },
}

impl Fault {
    /// Whether it happens to pushes rather than to requests.
    fn of_pushes(&self) -> bool {
        matches!(
            self,
            Self::DuplicatePush { .. } | Self::ReorderPush { .. } | Self::LosePush
        )
    }
}

/// A fault in force.
#[derive(Debug, Clone, Serialize)]
struct Armed {
    id: u64,
    #[serde(flatten)]
    order: Order,
}

/// What a request or push is matched by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    /// Nothing for a service that is no marketplace.
    pub(crate) platform: Option<Platform>,
    /// The platform's shop id, where the request names one.
    pub(crate) store: Option<&'a str>,
    pub(crate) path: &'a str,
    pub(crate) method: &'a str,
    /// It would send a message.
    pub(crate) sends: bool,
}

/// What strikes one request.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Strike {
    pub(crate) latency_ms: u64,
    pub(crate) fault: Option<Fault>,
}

/// The faults in force, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    next: u64,
    armed: Vec<Armed>,
}

impl Faults {
    /// Puts a fault in force; answers its id.
    pub(crate) fn arm(&mut self, order: Order) -> u64 {
        self.next += 1;
        self.armed.push(Armed { id: self.next, order });
        self.next
    }

    /// Ends one; false when there is none of this id.
    pub(crate) fn end(&mut self, id: u64) -> bool {
        let before = self.armed.len();
        self.armed.retain(|armed| armed.id != id);
        self.armed.len() < before
    }

    /// Ends all.
    pub(crate) fn end_all(&mut self) {
        self.armed.clear();
    }

    /// The faults in force, as JSON.
    pub(crate) fn list(&self) -> serde_json::Value {
        serde_json::json!(self.armed)
    }

    /// Takes what strikes a request: every latency, and the first other fault.
    pub(crate) fn strike_request(&mut self, target: Target<'_>) -> Strike {
        let mut strike = Strike::default();
        self.take(target, |fault| match fault {
            fault if fault.of_pushes() => false,
            Fault::Latency { ms } => {
                strike.latency_ms += ms;
                true
            }
            Fault::RefuseSend { .. } if !target.sends => false,
            _ if strike.fault.is_some() => false,
            other => {
                strike.fault = Some(other.clone());
                true
            }
        });
        strike
    }

    /// Takes what strikes a push: the first fault that is one of pushes.
    pub(crate) fn strike_push(&mut self, target: Target<'_>) -> Option<Fault> {
        let mut struck = None;
        self.take(target, |fault| {
            let hit = fault.of_pushes() && struck.is_none();
            if hit {
                struck = Some(fault.clone());
            }
            hit
        });
        struck
    }

    /// Offers every matching fault to `wants`; one that is wanted is used up by one.
    fn take(&mut self, target: Target<'_>, mut wants: impl FnMut(&Fault) -> bool) {
        for armed in &mut self.armed {
            if armed.order.place.matches(target) && wants(&armed.order.fault) {
                armed.order.times = armed.order.times.map(|times| times.saturating_sub(1));
            }
        }
        self.armed.retain(|armed| armed.order.times != Some(0));
    }
}

impl Place {
    fn matches(&self, target: Target<'_>) -> bool {
        let store_matches = |wanted: &str| {
            target.store.is_some_and(|store| {
                let platform = target.platform.map_or("", Platform::as_str);
                wanted == store || wanted.strip_prefix(platform) == Some(&format!("-{store}"))
            })
        };
        self.platform.is_none_or(|platform| target.platform == Some(platform))
            && self.store.as_deref().is_none_or(store_matches)
            && self.path.as_deref().is_none_or(|path| target.path.starts_with(path))
            && self
                .method
                .as_deref()
                .is_none_or(|method| target.method.eq_ignore_ascii_case(method))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEND: Target<'_> = Target {
        platform: Some(Platform::Shopee),
        store: Some("7"),
        path: "/api/v2/sellerchat/send_message",
        method: "POST",
        sends: true,
    };

    fn order(json: serde_json::Value) -> Order {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_fault_is_used_up_and_only_where_it_was_ordered() {
        let mut faults = Faults::default();
        faults.arm(order(serde_json::json!({
            "where": {"platform": "shopee", "store": "shopee-7", "path": "/api/v2/sellerchat"},
            "fault": "drop_before", "times": 2,
        })));
        assert_eq!(
            faults.strike_request(Target {
                store: Some("8"),
                ..SEND
            }),
            Strike::default()
        );
        assert_eq!(
            faults.strike_request(Target {
                platform: Some(Platform::Lazada),
                ..SEND
            }),
            Strike::default()
        );
        assert_eq!(
            faults.strike_request(Target {
                path: "/api/v2/shop",
                ..SEND
            }),
            Strike::default()
        );
        for _ in 0..2 {
            assert_eq!(faults.strike_request(SEND).fault, Some(Fault::DropBefore));
        }
        assert_eq!(faults.strike_request(SEND), Strike::default());
    }

    #[test]
    fn a_method_tells_sending_from_reading_on_the_same_path() {
        let path = "/customer_service/202309/conversations/1/messages";
        let reading = Target {
            path,
            method: "GET",
            sends: false,
            ..SEND
        };
        let sending = Target { path, ..SEND };
        for (method, struck, spared) in [("POST", sending, reading), ("get", reading, sending)] {
            let mut faults = Faults::default();
            faults.arm(order(serde_json::json!({
                "where": {"path": path, "method": method}, "fault": "drop_before", "times": 1,
            })));
            assert_eq!(faults.strike_request(spared), Strike::default(), "{method}");
            assert_eq!(faults.strike_request(struck).fault, Some(Fault::DropBefore), "{method}");
        }
    }

    #[test]
    fn latencies_add_up_and_one_other_fault_strikes() {
        let mut faults = Faults::default();
        for json in [
            serde_json::json!({"fault": "latency", "ms": 20}),
            serde_json::json!({"fault": "garbage", "times": 1}),
            serde_json::json!({"fault": "latency", "ms": 30}),
            serde_json::json!({"fault": "refuse_send", "reason": "no"}),
            serde_json::json!({"fault": "lose_push"}),
        ] {
            faults.arm(order(json));
        }
        assert_eq!(
            faults.strike_request(SEND),
            Strike {
                latency_ms: 50,
                fault: Some(Fault::Garbage)
            }
        );
        let reading = Target { sends: false, ..SEND };
        assert_eq!(
            faults.strike_request(reading),
            Strike {
                latency_ms: 50,
                fault: None
            }
        );
        let refused = Some(Fault::RefuseSend {
            reason: "no".to_owned(),
        });
        assert_eq!(faults.strike_request(SEND).fault, refused);
        assert_eq!(faults.strike_push(SEND), Some(Fault::LosePush));
    }
}
