import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeyAlgorithm } from "@perennial/api";
import { newHome, openStore } from "./stores.js";

/** A store in a new home with one key, and the path of its file. */
export async function withKey(algorithm: KeyAlgorithm = "ec-p256") {
  const store = openStore(newHome());
  const id = await store.keys.newId();
  const key = await store.keys.generate({ id, algorithm, label: "Zoë’s key" });
  return { ...store, id, key, path: join(store.home, "keys", `${id}.json`) };
}

/** Changes a file of JSON. */
export function edit(path: string, change: (file: Record<string, unknown>) => void): void {
  const file = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  change(file);
  writeFileSync(path, JSON.stringify(file));
}

/** The first base64 character turned into another. */
export function altered(base64: unknown): string {
  const text = String(base64);
  return (text.startsWith("A") ? "B" : "A") + text.slice(1);
}

/** Opens the store of a home anew, and signs with a key of it. */
export async function signOnce(home: string, id: string): Promise<void> {
  const { keys } = openStore(home);
  await (await keys.signer(id)).sign(Buffer.from("x"), "sha256");
}
