//! Blobs in Azure Storage, read by an address that is signed itself (SAS).

pub mod signed_address;

use std::rc::Rc;

use crate::client::Client;
use crate::error::{Result, Status};
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::http::request::Request;
use crate::hub::list_bounds::{ListBounds, MOST_EMPTY_PAGES, ended};
use crate::hub::read::{OutcomeWith, read};
use crate::outcome::Outcome;
use crate::policy::options::{CallOptions, HubOptions};
use crate::storage::signed_address::SignedAddress;
use crate::transport::call::Call;
use crate::wire::xml::Node;

/// Blobs on a page of a list: feedback has one for each day. A page with the longest names is
/// within what is read of an answer.
const PAGE: u32 = 200;

/// Most bytes that are asked for at once.
pub const PIECE: u64 = 256 * 1024;

/// What errors call the list.
const LIST: &str = "the list of blobs";

/// A blob of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// Its name.
    pub name: String,
    /// How many bytes it had when it was listed.
    pub length: u64,
}

/// A container, or one blob.
#[derive(Debug)]
pub struct Storage {
    address: SignedAddress,
    client: Client,
}

impl Storage {
    /// What is at that address, reached as a hub with these options is. Connects to nothing.
    pub fn new(address: SignedAddress, options: &HubOptions) -> Result<Storage> {
        let client = Client::without_token(address.endpoint.clone(), options.clone())?;
        Ok(Storage { address, client })
    }

    /// Where it is.
    pub fn address(&self) -> &SignedAddress {
        &self.address
    }

    /// All blobs of the container.
    pub fn list(&self, options: &CallOptions, call: &Rc<Call>) -> OutcomeWith<Vec<Blob>> {
        let mut blobs = Vec::new();
        let mut bounds = ListBounds::default();
        let mut empty_pages = 0;
        let mut marker: Option<String> = None;
        loop {
            let url = self.address.list_url(PAGE, marker.as_deref());
            let request = self.request(Expected::Document, url, options);
            let reply = self.client.call_within(request, options, Rc::clone(call));
            let mut got = read(reply, LIST, read_list);
            let Some(page) = got.value.take() else {
                return self.explained(got.map(|_| Vec::new()));
            };
            let names = page.blobs.iter().map(|blob| blob.name.len()).sum();
            let mut added = bounds.add(page.blobs.len(), names);
            empty_pages = match page.blobs.is_empty() {
                true => empty_pages + 1,
                false => 0,
            };
            if empty_pages > MOST_EMPTY_PAGES {
                added = Err("more than 100 pages in a row had no entry");
            }
            if page.next.is_some() && page.next == marker {
                added = Err("its marker came before, so it would never end");
            }
            if let Err(why) = added {
                return OutcomeWith {
                    outcome: ended(got.outcome, LIST, why),
                    value: None,
                };
            }
            blobs.extend(page.blobs);
            marker = page.next;
            if marker.is_none() {
                return OutcomeWith {
                    outcome: got.outcome,
                    value: Some(blobs),
                };
            }
        }
    }

    /// Bytes of a blob from there on: as many as are asked for at once, fewer at its end and
    /// none behind it. Without a name it is the blob that the address is of.
    pub fn read(
        &self,
        name: Option<&str>,
        from: u64,
        options: &CallOptions,
        call: &Rc<Call>,
    ) -> OutcomeWith<Vec<u8>> {
        let url = match name {
            Some(name) => self.address.blob_url(name),
            None => self.address.url(),
        };
        let request = self
            .request(Expected::Blob, url, options)
            .map(|mut request| {
                let last = from.saturating_add(PIECE - 1);
                request.header("Range", &format!("bytes={from}-{last}"));
                request
            });
        let reply = self.client.call_within(request, options, Rc::clone(call));
        let mut outcome = reply.outcome;
        let bytes = match outcome.http_status {
            // There is nothing there.
            Some(416) => Vec::new(),
            _ if outcome.error.is_some() => {
                return self.explained(OutcomeWith {
                    outcome,
                    value: None,
                });
            }
            // All of it, by a server that gives no pieces.
            Some(200) => {
                let bytes = std::mem::take(&mut outcome.body);
                let from = usize::try_from(from).unwrap_or(usize::MAX);
                bytes.get(from..).unwrap_or_default().to_vec()
            }
            _ => std::mem::take(&mut outcome.body),
        };
        if outcome.error.is_some() {
            outcome = Outcome {
                http_status: outcome.http_status,
                tracking_id: outcome.tracking_id,
                attempts: outcome.attempts,
                ..Outcome::accepted()
            };
        }
        OutcomeWith {
            outcome,
            value: Some(bytes),
        }
    }

