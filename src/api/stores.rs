//! Stores and the permission to speak for them.

use super::client::{self, Answer};
use super::error::ApiError;
use crate::route::Pairs;
use gloo_net::http::Method;
use steadydesk_wire::{
    Authorization, NewAuthorization, Platform, Region, StandingsQuestion, StoreFilter, StoreId, StorePage,
    StoreStandings,
};
use web_sys::AbortSignal;

/// A page of the store list.
pub fn list(filter: &StoreFilter, signal: Option<&AbortSignal>) -> Answer<StorePage> {
    let mut pairs = Pairs::default();
    pairs.put("platform", filter.platform.map(Platform::as_str));
    pairs.put("region", filter.region.as_ref().map(Region::as_str));
    pairs.put("status", filter.status.as_deref());
    pairs.put("q", filter.q.as_deref());
    pairs.put("offset", Some(&filter.offset.to_string()));
    pairs.put("limit", Some(&filter.limit.to_string()));
    client::get(&format!("/api/stores{pairs}"), signal)
}

/// How stores are that were selected.
pub fn standings(question: &StandingsQuestion, signal: Option<&AbortSignal>) -> Answer<StoreStandings> {
    client::call(Method::POST, "/api/stores/standings", question, signal)
}

/// Has the platform asked about a store now.
pub async fn check_now(store: &StoreId) -> Result<(), ApiError> {
    client::tell(Method::POST, &format!("/api/stores/{store}/sync"), None::<&()>).await
}

/// Deletes a store with its sessions and messages.
pub async fn delete(store: &StoreId) -> Result<(), ApiError> {
    client::tell(Method::DELETE, &format!("/api/stores/{store}"), None::<&()>).await
}

/// Asks where the seller gives permission.
pub fn authorize(request: &NewAuthorization) -> Answer<Authorization> {
    client::call(Method::POST, "/api/authorizations", request, None)
}
