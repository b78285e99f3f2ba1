//! Leaving a file at the gateway. By `XMLHttpRequest`, the only request of a browser that tells how much of a body is out.

use super::client;
use super::error::ApiError;
use crate::json;
use js_sys::Promise;
use std::future::Future;
use steadydesk_wire::Uploaded;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ProgressEvent, XmlHttpRequest};

/// Milliseconds: 10 MB over 300 kbit/s. The operator can take it back earlier.
const DEADLINE: u32 = 300_000;

/// A file on its way. Dropping it takes it back.
#[derive(Debug)]
pub struct OnItsWay(XmlHttpRequest);

impl Drop for OnItsWay {
    fn drop(&mut self) {
        // Does nothing to one that has ended.
        let _ = self.0.abort();
    }
}

/// Leaves a picture at the gateway, to be sent. `progress` is told how many of a hundred parts are out.
///
/// # Errors
/// What the browser throws where it refuses the request itself.
pub fn picture(
    picture: &File,
    progress: Box<dyn Fn(u32)>,
) -> Result<(OnItsWay, impl Future<Output = Result<Uploaded, ApiError>> + use<>), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open_with_async("POST", "/api/pictures", true)?;
    request.set_request_header("content-type", &picture.type_())?;
    request.set_timeout(DEADLINE);
    let told = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
            progress((event.loaded() / event.total() * 100.0) as u32);
        }
    });
    request.upload()?.set_onprogress(Some(told.as_ref().unchecked_ref()));
    // Called however it ends.
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send_with_opt_blob(Some(picture))?;
    let asked = request.clone();
    let answer = async move {
        let _ = JsFuture::from(ended).await;
        drop(told);
        let text = asked.response_text().ok().flatten().unwrap_or_default();
        match asked.status().unwrap_or_default() {
            0 => Err(client::no_answer(None)),
            200..=299 => json::read(&text).map_err(|_| ApiError::Unreadable),
            status => Err(client::refused(status, &text)),
        }
    };
    Ok((OnItsWay(request), answer))
}
