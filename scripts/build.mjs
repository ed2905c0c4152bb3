import { join } from 'node:path';
import { ensureBuilt, installPackages, projectNode, root, runScript, runToEnd, say } from './setup.mjs';

// `npm run build`: the face and the desktop shell. `npm run package`: an installer for this system on top of them.
await runScript(async () => {
  const [flag, ...rest] = process.argv.slice(2);
  installPackages();
  ensureBuilt('renderer');
  ensureBuilt('shell');
  if (flag !== '--package') return 0;
  say('packaging; electron-builder fetches Electron for it');
  return runToEnd(projectNode, [join(root, 'node_modules', 'electron-builder', 'cli.js'), ...rest]);
});
