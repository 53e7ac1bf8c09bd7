//! What push services said of devices, read from the storage where the service keeps it: the
//! feedback of a hub, a blob for each day, or the details of a notification's errors.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::auth::secret::Secret;
use crate::documents::feedback::{Feedback, FeedbackReader};
use crate::error::{Error, Result, Status};
use crate::http::hub_address::check_path_id;
use crate::hub::Hub;
use crate::hub::read::OutcomeWith;
use crate::outcome::{Outcome, Verdict};
use crate::policy::options::CallOptions;
use crate::storage::signed_address::SignedAddress;
use crate::storage::{Blob, Piece, Storage};
use crate::transport::call::Call;
use crate::wire::json;

/// Longest marker that is taken: that of as many blobs as are listed.
const LONGEST_MARKER: usize = 32 * 1024 * 1024;

/// Where feedback is.
#[derive(Debug)]
enum Source {
    /// The hub says where its feedback is.
    Hub,
    /// The hub says where the details of this notification are.
    Notification(String),
    /// Somebody has said it. The address holds a signature.
    Address(Secret),
}

/// A place in feedback. Holds the names of the blobs and a piece of one at a time.
#[derive(Debug)]
pub struct FeedbackCursor {
    source: Source,
    storage: Option<Storage>,
    /// How many bytes of each blob were read: what the marker tells.
    read: BTreeMap<String, u64>,
    /// What is to be read, once it was listed.
    blobs: Option<VecDeque<Blob>>,
    current: Option<Current>,
    unreadable: u64,
}

/// A blob that is being read.
#[derive(Debug)]
struct Current {
    /// Empty if the address is that of a single one.
    name: String,
    /// From where the reader has it.
    from: u64,
    /// Up to where it came.
    at: u64,
    is_at_end: bool,
    reader: FeedbackReader,
    has_documents: bool,
}

impl Current {
    fn new(blob: Blob, length: Option<u64>, from: u64) -> Current {
        Current {
            name: blob.name,
            from,
            at: from,
            is_at_end: length.is_some_and(|length| length <= from),
            reader: FeedbackReader::default(),
            has_documents: from > 0,
        }
    }

    fn take(&mut self, piece: &Piece) -> Vec<Feedback> {
        self.at += piece.bytes.len() as u64;
        self.is_at_end = piece.is_last;
        let feedback = self.reader.push(&piece.bytes);
        self.has_documents |= !feedback.is_empty();
        feedback
    }

    /// Was all of it feedback?
    fn end(&self) -> std::result::Result<(), String> {
        let name = &self.name;
        match self.reader.has_rest() {
            Ok(false) => Ok(()),
            Ok(true) if self.has_documents => Err(format!(
                "the blob '{name}' ends in the midst of a document; what stands before it was given"
            )),
            Ok(true) => Err(format!("the blob '{name}' holds no feedback")),
            Err(why) => Err(format!("the blob '{name}' holds no feedback: {why}")),
        }
    }
}

impl FeedbackCursor {
    /// At the beginning of the hub's feedback. Asks for nothing yet.
    pub fn of_hub() -> FeedbackCursor {
        FeedbackCursor::new(Source::Hub)
    }

    /// At the beginning of what is at an address that is signed itself: of a container, or
    /// of one blob.
    pub fn at_address(uri: &str) -> Result<FeedbackCursor> {
        // Whether plain http is allowed is for the hub to say.
        SignedAddress::parse(uri, true)
            .map_err(|why| Error::argument(format!("uri: the address {why}")))?;
        Ok(FeedbackCursor::new(Source::Address(Secret::new(uri))))
    }

    /// At the beginning of the details of a notification's errors.
    pub fn of_notification(id: &str) -> Result<FeedbackCursor> {
        check_path_id("notification_id", id)?;
        Ok(FeedbackCursor::new(Source::Notification(id.to_owned())))
    }

    fn new(source: Source) -> FeedbackCursor {
        FeedbackCursor {
            source,
            storage: None,
            read: BTreeMap::new(),
            blobs: None,
            current: None,
            unreadable: 0,
        }
    }

    /// Goes on behind what was given when another cursor told its marker.
    pub fn set_marker(&mut self, marker: &str) -> Result<()> {
        if self.blobs.is_some() {
            return Err(Error::argument(
                "the cursor has begun to read; set the marker of a new one",
            ));
        }
        self.read = read_marker(marker)
            .map_err(|why| Error::argument(format!("marker is not one of a cursor: {why}")))?;
        Ok(())
    }

    /// From where another cursor goes on behind what this one gave. Holds no secret.
    pub fn marker(&self) -> String {
        let read: Map<String, Value> = self
            .read
            .iter()
            .map(|(name, bytes)| (name.clone(), Value::from(*bytes)))
            .collect();
        Value::from(read).to_string()
    }

