// Worker threads: the main thread serves, threads send, each through a hub of its own. SIGTERM lets
// requests end.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  const { serve } = await import('./server.mjs');
  const waiting = new Map();
  let last = 0;
  const workers = Array.from({ length: 3 }, () => new Worker(new URL(import.meta.url)));
  for (const worker of workers) {
    worker.on('message', ([number, said]) => {
      waiting.get(number)(said);
      waiting.delete(number);
    });
  }
  const server = serve(
    (text) =>
      new Promise((resolve) => {
        waiting.set(++last, resolve);
        workers[last % workers.length].postMessage([last, text]);
      }),
  );
  process.on('SIGTERM', () => {
    // Not worker.terminate(), which waits for calls under way and drops their outcomes.
    server.close(() => workers.forEach((worker) => worker.postMessage(null)));
  });
} else {
  const { push } = await import('./hub.mjs');
  parentPort.on('message', async (message) => {
    if (message === null) return parentPort.close();
    const [number, text] = message;
    parentPort.postMessage([number, await push(text)]);
  });
}
