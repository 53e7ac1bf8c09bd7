/*
 * Jobs of every type against the local hub's storage, and feedback: from the
 * container that the hub names, and in every form that blobs come in.
 */
#include "hub.h"

/* The local hub takes any account's URL for its own storage. */
#define OUTPUT "https://acct.blob.example/out?sv=1&sr=c&sp=rwl&sig=a%2Bb"

static nh_hub *hub;
static nh_call_options *patient;

static void register_device(const char *handle)
{
    nh_registration *registration = nh_registration_new(NH_PLATFORM_GCM, handle);

    nh_registration_add_tag(registration, "news");
    CHECK_OK(nh_create_registration(hub, registration, NULL, NULL, NULL));
    nh_registration_free(registration);
}

static size_t count_registrations(void)
{
    nh_registration_cursor *cursor = nh_registration_cursor_new_all(hub);
    nh_registration *registration = NULL;
    size_t count = 0;

    while (nh_registration_cursor_next(cursor, NULL, &registration, NULL) == NH_STATUS_OK &&
           registration != NULL) {
        count++;
        nh_registration_free(registration);
    }
    nh_registration_cursor_free(cursor);
    return count;
}

/* Submits a job and waits for it; to be freed. */
static nh_job *run_job(int32_t type, const char *import_file_uri)
{
    nh_job *job = NULL, *done = NULL;
    nh_outcome *outcome;

    CHECK_OK(nh_submit_job(hub, type, OUTPUT, import_file_uri, NULL, &job, &outcome));
    CHECK_NUMBER(nh_outcome_http_status(outcome), 201);
    nh_outcome_free(outcome);
    CHECK(nh_job_id(job) != NULL);
    CHECK_NUMBER(nh_job_get_type(job), type);
    /* Nothing is said of the status while it is so. */
    CHECK_NUMBER(nh_job_get_status(job), NH_JOB_STATUS_STARTED);
    CHECK_TEXT(nh_job_status_text(job), NULL);
    CHECK(nh_job_progress(job) == 0.0);
    CHECK_TEXT(nh_job_output_container_uri(job), OUTPUT);
    CHECK_TEXT(nh_job_import_file_uri(job), import_file_uri);
    CHECK_HAS(nh_job_created_at(job), "Z");
    CHECK_TEXT(nh_job_failure(job), NULL);
    CHECK_OK(nh_wait_job(hub, nh_job_id(job), patient, &done, NULL));
    CHECK_TEXT(nh_job_id(done), nh_job_id(job));
    CHECK_HAS(nh_job_updated_at(done), "Z");
    nh_job_free(job);
    return done;
}

/* A blob of the local hub, to be freed. */
static char *blob(const char *container, const char *name)
{
    char path[1000];

    snprintf(path, sizeof path, "/_emulator/blobs/%s/%s", container, name != NULL ? name : "");
    return http("GET", path, NULL, NULL);
}

static void an_export_writes_all_registrations(void)
{
    nh_job *job;
    char *rows;

    empty_hub();
    register_device("one");
    register_device("two");
    job = run_job(NH_JOB_TYPE_EXPORT_REGISTRATIONS, NULL);
    CHECK_NUMBER(nh_job_get_status(job), NH_JOB_STATUS_COMPLETED);
    CHECK_TEXT(nh_job_status_text(job), "Completed");
    CHECK(nh_job_progress(job) == 100.0);
    CHECK_HAS(nh_job_output_property(job, "OutputFilePath"), nh_job_id(job));
    CHECK_HAS(nh_job_output_property(job, "FailedFilePath"), "Failed.txt");
    CHECK_TEXT(nh_job_output_property(job, "Nothing"), NULL);
    rows = blob("out", nh_job_output_property(job, "OutputFilePath"));
    CHECK_NUMBER(count_of(rows, "<GcmRegistrationDescription"), 2);
    CHECK_HAS(rows, "one");
    free(rows);
    nh_job_free(job);
}

