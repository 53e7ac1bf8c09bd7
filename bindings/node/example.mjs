// Sends from Node through koffi, which reads the library's own declarations:
//
//   npm install koffi
//   NH_CDEF=include/notification_hubs.cdef.h NH_LIBRARY=… node bindings/node/example.mjs
//
// Sends do not wait on Node's thread. Exit status 0 if all went as it should.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// Where koffi is installed, if not beside this file.
const koffi = createRequire(process.env.NH_NODE_MODULES ?? import.meta.url)('koffi');

const cdef = readFileSync(process.env.NH_CDEF, 'utf8');
const library = koffi.load(process.env.NH_LIBRARY || 'libnotification_hubs.so.0.1');

// The header's types, numbers and functions.
const constants = {};
for (const [, body, name] of cdef.matchAll(/typedef enum \{([^}]*)\} (\w+);/g)) {
  koffi.alias(name, 'int');
  for (const [, member, number] of body.matchAll(/(\w+) = (\d+),/g)) constants[member] = Number(number);
}
for (const [, name] of cdef.matchAll(/^typedef struct (\w+) \1;/gm)) koffi.opaque(name);
for (const [, name] of cdef.matchAll(/\(\*(\w+)\)/g)) koffi.alias(name, 'void *');
const nh = {};
for (const [declaration, name] of cdef.matchAll(/^(?!typedef)[\w ]+[ *]+(nh_\w+)\([^)]*\);/gm)) {
  const prototype = declaration.replace(/(\w+ \*\*\w+)/g, '_Out_ $1');
  // Looked up when it is first called.
  let bound;
  nh[name] = (...values) => (bound ??= library.func(prototype))(...values);
  // On a thread of koffi's, so that Node goes on.
  nh[name].async = (...values) =>
    new Promise((resolve, reject) =>
      (bound ??= library.func(prototype)).async(...values, (error, result) => (error ? reject(error) : resolve(result))),
    );
}

/** Sends, and gives what became of it. */
async function send(hub, payload, tags) {
  const outcome = [null];
  await nh.nh_send_apple_notification.async(hub, payload, tags, outcome);
  const error = nh.nh_outcome_error(outcome[0]);
  const result = {
    accepted: nh.nh_outcome_verdict(outcome[0]) === constants.NH_VERDICT_ACCEPTED,
    trackingId: nh.nh_outcome_tracking_id(outcome[0]),
    status: nh.nh_status_name(nh.nh_outcome_status(outcome[0])),
    message: nh.nh_error_message(error),
    mayHaveBeenSent: nh.nh_error_may_have_been_sent(error),
  };
  nh.nh_outcome_free(outcome[0]);
  return result;
}

const options = nh.nh_options_new();
if (process.env.NH_CA_FILE) nh.nh_options_set_ca_file(options, process.env.NH_CA_FILE);
const hub = nh.nh_hub_new(process.env.NH_CONNECTION_STRING, process.env.NH_HUB, options);
nh.nh_options_free(options);
if (hub === null) throw new Error(nh.nh_error_message(nh.nh_last_error()));

const hello = JSON.stringify({ aps: { alert: 'Hello from Node! Grüße' } });
const sent = await Promise.all(Array.from({ length: 5 }, () => send(hub, hello, 'world')));
for (const each of sent) console.log(each.accepted ? `accepted ${each.trackingId}` : each.message);
const refused = await send(hub, hello, 'world &&');
console.log(`${refused.status}: ${refused.message}`);
nh.nh_hub_free(hub);

const right = sent.every((each) => each.accepted) && refused.status === 'NH_STATUS_INVALID_TAG_EXPRESSION';
process.exitCode = right && !refused.accepted && !refused.mayHaveBeenSent ? 0 : 1;
