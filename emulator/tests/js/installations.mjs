// createOrUpdateInstallation, getInstallation, updateInstallation, deleteInstallation
import assert from "node:assert/strict";
import * as sdk from "@azure/notification-hubs";

const toast = '<toast><visual><binding template="ToastText01"><text id="1">$(m)</text></binding></visual></toast>';
const json = '{"a":"$(m)"}';

const devices = [
  sdk.createAppleInstallation({ pushChannel: "ABCD" }),
  sdk.createAdmInstallation({ pushChannel: "adm" }),
  sdk.createBaiduInstallation({ pushChannel: "user-channel" }),
  sdk.createFcmLegacyInstallation({ pushChannel: "gcm" }),
  sdk.createFcmV1Installation({ pushChannel: "fcmv1" }),
  sdk.createXiaomiInstallation({ pushChannel: "xiaomi" }),
  sdk.createWindowsInstallation({ pushChannel: "https://wns.example/1" }),
  sdk.createBrowserInstallation({
    pushChannel: { endpoint: "https://push.example/1", p256dh: "key", auth: "secret" },
  }),
];

export default async function (client, { refused, all }) {
  for (const device of devices) {
    const installationId = `js-${device.platform}`;
    const windows = device.platform === "wns";
    const template = {
      body: windows ? toast : json,
      tags: ["of-template"],
      ...(windows ? { headers: { "X-WNS-Type": "wns/toast" } } : {}),
    };
    const installation = {
      ...device,
      installationId,
      userId: "user@example.com",
      tags: ["one", "two"],
      pushVariables: { name: "Ann" },
      templates: { hello: template },
    };
    await client.createOrUpdateInstallation(installation);
    const { expirationTime, pushChannelExpired, ...read } =
      await client.getInstallation(installationId);
    assert.equal(pushChannelExpired, false);
    assert.ok(expirationTime !== undefined);
    assert.deepEqual(read, installation);

    await client.updateInstallation(installationId, [
      { op: "add", path: "/tags", value: "three" },
      { op: "remove", path: "/tags/one" },
      { op: "replace", path: "/userId", value: "other" },
      { op: "add", path: "/pushVariables/city", value: "Oslo" },
      { op: "add", path: "/templates/second", value: JSON.stringify(template) },
      { op: "remove", path: "/templates/hello" },
    ]);
    const patched = await client.getInstallation(installationId);
    assert.deepEqual(patched.tags, ["two", "three"]);
    assert.equal(patched.userId, "other");
    assert.deepEqual(patched.pushVariables, { name: "Ann", city: "Oslo" });
    assert.deepEqual(patched.templates, { second: template });
  }

  // Each is two registrations, with the special tags first.
  const registrations = await all(client.listRegistrations());
  assert.equal(registrations.length, 2 * devices.length);
  const native = registrations.find(({ kind }) => kind === "Browser");
  assert.deepEqual(native.tags, ["$InstallationId:{js-browser}", "$UserId:{other}", "two", "three"]);
  assert.equal(native.endpoint, "https://push.example/1");
  const template = registrations.find(({ kind }) => kind === "WindowsTemplate");
  assert.equal(template.templateName, "second");
  assert.equal(template.tags.at(-1), "of-template");

  await client.deleteInstallation("js-apns");
  await client.deleteInstallation("js-apns");
  await refused(404, () => client.getInstallation("js-apns"));
  await refused(404, () => client.updateInstallation("js-apns", []));
  await refused(400, () =>
    client.updateInstallation("js-gcm", [{ op: "add", path: "/nothing", value: "x" }]),
  );
}
