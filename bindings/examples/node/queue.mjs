// Sends ten alerts through a queue: no thread of Node's waits.
import { NotificationHubsError, constants, koffi, nh, openHub, trackingId } from './nh.mjs';

/** A timer takes what has come. */
class Sends {
  #queue = nh.nh_queue_new(null);
  #waiting = new Map();
  #last = 0n;
  #timer;

  sendApple(hub, payload, tags) {
    const bytes = Buffer.from(payload);
    const notification = nh.nh_notification_new(constants.NH_PLATFORM_APPLE, payload, bytes.length);
    const target = nh.nh_target_new_expression(tags);
    const number = ++this.#last; // comes back as the outcome's user_data
    const status = nh.nh_send_async(hub, notification, target, null, this.#queue, number);
    const failure = status === constants.NH_STATUS_OK ? null : new NotificationHubsError(nh.nh_last_error());
    nh.nh_notification_free(notification);
    nh.nh_target_free(target);
    if (failure !== null) return Promise.reject(failure);
    this.#timer ??= setInterval(() => this.#take(), 5);
    return new Promise((resolve, reject) => this.#waiting.set(number, { resolve, reject }));
  }

  #take() {
    const place = [null];
    while (nh.nh_queue_next(this.#queue, 0, place) === constants.NH_STATUS_OK) {
      const number = koffi.address(nh.nh_outcome_user_data(place[0]));
      const { resolve, reject } = this.#waiting.get(number);
      this.#waiting.delete(number);
      try {
        resolve(trackingId(place[0]));
      } catch (error) {
        reject(error);
      }
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

const hub = openHub();
const sends = new Sends();
const payload = JSON.stringify({ aps: { alert: 'Hello from Node! Grüße' } });
const results = await Promise.allSettled(Array.from({ length: 10 }, () => sends.sendApple(hub, payload, 'world')));
for (const { status, value, reason } of results) {
  if (status === 'fulfilled') {
    console.log('accepted, tracking id', value);
  } else {
    console.error(`${reason.status}: ${reason.message}`);
    process.exitCode = 1;
  }
}
sends.free();
nh.nh_hub_free(hub);
