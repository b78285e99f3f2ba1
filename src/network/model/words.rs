//! Where the monitor stands, what can happen to it, and what it has done.

/// Which part is down, as far as this console can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The browser has no network.
    Offline,
    /// Nobody answers in time.
    Unreachable,
    /// Something answers that is not our gateway: a sign-in page of the network, a proxy's error.
    NotOurs,
}

/// Where the console stands with its gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The gateway answers, as far as is known.
    Fine,
    /// It does not: nothing is fetched. `attempt` is the number of the next probe, from 1.
    Lost { why: Why, attempt: u32 },
    /// It answers again, not long enough yet: still nothing is fetched.
    Steadying { why: Why, since: i64 },
    /// What was missed is on its way: the changes since, or (`full`) every
    /// page anew. `restored` where this is worth telling.
    Syncing { restored: bool, full: bool, since: i64 },
    /// That failed; tried again by itself.
    Behind { full: bool, next: i64 },
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Our gateway has answered a request.
    Answered,
    /// A request got no answer, or one that is not our gateway's.
    Unanswered(Why),
    /// The answer to a probe.
    Probed(Result<(), Why>),
    /// The browser says that its network has gone or come.
    Browser { online: bool },
    /// A look is worth while: the page comes to the front, or out of the cache; another tab asks.
    Hint,
    /// The timer for `due`, or the regular tick.
    Due,
    /// The operator wants a probe now.
    TryNow,
    /// The operator wants the sync tried again now.
    Retry,
    /// The stream of changes has said something.
    Word,
    /// The stream has sent all that was missed.
    CaughtUp,
    /// The stream begins anew at a place of its own: pages have to be fetched.
    Joined,
    /// The stream has ended; `anew` where it only wants to be opened again.
    StreamLost { anew: bool },
    /// The stream has ended and is not wanted any more: nobody is signed in.
    StreamOver,
    /// A fetch goes out.
    Asked,
    /// A fetch has ended; `ok` unless the gateway could not serve it or did not answer.
    Fetched { ok: bool },
}

/// What the shell does, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Ask the gateway for a sign of life; takes back the question before.
    Probe,
    /// Open the stream of changes; takes back the one before.
    Connect,
    /// End the stream of changes.
    Disconnect,
    /// Have every room fetch what it shows.
    FetchAll,
    /// Send what waits in the outbox.
    Wake,
}
