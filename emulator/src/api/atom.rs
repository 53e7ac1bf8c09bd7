//! Atom entries and feeds, member by member as the service writes them.

use crate::devices::registration::Registration;
use crate::devices::registration_writer::{self, DescriptionForm};
use crate::http::answer::Answer;
use crate::wire::timestamp;
use hyper::StatusCode;
use hyper::header::HeaderValue;
use quick_xml::escape::{escape, partial_escape};
use std::fmt::Write;
use time::OffsetDateTime;

pub const ENTRY: HeaderValue =
    HeaderValue::from_static("application/atom+xml; type=entry; charset=utf-8");
pub const FEED: HeaderValue =
    HeaderValue::from_static("application/atom+xml; type=feed; charset=utf-8");

const ATOM: &str = "http://www.w3.org/2005/Atom";
const METADATA: &str = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata";

pub fn answer(status: StatusCode, xml: String) -> Answer {
    Answer::with_body(status, ENTRY, xml.into_bytes())
}

/// The weak form that the service answers.
pub fn etag(registration: &Registration) -> String {
    format!("W/\"{}\"", registration.etag)
}

/// The entry of a registration as a document of its own.
pub fn registration(
    url: &str,
    registration: &Registration,
    form: DescriptionForm,
    now: OffsetDateTime,
) -> String {
    let mut xml = String::with_capacity(1536);
    let etag = etag(registration);
    let _ = write!(
        xml,
        "<entry a:etag=\"{}\" xmlns=\"{ATOM}\" xmlns:a=\"{METADATA}\">",
        escape(&etag)
    );
    rest_of_registration(&mut xml, url, registration, form, now);
    xml
}

fn rest_of_registration(
    xml: &mut String,
    url: &str,
    registration: &Registration,
    form: DescriptionForm,
    now: OffsetDateTime,
) {
    let now = timestamp::seconds(now);
    head(xml, url, &registration.id, Some(&now), &now);
    link(xml, "self", url);
    xml.push_str("<content type=\"application/xml\">");
    registration_writer::write_into(xml, registration, form);
    xml.push_str("</content></entry>");
}

/// What an entry starts with.
pub fn head(xml: &mut String, id: &str, title: &str, published: Option<&str>, updated: &str) {
    let _ = write!(
        xml,
        "<id>{}</id><title type=\"text\">{}</title>",
        partial_escape(id),
        partial_escape(title)
    );
    if let Some(published) = published {
        let _ = write!(xml, "<published>{published}</published>");
    }
    let _ = write!(xml, "<updated>{updated}</updated>");
}

pub fn link(xml: &mut String, rel: &str, url: &str) {
    let _ = write!(xml, "<link rel=\"{rel}\" href=\"{}\"/>", escape(url));
}

/// An entry of a hub or a job, which have no ETag.
pub fn entry(rest: &str) -> String {
    format!("<entry xmlns=\"{ATOM}\">{rest}</entry>")
}

/// A list of a hub's things.
pub struct Feed {
    xml: String,
    now: OffsetDateTime,
}

impl Feed {
    pub fn new(title: &str, url: &str, next: Option<&str>, now: OffsetDateTime) -> Feed {
        let mut xml = format!(
            "<feed xmlns=\"{ATOM}\"><title type=\"text\">{title}</title><id>{}</id><updated>{}</updated>",
            partial_escape(url),
            timestamp::seconds(now)
        );
        link(&mut xml, "self", url);
        if let Some(next) = next {
            link(&mut xml, "next", next);
        }
        Feed { xml, now }
    }

    pub fn registration(&mut self, url: &str, registration: &Registration) {
        let etag = etag(registration);
        let _ = write!(
            self.xml,
            "<entry a:etag=\"{}\" xmlns:a=\"{METADATA}\">",
            escape(&etag)
        );
        rest_of_registration(
            &mut self.xml,
            url,
            registration,
            DescriptionForm::Read,
            self.now,
        );
    }

    /// `attributes` start with a blank if there are any.
    pub fn entry(&mut self, attributes: &str, rest: &str) {
        let _ = write!(self.xml, "<entry{attributes}>{rest}</entry>");
    }

    pub fn into_answer(self) -> Answer {
        let xml = self.xml + "</feed>";
        Answer::with_body(StatusCode::OK, FEED, xml.into_bytes())
    }
}

/// The feed of the namespace's root, which is older than the others and has other members; also the
/// answer for a hub that does not exist.
pub fn publicly_listed(hubs: &[(String, String)], feed: &str, number: u64, now: &str) -> Answer {
    let mut xml = format!(
        "<feed xmlns=\"{ATOM}\"><title type=\"text\">Publicly Listed Services</title><subtitle type=\"text\">This is the list of publicly-listed services currently available.</subtitle><id>uuid:{feed};id={number}</id><updated>{now}</updated><generator>Service Bus 1.1</generator>"
    );
    for (number, (name, url)) in (number + 1..).zip(hubs) {
        let _ = write!(
            xml,
            "<entry><id>uuid:{feed};id={number}</id><title type=\"text\">{}</title><updated>{now}</updated>",
            partial_escape(name.as_str())
        );
        link(&mut xml, "alternate", url);
        xml.push_str("</entry>");
    }
    xml.push_str("</feed>");
    Answer::with_body(StatusCode::OK, FEED, xml.into_bytes())
}
