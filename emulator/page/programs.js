// The push that is composed as a program of its own, in each language. What is in it is quoted so that
// the language reads exactly that, whatever it is. Nothing here needs a browser.

const PROGRAM_LANGUAGES = { c: "C", php: "PHP", python: "Python", ruby: "Ruby", curl: "curl" };

function programIn(language, push) {
  const writers = { c: inC, php: inPhp, python: inPython, ruby: inRuby, curl: inCurl };
  // A browser sends no halves of characters either.
  const whole = (text) => text.replace(/\p{Surrogate}/gu, "\ufffd");
  return writers[language]({ ...push, payload: whole(push.payload), headers: Object.entries(push.headers) });
}

/** In double quotes with escapes, each line on one of its own: C joins them. */
function cText(text, indent = "    ") {
  const escapes = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r" };
  const escaped = (line) => line
    .replace(/[\\"\x00-\x1f\x7f]/g, (sign) => escapes[sign] ?? `\\${sign.charCodeAt(0).toString(8).padStart(3, "0")}`)
    .replace(/(?<=\?)\?/g, "\\?"); // No trigraphs.
  return text.split(/(?<=\n)/).map((line) => `"${escaped(line)}"`).join(`\n${indent}`) || '""';
}

function pythonText(text) {
  const escapes = { "\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r" };
  const escaped = (line) => line.replace(/[\\'\x00-\x1f\x7f]/g, (sign) => escapes[sign] ?? hexEscape(sign));
  const lines = text.split(/(?<=\n)/).map((line) => `'${escaped(line)}'`);
  return lines.length > 1 ? `(\n    ${lines.join("\n    ")}\n)` : lines[0] ?? "''";
}

/** In single quotes, in which lines may end; other control characters stand between such. */
function singleQuoted(text, joint, escaped, control) {
  const parts = text.split(/([\x00-\x08\x0b-\x1f\x7f]+)/);
  const quoted = parts.map((part, index) => (index % 2 ? control(part) : part && `'${escaped(part)}'`));
  return quoted.filter(Boolean).join(joint) || "''";
}

const hexEscape = (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`;
const hexQuoted = (part) => `"${[...part].map(hexEscape).join("")}"`;
const backslashed = (part) => part.replace(/[\\']/g, "\\$&");
const phpText = (text) => singleQuoted(text, " . ", backslashed, hexQuoted);
const rubyText = (text) => singleQuoted(text, " ", backslashed, hexQuoted);
const shellText = (text) => singleQuoted(text, "", (part) => part.replaceAll("'", "'\\''"), (part) =>
  `"$(printf '${[...part].map((sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, "0")}`).join("")}')"`);

/** The function that makes the target, without what each language puts before it, and its texts. */
function targetCall(target) {
  const calls = {
    all: () => ["broadcast"],
    tags: () => ["expression", target.expression],
    installation: () => ["installation", target.id],
    handle: () => (target.p256dh ? ["browser", target.handle, target.p256dh, target.auth] : ["device", target.handle]),
  };
  return calls[target.kind]();
}

function platformWord(format) {
  return format === "windowsphone" ? "mpns" : format;
}

function inC({ format, payload, headers, target, test, minutes }) {
  const [kind, ...texts] = targetCall(target);
  const made = texts.length ? texts.map((text) => cText(text, "        ")).join(", ") : "";
  const send = minutes
    ? `nh_schedule(hub, push, target, ((int64_t)time(NULL) + ${minutes} * 60) * 1000, NULL, &outcome)`
    : `nh_send(hub, push, target, ${test ? "options" : "NULL"}, &outcome)`;
  return `/* cc push.c $(pkg-config --cflags --libs notification_hubs) -o push && ./push */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <notification_hubs.h>

static const char payload[] =
    ${cText(payload)};

static nh_hub *open_hub(void)
{
    const char *ca_file = getenv("NH_CA_FILE"); /* a local hub has an authority of its own */
    nh_options *options = nh_options_new();
    nh_hub *hub;

    if (ca_file != NULL && *ca_file != '\\0')
        nh_options_set_ca_file(options, ca_file);
    hub = nh_hub_new(getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), options);
    nh_options_free(options);
    return hub;
}

int main(void)
{
    nh_hub *hub = open_hub();
    nh_notification *push = hub == NULL ? NULL :
        nh_notification_new(NH_PLATFORM_${platformWord(format).toUpperCase()}, payload, sizeof payload - 1);
    nh_target *target = push == NULL ? NULL :
        nh_target_new_${kind}(${made});
    nh_outcome *outcome = NULL;
    nh_status status;
${test ? "    nh_call_options *options = nh_call_options_new();\n" : ""}
    if (target == NULL) {
        fprintf(stderr, "%s\\n", nh_error_message(nh_last_error()));
        return EXIT_FAILURE;
    }
${headers.map(([name, value]) => `    nh_notification_set_header(push, ${cText(name)}, ${cText(value)});\n`).join("")}${test ? "    nh_call_options_set_test(options, 1);\n" : ""}    status = ${send};
    if (status == NH_STATUS_OK)
        printf("accepted, tracking id %s\\n", nh_outcome_tracking_id(outcome));
    else if (nh_outcome_verdict(outcome) == NH_VERDICT_UNKNOWN)
        fprintf(stderr, "it may have been sent: %s\\n", nh_error_message(nh_outcome_error(outcome)));
    else
        fprintf(stderr, "it was not sent: %s\\n", nh_error_message(nh_outcome_error(outcome)));
${test ? "    nh_call_options_free(options);\n" : ""}    nh_outcome_free(outcome);
    nh_target_free(target);
    nh_notification_free(push);
    nh_hub_free(hub);
    return status == NH_STATUS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
`;
}

function inPhp({ format, payload, headers, target, test, minutes }) {
  const [kind, ...texts] = targetCall(target);
  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  const to = `Target::new${capital(kind)}(${texts.map(phpText).join(", ")})`;
  const send = minutes
    ? `schedule($push, ${to}, new DateTimeImmutable('+${minutes} minutes'))`
    : `send($push, ${to}${test ? ", test: true" : ""})`;
  return `<?php

declare(strict_types=1);

use NotificationHubs\\Hub;
use NotificationHubs\\Notification;
use NotificationHubs\\Platform;
use NotificationHubs\\Target;

require getenv('NH_PHP_AUTOLOAD') ?: __DIR__ . '/vendor/autoload.php';

$payload = ${phpText(payload)};

// A local hub has an authority of its own, in this file.
$hub = new Hub(getenv('NH_CONNECTION_STRING'), getenv('NH_HUB'), caFile: getenv('NH_CA_FILE') ?: null);
$push = new Notification(Platform::${capital(platformWord(format))}, $payload);
${headers.map(([name, value]) => `$push->setHeader(${phpText(name)}, ${phpText(value)});\n`).join("")}$outcome = $hub->${send};
echo "accepted, tracking id {$outcome->trackingId()}\\n";
`;
}

function inPython({ format, payload, headers, target, test, minutes }) {
  const [kind, ...texts] = targetCall(target);
  const to = `nh.Target.new_${kind}(${texts.map(pythonText).join(", ")})`;
  const send = minutes
    ? `schedule(push, ${to}, datetime.now(timezone.utc) + timedelta(minutes=${minutes}))`
    : `send(push, ${to}${test ? ", test=True" : ""})`;
  return `import os
${minutes ? "from datetime import datetime, timedelta, timezone\n" : ""}
import notification_hubs as nh

payload = ${pythonText(payload)}

hub = nh.Hub(
    os.environ["NH_CONNECTION_STRING"],
    os.environ["NH_HUB"],
    ca_file=os.environ.get("NH_CA_FILE") or None,  # a local hub has an authority of its own
)
push = nh.Notification(nh.Platform.${platformWord(format).toUpperCase()}, payload)
${headers.map(([name, value]) => `push.set_header(${pythonText(name)}, ${pythonText(value)})\n`).join("")}outcome = hub.${send}
print("accepted, tracking id", outcome.tracking_id)
`;
}

function inRuby({ format, payload, headers, target, test, minutes }) {
  const [kind, ...texts] = targetCall(target);
  const [handle, p256dh, auth] = texts.map(rubyText);
  const given = kind === "browser" ? `endpoint: ${handle}, p256dh: ${p256dh}, auth: ${auth}` : handle;
  const to = `NotificationHubs::Target.${kind}${given ? `(${given})` : ""}`;
  const send = minutes
    ? `schedule(push, ${to}, Time.now + ${minutes} * 60)`
    : `send(push, ${to}${test ? ", test: true" : ""})`;
  return `require 'notification_hubs'

payload = ${rubyText(payload)}

ca_file = ENV.fetch('NH_CA_FILE', '') # a local hub has an authority of its own
hub = NotificationHubs::Hub.new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB'),
                                ca_file: ca_file.empty? ? nil : ca_file)
push = NotificationHubs::Notification.new(:${platformWord(format)}, payload)
${headers.map(([name, value]) => `push.set_header(${rubyText(name)}, ${rubyText(value)})\n`).join("")}outcome = hub.${send}
puts "accepted, tracking id #{outcome.tracking_id}"
`;
}

/** The only one that has no library to sign for it, and so shows how that is done. */
function inCurl({ headers, ...push }) {
  const wire = wireOf({ ...push, headers: Object.fromEntries(headers) });
  const lines = Object.entries(wire.headers).map(([name, value]) => `  -H ${shellText(`${name}: ${value}`)} \\\n`);
  const due = push.minutes
    ? `at=$(date -u -d "@$(($(date +%s) + ${push.minutes} * 60))" +%Y-%m-%dT%H:%M:%SZ)\n`
    : "";
  const separator = wire.path.includes("?") ? "&" : "?";
  return `#!/bin/sh
set -eu
part() { printf '%s' "$NH_CONNECTION_STRING" | tr ';' '\\n' | sed -n "s/^$1=//p"; }
encoded() { sed 's/%/%25/g; s/:/%3A/g; s,/,%2F,g; s/+/%2B/g; s/=/%3D/g'; }

# A token for a week, for a hub whose clock may be set ahead.
resource=$(printf '%s' "$NH_URL/$NH_HUB" | encoded)
expires=$(($(date +%s) + 604800))
signature=$(printf '%s\\n%s' "$resource" "$expires" |
  openssl dgst -sha256 -hmac "$(part SharedAccessKey)" -binary | openssl base64 -A | encoded)
token="SharedAccessSignature sr=$resource&sig=$signature&se=$expires&skn=$(part SharedAccessKeyName)"

${due}curl -sS --fail-with-body \${NH_CA_FILE:+--cacert "$NH_CA_FILE"} \\
  -H "Authorization: $token" \\
${lines.join("")}${push.minutes ? '  -H "ServiceBusNotification-ScheduleTime: $at" \\\n' : ""}  --data-raw ${shellText(push.payload)} \\
  -w 'answered %{http_code}\\n' \\
  "$NH_URL/$NH_HUB/${wire.path}${separator}api-version=2020-06"
`;
}