/* What was exported, and deleted, comes back by an import. */
static void imports_delete_create_update_and_upsert(void)
{
    static const char import_uri[] = "https://acct.blob.example/in/rows.txt?sv=1&sp=r&sig=x";
    static const int32_t types[] = {
        NH_JOB_TYPE_IMPORT_UPDATE_REGISTRATIONS,
        NH_JOB_TYPE_IMPORT_DELETE_REGISTRATIONS,
        NH_JOB_TYPE_IMPORT_UPSERT_REGISTRATIONS,
    };
    static const size_t left[] = {2, 0, 2};
    nh_job *job;
    char *rows;
    size_t i;

    empty_hub();
    register_device("one");
    register_device("two");
    job = run_job(NH_JOB_TYPE_EXPORT_REGISTRATIONS, NULL);
    rows = blob("out", nh_job_output_property(job, "OutputFilePath"));
    nh_job_free(job);
    tell_hub("PUT", "/_emulator/blobs/in/rows.txt", rows);
    free(rows);
    for (i = 0; i < 3; i++) {
        job = run_job(types[i], import_uri);
        CHECK_NUMBER(nh_job_get_status(job), NH_JOB_STATUS_COMPLETED);
        CHECK_NUMBER(count_registrations(), left[i]);
        nh_job_free(job);
    }
    tell_hub("PUT", "/_emulator/blobs/in/rows.txt",
             "<AdmRegistrationDescription "
             "xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\">"
             "<AdmRegistrationId>fresh</AdmRegistrationId></AdmRegistrationDescription>\n");
    job = run_job(NH_JOB_TYPE_IMPORT_CREATE_REGISTRATIONS, import_uri);
    CHECK_NUMBER(nh_job_get_status(job), NH_JOB_STATUS_COMPLETED);
    CHECK_NUMBER(count_registrations(), 3);
    nh_job_free(job);
}

static void a_job_that_fails_says_why(void)
{
    nh_job *job = run_job(NH_JOB_TYPE_IMPORT_CREATE_REGISTRATIONS,
                          "https://acct.blob.example/in/no-such-file.txt?sp=r");

    CHECK_NUMBER(nh_job_get_status(job), NH_JOB_STATUS_FAILED);
    CHECK_TEXT(nh_job_status_text(job), "Failed");
    CHECK(nh_job_failure(job) != NULL);
    nh_job_free(job);
}

static void jobs_are_read_one_by_one_and_as_a_list(void)
{
    nh_job *submitted = NULL, *job = NULL;
    nh_job_list *jobs = NULL;
    nh_outcome *outcome;
    size_t i, found = 0;

    CHECK_OK(nh_submit_job(hub, NH_JOB_TYPE_EXPORT_REGISTRATIONS, OUTPUT, NULL, NULL, &submitted,
                           NULL));
    CHECK_OK(nh_get_job(hub, nh_job_id(submitted), NULL, &job, &outcome));
    CHECK_HAS(nh_outcome_body(outcome), "NotificationHubJob");
    CHECK_TEXT(nh_job_id(job), nh_job_id(submitted));
    nh_outcome_free(outcome);
    nh_job_free(job);
    CHECK_OK(nh_wait_job(hub, nh_job_id(submitted), patient, NULL, NULL));
    CHECK_OK(nh_list_jobs(hub, NULL, &jobs, NULL));
    CHECK(nh_job_list_count(jobs) >= 1);
    for (i = 0; i < nh_job_list_count(jobs); i++)
        found += strcmp(nh_job_id(nh_job_list_get(jobs, i)), nh_job_id(submitted)) == 0;
    CHECK_NUMBER(found, 1);
    CHECK(nh_job_list_get(jobs, nh_job_list_count(jobs)) == NULL);
    nh_job_list_free(jobs);
    nh_job_free(submitted);
    CHECK_NUMBER(nh_get_job(hub, "no-such-job", NULL, &job, NULL), NH_STATUS_NOT_FOUND);
    CHECK(job == NULL);
}

/* A job's URLs are keys to the storage: they stay out of the log. */
static char logged[65536];

static void keep_log(void *user_data, int32_t level, const char *text)
{
    size_t length = strlen(logged);

    (void)user_data;
    (void)level;
    snprintf(logged + length, sizeof logged - length, "%s\n", text);
}

static void a_storage_signature_is_not_logged(void)
{
    nh_options *options = nh_options_new();
    nh_hub *logging;
    nh_job *job = NULL;

    nh_options_set_log_callback(options, NH_LOG_LEVEL_DUMP, keep_log, NULL);
    nh_options_set_log_payloads(options, 1);
    logging = open_hub_as("NH_CONNECTION_STRING", options);
    CHECK_OK(nh_submit_job(logging, NH_JOB_TYPE_EXPORT_REGISTRATIONS, OUTPUT, NULL, NULL, &job,
                           NULL));
    CHECK_HAS(logged, "NotificationHubJob");
    CHECK(strstr(logged, "a%2Bb") == NULL);
    nh_job_free(job);
    nh_hub_free(logging);
}

