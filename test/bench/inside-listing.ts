// The listing of a token as its process does it, with nothing around it: prints milliseconds as JSON.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";

export interface InsideFigures {
  readonly certificates: number;
  readonly took: readonly number[];
}

interface Lib {
  C_Initialize(options: { readonly flags: number }): void;
  C_GetSlotList(present: boolean): readonly Buffer[];
  C_GetTokenInfo(slot: Buffer): { readonly label: string };
  C_OpenSession(slot: Buffer, flags: number): Buffer;
  C_CloseSession(session: Buffer): void;
}
type ReadObjects = (lib: Lib, session: Buffer) => { readonly certificates: readonly unknown[] };

const here = dirname(fileURLToPath(import.meta.url));
// Inside the package there is no way in for others, on purpose.
const code = join(here, "../../../core/hardware/dist/token/process/read-objects.js");
const { readObjects } = (await import(pathToFileURL(code).href)) as { readObjects: ReadObjects };
const { Module } = createRequire(import.meta.url)("graphene-pk11") as {
  Module: { load(path: string): { readonly lib: Lib } };
};

const task = JSON.parse(await text(process.stdin)) as {
  readonly module: string;
  readonly label: string;
  readonly rounds: number;
};
const { lib } = Module.load(task.module);
lib.C_Initialize({ flags: 2 });
const slot = lib
  .C_GetSlotList(true)
  .find((one) => lib.C_GetTokenInfo(one).label.trimEnd() === task.label);
if (slot === undefined) throw new Error(`no ${task.label}`);

const took: number[] = [];
let certificates = 0;
for (let round = 0; round < task.rounds; round += 1) {
  const began = performance.now();
  const session = lib.C_OpenSession(slot, 4);
  certificates = readObjects(lib, session).certificates.length;
  lib.C_CloseSession(session);
  took.push(performance.now() - began);
}
console.log(JSON.stringify({ certificates, took } satisfies InsideFigures));
