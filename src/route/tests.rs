use super::*;

fn parse(address: &str) -> Route {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    Route::parse(path, query)
}

#[test]
fn what_is_printed_is_read_back() {
    for address in [
        "/inbox",
        "/inbox?platform=tiktok&unread=1&q=%E0%B8%AA%E0%B8%A7%E0%B8%B1%E0%B8%AA%E0%B8%94%E0%B8%B5&sort=longest_waiting",
        "/inbox?store=shopee-220012345&country=MY&unanswered=1&session=shopee-220012345~a%2541",
        "/stores",
        "/stores?platform=lazada&country=TH&status=login_expired&q=a%26b%3Dc%20%2B&page=3&store=lazada-7",
        "/stores?authorized=lazada-7",
        "/stores?authorization=refused",
        "/orders",
        "/help",
    ] {
        assert_eq!(parse(address).to_string(), address);
    }
}

#[test]
fn nonsense_is_passed_over() {
    for (address, same_as) in [
        ("/", "/inbox"),
        ("", "/inbox"),
        ("/stores/", "/stores"),
        ("/stores?page=0&platform=amazon&x=1", "/stores"),
        ("/stores?page=-1&store=a/b", "/stores"),
        ("/stores?page=99999999999", "/stores"),
        ("/inbox?unread=no&sort=oldest&session=", "/inbox"),
        ("/inbox?q=%zz%4", "/inbox?q=%25zz%254"),
        ("/inbox?q=+a+b+", "/inbox?q=a%20b"),
    ] {
        assert_eq!(parse(address).to_string(), same_as, "{address}");
    }
    assert_eq!(parse("/nowhere"), Route::Unknown);
    assert_eq!(parse("/stores/1"), Route::Unknown);
}

#[test]
fn each_room_has_its_own_path() {
    for room in Room::ALL {
        assert_eq!(parse(&room.route().to_string()).room(), Some(room));
    }
}

#[test]
fn the_gateways_own_paths_are_no_pages() {
    assert!(is_page("/") && is_page("/stores") && is_page("/apiary"));
    assert!(!is_page("/api/messages/m/picture") && !is_page("/oauth/shopee/callback"));
}
