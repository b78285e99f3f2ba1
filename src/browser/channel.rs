//! Words between the tabs of this browser.

use js_sys::Array;
use std::fmt;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

/// A channel that all tabs of this console share under a name. It ends when it is dropped.
pub struct Channel {
    channel: BroadcastChannel,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").finish_non_exhaustive()
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

impl Channel {
    /// Calls `then` with every word of another tab. Nothing where the browser refuses.
    #[must_use]
    pub fn open(name: &str, then: impl Fn(Vec<String>) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let parts = Array::from(&event.data());
            then(parts.iter().filter_map(|part| part.as_string()).collect());
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Self { channel, _heard: heard })
    }

    /// Says something to all other tabs.
    pub fn say(&self, parts: &[&str]) {
        let array: Array = parts.iter().map(|part| JsValue::from_str(part)).collect();
        // Refused only for what cannot be copied, and texts can.
        let _ = self.channel.post_message(&array);
    }
}
