//! A local Azure Notification Hub. It takes the requests that the service takes, answers as the
//! service answers, and shows what each device would have got.
//!
//! It is built on hyper itself rather than on a web framework: paths are matched without regard to
//! case, request lines may carry whole addresses, and every limit on a connection is ours to set.

#![deny(unsafe_code)]
// They panic where the stream cannot be written: see basics::console.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod api;
mod app;
mod auth;
mod basics;
mod commands;
mod control;
mod devices;
mod faults;
mod http;
mod push;
mod server;
mod state;
mod wire;

use basics::{console, os};
use commands::background;
use commands::cli::{self, Command};
use commands::deliveries::{self, Wait};
use commands::device_list;
use commands::explanation;
use commands::help;
use server::startup;
use std::process::ExitCode;

const BAD_ARGUMENTS: u8 = 2;

fn main() -> ExitCode {
    os::survive_large_files();
    let command = match cli::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => {
            console::complain(format_args!("{error} (--help explains)"));
            return ExitCode::from(BAD_ARGUMENTS);
        }
    };
    let result = match command {
        Command::Help => console::print(help::HELP.as_bytes()),
        Command::Version => {
            console::print(concat!("nh-emulator ", env!("CARGO_PKG_VERSION"), "\n").as_bytes())
        }
        Command::Serve(options) => startup::serve(&options),
        Command::Exec { options, command } => {
            return ExitCode::from(startup::exec(&options, &command));
        }
        Command::Start {
            env_file,
            arguments,
            feedback_storage,
        } => background::start(&arguments, feedback_storage.as_ref(), &env_file),
        Command::Stop { env_file } => background::stop(&env_file),
        Command::Deliveries {
            env_file,
            wait,
            timeout,
            json,
        } => {
            let wait = wait.map(|count| Wait { count, timeout });
            deliveries::show(&env_file, wait, json)
        }
        Command::Explain {
            env_file,
            id,
            device,
            json,
        } => explanation::show(&env_file, id.as_deref(), device.as_deref(), json),
        Command::Export { env_file } => device_list::export(&env_file),
        Command::Devices { env_file, json } => device_list::show(&env_file, json),
        Command::Reset { env_file, all } => deliveries::reset(&env_file, all),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            console::give_up(message);
            ExitCode::FAILURE
        }
    }
}
