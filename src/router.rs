//! Where the operator is: the address bar as a signal.

use crate::browser::location;
use crate::route::Route;
use leptos::prelude::*;

/// A handle to the present page.
#[derive(Debug, Clone, Copy)]
pub struct Router {
    route: RwSignal<Route>,
    travelled: StoredValue<bool>,
}

impl Router {
    fn new() -> Self {
        Self {
            route: RwSignal::new(location::current()),
            travelled: StoredValue::new(true),
        }
    }

    /// Whether Back, Forward or a reload led to the present page, and not a click.
    #[must_use]
    pub fn travelled(self) -> bool {
        self.travelled.try_get_value() == Some(true)
    }

    fn set(self, route: Route, travelled: bool) {
        self.travelled.set_value(travelled);
        self.route.set(route);
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