/* The answer is a URL in plain text, a key to the storage. */
static void the_feedback_container_has_a_url(void)
{
    static const char uri[] = "https://acct.blob.example/feedback?sv=1&sp=rl&sig=a%2Bb";
    char answer[300];
    struct script script;
    nh_outcome *outcome;

    snprintf(answer, sizeof answer,
             "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %lu\r\n"
             "Connection: close\r\n\r\n%s", (unsigned long)strlen(uri), uri);
    script = begin_script(answer);
    CHECK_OK(nh_get_feedback_container_uri(script.hub, NULL, &outcome));
    CHECK_TEXT(nh_outcome_body(outcome), uri);
    nh_outcome_free(outcome);
    end_script(script);
    /* What is no URL is no answer. */
    script = begin_script("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n"
                          "<html>");
    CHECK_NUMBER(nh_get_feedback_container_uri(script.hub, NULL, NULL), NH_STATUS_PROTOCOL);
    end_script(script);
}

static void feedback_is_read_in_every_encoding(void)
{
    static const char document[] =
        "<?xml version=\"1.0\" encoding=\"utf-16\"?>"
        "<PnsFeedback "
        "xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\" "
        "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">"
        "<FeedbackTime>2025-01-01T00:00:00Z</FeedbackTime>"
        "<NotificationSystemError>ExpiredChannel</NotificationSystemError>"
        "<Platform>gcm</Platform><PnsHandle>old&amp;handle</PnsHandle>"
        "<RegistrationId>1-2-3</RegistrationId><InstallationId>dev</InstallationId>"
        "<NotificationId>n-1</NotificationId><NewPnsHandle>new</NewPnsHandle></PnsFeedback>";
    char twice[2 * sizeof document + 100], wide[4 * sizeof document];
    nh_feedback *feedback;
    size_t i, length = 0;

    snprintf(twice, sizeof twice,
             "%s\n<PnsFeedback><Platform>apple</Platform></PnsFeedback><PnsFeedback><a></b>"
             "</PnsFeedback>", document);
    feedback = nh_feedback_parse(twice, strlen(twice));
    CHECK_NUMBER(nh_feedback_count(feedback), 2);
    CHECK_NUMBER(nh_feedback_unreadable_count(feedback), 1);
    CHECK_TEXT(nh_feedback_time(feedback, 0), "2025-01-01T00:00:00Z");
    CHECK_TEXT(nh_feedback_error(feedback, 0), "ExpiredChannel");
    CHECK_TEXT(nh_feedback_platform(feedback, 0), "gcm");
    CHECK_TEXT(nh_feedback_pns_handle(feedback, 0), "old&handle");
    CHECK_TEXT(nh_feedback_new_pns_handle(feedback, 0), "new");
    CHECK_TEXT(nh_feedback_registration_id(feedback, 0), "1-2-3");
    CHECK_TEXT(nh_feedback_installation_id(feedback, 0), "dev");
    CHECK_TEXT(nh_feedback_notification_id(feedback, 0), "n-1");
    CHECK_TEXT(nh_feedback_platform(feedback, 1), "apple");
    CHECK_TEXT(nh_feedback_pns_handle(feedback, 1), NULL);
    CHECK_TEXT(nh_feedback_platform(feedback, 2), NULL);
    nh_feedback_free(feedback);

    /* As it announces itself: two bytes a character, with a mark before it. */
    wide[length++] = (char)0xff;
    wide[length++] = (char)0xfe;
    for (i = 0; i + 1 < sizeof document; i++) {
        wide[length++] = document[i];
        wide[length++] = '\0';
    }
    feedback = nh_feedback_parse(wide, length);
    CHECK_NUMBER(nh_feedback_count(feedback), 1);
    CHECK_TEXT(nh_feedback_pns_handle(feedback, 0), "old&handle");
    nh_feedback_free(feedback);
}

int main(void)
{
    hub = open_hub();
    patient = nh_call_options_new();
    nh_call_options_set_timeout_ms(patient, 60000);
    empty_hub();
    RUN(an_export_writes_all_registrations);
    RUN(imports_delete_create_update_and_upsert);
    RUN(a_job_that_fails_says_why);
    RUN(jobs_are_read_one_by_one_and_as_a_list);
    RUN(a_storage_signature_is_not_logged);
    RUN(the_feedback_container_has_a_url);
    RUN(feedback_is_read_in_every_encoding);
    nh_call_options_free(patient);
    nh_hub_free(hub);
    return end_tests();
}
