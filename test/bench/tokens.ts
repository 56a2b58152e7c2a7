import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PinSource, TokenServices } from "@perennial/hardware";
import { buildProgram, FaultShim, Pkcs11Probe, SoftHsm } from "../rigs/index.js";
import type { DirectFigures } from "./direct-graphene.js";
import { rawSignatures } from "./raw-signatures.js";
import type { InsideFigures } from "./inside-listing.js";
import { memoryOf, tokenServices } from "./token-processes.js";

const certificates = 1_000;
const signatures = 200;
/** Rounds of one program before the next has its turn. */
const inARow = 15;
const label = "Perennial";

/** One line of the report; `target` where there is one. */
export interface TokenRow {
  readonly what: string;
  /** Milliseconds. */
  readonly ours: number;
  readonly peers: readonly { readonly name: string; readonly milliseconds: number }[];
  /** Ours may take so many times the first peer's time. */
  readonly target?: { readonly times: number; readonly text: string };
}

export interface TokenFigures {
  readonly rows: readonly TokenRow[];
  readonly lines: readonly string[];
}

/** Why tokens cannot be measured on this machine; undefined if they can. */
export function tokensMissing(): string | undefined {
  return FaultShim.missing() ?? Pkcs11Probe.missing();
}

/**
 * A token's process beside a C program and beside graphene alone, on SoftHSM: in turn, so that drift
 * of the machine meets all of them, and warm, as a process is that serves a run. Of a few runs in a
 * row the quickest counts: what else a machine does only adds to it.
 */
export async function tokenFigures(rounds: number): Promise<TokenFigures> {
  await using full = await SoftHsm.open({ tokens: [{ label }] });
  await full.writeCertificates(certificates);
  await using signing = await SoftHsm.open({ tokens: [{ label }] });
  const listing = await listFigures(full, rounds);
  const made = await signFigures(signing, rounds);
  return {
    rows: [...listing.rows, ...made.rows],
    lines: [...listing.lines, ...made.lines],
  };
}

async function listFigures(hsm: SoftHsm, rounds: number): Promise<TokenFigures> {
  const client = await buildProgram("token-client");
  const services = await tokenServices(hsm);
  const ours: number[] = [];
  const c: number[] = [];
  const graphene: number[] = [];
  const inside: number[] = [];
  try {
    const token = await services.modules.locate({ label });
    for (let round = -1; round < rounds; round += 1) {
      const times = await inTurn(async () => {
        const { certificates: read } = await services.modules.objects(token);
        if (read.length !== certificates) throw new Error(`${read.length} certificates were read`);
      });
      const peer = runClient(client, hsm, "list", String(inARow));
      const direct = runGraphene(hsm).list;
      const within = insideListing(hsm);
      if (round < 0) continue;
      inside.push(within);
      ours.push(Math.min(...times));
      c.push(Math.min(...peer));
      graphene.push(Math.min(...direct));
    }
  } finally {
    services.modules.end();
  }
  const fresh = await freshListing(hsm, rounds);
  return {
    rows: [
      {
        what: `list ${certificates} certificates, in the process`,
        ours: median(inside),
        peers: [
          { name: "C", milliseconds: median(c) },
          { name: "graphene", milliseconds: median(graphene) },
        ],
        target: { times: 1.6, text: `${certificates} certificates within 1.6 × C` },
      },
      {
        what: "the same, as the host gets them",
        ours: median(ours),
        peers: [{ name: "C", milliseconds: median(c) }],
      },
      fresh,
    ],
    lines: [],
  };
}

/** What the token's process does for it, keys looked for as well, without the way to the host. */
function insideListing(hsm: SoftHsm): number {
  const task = JSON.stringify({ module: hsm.modulePath, label, rounds: inARow });
  const answer = run(process.execPath, [beside("inside-listing.js")], hsm, task);
  const { certificates: read, took } = JSON.parse(answer) as InsideFigures;
  if (read !== certificates) throw new Error(`${read} certificates were read`);
  return Math.min(...took);
}

/** From nothing: start of the process, loading, listing. */
async function freshListing(hsm: SoftHsm, rounds: number): Promise<TokenRow> {
  const ours: number[] = [];
  const tool: number[] = [];
  const toolIsThere = spawnSync("pkcs11-tool").error === undefined;
  for (let round = -1; round < rounds; round += 1) {
    const began = performance.now();
    const services = await tokenServices(hsm);
    const { spkiHashes } = (await services.modules.locate({ label })).identity;
    const took = performance.now() - began;
    services.modules.end();
    if (spkiHashes.length !== 1) throw new Error("the certificates were not read");
    const toolBegan = performance.now();
    if (toolIsThere) run("pkcs11-tool", ["--module", hsm.modulePath, "-O", "--type", "cert"], hsm);
    if (round < 0) continue;
    ours.push(took);
    tool.push(performance.now() - toolBegan);
  }
  return {
    what: "the same, from no process",
    ours: median(ours),
    peers: toolIsThere ? [{ name: "pkcs11-tool", milliseconds: median(tool) }] : [],
  };
}

