//! A picture that is attached while the network is lost.

use super::outage::{LOST, Wire, until_said};
use super::*;
use wasm_bindgen::JsValue;

/// Takes the place of uploads: they are counted and never end.
struct Uploads;

impl Uploads {
    fn counted() -> Self {
        let script = "window.uploads = 0;
            XMLHttpRequest.prototype.really ??= XMLHttpRequest.prototype.send;
            XMLHttpRequest.prototype.send = function () { window.uploads++; }";
        js_sys::eval(script).unwrap();
        Self
    }

    fn begun(&self) -> f64 {
        js_sys::Reflect::get(&web_sys::window().unwrap(), &"uploads".into())
            .unwrap()
            .as_f64()
            .unwrap()
    }
}

impl Drop for Uploads {
    fn drop(&mut self) {
        js_sys::eval("XMLHttpRequest.prototype.send = XMLHttpRequest.prototype.really").unwrap();
    }
}

fn attach(desk: &Desk) {
    let script = "const carried = new DataTransfer();
        carried.items.add(new File([new Uint8Array(8)], 'a.png', { type: 'image/png' }));
        input.files = carried.files;
        input.dispatchEvent(new Event('change', { bubbles: true }))";
    js_sys::Function::new_with_args("input", script)
        .call1(&JsValue::NULL, &desk.one(".composer input[type=file]"))
        .unwrap();
}

#[wasm_bindgen_test]
async fn a_picture_attached_while_the_network_is_lost_waits_and_goes_when_it_is_back() {
    let uploads = Uploads::counted();
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    let wire = Wire::of(&desk.gateway);
    wire.cut(&desk);
    until_said(&desk, LOST).await;
    attach(&desk);
    until("it is attached", || desk.all(".attachment").len() == 1).await;
    a_while().await;
    assert_eq!(uploads.begun(), 0.0, "it keeps its turn");
    assert!(desk.find(".attachment [role=alert]").is_none(), "nothing has failed");
    wire.mend();
    desk.named("[role=alert] button", "Try now").click();
    until("it is on its way", || uploads.begun() == 1.0).await;
}
