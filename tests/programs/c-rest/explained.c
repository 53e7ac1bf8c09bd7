/*
 * Why a notification reached somebody, or nobody: of one that was sent, and of one that was
 * not.
 */
#include "hub.h"

static nh_hub *hub;
static char notification_id[200];

static void put(const char *id, int32_t platform, const char *handle)
{
    nh_installation *installation = nh_installation_new(id, platform, handle);

    CHECK_OK(nh_installation_add_tag(installation, "news"));
    CHECK_OK(nh_put_installation(hub, installation, NULL, NULL));
    nh_installation_free(installation);
}

static bool has(const nh_explanation *explanation, nh_finding finding, const char *part)
{
    size_t i;

    for (i = 0; i < nh_explanation_count(explanation); i++) {
        if (nh_explanation_finding(explanation, i) == (int32_t)finding)
            return strstr(nh_explanation_text(explanation, i), part) != NULL;
    }
    return false;
}

static void what_was_sent_is_explained_by_its_id_alone(void)
{
    nh_notification *notification = nh_notification_new_gcm_message("hello", NULL);
    nh_target *news = nh_target_new_tag("news");
    nh_explanation *explanation;
    nh_outcome *outcome;

    put("i-1", NH_PLATFORM_GCM, "handle-1");
    put("i-2", NH_PLATFORM_GCM, "handle-dead");
    put("i-3", NH_PLATFORM_APPLE, "00ff");
    tell_hub("POST", "/_emulator/pns",
             "[{\"handle\":\"handle-dead\",\"outcome\":\"ExpiredChannel\"}]");
    CHECK_OK(nh_send(hub, notification, news, NULL, &outcome));
    snprintf(notification_id, sizeof notification_id, "%s", nh_outcome_notification_id(outcome));
    nh_outcome_free(outcome);
    CHECK_OK(nh_wait_notification_details(hub, notification_id, NULL, NULL, NULL));

    CHECK_OK(nh_explain(hub, NULL, NULL, notification_id, 0, NULL, &explanation, &outcome));
    CHECK_NUMBER(nh_outcome_verdict(outcome), NH_VERDICT_ACCEPTED);
    CHECK(has(explanation, NH_FINDING_ACCEPTED, "1 devices (gcm)"));
    CHECK(has(explanation, NH_FINDING_REFUSED, "ExpiredChannel"));
    CHECK(has(explanation, NH_FINDING_MATCHES, "2 gcm"));
    CHECK(has(explanation, NH_FINDING_OTHER_KIND, "1 apple without a template"));
    CHECK(has(explanation, NH_FINDING_DEAD_HANDLES, "1 ExpiredChannel"));
    CHECK_NUMBER(nh_explanation_matched(explanation), 2);
    CHECK_NUMBER(nh_explanation_looked_at(explanation), 3);
    CHECK(!nh_explanation_is_cut(explanation));
    CHECK_HAS(nh_explanation_words(explanation), "- 2 registrations match the target now");
    CHECK_HAS(nh_explanation_json(explanation), "\"lookedAt\":3");
    CHECK(strstr(nh_explanation_json(explanation), "handle-") == NULL);
    CHECK_NUMBER(nh_explanation_finding(explanation, 99), 0);
    CHECK(nh_explanation_text(explanation, 99) == NULL);
    nh_outcome_free(outcome);
    nh_explanation_free(explanation);
    nh_target_free(news);
    nh_notification_free(notification);
}

static void what_was_not_sent_is_explained_before(void)
{
    static const char broken[] = "{\"alert\":\"x\"}";
    nh_notification *notification = nh_notification_new(NH_PLATFORM_APPLE, broken, strlen(broken));
    nh_target *nobody = nh_target_new_user("nobody");
    nh_explanation *explanation;

    CHECK_OK(nh_explain(hub, notification, nobody, NULL, 1, NULL, &explanation, NULL));
    CHECK_NUMBER(nh_explanation_finding(explanation, 0), NH_FINDING_PAYLOAD);
    CHECK(has(explanation, NH_FINDING_NO_MATCH, "No registration matches"));
    nh_explanation_free(explanation);
    /* Only the payload: nothing says whom it is for. */
    CHECK_NUMBER(nh_explain(hub, notification, NULL, NULL, 0, NULL, &explanation, NULL),
                 NH_STATUS_INVALID_ARGUMENT);
    CHECK(explanation == NULL);
    nh_target_free(nobody);
    nh_notification_free(notification);
}

static void a_policy_that_may_only_listen_is_told_what_it_may_not_ask(void)
{
    nh_hub *listen = open_hub_as("NH_LISTEN_CONNECTION_STRING", NULL);
    nh_target *everyone = nh_target_new_broadcast();
    nh_explanation *explanation;

    CHECK_NUMBER(nh_explain(listen, NULL, everyone, NULL, 0, NULL, &explanation, NULL),
                 NH_STATUS_FORBIDDEN);
    CHECK_NUMBER(nh_explanation_finding(explanation, 0), NH_FINDING_NOT_KNOWN);
    CHECK_NUMBER(nh_explanation_matched(explanation), 0);
    nh_explanation_free(explanation);
    nh_target_free(everyone);
    nh_hub_free(listen);
}

int main(void)
{
    hub = open_hub();
    empty_hub();
    RUN(what_was_sent_is_explained_by_its_id_alone);
    RUN(what_was_not_sent_is_explained_before);
    RUN(a_policy_that_may_only_listen_is_told_what_it_may_not_ask);
    nh_hub_free(hub);
    return end_tests();
}
