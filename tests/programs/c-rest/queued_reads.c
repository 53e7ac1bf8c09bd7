/*
 * Calls that do not wait and bring something: each brings what its waiting twin
 * brings, fails as that fails, and what nobody takes is freed.
 */
#include "hub.h"

#define WAIT 60000 /* for what must happen */
#define OUTPUT "https://acct.blob.example/out?sv=1&sr=c&sp=rwl&sig=a%2Bb"

static nh_hub *hub;
static nh_queue *queue;

/* The outcome of the one call that was handed in with user_data, to be freed. */
static nh_outcome *taken(const void *user_data)
{
    nh_outcome *outcome = NULL;

    CHECK_OK(nh_queue_next(queue, WAIT, &outcome));
    CHECK(nh_outcome_user_data(outcome) == user_data);
    return outcome;
}

/* The same of a call that went well. */
static nh_outcome *accepted(const void *user_data)
{
    nh_outcome *outcome = taken(user_data);

    CHECK_OK(nh_outcome_status(outcome));
    CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_ACCEPTED);
    CHECK_NUMBER(nh_outcome_attempts(outcome), 1);
    return outcome;
}

static void an_installation_is_read(void)
{
    nh_installation *device = nh_installation_new("phone", NH_PLATFORM_FCMV1, "a-token");
    nh_installation *waited = NULL, *queued;
    nh_outcome *outcome;
    int ticket;

    nh_installation_add_tag(device, "news");
    CHECK_OK(nh_put_installation(hub, device, NULL, NULL));
    nh_installation_free(device);
    CHECK_OK(nh_get_installation(hub, "phone", NULL, &waited, NULL));
    CHECK_OK(nh_get_installation_async(hub, "phone", NULL, queue, &ticket));
    outcome = accepted(&ticket);
    CHECK_HAS(nh_outcome_body(outcome), "\"phone\"");
    CHECK(nh_outcome_take_registration(outcome) == NULL);
    CHECK_HAS(nh_error_message(nh_last_error()), "brought an installation, not a registration");
    queued = nh_outcome_take_installation(outcome);
    CHECK_TEXT(nh_installation_json(queued), nh_installation_json(waited));
    CHECK(nh_outcome_take_installation(outcome) == NULL);
    CHECK_HAS(nh_error_message(nh_last_error()), "it was taken before");
    CHECK(!nh_outcome_exists(outcome));
    nh_outcome_free(outcome);
    /* It is the program's, and outlives its outcome. */
    CHECK_TEXT(nh_installation_tag(queued, 0), "news");
    nh_installation_free(queued);
    nh_installation_free(waited);

    CHECK_OK(nh_installation_exists_async(hub, "phone", NULL, queue, &ticket));
    outcome = accepted(&ticket);
    CHECK(nh_outcome_exists(outcome));
    CHECK(nh_outcome_exists(outcome));
    CHECK(nh_outcome_take_installation(outcome) == NULL);
    CHECK(nh_outcome_exists(outcome));
    nh_outcome_free(outcome);
    CHECK_OK(nh_installation_exists_async(hub, "nobody", NULL, queue, &ticket));
    outcome = accepted(&ticket);
    CHECK(!nh_outcome_exists(outcome));
    nh_outcome_free(outcome);
}

/* What a call on a registration brought; to be freed. */
static nh_registration *brought(const void *user_data)
{
    nh_outcome *outcome = accepted(user_data);
    nh_registration *registration = nh_outcome_take_registration(outcome);

    CHECK(registration != NULL);
    CHECK_TEXT(nh_outcome_registration_id(outcome), nh_registration_id(registration));
    nh_outcome_free(outcome);
    return registration;
}

