// Pretend phones: registered as an app would do it, by the REST interface.

const randomBytes = (count) => [...crypto.getRandomValues(new Uint8Array(count))];
const randomHex = (count) => randomBytes(count).map((byte) => byte.toString(16).padStart(2, "0")).join("");
const base64Url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const pretendToken = () => `pretend-${randomHex(16)}`;
const TITLE_TEMPLATE = { title: "$(greeting)", description: "$(greeting)" };

/** By platform: what it is called, its word in installations, a handle, a template and its headers. */
const PRETEND = {
  apple: ["iphone", "apns", () => randomHex(32), { aps: { alert: "$(greeting)" } }],
  fcmv1: ["android", "fcmv1", pretendToken, { message: { notification: { body: "$(greeting)" } } }],
  windows: ["pc", "wns", () => `https://db5p.notify.windows.com/?token=${randomHex(16)}`, WINDOWS_TOAST("$(greeting)"), { "X-WNS-Type": "wns/toast" }],
  browser: ["browser", "browser", () => ({ endpoint: `https://push.example.com/${randomHex(16)}`, p256dh: base64Url([4, ...randomBytes(64)]), auth: base64Url(randomBytes(16)) }), { title: "$(greeting)" }],
  gcm: ["old-android", "gcm", pretendToken, { notification: { body: "$(greeting)" } }],
  windowsphone: ["windows-phone", "mpns", () => `https://s.notify.live.net/u/1/${randomHex(16)}`, PHONE_TOAST("$(greeting)"), PHONE_TOAST_HEADERS],
  adm: ["kindle", "adm", () => `amzn1.adm-registration.v3.${randomHex(16)}`, { data: { message: "$(greeting)" } }],
  baidu: ["baidu-phone", "baidu", () => `${randomHex(8)}-${randomHex(8)}`, TITLE_TEMPLATE],
  xiaomi: ["xiaomi-phone", "xiaomi", pretendToken, TITLE_TEMPLATE],
};

let pretendPlatform = "apple";

views.phones = {
  title: "Add phone",
  render(container) {
    const choose = (platform) => {
      pretendPlatform = platform;
      for (const [one, button] of buttons) {
        button.className = one === platform ? "button primary" : "button";
        button.setAttribute("aria-pressed", one === platform);
      }
      body.value = payloadText(PRETEND[platform][3]);
    };
    const buttons = Object.keys(PRETEND).map((platform) => [platform, action(platformName(platform), () => choose(platform))]);
    const body = textBox("body", 4, "");
    const template = labeled("What the template makes of the properties of a push", body);
    template.hidden = true;
    const form = formOf(addOne,
      group("Platform", sideBySide(buttons.map(([, button]) => button))),
      sideBySide(hubChoice(currentHub()), labeled("User", input("user", { placeholder: "ann" })),
        labeled("Tags, with commas between", input("tags", { placeholder: "vip, en" }))),
      choice("checkbox", "template", null, false, "With a template, which is called greeting"), template,
      submitButton("Add", "primary"));
    form.elements.template.addEventListener("input", (event) => { template.hidden = !event.target.checked; });
    const count = input("count", { type: "number", min: 1, max: 1000, value: 100, class: "short", "aria-label": "How many" });
    fill(container, el("h2", {}, "Add a pretend phone"),
      hint("It is an installation like any other."), form,
      group("Many at once", sideBySide(count, action("Add so many, of all platforms", () => addMany(count.valueAsNumber, valuesOf(form)))),
        hint("with the user and the tags above, and the tag many")));
    choose(pretendPlatform);
  },
};

/** Registers one with an id of its own, which it gives. */
async function addPretend(platform, { hub = currentHub(), user, tags, template, body }) {
  const [name, word, handle, , headers] = PRETEND[platform];
  const installation = {
    installationId: `${name}-${randomHex(3)}`, platform: word, pushChannel: handle(),
    tags: tags.split(",").map((tag) => tag.trim()).filter(Boolean),
    ...given({ userId: user, templates: template && { greeting: { body, headers } } }),
  };
  await insist(hub, "PUT", `installations/${installation.installationId}`, { headers: { "Content-Type": "application/json" }, body: JSON.stringify(installation) });
  return installation.installationId;
}

async function addOne(values) {
  const id = await addPretend(pretendPlatform, values);
  notice(`${id} is registered.`);
  address.go({ ...NOTHING_OPEN, hub: values.hub ?? address.get("hub"), device: `i:${id}` });
}

/** Ten at a time. */
async function addMany(count, values) {
  if (!(count >= 1 && count <= 1000)) throw new ApiError(0, "That many at once: 1 to 1000.");
  const platforms = Object.keys(PRETEND);
  const one = { ...values, tags: `${values.tags},many`, template: false };
  let next = 0;
  const work = async () => {
    while (next < count) await addPretend(platforms[next++ % platforms.length], one);
  };
  await Promise.all(Array.from({ length: 10 }, work));
  notice(`${plural(count, "phone")} registered.`);
}
