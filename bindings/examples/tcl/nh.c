/* nh::open CONNECTION-STRING NAME CA-FILE gives a command that sends:
 *
 *   $hub apple PAYLOAD TAGS     gives the tracking id of an accepted notification
 *   rename $hub ""              frees it
 *
 * An error has {NH status may-have-been-sent} as its -errorcode. */
#include <tcl.h>

#include <notification_hubs.h>

static int failure(Tcl_Interp *interp, const nh_error *error)
{
    const char *status = nh_status_name(nh_error_status(error));

    Tcl_SetErrorCode(interp, "NH", status, nh_error_may_have_been_sent(error) ? "1" : "0", (char *)NULL);
    Tcl_SetObjResult(interp, Tcl_ObjPrintf("%s: %s", status, nh_error_message(error)));
    return TCL_ERROR;
}

static int send_apple(nh_hub *hub, Tcl_Interp *interp, const char *payload, const char *tags)
{
    nh_outcome *outcome;
    nh_status status = nh_send_apple_notification(hub, payload, tags, &outcome);
    int result = TCL_OK;

    if (status == NH_STATUS_OK && nh_outcome_verdict(outcome) == NH_VERDICT_ACCEPTED)
        Tcl_SetObjResult(interp, Tcl_NewStringObj(nh_outcome_tracking_id(outcome), -1));
    else
        result = failure(interp, nh_outcome_error(outcome));
    nh_outcome_free(outcome);
    return result;
}

static int hub_command(ClientData hub, Tcl_Interp *interp, int objc, Tcl_Obj *const objv[])
{
    static const char *const commands[] = {"apple", NULL};
    int index;

    if (objc < 2) {
        Tcl_WrongNumArgs(interp, 1, objv, "command ?argument ...?");
        return TCL_ERROR;
    }
    if (Tcl_GetIndexFromObj(interp, objv[1], commands, "command", 0, &index) != TCL_OK)
        return TCL_ERROR;
    if (objc != 4) {
        Tcl_WrongNumArgs(interp, 2, objv, "payload tags");
        return TCL_ERROR;
    }
    /* Tcl's text is UTF-8 inside. */
    return send_apple(hub, interp, Tcl_GetString(objv[2]), Tcl_GetString(objv[3]));
}

static void free_hub(ClientData hub)
{
    nh_hub_free(hub);
}

static int open_command(ClientData data, Tcl_Interp *interp, int objc, Tcl_Obj *const objv[])
{
    static int count;
    nh_options *options;
    nh_hub *hub;
    Tcl_Obj *name;

    (void)data;
    if (objc != 4) {
        Tcl_WrongNumArgs(interp, 1, objv, "connectionString name caFile");
        return TCL_ERROR;
    }
    options = nh_options_new();
    if (*Tcl_GetString(objv[3]) != '\0')
        nh_options_set_ca_file(options, Tcl_GetString(objv[3])); /* nh_hub_new reports a failure */
    hub = nh_hub_new(Tcl_GetString(objv[1]), Tcl_GetString(objv[2]), options);
    nh_options_free(options);
    if (hub == NULL)
        return failure(interp, nh_last_error());
    name = Tcl_ObjPrintf("::nh::hub%d", ++count);
    Tcl_CreateObjCommand(interp, Tcl_GetString(name), hub_command, hub, free_hub);
    Tcl_SetObjResult(interp, name);
    return TCL_OK;
}

int Nh_Init(Tcl_Interp *interp)
{
    if (Tcl_InitStubs(interp, "8.6", 0) == NULL)
        return TCL_ERROR;
    Tcl_Eval(interp, "namespace eval ::nh {}");
    Tcl_CreateObjCommand(interp, "::nh::open", open_command, NULL, NULL);
    return Tcl_PkgProvide(interp, "nh", "1.0");
}
