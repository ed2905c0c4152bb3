import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ensureBuilt,
  ensureChromium,
  installPackages,
  projectNode,
  root,
  runScript,
  runToEnd,
  say,
} from './setup.mjs';

// `npm test`: every check there is, in the order in which a mistake shows soonest. Goes on after a failure, so that
// one run tells everything; the last line is the sum.

const help = `npm test -- [--only lint|unit|e2e|boards] [--exhaustive] [-- what vitest or playwright takes]
  boards        end-to-end tests of tables of boards, which take minutes; in no other run
  --exhaustive  every situation of the power-cut tests, and a table of sixteen boards, which takes minutes more`;

const results = join(root, 'build', 'test-results');
const modulePath = (...parts) => join(root, 'node_modules', ...parts);

const total = { passed: 0, failed: 0 };

function add({ passed, failed }) {
  total.passed += passed;
  total.failed += failed;
}

/** A check without a report of single tests: it counts as one. */
async function check(title, args) {
  say(title);
  const code = await runToEnd(projectNode, args);
  add({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 });
}

async function lint() {
  await check('who imports whom', [join(root, 'scripts', 'lint-house.ts')]);
  await check('format and lint', [
    modulePath('@biomejs', 'biome', 'bin', 'biome'),
    'ci',
    '--error-on-warnings',
    `--colors=${process.stdout.isTTY ? 'force' : 'off'}`,
    root,
  ]);
  await check('types', [modulePath('typescript', 'bin', 'tsc'), '-p', root]);
}

/** Runs a test program that writes a JSON report; without a report that can be read it counts as one failure. */
async function suite(title, args, environment, reportPath, count) {
  say(title);
  const code = await runToEnd(projectNode, args, environment);
  const counted = existsSync(reportPath)
    ? count(JSON.parse(readFileSync(reportPath, 'utf8')))
    : { passed: 0, failed: 1 };
  // A program that fails with no failed test has failed itself.
  if (code !== 0 && counted.failed === 0) counted.failed = 1;
  add(counted);
}

async function unit(rest, isExhaustive) {
  const reportPath = join(results, 'vitest.json');
  await suite(
    'unit tests',
    [
      modulePath('vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportPath}`,
      ...rest,
    ],
    isExhaustive ? { CAMBRIAN_EXHAUSTIVE: '1' } : {},
    reportPath,
    report => ({
      passed: report.numPassedTests,
      // A file that cannot even be loaded has no tests that could fail.
      failed:
        report.numFailedTests +
        report.testResults.filter(file => file.status === 'failed' && file.assertionResults.length === 0)
          .length,
    }),
  );
}

/** @param project `studio` or `boards`, as playwright.config.ts divides them */
async function e2e(project, rest) {
  const reportPath = join(results, 'playwright.json');
  await suite(
    'end-to-end tests',
    [
      modulePath('@playwright', 'test', 'cli.js'),
      'test',
      '--reporter=list,json',
      `--project=${project}`,
      ...rest,
    ],
    {
      CAMBRIAN_CHROMIUM: ensureChromium(),
      PLAYWRIGHT_JSON_OUTPUT_FILE: reportPath,
      CAMBRIAN_E2E_BOARDS: project === 'boards' ? '1' : '',
    },
    reportPath,
    report => ({
      passed: report.stats.expected + report.stats.flaky,
      failed: report.stats.unexpected + (report.stats.unexpected === 0 ? report.errors.length : 0),
    }),
  );
}

await runScript(async () => {
  const { values, positionals } = parseArgs({
    options: {
      only: { type: 'string' },
      exhaustive: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (
    values.help ||
    (values.only !== undefined && !['lint', 'unit', 'e2e', 'boards'].includes(values.only))
  ) {
    console.log(help);
    return values.help ? 0 : 2;
  }
  const wants = part => values.only === undefined || values.only === part;
  const startedAt = Date.now();
  installPackages();
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  process.chdir(root);
  if (wants('lint')) await lint();
  if (wants('unit')) await unit(positionals, values.exhaustive);
  if (wants('e2e')) {
    ensureBuilt('renderer');
    await e2e('studio', positionals);
  }
  if (values.only === 'boards') {
    ensureBuilt('renderer');
    await e2e('boards', positionals);
  }
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  say(`done in ${Math.floor(seconds / 60)} min ${seconds % 60} s`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});