    /// How many documents could not be read, and were passed over.
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }

    /// What follows, as much as comes at once; `Some(None)` at the end. A request that failed
    /// is made again by the next call. A blob that is not feedback, or ends in the midst of a
    /// document, fails once, and the next call goes on with the next blob.
    pub fn next(&mut self, hub: &Hub, options: &CallOptions) -> OutcomeWith<Option<Vec<Feedback>>> {
        let call = hub.client.begin(options);
        self.next_within(hub, options, &call)
    }

    /// The same within a call that began before.
    pub(crate) fn next_within(
        &mut self,
        hub: &Hub,
        options: &CallOptions,
        call: &Rc<Call>,
    ) -> OutcomeWith<Option<Vec<Feedback>>> {
        let mut is_new = self.storage.is_none();
        loop {
            let got = self.read_on(hub, options, call);
            // The address that the hub gave is over after a while. It gives another.
            let is_refused = got.outcome.status() == Status::Forbidden && self.storage.is_some();
            if !is_refused || is_new || matches!(self.source, Source::Address(_)) {
                return got;
            }
            self.storage = None;
            is_new = true;
        }
    }

    fn read_on(
        &mut self,
        hub: &Hub,
        options: &CallOptions,
        call: &Rc<Call>,
    ) -> OutcomeWith<Option<Vec<Feedback>>> {
        // Of the request that was made last, where one was needed.
        let mut outcome = Outcome::accepted();
        loop {
            let storage = match self.storage.take() {
                Some(storage) => storage,
                None => {
                    let got = self.open(hub, options, call);
                    match got.value {
                        Some(Some(storage)) => storage,
                        Some(None) => return given(got.outcome, None),
                        None => return got.map(|_| None),
                    }
                }
            };
            let storage = self.storage.insert(storage);
            let Some(blobs) = &mut self.blobs else {
                let got = list(storage, options, call);
                let Some(blobs) = got.value else {
                    return got.map(|_| None);
                };
                outcome = got.outcome;
                self.read
                    .retain(|name, _| blobs.iter().any(|blob| blob.name == *name));
                self.blobs = Some(blobs);
                continue;
            };
            let Some(current) = &mut self.current else {
                let Some(blob) = blobs.pop_front() else {
                    return given(outcome, None);
                };
                let length = (!storage.address().is_of_a_blob).then_some(blob.length);
                let read = self.read.get(&blob.name).copied().unwrap_or(0);
                // One that is shorter than what was read of it is another.
                let from = match length {
                    Some(length) if length < read => 0,
                    _ => read,
                };
                self.current = Some(Current::new(blob, length, from));
                continue;
            };
            if current.is_at_end {
                let end = current.end();
                self.current = None;
                match end {
                    Ok(()) => continue,
                    Err(why) => return OutcomeWith::failed(Error::new(Status::Protocol, why)),
                }
            }
            let name = (!storage.address().is_of_a_blob).then_some(current.name.as_str());
            let got = storage.read(name, current.at, options, call);
            let Some(piece) = got.value else {
                // A listed one that was deleted since.
                if got.outcome.status() == Status::NotFound && name.is_some() {
                    self.read.remove(&current.name);
                    self.current = None;
                    continue;
                }
                return self.not_read(got.outcome);
            };
            outcome = got.outcome;
            // It is shorter than what was read of it: it is another.
            if piece.bytes.is_empty() && piece.length.is_some_and(|length| length < current.at) {
                let (name, length) = (std::mem::take(&mut current.name), None);
                let blob = Blob { name, length: 0 };
                self.current = Some(Current::new(blob, length, 0));
                continue;
            }
            let unreadable = current.reader.unreadable();
            let feedback = current.take(&piece);
            self.unreadable += current.reader.unreadable() - unreadable;
            let passed = current.from + current.reader.passed();
            self.read.insert(current.name.clone(), passed);
            if !feedback.is_empty() {
                return given(outcome, Some(feedback));
            }
        }
    }

    /// What the failure to read a piece of a listed blob comes to: one that will fail again is
    /// passed over, and what may pass is tried again.
    fn not_read(&mut self, outcome: Outcome) -> OutcomeWith<Option<Vec<Feedback>>> {
        match (&outcome.error, self.current.as_ref().map(|blob| &blob.name)) {
            (Some(error), Some(name)) if !name.is_empty() && is_lasting(error) => {
                let message = format!("the blob '{name}' was passed over: {}", error.message);
                self.current = None;
                OutcomeWith::failed(Error::new(Status::Protocol, message))
            }
            _ => OutcomeWith {
                outcome,
                value: None,
            },
        }
    }

    /// Asks where it is, unless that was said. It may be nowhere: a notification without
    /// errors has no details of them. Before the service has sent it, nobody knows.
    fn open(
        &self,
        hub: &Hub,
        options: &CallOptions,
        call: &Rc<Call>,
    ) -> OutcomeWith<Option<Storage>> {
        let got = match &self.source {
            Source::Address(uri) => OutcomeWith {
                outcome: Outcome::accepted(),
                value: Some(Some(uri.expose().to_owned())),
            },
            Source::Hub => hub
                .feedback_container_uri_within(options, Rc::clone(call))
                .map(Some),
            Source::Notification(id) => hub
                .wait_details_within(id, options, Rc::clone(call))
                .map(|details| details.error_details_uri),
        };
        let outcome = got.outcome;
        let Some(uri) = got.value else {
            return OutcomeWith {
                outcome,
                value: None,
            };
        };
        let Some(uri) = uri else {
            return OutcomeWith {
                outcome,
                value: Some(None),
            };
        };
        let is_given = matches!(self.source, Source::Address(_));
        let allow_http = hub.address.endpoint.scheme == "http";
        let storage = SignedAddress::parse(&uri, allow_http)
            .map_err(|why| match is_given {
                true => Error::argument(format!("uri: the address {why}")),
                false => Error::new(
                    Status::Protocol,
                    format!("the service's answer is not where feedback is: the address {why}"),
                ),
            })
            .and_then(|address| Storage::new(address, &hub.client.options));
        match storage {
            Ok(storage) => OutcomeWith {
                outcome,
                value: Some(Some(storage)),
            },
            // Of the request that brought the address, if one did.
            Err(error) => OutcomeWith {
                outcome: Outcome {
                    verdict: Verdict::NotAccepted,
                    error: Some(error),
                    body: Vec::new(),
                    ..outcome
                },
                value: None,
            },
        }
    }
}

