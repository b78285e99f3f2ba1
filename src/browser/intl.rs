//! The parts of `Intl` that js-sys has no binding for.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A country's name by its code, in the language of that BCP 47 tag; nothing where the browser knows none.
#[must_use]
pub fn region_name(tag: &str, code: &str) -> Option<String> {
    name_of("region", tag, code).ok()
}

/// A language's name by its tag, in the same way.
#[must_use]
pub fn language_name(tag: &str, language: &str) -> Option<String> {
    name_of("language", tag, language).ok()
}

fn name_of(kind: &str, tag: &str, code: &str) -> Result<String, JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
    let names: Function = Reflect::get(&intl, &"DisplayNames".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &kind.into())?;
    let names = Reflect::construct(&names, &Array::of2(&tag.into(), &options))?;
    let of: Function = Reflect::get(&names, &"of".into())?.dyn_into()?;
    of.call1(&names, &code.into())?.as_string().ok_or(JsValue::UNDEFINED)
}
