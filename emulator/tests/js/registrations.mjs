// createRegistrationId, createRegistration, createOrUpdateRegistration, updateRegistration,
// getRegistration, deleteRegistration, listRegistrations, …ByChannel, …ByTag
import assert from "node:assert/strict";
import * as sdk from "@azure/notification-hubs";

const toast = '<toast><visual><binding template="ToastText01"><text id="1">$(m)</text></binding></visual></toast>';
const tile = '<wp:Notification xmlns:wp="WPNotification"><wp:Tile><wp:Title>$(m)</wp:Title></wp:Tile></wp:Notification>';

// Constructors where the SDK has them: it has none for MPNS.
const kinds = {
  Adm: {
    device: { admRegistrationId: "adm-1" },
    native: sdk.createAdmRegistrationDescription,
    template: sdk.createAdmTemplateRegistrationDescription,
    channel: { kind: "adm" },
  },
  Apple: {
    device: { deviceToken: "0A1B2C3D4E5F" },
    native: sdk.createAppleRegistrationDescription,
    template: sdk.createAppleTemplateRegistrationDescription,
    body: '{"aps":{"alert":"$(m)"},"b":"<&>"}',
    extra: { apnsHeaders: { "apns-push-type": "alert", "apns-priority": "5" } },
    channel: { kind: "apple" },
  },
  Baidu: {
    device: { baiduUserId: "user-1", baiduChannelId: "channel-1" },
    native: sdk.createBaiduRegistrationDescription,
    template: sdk.createBaiduTemplateRegistrationDescription,
    channel: { kind: "baidu" },
  },
  Browser: {
    device: { endpoint: "https://push.example/e?a=b&c=d", p256dh: "key", auth: "secret" },
    native: sdk.createBrowserRegistrationDescription,
    template: sdk.createBrowserTemplateRegistrationDescription,
    channel: { kind: "browser" },
  },
  FcmV1: {
    device: { fcmV1RegistrationId: "fcm:1" },
    native: sdk.createFcmV1RegistrationDescription,
    template: sdk.createFcmV1TemplateRegistrationDescription,
    body: '{"message":{"data":{"a":"$(m)","b":"<&>"}}}',
    channel: { kind: "fcmv1" },
  },
  Gcm: {
    device: { gcmRegistrationId: "gcm:1" },
    native: sdk.createFcmLegacyRegistrationDescription,
    template: sdk.createFcmLegacyTemplateRegistrationDescription,
    channel: { kind: "gcm" },
  },
  Mpns: {
    device: { channelUri: "https://mpns.example/1" },
    native: (description) => ({ ...description, kind: "Mpns" }),
    template: (description) => ({ ...description, kind: "MpnsTemplate" }),
    body: tile,
    extra: { mpnsHeaders: { "X-NotificationClass": "1", "X-WindowsPhone-Target": "token" } },
  },
  Windows: {
    device: { channelUri: "https://db5.notify.example/?token=a%2bb&c" },
    native: sdk.createWindowsRegistrationDescription,
    template: sdk.createWindowsTemplateRegistrationDescription,
    body: toast,
    extra: { wnsHeaders: { "X-WNS-Type": "wns/toast" } },
    channel: { kind: "windows" },
  },
  Xiaomi: {
    device: { xiaomiRegistrationId: "xiaomi-1" },
    native: sdk.createXiaomiRegistrationDescription,
    template: sdk.createXiaomiTemplateRegistrationDescription,
  },
};

export default async function (client, tools) {
  for (const [name, kind] of Object.entries(kinds)) {
    const native = { ...kind.device, tags: ["all", `of-${name}`] };
    await lifeCycle(client, tools, kind.native(native), name);
    const template = {
      ...native,
      bodyTemplate: kind.body ?? '{"a":"$(m)","b":"<&>"}',
      templateName: "Template Name",
      pushVariables: { name: "Ann & <Bob>" },
      ...kind.extra,
    };
    await lifeCycle(client, tools, kind.template(template), `${name}Template`);
    await byChannelAndTag(client, tools, kind, native, template);
  }
  await reached(client, tools);
  await paging(client, tools);
}

// What was read, without what the hub adds.
function own({ registrationId, etag, expirationTime, ...description }) {
  assert.ok(registrationId && etag && expirationTime);
  return JSON.parse(JSON.stringify(description));
}

