//! What a script of `index.html` has read from the disk, and asked of the
//! gateway, while the program was still on its way.

use super::clock;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

/// The name that the script has put it under: `{ whose, text }`, the note that it has read and a promise of the row.
const NAME: &str = "earlyView";
/// By path, functions that take an abort signal and give a promise of `[status, text, when]`.
const ANSWERS: &str = "earlyAnswers";
/// Milliseconds after which an answer is too old to be taken for one to a question of now.
const FRESH: f64 = 1_000.0;

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

/// The question that the script has asked of this path, once; `signal` ends it from here on.
#[must_use]
pub fn question(path: &str, signal: Option<&AbortSignal>) -> Option<Promise> {
    let window = web_sys::window()?;
    let answers: Object = Reflect::get(&window, &ANSWERS.into()).ok()?.dyn_into().ok()?;
    let take: Function = Reflect::get(&answers, &path.into()).ok()?.dyn_into().ok()?;
    // It stands for one request only.
    let _ = Reflect::delete_property(&answers, &path.into());
    let signal = signal.map_or(JsValue::UNDEFINED, JsValue::from);
    take.call1(&JsValue::UNDEFINED, &signal).ok()?.dyn_into().ok()
}

/// Its status and text; nothing where none came, or too long ago.
pub async fn answer(question: Promise) -> Option<(u16, String)> {
    let answer: Array = JsFuture::from(question).await.ok()?.dyn_into().ok()?;
    let is_fresh = clock::monotonic() - answer.get(2).as_f64()? < FRESH;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a status has three digits"
    )]
    let status = answer.get(0).as_f64()? as u16;
    Some((status, answer.get(1).as_string()?)).filter(|_| is_fresh)
}
