//! The outside world behind a small seam: the only place that touches the
//! browser's globals. Nothing here panics; where the browser refuses
//! something, the console goes on without it.

pub mod channel;
pub mod clock;
pub mod device;
pub mod focus;
pub mod highlight;
pub mod ids;
pub mod intl;
pub mod location;
pub mod lock;
pub mod node;
pub mod online;
pub mod page;
pub mod panic;
pub mod preferences;
pub mod print;
pub mod storage;
pub mod tab;
pub mod visibility;
