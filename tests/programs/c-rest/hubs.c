/*
 * Hub management: create with every credential and with rules, read, update,
 * list, delete, and what the service says of hubs that are not there. Needs
 * NH_ROOT_CONNECTION_STRING.
 */
#include "hub.h"

/* 32 bytes each, in base64; secrets of nobody. */
#define KEY_1 "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
#define KEY_2 "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY="

static nh_namespace *ns;

static void create(const char *name)
{
    nh_hub_description *description = nh_hub_description_new();

    CHECK_OK(nh_create_hub(ns, name, description, NULL, NULL, NULL));
    nh_hub_description_free(description);
}

static void a_hub_is_created_with_default_rules(void)
{
    nh_hub_description *description = nh_hub_description_new(), *created = NULL;
    nh_outcome *outcome;
    size_t i, manage = 0;

    CHECK_OK(nh_create_hub(ns, "plain", description, NULL, &created, &outcome));
    CHECK_NUMBER(nh_outcome_http_status(outcome), 201);
    nh_outcome_free(outcome);
    CHECK_TEXT(nh_hub_description_name(description), NULL);
    CHECK_TEXT(nh_hub_description_registration_ttl(description), NULL);
    nh_hub_description_free(description);
    CHECK_TEXT(nh_hub_description_name(created), "plain");
    CHECK_TEXT(nh_hub_description_registration_ttl(created), "P10675199DT2H48M5.4775807S");
    CHECK_TEXT(nh_hub_description_user_metadata(created), NULL);
    CHECK(!nh_hub_description_is_disabled(created));
    CHECK_NUMBER(nh_hub_description_rule_count(created), 2);
    for (i = 0; i < nh_hub_description_rule_count(created); i++) {
        CHECK(nh_hub_description_rule_key_name(created, i) != NULL);
        CHECK_NUMBER(strlen(nh_hub_description_rule_primary_key(created, i)), 44);
        CHECK_NUMBER(strlen(nh_hub_description_rule_secondary_key(created, i)), 44);
        CHECK(strcmp(nh_hub_description_rule_primary_key(created, i),
                     nh_hub_description_rule_secondary_key(created, i)) != 0);
        manage += (nh_hub_description_rule_rights(created, i) & NH_RIGHTS_MANAGE) != 0;
    }
    CHECK_NUMBER(manage, 1);
    CHECK_TEXT(nh_hub_description_rule_key_name(created, i), NULL);
    CHECK_NUMBER(nh_hub_description_rule_rights(created, i), 0);
    nh_hub_description_free(created);
}

