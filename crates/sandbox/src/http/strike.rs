//! Carrying out what a fault does to a request.

use super::{HangUp, Service, call::Call, into_response};
use crate::{fault::Fault, shared::Shared};
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use std::{io, time::Duration};

/// Answers a request as its service does, but for the fault.
pub(super) fn carry_out(shared: &Shared, service: Service, call: &Call, fault: Option<Fault>) -> Response {
    match fault {
        Some(Fault::DropBefore) => hang_up(),
        Some(Fault::DropAfterCommit) => {
            service.answer(shared, call);
            hang_up()
        }
        Some(Fault::Status { code, body }) => {
            let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, body.unwrap_or_default()).into_response()
        }
        Some(Fault::RateLimited { retry_after_s }) => into_response(service.rate_limited(call, retry_after_s)),
        Some(Fault::TokenExpired) => into_response(service.token_expired()),
        Some(Fault::RefuseSend { reason }) => into_response(service.send_refused(&reason)),
        Some(Fault::Garbage) => {
            service.answer(shared, call);
            Html("<!doctype html><title>Sign in to the network</title><p>Please accept the terms of this network.")
                .into_response()
        }
        Some(Fault::Truncate) => truncated(into_response(service.answer(shared, call))),
        // Latency has been waited for, and what befalls pushes never comes here.
        None
        | Some(Fault::Latency { .. } | Fault::DuplicatePush { .. } | Fault::ReorderPush { .. } | Fault::LosePush) => {
            into_response(service.answer(shared, call))
        }
    }
}

fn hang_up() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(HangUp);
    response
}

/// Sends the head of a response, half of its body, and then closes the connection.
fn truncated(response: Response) -> Response {
    let (head, body) = response.into_parts();
    // The sandbox's answers come in one piece.
    let half = body.into_data_stream().take(1).map(|chunk| {
        let chunk = chunk.unwrap_or_else(|_| Bytes::new());
        Ok(chunk.slice(..chunk.len() / 2))
    });
    let length = head.headers.get(header::CONTENT_LENGTH).cloned();
    let broken = half.chain(stream::once(async {
        // Time for the half to leave before the connection goes.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(io::Error::new(io::ErrorKind::ConnectionReset, "a fault cuts this body"))
    }));
    let mut response = Response::from_parts(head, Body::from_stream(broken));
    response.headers_mut().insert(
        header::CONTENT_LENGTH,
        length.unwrap_or(HeaderValue::from_static("4096")),
    );
    response
}
