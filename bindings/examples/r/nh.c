/* What send.R calls. A hub is an external pointer, which R's collector frees. */
#include <R.h>
#include <R_ext/Rdynload.h>
#include <Rinternals.h>

#include <notification_hubs.h>

static const char *text(SEXP value)
{
    if (!isString(value) || length(value) != 1)
        error("one string is wanted");
    return translateCharUTF8(STRING_ELT(value, 0));
}

/* list(tracking_id, status, message), with NULL for what there is not. */
static SEXP result(SEXP tracking_id, const nh_error *failure)
{
    static const char *names[] = {"tracking_id", "status", "message", ""};
    SEXP list = PROTECT(mkNamed(VECSXP, names));

    SET_VECTOR_ELT(list, 0, tracking_id);
    if (failure != NULL) {
        SET_VECTOR_ELT(list, 1, mkString(nh_status_name(nh_error_status(failure))));
        SET_VECTOR_ELT(list, 2, ScalarString(mkCharCE(nh_error_message(failure), CE_UTF8)));
    }
    UNPROTECT(1);
    return list;
}

static void free_hub(SEXP hub)
{
    nh_hub_free(R_ExternalPtrAddr(hub));
    R_ClearExternalPtr(hub);
}

/* An external pointer, or a result that says why not. */
static SEXP open_hub(SEXP connection_string, SEXP name, SEXP ca_file)
{
    const char *c_connection_string = text(connection_string), *c_name = text(name), *c_ca_file = text(ca_file);
    nh_options *options = nh_options_new();
    nh_hub *opened;
    SEXP hub;

    if (*c_ca_file != '\0')
        nh_options_set_ca_file(options, c_ca_file); /* nh_hub_new reports a failure */
    opened = nh_hub_new(c_connection_string, c_name, options);
    nh_options_free(options);
    if (opened == NULL)
        return result(R_NilValue, nh_last_error());
    hub = PROTECT(R_MakeExternalPtr(opened, R_NilValue, R_NilValue));
    R_RegisterCFinalizerEx(hub, free_hub, TRUE);
    UNPROTECT(1);
    return hub;
}

static SEXP send_apple(SEXP hub, SEXP payload, SEXP tags)
{
    const char *c_payload = text(payload), *c_tags = text(tags);
    nh_outcome *outcome;
    nh_status status;
    SEXP sent;

    if (TYPEOF(hub) != EXTPTRSXP)
        error("a hub is wanted");
    status = nh_send_apple_notification(R_ExternalPtrAddr(hub), c_payload, c_tags, &outcome);
    if (status == NH_STATUS_OK && nh_outcome_verdict(outcome) == NH_VERDICT_ACCEPTED)
        sent = result(PROTECT(mkString(nh_outcome_tracking_id(outcome))), NULL);
    else
        sent = result(PROTECT(R_NilValue), nh_outcome_error(outcome));
    UNPROTECT(1);
    nh_outcome_free(outcome);
    return sent;
}

static const R_CallMethodDef methods[] = {
    {"nh_open", (DL_FUNC)open_hub, 3},
    {"nh_send_apple", (DL_FUNC)send_apple, 3},
    {NULL, NULL, 0},
};

void R_init_nh(DllInfo *info)
{
    R_registerRoutines(info, NULL, methods, NULL, NULL);
    R_useDynamicSymbols(info, FALSE);
}
