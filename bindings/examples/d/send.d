/// Sends one alert to Apple devices with the tag "world".
module send;

import std.process : environment;
import std.stdio : stderr, writeln;
import std.string : fromStringz, toStringz;

extern (C) @nogc nothrow
{
    struct nh_options;
    struct nh_hub;
    struct nh_outcome;
    struct nh_error;

    const(char)* nh_status_name(int status);
    const(nh_error)* nh_last_error();
    int nh_error_status(const nh_error* error);
    const(char)* nh_error_message(const nh_error* error);
    nh_options* nh_options_new();
    int nh_options_set_ca_file(nh_options* options, const char* path);
    void nh_options_free(nh_options* options);
    nh_hub* nh_hub_new(const char* connection_string, const char* hub_name, const nh_options* options);
    void nh_hub_free(nh_hub* hub);
    int nh_send_apple_notification(const nh_hub* hub, const char* payload,
        const char* tag_expression, nh_outcome** outcome);
    int nh_outcome_verdict(const nh_outcome* outcome);
    const(nh_error)* nh_outcome_error(const nh_outcome* outcome);
    const(char)* nh_outcome_tracking_id(const nh_outcome* outcome);
    void nh_outcome_free(nh_outcome* outcome);
}

enum NH_STATUS_OK = 0;
enum NH_VERDICT_ACCEPTED = 1;

class NotificationHubsException : Exception
{
    this(const nh_error* error)
    {
        super((nh_status_name(nh_error_status(error))
                .fromStringz ~ ": " ~ nh_error_message(error).fromStringz).idup);
    }
}

nh_hub* openHub(string connectionString, string name, string caFile)
{
    auto options = nh_options_new();
    scope (exit)
        nh_options_free(options);
    if (caFile.length)
        nh_options_set_ca_file(options, caFile.toStringz); // nh_hub_new reports a failure
    auto hub = nh_hub_new(connectionString.toStringz, name.toStringz, options);
    if (hub is null)
        throw new NotificationHubsException(nh_last_error());
    return hub;
}

/// Gives the tracking id of an accepted notification.
string sendApple(const nh_hub* hub, string payload, string tags)
{
    nh_outcome* outcome;
    const status = nh_send_apple_notification(hub, payload.toStringz, tags.toStringz, &outcome);
    scope (exit)
        nh_outcome_free(outcome);
    if (status != NH_STATUS_OK || nh_outcome_verdict(outcome) != NH_VERDICT_ACCEPTED)
        throw new NotificationHubsException(nh_outcome_error(outcome));
    return nh_outcome_tracking_id(outcome).fromStringz.idup;
}

int main()
{
    try
    {
        auto hub = openHub(environment.get("NH_CONNECTION_STRING"),
            environment.get("NH_HUB"), environment.get("NH_CA_FILE"));
        scope (exit)
            nh_hub_free(hub);
        writeln("accepted, tracking id ", sendApple(hub,
                `{"aps":{"alert":"Hello from D! Grüße"}}`, "world"));
        return 0;
    }
    catch (NotificationHubsException failure)
    {
        stderr.writeln(failure.msg);
        return 1;
    }
}
