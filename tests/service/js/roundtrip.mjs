// The other side of the round trips in tests/service/roundtrip_js.rs: reads what the library wrote, or
// writes what it will read, through the official JavaScript SDK.
//
//   node roundtrip.mjs read   prints what the hub has, as the SDK understands it
//   node roundtrip.mjs write  creates one registration and installation of each kind
import { webcrypto } from "node:crypto";
import * as sdk from "@azure/notification-hubs";

// The SDK wants Node 20. Debian 12 has 18, which lacks nothing else of it.
globalThis.crypto ??= webcrypto;

const client = new sdk.NotificationHubsClient(
  process.env.NH_CONNECTION_STRING,
  process.env.NH_HUB,
);

// One shape for all kinds, since the SDK has a name of its own for each handle.
function plain(registration) {
  const headers =
    registration.wnsHeaders ?? registration.mpnsHeaders ?? registration.apnsHeaders ?? {};
  return {
    kind: registration.kind,
    id: registration.registrationId,
    handle:
      registration.deviceToken ??
      registration.gcmRegistrationId ??
      registration.fcmV1RegistrationId ??
      registration.admRegistrationId ??
      registration.xiaomiRegistrationId ??
      registration.baiduChannelId ??
      registration.endpoint ??
      registration.channelUri,
    user: registration.baiduUserId ?? null,
    keys: registration.p256dh ? [registration.p256dh, registration.auth] : null,
    tags: registration.tags ?? [],
    variables: registration.pushVariables ?? {},
    body: registration.bodyTemplate ?? null,
    name: registration.templateName ?? null,
    headers: Object.entries(headers).sort(),
  };
}

async function read() {
  const registrations = [];
  for await (const registration of client.listRegistrations()) {
    registrations.push(plain(registration));
  }
  const installations = [];
  for (const platform of ["apns", "gcm", "fcmv1", "wns", "mpns", "adm", "baidu", "browser", "xiaomi"]) {
    installations.push(await client.getInstallation(`ours-${platform}`));
  }
  console.log(JSON.stringify({ registrations, installations }));
}

const devices = {
  Adm: { admRegistrationId: "adm-1" },
  Apple: { deviceToken: "0A1B2C3D" },
  Baidu: { baiduUserId: "user-1", baiduChannelId: "channel-1" },
  Browser: { endpoint: "https://push.example/e?a=b&c=d", p256dh: "key", auth: "secret" },
  FcmV1: { fcmV1RegistrationId: "fcm:1" },
  Gcm: { gcmRegistrationId: "gcm:1" },
  Mpns: { channelUri: "https://mpns.example/1" },
  Windows: { channelUri: "https://wns.example/?token=a%2bb&c" },
  Xiaomi: { xiaomiRegistrationId: "xiaomi-1" },
};

const extras = {
  Apple: { apnsHeaders: { "apns-priority": "5" } },
  Mpns: { mpnsHeaders: { "X-NotificationClass": "2", "X-WindowsPhone-Target": "toast" } },
  Windows: { wnsHeaders: { "X-WNS-Type": "wns/toast" } },
};

const toast = '<toast><visual><binding template="ToastText01"><text id="1">$(m)</text></binding></visual></toast>';
const phone = '<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>$(m)</wp:Text1></wp:Toast></wp:Notification>';
const bodies = { Windows: toast, Mpns: phone };

async function write() {
  for (const [kind, device] of Object.entries(devices)) {
    const native = { ...device, tags: ["theirs", kind] };
    await client.createRegistration({ ...native, kind });
    await client.createRegistration({
      ...native,
      kind: `${kind}Template`,
      bodyTemplate: bodies[kind] ?? '{"a":"$(m)","b":"<&>]]>"}',
      templateName: "Their Template",
      pushVariables: { name: "Ann & <Bob>" },
      ...extras[kind],
    });
  }
  const channels = {
    apns: "0A1B", gcm: "g", fcmv1: "f", wns: "https://w/", mpns: "https://m/", adm: "a", baidu: "u-c", xiaomi: "x",
    browser: { endpoint: "https://e/", p256dh: "k", auth: "s" },
  };
  for (const [platform, pushChannel] of Object.entries(channels)) {
    const headers =
      platform === "wns" ? { headers: { "X-WNS-Type": "wns/toast" } } : {};
    const body = { wns: toast, mpns: phone }[platform] ?? '{"a":"$(m)"}';
    await client.createOrUpdateInstallation({
      installationId: `theirs-${platform}`,
      platform,
      pushChannel,
      userId: "user@example.com",
      tags: ["one", "two"],
      pushVariables: { name: "Ann" },
      templates: { hello: { body, tags: ["t"], ...headers } },
    });
  }
}

await { read, write }[process.argv[2]]();
