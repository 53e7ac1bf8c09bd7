// Runs one area: `node run.mjs AREA`, with the lines of the hub's env file in the environment.
//
// Each area is a file with a default export, called with the client and these tools. It throws when
// something is not as it should be, so that the exit status says whether all went well.
import { webcrypto } from "node:crypto";
import assert from "node:assert/strict";
import { NotificationHubsClient } from "@azure/notification-hubs";

// The SDK wants Node 20. Debian 12 has 18, which lacks nothing else of it.
globalThis.crypto ??= webcrypto;

const { NH_CONNECTION_STRING, NH_HUB, NH_URL } = process.env;

const tools = {
  // What devices got since the last call.
  async deliveries() {
    const answer = await fetch(`${NH_URL}/_emulator/deliveries`);
    const deliveries = await answer.json();
    await fetch(`${NH_URL}/_emulator/reset`, { method: "POST" });
    return deliveries;
  },
  // One of the addresses with which a test sets things up.
  async control(method, name, setting) {
    const body = setting && JSON.stringify(setting);
    const answer = await fetch(`${NH_URL}/_emulator/${name}`, { method, body });
    assert.ok(answer.ok, await answer.clone().text());
    return answer.status === 200 ? answer.json() : undefined;
  },
  // The address of a container, with a signature that the local storage does not check.
  container(name) {
    return `${NH_URL}/_emulator/blobs/${name}?sv=2024-08-04&sr=c&sp=rwl&sig=a%2Bb%3D`;
  },
  blob(container, name) {
    return `${NH_URL}/_emulator/blobs/${container}/${name}`;
  },
  // All that an async iterator gives.
  async all(iterator) {
    const items = [];
    for await (const item of iterator) items.push(item);
    return items;
  },
  async refused(status, call) {
    await assert.rejects(call, (error) => {
      assert.equal(error.statusCode, status, String(error));
      return true;
    });
  },
};

const [area] = process.argv.slice(2);
const { default: run } = await import(`./${area}.mjs`);
await run(new NotificationHubsClient(NH_CONNECTION_STRING, NH_HUB), tools);
console.log(`${area}: done`);
