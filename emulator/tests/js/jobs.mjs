// submitNotificationHubJob, getNotificationHubJob, listNotificationHubJobs,
// beginSubmitNotificationHubJob
import assert from "node:assert/strict";
import { createAppleRegistrationDescription } from "@azure/notification-hubs";

const description = (members) =>
  `<AppleRegistrationDescription xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">${members}</AppleRegistrationDescription>`;

export default async function (client, { all, blob, container, refused }) {
  const outputContainerUrl = container("out");
  const text = async (name) => (await fetch(blob("out", name))).text();
  const lines = async (name) => (await text(name)).split("\n").filter((line) => line !== "");
  const run = async (job) => {
    // The SDK's poller is a promise of the job's end.
    const done = await client.beginSubmitNotificationHubJob(
      { outputContainerUrl, ...job },
      { updateIntervalInMs: 100 },
    );
    assert.equal(done.status, "Completed");
    assert.equal(done.progress, 100);
    const { OutputFilePath, FailedFilePath } = done.outputProperties;
    return { output: await lines(OutputFilePath), failed: await lines(FailedFilePath) };
  };
  const importing = async (type, rows) => {
    const importFileUrl = `${blob("in", `${type}.txt`)}?sv=1&sp=rw`;
    const put = await fetch(importFileUrl, { method: "PUT", body: rows.join("\n") });
    assert.equal(put.status, 201);
    return run({ type, importFileUrl });
  };
  const all_ = async () => all(client.listRegistrations());

  const row = (token, id, tags) =>
    description(
      `${id ? `<RegistrationId>${id}</RegistrationId>` : ""}<Tags>${tags}</Tags><DeviceToken>${token}</DeviceToken>`,
    );
  const created = await importing("ImportCreateRegistrations", [
    row("AA", "", "one"),
    "nonsense",
    row("BB", "", "one"),
  ]);
  assert.deepEqual(created.output.map((line) => line.split("\t")[0]), ["1", "3"]);
  assert.equal(created.failed.length, 1);
  assert.match(created.failed[0], /^2\t.*nonsense$/);
  const [first, second] = await all_();
  assert.deepEqual([first.deviceToken, second.deviceToken], ["AA", "BB"]);

  const updated = await importing("ImportUpdateRegistrations", [
    row("AA", first.registrationId, "two"),
    row("CC", "1-2-3", "two"),
  ]);
  assert.equal(updated.output.length, 1);
  assert.match(updated.failed[0], /^2\tThe registration does not exist\t</);
  const upserted = await importing("ImportUpsertRegistrations", [
    row("BB", second.registrationId, "two"),
    row("CC", "1-2-3", "two"),
  ]);
  assert.equal(upserted.output.length, 2);
  assert.deepEqual((await all_()).map(({ tags }) => tags), [["two"], ["two"], ["two"]]);

  const exported = await run({ type: "ExportRegistrations" });
  assert.deepEqual(exported.failed, []);
  assert.equal(exported.output.length, 3);
  assert.match(exported.output[2], /^<AppleRegistrationDescription .*<DeviceToken>CC<.*>$/);
  const deleted = await importing("ImportDeleteRegistrations", exported.output);
  assert.equal(deleted.output.length, 3);
  assert.deepEqual(await all_(), []);
  // What was exported makes the hub whole again.
  await importing("ImportUpsertRegistrations", exported.output);
  assert.equal((await all_()).length, 3);

  await client.createRegistration(createAppleRegistrationDescription({ deviceToken: "DD" }));
  const submitted = await client.submitNotificationHubJob({
    type: "ExportRegistrations",
    outputContainerUrl,
  });
  assert.ok(submitted.jobId && submitted.createdAt instanceof Date);
  assert.equal(submitted.outputContainerUrl, outputContainerUrl);
  const job = await client.getNotificationHubJob(submitted.jobId);
  assert.equal(job.jobId, submitted.jobId);
  const jobs = await client.listNotificationHubJobs();
  assert.ok(jobs.some(({ jobId }) => jobId === submitted.jobId));
  assert.equal(jobs.length, 7);

  await refused(404, () => client.getNotificationHubJob("none"));
  await refused(400, () =>
    client.submitNotificationHubJob({ type: "Nothing", outputContainerUrl }),
  );
  const missing = { type: "ImportCreateRegistrations", importFileUrl: blob("in", "none") };
  await assert.rejects(() => run(missing), /The file to import does not exist/);
  const noList = { type: "ExportRegistrations", outputContainerUrl: `${blob("out", "")}?sp=rw` };
  await assert.rejects(() => run(noList), /needed/);
}