/// Will the same answer come again?
fn is_lasting(error: &Error) -> bool {
    error.status == Status::Protocol && !error.transient
}

/// What was given, and of the answer that it came in all but the bytes.
fn given(
    mut outcome: Outcome,
    feedback: Option<Vec<Feedback>>,
) -> OutcomeWith<Option<Vec<Feedback>>> {
    outcome.body = Vec::new();
    OutcomeWith {
        outcome,
        value: Some(feedback),
    }
}

/// The blobs to be read, in the order of their days.
fn list(storage: &Storage, options: &CallOptions, call: &Rc<Call>) -> OutcomeWith<VecDeque<Blob>> {
    if storage.address().is_of_a_blob {
        let blob = Blob {
            name: String::new(),
            length: 0,
        };
        return OutcomeWith {
            outcome: Outcome::accepted(),
            value: Some([blob].into()),
        };
    }
    storage.list(options, call).map(|mut blobs| {
        blobs.sort_by_cached_key(|blob| day(&blob.name));
        blobs.into()
    })
}

/// The day that a name stands for, as `yyyyMMdd`: those of feedback are `MMddyyyy`. Others
/// come behind, by their names.
fn day(name: &str) -> (bool, String) {
    match name.split_at_checked(4) {
        Some((day, year)) if name.len() == 8 && name.bytes().all(|b| b.is_ascii_digit()) => {
            (false, format!("{year}{day}"))
        }
        _ => (true, name.to_owned()),
    }
}

fn read_marker(marker: &str) -> std::result::Result<BTreeMap<String, u64>, &'static str> {
    if marker.len() > LONGEST_MARKER {
        return Err("it is too long");
    }
    let Value::Object(read) = json::parse(marker.as_bytes())? else {
        return Err("it is no JSON object");
    };
    let bytes = |(name, bytes): (String, Value)| {
        let bytes = bytes.as_u64().ok_or("a member is no number of bytes")?;
        Ok((name, bytes))
    };
    read.into_iter().map(bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_come_in_their_order_whatever_the_year() {
        let mut names = ["01012027", "readme", "12312026", "11302026", "a/b"];
        names.sort_by_cached_key(|name| day(name));
        assert_eq!(names, ["11302026", "12312026", "01012027", "a/b", "readme"]);
    }

    #[test]
    fn a_marker_is_taken_as_it_was_given_and_nothing_else() {
        let mut cursor = FeedbackCursor::of_hub();
        assert_eq!(cursor.marker(), "{}");
        let marker = r#"{"11302026":12,"a \"b\"":0}"#;
        cursor.set_marker(marker).unwrap();
        assert_eq!(cursor.marker(), marker);
        for wrong in ["", "x", "[]", "{\"a\":-1}", "{\"a\":\"1\"}", "null"] {
            let error = cursor.set_marker(wrong).unwrap_err();
            assert!(error.message.contains("marker"), "{error}");
            assert_eq!(cursor.marker(), marker);
        }
        assert!(cursor.set_marker(&" ".repeat(LONGEST_MARKER + 1)).is_err());
    }
}
