// A cluster: each worker is a process with a hub of its own. SIGHUP replaces the workers one by
// one, SIGTERM stops; both let requests end.
import cluster from 'node:cluster';
import { once } from 'node:events';
import process from 'node:process';

const WORKERS = 3;

if (cluster.isPrimary) {
  let stopping = false;
  let replaced = Promise.resolve();
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  cluster.on('exit', (worker) => {
    if (!stopping && !worker.exitedAfterDisconnect) cluster.fork();
  });
  const replaceAll = async () => {
    for (const old of Object.values(cluster.workers)) {
      if (stopping) return;
      await once(cluster.fork(), 'listening');
      old.send('stop');
      await once(old, 'exit');
    }
  };
  process.on('SIGHUP', () => (replaced = replaced.then(replaceAll)));
  process.on('SIGTERM', async () => {
    stopping = true;
    await replaced;
    for (const worker of Object.values(cluster.workers)) worker.send('stop');
  });
} else {
  const { push } = await import('./hub.mjs');
  const { serve } = await import('./server.mjs');
  const server = serve(push);
  // Its terminal's or service's signal may come to every process; the primary decides.
  process.on('SIGTERM', () => {});
  process.on('SIGHUP', () => {});
  process.on('message', () => {
    server.close(() => cluster.worker.disconnect()); // not process.exit(): it drops the outcomes
  });
}
