//! Files that the operator hands in and takes away.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlElement, Url};

/// What stands in a text file; nothing where it cannot be read.
pub async fn text(file: &File) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// What hands a JSON text over as a file of that name.
pub fn save(name: &'static str) -> impl Fn(String) + 'static {
    // A browser that refuses says so itself.
    move |text| {
        let _ = download(name, &text);
    }
}

fn download(name: &str, text: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlElement = super::node::html("a")?.unchecked_into();
    link.set_attribute("href", &address)?;
    Reflect::set(&link, &"download".into(), &name.into())?;
    link.click();
    Url::revoke_object_url(&address)
}
