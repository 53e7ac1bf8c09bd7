//! A local Azure Notification Hub. It takes the requests that the service takes, answers as the
//! service answers, and shows what each device would have got.
//!
//! It is built on hyper itself rather than on a web framework: paths are matched without regard to
//! case, request lines may carry whole addresses, and every limit on a connection is ours to set.

#![forbid(unsafe_code)]

mod answer;
mod app;
mod atom;
mod batch;
mod blob_url;
mod blobs;
mod body;
mod cli;
mod clock;
mod content;
mod continuation;
mod controls;
mod deliveries;
mod dispatch;
mod element;
mod env_file;
mod error;
mod fault_answer;
mod fault_rule;
mod faulted;
mod faults;
mod feedback;
mod files;
mod filter;
mod gateway;
mod glob;
mod http_client;
mod hub;
mod hub_description;
mod hub_name;
mod hubs;
mod ids;
mod inspect;
mod installation;
mod installation_patch;
mod installations;
mod iso_duration;
mod job;
mod jobs;
mod journal;
mod locks;
mod management;
mod multipart;
mod outcome;
mod payload;
mod platform;
mod pns;
mod pns_headers;
mod policy;
mod recorder;
mod registration;
mod registration_reader;
mod registration_schema;
mod registration_writer;
mod registrations;
mod request_log;
mod ring;
mod router;
mod sas;
mod schedule;
mod send;
mod server;
mod startup;
mod storage;
mod store;
mod summary;
mod tag;
mod tag_expression;
mod takeover;
mod target;
mod telemetry;
mod template;
mod template_expression;
mod tier;
mod tls;
mod wire_time;
mod xml;

use cli::Command;
use deliveries::Wait;
use std::process::ExitCode;

const BAD_ARGUMENTS: u8 = 2;

fn main() -> ExitCode {
    let command = match cli::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("nh-emulator: {error} (--help explains)");
            return ExitCode::from(BAD_ARGUMENTS);
        }
    };
    let result = match command {
        Command::Help => {
            print!("{}", cli::HELP);
            Ok(())
        }
        Command::Version => {
            println!("nh-emulator {}", env!("CARGO_PKG_VERSION"));
            Ok(())
        }
        Command::Serve(options) => startup::serve(&options),
        Command::Deliveries {
            env_file,
            wait,
            timeout,
            json,
        } => {
            let wait = wait.map(|count| Wait { count, timeout });
            deliveries::show(&env_file, wait, json)
        }
        Command::Reset { env_file, all } => deliveries::reset(&env_file, all),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("nh-emulator: {message}");
            ExitCode::FAILURE
        }
    }
}
