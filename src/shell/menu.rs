//! The account menu: language, theme, sign out.

use crate::account::{use_account, use_signed_in};
use crate::i18n::{text, use_i18n};
use crate::outbox::use_outbox;
use crate::settings::{language_choice, theme_choice};
use crate::ui::button::button;
use crate::ui::icon::{Icon, icon};
use crate::ui::view;
use leptos::prelude::*;

/// A button with the name of who is signed in, and what opens below it.
pub(super) fn account_menu() -> AnyView {
    let i18n = use_i18n();
    let account = use_account();
    let outbox = use_outbox();
    let signed_in = use_signed_in();
    let role = signed_in.as_ref().map(|account| account.role);
    let name = signed_in.map(|account| account.name).unwrap_or_default();
    view! {
        <div class="menu">
            <button type="button" class="button quiet" aria-haspopup="true" popovertarget="account-menu">
                {icon(Icon::User)}
                <span class="menu-name">{name.clone()}</span>
            </button>
            <div id="account-menu" class="menu-panel" popover="auto" role="group" aria-label=text(|m| m.common.account)>
                <p class="menu-who">
                    <strong>{name}</strong>
                    <span class="hint">{move || role.map(|role| (i18n.messages().account.role)(role))}</span>
                </p>
                {language_choice("menu")}
                {theme_choice("menu")}
                {button("wide", |m| m.common.sign_out, move || outbox.sign_out(account))}
            </div>
        </div>
    }
    .into_any()
}