static void every_credential_is_kept(void)
{
    nh_hub_description *description = nh_hub_description_new(), *got = NULL;

    CHECK_OK(nh_hub_description_set_apns_token(description,
                                               "https://api.push.apple.com:443/3/device", "p8-text",
                                               "KEY0000001", "com.example.app", "TEAM000001"));
    CHECK_OK(nh_hub_description_set_wns(description, "ms-app://s-1-15-2-1", "wns-secret"));
    CHECK_OK(nh_hub_description_set_gcm(description, "gcm-key"));
    CHECK_OK(nh_hub_description_set_fcmv1(description, "project",
                                          "-----BEGIN PRIVATE KEY-----\nx\n",
                                          "a@b.iam.gserviceaccount.com"));
    CHECK_OK(nh_hub_description_set_mpns(description, "bXBucw==", "mpns<&>password"));
    CHECK_OK(nh_hub_description_set_adm(description, "amzn1.client", "adm-secret"));
    CHECK_OK(nh_hub_description_set_baidu(description, "baidu-key", "baidu-secret"));
    CHECK_OK(nh_hub_description_set_browser(description, "mailto:a@example.com", "BPublic",
                                            "vapid-private"));
    CHECK_OK(nh_hub_description_set_registration_ttl(description, "P90D"));
    CHECK_OK(nh_hub_description_set_user_metadata(description, "<mine & \"yours\">"));
    CHECK_OK(nh_create_hub(ns, "full", description, NULL, NULL, NULL));
    nh_hub_description_free(description);

    CHECK_OK(nh_get_hub(ns, "full", NULL, &got, NULL));
    CHECK_TEXT(nh_hub_description_name(got), "full");
    CHECK_TEXT(nh_hub_description_registration_ttl(got), "P90D");
    CHECK_TEXT(nh_hub_description_user_metadata(got), "<mine & \"yours\">");
    CHECK_TEXT(nh_hub_description_credential(got, "ApnsCredential", "Token"), "p8-text");
    CHECK_TEXT(nh_hub_description_credential(got, "ApnsCredential", "KeyId"), "KEY0000001");
    CHECK_TEXT(nh_hub_description_credential(got, "ApnsCredential", "AppName"), "com.example.app");
    CHECK_TEXT(nh_hub_description_credential(got, "ApnsCredential", "AppId"), "TEAM000001");
    CHECK_TEXT(nh_hub_description_credential(got, "WnsCredential", "PackageSid"),
               "ms-app://s-1-15-2-1");
    CHECK_TEXT(nh_hub_description_credential(got, "WnsCredential", "SecretKey"), "wns-secret");
    CHECK_TEXT(nh_hub_description_credential(got, "GcmCredential", "GoogleApiKey"), "gcm-key");
    CHECK_TEXT(nh_hub_description_credential(got, "FcmV1Credential", "PrivateKey"),
               "-----BEGIN PRIVATE KEY-----\nx\n");
    CHECK_TEXT(nh_hub_description_credential(got, "MpnsCredential", "CertificateKey"),
               "mpns<&>password");
    CHECK_TEXT(nh_hub_description_credential(got, "AdmCredential", "ClientSecret"), "adm-secret");
    CHECK_TEXT(nh_hub_description_credential(got, "BaiduCredential", "BaiduSecretKey"),
               "baidu-secret");
    CHECK_TEXT(nh_hub_description_credential(got, "BrowserCredential", "VapidPrivateKey"),
               "vapid-private");
    CHECK_TEXT(nh_hub_description_credential(got, "BrowserCredential", "Nothing"), NULL);
    CHECK_TEXT(nh_hub_description_credential(got, "NothingCredential", "Token"), NULL);
    nh_hub_description_free(got);
}

static void push_services_may_be_elsewhere(void)
{
    static const char url[] = "https://wns.example/token?a=1&b=2";
    nh_hub_description *description = nh_hub_description_new(), *got = NULL;

    nh_hub_description_set_wns(description, "ms-app://s-1-15-2-1", "wns-secret");
    nh_hub_description_set_gcm(description, "gcm-key");
    nh_hub_description_set_adm(description, "amzn1.client", "adm-secret");
    CHECK_OK(nh_hub_description_set_wns_endpoint(description, "https://other.example/"));
    CHECK_OK(nh_hub_description_set_wns_endpoint(description, url));
    CHECK_OK(nh_hub_description_set_wns_certificate(description, "Y2VydA==", "password"));
    CHECK_OK(nh_hub_description_set_baidu(description, "baidu-key", "baidu-secret"));
    CHECK_OK(nh_hub_description_set_baidu_endpoint(description, url));
    CHECK_OK(nh_hub_description_set_xiaomi(description, "app-secret", url));
    CHECK_OK(nh_hub_description_set_gcm_endpoint(description, "http://gcm.example/send"));
    CHECK_OK(nh_hub_description_set_adm_endpoints(description, "https://adm.example/token", NULL));
    CHECK_OK(nh_hub_description_set_adm_endpoints(description, NULL,
                                                  "https://adm.example/{0}/messages"));
    CHECK_OK(nh_create_hub(ns, "elsewhere", description, NULL, NULL, NULL));
    nh_hub_description_free(description);

    CHECK_OK(nh_get_hub(ns, "elsewhere", NULL, &got, NULL));
    CHECK_TEXT(nh_hub_description_credential(got, "WnsCredential", "WindowsLiveEndpoint"), url);
    CHECK_TEXT(nh_hub_description_credential(got, "WnsCredential", "SecretKey"), "wns-secret");
    CHECK_TEXT(nh_hub_description_credential(got, "WnsCredential", "WnsCertificate"), "Y2VydA==");
    CHECK_TEXT(nh_hub_description_credential(got, "WnsCredential", "CertificateKey"), "password");
    CHECK_TEXT(nh_hub_description_credential(got, "BaiduCredential", "BaiduEndPoint"), url);
    CHECK_TEXT(nh_hub_description_credential(got, "XiaomiCredential", "AppSecret"), "app-secret");
    CHECK_TEXT(nh_hub_description_credential(got, "XiaomiCredential", "Endpoint"), url);
    CHECK_TEXT(nh_hub_description_credential(got, "GcmCredential", "GcmEndpoint"),
               "http://gcm.example/send");
    CHECK_TEXT(nh_hub_description_credential(got, "GcmCredential", "GoogleApiKey"), "gcm-key");
    CHECK_TEXT(nh_hub_description_credential(got, "AdmCredential", "AuthTokenUrl"),
               "https://adm.example/token");
    CHECK_TEXT(nh_hub_description_credential(got, "AdmCredential", "SendUrlTemplate"),
               "https://adm.example/{0}/messages");
    /* The credential as a whole, and so without its address. */
    CHECK_OK(nh_hub_description_set_gcm(got, "another-key"));
    CHECK_TEXT(nh_hub_description_credential(got, "GcmCredential", "GcmEndpoint"), NULL);
    nh_hub_description_free(got);
}

