//! Feedback on its way into a storage elsewhere, where the service writes it too: whoever sends does
//! not wait for it, and what cannot be written waits for the next.

use crate::basics::console;
use crate::basics::http_client::Server;
use crate::basics::locks;
use crate::state::storage_address::StorageAddress;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_LENGTH, HeaderName, HeaderValue, IF_NONE_MATCH};
use hyper::{Request, Response, StatusCode};
use rustls::RootCertStore;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// That appends of 4 MiB are allowed has been so the longest.
const MAX_BLOCK: usize = 1 << 20;
const REQUEST_TIME: Duration = Duration::from_secs(30);
/// For what is left when the hub ends.
const END_TIME: Duration = Duration::from_secs(5);
/// How often the same is complained of.
const SAME_COMPLAINT: Duration = Duration::from_secs(60);
const MAX_ANSWER: usize = 64 << 10;

const VERSION: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-ms-version"),
    HeaderValue::from_static("2022-11-02"),
);
const BLOB_TYPE: HeaderName = HeaderName::from_static("x-ms-blob-type");
const ERROR_CODE: &str = "x-ms-error-code";

pub struct FeedbackStorage {
    address: StorageAddress,
    server: Server,
    /// The first may be on its way; it stays here until it has arrived.
    waiting: Mutex<VecDeque<Block>>,
    more: Notify,
    /// Held while something is written, with what was complained of last.
    writing: tokio::sync::Mutex<Option<(String, Instant)>>,
}

#[derive(Clone)]
struct Block {
    blob: String,
    documents: Vec<u8>,
    count: usize,
}

impl FeedbackStorage {
    /// Asks nobody: a storage that is not there yet may come.
    pub fn new(address: StorageAddress) -> Result<FeedbackStorage, String> {
        let server = Server::of(address.uri(), system_roots)
            .map_err(|error| format!("the storage {address}: {error}"))?;
        Ok(FeedbackStorage {
            address,
            server,
            waiting: Mutex::default(),
            more: Notify::new(),
            writing: tokio::sync::Mutex::default(),
        })
    }

    pub fn address(&self) -> &StorageAddress {
        &self.address
    }

    /// So many documents, to be added to this blob.
    pub fn add(&self, blob: &str, documents: &str, count: usize) {
        let mut waiting = locks::lock(&self.waiting);
        let is_first = waiting.len() <= 1;
        match waiting.back_mut().filter(|last| {
            !is_first && last.blob == blob && last.documents.len() + documents.len() <= MAX_BLOCK
        }) {
            Some(last) => {
                last.documents.extend_from_slice(documents.as_bytes());
                last.count += count;
            }
            None => waiting.push_back(Block {
                blob: blob.to_owned(),
                documents: documents.as_bytes().to_vec(),
                count,
            }),
        }
        drop(waiting);
        self.more.notify_one();
    }

    /// Writes what is added, for as long as the hub runs.
    pub async fn run(&self) {
        loop {
            self.more.notified().await;
            self.write().await;
        }
    }

    /// Before the hub ends.
    pub async fn finish(&self) {
        let _ = tokio::time::timeout(END_TIME, self.write()).await;
        let left: usize = locks::lock(&self.waiting)
            .iter()
            .map(|block| block.count)
            .sum();
        if left > 0 {
            console::complain(format_args!(
                "{left} documents of feedback could not be written to {}, and are lost",
                self.address
            ));
        }
    }

    /// Everything, up to what fails.
    async fn write(&self) {
        let mut complained = self.writing.lock().await;
        loop {
            let first = locks::lock(&self.waiting).front().cloned();
            let Some(block) = first else {
                return;
            };
            match tokio::time::timeout(REQUEST_TIME, self.append(&block)).await {
                Ok(Ok(())) => {
                    *complained = None;
                    locks::lock(&self.waiting).pop_front();
                }
                result => {
                    let why = match result {
                        Ok(Err(why)) => why,
                        _ => "no answer in time".to_owned(),
                    };
                    self.complain(&mut complained, why);
                    return;
                }
            }
        }
    }

    fn complain(&self, before: &mut Option<(String, Instant)>, why: String) {
        let is_known = before
            .as_ref()
            .is_some_and(|(text, when)| *text == why && when.elapsed() < SAME_COMPLAINT);
        if !is_known {
            console::complain(format_args!(
                "cannot write feedback to {}: {why}; it is kept, and written with the next",
                self.address
            ));
            *before = Some((why, Instant::now()));
        }
    }

    async fn append(&self, block: &Block) -> Result<(), String> {
        let put = || self.put(block, "comp=appendblock", &block.documents, &[]);
        let answer = put().await?;
        if code(&answer) != Some("BlobNotFound") {
            return created(&answer);
        }
        let new = [
            (BLOB_TYPE, HeaderValue::from_static("AppendBlob")),
            // Another one may have made it since, and written into it.
            (IF_NONE_MATCH, HeaderValue::from_static("*")),
        ];
        let made = self.put(block, "", &[], &new).await?;
        if code(&made) != Some("BlobAlreadyExists") {
            created(&made)?;
        }
        created(&put().await?)
    }

    async fn put(
        &self,
        block: &Block,
        parameter: &str,
        body: &[u8],
        headers: &[(HeaderName, HeaderValue)],
    ) -> Result<Response<Bytes>, String> {
        let target = self.address.of_blob(&block.blob, parameter)?;
        let mut request = Request::put(target)
            .header(CONTENT_LENGTH, body.len())
            .header(VERSION.0, VERSION.1);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request
            .body(Full::new(Bytes::copy_from_slice(body)))
            .map_err(|_| "it makes no request".to_owned())?;
        self.server.ask(request, MAX_ANSWER).await
    }
}

fn created(answer: &Response<Bytes>) -> Result<(), String> {
    match answer.status() {
        StatusCode::CREATED => Ok(()),
        status => Err(format!(
            "it answers {} {}",
            status.as_u16(),
            code(answer).unwrap_or_default()
        )
        .trim_end()
        .to_owned()),
    }
}

/// What a storage calls its refusal: one word, or it is none.
fn code(answer: &Response<Bytes>) -> Option<&str> {
    let code = answer.headers().get(ERROR_CODE)?.to_str().ok()?;
    let is_word = code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word.then_some(code)
}

/// Those of the system, or of SSL_CERT_FILE and SSL_CERT_DIR.
fn system_roots() -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    match roots.is_empty() {
        false => Ok(roots),
        true => Err("the system has no certificates to know it by".to_owned()),
    }
}
