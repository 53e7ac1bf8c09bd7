// Sends one alert to Apple devices with the tag "world", on a thread of Node's pool.
import { NotificationHubsError, nh, openHub, sendApple } from './nh.mjs';

try {
  const hub = openHub();
  try {
    const payload = JSON.stringify({ aps: { alert: 'Hello from Node! Grüße' } });
    console.log('accepted, tracking id', await sendApple(hub, payload, 'world'));
  } finally {
    nh.nh_hub_free(hub);
  }
} catch (error) {
  if (!(error instanceof NotificationHubsError)) throw error;
  console.error(`${error.status}: ${error.message}`);
  process.exitCode = 1;
}