static void apple_may_be_reached_by_certificate(void)
{
    nh_hub_description *description = nh_hub_description_new(), *created = NULL;

    CHECK_OK(nh_hub_description_set_apns_certificate(description, "gateway.push.apple.com",
                                                     "Y2VydA==", "password"));
    CHECK_OK(nh_hub_description_set_mpns(description, NULL, NULL));
    CHECK_OK(nh_create_hub(ns, "certificate", description, NULL, &created, NULL));
    CHECK_TEXT(nh_hub_description_credential(created, "ApnsCredential", "Endpoint"),
               "gateway.push.apple.com");
    CHECK_TEXT(nh_hub_description_credential(created, "ApnsCredential", "ApnsCertificate"),
               "Y2VydA==");
    CHECK_TEXT(nh_hub_description_credential(created, "ApnsCredential", "CertificateKey"),
               "password");
    CHECK_TEXT(nh_hub_description_credential(created, "MpnsCredential", "MpnsCertificate"), NULL);
    nh_hub_description_free(created);
    nh_hub_description_free(description);
}

static nh_hub *open_with_key(const char *hub_name, const char *key_name, const char *key)
{
    char connection_string[1000];

    snprintf(connection_string, sizeof connection_string,
             "Endpoint=%s/;SharedAccessKeyName=%s;SharedAccessKey=%s;UseDevelopmentEmulator=true",
             need_env("NH_URL"), key_name, key);
    return nh_hub_new(connection_string, hub_name, NULL);
}

static size_t rule_number(const nh_hub_description *description, const char *key_name)
{
    size_t i = 0;

    while (i < nh_hub_description_rule_count(description) &&
           strcmp(nh_hub_description_rule_key_name(description, i), key_name) != 0)
        i++;
    return i;
}

/* A rule that was set is a key that works: this one to send, and no more. */
static void rules_give_access(void)
{
    nh_hub_description *description = nh_hub_description_new(), *created = NULL;
    nh_installation *installation = nh_installation_new("d", NH_PLATFORM_GCM, "d-id");
    nh_hub *sender, *manager;
    bool exists = true;
    size_t backend;

    CHECK_OK(nh_hub_description_set_rule(description, "backend", NH_RIGHTS_SEND, KEY_1, KEY_2));
    CHECK_OK(nh_hub_description_set_rule(description, "all",
                                         NH_RIGHTS_LISTEN + NH_RIGHTS_SEND + NH_RIGHTS_MANAGE,
                                         KEY_2, KEY_1));
    CHECK_OK(nh_create_hub(ns, "ruled", description, NULL, &created, NULL));
    backend = rule_number(created, "backend");
    CHECK_NUMBER(nh_hub_description_rule_rights(created, backend), NH_RIGHTS_SEND);
    CHECK_TEXT(nh_hub_description_rule_primary_key(created, backend), KEY_1);
    CHECK_TEXT(nh_hub_description_rule_secondary_key(created, backend), KEY_2);
    CHECK_NUMBER(nh_hub_description_rule_rights(created, rule_number(created, "all")), 7);
    nh_hub_description_free(created);
    /* An update leaves no other rule. */
    CHECK_OK(nh_update_hub(ns, "ruled", description, NULL, &created, NULL));
    CHECK_NUMBER(nh_hub_description_rule_count(created), 2);
    nh_hub_description_free(created);
    nh_hub_description_free(description);

    sender = open_with_key("ruled", "backend", KEY_1);
    manager = open_with_key("ruled", "all", KEY_1); /* its second key */
    CHECK_OK(nh_broadcast_google_notification(sender, "{\"data\":{}}", NULL));
    CHECK_NUMBER(nh_put_installation(sender, installation, NULL, NULL), NH_STATUS_FORBIDDEN);
    CHECK_OK(nh_put_installation(manager, installation, NULL, NULL));
    CHECK_OK(nh_installation_exists(manager, "d", NULL, &exists, NULL));
    CHECK(exists);
    nh_hub_free(sender);
    sender = open_with_key("ruled", "backend", "d3Jvbmcga2V5IHdyb25nIGtleSB3cm9uZyBrZXkhISE=");
    CHECK_NUMBER(nh_broadcast_google_notification(sender, "{\"data\":{}}", NULL),
                 NH_STATUS_UNAUTHORIZED);
    nh_hub_free(sender);
    nh_hub_free(manager);
    nh_installation_free(installation);
}

