//! Import and export jobs, and the feedback container.

use std::rc::Rc;

use crate::client::attempts::Reply;
use crate::documents::job::{Job, JobType};
use crate::error::{Error, Result};
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::http::hub_address::{check_path_id, is_absolute_url};
use crate::http::request::Request;
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
        let made =
            self.submit_job_request(job_type, output_container_uri, import_file_uri, options);
        read_job(self.client.call(made, options))
    }

    pub(crate) fn submit_job_request(
        &self,
        job_type: JobType,
        output_container_uri: &str,
        import_file_uri: Option<&str>,
        options: &CallOptions,
    ) -> Result<Request<'static>> {
        check_job(job_type, output_container_uri, import_file_uri)?;
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
    }

    /// Reads a job.
    pub fn job(&self, id: &str, options: &CallOptions) -> OutcomeWith<Job> {
        self.job_within(id, options, self.client.begin(options))
    }

    fn job_within(&self, id: &str, options: &CallOptions, call: Rc<Call>) -> OutcomeWith<Job> {
        let made = self.job_request(id, options);
        read_job(self.client.call_within(made, options, call))
    }

    pub(crate) fn job_request(&self, id: &str, options: &CallOptions) -> Result<Request<'static>> {
        check_path_id("job_id", id)?;
        self.read_request(&["jobs", id], options)
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
        let made = self.jobs_request(options);
        read_jobs(self.client.call(made, options))
    }

    pub(crate) fn jobs_request(&self, options: &CallOptions) -> Result<Request<'static>> {
        self.read_request(&["jobs"], options)
    }

    /// Asks where feedback from push services can be read: a URL with its own
    /// signature, which is then the outcome's body too.
    pub fn feedback_container_uri(&self, options: &CallOptions) -> OutcomeWith<String> {
        self.feedback_container_uri_within(options, self.client.begin(options))
    }

    /// The same within a call that began before.
    pub(crate) fn feedback_container_uri_within(
        &self,
        options: &CallOptions,
        call: Rc<Call>,
    ) -> OutcomeWith<String> {
        let made = self.feedback_request(options);
        read_feedback_uri(self.client.call_within(made, options, call))
    }

    pub(crate) fn feedback_request(&self, options: &CallOptions) -> Result<Request<'static>> {
        self.read_request(&["feedbackcontainer"], options)
    }

    fn read_request(&self, path: &[&str], options: &CallOptions) -> Result<Request<'static>> {
        let url = self.address.url(path, "");
        self.client
            .request(Effect::Read, Expected::Document, "GET", url, options)
    }
}

/// What a reply to [`Hub::submit_job`] or [`Hub::job`] means.
pub(crate) fn read_job(reply: Reply) -> OutcomeWith<Job> {
    read(reply, "the job", |body| {
        let entry = atom::entry(body)?.ok_or("it is a list")?;
        Job::read(&entry.content.ok_or("the entry is empty")?)
    })
}

/// What a reply to [`Hub::jobs`] means.
pub(crate) fn read_jobs(reply: Reply) -> OutcomeWith<Vec<Job>> {
    read(reply, "the list of jobs", |body| {
        atom::feed(body)?
            .into_iter()
            .map(|entry| Job::read(&entry.content.ok_or("an entry is empty")?))
            .collect()
    })
}

/// What a reply to [`Hub::feedback_container_uri`] means.
pub(crate) fn read_feedback_uri(reply: Reply) -> OutcomeWith<String> {
    let mut got = read(reply, "the feedback container", |body| {
        let text = std::str::from_utf8(body).map_err(|_| "it is not UTF-8")?;
        let uri = text.trim_start_matches('\u{feff}').trim();
        match uri.contains("://") && !uri.contains(char::is_whitespace) {
            true => Ok(uri.to_owned()),
            false => Err("it is not a URL"),
        }
    });
    if let Some(uri) = &got.value {
        got.outcome.body = uri.clone().into_bytes();
        got.outcome.is_body_wanted = true;
    }
    got
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
