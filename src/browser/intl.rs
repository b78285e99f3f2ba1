//! The parts of `Intl` that js-sys has no binding for.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A country's name by its code, in the language of that BCP 47 tag; nothing where the browser knows none.
#[must_use]
pub fn region_name(tag: &str, code: &str) -> Option<String> {
    name_of_region(tag, code).ok()
}

fn name_of_region(tag: &str, code: &str) -> Result<String, JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
    let names: Function = Reflect::get(&intl, &"DisplayNames".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"region".into())?;
    let names = Reflect::construct(&names, &Array::of2(&tag.into(), &options))?;
    let of: Function = Reflect::get(&names, &"of".into())?.dyn_into()?;
    of.call1(&names, &code.into())?.as_string().ok_or(JsValue::UNDEFINED)
}
