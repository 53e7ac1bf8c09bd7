// Jobs and telemetry, as programs see them: by the REST interface, whose answers are XML.

const EXPORT_ENTRY = (container) => `<?xml version="1.0" encoding="utf-8"?><entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><NotificationHubJob xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect"><Type>ExportRegistrations</Type><OutputContainerUri>${container}</OutputContainerUri></NotificationHubJob></content></entry>`;
const UNFINISHED_JOB = /^(|started|running)$/i;

views.jobs = {
  title: "Jobs",
  render(container) {
    this.list = el("div", { class: "scroll" });
    const details = el("div", { role: "status" });
    const id = el("input", { name: "id", value: address.get("notification"), class: "wide", list: "sent-ids", autocomplete: "off", spellcheck: "false" });
    const ids = el("datalist", { id: "sent-ids" });
    const folder = el("input", { value: "exports", pattern: "[a-z0-9][a-z0-9\\-]{2,62}", "aria-label": "Container" });
    const look = (event) => { event.preventDefault(); address.go({ ...NOTHING_OPEN, view: "jobs", notification: id.value.trim() }); };
    fill(container, el("h2", {}, "Telemetry and jobs"),
      group("Telemetry of a push", el("form", { onsubmit: look }, labeled("Notification id", id), ids, el("p", {}, el("button", { class: "button" }, "Show"))), details),
      group("Jobs", el("div", { class: "actions" }, action("Export all registrations", () => this.submit(folder)), el("label", {}, "to the container ", folder)),
        el("p", { class: "dim" }, "A job takes a second of the hub's clock. Its files are in the hub's own storage."), this.list));
    attempt(() => this.refresh());
    if (id.value) attempt(() => drawTelemetry(details, id.value));
    attempt(async () => {
      const { rows } = await getJson(`/_emulator/inbox/pushes?${query({ hub: address.get("hub"), limit: 50 })}`);
      fill(ids, rows.filter((push) => push.notificationId).map((push) => el("option", { value: push.notificationId }, push.summary ?? "")));
    });
  },
  async submit(folder) {
    if (!folder.reportValidity()) return;
    const headers = { "Content-Type": "application/atom+xml;type=entry;charset=utf-8" };
    await insist(currentHub(), "POST", "jobs", { headers, body: EXPORT_ENTRY(`${location.origin}/_emulator/blobs/${folder.value}`) });
    notice("The job is submitted.");
    await this.refresh();
  },
  async refresh(left = 20) {
    const jobs = await readJobs();
    fill(this.list, drawJobs(jobs));
    const isUnfinished = jobs.some((job) => UNFINISHED_JOB.test(job.status ?? ""));
    clearTimeout(this.timer);
    if (isUnfinished && left > 0 && this.list.isConnected) this.timer = setTimeout(() => attempt(() => this.refresh(left - 1)), 600);
  },
  onEvent(kind) {
    if (kind === "reset" && this.list?.isConnected) attempt(() => this.refresh());
  },
};

/** The texts of an element's children, by their names in lower case. */
function childTexts(elements, parent) {
  return Object.fromEntries(elements.filter((one) => one.parent === parent).map((one) => [one.name, one.text]));
}

async function readJobs() {
  const { text } = await insist(currentHub(), "GET", "jobs");
  const entries = text.split("<entry").slice(1).reverse().map((entry) => readXml(`<entry${entry}`));
  return entries.slice(0, 50).map((elements) => {
    const job = childTexts(elements, elements.find((one) => one.name === "notificationhubjob"));
    const pairs = elements.filter((one) => one.name === "keyvalueofstringstring").map((pair) => childTexts(elements, pair));
    return { ...job, output: pairs.map(({ key, value }) => [key, value]) };
  });
}

function drawJobs(jobs) {
  if (jobs.length === 0) return el("p", { class: "dim" }, "No job was submitted.");
  const row = (job) => el("tr", {},
    el("td", {}, clockTime(job.createdat)), el("td", {}, job.type),
    el("td", {}, job.status || "Started", job.progress && ` · ${Number(job.progress)} %`, job.failure && el("div", { class: "bad-text" }, job.failure)),
    el("td", {}, job.output.map(([name, path]) => [el("a", { href: blobAddress(job.outputcontaineruri, path) }, name.replace("FilePath", "")), " "])));
  return el("table", { class: "table" },
    el("thead", {}, el("tr", {}, ["Submitted", "Job", "State", "Files"].map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, jobs.map(row)));
}

/** Where the hub has a blob, whatever host its container's address names. */
function blobAddress(container, path) {
  const name = container.replace(/[?#].*$/s, "").split("/").filter(Boolean).pop() ?? "";
  return `/_emulator/blobs/${encodeURIComponent(name)}/${path.split("/").map(encodeURIComponent).join("/")}`;
}

async function drawTelemetry(container, id) {
  const { text } = await insist(currentHub(), "GET", `messages/${encodeURIComponent(id)}`);
  // The payload is shown elsewhere, and may be long.
  const elements = readXml(text.replace(/<NotificationBody>[\s\S]*?<\/NotificationBody>/, ""));
  const details = childTexts(elements, elements.find((one) => one.name === "notificationdetails"));
  const counts = elements.filter((one) => one.name.endsWith("outcomecounts")).flatMap((platform) =>
    within(elements, platform, "outcome").map((outcome) => [platform.name.replace("outcomecounts", ""), childTexts(elements, outcome)]));
  const entry = (name, value) => value && [el("dt", {}, name), el("dd", {}, value)];
  const time = (value) => value && clockTime(value);
  fill(container,
    el("dl", { class: "keys" }, entry("State", el("b", {}, details.state)), entry("Platforms", details.targetplatforms), entry("Tags", details.tags),
      entry("Enqueued", time(details.enqueuetime)), entry("Started", time(details.starttime)), entry("Ended", time(details.endtime))),
    counts.length > 0 && el("table", { class: "table" },
      el("thead", {}, el("tr", {}, ["Platform", "Outcome", "How many"].map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, counts.map(([platform, { name, count }]) => el("tr", {}, [platform, name, count].map((cell) => el("td", {}, cell)))))),
    el("div", { class: "actions" }, action("Look again", () => drawTelemetry(container, id)),
      link({ ...NOTHING_OPEN, view: "explain", notification: id }, { class: "button" }, "Who got it, and why")));
}
