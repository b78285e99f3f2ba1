//! What operators have sent and the gateway has not confirmed yet.
