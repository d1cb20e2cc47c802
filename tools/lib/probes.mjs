import { get } from 'node:http';
import { connect } from 'node:net';

/** Whether an HTTP GET is answered with 200. */
export function answersOk(url, timeout = 2_000) {
  return new Promise((resolve) => {
    // A kept-alive connection would hold up the process when it is asked to stop.
    const request = get(url, { agent: false, timeout, headers: { connection: 'close' } }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}

/** Whether a server greets on this port with a line that begins like this. */
export function greets(port, begin, timeout = 1_000) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const finish = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeout, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('end', () => finish(false));
    socket.once('data', (chunk) => finish(chunk.toString().startsWith(begin)));
  });
}
