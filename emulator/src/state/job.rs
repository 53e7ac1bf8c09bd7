//! A job: what a client asked for, how far it is, and how the service writes both.

use crate::state::blob_url::BlobUrl;
use crate::wire::element::Element;
use crate::wire::timestamp;
use crate::wire::xml_writer::{self, member};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use time::{Duration, OffsetDateTime};

const ROOT: &str = "NotificationHubJob";
const ARRAYS: &str = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";
/// By the hub's clock, from its submission. The service needs minutes; tests have less time.
const RUNS_AFTER: Duration = Duration::milliseconds(500);
const ENDS_AFTER: Duration = Duration::milliseconds(1000);

const MEMBERS: [&str; 11] = [
    "JobId",
    "Progress",
    "Type",
    "Status",
    "OutputContainerUri",
    "ImportFileUri",
    "InputProperties",
    "Failure",
    "OutputProperties",
    "CreatedAt",
    "UpdatedAt",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobKind {
    Export,
    ImportCreate,
    ImportUpdate,
    ImportDelete,
    ImportUpsert,
}

impl JobKind {
    const ALL: [(JobKind, &'static str); 5] = [
        (JobKind::Export, "ExportRegistrations"),
        (JobKind::ImportCreate, "ImportCreateRegistrations"),
        (JobKind::ImportUpdate, "ImportUpdateRegistrations"),
        (JobKind::ImportDelete, "ImportDeleteRegistrations"),
        (JobKind::ImportUpsert, "ImportUpsertRegistrations"),
    ];

    fn parse(word: &str) -> Option<JobKind> {
        let mut kinds = JobKind::ALL.iter();
        kinds.find(|(_, name)| *name == word).map(|(kind, _)| *kind)
    }

    fn word(self) -> &'static str {
        let mut kinds = JobKind::ALL.iter();
        kinds
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Job {
    pub id: String,
    pub kind: JobKind,
    pub output_container: String,
    pub import_file: Option<String>,
    /// To the tick, as the service writes it.
    created: String,
    pub end: Option<JobEnd>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JobEnd {
    at: String,
    result: Result<JobOutput, String>,
}

/// The names of the blobs that it wrote.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JobOutput {
    pub output_file: String,
    pub failed_file: String,
}

impl Job {
    pub fn parse(root: &Element, strict: bool) -> Result<Job, String> {
        if root.name != ROOT {
            return Err(format!("'{}' is not a {ROOT}", root.name));
        }
        for child in root.known_children(&MEMBERS, strict) {
            child?;
        }
        let kind = root.child_text("Type").ok_or("Type is missing")?;
        let kind = JobKind::parse(kind).ok_or_else(|| format!("'{kind}' is not a type"))?;
        let output_container = root
            .child_text("OutputContainerUri")
            .ok_or("OutputContainerUri is missing")?;
        BlobUrl::parse(output_container)?;
        let import_file = root.child_text("ImportFileUri");
        if let Some(file) = import_file {
            BlobUrl::parse(file)?
                .name
                .ok_or("ImportFileUri names no file")?;
        } else if kind != JobKind::Export {
            return Err("ImportFileUri is missing".to_owned());
        }
        Ok(Job {
            id: String::new(),
            kind,
            output_container: output_container.to_owned(),
            import_file: import_file.map(str::to_owned),
            created: String::new(),
            end: None,
        })
    }

    pub fn submitted(self, id: String, now: OffsetDateTime) -> Job {
        Job {
            id,
            created: timestamp::ticks(now),
            ..self
        }
    }

    pub fn ended(&self, result: Result<JobOutput, String>, now: OffsetDateTime) -> Job {
        let end = JobEnd {
            at: timestamp::ticks(now),
            result,
        };
        Job {
            end: Some(end),
            ..self.clone()
        }
    }

    fn created_at(&self) -> OffsetDateTime {
        timestamp::parse(&self.created).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// Whether the time has come to do it.
    pub fn is_due(&self, now: OffsetDateTime) -> bool {
        self.end.is_none() && now - self.created_at() >= ENDS_AFTER
    }

    /// What has its default value is left out, as the service does it: `Started`, and no progress.
    pub fn write(&self, now: OffsetDateTime) -> String {
        let since = now - self.created_at();
        let running = self.end.is_none() && since >= RUNS_AFTER;
        let (status, progress, updated) = match &self.end {
            Some(end) => {
                let status = match end.result {
                    Ok(_) => "Completed",
                    Err(_) => "Failed",
                };
                let progress = end.result.is_ok().then_some(100.0);
                (Some(status), progress, end.at.clone())
            }
            None if running => {
                let share = (since - RUNS_AFTER) / (ENDS_AFTER - RUNS_AFTER);
                let started = timestamp::ticks(self.created_at() + RUNS_AFTER);
                (Some("Running"), Some((share * 100.0).min(99.99)), started)
            }
            None => (None, None, self.created.clone()),
        };
        let result = self.end.as_ref().map(|end| &end.result);
        let mut xml = xml_writer::root(ROOT);
        member(&mut xml, "JobId", &self.id);
        if let Some(progress) = progress.filter(|progress| *progress > 0.0) {
            member(&mut xml, "Progress", &format!("{progress:.2}"));
        }
        member(&mut xml, "Type", self.kind.word());
        if let Some(status) = status {
            member(&mut xml, "Status", status);
        }
        member(&mut xml, "OutputContainerUri", &self.output_container);
        if let Some(file) = &self.import_file {
            member(&mut xml, "ImportFileUri", file);
        }
        match result {
            Some(Err(failure)) => member(&mut xml, "Failure", failure),
            Some(Ok(output)) => write_output(&mut xml, output),
            None => {}
        }
        member(&mut xml, "CreatedAt", &self.created);
        member(&mut xml, "UpdatedAt", &updated);
        let _ = write!(xml, "</{ROOT}>");
        xml
    }
}

/// With the prefix that the JavaScript SDK looks for.
fn write_output(xml: &mut String, output: &JobOutput) {
    let _ = write!(xml, "<OutputProperties xmlns:d3p1=\"{ARRAYS}\">");
    for (key, file) in [
        ("OutputFilePath", &output.output_file),
        ("FailedFilePath", &output.failed_file),
    ] {
        xml.push_str("<d3p1:KeyValueOfstringstring>");
        member(xml, "d3p1:Key", key);
        member(xml, "d3p1:Value", file);
        xml.push_str("</d3p1:KeyValueOfstringstring>");
    }
    xml.push_str("</OutputProperties>");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> OffsetDateTime {
        // The recorded job of the real service.
        let start = OffsetDateTime::from_unix_timestamp_nanos(1_593_713_008_200_931_400).unwrap();
        start + Duration::milliseconds(milliseconds)
    }

    fn job() -> Job {
        let root = Element::parse(b"<NotificationHubJob><Type>ImportCreateRegistrations</Type><OutputContainerUri>https://a.b/c?sv=1&amp;sp=rwl</OutputContainerUri><ImportFileUri><![CDATA[https://a.b/c/f.txt?sv=1&sp=r]]></ImportFileUri></NotificationHubJob>").unwrap();
        Job::parse(&root, true)
            .unwrap()
            .submitted("j1".to_owned(), at(0))
    }

    #[test]
    fn its_life_on_the_wire() {
        let job = job();
        let uris = "<OutputContainerUri>https://a.b/c?sv=1&amp;sp=rwl</OutputContainerUri><ImportFileUri>https://a.b/c/f.txt?sv=1&amp;sp=r</ImportFileUri>";
        let open = xml_writer::root(ROOT);
        let created = "<CreatedAt>2020-07-02T18:03:28.2009314Z</CreatedAt>";
        assert_eq!(
            job.write(at(0)),
            format!(
                "{open}<JobId>j1</JobId><Type>ImportCreateRegistrations</Type>{uris}{created}<UpdatedAt>2020-07-02T18:03:28.2009314Z</UpdatedAt></NotificationHubJob>"
            )
        );
        assert!(job.write(at(750)).contains(
            "<JobId>j1</JobId><Progress>50.00</Progress><Type>ImportCreateRegistrations</Type><Status>Running</Status>"
        ));
        assert!(!job.is_due(at(999)) && job.is_due(at(1000)));
        let failed = job.ended(Err("a < b".to_owned()), at(1000));
        assert!(!failed.is_due(at(2000)));
        assert!(failed.write(at(2000)).contains(&format!(
            "<Failure>a &lt; b</Failure>{created}<UpdatedAt>2020-07-02T18:03:29.2009314Z"
        )));
        let output = JobOutput {
            output_file: "n//h/j1/Output.txt".to_owned(),
            failed_file: "n//h/j1/Failed.txt".to_owned(),
        };
        let completed = job.ended(Ok(output), at(1000)).write(at(2000));
        assert!(completed.contains("<Status>Completed</Status>"));
        assert!(completed.contains(&format!("<OutputProperties xmlns:d3p1=\"{ARRAYS}\"><d3p1:KeyValueOfstringstring><d3p1:Key>OutputFilePath</d3p1:Key><d3p1:Value>n//h/j1/Output.txt</d3p1:Value></d3p1:KeyValueOfstringstring>")));
    }

    #[test]
    fn what_is_refused() {
        let parse = |members: &str, strict| {
            let xml = format!("<NotificationHubJob>{members}</NotificationHubJob>");
            Job::parse(&Element::parse(xml.as_bytes()).unwrap(), strict)
        };
        let container = "<OutputContainerUri>https://a.b/c</OutputContainerUri>";
        let export = "<Type>ExportRegistrations</Type>";
        assert!(parse(&format!("{export}{container}"), true).is_ok());
        for members in [
            "",
            export,
            container,
            "<Type>Export</Type><OutputContainerUri>https://a.b/c</OutputContainerUri>",
            "<Type>ExportRegistrations</Type><OutputContainerUri>c</OutputContainerUri>",
            "<Type>ImportCreateRegistrations</Type><OutputContainerUri>https://a.b/c</OutputContainerUri>",
            "<Type>ImportCreateRegistrations</Type><OutputContainerUri>https://a.b/c</OutputContainerUri><ImportFileUri>https://a.b/c</ImportFileUri>",
        ] {
            assert!(parse(members, false).is_err(), "{members}");
        }
        let late = format!("{container}{export}");
        assert!(parse(&late, false).is_ok() && parse(&late, true).is_err());
    }
}
