## Sends one alert to Apple devices with the tag "world".

import std/os

const
  library = "libnotification_hubs.so.0.1"
  statusOk = 0
  verdictAccepted = 1

type
  NhOptions = ptr object
  NhHub = ptr object
  NhOutcome = ptr object
  NhError = ptr object
  NotificationHubsError = object of CatchableError

{.push importc, cdecl, dynlib: library.}
proc nh_status_name(status: int32): cstring
proc nh_last_error(): NhError
proc nh_error_status(error: NhError): int32
proc nh_error_message(error: NhError): cstring
proc nh_options_new(): NhOptions
proc nh_options_set_ca_file(options: NhOptions, path: cstring): int32
proc nh_options_free(options: NhOptions)
proc nh_hub_new(connectionString, hubName: cstring, options: NhOptions): NhHub
proc nh_hub_free(hub: NhHub)
proc nh_send_apple_notification(hub: NhHub, payload, tagExpression: cstring,
                                outcome: var NhOutcome): int32
proc nh_outcome_verdict(outcome: NhOutcome): int32
proc nh_outcome_error(outcome: NhOutcome): NhError
proc nh_outcome_tracking_id(outcome: NhOutcome): cstring
proc nh_outcome_free(outcome: NhOutcome)
{.pop.}

proc fail(error: NhError) {.noreturn.} =
  ## Raises what an error of the library says.
  raise newException(NotificationHubsError,
    $nh_status_name(nh_error_status(error)) & ": " & $nh_error_message(error))

proc openHub(connectionString, name, caFile: string): NhHub =
  let options = nh_options_new()
  defer: nh_options_free(options)
  if caFile != "":
    discard nh_options_set_ca_file(options, caFile.cstring) # nh_hub_new reports a failure
  result = nh_hub_new(connectionString.cstring, name.cstring, options)
  if result == nil:
    fail(nh_last_error())

proc sendApple(hub: NhHub, payload, tags: string): string =
  ## Gives the tracking id of an accepted notification.
  var outcome: NhOutcome
  let status = nh_send_apple_notification(hub, payload.cstring, tags.cstring, outcome)
  defer: nh_outcome_free(outcome)
  if status != statusOk or nh_outcome_verdict(outcome) != verdictAccepted:
    fail(nh_outcome_error(outcome))
  $nh_outcome_tracking_id(outcome)

proc main() =
  let hub = openHub(getEnv("NH_CONNECTION_STRING"), getEnv("NH_HUB"), getEnv("NH_CA_FILE"))
  defer: nh_hub_free(hub)
  echo "accepted, tracking id ",
    sendApple(hub, """{"aps":{"alert":"Hello from Nim! Grüße"}}""", "world")

try:
  main()
except NotificationHubsError as failure:
  stderr.writeLine(failure.msg)
  quit(1)
