//! What a script of `index.html` has read from the disk while the program was
//! still on its way: the first access costs more than all that follows.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The name that the script has put it under: `{ whose, text }`, the note that it has read and a promise of the row.
const NAME: &str = "earlyView";

/// The row of the view of that note, once; nothing where the script has read another one or none.
pub async fn view(whose: &str) -> Option<String> {
    let window = web_sys::window()?;
    let early = Reflect::get(&window, &NAME.into()).ok()?;
    let of = Reflect::get(&early, &"whose".into()).ok()?.as_string()?;
    if of != whose {
        return None;
    }
    let _ = Reflect::delete_property(&window, &NAME.into());
    let text: Promise = Reflect::get(&early, &"text".into()).ok()?.dyn_into().ok()?;
    let row: JsValue = JsFuture::from(text).await.ok()?;
    row.as_string()
}
