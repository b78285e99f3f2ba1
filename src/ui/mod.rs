//! Parts without domain: each takes what it shows and says what was done to it.

pub mod button;
pub mod dialog;
pub mod element;
pub mod icon;
pub mod live;
pub mod notice;
pub mod tabs;
pub mod toast;

pub use steadydesk_markup::view;
