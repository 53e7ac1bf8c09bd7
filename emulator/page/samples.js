// Payloads to begin with, for each format, and the headers that its push service wants with them.

const WINDOWS_TOAST = (text) => `<toast><visual><binding template="ToastGeneric"><text>${text}</text></binding></visual></toast>`;
const PHONE_XML = (inner) => `<?xml version="1.0" encoding="utf-8"?>\n<wp:Notification xmlns:wp="WPNotification">${inner}</wp:Notification>`;
const PHONE_TOAST = (text) => PHONE_XML(`<wp:Toast><wp:Text1>${text}</wp:Text1></wp:Toast>`);
const APPLE_ALERT = { "apns-push-type": "alert", "apns-priority": "10" };
const APP_DECIDES = "Data alone: the app decides";
const PHONE_TOAST_HEADERS = { "X-WindowsPhone-Target": "toast", "X-NotificationClass": "2" };
const DATA_ONLY = { data: { order: "7", state: "sent" } };
const TITLE_BODY = { title: "Train 17", body: "Leaves in five minutes from platform 2" };
const TITLE_DESCRIPTION = { title: TITLE_BODY.title, description: TITLE_BODY.body };

/** By format: name, payload (text, or what is written as JSON), headers. */
const SAMPLES = {
  apple: [
    ["Alert", { aps: { alert: { ...TITLE_BODY, subtitle: "Oslo to Bergen" }, sound: "default", "thread-id": "train-17" }, train: 17 }, APPLE_ALERT],
    ["Badge alone", { aps: { badge: 3 } }, APPLE_ALERT],
    ["Background: nothing is shown", { aps: { "content-available": 1 }, sync: "orders" }, { "apns-push-type": "background", "apns-priority": "5" }],
    ["Replaces an earlier one", { aps: { alert: "2 : 1" } }, { ...APPLE_ALERT, "apns-collapse-id": "match-4711" }],
  ],
  fcmv1: [
    ["Notification", { message: { notification: TITLE_BODY, android: { notification: { channel_id: "trains" } } } }, {}],
    [APP_DECIDES, { message: { ...DATA_ONLY, android: { priority: "high" } } }, {}],
  ],
  windows: [
    ["Toast", WINDOWS_TOAST("Train 17 leaves in five minutes"), { "X-WNS-Type": "wns/toast" }],
    ["Tile", `<tile><visual><binding template="TileMedium"><text>Train 17</text><text>Platform 2</text></binding></visual></tile>`, { "X-WNS-Type": "wns/tile" }],
    ["Badge", `<badge value="3"/>`, { "X-WNS-Type": "wns/badge" }],
    ["Raw: the app decides", `{"train":17}`, { "X-WNS-Type": "wns/raw" }],
  ],
  template: [
    ["A greeting", { greeting: "Hello", greeting_en: "Hello", greeting_de: "Hallo" }, {}],
  ],
  gcm: [["Notification", { notification: TITLE_BODY }, {}], [APP_DECIDES, DATA_ONLY, {}]],
  windowsphone: [
    ["Toast", PHONE_TOAST("Train 17 leaves in five minutes"), PHONE_TOAST_HEADERS],
    ["Tile", PHONE_XML("<wp:Tile><wp:Count>3</wp:Count><wp:Title>Trains</wp:Title></wp:Tile>"), { "X-WindowsPhone-Target": "token", "X-NotificationClass": "1" }],
    ["Raw: the app decides", PHONE_XML("<wp:Raw>17</wp:Raw>"), { "X-NotificationClass": "3" }],
  ],
  adm: [["Data", { ...DATA_ONLY, consolidationKey: "order-7" }, {}]],
  baidu: [["Notification", { ...TITLE_DESCRIPTION, custom_content: { train: "17" } }, {}]],
  browser: [["Notification", { ...TITLE_BODY, icon: "/icon.png", data: { train: 17 } }, {}]],
  xiaomi: [["Notification", { ...TITLE_DESCRIPTION, payload: "train=17" }, {}]],
};

function payloadText(payload) {
  return typeof payload === "string" ? payload : JSON.stringify(payload, null, 2);
}

function isXmlFormat(format) {
  return format === "windows" || format === "windowsphone";
}
