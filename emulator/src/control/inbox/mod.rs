//! `/_emulator/inbox…`: what the page in a browser shows, in pieces of the size that it shows.

mod device_list;
mod filter;
mod list;
mod live;
mod message;
mod missed;
pub mod parameters;
mod push_list;
mod push_row;
mod row;
mod scheduled_list;
mod search;
mod seen;
mod table;
mod token;

use crate::app::App;
use crate::http::answer::{Answer, JSON};
use crate::http::error::ServiceError;
use crate::http::target::Target;
use hyper::{HeaderMap, Method, StatusCode};
use tokio::task;

/// `path` is what follows `inbox` in the address. Who looks through all that there is takes a
/// while, in which others are served.
pub fn handle(
    app: &App,
    method: &Method,
    path: &[&str],
    target: &Target,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Answer, ServiceError> {
    match (method, path) {
        (&Method::GET, []) => json(task::block_in_place(|| list::list(app, target))?),
        (&Method::GET, ["devices"]) => {
            json(task::block_in_place(|| device_list::list(app, target))?)
        }
        (&Method::GET, ["live"]) => live::follow(app, target, headers),
        (&Method::GET, ["message"]) => {
            json(task::block_in_place(|| message::message(app, target))?)
        }
        (&Method::GET, ["missed"]) => json(task::block_in_place(|| missed::list(app, target))?),
        (&Method::GET, ["pushes"]) => json(task::block_in_place(|| push_list::list(app, target))?),
        (&Method::GET, ["scheduled"]) => json(scheduled_list::list(app, target)?),
        (&Method::GET, ["table"]) => Ok(task::block_in_place(|| table::table(app, target))),
        (&Method::GET, ["token"]) => json(token::token(app, target)?),
        (&Method::POST, ["seen"]) => {
            task::block_in_place(|| seen::mark(app, body))?;
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        _ => Err(ServiceError::not_found(
            "There are GET inbox, and below it devices, live, message, missed, pushes, scheduled, table and token, and POST seen",
        )),
    }
}

fn json(json: Vec<u8>) -> Result<Answer, ServiceError> {
    Ok(Answer::with_body(StatusCode::OK, JSON, json))
}
