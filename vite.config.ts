import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const rendererRoot = fileURLToPath(new URL('./app/renderer', import.meta.url));

/**
 * Builds the face into build/renderer: hashed assets, relative addresses (the Electron shell and the browser
 * shell serve the same files), and no inline script, so that `script-src 'self'` holds.
 * `--mode fake` builds it against the in-memory studio of app/renderer/testing, for pictures without a host.
 */
export default defineConfig(({ mode }) => ({
  root: rendererRoot,
  base: './',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(
      new URL(mode === 'fake' ? './build/renderer-fake' : './build/renderer', import.meta.url),
    ),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    // A font or picture as a data: address would need a wider policy than 'self'.
    assetsInlineLimit: 0,
    // Monaco and elkjs are larger than the default bar and are loaded on first use.
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'flow', test: /node_modules[\\/](@xyflow|d3-[a-z]+)[\\/]/ },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
}));
