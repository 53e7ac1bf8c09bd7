/* The functions of nh.erl. Text comes and goes as binaries, in UTF-8. */
#include <string.h>

#include <erl_nif.h>
#include <notification_hubs.h>

/* Freed when no process has a term of it any more. */
struct hub {
    nh_hub *hub;
};

static ErlNifResourceType *hub_type;

static void free_hub(ErlNifEnv *env, void *object)
{
    struct hub *hub = object;

    (void)env;
    nh_hub_free(hub->hub);
}

static ERL_NIF_TERM text(ErlNifEnv *env, const char *text)
{
    ERL_NIF_TERM term;
    size_t length = strlen(text);

    memcpy(enif_make_new_binary(env, length, &term), text, length);
    return term;
}

static ERL_NIF_TERM ok(ErlNifEnv *env, ERL_NIF_TERM term)
{
    return enif_make_tuple2(env, enif_make_atom(env, "ok"), term);
}

/* {error, {Status, Message}} */
static ERL_NIF_TERM failure(ErlNifEnv *env, const nh_error *error)
{
    return enif_make_tuple2(env, enif_make_atom(env, "error"),
                            enif_make_tuple2(env,
                                             enif_make_atom(env, nh_status_name(nh_error_status(error))),
                                             text(env, nh_error_message(error))));
}

/* iodata as a string that lives as long as the call; NULL if it is none. */
static const char *string(ErlNifEnv *env, ERL_NIF_TERM term)
{
    ErlNifBinary binary;
    ERL_NIF_TERM ended = enif_make_list2(env, term, enif_make_uint(env, 0));

    if (!enif_inspect_iolist_as_binary(env, ended, &binary) || strlen((char *)binary.data) + 1 != binary.size)
        return NULL;
    return (const char *)binary.data;
}

static ERL_NIF_TERM open_hub(ErlNifEnv *env, int argc, const ERL_NIF_TERM argv[])
{
    const char *connection_string = string(env, argv[0]);
    const char *name = string(env, argv[1]);
    const char *ca_file = string(env, argv[2]);
    nh_options *options;
    nh_hub *opened;
    struct hub *hub;
    ERL_NIF_TERM term;

    (void)argc;
    if (connection_string == NULL || name == NULL || ca_file == NULL)
        return enif_make_badarg(env);
    options = nh_options_new();
    if (*ca_file != '\0')
        nh_options_set_ca_file(options, ca_file); /* nh_hub_new reports a failure */
    opened = nh_hub_new(connection_string, name, options);
    nh_options_free(options);
    if (opened == NULL)
        return failure(env, nh_last_error());
    hub = enif_alloc_resource(hub_type, sizeof *hub);
    hub->hub = opened;
    term = enif_make_resource(env, hub);
    enif_release_resource(hub);
    return ok(env, term);
}

static ERL_NIF_TERM send_apple(ErlNifEnv *env, int argc, const ERL_NIF_TERM argv[])
{
    struct hub *hub;
    const char *payload = string(env, argv[1]);
    const char *tags = string(env, argv[2]);
    nh_outcome *outcome;
    nh_status status;
    ERL_NIF_TERM result;

    (void)argc;
    if (!enif_get_resource(env, argv[0], hub_type, (void **)&hub) || payload == NULL || tags == NULL)
        return enif_make_badarg(env);
    status = nh_send_apple_notification(hub->hub, payload, tags, &outcome);
    if (status == NH_STATUS_OK && nh_outcome_verdict(outcome) == NH_VERDICT_ACCEPTED)
        result = ok(env, text(env, nh_outcome_tracking_id(outcome)));
    else
        result = failure(env, nh_outcome_error(outcome));
    nh_outcome_free(outcome);
    return result;
}

static int load(ErlNifEnv *env, void **private_data, ERL_NIF_TERM info)
{
    (void)private_data;
    (void)info;
    hub_type = enif_open_resource_type(env, NULL, "nh_hub", free_hub, ERL_NIF_RT_CREATE, NULL);
    return hub_type == NULL;
}

/* What waits, and what reads files, runs on a dirty scheduler: the others go on. */
static ErlNifFunc functions[] = {
    {"open", 3, open_hub, ERL_NIF_DIRTY_JOB_IO_BOUND},
    {"send_apple", 3, send_apple, ERL_NIF_DIRTY_JOB_IO_BOUND},
};

ERL_NIF_INIT(nh, functions, load, NULL, NULL, NULL)
