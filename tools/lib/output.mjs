/**
 * Goes on when nobody reads the output any more (`npm start | tee log` after Ctrl-C, `... list | head -1`): without a
 * listener the first line that nobody takes ends the process in the middle of its work.
 */
export function outliveReaders() {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  }
}

function ignore() {}
