//! A list of a new kind takes its model, its endpoint and its columns, as
//! CONTRIBUTING.md says.

use super::*;
use serde::{Deserialize, Serialize};
use steadydesk::api::client;
use steadydesk::list::model::{Answer, Query, Row};
use steadydesk::list::{Addressed, Column, Kind, List, Look, News, Room, pager, stamp, table, veiled};
use steadydesk::route::{self, Route};
use steadydesk_wire::Change;
use web_sys::AbortSignal;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Coupon {
    id: String,
    name: String,
    version: i64,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct CouponsQuery {
    page: u32,
}

impl Query for CouponsQuery {
    const ROWS: u32 = 2;

    fn page(&self) -> u32 {
        self.page
    }

    fn at_page(&self, page: u32) -> Self {
        Self { page }
    }
}

impl Row for Coupon {
    fn id(&self) -> &str {
        &self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn name(&self) -> &str {
        &self.name
    }
}

struct Coupons;

impl Kind for Coupons {
    type Query = CouponsQuery;
    type Row = Coupon;
    type Extra = ();
    type Wire = Page<Coupon>;

    fn ask(query: &CouponsQuery, signal: Option<&AbortSignal>) -> client::Answer<Page<Coupon>> {
        client::get(
            &format!("/api/coupons?offset={}", query.page * CouponsQuery::ROWS),
            signal,
        )
    }

    fn page(page: Page<Coupon>) -> Answer<Coupon, ()> {
        Answer { page, extra: () }
    }
}

impl Addressed for Coupons {
    const NAME: &'static str = "coupons";

    fn query(route: &Route) -> Option<CouponsQuery> {
        (*route == Route::Later(route::Room::Coupons)).then(CouponsQuery::default)
    }

    fn route(_query: CouponsQuery, _present: &Route) -> Route {
        Route::Later(route::Room::Coupons)
    }

    fn news(_change: &Change) -> Option<News<Coupon>> {
        None
    }

    fn list(moved: Box<dyn Fn(CouponsQuery)>) -> List<Self> {
        List::new(moved)
    }
}

fn coupons_room() -> AnyView {
    let coupons = Room::<Coupons>::open();
    let name = Column::new(
        |m| m.stores.store,
        "coupon-name",
        |row| view! { <b>{move || row.with(|coupon: &Coupon| coupon.name.clone())}</b> }.into_any(),
    );
    let look = Look {
        name: |m| m.stores.stores,
        walk: "b",
        selects: false,
        here: coupons.here(|_| None),
    };
    let nothing = || view! { <p>"none"</p> }.into_any();
    view! {
        {stamp(coupons.list)}
        {veiled(coupons.list, table(coupons.list, look, vec![name], nothing))}
        {pager(coupons.list, move |query| coupons.go(query))}
    }
    .into_any()
}

#[wasm_bindgen_test]
async fn a_list_of_a_new_kind_takes_its_model_its_endpoint_and_its_columns() {
    let gateway = Gateway::start();
    let page = |ids: &[&str], offset| Page {
        items: ids
            .iter()
            .map(|id| Coupon {
                id: (*id).to_owned(),
                name: format!("Coupon {id}"),
                version: 1,
            })
            .collect(),
        total: 3,
        more_than_total: false,
        offset,
        seq: 1,
        as_of: Millis(1_800_000_000_000),
    };
    gateway.always("GET /api/coupons?offset=0", &page(&["a", "b"], 0));
    gateway.add(on("GET /api/coupons?offset=2").after(400).json(&page(&["c"], 2)));
    let room = mounted("/coupons", move || {
        provide_i18n();
        provide_router();
        coupons_room()
    });
    until("its rows", || room.ids("[role=row][data-id]") == ["a", "b"]).await;
    assert_eq!(room.text("[data-id=a] b"), "Coupon a");
    room.named("button", "Next page").click();
    until("its veil", || veil(&room).is_some()).await;
    until("its second page", || room.ids("[role=row][data-id]") == ["c"]).await;
    assert_eq!(room.text(".pager-place"), "Page 2 of 2");
    assert!(room.text(".stamp").starts_with("as of "));
}
