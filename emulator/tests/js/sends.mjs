// sendBroadcastNotification, sendNotification
import assert from "node:assert/strict";
import * as sdk from "@azure/notification-hubs";

export default async function (client, { deliveries }) {
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
}
