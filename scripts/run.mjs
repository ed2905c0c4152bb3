import { installPackages, projectNode, runScript, runToEnd } from './setup.mjs';

// `node scripts/run.mjs <file.ts> […]`: runs a TypeScript file on the project's Node, installed where it is missing.
await runScript(async () => {
  installPackages();
  return runToEnd(projectNode, process.argv.slice(2));
});
