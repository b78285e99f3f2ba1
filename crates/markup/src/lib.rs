//! `view!`, as Leptos writes it, compiled to plain calls.
//!
//! Leptos gives each view a type of its own, with code of its own to build,
//! rebuild and drop it. In the console that was most of what the browser had to
//! download. This macro takes the same markup and makes each element through
//! the one type `crate::ui::element::El`; see docs/decisions/0008.
//!
//! It takes elements, texts and blocks; `class:name=…`, `prop:name=…`,
//! `on:event=…`, `node_ref=…` and `bind:value=…` beside plain attributes.
//! Components (`<For …/>`) are what Leptos' own `view!` is for.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use rstml::Infallible;
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeBlock, NodeElement};
use syn::{Error, Expr, ExprLit, Lit, Stmt};

/// Elements that only exist in SVG's namespace.
const SVG: &[&str] = &[
    "svg",
    "use",
    "path",
    "g",
    "rect",
    "line",
    "circle",
    "polyline",
    "title_svg",
];

/// Markup as a view: one element becomes an `El`, several roots a `Vec<AnyView>`.
#[proc_macro]
pub fn view(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(tokens.into()).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(tokens: TokenStream) -> Result<TokenStream, Error> {
    let nodes = rstml::parse2(tokens)?;
    if let [Node::Element(element)] = nodes.as_slice() {
        return self::element(element);
    }
    let parts = nodes.iter().map(part).collect::<Result<Vec<_>, _>>()?;
    Ok(quote! { ::std::vec![#(#parts),*] })
}

/// A root among others.
fn part(node: &Node) -> Result<TokenStream, Error> {
    let value = match node {
        Node::Element(element) => {
            let element = self::element(element)?;
            return Ok(quote! { #element.into_any() });
        }
        Node::Text(text) => {
            let text = &text.value;
            quote! { #text }
        }
        Node::Block(block) => self::block(block)?,
        other => return Err(unknown(other)),
    };
    Ok(quote! { ::leptos::prelude::IntoAny::into_any(#value) })
}

fn element(element: &NodeElement<Infallible>) -> Result<TokenStream, Error> {
    let name = element.name().to_string();
    if name.starts_with(char::is_uppercase) {
        return Err(Error::new_spanned(
            element.name(),
            "a component: write it with Leptos' own `leptos::view!`",
        ));
    }
    let new = if SVG.contains(&name.as_str()) {
        quote! { svg }
    } else {
        quote! { new }
    };
    let attributes = element
        .attributes()
        .iter()
        .map(attribute)
        .collect::<Result<Vec<_>, _>>()?;
    let children = element.children.iter().map(child).collect::<Result<Vec<_>, _>>()?;
    Ok(quote! {{
        let mut __element = crate::ui::element::El::#new(#name);
        #(#attributes)*
        #(#children)*
        __element
    }})
}

fn child(node: &Node) -> Result<TokenStream, Error> {
    Ok(match node {
        Node::Element(element) => {
            let element = self::element(element)?;
            quote! { __element.element(#element); }
        }
        Node::Text(text) => {
            let text = &text.value;
            quote! { __element.text(#text); }
        }
        Node::Block(block) => {
            let value = self::block(block)?;
            quote! { __element.child(#value); }
        }
        other => return Err(unknown(other)),
    })
}

/// A block's value; a closure written out in place is put behind a shared type.
fn block(block: &NodeBlock) -> Result<TokenStream, Error> {
    let NodeBlock::ValidBlock(block) = block else {
        return Err(Error::new_spanned(block, "this block is not Rust"));
    };
    Ok(match block.stmts.as_slice() {
        [Stmt::Expr(Expr::Closure(closure), None)] => quote! { crate::ui::live::live(#closure) },
        [Stmt::Expr(value, None)] => quote! { #value },
        _ => quote! { #block },
    })
}

fn attribute(attribute: &NodeAttribute) -> Result<TokenStream, Error> {
    let NodeAttribute::Attribute(attribute) = attribute else {
        return Err(Error::new_spanned(attribute, "attributes have names here"));
    };
    let name = attribute.key.to_string().replace(' ', "");
    let value = value(attribute);
    Ok(match name.split_once(':') {
        Some(("on", event)) => {
            let event = format_ident!("{event}");
            quote! { __element.on(&::leptos::ev::#event, #value); }
        }
        Some(("class", class)) => quote! { __element.class_while(#class, #value); },
        Some(("prop", property)) => quote! { __element.property(#property, #value); },
        Some(("bind", "value")) => quote! { __element.bind_value(#value); },
        Some(_) => return Err(Error::new_spanned(&attribute.key, "unknown directive")),
        None if name == "node_ref" => quote! { __element.node_ref(#value); },
        None => match attribute.value() {
            None => quote! { __element.set(#name, ""); },
            Some(Expr::Lit(ExprLit {
                lit: Lit::Str(text), ..
            })) => quote! { __element.set(#name, #text); },
            Some(_) => quote! { __element.attribute(#name, #value); },
        },
    })
}

fn value(attribute: &KeyedAttribute) -> TokenStream {
    match attribute.value() {
        Some(Expr::Block(block)) if block.block.stmts.len() == 1 => match &block.block.stmts[0] {
            Stmt::Expr(value, None) => quote! { #value },
            _ => quote! { #block },
        },
        Some(value) => quote! { #value },
        None => quote! { "" },
    }
}

fn unknown(node: &Node) -> Error {
    Error::new_spanned(node, "markup here is elements, \"texts\" and {blocks}")
}
