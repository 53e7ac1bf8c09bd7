// The library's functions, bound by what its own declarations say: NH_CDEF names their file.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// Where koffi is installed, if not beside this file.
export const koffi = createRequire(process.env.NH_NODE_MODULES ?? import.meta.url)('koffi');

const cdef = readFileSync(process.env.NH_CDEF, 'utf8');
const library = koffi.load(process.env.NH_LIBRARY || 'libnotification_hubs.so.0.1');

/** The header's numbers. */
export const constants = {};
for (const [, body, name] of cdef.matchAll(/typedef enum \{([^}]*)\} (\w+);/g)) {
  koffi.alias(name, 'int');
  for (const [, member, number] of body.matchAll(/(\w+) = (\d+),/g)) constants[member] = Number(number);
}
for (const [, name] of cdef.matchAll(/^typedef struct (\w+) \1;/gm)) koffi.opaque(name);
for (const [, name] of cdef.matchAll(/\(\*(\w+)\)/g)) koffi.alias(name, 'void *');

/** The header's functions. */
export const nh = {};
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

/** What an error of the library says. */
export class NotificationHubsError extends Error {
  constructor(error) {
    super(nh.nh_error_message(error));
    this.status = nh.nh_status_name(nh.nh_error_status(error));
    this.mayHaveBeenSent = nh.nh_error_may_have_been_sent(error);
  }
}

/** Opens the hub that the environment names; free it with nh_hub_free. */
export function openHub() {
  const { NH_CONNECTION_STRING, NH_HUB, NH_CA_FILE } = process.env;
  const options = nh.nh_options_new();
  if (NH_CA_FILE) nh.nh_options_set_ca_file(options, NH_CA_FILE); // nh_hub_new reports a failure
  const hub = nh.nh_hub_new(NH_CONNECTION_STRING, NH_HUB, options);
  nh.nh_options_free(options);
  if (hub === null) throw new NotificationHubsError(nh.nh_last_error());
  return hub;
}

/** Gives the tracking id of an accepted notification, and frees the outcome. */
export function trackingId(outcome) {
  try {
    const isOk = nh.nh_outcome_status(outcome) === constants.NH_STATUS_OK;
    if (!isOk || nh.nh_outcome_verdict(outcome) !== constants.NH_VERDICT_ACCEPTED)
      throw new NotificationHubsError(nh.nh_outcome_error(outcome));
    return nh.nh_outcome_tracking_id(outcome);
  } finally {
    nh.nh_outcome_free(outcome);
  }
}

/** Sends on a thread of the pool. */
export async function sendApple(hub, payload, tags) {
  const place = [null];
  await nh.nh_send_apple_notification.async(hub, payload, tags, place);
  return trackingId(place[0]);
}
