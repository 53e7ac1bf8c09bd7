//! Blobs in Azure Storage, read by an address that is signed itself (SAS).

pub mod signed_address;

use std::rc::Rc;

use crate::client::Client;
use crate::error::{Error, Result, Status};
use crate::http::answer_headers::Kept;
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

    /// Bytes of a blob from there on, as many as are asked for at once; none behind its end.
    /// Without a name it is the blob that the address is of.
    pub fn read(
        &self,
        name: Option<&str>,
        from: u64,
        options: &CallOptions,
        call: &Rc<Call>,
    ) -> OutcomeWith<Piece> {
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
        let range = reply.headers.text(Kept::ContentRange).map(str::to_owned);
        let mut outcome = reply.outcome;
        // There is nothing there: no failure.
        if outcome.http_status == Some(416) {
            outcome = Outcome {
                http_status: outcome.http_status,
                tracking_id: outcome.tracking_id,
                attempts: outcome.attempts,
                ..Outcome::accepted()
            };
        }
        if outcome.error.is_some() {
            return self.explained(OutcomeWith {
                outcome,
                value: None,
            });
        }
        let status = outcome.http_status.unwrap_or_default();
        let bytes = std::mem::take(&mut outcome.body);
        match Piece::new(status, bytes, range.as_deref(), from) {
            Ok(piece) => OutcomeWith {
                outcome,
                value: Some(piece),
            },
            Err(why) => {
                let message = format!("reading storage: the server answered {why}");
                let mut error = Error::new(Status::Protocol, message);
                error.http_status = outcome.http_status;
                error.tracking_id.clone_from(&outcome.tracking_id);
                outcome.error = Some(error);
                OutcomeWith {
                    outcome,
                    value: None,
                }
            }
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

/// Part of a blob.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Does the blob end there?
    pub is_last: bool,
    /// How long the blob is, if the server said so.
    pub length: Option<u64>,
}

impl Piece {
    /// What an answer has of a blob that was asked for from there on. Fails with what the
    /// server did.
    fn new(
        status: u16,
        bytes: Vec<u8>,
        range: Option<&str>,
        from: u64,
    ) -> std::result::Result<Piece, &'static str> {
        let length = range
            .and_then(|range| range.rsplit_once('/'))
            .and_then(|(_, length)| length.trim().parse().ok());
        if status == 416 {
            return Ok(Piece {
                bytes: Vec::new(),
                is_last: true,
                length,
            });
        }
        // All of it, by a server that gives no pieces.
        if status == 200 {
            let start = usize::try_from(from).unwrap_or(usize::MAX);
            return Ok(Piece {
                length: Some(bytes.len() as u64),
                bytes: bytes.get(start..).unwrap_or_default().to_vec(),
                is_last: true,
            });
        }
        let range = range.ok_or("206 without Content-Range")?;
        let start = range
            .trim()
            .strip_prefix("bytes ")
            .and_then(|range| range.split_once('-'))
            .and_then(|(start, _)| start.trim().parse::<u64>().ok());
        if start != Some(from) {
            return Err("another part of the blob than it was asked for");
        }
        let end = from.saturating_add(bytes.len() as u64);
        Ok(Piece {
            is_last: bytes.is_empty() || length.is_some_and(|length| end >= length),
            bytes,
            length,
        })
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
    fn a_piece_is_the_one_that_was_asked_for() {
        let piece = |status, range, from| Piece::new(status, b"0123456789".to_vec(), range, from);
        let taken = |status, range, from| {
            let piece = piece(status, range, from).unwrap();
            (piece.bytes.len(), piece.is_last, piece.length)
        };
        assert_eq!(taken(206, Some("bytes 5-14/15"), 5), (10, true, Some(15)));
        assert_eq!(taken(206, Some("bytes 5-14/16"), 5), (10, false, Some(16)));
        assert_eq!(taken(206, Some("bytes 5-14/*"), 5), (10, false, None));
        assert_eq!(taken(200, None, 4), (6, true, Some(10)));
        assert_eq!(taken(200, None, 99), (0, true, Some(10)));
        assert_eq!(taken(416, Some("bytes */7"), 99), (0, true, Some(7)));
        // As Azurite says that nothing follows.
        let nothing = Piece::new(206, Vec::new(), Some("bytes 10-9/10"), 10).unwrap();
        assert!(nothing.is_last);
        for range in [None, Some("bytes 0-9/15"), Some("bytes x-9/15"), Some("")] {
            assert!(piece(206, range, 5).is_err(), "{range:?}");
        }
    }

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