async function signFigures(hsm: SoftHsm, rounds: number): Promise<TokenFigures> {
  const client = await buildProgram("token-client");
  const services = await tokenServices(hsm);
  const ours: number[] = [];
  const raw: number[] = [];
  const c: number[] = [];
  const inPlace: number[] = [];
  const apart: number[] = [];
  const verified: number[] = [];
  try {
    const keys = services.keys({ label }, pinOf(hsm));
    const id = await keys.newId();
    await keys.generate({ id, algorithm: "ec-p256", label: "bench" });
    const signer = await keys.signer(id);
    const texts = Array.from({ length: signatures }, (_one, index) => Buffer.from(`text ${index}`));
    const token = await services.modules.locate({ label });
    for (let round = -1; round < rounds; round += 1) {
      const times = await inTurn(() => signer.signMany(texts, "sha256"));
      const unverified = await inTurn(() => rawSignatures(services, token, id, texts));
      const peer = runClient(client, hsm, "sign", String(inARow), String(signatures));
      const direct = runGraphene(hsm);
      if (round < 0) continue;
      ours.push(Math.min(...times));
      raw.push(Math.min(...unverified));
      c.push(Math.min(...peer));
      inPlace.push(Math.min(...direct.signInPlace));
      apart.push(Math.min(...direct.signAsync));
      verified.push(Math.min(...direct.signAndVerify));
    }
    return {
      rows: [
        {
          what: `${signatures} P-256 signatures, to another process and back`,
          ours: median(raw),
          peers: [
            { name: "graphene", milliseconds: median(inPlace) },
            { name: "C", milliseconds: median(c) },
          ],
          target: {
            times: 1.5,
            text: `${signatures} P-256 signatures within 1.5 × graphene alone`,
          },
        },
        {
          what: "the same, each verified by the host, as a key store signs",
          ours: median(ours),
          peers: [
            { name: "graphene, each verified", milliseconds: median(verified) },
            { name: "graphene async, none verified", milliseconds: median(apart) },
            { name: "graphene, none verified", milliseconds: median(inPlace) },
          ],
        },
      ],
      lines: await memoryLine(services),
    };
  } finally {
    services.modules.end();
  }
}

async function inTurn(action: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < inARow; turn += 1) {
    const began = performance.now();
    await action();
    times.push(performance.now() - began);
  }
  return times;
}

async function memoryLine(services: TokenServices): Promise<readonly string[]> {
  const { pid } = await services.modules.locate({ label });
  const memory = memoryOf(pid);
  if (memory === undefined) return [];
  const { own, peak } = memory;
  return [
    `a token's process after these signatures: ${own.toFixed(0)} MB of its own, ${peak.toFixed(0)} MB peak`,
  ];
}

function pinOf(hsm: SoftHsm): PinSource {
  const pin = () => Buffer.from(hsm.token().userPin);
  return { unattended: false, ask: () => Promise.resolve({ pin: pin() }) };
}

/** Milliseconds of each round of the C program. */
function runClient(client: string, hsm: SoftHsm, ...task: readonly string[]): readonly number[] {
  const lines = run(client, [hsm.modulePath, label, ...task], hsm, `${hsm.token().userPin}\n`);
  return lines
    .trim()
    .split("\n")
    .map((line) => Number(line) / 1_000);
}

function runGraphene(hsm: SoftHsm): DirectFigures {
  const worker = beside("direct-graphene.js");
  const { userPin: pin } = hsm.token();
  const task = { module: hsm.modulePath, label, pin, rounds: inARow, signatures };
  return JSON.parse(run(process.execPath, [worker], hsm, JSON.stringify(task))) as DirectFigures;
}

function beside(name: string): string {
  return join(dirname(fileURLToPath(import.meta.url)), name);
}

function run(program: string, args: readonly string[], hsm: SoftHsm, input = ""): string {
  const result = spawnSync(program, args, {
    env: { ...process.env, ...hsm.environment },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    input,
  });
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) throw new Error(`${program}: ${result.stderr}`);
  return result.stdout;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
