import type { SQLOutputValue } from "node:sqlite";
import type { Instant, Json } from "@perennial/api";
import { orderedJson } from "../canonical-json.js";
import { isInstant } from "../instants.js";

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A column does not hold what this program wrote. It is never read as absent or empty. */
export class UnreadableColumn extends Error {
  override readonly name = "UnreadableColumn";
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw unreadable(row, column, "is not text");
  return value;
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw unreadable(row, column, "is not a number");
  return value;
}

/** @throws UnreadableColumn if it is not JSON. */
export function json<T>(row: Row, column: string): T {
  const value = text(row, column);
  try {
    return JSON.parse(value) as T;
  } catch (cause) {
    throw unreadable(row, column, "is not JSON", cause);
  }
}

/** @throws UnreadableColumn if it is no JSON object. */
export function object<T extends object>(row: Row, column: string): T {
  const value: unknown = json(row, column);
  if (isObject(value)) return value as T;
  throw unreadable(row, column, "is not an object");
}

/** @throws UnreadableColumn if it is not at least one text, as JSON. */
export function names(row: Row, column: string): readonly string[] {
  const value: unknown = json(row, column);
  const isList = Array.isArray(value) && value.length > 0;
  if (isList && value.every((name) => typeof name === "string")) return value;
  throw unreadable(row, column, "is not a list of names");
}

/** @throws UnreadableColumn if it is not RFC 3339 in UTC. */
export function instant(row: Row, column: string): Instant {
  const value = text(row, column);
  if (isInstant(value)) return value;
  throw unreadable(row, column, "is not an instant");
}

/** @throws UnreadableColumn if it is something else. */
export function oneOf<T extends string>(values: readonly T[]): (row: Row, column: string) => T {
  return (row, column) => {
    const value = text(row, column);
    const found = values.find((one) => one === value);
    if (found === undefined) throw unreadable(row, column, "is none of its values");
    return found;
  };
}

/** Reads a row as it is. */
export function asRow(row: Row): Row {
  return row;
}

export function isNull(row: Row, column: string): boolean {
  return row[column] === null;
}

/** `{}` if the column is NULL, otherwise `{ [member]: value }`, for optional members of a record. */
export function optional<K extends string, T>(
  row: Row,
  column: string,
  member: K,
  read: (row: Row, column: string) => T,
): { readonly [name in K]?: T } {
  if (isNull(row, column)) return {};
  return { [member]: read(row, column) } as { readonly [name in K]?: T };
}

/** Plain data as a column holds it; NULL for `undefined`. */
export function toColumn(value: Json | object | undefined): string | null {
  return value === undefined ? null : orderedJson(value as Json);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unreadable(row: Row, column: string, problem: string, cause?: unknown): UnreadableColumn {
  const id = row["id"] ?? row["name"] ?? row["key"] ?? row["seq"];
  const where = typeof id === "string" || typeof id === "number" ? ` of ${String(id)}` : "";
  return new UnreadableColumn(`column ${column}${where} ${problem}`, { cause });
}
