// The official JavaScript SDK, measured as client.c measures one in C; prints the same line.
// What is sent is client.h's, which bench/others.py tells in BENCH_PAYLOAD and its like.
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// The SDK wants Node 20. Debian 12 has 18, which lacks nothing else of it.
globalThis.crypto ??= webcrypto;

// The SDK lies in the target directory, not beside this file.
const require = createRequire(process.env.BENCH_MODULES);
const { NotificationHubsClient, createAppleNotification } = require("@azure/notification-hubs");

const { BENCH_HOST, BENCH_PORT, BENCH_HUB, BENCH_TAG, BENCH_PAYLOAD, BENCH_KEY } = process.env;
const client = new NotificationHubsClient(
  `Endpoint=sb://${BENCH_HOST}:${BENCH_PORT}/;` +
    `SharedAccessKeyName=DefaultFullSharedAccessSignature;SharedAccessKey=${BENCH_KEY}`,
  BENCH_HUB,
);

async function send() {
  // What is not 201 throws.
  const notification = createAppleNotification({ body: BENCH_PAYLOAD });
  await client.sendNotification(notification, { tagExpression: BENCH_TAG });
}

const count = Number(process.argv[2]);
await send();
const before = process.cpuUsage();
const began = performance.now();
for (let number = 0; number < count; number++) await send();
const wall = (performance.now() - began) / 1e3;
const used = process.cpuUsage(before);
const cpu = (used.user + used.system) / 1e6;
const peak = /VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1];
console.log(`${count} ${cpu.toFixed(6)} ${wall.toFixed(6)} ${peak}`);
