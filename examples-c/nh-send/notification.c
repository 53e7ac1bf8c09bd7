/*
 * What is sent, and to whom.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nh-send.h"

/* What the service takes; one byte more, so that the library sees the excess
 * and says so, and an endless file is not read to its end. */
enum { MAX_PAYLOAD = 64 * 1024 };

static const struct word wns_types[] = {
    {"toast", NH_WNS_TYPE_TOAST}, {"tile", NH_WNS_TYPE_TILE},
    {"badge", NH_WNS_TYPE_BADGE}, {"raw", NH_WNS_TYPE_RAW}, {NULL, 0},
};

static const struct word mpns_types[] = {
    {"toast", NH_MPNS_TYPE_TOAST}, {"tile", NH_MPNS_TYPE_TILE},
    {"raw", NH_MPNS_TYPE_RAW},     {NULL, 0},
};

static const struct word apns_push_types[] = {
    {"alert", NH_APNS_PUSH_TYPE_ALERT},
    {"background", NH_APNS_PUSH_TYPE_BACKGROUND},
    {"voip", NH_APNS_PUSH_TYPE_VOIP},
    {"complication", NH_APNS_PUSH_TYPE_COMPLICATION},
    {"fileprovider", NH_APNS_PUSH_TYPE_FILEPROVIDER},
    {"mdm", NH_APNS_PUSH_TYPE_MDM},
    {"location", NH_APNS_PUSH_TYPE_LOCATION},
    {"liveactivity", NH_APNS_PUSH_TYPE_LIVEACTIVITY},
    {"pushtotalk", NH_APNS_PUSH_TYPE_PUSHTOTALK},
    {NULL, 0},
};

bool make_target(struct job *job, const struct arguments *arguments)
{
    char *const *value = arguments->value;
    char *tag, *comma;
    int index = 1;

    if (value[BROADCAST] != NULL) {
        job->target = nh_target_new_broadcast();
        return check("--broadcast", job->target != NULL);
    }
    if (value[EXPRESSION] != NULL) {
        job->target = nh_target_new_expression(value[EXPRESSION]);
        return check("--expression", job->target != NULL);
    }
    job->target = nh_target_new_tags();
    while ((tag = next_value(arguments, TAG, &index)) != NULL)
        if (!check("--tag", nh_target_add_tag(job->target, tag) == NH_STATUS_OK))
            return false;
    /* Not strtok, which would pass over the empty tag in "a,,b". */
    for (tag = value[TAGS]; tag != NULL; tag = comma != NULL ? comma + 1 : NULL) {
        comma = strchr(tag, ',');
        if (comma != NULL)
            *comma = '\0';
        if (!check("--tags", nh_target_add_tag(job->target, tag) == NH_STATUS_OK))
            return false;
    }
    return true;
}

static bool make_body(struct job *job, int32_t platform, const char *payload)
{
    size_t length;
    char *bytes;

    if (payload == NULL) {
        job->notification = nh_notification_new_template();
        return check("--property", job->notification != NULL);
    }
    if (strcmp(payload, "-") != 0 && *payload != '@') {
        job->notification = nh_notification_new(platform, payload, strlen(payload));
        return check("--payload", job->notification != NULL);
    }
    bytes = read_file(*payload == '@' ? payload + 1 : payload, MAX_PAYLOAD + 1, &length);
    if (bytes == NULL)
        return false;
    job->notification = nh_notification_new(platform, bytes, length);
    free(bytes);
    return check("--payload", job->notification != NULL);
}

static bool set_properties_and_headers(nh_notification *notification,
                                       const struct arguments *arguments)
{
    char *name, *value;
    int index = 1;

    while ((name = next_value(arguments, PROPERTY, &index)) != NULL) {
        value = strchr(name, '=');
        if (value == NULL)
            return complain("--property", "is NAME=TEXT");
        *value++ = '\0';
        if (!check("--property",
                   nh_notification_set_property(notification, name, value) == NH_STATUS_OK))
            return false;
    }
    for (index = 1; (name = next_value(arguments, HEADER, &index)) != NULL;) {
        value = strchr(name, ':');
        if (value == NULL)
            return complain("--header", "is 'NAME: VALUE'");
        *value++ = '\0';
        value += strspn(value, " ");
        if (!check("--header",
                   nh_notification_set_header(notification, name, value) == NH_STATUS_OK))
            return false;
    }
    return true;
}

static bool set_platform_settings(nh_notification *notification, char *const value[OPTION_COUNT])
{
    int32_t type;
    long long number;

    if (value[WNS_TYPE] != NULL &&
        !(look_up(WNS_TYPE, value[WNS_TYPE], wns_types, &type) &&
          check("--wns-type", nh_notification_set_wns_type(notification, type) == NH_STATUS_OK)))
        return false;
    if (value[MPNS_TYPE] != NULL &&
        !(look_up(MPNS_TYPE, value[MPNS_TYPE], mpns_types, &type) &&
          check("--mpns-type",
                nh_notification_set_mpns_type(notification, type, 0) == NH_STATUS_OK)))
        return false;
    if (value[APNS_PUSH_TYPE] != NULL &&
        !(look_up(APNS_PUSH_TYPE, value[APNS_PUSH_TYPE], apns_push_types, &type) &&
          check("--apns-push-type",
                nh_notification_set_apns_push_type(notification, type) == NH_STATUS_OK)))
        return false;
    if (value[APNS_PRIORITY] != NULL &&
        !(parse_number(APNS_PRIORITY, value[APNS_PRIORITY], 1, 10, &number) &&
          check("--apns-priority",
                nh_notification_set_apns_priority(notification, (int32_t)number) ==
                    NH_STATUS_OK)))
        return false;
    if (value[APNS_EXPIRATION] != NULL &&
        !(parse_number(APNS_EXPIRATION, value[APNS_EXPIRATION], 0, 9999999999, &number) &&
          check("--apns-expiration",
                nh_notification_set_apns_expiration(notification, number) == NH_STATUS_OK)))
        return false;
    if (value[APNS_TOPIC] != NULL &&
        !check("--apns-topic",
               nh_notification_set_apns_topic(notification, value[APNS_TOPIC]) == NH_STATUS_OK))
        return false;
    return value[APNS_COLLAPSE_ID] == NULL ||
           check("--apns-collapse-id",
                 nh_notification_set_apns_collapse_id(notification, value[APNS_COLLAPSE_ID]) ==
                     NH_STATUS_OK);
}

static bool find_platform(const char *name, int32_t *platform)
{
    int32_t i;

    *platform = nh_platform_from_name(name);
    if (*platform != 0)
        return true;
    fputs("nh-send: --platform is one of", stderr);
    for (i = 1; nh_platform_name(i) != NULL; i++)
        fprintf(stderr, "%s %s", i == 1 ? "" : ",", nh_platform_name(i));
    fputc('\n', stderr);
    return false;
}

bool make_notification(struct job *job, const struct arguments *arguments)
{
    int32_t platform;

    return find_platform(arguments->value[PLATFORM], &platform) &&
           make_body(job, platform, arguments->value[PAYLOAD]) &&
           set_properties_and_headers(job->notification, arguments) &&
           set_platform_settings(job->notification, arguments->value);
}

bool make_options(struct job *job, char *const value[OPTION_COUNT])
{
    job->options = nh_call_options_new();
    return check("--test", nh_call_options_set_test(job->options, value[TEST] != NULL) ==
                               NH_STATUS_OK);
}
