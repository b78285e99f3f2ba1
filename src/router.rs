//! Where the operator is: the address bar as a signal.

use crate::browser::location;
use crate::route::Route;
use leptos::prelude::*;

/// A handle to the present page.
#[derive(Debug, Clone, Copy)]
pub struct Router {
    route: RwSignal<Route>,
}

impl Router {
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
            self.route.set(route);
        }
    }

    /// Goes to a page in place of the present entry of the history.
    pub fn replace(self, route: impl Into<Route>) {
        let route = route.into();
        if self.route.with_untracked(|present| *present != route) {
            location::replace(&route.to_string());
            self.route.set(route);
        }
    }
}

/// Puts the router into context and listens for Back, Forward and links, for as long as the owner lives.
pub fn provide_router() -> Router {
    let router = Router {
        route: RwSignal::new(location::current()),
    };
    location::on_travel(move |route| router.route.set(route));
    location::on_link(move |route| router.go(route));
    provide_context(router);
    router
}

/// Where the operator is.
#[must_use]
pub fn use_router() -> Router {
    // A part mounted alone has a router that no link leads to.
    use_context().unwrap_or_else(|| Router {
        route: RwSignal::new(location::current()),
    })
}
