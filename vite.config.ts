import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The window's bundle: plain files, no inline script, nothing fetched from elsewhere, also loadable from file://. */
export default defineConfig({
  root: "renderer",
  base: "./",
  plugins: [react()],
  build: {
    outDir: "../out/renderer",
    emptyOutDir: true,
    assetsInlineLimit: 0, // data: URLs would need a wider content security policy
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
});