    fn request(
        &self,
        expected: Expected,
        url: String,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        let mut request = self
            .client
            .request(Effect::Read, expected, "GET", url, options)?;
        for secret in self.address.secrets() {
            request.secret(secret);
        }
        Ok(request)
    }

    /// A failure, with what the address tells of why.
    fn explained<T>(&self, mut got: OutcomeWith<T>) -> OutcomeWith<T> {
        got.value = None;
        if let Some(error) = &mut got.outcome.error {
            let now = self.client.options.clock.unix_time().as_secs();
            let advice = match (error.status, self.address.ends_at()) {
                (Status::Forbidden, Some((end, text))) if end <= now => {
                    format!("; the signature in its address ended at {text}, get a new address")
                }
                (Status::Forbidden, _) => {
                    "; the signature in its address does not allow it, or is not a right one"
                        .to_owned()
                }
                _ => String::new(),
            };
            error.message = format!("reading storage: {}{advice}", error.message);
        }
        got
    }
}

struct Page {
    blobs: Vec<Blob>,
    next: Option<String>,
}

/// Reads a page of a list: `EnumerationResults`.
fn read_list(body: &[u8]) -> std::result::Result<Page, &'static str> {
    let text = std::str::from_utf8(body).map_err(|_| "it is not UTF-8")?;
    let list = Node::parse(text.trim_start_matches('\u{feff}'))?;
    if list.name != "EnumerationResults" {
        return Err("it is no list of blobs");
    }
    let entries = list.children_of("Blobs").iter();
    let blobs = entries
        .filter(|entry| entry.name == "Blob")
        .map(|entry| {
            let properties = entry.child("Properties");
            let length = properties.and_then(|p| p.value("Content-Length"));
            Ok(Blob {
                name: entry.non_empty("Name").ok_or("a blob has no name")?,
                length: length
                    .and_then(|length| length.trim().parse().ok())
                    .ok_or("a blob has no length")?,
            })
        })
        .collect::<std::result::Result<_, &'static str>>()?;
    Ok(Page {
        blobs,
        next: list.non_empty("NextMarker"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_with_what_storage_adds_to_it() {
        let page = read_list(
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"https://a/\" ContainerName=\"c\"><MaxResults>2</MaxResults><Blobs><Blob><Name>11302026</Name><Properties><Last-Modified>Mon, 30 Nov 2026 10:00:00 GMT</Last-Modified><Content-Length>12</Content-Length><BlobType>AppendBlob</BlobType></Properties></Blob><BlobPrefix><Name>x/</Name></BlobPrefix><Blob><Name>a &amp; b/c</Name><Properties><Content-Length>0</Content-Length></Properties></Blob></Blobs><NextMarker>2!8!x</NextMarker></EnumerationResults>".as_bytes(),
        )
        .unwrap();
        let blob = |name: &str, length| Blob {
            name: name.to_owned(),
            length,
        };
        assert_eq!(page.blobs, [blob("11302026", 12), blob("a & b/c", 0)]);
        assert_eq!(page.next.as_deref(), Some("2!8!x"));
        for (body, why) in [
            ("", "well-formed"),
            ("<Error/>", "no list"),
            (
                "<EnumerationResults><Blobs><Blob/></Blobs></EnumerationResults>",
                "name",
            ),
            (
                "<EnumerationResults><Blobs><Blob><Name>a</Name></Blob></Blobs></EnumerationResults>",
                "length",
            ),
        ] {
            let Err(said) = read_list(body.as_bytes()) else {
                panic!("{body}");
            };
            assert!(said.contains(why) || why == "well-formed", "{said}");
        }
    }
}
