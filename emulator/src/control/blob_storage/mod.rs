//! `/_emulator/blobs/…`: the blob store over HTTP, as much of Azure's as it takes to put a file to
//! be imported, to list a container in pages, and to fetch what is in it, whole or in pieces. Needs
//! no key; an address that names permissions (`sp`) is held to them, and one that is signed (`sig`)
//! is good if this hub has signed it and its time is not over.

mod asked;
mod conditions;
mod list;
mod read;

use crate::app::App;
use crate::control::blob_storage::asked::{Asked, refused, with_properties, with_text};
use crate::http::answer::Answer;
use crate::http::storage_error::{REQUEST_ID, StorageError};
use crate::http::target::Target;
use crate::wire::timestamp;
use hyper::header::{CONTENT_LENGTH, DATE, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, StatusCode};
use uuid::Uuid;

pub const MAX_BLOB: usize = 256 << 20;
const VERSION: HeaderName = HeaderName::from_static("x-ms-version");

pub fn handle(
    app: &App,
    method: &Method,
    target: &Target,
    headers: &HeaderMap,
    body: &[u8],
) -> Answer {
    let now = app.clock.now();
    let mut answer = asked::parse(target)
        .and_then(|url| {
            let asked = Asked {
                app,
                method,
                target,
                headers,
                body,
                url,
            };
            asked.check_signature()?;
            answer(&asked)
        })
        .map(|answer| with_text(answer, REQUEST_ID, &Uuid::new_v4().to_string()))
        .unwrap_or_else(|error| error.into_answer(now));
    // A storage says how long an answer is, and sends no chunks.
    let has_length = answer
        .headers
        .iter()
        .any(|(name, _)| name == CONTENT_LENGTH);
    if !has_length && answer.status != StatusCode::NOT_MODIFIED {
        let length = HeaderValue::from(answer.body.len());
        answer = answer.header(CONTENT_LENGTH, length);
    }
    if let Some(version) = headers.get(&VERSION) {
        answer = answer.header(VERSION, version.clone());
    }
    // Clients learn from it how wrong their own clock is.
    with_text(answer, DATE, &timestamp::http_date(now))
}

fn answer(asked: &Asked) -> Result<Answer, StorageError> {
    let part = asked.target.query("comp").unwrap_or_default();
    let of_container = asked.target.query("restype").is_some();
    match (asked.method, asked.url.name.as_deref(), part) {
        (&Method::GET | &Method::HEAD, None, "") if of_container => {
            asked.allow_any("rl")?;
            asked.need_container()?;
            Ok(Answer::empty(StatusCode::OK))
        }
        (&Method::GET, None, "" | "list") => {
            asked.allow_any("l")?;
            list::answer(asked)
        }
        // It is there as soon as something is in it, too.
        (&Method::PUT, None, "") => {
            asked.allow_any("cw")?;
            let is_new = asked.app.blobs.create_container(&asked.url.container);
            match is_new.map_err(refused)? {
                true => Ok(Answer::empty(StatusCode::CREATED)),
                false => Err(StorageError::new(
                    StatusCode::CONFLICT,
                    "ContainerAlreadyExists",
                    "The specified container already exists.",
                )),
            }
        }
        (&Method::GET | &Method::HEAD, Some(name), "") => {
            asked.allow_any("r")?;
            read::answer(asked, name)
        }
        (&Method::PUT, Some(name), "") => put(asked, name),
        (&Method::PUT, Some(name), "appendblock") => append(asked, name),
        (&Method::DELETE, Some(name), "") => {
            asked.allow_any("d")?;
            let deleted = asked.app.blobs.delete(&asked.url.container, name);
            match deleted.map_err(refused)? {
                true => Ok(Answer::empty(StatusCode::ACCEPTED)),
                false => Err(asked.no_blob()),
            }
        }
        (&Method::GET | &Method::HEAD | &Method::PUT | &Method::DELETE, _, comp)
            if !comp.is_empty() =>
        {
            Err(StorageError::unsupported_parameter("comp"))
        }
        _ => Err(StorageError::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "UnsupportedHttpVerb",
            "The resource doesn't support the specified HTTP verb.",
        )),
    }
}

fn put(asked: &Asked, name: &str) -> Result<Answer, StorageError> {
    let blobs = &asked.app.blobs;
    let before = asked.properties(name)?;
    // To create is less than to write over.
    asked.allow_any(if before.is_some() { "w" } else { "cw" })?;
    conditions::check_write(asked.headers, before.as_ref())?;
    blobs
        .put(&asked.url.container, name, asked.body)
        .map_err(refused)?;
    created(asked, name)
}

fn append(asked: &Asked, name: &str) -> Result<Answer, StorageError> {
    asked.allow_any("aw")?;
    let before = asked.properties(name)?.ok_or_else(|| asked.no_blob())?;
    conditions::check_write(asked.headers, Some(&before))?;
    asked
        .app
        .blobs
        .append(&asked.url.container, name, asked.body)
        .map_err(refused)?;
    created(asked, name)
}

fn created(asked: &Asked, name: &str) -> Result<Answer, StorageError> {
    let answer = Answer::empty(StatusCode::CREATED);
    Ok(match asked.properties(name)? {
        Some(properties) => with_properties(answer, &properties),
        // Deleted since.
        None => answer,
    })
}
