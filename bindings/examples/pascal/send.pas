{ Sends one alert to Apple devices with the tag "world". }
program send;

{$mode objfpc}{$H+}
{$codepage utf8}
{$linklib c} { The library uses C's, which then begins and ends the program. }

uses
  SysUtils;

const
  NH = 'notification_hubs';
  NH_STATUS_OK = 0;
  NH_VERDICT_ACCEPTED = 1;

type
  { One type for each, so that the compiler tells them apart. }
  PNHOptions = ^TNHOptions;
  TNHOptions = record end;
  PNHHub = ^TNHHub;
  TNHHub = record end;
  PNHOutcome = ^TNHOutcome;
  TNHOutcome = record end;
  PNHError = ^TNHError;
  TNHError = record end;
  ENotificationHubs = class(Exception);

function nh_status_name(status: Int32): PAnsiChar; cdecl; external NH;
function nh_last_error: PNHError; cdecl; external NH;
function nh_error_status(error: PNHError): Int32; cdecl; external NH;
function nh_error_message(error: PNHError): PAnsiChar; cdecl; external NH;
{ C's bool is one byte: not cbool or LongBool, which have four. }
function nh_error_may_have_been_sent(error: PNHError): ByteBool; cdecl; external NH;
function nh_options_new: PNHOptions; cdecl; external NH;
function nh_options_set_ca_file(options: PNHOptions; path: PAnsiChar): Int32; cdecl; external NH;
procedure nh_options_free(options: PNHOptions); cdecl; external NH;
function nh_hub_new(connection_string, hub_name: PAnsiChar; options: PNHOptions): PNHHub; cdecl; external NH;
procedure nh_hub_free(hub: PNHHub); cdecl; external NH;
function nh_send_apple_notification(hub: PNHHub; payload, tag_expression: PAnsiChar;
  out outcome: PNHOutcome): Int32; cdecl; external NH;
function nh_outcome_verdict(outcome: PNHOutcome): Int32; cdecl; external NH;
function nh_outcome_error(outcome: PNHOutcome): PNHError; cdecl; external NH;
function nh_outcome_tracking_id(outcome: PNHOutcome): PAnsiChar; cdecl; external NH;
procedure nh_outcome_free(outcome: PNHOutcome); cdecl; external NH;

{ Raises what an error of the library says. }
procedure Fail(error: PNHError);
var
  sent: string;
begin
  sent := '';
  if nh_error_may_have_been_sent(error) then
    sent := ' (it may have been sent)';
  raise ENotificationHubs.Create(string(nh_status_name(nh_error_status(error))) + ': '
    + nh_error_message(error) + sent);
end;

function OpenHub: PNHHub;
var
  options: PNHOptions;
  caFile: string;
begin
  options := nh_options_new;
  caFile := GetEnvironmentVariable('NH_CA_FILE');
  if caFile <> '' then
    nh_options_set_ca_file(options, PAnsiChar(caFile)); { nh_hub_new reports a failure }
  Result := nh_hub_new(PAnsiChar(GetEnvironmentVariable('NH_CONNECTION_STRING')),
    PAnsiChar(GetEnvironmentVariable('NH_HUB')), options);
  nh_options_free(options);
  if Result = nil then
    Fail(nh_last_error);
end;

{ Gives the tracking id of an accepted notification. }
function SendApple(hub: PNHHub; const payload, tags: UTF8String): string;
var
  outcome: PNHOutcome;
  status: Int32;
begin
  status := nh_send_apple_notification(hub, PAnsiChar(payload), PAnsiChar(tags), outcome);
  try
    if (status <> NH_STATUS_OK) or (nh_outcome_verdict(outcome) <> NH_VERDICT_ACCEPTED) then
      Fail(nh_outcome_error(outcome));
    Result := nh_outcome_tracking_id(outcome);
  finally
    nh_outcome_free(outcome);
  end;
end;

var
  hub: PNHHub;
  trackingId: string;
begin
  try
    hub := OpenHub;
    try
      trackingId := SendApple(hub, '{"aps":{"alert":"Hello from Pascal! Grüße"}}', 'world');
      WriteLn('accepted, tracking id ', trackingId);
    finally
      nh_hub_free(hub);
    end;
  except
    on failure: ENotificationHubs do
    begin
      WriteLn(StdErr, failure.Message);
      ExitCode := 1;
    end;
  end;
end.
