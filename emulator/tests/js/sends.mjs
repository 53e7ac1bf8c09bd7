// sendBroadcastNotification, sendNotification (to tags, to one handle, to many),
// scheduleBroadcastNotification, scheduleNotification, cancelScheduledNotification,
// getNotificationOutcomeDetails, getFeedbackContainerUrl
import assert from "node:assert/strict";
import * as sdk from "@azure/notification-hubs";

export default async function (client, { deliveries, control, refused }) {
  for (const [n, tags] of [["a"], ["a", "b"], []].entries()) {
    await client.createOrUpdateInstallation(
      sdk.createFcmV1Installation({ installationId: `d${n}`, pushChannel: `h${n}`, tags }),
    );
  }
  const reached = async () => (await deliveries()).map(({ installationId }) => installationId);
  const notification = sdk.createFcmV1Notification({
    body: { message: { notification: { title: "t" } } },
  });
  const sent = await client.sendBroadcastNotification(notification);
  assert.match(sent.notificationId, /^[0-9a-f]{32}-\d{14}-\d+-\d+$/);
  assert.deepEqual(await reached(), ["d0", "d1", "d2"]);
  await client.sendNotification(notification, { tagExpression: "a && !b" });
  assert.deepEqual(await reached(), ["d0"]);
  await client.sendNotification(notification, { tagExpression: sdk.createTagExpression(["b", "c"]) });
  assert.deepEqual(await reached(), ["d1"]);
  const tested = await client.sendNotification(notification, {
    tagExpression: "a",
    enableTestSend: true,
  });
  assert.equal(tested.successCount, 2);
  assert.equal(tested.results.length, 2);
  await deliveries();

  // To one handle, to many, and to a browser.
  const apple = sdk.createAppleNotification({ body: '{"aps":{"alert":"hi"}}' });
  const handles = async () => (await deliveries()).map(({ deviceHandle }) => deviceHandle);
  const direct = await client.sendNotification(apple, { deviceHandle: "AA" });
  assert.match(direct.notificationId, /^[0-9a-f]{32}-/);
  assert.deepEqual(await handles(), ["AA"]);
  const many = Array.from({ length: 1000 }, (_, n) => String(n).padStart(4, "0"));
  const batch = await client.sendNotification(apple, { deviceHandle: many });
  assert.match(batch.location, /\/messages\/\$batch\/[0-9a-f]{32}-/);
  assert.deepEqual(await handles(), many);
  await refused(400, client.sendNotification(apple, { deviceHandle: [...many, "FFFF"] }));
  const browser = sdk.createBrowserNotification({ body: '{"title":"t"}' });
  await client.sendNotification(browser, {
    deviceHandle: { endpoint: "https://push.example/1", p256dh: "k", auth: "a" },
  });
  const [pushed] = await deliveries();
  assert.equal(pushed.deviceHandle, "https://push.example/1");
  assert.deepEqual(pushed.headers, { auth: "a", p256dh: "k" });

  // What became of it.
  await control("POST", "pns", [{ handle: "h1", outcome: "ExpiredChannel" }]);
  const { notificationId } = await client.sendBroadcastNotification(notification);
  await control("POST", "clock", { advance_ms: 1000 });
  const details = await client.getNotificationOutcomeDetails(notificationId);
  assert.equal(details.notificationId, notificationId);
  assert.equal(details.state, "Completed");
  assert.equal(details.targetPlatforms, "fcmv1");
  assert.ok(details.endTime > details.startTime && details.startTime > details.enqueueTime);
  assert.deepEqual(JSON.parse(details.notificationBody), { message: { notification: { title: "t" } } });
  assert.deepEqual(details.fcmV1OutcomeCounts, [
    { state: "Success", count: 2 },
    { state: "ExpiredChannel", count: 1 },
  ]);
  const failures = await (await fetch(details.pnsErrorDetailsUrl)).text();
  assert.match(failures, /<PnsHandle>h1<\/PnsHandle>/);
  await refused(404, client.getNotificationOutcomeDetails("unknown"));
  const container = await client.getFeedbackContainerUrl();
  const list = await (await fetch(container)).text();
  assert.match(list, /<Name>\d{8}<\/Name>/);
  await control("DELETE", "pns");
  await deliveries();

  // Later.
  const { now } = await control("GET", "clock");
  const later = (seconds) => new Date(Date.parse(now) + seconds * 1000);
  await client.scheduleBroadcastNotification(later(60), notification);
  const tagged = await client.scheduleNotification(later(120), notification, { tagExpression: "b" });
  const never = await client.scheduleNotification(later(180), notification, { tagExpression: "a" });
  await client.cancelScheduledNotification(never.notificationId);
  await refused(404, client.cancelScheduledNotification(never.notificationId));
  assert.deepEqual(await reached(), []);
  await control("POST", "clock", { advance_ms: 61_000 });
  assert.deepEqual(await reached(), ["d0", "d1", "d2"]);
  const waiting = await client.getNotificationOutcomeDetails(tagged.notificationId);
  assert.equal(waiting.state, "Scheduled");
  await control("POST", "clock", { advance_ms: 3_600_000 });
  assert.deepEqual(await reached(), ["d1"]);
  await control("POST", "clock", { real: true });
}