async function lifeCycle(client, { refused }, description, kind) {
  const expected = JSON.parse(JSON.stringify(description));
  assert.equal(expected.kind, kind);
  const created = await client.createRegistration(structuredClone(description));
  // The SDK reads a registration of MPNS with a template as one, but by the parts of WNS.
  assert.deepEqual(own(created), expected);
  assert.equal(created.etag, "1");
  const { registrationId } = created;
  const got = await client.getRegistration(registrationId);
  assert.deepEqual(own(got), expected);
  assert.equal(got.expirationTime.toISOString(), "9999-12-31T23:59:59.999Z");

  const changed = { ...expected, tags: ["changed"] };
  const updated = await client.updateRegistration({ ...changed, registrationId, etag: "1" });
  assert.deepEqual(own(updated), changed);
  assert.equal(updated.etag, "2");
  await refused(412, () => client.updateRegistration({ ...changed, registrationId, etag: "1" }));
  // Any version: the SDK takes no update without an ETag, and sends this one in quotes.
  const again = await client.updateRegistration({ ...changed, registrationId, etag: "*" });
  assert.equal(again.etag, "3");

  const id = await client.createRegistrationId();
  await refused(404, () => client.getRegistration(id));
  await refused(404, () => client.updateRegistration({ ...changed, registrationId: id, etag: "1" }));
  for (const etag of ["1", "2"]) {
    const put = await client.createOrUpdateRegistration({ ...expected, registrationId: id });
    assert.equal(put.registrationId, id);
    assert.equal(put.etag, etag);
    assert.deepEqual(own(put), expected);
  }

  await refused(412, () => client.deleteRegistration(id, { etag: "1" }));
  await client.deleteRegistration(id, { etag: "2" });
  await refused(404, () => client.deleteRegistration(id));
  await client.deleteRegistration(registrationId);
  await refused(404, () => client.getRegistration(registrationId));
}

async function byChannelAndTag(client, { all }, kind, native, template) {
  const two = [
    await client.createRegistration(kind.native({ ...native })),
    await client.createRegistration(kind.template({ ...template })),
  ];
  const ids = two.map(({ registrationId }) => registrationId);
  const found = async (list) => (await all(list)).map(({ registrationId }) => registrationId);
  const [, tag] = native.tags;
  assert.deepEqual(await found(client.listRegistrationsByTag(tag)), ids);
  assert.deepEqual(await found(client.listRegistrationsByTag("nobody")), []);
  if (kind.channel) {
    const channel = { ...kind.device, ...kind.channel };
    assert.deepEqual(await found(client.listRegistrationsByChannel(channel)), ids);
    const [part] = Object.keys(kind.device);
    const other = { ...channel, [part]: `${channel[part]}0` };
    assert.deepEqual(await found(client.listRegistrationsByChannel(other)), []);
  }
}

async function reached(client, { deliveries }) {
  const notification = sdk.createTemplateNotification({ body: { m: "hi" } });
  await client.sendNotification(notification, { tagExpression: "all" });
  const got = await deliveries();
  assert.deepEqual(
    got.map(({ platform }) => platform).sort(),
    ["adm", "apple", "baidu", "browser", "fcmv1", "gcm", "windows", "windowsphone", "xiaomi"],
  );
  assert.ok(got.every(({ payload }) => payload.includes("hi")));
  await client.sendNotification(
    sdk.createAppleNotification({ body: { aps: { alert: "hi" } } }),
    { tagExpression: "of-Apple" },
  );
  assert.deepEqual((await deliveries()).map(({ deviceHandle }) => deviceHandle), ["0A1B2C3D4E5F"]);
}

async function paging(client, { all }) {
  const before = (await all(client.listRegistrations())).length;
  const more = 230;
  for (let n = 0; n < more; n += 1) {
    const description = { deviceToken: "AA".repeat(n + 1), tags: ["many"] };
    await client.createRegistration(sdk.createAppleRegistrationDescription(description));
  }
  for (const top of [undefined, 7, 100, 1000]) {
    const pages = await all(client.listRegistrations({ top }).byPage());
    const ids = pages.flat().map(({ registrationId }) => registrationId);
    assert.equal(new Set(ids).size, before + more);
    assert.equal(ids.length, before + more);
    assert.equal(pages.length, Math.ceil((before + more) / Math.min(top ?? 100, 100)));
  }
  const tagged = await all(client.listRegistrationsByTag("many", { top: 50 }));
  assert.equal(tagged.length, more);
}
