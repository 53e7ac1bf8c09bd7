//! Import and export jobs.

use crate::error::{Error, Result};
use crate::wire::atom::Malformed;
use crate::wire::xml::{Node, XmlWriter};

/// What a job does; pass it as int32_t.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_job_type {
    /// A type that this version does not know; cannot be submitted.
    Unknown = 0,
    /// Writes all registrations into a container.
    ExportRegistrations = 1,
    /// Creates registrations from a file.
    ImportCreateRegistrations = 2,
    /// Updates registrations from a file.
    ImportUpdateRegistrations = 3,
    /// Deletes the registrations that a file lists.
    ImportDeleteRegistrations = 4,
    /// Creates or updates registrations from a file.
    ImportUpsertRegistrations = 5,
}

/// How far a job got.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_job_status {
    /// A status that this version does not know: see the text.
    Unknown = 0,
    /// Submitted. The service says nothing while it is so.
    Started = 1,
    /// Running.
    Running = 2,
    /// Done.
    Completed = 3,
    /// Failed: see the failure.
    Failed = 4,
}

pub use nh_job_status as JobStatus;
pub use nh_job_type as JobType;

impl JobType {
    const WORDS: [(JobType, &'static str); 5] = [
        (JobType::ExportRegistrations, "ExportRegistrations"),
        (
            JobType::ImportCreateRegistrations,
            "ImportCreateRegistrations",
        ),
        (
            JobType::ImportUpdateRegistrations,
            "ImportUpdateRegistrations",
        ),
        (
            JobType::ImportDeleteRegistrations,
            "ImportDeleteRegistrations",
        ),
        (
            JobType::ImportUpsertRegistrations,
            "ImportUpsertRegistrations",
        ),
    ];

    /// The type with this number, for an argument `job_type`.
    pub fn checked(number: i32) -> Result<JobType> {
        let known = JobType::WORDS.iter().find(|(t, _)| *t as i32 == number);
        known.map(|(job_type, _)| *job_type).ok_or_else(|| {
            Error::argument(format!(
                "job_type {number} is not an nh_job_type that can be submitted"
            ))
        })
    }

    /// The service's word.
    pub fn word(self) -> &'static str {
        JobType::WORDS
            .iter()
            .find(|(known, _)| *known == self)
            .map_or("", |(_, word)| word)
    }
}

/// A job.
#[derive(Clone, Debug, Default)]
pub struct Job {
    /// Its id.
    pub id: Option<String>,
    /// Its type in the service's word.
    pub job_type: String,
    /// Its status in the service's word; none while it is started.
    pub status: Option<String>,
    /// How much is done, in percent.
    pub progress: f64,
    /// Where it writes to: a URL with its own signature.
    pub output_container_uri: Option<String>,
    /// What it reads.
    pub import_file_uri: Option<String>,
    /// Why it failed.
    pub failure: Option<String>,
    /// `OutputFilePath`, `FailedFilePath`.
    pub output_properties: Vec<(String, String)>,
    /// When it was submitted, as the service writes it.
    pub created_at: Option<String>,
    /// When it last changed.
    pub updated_at: Option<String>,
}

impl Job {
    /// Reads the description.
    pub(crate) fn read(node: &Node) -> std::result::Result<Job, Malformed> {
        if node.name != "NotificationHubJob" {
            return Err("it is not a job");
        }
        let some = |name| node.trimmed(name);
        Ok(Job {
            id: some("JobId"),
            job_type: some("Type").unwrap_or_default(),
            status: some("Status"),
            // Absent while it is 0.
            progress: some("Progress")
                .and_then(|p| p.parse().ok())
                .filter(|p: &f64| p.is_finite())
                .unwrap_or(0.0),
            output_container_uri: some("OutputContainerUri"),
            import_file_uri: some("ImportFileUri"),
            failure: some("Failure"),
            output_properties: node
                .children_of("OutputProperties")
                .iter()
                .filter_map(|item| {
                    Some((
                        item.value("Key")?.to_owned(),
                        item.value("Value")?.to_owned(),
                    ))
                })
                .collect(),
            created_at: some("CreatedAt"),
            updated_at: some("UpdatedAt"),
        })
    }

    /// The entry's content to submit. URIs hold `&`, which escaping takes care
    /// of; a raw one is what the Java SDK's users stumbled over.
    pub(crate) fn write(
        xml: &mut XmlWriter,
        job_type: JobType,
        output_container_uri: &str,
        import_file_uri: Option<&str>,
    ) {
        xml.element("Type", job_type.word());
        xml.element("OutputContainerUri", output_container_uri);
        xml.optional("ImportFileUri", import_file_uri);
    }

    /// An output property by name.
    pub fn output_property(&self, name: &str) -> Option<&String> {
        let mut properties = self.output_properties.iter();
        Some(&properties.find(|(known, _)| known == name)?.1)
    }

    /// The type as a number.
    pub fn job_type(&self) -> JobType {
        JobType::WORDS
            .iter()
            .find(|(_, word)| word.eq_ignore_ascii_case(&self.job_type))
            .map_or(JobType::Unknown, |(known, _)| *known)
    }

    /// The status as a number.
    pub fn status(&self) -> JobStatus {
        match self
            .status
            .as_deref()
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            None | Some("started") => JobStatus::Started,
            Some("running") => JobStatus::Running,
            Some("completed") => JobStatus::Completed,
            Some("failed") => JobStatus::Failed,
            Some(_) => JobStatus::Unknown,
        }
    }

    /// Will it not change any more?
    pub fn is_final(&self) -> bool {
        matches!(self.status(), JobStatus::Completed | JobStatus::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_there_and_what_is_not() {
        let node = Node::parse(
            "<NotificationHubJob xmlns='SB'><JobId>25-a</JobId><Progress>99.99</Progress><Type>ExportRegistrations</Type><Status>Running</Status>\
             <OutputContainerUri>https://h/c?sv=1&amp;sig=x</OutputContainerUri><OutputProperties xmlns:d='A'><d:KeyValueOfstringstring><d:Key>OutputFilePath</d:Key><d:Value>n//h/25-a/Output.txt</d:Value></d:KeyValueOfstringstring></OutputProperties>\
             <CreatedAt>2025-01-01T00:00:00.1234567Z</CreatedAt></NotificationHubJob>",
        )
        .unwrap();
        let job = Job::read(&node).unwrap();
        assert_eq!(
            (job.job_type(), job.status()),
            (JobType::ExportRegistrations, JobStatus::Running)
        );
        assert_eq!(job.progress, 99.99);
        assert_eq!(
            job.output_container_uri.as_deref(),
            Some("https://h/c?sv=1&sig=x")
        );
        assert_eq!(job.output_properties[0].0, "OutputFilePath");
        for odd in ["NaN", "inf", "1e999", "half"] {
            let xml =
                format!("<NotificationHubJob><Progress>{odd}</Progress></NotificationHubJob>");
            let job = Job::read(&Node::parse(&xml).unwrap()).unwrap();
            assert_eq!(job.progress, 0.0, "{odd}");
        }
        let empty = Job::read(&Node::parse("<NotificationHubJob/>").unwrap()).unwrap();
        assert_eq!((empty.status(), empty.progress), (JobStatus::Started, 0.0));
        assert!(!empty.is_final());
        assert!(Job::read(&Node::parse("<x/>").unwrap()).is_err());
    }
}
