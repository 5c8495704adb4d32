import { builtinModules } from "node:module";
import { defineConfig } from "vite";

/** The shell's two programs, `--mode main` and `--mode preload`: one CommonJS file each, as Electron's sandbox wants it. */
export default defineConfig(({ mode }) => ({
  publicDir: false,
  build: {
    outDir: `out/${mode}`,
    emptyOutDir: true,
    target: "node24",
    minify: false,
    lib: { entry: `electron/${mode}/index.ts`, formats: ["cjs"], fileName: () => "index.cjs" },
    rollupOptions: {
      external: ["electron", ...builtinModules, ...builtinModules.map((name) => `node:${name}`)],
    },
  },
  // ws must be the one for Node, not the stand-in that its package offers to browsers.
  resolve: { conditions: ["node"], mainFields: ["module", "main"] },
}));
