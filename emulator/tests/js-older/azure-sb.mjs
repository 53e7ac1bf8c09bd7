// What Microsoft had for Node before @azure/notification-hubs: each method that concerns hubs. It
// takes an address for an endpoint, and no name without a dot.
import assert from "node:assert/strict";
import azure from "azure-sb";

const { NH_CONNECTION_STRING, NH_HUB } = process.env;
const toast = '<toast><visual><binding template="ToastText01"><text id="1">TEXT</text></binding></visual></toast>';
const phoneToast =
  '<?xml version="1.0" encoding="utf-8"?><wp:Notification xmlns:wp="WPNotification"><wp:Toast>' +
  "<wp:Text1>TEXT</wp:Text1><wp:Text2>two</wp:Text2></wp:Toast></wp:Notification>";
const wns = "https://wns.example/1";
const mpns = "https://mpns.example/1";

export default async function (_, { deliveries }) {
  assert.throws(() => azure.createNotificationHubService(NH_HUB, NH_CONNECTION_STRING), {
    message: /^The provided URI "https:\/\/localhost:\d+\/" is invalid\.$/,
  });
  const address = NH_CONNECTION_STRING.replace("//localhost:", "//127.0.0.1:");
  const hub = azure.createNotificationHubService(NH_HUB, address);
  const call = (on, method, ...rest) =>
    new Promise((resolve, reject) => {
      on[method](...rest, (error, result) => (error ? reject(error) : resolve(result)));
    });
  const failed = (status, on, method, ...rest) =>
    assert.rejects(call(on, method, ...rest), { statusCode: status });
  // What devices got since the last call, in the order of their handles.
  const got = async () =>
    (await deliveries())
      .map(({ deviceHandle, payload, headers }) => [deviceHandle, payload, headers])
      .sort();

  // Registrations of its four platforms.
  assert.match(await call(hub, "createRegistrationId"), /^\d+-\d+-\d$/);
  await call(hub.apns, "createNativeRegistration", "0A1B", ["a", "b"]);
  await call(hub.apns, "createTemplateRegistration", "0A1C", "t", { aps: { alert: "$(m)" } });
  await call(hub.gcm, "createNativeRegistration", "g", "a");
  await call(hub.gcm, "createTemplateRegistration", "g", "t", { data: { message: "$(m)" } });
  await call(hub.wns, "createNativeRegistration", wns, "a");
  await call(hub.wns, "createToastText01Registration", wns, "t", { text1: "$(m)" });
  await call(hub.mpns, "createNativeRegistration", mpns, "a");
  await call(hub.mpns, "createToastRegistration", mpns, "t", { text1: "$(m)", text2: "two" });
  assert.equal((await call(hub, "listRegistrations")).length, 8);
  assert.equal((await call(hub, "listRegistrations", { top: 3 })).length, 3);
  assert.equal((await call(hub, "listRegistrationsByTag", "t")).length, 4);
  assert.equal((await call(hub.gcm, "listRegistrationsByGcmRegistrationId", "g")).length, 2);
  assert.equal((await call(hub.wns, "listRegistrationsByChannel", wns)).length, 2);
  const [read] = await call(hub.apns, "listRegistrationsByToken", "0A1B");
  assert.deepEqual([read.DeviceToken, read.Tags], ["0A1B", "a,b"]);

  // Sends.
  const json = '{"aps":{"alert":"hi"}}';
  await call(hub.apns, "send", null, { alert: "hi" });
  await call(hub.apns, "send", ["a", "b"], { aps: { alert: "hi" } });
  await call(hub.apns, "send", "b", { alert: "hi", expiry: "2099-01-01T00:00:00Z", priority: 5 });
  const sent = await got();
  assert.deepEqual(sent.slice(0, 2), [["0A1B", json, {}], ["0A1B", json, {}]]);
  assert.deepEqual(sent[2].slice(0, 2), ["0A1B", json]);
  await call(hub.gcm, "send", "a", { data: { message: "hi" } });
  assert.deepEqual(await got(), [["g", '{"data":{"message":"hi"}}', {}]]);
  await call(hub.wns, "sendToastText01", "a", { text1: "hi" });
  assert.deepEqual(await got(), [[wns, toast.replace("TEXT", "hi"), { "x-wns-type": "wns/toast" }]]);
  await call(hub.wns, "sendRaw", "a", "raw");
  assert.deepEqual(await got(), [[wns, "raw", { "x-wns-type": "wns/raw" }]]);
  await call(hub.wns, "sendBadge", "a", { value: 1 });
  assert.deepEqual(await got(), [[wns, '<badge value="1" version="1"/>', { "x-wns-type": "wns/badge" }]]);
  const classes = { "x-notificationclass": "2", "x-windowsphone-target": "toast" };
  await call(hub.mpns, "sendToast", "a", { text1: "hi", text2: "two" });
  assert.deepEqual(await got(), [[mpns, phoneToast.replace("TEXT", "hi"), classes]]);
  await call(hub.mpns, "sendRaw", "a", "raw");
  assert.deepEqual(await got(), [[mpns, "raw", { "x-notificationclass": "3" }]]);
  await call(hub, "send", "t", { m: "hi" });
  assert.deepEqual(await got(), [
    ["0A1C", json, {}],
    ["g", '{"data":{"message":"hi"}}', {}],
    [mpns, phoneToast.replace("TEXT", "hi"), classes],
    [wns, toast.replace("TEXT", "hi"), { "x-wns-type": "wns/toast" }],
  ]);

  // Changes. What it writes back has no more of a registration than what it read.
  await call(hub, "updateRegistration", { ...read, Tags: "c" });
  const changed = await call(hub, "getRegistration", read.RegistrationId);
  assert.equal(changed.Tags, "c");
  await call(hub, "createOrUpdateRegistration", { ...changed, Tags: "d" });
  await call(hub.apns, "send", "d", { alert: "hi" });
  assert.deepEqual(await got(), [["0A1B", json, {}]]);
  // With the empty elements that it writes for what it did not read.
  const [template] = await call(hub.apns, "listRegistrationsByToken", "0A1C");
  await call(hub, "updateRegistration", { ...template, Tags: "e" });
  assert.equal((await call(hub, "getRegistration", template.RegistrationId)).Tags, "e");
  await failed(412, hub, "deleteRegistration", read.RegistrationId, { etag: '"0"' });
  await call(hub, "deleteRegistration", read.RegistrationId);
  await failed(404, hub, "getRegistration", read.RegistrationId);

  // Installations.
  const installation = { installationId: "i", platform: "gcm", pushChannel: "x", tags: ["i"] };
  await call(hub, "createOrUpdateInstallation", installation);
  await call(hub, "patchInstallation", "i", [{ op: "add", path: "/tags", value: "j" }]);
  const { tags, pushChannel } = await call(hub, "getInstallation", "i");
  assert.deepEqual([tags, pushChannel], [["i", "j"], "x"]);
  await call(hub.gcm, "send", "j", { data: { message: "hi" } });
  assert.deepEqual((await got()).map(([handle]) => handle), ["x"]);
  await call(hub, "deleteInstallation", "i");
  await failed(404, hub, "getInstallation", "i");
}
