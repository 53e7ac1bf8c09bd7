// Sends from Node through koffi, which reads the library's own declarations:
//
//   npm install koffi
//   NH_CDEF=include/notification_hubs.cdef.h NH_LIBRARY=… node bindings/node/example.mjs
//
// Sends do not wait on Node's thread: five are made on threads of Node's own pool, five through a
// queue. Exit status 0 if all went as it should.
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
  // On a thread of libuv's pool, so that Node goes on: there are four, for files and names too.
  nh[name].async = (...values) =>
    new Promise((resolve, reject) =>
      (bound ??= library.func(prototype)).async(...values, (error, result) => (error ? reject(error) : resolve(result))),
    );
}

/** What became of a call; frees its outcome. */
function read(outcome) {
  const error = nh.nh_outcome_error(outcome);
  const result = {
    accepted: nh.nh_outcome_verdict(outcome) === constants.NH_VERDICT_ACCEPTED,
    trackingId: nh.nh_outcome_tracking_id(outcome),
    status: nh.nh_status_name(nh.nh_outcome_status(outcome)),
    message: nh.nh_error_message(error),
    mayHaveBeenSent: nh.nh_error_may_have_been_sent(error),
  };
  nh.nh_outcome_free(outcome);
  return result;
}

/** Sends on a thread of the pool. */
async function send(hub, payload, tags) {
  const outcome = [null];
  await nh.nh_send_apple_notification.async(hub, payload, tags, outcome);
  return read(outcome[0]);
}

/** Sends through a queue: no thread of Node's waits, and a timer takes what has come. */
class Sends {
  #queue = nh.nh_queue_new(null);
  #waiting = new Map();
  #last = 0n;
  #timer;

  send(hub, payload, tags) {
    const bytes = Buffer.from(payload);
    const notification = nh.nh_notification_new(constants.NH_PLATFORM_APPLE, payload, bytes.length);
    const target = nh.nh_target_new_expression(tags);
    const number = ++this.#last; // comes back as the outcome's user_data
    const status = nh.nh_send_async(hub, notification, target, null, this.#queue, number);
    const message = status === constants.NH_STATUS_OK ? null : nh.nh_error_message(nh.nh_last_error());
    nh.nh_notification_free(notification);
    nh.nh_target_free(target);
    if (message !== null) return Promise.reject(new Error(message));
    this.#timer ??= setInterval(() => this.#take(), 5);
    return new Promise((resolve) => this.#waiting.set(number, resolve));
  }

  #take() {
    const outcome = [null];
    while (nh.nh_queue_next(this.#queue, 0, outcome) === constants.NH_STATUS_OK) {
      const number = koffi.address(nh.nh_outcome_user_data(outcome[0]));
      this.#waiting.get(number)(read(outcome[0]));
      this.#waiting.delete(number);
    }
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Ends what is under way. */
  free() {
    clearInterval(this.#timer);
    nh.nh_queue_free(this.#queue);
  }
}

const options = nh.nh_options_new();
if (process.env.NH_CA_FILE) nh.nh_options_set_ca_file(options, process.env.NH_CA_FILE);
const hub = nh.nh_hub_new(process.env.NH_CONNECTION_STRING, process.env.NH_HUB, options);
nh.nh_options_free(options);
if (hub === null) throw new Error(nh.nh_error_message(nh.nh_last_error()));

const hello = JSON.stringify({ aps: { alert: 'Hello from Node! Grüße' } });
const five = (send) => Promise.all(Array.from({ length: 5 }, send));
const sends = new Sends();
const sent = [
  ...(await five(() => send(hub, hello, 'world'))),
  ...(await five(() => sends.send(hub, hello, 'world'))),
];
sends.free();
for (const each of sent) console.log(each.accepted ? `accepted ${each.trackingId}` : each.message);
const refused = await send(hub, hello, 'world &&');
console.log(`${refused.status}: ${refused.message}`);
nh.nh_hub_free(hub);

const right = sent.every((each) => each.accepted) && refused.status === 'NH_STATUS_INVALID_TAG_EXPRESSION';
process.exitCode = right && !refused.accepted && !refused.mayHaveBeenSent ? 0 : 1;
