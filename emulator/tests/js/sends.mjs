// sendBroadcastNotification, sendNotification (to tags, to a handle, to many), scheduleNotification,
// cancelScheduledNotification, getNotificationOutcomeDetails
import assert from "node:assert/strict";
import * as sdk from "@azure/notification-hubs";

export default async function (client, { deliveries, refused }) {
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

  const details = await client.getNotificationOutcomeDetails(sent.notificationId);
  assert.equal(details.state, "Completed");
  assert.deepEqual(details.fcmV1OutcomeCounts, [{ state: "Success", count: 3 }]);

  const handles = async () => (await deliveries()).map(({ deviceHandle }) => deviceHandle);
  await client.sendNotification(notification, { deviceHandle: "unknown-to-the-hub" });
  assert.deepEqual(await handles(), ["unknown-to-the-hub"]);
  await client.sendNotification(notification, { deviceHandle: ["h1", "h2", "h3"] });
  assert.deepEqual(await handles(), ["h1", "h2", "h3"]);

  const later = new Date(Date.now() + 3_600_000);
  const scheduled = await client.scheduleNotification(later, notification, { tagExpression: "a" });
  await client.cancelScheduledNotification(scheduled.notificationId);
  await refused(404, () => client.cancelScheduledNotification(scheduled.notificationId));
  const soon = new Date(Date.now() + 1000);
  await client.scheduleBroadcastNotification(soon, notification);
  for (let reached = []; reached.length < 3; reached = reached.concat(await handles())) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
