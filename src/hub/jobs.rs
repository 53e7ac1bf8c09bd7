//! Import and export jobs, and the feedback container.

use std::rc::Rc;

use crate::documents::job::{Job, JobType};
use crate::error::{Error, Result};
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::http::hub_address::{check_path_id, is_absolute_url};
use crate::hub::Hub;
use crate::hub::read::{OutcomeWith, read};
use crate::hub::wait::{Progress, until_done};
use crate::policy::options::CallOptions;
use crate::transport::call::Call;
use crate::wire::atom;

impl Hub {
    /// Submits a job. Twice is two jobs, so it is repeated only as a send
    /// would be.
    pub fn submit_job(
        &self,
        job_type: JobType,
        output_container_uri: &str,
        import_file_uri: Option<&str>,
        options: &CallOptions,
    ) -> OutcomeWith<Job> {
        let made = check_job(job_type, output_container_uri, import_file_uri).and_then(|()| {
            let url = self.address.url(&["jobs"], "");
            let mut request =
                self.client
                    .request(Effect::Send, Expected::Written, "POST", url, options)?;
            // Whoever has such a URL can read and write what it names.
            request.secret(output_container_uri);
            if let Some(uri) = import_file_uri {
                request.secret(uri);
            }
            let entry = atom::write_entry("NotificationHubJob", &[], |xml| {
                Job::write(xml, job_type, output_container_uri, import_file_uri);
            })?;
            request.body(atom::ENTRY, entry.into_bytes());
            Ok(request)
        });
        read(self.client.call(made, options), "the job", read_job)
    }

    /// Reads a job.
    pub fn job(&self, id: &str, options: &CallOptions) -> OutcomeWith<Job> {
        self.job_within(id, options, self.client.begin(options))
    }

    fn job_within(&self, id: &str, options: &CallOptions, call: Rc<Call>) -> OutcomeWith<Job> {
        let made = check_path_id("job_id", id).and_then(|()| {
            let url = self.address.url(&["jobs", id], "");
            self.client
                .request(Effect::Read, Expected::Document, "GET", url, options)
        });
        let reply = self.client.call_within(made, options, call);
        read(reply, "the job", read_job)
    }

    /// Reads a job until it is done, or the call's time is over. Then the last
    /// answer is given with the status Timeout.
    pub fn wait_job(&self, id: &str, options: &CallOptions) -> OutcomeWith<Job> {
        let call = self.client.begin(options);
        until_done(
            &call,
            "the job",
            || self.job_within(id, options, call.clone()),
            |got| match &got.value {
                Some(job) if !job.is_final() => Progress::Pending,
                _ => Progress::Done,
            },
        )
    }

    /// Reads all jobs that the service still knows.
    pub fn jobs(&self, options: &CallOptions) -> OutcomeWith<Vec<Job>> {
        let url = self.address.url(&["jobs"], "");
        let made = self
            .client
            .request(Effect::Read, Expected::Document, "GET", url, options);
        read(
            self.client.call(made, options),
            "the list of jobs",
            |body| {
                atom::feed(body)?
                    .into_iter()
                    .map(|entry| Job::read(&entry.content.ok_or("an entry is empty")?))
                    .collect()
            },
        )
    }

    /// Asks where feedback from push services can be read: a URL with its own
    /// signature.
    pub fn feedback_container_uri(&self, options: &CallOptions) -> OutcomeWith<String> {
        let url = self.address.url(&["feedbackcontainer"], "");
        let made = self
            .client
            .request(Effect::Read, Expected::Document, "GET", url, options);
        let reply = self.client.call(made, options);
        read(reply, "the feedback container", |body| {
            let text = std::str::from_utf8(body).map_err(|_| "it is not UTF-8")?;
            let uri = text.trim_start_matches('\u{feff}').trim();
            match uri.contains("://") && !uri.contains(char::is_whitespace) {
                true => Ok(uri.to_owned()),
                false => Err("it is not a URL"),
            }
        })
    }
}

fn check_job(job_type: JobType, output: &str, import: Option<&str>) -> Result<()> {
    if job_type == JobType::Unknown {
        return Err(Error::argument(
            "job_type is not an nh_job_type that can be submitted",
        ));
    }
    check_uri("output_container_uri", output)?;
    match (job_type, import) {
        (JobType::ExportRegistrations, Some(_)) => Err(Error::argument(
            "import_file_uri must be NULL for an export",
        )),
        (JobType::ExportRegistrations, None) => Ok(()),
        (_, Some(uri)) => check_uri("import_file_uri", uri),
        (_, None) => Err(Error::argument(
            "import_file_uri is NULL; an import needs the file to read",
        )),
    }
}

fn check_uri(argument: &str, uri: &str) -> Result<()> {
    if !is_absolute_url(uri) {
        return Err(Error::argument(format!(
            "{argument} must be an absolute URL with a shared access signature"
        )));
    }
    Ok(())
}

fn read_job(body: &[u8]) -> std::result::Result<Job, atom::Malformed> {
    let entry = atom::entry(body)?.ok_or("it is a list")?;
    Job::read(&entry.content.ok_or("the entry is empty")?)
}
