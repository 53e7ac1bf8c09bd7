// Jobs and telemetry, as programs see them: by the REST interface, whose answers are XML.

const EXPORT_JOB = (container) => `<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><NotificationHubJob xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect"><Type>ExportRegistrations</Type><OutputContainerUri>${container}</OutputContainerUri></NotificationHubJob></content></entry>`;

views.jobs = {
  title: "Telemetry and jobs",
  render(container) {
    const [list, details] = [el("div", {}), el("div", { role: "status" })];
    const id = address.get("notification");
    const submit = async ({ folder }) => {
      const headers = { "Content-Type": "application/atom+xml;type=entry;charset=utf-8" };
      await insist(currentHub(), "POST", "jobs", { headers, body: EXPORT_JOB(`${location.origin}/_emulator/blobs/${folder}`) });
      notice("The job is submitted.");
      await watchJobs(list);
    };
    fill(container, el("h2", {}, "Telemetry and jobs"),
      group("Telemetry of a push",
        formOf((values) => address.go({ ...NOTHING_OPEN, view: "jobs", notification: values.id.trim() }),
          labeled("Notification id", input("id", { value: id, class: "wide" })), submitButton("Show")), details),
      group("Jobs",
        formOf(submit, labeled("Container for the files, in the hub's own storage", input("folder", { value: "exports", pattern: "[a-z0-9][a-z0-9\\-]{2,62}" })), submitButton("Export all registrations")), list));
    attempt(() => watchJobs(list));
    if (id) attempt(() => drawTelemetry(details, id));
  },
};

/** The texts within each element of this name, by their names in lower case. */
function childrenOf(elements, name) {
  const texts = (parent) => Object.fromEntries(elements.filter((one) => one.parent === parent).map((one) => [one.name, one.text]));
  return elements.filter((one) => one.name === name).map(texts);
}

/** A job takes a second of the hub's clock, which may stand still. */
async function watchJobs(container) {
  for (let left = 10; left > 0; left -= 1) {
    const { text } = await insist(currentHub(), "GET", "jobs");
    const jobs = text.split("<entry").slice(1).reverse().map((entry) => readXml(`<entry${entry}`));
    fill(container, jobs.length ? tableOf(["Submitted", "Job", "State", "Files"], jobs.map(drawJob)) : hint("No job was submitted."));
    if (!text.includes("Running</Status>") && jobs.every((job) => childrenOf(job, "notificationhubjob")[0].status)) return;
    await new Promise((resolve) => setTimeout(resolve, 600));
    if (!container.isConnected) return;
  }
}

function drawJob(elements) {
  const [job] = childrenOf(elements, "notificationhubjob");
  const files = childrenOf(elements, "keyvalueofstringstring").map(({ key, value }) => [el("a", { href: blobAddress(job.outputcontaineruri, value) }, key.replace("FilePath", "")), " "]);
  return [clockTime(job.createdat), job.type, [job.status ?? "Started", el("div", { class: "bad-text" }, job.failure)], files];
}

/** Where the hub has a blob, whatever host its container's address names. */
function blobAddress(container, path) {
  const name = container.replace(/[?#].*$/s, "").split("/").filter(Boolean).pop();
  return `/_emulator/blobs/${[name, ...path.split("/")].map(encodeURIComponent).join("/")}`;
}

async function drawTelemetry(container, id) {
  const { text } = await insist(currentHub(), "GET", `messages/${encodeURIComponent(id)}`);
  // The payload is shown elsewhere, and may be long.
  const elements = readXml(text.replace(/<NotificationBody>[\s\S]*?<\/NotificationBody>/, ""));
  const [details] = childrenOf(elements, "notificationdetails");
  const counts = elements.filter((one) => one.name === "outcome").map((outcome) => {
    const [name, count] = within(elements, outcome, "name", "count");
    return [outcome.parent.name.replace("outcomecounts", ""), name.text, count.text];
  });
  const time = (value) => value && clockTime(value);
  fill(container,
    listOf([["State", details.state], ["Platforms", details.targetplatforms], ["Tags", details.tags], ["Enqueued", time(details.enqueuetime)], ["Started", time(details.starttime)], ["Ended", time(details.endtime)]]),
    counts.length > 0 && tableOf(["Platform", "Outcome", "How many"], counts),
    sideBySide(action("Look again", () => drawTelemetry(container, id)), buttonLink(openPush({ notificationId: id }), "Who got it, and why")));
}
