// How the pages become files: one bundle per lazily loaded page, the service worker beside them under a fixed name,
// and a .br and .gz next to everything worth compressing, so that the server never compresses anything itself.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { icons } from './icons.ts';

const COMPRESSIBLE = /\.(js|css|html|svg|json|webmanifest)$/;
/** Below this a compressed copy saves less than its own response header costs. */
const WORTH_COMPRESSING_BYTES = 512;

function compress(): Plugin {
  let outDir = 'dist';
  return {
    name: 'sidak-compress',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    closeBundle() {
      for (const name of readdirSync(outDir, { recursive: true, encoding: 'utf8' })) {
        const file = join(outDir, name);
        if (!COMPRESSIBLE.test(file) || statSync(file).size < WORTH_COMPRESSING_BYTES) continue;
        const body = readFileSync(file);
        writeFileSync(`${file}.br`, brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
        writeFileSync(`${file}.gz`, gzipSync(body, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [svelte(), icons(), compress()],
  css: {
    transformer: 'lightningcss',
    lightningcss: { targets: { chrome: 100 << 16, firefox: 115 << 16, safari: (15 << 16) | (4 << 8) } },
  },
  // A worker is a module as the pages are, so that it too loads what is large only when a file needs it.
  worker: { format: 'es' },
  build: {
    outDir: process.env['WEB_OUT'] ?? 'dist',
    emptyOutDir: true,
    target: ['chrome100', 'firefox115', 'safari15.4'],
    assetsInlineLimit: 0, // nothing inline: the content security policy allows only our own files
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: 'index.html', sw: 'src/sw.ts' },
      output: {
        // What many pages share comes in one file: a phone pays per request, and one file compresses better than twenty.
        codeSplitting: {
          groups: [{ name: 'shared', test: /src\/(parts|lib|text\/(index|..\/common))|@lucide/, minShareCount: 4 }],
        },
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  server: { proxy: { '/api': { target: process.env['SIDAK_URL'] ?? 'http://127.0.0.1:8080', ws: true } } },
});