static void registrations_are_created_changed_read_and_deleted(void)
{
    nh_registration *registration = nh_registration_new(NH_PLATFORM_GCM, "gcm-1");
    nh_registration *created, *written, *read, *waited = NULL;
    nh_outcome *outcome;
    char id[200];
    int ticket;

    nh_registration_add_tag(registration, "queued");
    CHECK_OK(nh_create_registration_async(hub, registration, NULL, queue, &ticket));
    created = brought(&ticket);
    CHECK_TEXT(nh_registration_etag(created), "1");

    CHECK_OK(nh_create_registration_id_async(hub, NULL, queue, &ticket));
    outcome = accepted(&ticket);
    snprintf(id, sizeof id, "%s", nh_outcome_registration_id(outcome));
    CHECK(nh_outcome_take_registration(outcome) == NULL);
    nh_outcome_free(outcome);
    CHECK_OK(nh_put_registration_async(hub, id, registration, NULL, queue, &ticket));
    written = brought(&ticket);
    CHECK_TEXT(nh_registration_id(written), id);

    nh_registration_add_tag(registration, "more");
    CHECK_OK(nh_update_registration_async(hub, id, registration, "7", NULL, queue, &ticket));
    outcome = taken(&ticket);
    CHECK_NUMBER(nh_outcome_status(outcome), NH_STATUS_PRECONDITION_FAILED);
    CHECK(nh_outcome_take_registration(outcome) == NULL);
    CHECK_NUMBER(nh_error_status(nh_last_error()), NH_STATUS_PRECONDITION_FAILED);
    nh_outcome_free(outcome);
    CHECK_OK(nh_update_registration_async(hub, id, registration, nh_registration_etag(written), NULL,
                                          queue, &ticket));
    nh_registration_free(written);
    written = brought(&ticket);
    CHECK_TEXT(nh_registration_etag(written), "2");

    CHECK_OK(nh_get_registration(hub, id, NULL, &waited, NULL));
    CHECK_OK(nh_get_registration_async(hub, id, NULL, queue, &ticket));
    read = brought(&ticket);
    CHECK_TEXT(nh_registration_xml(read), nh_registration_xml(waited));
    CHECK_TEXT(nh_registration_etag(read), nh_registration_etag(waited));
    CHECK_NUMBER(nh_registration_tag_count(read), 2);

    CHECK_OK(nh_registration_exists_async(hub, id, NULL, queue, &ticket));
    outcome = accepted(&ticket);
    CHECK(nh_outcome_exists(outcome));
    nh_outcome_free(outcome);
    CHECK_OK(nh_delete_registration_async(hub, id, "7", NULL, queue, &ticket));
    outcome = taken(&ticket);
    CHECK_NUMBER(nh_outcome_status(outcome), NH_STATUS_PRECONDITION_FAILED);
    nh_outcome_free(outcome);
    CHECK_OK(nh_delete_registration_async(hub, id, NULL, NULL, queue, &ticket));
    nh_outcome_free(accepted(&ticket));
    CHECK_OK(nh_registration_exists_async(hub, id, NULL, queue, &ticket));
    outcome = accepted(&ticket);
    CHECK(!nh_outcome_exists(outcome));
    nh_outcome_free(outcome);
    nh_registration_free(waited);
    nh_registration_free(read);
    nh_registration_free(written);
    nh_registration_free(created);
    nh_registration_free(registration);
}

/* Follows a list through its pages in both forms; gives how many it has. */
static size_t follow(const char *tag, const char *channel, size_t *pages)
{
    char token[5000], *from = NULL;
    size_t count = 0, i;
    int ticket;

    *pages = 0;
    do {
        nh_registration_page *waited = NULL, *queued;
        nh_outcome *outcome;
        const char *next;

        CHECK_OK(nh_get_registration_page(hub, tag, channel, from, NULL, &waited, NULL));
        CHECK_OK(
            nh_get_registration_page_async(hub, tag, channel, from, NULL, queue, &ticket));
        outcome = accepted(&ticket);
        queued = nh_outcome_take_registration_page(outcome);
        nh_outcome_free(outcome);
        CHECK_NUMBER(nh_registration_page_count(queued), nh_registration_page_count(waited));
        for (i = 0; i < nh_registration_page_count(queued); i++)
            CHECK_TEXT(nh_registration_id(nh_registration_page_get(queued, i)),
                       nh_registration_id(nh_registration_page_get(waited, i)));
        CHECK(nh_registration_page_get(queued, i) == NULL);
        next = nh_registration_page_continuation_token(queued);
        CHECK_TEXT(next, nh_registration_page_continuation_token(waited));
        from = next != NULL ? strncpy(token, next, sizeof token - 1) : NULL;
        token[sizeof token - 1] = '\0';
        count += i;
        ++*pages;
        nh_registration_page_free(queued);
        nh_registration_page_free(waited);
    } while (from != NULL && *pages < 10);
    return count;
}

