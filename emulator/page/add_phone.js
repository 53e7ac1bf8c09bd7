// Pretend phones: registered as an app would do it, by the REST interface.

const randomBytes = (count) => [...crypto.getRandomValues(new Uint8Array(count))];
const randomHex = (count) => randomBytes(count).map((byte) => byte.toString(16).padStart(2, "0")).join("");
const base64Url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const PHONE_TOAST = PHONE_XML("<wp:Toast><wp:Text1>$(greeting)</wp:Text1></wp:Toast>");
const WINDOWS_TOAST = '<toast><visual><binding template="ToastGeneric"><text>$(greeting)</text></binding></visual></toast>';

/** By platform: what it is called, its word in installations, a handle, and a template. */
const PRETEND = {
  apple: ["iphone", "apns", () => randomHex(32), { aps: { alert: "$(greeting)" } }],
  fcmv1: ["android", "fcmv1", () => `pretend:${base64Url(randomBytes(24))}`, { message: { notification: { body: "$(greeting)" } } }],
  windows: ["pc", "wns", () => `https://db5p.notify.windows.com/?token=${randomHex(16)}`, WINDOWS_TOAST, { "X-WNS-Type": "wns/toast" }],
  browser: ["browser", "browser", () => ({ endpoint: `https://push.example.com/${randomHex(16)}`, p256dh: base64Url([4, ...randomBytes(64)]), auth: base64Url(randomBytes(16)) }), { title: "$(greeting)" }],
  gcm: ["old-android", "gcm", () => `pretend:${base64Url(randomBytes(24))}`, { notification: { body: "$(greeting)" } }],
  windowsphone: ["windows-phone", "mpns", () => `https://s.notify.live.net/u/1/${randomHex(16)}`, PHONE_TOAST, { "X-WindowsPhone-Target": "toast", "X-NotificationClass": "2" }],
  adm: ["kindle", "adm", () => `amzn1.adm-registration.v3.${randomHex(16)}`, { data: { message: "$(greeting)" } }],
  baidu: ["baidu-phone", "baidu", () => `${randomHex(8)}-${randomHex(8)}`, { title: "$(greeting)", description: "$(greeting)" }],
  xiaomi: ["xiaomi-phone", "xiaomi", () => `pretend-${randomHex(16)}`, { title: "$(greeting)", description: "$(greeting)" }],
};

const pretend = { platform: "apple", user: "", tags: "", template: false, body: "", hub: "" };

views.phones = {
  title: "Phones",
  render(container) {
    pretend.hub ||= currentHub();
    const body = el("textarea", { name: "body", rows: 4, spellcheck: "false" });
    const choose = (platform) => {
      pretend.platform = platform;
      pretend.body = payloadText(PRETEND[platform][3]);
      views.phones.render(container);
    };
    if (!pretend.body) pretend.body = payloadText(PRETEND[pretend.platform][3]);
    body.value = pretend.body;
    const form = el("form", {
      oninput: () => { Object.assign(pretend, valuesOf(form)); template.hidden = !pretend.template; },
      onsubmit: (event) => { event.preventDefault(); attempt(addOne); },
    },
      group("Platform", el("div", { class: "actions" }, Object.keys(PRETEND).map((platform) =>
        el("button", { type: "button", class: platform === pretend.platform ? "button primary" : "button", "aria-pressed": String(platform === pretend.platform), onclick: () => choose(platform) }, platformName(platform))))),
      el("div", { class: "side-by-side" }, hubChoice(pretend.hub),
        labeled("User", el("input", { name: "user", value: pretend.user, placeholder: "ann", autocomplete: "off" })),
        labeled("Tags, with commas between", el("input", { name: "tags", value: pretend.tags, placeholder: "vip, en", autocomplete: "off" }))),
      el("label", { class: "choice" }, el("input", { type: "checkbox", name: "template", checked: pretend.template }), " With a template, which is called greeting"));
    const template = labeled("What the template makes of the properties of a push", body);
    template.hidden = !pretend.template;
    form.append(template, el("p", {}, el("button", { class: "button primary" }, "Add")));
    const count = el("input", { type: "number", min: 1, max: 1000, value: 100, class: "short", "aria-label": "How many" });
    fill(container, el("h2", {}, "Add a pretend phone"),
      el("p", { class: "dim" }, "It gets an id and a handle of its own. It is a registered installation like any other, and gets nothing but what is sent to this hub."),
      form,
      group("Many at once", el("div", { class: "actions" }, count,
        action("Add so many, of all platforms", () => addMany(count.valueAsNumber)), el("span", { class: "dim" }, "with the user and the tags above, and the tag many"))));
  },
};

/** An installation with an id of its own. */
function pretendInstallation(platform, more = {}) {
  const [name, word, handle, , headers] = PRETEND[platform];
  const tags = pretend.tags.split(",").map((tag) => tag.trim()).filter(Boolean);
  const template = { body: pretend.body, ...(headers && { headers }) };
  return {
    installationId: `${name}-${randomHex(3)}`, platform: word, pushChannel: handle(), tags: [...tags, ...(more.tags ?? [])],
    ...(pretend.user && { userId: pretend.user }), ...(more.template && { templates: { greeting: template } }),
  };
}

async function putInstallation(installation) {
  const headers = { "Content-Type": "application/json" };
  await insist(pretend.hub, "PUT", installationPath(installation.installationId), { headers, body: JSON.stringify(installation) });
}

async function addOne() {
  const installation = pretendInstallation(pretend.platform, { template: pretend.template });
  await putInstallation(installation);
  notice(`${installation.installationId} is registered.`);
  address.go({ ...NOTHING_OPEN, hub: hubs.length > 1 ? pretend.hub : address.get("hub"), device: `i:${installation.installationId}` });
}

/** Ten at a time. */
async function addMany(count) {
  if (!(count >= 1 && count <= 1000)) throw new ApiError(0, "That many at once: 1 to 1000.");
  const platforms = Object.keys(PRETEND);
  let next = 0;
  const work = async () => {
    while (next < count) {
      const platform = platforms[next++ % platforms.length];
      await putInstallation(pretendInstallation(platform, { tags: ["many"] }));
    }
  };
  await Promise.all(Array.from({ length: 10 }, work));
  notice(`${plural(count, "phone")} registered.`);
}
