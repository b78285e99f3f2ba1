//! The console's entry point: Trunk compiles this to WebAssembly.

#[cfg(target_arch = "wasm32")]
fn main() {
    steadydesk::browser::panic::install();
    steadydesk::app::mount();
}

/// The console runs in a browser only; natively there are just its models and their tests.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