static void lists_are_read_page_by_page(void)
{
    nh_registration *registration = nh_registration_new(NH_PLATFORM_GCM, "gcm-many");
    nh_registration_page *page;
    size_t pages;
    int i;

    empty_hub();
    nh_registration_add_tag(registration, "many");
    for (i = 0; i < 130; i++)
        CHECK_OK(nh_create_registration(hub, registration, NULL, NULL, NULL));
    nh_registration_free(registration);
    CHECK_NUMBER(follow(NULL, NULL, &pages), 130);
    CHECK_NUMBER(pages, 2);
    CHECK_NUMBER(follow("many", NULL, &pages), 130);
    CHECK_NUMBER(follow(NULL, "gcm-many", &pages), 130);
    CHECK_NUMBER(follow("none", NULL, &pages), 0);
    CHECK_NUMBER(pages, 1);

    CHECK_NUMBER(nh_get_registration_page(hub, "many", "gcm-many", NULL, NULL, &page, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK(page == NULL);
    CHECK_HAS(nh_error_message(nh_last_error()), "tag and channel");
    CHECK_NUMBER(nh_get_registration_page_async(hub, NULL, NULL, "", NULL, queue, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_HAS(nh_error_message(nh_last_error()), "continuation_token");
}

static void a_batch_is_one_request_with_one_outcome(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "to many");
    nh_handles *handles = nh_handles_new();
    nh_outcome *outcome;
    char handle[20];
    int ticket, i;

    CHECK_NUMBER(nh_send_direct_batch_async(hub, alert, handles, NULL, queue, &ticket),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_HAS(nh_error_message(nh_last_error()), "there are none");
    for (i = 0; i < 1000; i++) {
        snprintf(handle, sizeof handle, "%08x", i);
        nh_handles_add(handles, handle);
    }
    forget_requests();
    CHECK_OK(nh_send_direct_batch_async(hub, alert, handles, NULL, queue, &ticket));
    outcome = accepted(&ticket);
    CHECK_NUMBER(nh_outcome_http_status(outcome), 201);
    CHECK_HAS(nh_outcome_notification_id(outcome), "-");
    nh_outcome_free(outcome);
    CHECK_REQUESTS("/messages/$batch?");
    CHECK_DELIVERIES("000003e7");
    nh_handles_add(handles, "0000ffff");
    CHECK_NUMBER(nh_send_direct_batch_async(hub, alert, handles, NULL, queue, &ticket),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_HAS(nh_error_message(nh_last_error()), "at most 1000");
    nh_handles_free(handles);
    nh_notification_free(alert);
}

static void telemetry_is_read(void)
{
    nh_notification *alert = nh_notification_new_apple_alert(NULL, "and then?");
    nh_target *target = nh_target_new_broadcast();
    nh_call_options *patient = nh_call_options_new();
    nh_notification_details *waited = NULL, *queued;
    nh_outcome *sent, *outcome;
    const char *id;
    int ticket;

    nh_call_options_set_timeout_ms(patient, WAIT);
    CHECK_OK(nh_send(hub, alert, target, NULL, &sent));
    id = nh_outcome_notification_id(sent);
    CHECK_OK(nh_wait_notification_details(hub, id, patient, &waited, NULL));
    CHECK_OK(nh_get_notification_details_async(hub, id, NULL, queue, &ticket));
    outcome = accepted(&ticket);
    queued = nh_outcome_take_notification_details(outcome);
    nh_outcome_free(outcome);
    CHECK_TEXT(nh_notification_details_notification_id(queued), id);
    CHECK_NUMBER(nh_notification_details_state(queued), nh_notification_details_state(waited));
    CHECK_TEXT(nh_notification_details_body(queued), nh_notification_details_body(waited));
    CHECK_NUMBER(nh_notification_details_count(queued), nh_notification_details_count(waited));
    nh_notification_details_free(queued);
    nh_notification_details_free(waited);
    nh_outcome_free(sent);
    nh_call_options_free(patient);
    nh_target_free(target);
    nh_notification_free(alert);
}

static void jobs_and_feedback_are_asked_for(void)
{
    nh_outcome *outcome, *waited = NULL;
    nh_job *job, *read;
    nh_job_list *list, *waited_list = NULL;
    int ticket;

    CHECK_NUMBER(nh_submit_job_async(hub, NH_JOB_TYPE_EXPORT_REGISTRATIONS, OUTPUT, OUTPUT, NULL,
                                     queue, &ticket),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_OK(nh_submit_job_async(hub, NH_JOB_TYPE_EXPORT_REGISTRATIONS, OUTPUT, NULL, NULL, queue,
                                 &ticket));
    outcome = accepted(&ticket);
    job = nh_outcome_take_job(outcome);
    nh_outcome_free(outcome);
    CHECK_NUMBER(nh_job_get_type(job), NH_JOB_TYPE_EXPORT_REGISTRATIONS);
    CHECK_OK(nh_get_job_async(hub, nh_job_id(job), NULL, queue, &ticket));
    outcome = accepted(&ticket);
    read = nh_outcome_take_job(outcome);
    nh_outcome_free(outcome);
    CHECK_TEXT(nh_job_id(read), nh_job_id(job));
    CHECK_OK(nh_list_jobs(hub, NULL, &waited_list, NULL));
    CHECK_OK(nh_list_jobs_async(hub, NULL, queue, &ticket));
    outcome = accepted(&ticket);
    list = nh_outcome_take_job_list(outcome);
    nh_outcome_free(outcome);
    CHECK_NUMBER(nh_job_list_count(list), nh_job_list_count(waited_list));
    CHECK_TEXT(nh_job_id(nh_job_list_get(list, 0)), nh_job_id(nh_job_list_get(waited_list, 0)));
    nh_job_list_free(list);
    nh_job_list_free(waited_list);
    nh_job_free(read);
    nh_job_free(job);

    CHECK_OK(nh_get_feedback_container_uri(hub, NULL, &waited));
    CHECK_OK(nh_get_feedback_container_uri_async(hub, NULL, queue, &ticket));
    outcome = accepted(&ticket);
    CHECK_HAS(nh_outcome_body(outcome), "://");
    CHECK_NUMBER(nh_outcome_body_len(outcome), nh_outcome_body_len(waited));
    nh_outcome_free(outcome);
    nh_outcome_free(waited);
}

/* What fails in one form fails in the other, with the same words. */
static void same_failure(nh_outcome *queued, nh_outcome *waited, nh_status status)
{
    const nh_error *error = nh_outcome_error(queued);

    CHECK_NUMBER(nh_outcome_status(queued), status);
    CHECK_NUMBER(nh_outcome_status(waited), status);
    CHECK_NUMBER(nh_outcome_verdict(queued), nh_outcome_verdict(waited));
    CHECK_NUMBER(nh_outcome_http_status(queued), nh_outcome_http_status(waited));
    if (status != NH_STATUS_NOT_FOUND) { /* which has an id of each request */
        CHECK_TEXT(nh_outcome_body(queued), nh_outcome_body(waited));
        CHECK_TEXT(nh_error_message(error), nh_error_message(nh_outcome_error(waited)));
    }
    CHECK(nh_outcome_take_installation(queued) == NULL);
    CHECK_NUMBER(nh_error_status(nh_last_error()), status);
    CHECK_TEXT(nh_error_message(nh_last_error()), nh_error_message(error));
    nh_outcome_free(queued);
    nh_outcome_free(waited);
}

static void failures_are_those_of_the_waiting_form(void)
{
    static const char garbage[] = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"install";
    struct script script = begin_script(garbage);
    nh_outcome *waited;
    int ticket;

    CHECK_NUMBER(nh_get_installation(hub, "nobody", NULL, NULL, &waited), NH_STATUS_NOT_FOUND);
    CHECK_OK(nh_get_installation_async(hub, "nobody", NULL, queue, &ticket));
    same_failure(taken(&ticket), waited, NH_STATUS_NOT_FOUND);

    CHECK_NUMBER(nh_get_installation(script.hub, "phone", NULL, NULL, &waited),
                 NH_STATUS_PROTOCOL);
    CHECK_OK(nh_get_installation_async(script.hub, "phone", NULL, queue, &ticket));
    same_failure(taken(&ticket), waited, NH_STATUS_PROTOCOL);
    end_script(script);

    CHECK_NUMBER(nh_get_installation_async(hub, "..", NULL, queue, &ticket),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_NUMBER(nh_get_registration_async(hub, NULL, NULL, queue, &ticket),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK_HAS(nh_error_message(nh_last_error()), "registration_id is NULL");
    CHECK_NUMBER(nh_queue_pending(queue), 0);
    CHECK(nh_outcome_take_job(NULL) == NULL);
    CHECK_HAS(nh_error_message(nh_last_error()), "outcome is NULL");
    CHECK(!nh_outcome_exists(NULL));
}

static void take_it(void *user_data, const nh_outcome *outcome)
{
    *(nh_registration_page **)user_data = nh_outcome_take_registration_page(outcome);
}

/* An outcome that is only lent gives away what it brought all the same. */
static void a_callback_takes_what_came(void)
{
    nh_registration_page *page = NULL;

    CHECK_OK(nh_get_registration_page_async(hub, NULL, NULL, NULL, NULL, queue, &page));
    CHECK_OK(nh_queue_dispatch(queue, take_it, WAIT));
    CHECK_NUMBER(nh_registration_page_count(page), 100);
    nh_registration_page_free(page);
}

/* A list of a hundred takes more room than a small queue has. */
static void what_was_brought_counts_until_it_is_taken(void)
{
    nh_queue_options *options = nh_queue_options_new();
    nh_queue *small;
    nh_outcome *outcome = NULL;

    nh_queue_options_set_capacity_bytes(options, 65536);
    small = nh_queue_new(options);
    nh_queue_options_free(options);
    CHECK_OK(nh_get_registration_page_async(hub, NULL, NULL, NULL, NULL, small, NULL));
    CHECK_OK(nh_queue_close(small, WAIT)); /* it has come */
    CHECK_OK(nh_queue_next(small, 0, &outcome));
    CHECK_NUMBER(nh_outcome_body_len(outcome), 0);
    nh_outcome_free(outcome); /* with what nobody took */
    nh_queue_free(small);
}

static void closed_queues_and_those_of_a_parent_take_nothing(void)
{
    nh_queue *closed = nh_queue_new(NULL);
    int status = -1;
    pid_t child;

    CHECK_OK(nh_queue_close(closed, 0));
    CHECK_NUMBER(nh_get_installation_async(hub, "phone", NULL, closed, NULL), NH_STATUS_CLOSED);
    CHECK_NUMBER(nh_list_jobs_async(hub, NULL, closed, NULL), NH_STATUS_CLOSED);
    nh_queue_free(closed);

    child = fork();
    if (child == 0) {
        bool good = nh_get_registration_async(hub, "r", NULL, queue, NULL) == NH_STATUS_FORKED &&
                    nh_list_jobs_async(hub, NULL, queue, NULL) == NH_STATUS_FORKED;
        /* Not by its end, at which valgrind counts what is the parent's. */
        if (good)
            kill(getpid(), SIGKILL);
        _exit(1);
    }
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
    CHECK_NUMBER(nh_queue_pending(queue), 0);
}

int main(void)
{
    hub = open_hub();
    queue = nh_queue_new(NULL);
    RUN(an_installation_is_read);
    RUN(registrations_are_created_changed_read_and_deleted);
    RUN(lists_are_read_page_by_page);
    RUN(a_callback_takes_what_came);
    RUN(what_was_brought_counts_until_it_is_taken);
    RUN(a_batch_is_one_request_with_one_outcome);
    RUN(telemetry_is_read);
    RUN(jobs_and_feedback_are_asked_for);
    RUN(failures_are_those_of_the_waiting_form);
    RUN(closed_queues_and_those_of_a_parent_take_nothing);
    nh_queue_free(queue);
    nh_hub_free(hub);
    return end_tests();
}
