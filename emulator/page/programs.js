// The push that is composed as a program of its own, in each language. What is in it is quoted so that
// the language reads exactly that, whatever it is. Nothing here needs a browser.

const PROGRAM_LANGUAGES = { c: "C", php: "PHP", python: "Python", ruby: "Ruby", curl: "curl" };
const OWN_AUTHORITY = "a local hub has an authority of its own";

function programIn(language, push) {
  const writers = { c: inC, php: inPhp, python: inPython, ruby: inRuby, curl: inCurl };
  // A browser sends no halves of characters either.
  const payload = push.payload.replace(/\p{Surrogate}/gu, "\ufffd");
  const given = { ...push, payload, platform: push.format === "windowsphone" ? "mpns" : push.format, headers: Object.entries(push.headers), target: targetParts(push.target) };
  return writers[language](given, push).flat().filter((line) => line !== false).map((line) => `${line}\n`).join("");
}

const hexEscape = (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`;
const octalEscape = (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, "0")}`;

/** Each line in quotes of its own, which the language joins. */
function quotedLines(text, quote, control, joint) {
  const short = { "\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\", [quote]: `\\${quote}` };
  const escaped = (line) => line.replace(/["'\\\x00-\x1f\x7f]/g, (sign) => short[sign] ?? (/["']/.test(sign) ? sign : control(sign)));
  return text.split(/(?<=\n)/).map((line) => quote + escaped(line) + quote).join(joint) || quote + quote;
}

/** Without trigraphs. */
const cText = (text) => quotedLines(text, '"', octalEscape, "\n    ").replace(/(?<=\?)\?/g, "\\?");

function pythonText(text) {
  const lines = quotedLines(text, "'", hexEscape, "\n    ");
  return lines.includes("\n") ? `(\n    ${lines}\n)` : lines;
}

/** In single quotes, in which lines may end; other control characters stand between such. */
function singleQuoted(text, joint, quote, control) {
  const parts = text.split(/([\x00-\x08\x0b-\x1f\x7f]+)/);
  const quoted = parts.map((part, index) => (index % 2 ? `"${control([...part])}"` : part && `'${quote(part)}'`));
  return quoted.filter(Boolean).join(joint) || "''";
}

const scriptText = (text, joint) => singleQuoted(text, joint, (part) => part.replace(/[\\']/g, "\\$&"), (signs) => signs.map(hexEscape).join(""));
const phpText = (text) => scriptText(text, " . ");
const rubyText = (text) => scriptText(text, " ");
const shellText = (text) => singleQuoted(text, "", (part) => part.replaceAll("'", "'\\''"), (signs) => `$(printf '${signs.map(octalEscape).join("")}')`);

/** What a target is called in each language, and the texts that make it. */
function targetParts({ kind, expression, id, handle, p256dh, auth }) {
  if (kind === "all") return ["broadcast"];
  if (kind === "tags") return ["expression", expression];
  if (kind === "installation") return ["installation", id];
  return p256dh ? ["browser", handle, p256dh, auth] : ["device", handle];
}

function inC({ platform, payload, headers, target: [kind, ...texts], test, minutes }) {
  return [
    "/* cc push.c $(pkg-config --cflags --libs notification_hubs) -o push && ./push */",
    ["stdint", "stdio", "stdlib", "time", "notification_hubs"].map((name) => `#include <${name}.h>`), "",
    "static const char payload[] =", `    ${cText(payload)};`, "",
    "int main(void)", "{",
    `    const char *ca_file = getenv("NH_CA_FILE"); /* ${OWN_AUTHORITY} */`,
    "    nh_options *options = nh_options_new();",
    test && "    nh_call_options *call = nh_call_options_new();",
    "    nh_outcome *outcome = NULL;", "    nh_status status;", "    nh_hub *hub;", "    nh_notification *push;", "    nh_target *target;", "",
    "    if (ca_file != NULL && *ca_file != '\\0')", "        nh_options_set_ca_file(options, ca_file);",
    '    hub = nh_hub_new(getenv("NH_CONNECTION_STRING"), getenv("NH_HUB"), options);',
    `    push = nh_notification_new(NH_PLATFORM_${platform.toUpperCase()}, payload, sizeof payload - 1);`,
    `    target = nh_target_new_${kind}(${texts.map((text) => cText(text)).join(", ")});`,
    "    if (hub == NULL || push == NULL || target == NULL) {",
    '        fprintf(stderr, "%s\\n", nh_error_message(nh_last_error()));', "        return EXIT_FAILURE;", "    }",
    headers.map(([name, value]) => `    nh_notification_set_header(push, ${cText(name)}, ${cText(value)});`),
    test && "    nh_call_options_set_test(call, 1);", "",
    minutes ? `    status = nh_schedule(hub, push, target, ((int64_t)time(NULL) + ${minutes} * 60) * 1000, NULL, &outcome);`
      : `    status = nh_send(hub, push, target, ${test ? "call" : "NULL"}, &outcome);`,
    "    if (status == NH_STATUS_OK)", '        printf("accepted, tracking id %s\\n", nh_outcome_tracking_id(outcome));',
    "    else /* the verdict says whether it may have been sent all the same */",
    '        fprintf(stderr, "%s: %s\\n", nh_verdict_name(nh_outcome_verdict(outcome)),', "                nh_error_message(nh_outcome_error(outcome)));", "",
    "    nh_outcome_free(outcome);", "    nh_target_free(target);", "    nh_notification_free(push);", "    nh_hub_free(hub);",
    test && "    nh_call_options_free(call);", "    nh_options_free(options);",
    "    return status == NH_STATUS_OK ? EXIT_SUCCESS : EXIT_FAILURE;", "}",
  ];
}

function inPhp({ platform, payload, headers, target: [kind, ...texts], test, minutes }) {
  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  const to = `Target::new${capital(kind)}(${texts.map(phpText).join(", ")})`;
  return [
    "<?php", "",
    ["Hub", "Notification", "Platform", "Target"].map((name) => `use NotificationHubs\\${name};`), "",
    "require getenv('NH_PHP_AUTOLOAD') ?: __DIR__ . '/vendor/autoload.php';", "",
    `$payload = ${phpText(payload)};`, "",
    `// ${OWN_AUTHORITY}`,
    "$hub = new Hub(getenv('NH_CONNECTION_STRING'), getenv('NH_HUB'), caFile: getenv('NH_CA_FILE') ?: null);",
    `$push = new Notification(Platform::${capital(platform)}, $payload);`,
    headers.map(([name, value]) => `$push->setHeader(${phpText(name)}, ${phpText(value)});`),
    minutes ? `$outcome = $hub->schedule($push, ${to}, new DateTimeImmutable('+${minutes} minutes'));`
      : `$outcome = $hub->send($push, ${to}${test ? ", test: true" : ""});`,
    'echo "accepted, tracking id {$outcome->trackingId()}\\n";',
  ];
}

function inPython({ platform, payload, headers, target: [kind, ...texts], test, minutes }) {
  const to = `nh.Target.new_${kind}(${texts.map(pythonText).join(", ")})`;
  return [
    "import os", minutes > 0 && "from datetime import datetime, timedelta, timezone", "", "import notification_hubs as nh", "",
    `payload = ${pythonText(payload)}`, "",
    "hub = nh.Hub(", '    os.environ["NH_CONNECTION_STRING"],', '    os.environ["NH_HUB"],',
    `    ca_file=os.environ.get("NH_CA_FILE") or None,  # ${OWN_AUTHORITY}`, ")",
    `push = nh.Notification(nh.Platform.${platform.toUpperCase()}, payload)`,
    headers.map(([name, value]) => `push.set_header(${pythonText(name)}, ${pythonText(value)})`),
    minutes ? `outcome = hub.schedule(push, ${to}, datetime.now(timezone.utc) + timedelta(minutes=${minutes}))`
      : `outcome = hub.send(push, ${to}${test ? ", test=True" : ""})`,
    'print("accepted, tracking id", outcome.tracking_id)',
  ];
}

function inRuby({ platform, payload, headers, target: [kind, ...texts], test, minutes }) {
  const names = kind === "browser" ? ["endpoint: ", "p256dh: ", "auth: "] : [""];
  const to = `NotificationHubs::Target.${kind}${texts.length ? `(${texts.map((text, index) => names[index] + rubyText(text)).join(", ")})` : ""}`;
  return [
    "require 'notification_hubs'", "", `payload = ${rubyText(payload)}`, "",
    `ca_file = ENV.fetch('NH_CA_FILE', '') # ${OWN_AUTHORITY}`,
    "hub = NotificationHubs::Hub.new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB'),",
    "                                ca_file: ca_file.empty? ? nil : ca_file)",
    `push = NotificationHubs::Notification.new(:${platform}, payload)`,
    headers.map(([name, value]) => `push.set_header(${rubyText(name)}, ${rubyText(value)})`),
    minutes ? `outcome = hub.schedule(push, ${to}, Time.now + ${minutes} * 60)` : `outcome = hub.send(push, ${to}${test ? ", test: true" : ""})`,
    'puts "accepted, tracking id #{outcome.tracking_id}"',
  ];
}

/** The only one that has no library to sign for it, and so shows how that is done. */
function inCurl({ payload, minutes }, push) {
  const { path, headers } = wireOf(push);
  return [
    "#!/bin/sh", "set -eu",
    `part() { printf '%s' "$NH_CONNECTION_STRING" | tr ';' '\\n' | sed -n "s/^$1=//p"; }`,
    "encoded() { sed 's/%/%25/g; s/:/%3A/g; s,/,%2F,g; s/+/%2B/g; s/=/%3D/g'; }", "",
    "# A token for a week, for a hub whose clock may be set ahead.",
    `resource=$(printf '%s' "$NH_URL/$NH_HUB" | encoded)`, "expires=$(($(date +%s) + 604800))",
    `signature=$(printf '%s\\n%s' "$resource" "$expires" |`,
    '  openssl dgst -sha256 -hmac "$(part SharedAccessKey)" -binary | openssl base64 -A | encoded)',
    'token="SharedAccessSignature sr=$resource&sig=$signature&se=$expires&skn=$(part SharedAccessKeyName)"', "",
    minutes > 0 && `at=$(date -u -d "@$(($(date +%s) + ${minutes} * 60))" +%Y-%m-%dT%H:%M:%SZ)`,
    'curl -sS --fail-with-body ${NH_CA_FILE:+--cacert "$NH_CA_FILE"} \\', '  -H "Authorization: $token" \\',
    Object.entries(headers).map(([name, value]) => `  -H ${shellText(`${name}: ${value}`)} \\`),
    minutes > 0 && '  -H "ServiceBusNotification-ScheduleTime: $at" \\',
    `  --data-raw ${shellText(payload)} \\`, "  -w 'answered %{http_code}\\n' \\",
    `  "$NH_URL/$NH_HUB/${path}${path.includes("?") ? "&" : "?"}api-version=2020-06"`,
  ];
}
