use super::support::inbox::A;
use super::support::{frame, mounted};
use super::*;
use steadydesk::i18n::{Locale, format};
use steadydesk::inbox::model::reading::Span;
use wasm_bindgen::JsValue;

/// Every text and every name in the page that is the console's own: not what people wrote, not what a key is called.
const TEXTS: &str = "
  const theirs = 'bdi:not(.palette-title), kbd, .avatar, [lang]:not(html), .diagnostics dl, [data-part], .site, .store-line, .stores-name, .menu-name, .menu-who, .session-text bdi, textarea, script, style';
  const said = [];
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.nodeType === 1 ? node : node.parentElement;
    if (element.closest(theirs)) continue;
    if (node.nodeType === 3) said.push(node.data);
    else for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-label']) said.push(node.getAttribute(name) ?? '');
  }
  return said.join('\\n');";

fn own_texts(root: &HtmlElement) -> String {
    let collect = js_sys::Function::new_with_args("root", TEXTS);
    collect.call1(&JsValue::NULL, root).unwrap().as_string().unwrap()
}

fn is_chinese(char: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&char)
}

/// What in the page is in another language than the one in force.
fn left_over(root: &HtmlElement, locale: Locale) -> Vec<String> {
    let names = [
        "Steadydesk",
        "Shopee",
        "Lazada",
        "TikTok Shop",
        "Enter",
        "Shift",
        "Shop",
        "Buyer",
        "MY",
        "Asia/Kuala_Lumpur",
    ];
    let mut found = Vec::new();
    for line in own_texts(root).lines() {
        let rest = names.iter().fold(line.to_owned(), |line, name| line.replace(name, ""));
        // What a store or a buyer is called may stand within a name.
        let words = rest.split(|char: char| !char.is_alphanumeric() && !"-~".contains(char));
        let foreign = |word: &&str| match locale {
            Locale::English => word.chars().any(is_chinese),
            Locale::SimplifiedChinese => {
                word.chars().filter(char::is_ascii_alphabetic).count() > 1 && !word.contains(['-', '~'])
            }
        };
        if words.filter(|word| !word.is_empty()).any(|word| foreign(&word)) {
            found.push(line.to_owned());
        }
    }
    found
}

fn choose(root: &HtmlElement, locale: Locale) {
    let choice = format!("#account-menu [lang={}] input", locale.tag());
    let input: HtmlElement = root.query_selector(&choice).unwrap().unwrap().unchecked_into();
    input.click();
}

async fn switches(root: &HtmlElement, page: &str, left: &mut Vec<String>) {
    for locale in [Locale::SimplifiedChinese, Locale::English] {
        choose(root, locale);
        // The page says its language after all texts have followed.
        let root_element = document().document_element().unwrap();
        until("the language", || {
            root_element.get_attribute("lang").as_deref() == Some(locale.tag())
        })
        .await;
        frame().await;
        let here = left_over(root, locale);
        left.extend(here.iter().map(|text| format!("{page} in {}: {text}", locale.tag())));
    }
}

#[wasm_bindgen_test]
async fn no_text_of_the_other_language_is_left_on_any_page() {
    let desk = at_the_stores(&["shopee-1", "lazada-2"]).await;
    let mut left = Vec::new();
    switches(&desk.root, "stores", &mut left).await;
    desk.go("/inbox");
    until("the sessions", || desk.find("[role=option]").is_some()).await;
    switches(&desk.root, "inbox", &mut left).await;
    desk.press(A);
    until("the thread", || desk.texts().len() == 1).await;
    desk.write("Yes");
    switches(&desk.root, "thread", &mut left).await;
    for (address, at) in [
        ("/settings", ".diagnostics h3"),
        ("/orders", ".notice"),
        ("/nowhere", ".notice a"),
        ("/inbox?q=none", "[role=search]"),
    ] {
        desk.go(address);
        until(address, || desk.find(at).is_some()).await;
        switches(&desk.root, address, &mut left).await;
    }
    blur();
    key("?", "");
    until("the sheet", || desk.find("dialog[open] .key-line").is_some()).await;
    switches(&desk.root, "sheet", &mut left).await;
    desk.get("dialog[open] .dialog-head button").click();
    assert_eq!(left, Vec::<String>::new());
    // Each language is called by its own name.
    for (locale, name) in [
        (Locale::English, "Language: 简体中文"),
        (Locale::SimplifiedChinese, "语言：English"),
    ] {
        choose(&desk.root, locale);
        key("k", "ctrlKey: true");
        until("the palette", || desk.find(".palette-line").is_some()).await;
        assert_eq!(left_over(&desk.root, locale), [name]);
        key("k", "ctrlKey: true");
        until("it is closed", || desk.find(".palette-line").is_none()).await;
    }
}

