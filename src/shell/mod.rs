//! What stands around every room: navigation, account menu, theme.

mod menu;
mod theme;
mod view;

pub use theme::{Theme, provide_theme, use_theme};
pub use view::shell;
