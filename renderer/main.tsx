import "./no-code-from-strings.ts";
import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./global.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { listenForPort, openPort } from "./connection.ts";
import { stayConnected } from "./store.ts";
import { initWords } from "./translate.ts";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");

listenForPort();
await initWords();
void stayConnected(openPort);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