#[wasm_bindgen_test]
fn numbers_times_and_lengths_are_said_as_intl_says_them() {
    let (english, chinese) = (Locale::English, Locale::SimplifiedChinese);
    for (span, said) in [
        (Span::Now, ["now", "刚刚"]),
        (Span::Minutes(1), ["1 min", "1分钟"]),
        (Span::Hours(2), ["2 hr", "2小时"]),
        (Span::Days(1), ["1 day", "1天"]),
        (Span::Days(5), ["5 days", "5天"]),
        (Span::Days(1_200), ["1,200 days", "1,200天"]),
    ] {
        assert_eq!([format::span(english, span), format::span(chinese, span)], said);
    }
    // 9 October 2025, 08:53:20 UTC: 15:53:20 in Bangkok, 03:53:20 in Bogotá.
    let at = Millis(1_760_000_000_000);
    let zone = steadydesk::browser::device::time_zone();
    for (region, place, clock) in [("TH", "Asia/Bangkok", "15:53:20"), ("CO", "America/Bogota", "03:53:20")] {
        let both = format::full_at(english, at, region);
        assert!(both.contains(clock), "{both}");
        assert_eq!(both.contains(place), zone != place, "{both}");
    }
    assert_eq!(
        format::full_at(english, at, "XX"),
        format::full(english, at),
        "a site nobody knows"
    );
}

/// Our texts choose between one and many by the number; that is each language's rule, as the browser knows it.
#[wasm_bindgen_test]
fn plurals_follow_the_languages_rules() {
    let rule = js_sys::Function::new_with_args("tag, n", "return new Intl.PluralRules(tag).select(n)");
    let rule = |locale: Locale, n: u32| {
        let word = rule.call2(&JsValue::NULL, &locale.tag().into(), &n.into()).unwrap();
        word.as_string().unwrap()
    };
    for n in (0..=120).chain([1_000, 1_001, 1_000_000]) {
        let said = (Locale::English.messages().palette.count)(n);
        let one = (Locale::English.messages().inbox.new_messages)(n);
        assert_eq!(rule(Locale::English, n) == "one", !one.ends_with('s'), "{said} {one}");
        assert_eq!(rule(Locale::SimplifiedChinese, n), "other");
    }
}

#[wasm_bindgen_test]
async fn the_sign_in_page_follows_the_language_kept_in_this_browser() {
    let gateway = support::gateway::Gateway::start();
    gateway.always("GET /api/hello", &json!({"version": "1", "now": 0, "sandbox_accounts": [{"name": "operator", "password": "x", "role": "operator"}]}));
    for locale in Locale::ALL {
        let storage = web_sys::window().unwrap().local_storage().unwrap().unwrap();
        storage.set_item("steadydesk.language", locale.tag()).unwrap();
        let page = mounted("/", steadydesk::app::console);
        until("the offer", || page.find(".offer").is_some()).await;
        let left: Vec<String> = left_over(&page.root, locale)
            .into_iter()
            .filter(|line| line != "operator")
            .collect();
        assert_eq!(left, Vec::<String>::new());
    }
    assert_eq!(
        gateway.asked("GET /api/hello").len(),
        Locale::ALL.len(),
        "asked once each time"
    );
}
