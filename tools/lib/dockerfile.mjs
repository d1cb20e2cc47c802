/**
 * The instructions of a Dockerfile by stage. Knows what ours uses: comments, continued lines, JSON or plain arguments.
 * @param {string} text
 * @returns {{name: string, from: string, instructions: {keyword: string, value: string}[]}[]}
 */
export function parseDockerfile(text) {
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages = [];
  for (const line of lines) {
    const [, keyword, value] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (!keyword) throw new SyntaxError(`Dockerfile: cannot read ${line}`);
    if (keyword === 'FROM') {
      const [from, , name = String(stages.length)] = value.split(/\s+/);
      stages.push({ name, from, instructions: [] });
    } else stages.at(-1).instructions.push({ keyword, value });
  }
  return stages;
}

/** Words of an instruction such as COPY: options apart. */
export function wordsOf(value) {
  const words = value.split(/\s+/);
  return {
    options: words.filter((word) => word.startsWith('--')),
    words: words.filter((word) => !word.startsWith('--')),
  };
}

/** What COPY instructions of a stage take, from the context or from another stage, and where to. */
export function copiesOf(stage) {
  return stage.instructions
    .filter(({ keyword }) => keyword === 'COPY')
    .map(({ value }) => {
      const { options, words } = wordsOf(value);
      const from = options.find((option) => option.startsWith('--from='))?.slice('--from='.length);
      return { from, sources: words.slice(0, -1), target: words.at(-1) };
    });
}

/** Variables that a stage sets, without those of the stages before. */
export function environmentOf(stage) {
  const pairs = stage.instructions
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap(({ value }) => value.split(/\s+/).map((pair) => pair.split('=', 2)));
  return Object.fromEntries(pairs);
}

/** A predicate for paths that a .dockerignore keeps out of the build: the last line that fits decides. */
export function dockerIgnore(text) {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keep: line.startsWith('!'), pattern: toPattern(line.replace(/^!/, '')) }));
  return (path) => {
    const last = rules.findLast(({ pattern }) => pattern.test(path));
    return last !== undefined && !last.keep;
  };
}

function toPattern(glob) {
  const body = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\//g, '(?:.*/)?')
    .replace(/(?<!\.)\*/g, '[^/]*');
  // A rule for a folder holds for all that is in it.
  return new RegExp(`^${body}(?:/.*)?$`);
}
