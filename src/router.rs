//! Where the operator is: the address bar as a signal.

use crate::browser::location;
use crate::route::{InboxPlace, Room, Route};
use leptos::prelude::*;

/// A handle to the present page.
#[derive(Debug, Clone, Copy)]
pub struct Router {
    route: RwSignal<Route>,
    travelled: StoredValue<bool>,
    /// Where the inbox was last.
    inbox: StoredValue<InboxPlace>,
}

impl Router {
    fn new() -> Self {
        let router = Self {
            route: RwSignal::new(location::current()),
            travelled: StoredValue::new(true),
            inbox: StoredValue::default(),
        };
        router.note();
        router
    }

    /// Whether Back, Forward or a reload led to the present page, and not a click.
    #[must_use]
    pub fn travelled(self) -> bool {
        self.travelled.try_get_value() == Some(true)
    }

    fn set(self, route: Route, travelled: bool) {
        self.travelled.set_value(travelled);
        self.route.set(route);
        self.note();
    }

    fn note(self) {
        if let Route::Inbox(place) = self.route.get_untracked() {
            self.inbox.set_value(place);
        }
    }

    /// Where the link to a room leads; follows the present page. Into the inbox
    /// that is where it was left, and from within it to its begin.
    #[must_use]
    pub fn way_into(self, room: Room) -> Route {
        let inside = self.route.with(Route::room) == Some(Room::Inbox);
        match room {
            Room::Inbox if !inside => Route::Inbox(self.inbox.get_value()),
            room => room.route(),
        }
    }

    /// Where the inbox was last.
    #[must_use]
    pub fn inbox(self) -> InboxPlace {
        self.inbox.try_get_value().unwrap_or_default()
    }

    /// The inbox was left there; `bare`: an address without anything of it means that place too.
    pub fn left_inbox_at(self, place: InboxPlace, bare: bool) {
        let is_bare = |route: &Route| *route == Route::Inbox(InboxPlace::default());
        if self.route.with_untracked(|route| route.room() != Some(Room::Inbox)) {
            self.inbox.set_value(place);
        } else if bare && self.route.with_untracked(is_bare) {
            self.inbox.set_value(place.clone());
            location::replace(&Route::Inbox(place.clone()).to_string());
            self.route.set(Route::Inbox(place));
        }
    }

    /// Forgets where the inbox was: somebody else may sit here now.
    pub fn forget(self) {
        self.inbox.set_value(InboxPlace::default());
        self.note();
    }

    /// The present page; follows changes.
    #[must_use]
    pub fn route(self) -> Route {
        self.route.get()
    }

    /// The present page as a signal.
    #[must_use]
    pub fn signal(self) -> ReadSignal<Route> {
        self.route.read_only()
    }

    /// Goes to a page, as a new entry of the history. Going where one is does nothing.
    pub fn go(self, route: impl Into<Route>) {
        let route = route.into();
        if self.route.with_untracked(|present| *present != route) {
            location::push(&route.to_string());
            self.set(route, false);
        }
    }

    /// Goes to a page in place of the present entry of the history.
    pub fn replace(self, route: impl Into<Route>) {
        let route = route.into();
        if self.route.with_untracked(|present| *present != route) {
            location::replace(&route.to_string());
            self.set(route, false);
        }
    }
}

/// Puts the router into context and listens for Back, Forward and links, for as long as the owner lives.
pub fn provide_router() -> Router {
    let router = Router::new();
    location::on_travel(move |route| router.set(route, true));
    location::on_link(move |route| router.go(route));
    provide_context(router);
    router
}

/// Where the operator is.
#[must_use]
pub fn use_router() -> Router {
    // A part mounted alone has a router that no link leads to.
    use_context().unwrap_or_else(Router::new)
}
