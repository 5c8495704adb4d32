import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { Client } from "../../shared/contract.ts";
import { faultWords } from "../../shared/fault-words.ts";
import { toFault, type Fault } from "../../shared/fault.ts";
import { engine } from "../store.ts";
import { FaultDetail } from "./fault-note.tsx";

/** Shows a fault until it is dismissed. */
export function tellFault(fault: Fault): void {
  const { what, todo } = faultWords[fault.code];
  notifications.show({
    title: what,
    message: (
      <>
        {fault.message} <b>{todo}</b>
        <FaultDetail fault={fault} />
      </>
    ),
    color: "fail",
    autoClose: false,
    role: "alert",
  });
}

/** Asks the engine for something; a refusal is told in words. Gives null when it was refused. */
export async function ask<T>(command: (client: Client) => Promise<T>): Promise<T | null> {
  try {
    return await command(engine());
  } catch (thrown) {
    tellFault(toFault(thrown));
    return null;
  }
}

/** For a dialog: runs a command, keeps whether it is under way, and its fault to be shown in place. */
export function useAsking() {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  async function run<T>(command: (client: Client) => Promise<T>, then: (output: T) => void): Promise<void> {
    setBusy(true);
    setFault(null);
    try {
      then(await command(engine()));
    } catch (thrown) {
      setFault(toFault(thrown));
    } finally {
      setBusy(false);
    }
  }
  return { busy, fault, run };
}
