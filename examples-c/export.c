/*
 * Exports all registrations of the hub: submits a job, waits for it, and
 * prints where its output is.
 *
 * NH_CONTAINER_URI is a storage container's URL with a signature (SAS) that
 * may list, read and write; not needed with a local hub, which has storage of
 * its own. Jobs need the Standard tier and the Manage right.
 * NH_CONNECTION_STRING, NH_HUB and (for a local hub) NH_CA_FILE say which hub.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <notification_hubs.h>

static nh_hub *open_hub(void)
{
    const char *ca_file = getenv("NH_CA_FILE");
    nh_options *options = nh_options_new();
    nh_hub *hub;

    if (ca_file != NULL && *ca_file != '\0')
        nh_options_set_ca_file(options, ca_file); /* nh_hub_new reports a failure */
    hub = nh_hub_new(getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), options);
    nh_options_free(options);
    if (hub == NULL)
        fprintf(stderr, "NH_CONNECTION_STRING, NH_HUB: %s\n", nh_error_message(nh_last_error()));
    return hub;
}

/* A container's URL holds its key behind the question mark: not to be shown. */
static void print_output(const nh_job *job, const char *what, const char *property)
{
    const char *container = nh_job_output_container_uri(job);
    const char *path = nh_job_output_property(job, property);

    if (container != NULL && path != NULL)
        printf("%s: %.*s/%s\n", what, (int)strcspn(container, "?"), container, path);
}

static bool print_job(const nh_job *job)
{
    if (nh_job_get_status(job) == NH_JOB_STATUS_COMPLETED) {
        printf("done, last changed %s\n", nh_job_updated_at(job));
        print_output(job, "registrations", "OutputFilePath");
        print_output(job, "failures", "FailedFilePath");
        return true;
    }
    fprintf(stderr, "the job failed: %s\n",
            nh_job_failure(job) != NULL ? nh_job_failure(job) : "the service does not say why");
    return false;
}

static bool export_registrations(const nh_hub *hub, const char *container)
{
    nh_call_options *patient = nh_call_options_new();
    nh_job *submitted = NULL, *job = NULL;
    nh_status status = nh_submit_job(hub, NH_JOB_TYPE_EXPORT_REGISTRATIONS, container, NULL, NULL,
                                     &submitted, NULL);
    bool done = false;

    if (status == NH_STATUS_OK) {
        printf("submitted, job %s\n", nh_job_id(submitted));
        /* A big hub takes its time; the id is good to ask again later. */
        nh_call_options_set_timeout_ms(patient, 30 * 60 * 1000);
        status = nh_wait_job(hub, nh_job_id(submitted), patient, &job, NULL);
    }
    if (status == NH_STATUS_OK)
        done = print_job(job);
    else
        fprintf(stderr, "export: %s\n", nh_error_message(nh_last_error()));
    if (status == NH_STATUS_TIMEOUT && job != NULL)
        fprintf(stderr, "export: still running, %.0f %% done\n", nh_job_progress(job));
    nh_job_free(job);
    nh_job_free(submitted);
    nh_call_options_free(patient);
    return done;
}

int main(void)
{
    const char *container = getenv("NH_CONTAINER_URI");
    const char *local_hub = getenv("NH_URL");
    char local_container[300];
    nh_hub *hub;
    bool ok;

    if (container == NULL && local_hub != NULL) {
        snprintf(local_container, sizeof local_container, "%s/_emulator/blobs/exports", local_hub);
        container = local_container;
    }
    if (container == NULL) {
        fputs("Set NH_CONTAINER_URI to the URL of a storage container, with a signature that may "
              "list, read and write.\n", stderr);
        return EXIT_FAILURE;
    }
    hub = open_hub();
    if (hub == NULL)
        return EXIT_FAILURE;
    ok = export_registrations(hub, container);
    nh_hub_free(hub);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
