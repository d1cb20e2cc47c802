import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from './paths.mjs';

const say = (text) => process.stdout.write(`${text}\n`);

function describeFile({ testFilePath, numPassingTests, numFailingTests, numPendingTests, testExecError, perfStats }) {
  const failed = numFailingTests > 0 || Boolean(testExecError);
  const counts = [
    `${numPassingTests} passed`,
    numFailingTests > 0 ? `${numFailingTests} failed` : '',
    testExecError ? 'could not run' : '',
    numPendingTests > 0 ? `${numPendingTests} skipped` : '',
  ].filter(Boolean);
  const took = ((perfStats.end - perfStats.start) / 1000).toFixed(1);
  return `  ${failed ? 'FAIL' : 'ok  '} ${relative(root, testFilePath)} (${counts.join(', ')}, ${took} s)`;
}

/** Prints a line per test file, the failures in full, and writes the counts to the file that MUSTER_JEST_COUNTS names. */
export default class JestReporter {
  onTestResult(_test, result) {
    say(describeFile(result));
    if (result.failureMessage) say(result.failureMessage);
  }

  onRunComplete(_contexts, results) {
    const counts = {
      passed: results.numPassedTests,
      // A file that could not even be loaded holds an unknown number of tests; it counts as one.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    if (process.env.MUSTER_JEST_COUNTS) writeFileSync(process.env.MUSTER_JEST_COUNTS, JSON.stringify(counts));
  }
}
