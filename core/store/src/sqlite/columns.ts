import type { SQLOutputValue } from "node:sqlite";
import type { Json } from "@perennial/api";
import { orderedJson } from "../canonical-json.js";

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

function unreadable(row: Row, column: string, problem: string, cause?: unknown): UnreadableColumn {
  const id = row["id"] ?? row["name"] ?? row["key"] ?? row["seq"];
  const where = typeof id === "string" || typeof id === "number" ? ` of ${String(id)}` : "";
  return new UnreadableColumn(`column ${column}${where} ${problem}`, { cause });
}
