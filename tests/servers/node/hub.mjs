// The library through koffi, as far as these servers need it. bindings/node/example.mjs has more.
import { createRequire } from 'node:module';

// Where koffi is installed, if not beside this file.
const koffi = createRequire(process.env.NH_NODE_MODULES ?? import.meta.url)('koffi');

const library = koffi.load(process.env.NH_LIBRARY || 'libnotification_hubs.so.0.1');
for (const name of ['nh_hub', 'nh_options', 'nh_outcome']) koffi.opaque(name);
const newOptions = library.func('nh_options *nh_options_new(void)');
const setCaFile = library.func('int nh_options_set_ca_file(nh_options *options, const char *path)');
const setTimeout = library.func('int nh_options_set_timeout_ms(nh_options *options, int64_t milliseconds)');
const freeOptions = library.func('void nh_options_free(nh_options *options)');
const newHub = library.func('nh_hub *nh_hub_new(const char *string, const char *hub, const nh_options *options)');
const sendApple = library.func(
  'int nh_send_apple_notification(const nh_hub *hub, const char *payload, const char *tags, _Out_ nh_outcome **outcome)',
);
const verdict = library.func('int nh_outcome_verdict(const nh_outcome *outcome)');
const verdictName = library.func('const char *nh_verdict_name(int verdict)');
const freeOutcome = library.func('void nh_outcome_free(nh_outcome *outcome)');

const options = newOptions();
if (process.env.NH_CA_FILE) setCaFile(options, process.env.NH_CA_FILE);
setTimeout(options, 10_000);
const hub = newHub(process.env.NH_CONNECTION_STRING, process.env.NH_HUB, options);
freeOptions(options);

/** Sends on a thread of libuv's pool; start Node with UV_THREADPOOL_SIZE=16 or so. */
export function push(text) {
  const outcome = [null];
  const payload = JSON.stringify({ aps: { alert: text } });
  return new Promise((resolve, reject) => {
    sendApple.async(hub, payload, 'apple', outcome, (error) => {
      if (error) return reject(error);
      const said = verdictName(verdict(outcome[0]));
      freeOutcome(outcome[0]);
      resolve(said);
    });
  });
}
