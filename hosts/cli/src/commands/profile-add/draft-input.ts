import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { PerennialError, type Json, type JsonObject } from "@perennial/api";
import type { Arguments } from "../../parse/arguments.js";
import { validateJson } from "../../validate-json.js";

/** What the command line and `--from` say about a new profile, not yet held against a provider. */
export interface DraftInput {
  readonly id?: string;
  readonly provider?: string;
  /** As in the file. */
  readonly values: JsonObject;
  /** As typed: `--set NAME=VALUE`. */
  readonly typed: { readonly [name: string]: string };
  /** Absolute paths by account; the account is empty where only one was meant. */
  readonly certificates: { readonly [account: string]: string };
  /** Paths among the values are relative to this folder. */
  readonly folder: string;
}

const fileSchema = {
  type: "object",
  required: ["values"],
  additionalProperties: false,
  properties: {
    $schema: { type: "string" },
    id: { type: "string" },
    provider: { type: "string" },
    values: { type: "object" },
    certificates: { type: "object", additionalProperties: { type: "string" } },
  },
};

/** @throws PerennialError `usage.set`, `profile.file-unreadable`, `profile.file-invalid` */
export async function readDraftInput(args: Arguments, cwd: string): Promise<DraftInput> {
  const from = args.text("from");
  const path = from === undefined ? undefined : resolve(cwd, from);
  const file = path === undefined ? { values: {} } : await readProfileFile(path);
  const folder = path === undefined ? cwd : dirname(path);
  const certificates = {
    ...Object.fromEntries(
      Object.entries(file.certificates ?? {}).map(([name, own]) => [name, resolve(folder, own)]),
    ),
    ...givenCertificates(args, cwd),
  };
  const id = args.text("id") ?? file.id;
  const provider = args.text("provider") ?? file.provider;
  return {
    ...(id === undefined ? {} : { id }),
    ...(provider === undefined ? {} : { provider }),
    values: file.values,
    typed: typedValues(args),
    certificates,
    folder,
  };
}

/** `--certificate [ACCOUNT=]FILE`: absolute paths by account. */
export function givenCertificates(args: Arguments, cwd: string): { [account: string]: string } {
  return Object.fromEntries(
    args.texts("certificate").map((given) => {
      const [account, own] = split(given) ?? ["", given];
      return [account, resolve(cwd, own)];
    }),
  );
}

/**
 * `--set NAME=VALUE`, as typed.
 * @throws PerennialError `usage.set`
 */
export function typedValues(args: Arguments): { [name: string]: string } {
  return Object.fromEntries(
    args.texts("set").map((given) => {
      const pair = split(given);
      if (pair === undefined) throw new PerennialError("usage.set", { value: given });
      return pair;
    }),
  );
}

interface ProfileFile {
  readonly id?: string;
  readonly provider?: string;
  readonly values: JsonObject;
  readonly certificates?: { readonly [account: string]: string };
}

/** Bytes. */
const largest = 1024 * 1024;

/** A pipe is not waited for, and a device not read without end. */
async function readText(path: string): Promise<string> {
  await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const found = await file.stat();
  if (!found.isFile()) throw new Error("it is no regular file");
  if (found.size > largest) throw new Error(`it has more than ${largest} bytes`);
  return (await file.readFile("utf8")).replace(/^\u{FEFF}/u, "");
}

/** The file holds the values alone, or with `values` the whole profile. */
async function readProfileFile(path: string): Promise<ProfileFile> {
  let value: Json;
  try {
    value = JSON.parse(await readText(path)) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PerennialError("profile.file-unreadable", { path, reason }, { cause: error });
  }
  if (isObject(value) && !isObject(value["values"])) return { values: value };
  const problems = await validateJson(fileSchema, value);
  if (problems.length > 0) throw new PerennialError("profile.file-invalid", { path, problems });
  return value as unknown as ProfileFile;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function split(pair: string): readonly [string, string] | undefined {
  const at = pair.indexOf("=");
  return at <= 0 ? undefined : [pair.slice(0, at), pair.slice(at + 1)];
}
