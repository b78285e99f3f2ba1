//! The browser's own translator (the Translator API), where it has one. web-sys has no binding for it.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Whether the browser has one.
#[must_use]
pub fn exists() -> bool {
    api().is_some()
}

fn api() -> Option<JsValue> {
    let api = Reflect::get(&js_sys::global(), &"Translator".into()).ok()?;
    (!api.is_undefined()).then_some(api)
}

/// Translates a text; nothing where the browser cannot, or not between these languages.
pub async fn translate(text: &str, from: &str, to: &str) -> Option<String> {
    let api = api()?;
    let options = Object::new();
    Reflect::set(&options, &"sourceLanguage".into(), &from.into()).ok()?;
    Reflect::set(&options, &"targetLanguage".into(), &to.into()).ok()?;
    // A model that would have to be loaded first is left to the browser's own settings.
    let there = call(&api, "availability", &options).await?;
    if there.as_string().as_deref() != Some("available") {
        return None;
    }
    let translator = call(&api, "create", &options).await?;
    call(&translator, "translate", &text.into()).await?.as_string()
}

async fn call(on: &JsValue, name: &str, with: &JsValue) -> Option<JsValue> {
    let method: Function = Reflect::get(on, &name.into()).ok()?.dyn_into().ok()?;
    let promise: Promise = method.call1(on, with).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}
