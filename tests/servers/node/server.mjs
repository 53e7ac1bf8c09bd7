// A web server each of whose requests sends by `push`; close() waits for them.
import { createServer } from 'node:http';

export function serve(push) {
  return createServer(async (request, response) => {
    const said = await push(new URL(request.url, 'http://localhost').search.slice(1));
    response.writeHead(said === 'accepted' ? 200 : 502, { connection: 'close' }).end(`${process.pid} ${said}\n`);
  }).listen(Number(process.env.PORT), '127.0.0.1');
}
