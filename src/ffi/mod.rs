//! The C interface. The comments of the exported functions are the C manual,
//! so they are written for its reader. Each function checks its arguments,
//! calls one core function and converts the result.
//!
//! The header has a chapter for each file here that exports functions, in the
//! order of the `mod` lines below: that in which a program meets them. The file's
//! `//!` lines are the chapter's banner: the first its title, the rest its
//! introduction. Functions stand in the order of the file; an object or a callback
//! comes before the first function that takes or returns it, wherever Rust
//! declares it. So does an enumeration, for which the function's comment counts
//! too, since enumerations are passed in as `int32_t`. `header/layout.rs` lays
//! it out.
//!
//! Pointers to objects are `Option<&T>`, `Option<&mut T>` and `Option<Box<T>>`:
//! in C a nullable pointer, in Rust a type that no `unsafe` is needed for. Raw
//! pointers to text and results are followed in `boundary::pointers` alone.
//! Most of these types are a [`boundary::object::Object`].
#![allow(unsafe_code, non_camel_case_types)]

// No chapters: they export nothing.
mod boundary;
mod callbacks;

// The chapters. Empty lines keep rustfmt from sorting them.
mod status;

mod error;

mod options;

mod hub;

mod tag_expression;

mod target;

mod notification;

mod payload;

mod payload_field;

mod cancel;

mod call_options;

mod send;

mod outcome;

mod send_platform;

mod request;

mod queue;

mod batch;

mod schedule;

mod telemetry;

mod counters;

mod tracing;

mod sas_token;

mod template;

mod secondary_tile;

mod installation;

mod installation_reading;

mod installation_patch;

mod installations;

mod registration;

mod registration_template;

mod registrations;

mod registration_page;

mod job;

mod feedback;

mod feedback_cursor;

mod prune;

mod explanation;

mod hub_description;

mod hub_credentials;

mod namespace;

mod async_sends;

mod async_devices;

mod async_jobs;

mod outcome_take;
