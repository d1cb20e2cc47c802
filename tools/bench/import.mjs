const given = ['Ada', 'Bela', 'Chidi', 'Dagny', 'Emre'];
const family = ['Abara', 'Berg', 'Castro', 'Dvorak'];
const json = (response) => response.json();

function csvOf(rows) {
  const lines = Array.from(
    { length: rows },
    (_, row) => `${given[row % given.length]},${family[row % family.length]} ${row},import${row}@bench.example,user`,
  );
  return ['firstName,lastName,email,role', ...lines].join('\n');
}

/**
 * Imports people without inviting them and waits for the last row.
 * @returns {Promise<{rows: number, seconds: number}>}
 * @throws when rows failed, or not all were worked on within five minutes
 */
export async function importPeople({ baseUrl, token, rows, say }) {
  const headers = { authorization: `Bearer ${token}` };
  const begun = performance.now();
  const begin = { method: 'POST', headers: { ...headers, 'content-type': 'text/csv' }, body: csvOf(rows) };
  const { id } = await fetch(`${baseUrl}/v1/users/imports`, begin).then(json);
  for (;;) {
    const job = await fetch(`${baseUrl}/v1/users/imports/${id}`, { headers }).then(json);
    const seconds = (performance.now() - begun) / 1000;
    if (job.state === 'finished' && job.created === rows) return { rows, seconds };
    if (!['receiving', 'running'].includes(job.state) || seconds > 300)
      throw new Error(`Not imported after ${seconds.toFixed(0)} s: ${JSON.stringify(job)}`);
    say(`  ${job.done} of ${rows} rows`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