/* Read, change, send back. */
static void an_update_replaces_the_description(void)
{
    nh_hub_description *description = NULL, *updated = NULL;
    nh_outcome *outcome;

    create("changing");
    CHECK_OK(nh_get_hub(ns, "changing", NULL, &description, NULL));
    CHECK_OK(nh_hub_description_set_user_metadata(description, "second"));
    CHECK_OK(nh_hub_description_set_disabled(description, 1));
    forget_requests();
    CHECK_OK(nh_update_hub(ns, "changing", description, NULL, &updated, &outcome));
    CHECK_NUMBER(nh_outcome_http_status(outcome), 200);
    CHECK_REQUESTS("\"if-match\":\"*\"");
    nh_outcome_free(outcome);
    CHECK_TEXT(nh_hub_description_user_metadata(updated), "second");
    CHECK(nh_hub_description_is_disabled(updated));
    /* The keys are those that were read. */
    CHECK_TEXT(nh_hub_description_rule_primary_key(updated, 0),
               nh_hub_description_rule_primary_key(description, 0));
    nh_hub_description_free(updated);
    CHECK_OK(nh_hub_description_set_disabled(description, 0));
    CHECK_OK(nh_update_hub(ns, "changing", description, NULL, &updated, NULL));
    CHECK(!nh_hub_description_is_disabled(updated));
    nh_hub_description_free(updated);
    CHECK_NUMBER(nh_update_hub(ns, "not-there", description, NULL, &updated, NULL),
                 NH_STATUS_NOT_FOUND);
    CHECK(updated == NULL);
    nh_hub_description_free(description);
}

static void a_rule_is_taken_away(void)
{
    nh_hub_description *description = NULL, *updated = NULL;

    create("fewer-rules");
    CHECK_OK(nh_get_hub(ns, "fewer-rules", NULL, &description, NULL));
    CHECK_OK(nh_hub_description_remove_rule(description, "DefaultListenSharedAccessSignature"));
    CHECK_OK(nh_hub_description_remove_rule(description, "DefaultListenSharedAccessSignature"));
    CHECK_OK(nh_update_hub(ns, "fewer-rules", description, NULL, &updated, NULL));
    CHECK_NUMBER(nh_hub_description_rule_count(updated), 1);
    CHECK_TEXT(nh_hub_description_rule_key_name(updated, 0), "DefaultFullSharedAccessSignature");
    nh_hub_description_free(updated);
    nh_hub_description_free(description);
}

static void a_hub_exists_once(void)
{
    nh_hub_description *description = nh_hub_description_new(), *created = NULL;
    nh_outcome *outcome;

    create("once");
    CHECK_NUMBER(nh_create_hub(ns, "once", description, NULL, &created, &outcome),
                 NH_STATUS_CONFLICT);
    CHECK(created == NULL);
    CHECK_TEXT(nh_error_service_code(nh_outcome_error(outcome)), "40900");
    nh_outcome_free(outcome);
    nh_hub_description_free(description);
}

