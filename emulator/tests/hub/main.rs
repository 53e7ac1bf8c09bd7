//! The real binary, started as a user starts it and spoken to over real TLS by an HTTP client that
//! shares nothing with it.

mod background;
mod blobs;
mod direct;
mod events;
mod exec;
mod explain;
mod explain_pieces;
mod faults;
mod follow;
mod hostile;
mod http2;
mod http2_faults;
mod inbox;
mod inbox_live;
mod inbox_message;
mod inbox_pushes;
mod inbox_table;
mod inspect;
mod installations;
mod jobs;
mod known_answers;
mod management;
mod other_clients;
mod page;
mod patch;
mod quotas;
mod registrations;
mod sas;
mod scale;
mod scenario;
mod schedule;
mod send;
#[path = "../../../tests/support/signals.rs"]
mod signals;
#[path = "../../../tests/support/skips.rs"]
mod skips;
mod startup;
mod state;
mod support;
#[cfg(unix)]
mod surroundings;
mod telemetry;
mod templates;
mod tls_faults;
