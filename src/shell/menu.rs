//! The account menu: language, theme, sign out.

use super::theme::{Theme, use_theme};
use crate::account::{use_account, use_signed_in};
use crate::i18n::{Locale, text, use_i18n};
use crate::ui::button::button;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;
use crate::ui::view;
use leptos::prelude::*;

/// A button with the name of who is signed in, and what opens below it.
pub(super) fn account_menu() -> AnyView {
    let i18n = use_i18n();
    let theme = use_theme();
    let account = use_account();
    let signed_in = use_signed_in();
    let role = signed_in.as_ref().map(|account| account.role);
    let name = signed_in.map(|account| account.name).unwrap_or_default();
    let theme_name = move |theme: Theme| {
        let common = &i18n.messages().common;
        match theme {
            Theme::System => common.theme_system,
            Theme::Light => common.theme_light,
            Theme::Dark => common.theme_dark,
        }
    };
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
                <fieldset>
                    <legend>{text(|m| m.common.language)}</legend>
                    {Locale::ALL
                        .map(|locale| {
                            let checked = live(move || i18n.locale() == locale);
                            view! {
                                <label class="choice" lang=locale.tag()>
                                    <input type="radio" name="language" prop:checked=checked on:change=move |_| i18n.set(locale) />
                                    <span>{locale.name()}</span>
                                </label>
                            }
                            .into_any()
                        })
                        .collect_view()}
                </fieldset>
                <fieldset>
                    <legend>{text(|m| m.common.theme)}</legend>
                    {Theme::ALL
                        .map(|choice| {
                            view! {
                                <label class="choice">
                                    <input
                                        type="radio"
                                        name="theme"
                                        prop:checked=move || theme.get() == choice
                                        on:change=move |_| theme.set(choice)
                                    />
                                    <span>{move || theme_name(choice)}</span>
                                </label>
                            }
                            .into_any()
                        })
                        .collect_view()}
                </fieldset>
                {button("wide", |m| m.common.sign_out, move || account.sign_out())}
            </div>
        </div>
    }
    .into_any()
}