/* To a GET of a hub that is not there the service answers 200 with a feed. */
static void a_missing_hub_is_not_found(void)
{
    nh_hub_description *description = NULL;
    nh_outcome *outcome;

    CHECK_NUMBER(nh_get_hub(ns, "not-there", NULL, &description, &outcome), NH_STATUS_NOT_FOUND);
    CHECK(description == NULL);
    CHECK_HAS(nh_outcome_body(outcome), "<feed");
    nh_outcome_free(outcome);
    CHECK_NUMBER(nh_delete_hub(ns, "not-there", NULL, &outcome), NH_STATUS_NOT_FOUND);
    CHECK_NUMBER(nh_outcome_http_status(outcome), 404);
    nh_outcome_free(outcome);
}

static bool is_listed(const nh_hub_list *hubs, const char *name)
{
    size_t i;

    for (i = 0; i < nh_hub_list_count(hubs); i++)
        if (strcmp(nh_hub_description_name(nh_hub_list_get(hubs, i)), name) == 0)
            return true;
    return false;
}

static void hubs_are_listed_and_deleted(void)
{
    nh_hub_list *hubs = NULL;
    char name[20];
    size_t before;
    int i;

    CHECK_OK(nh_list_hubs(ns, NULL, &hubs, NULL));
    CHECK(is_listed(hubs, need_env("NH_HUB")));
    before = nh_hub_list_count(hubs);
    CHECK(nh_hub_list_get(hubs, before) == NULL);
    nh_hub_list_free(hubs);
    for (i = 0; i < 120; i++) { /* more than a page */
        snprintf(name, sizeof name, "many-%d", i);
        create(name);
    }
    CHECK_OK(nh_list_hubs(ns, NULL, &hubs, NULL));
    CHECK_NUMBER(nh_hub_list_count(hubs), before + 120);
    CHECK(is_listed(hubs, "many-0") && is_listed(hubs, "many-119"));
    CHECK_NUMBER(nh_hub_description_rule_count(nh_hub_list_get(hubs, 0)), 2);
    nh_hub_list_free(hubs);
    for (i = 0; i < 120; i++) {
        snprintf(name, sizeof name, "many-%d", i);
        CHECK_OK(nh_delete_hub(ns, name, NULL, NULL));
    }
    CHECK_OK(nh_list_hubs(ns, NULL, &hubs, NULL));
    CHECK_NUMBER(nh_hub_list_count(hubs), before);
    nh_hub_list_free(hubs);
}

static void a_hubs_own_policy_manages_nothing(void)
{
    nh_namespace *wrong = nh_namespace_new(need_env("NH_CONNECTION_STRING"), NULL);
    nh_hub_description *description = NULL;

    CHECK(wrong != NULL);
    CHECK_NUMBER(nh_get_hub(wrong, need_env("NH_HUB"), NULL, &description, NULL),
                 NH_STATUS_UNAUTHORIZED);
    CHECK(description == NULL);
    nh_namespace_free(wrong);
}

/* Deletes what an earlier run left. */
static void delete_all_but_ours(void)
{
    nh_hub_list *hubs = NULL;
    size_t i;

    CHECK_OK(nh_list_hubs(ns, NULL, &hubs, NULL));
    for (i = 0; i < nh_hub_list_count(hubs); i++) {
        const char *name = nh_hub_description_name(nh_hub_list_get(hubs, i));
        if (strcmp(name, need_env("NH_HUB")) != 0)
            CHECK_OK(nh_delete_hub(ns, name, NULL, NULL));
    }
    nh_hub_list_free(hubs);
}

int main(void)
{
    nh_options *options = nh_options_new();
    const char *ca_file = getenv("NH_CA_FILE");

    if (ca_file != NULL && *ca_file != '\0')
        nh_options_set_ca_file(options, ca_file);
    ns = nh_namespace_new(need_env("NH_ROOT_CONNECTION_STRING"), options);
    nh_options_free(options);
    if (ns == NULL)
        give_up(nh_error_message(nh_last_error()));
    RUN(delete_all_but_ours);
    RUN(a_hub_is_created_with_default_rules);
    RUN(every_credential_is_kept);
    RUN(push_services_may_be_elsewhere);
    RUN(apple_may_be_reached_by_certificate);
    RUN(rules_give_access);
    RUN(an_update_replaces_the_description);
    RUN(a_rule_is_taken_away);
    RUN(a_hub_exists_once);
    RUN(a_missing_hub_is_not_found);
    RUN(hubs_are_listed_and_deleted);
    RUN(a_hubs_own_policy_manages_nothing);
    RUN(delete_all_but_ours);
    nh_namespace_free(ns);
    return end_tests();
}
