//! The C interface. The comments of the exported functions are the C manual,
//! so they are written for its reader. Each function checks its arguments,
//! calls one core function and converts the result; the order of the modules
//! is the order of the header.
//!
//! Pointers to objects are `Option<&T>`, `Option<&mut T>` and `Option<Box<T>>`:
//! in C a nullable pointer, in Rust a type that no `unsafe` is needed for. Raw
//! pointers to text and results are followed in `boundary::pointers` alone.
//! Most of these types are a [`boundary::object::Object`].
#![allow(unsafe_code, non_camel_case_types)]

mod boundary;

mod status;

mod error;

mod callbacks;
mod options;

mod hub;

mod counters;

mod notification;

mod payload;

mod tag_expression;

mod target;

mod call_options;

mod send;

mod send_platform;

mod outcome;

mod queue;

mod batch;

mod schedule;

mod telemetry;

mod template;

mod installation;

mod installation_patch;

mod installations;

mod registration;

mod registration_template;

mod registrations;

mod job;

mod feedback;

mod hub_description;

mod hub_credentials;

mod namespace;
