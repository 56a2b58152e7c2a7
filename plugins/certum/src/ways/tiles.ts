import { message, type Message } from "@perennial/api";
import type { PanelOrder, Tile } from "../portal/panel-order.js";

/** What the product tile shows of an order. Manual, "Certificate activation". */
export function tilesOf({ number, status, steps }: PanelOrder): Message {
  const { data, email, activation } = steps;
  return message("certum.tiles", {
    number,
    status: statusName(status),
    data: tileName(data),
    email: tileName(email),
    activation: tileName(activation),
  });
}

/** Statuses of an order as the panel writes them, and the messages that stand for them. */
const statuses: ReadonlyMap<string, string> = new Map([
  ["Waiting for activation", "certum.status.waiting-for-activation"],
  ["Under verification", "certum.status.under-verification"],
  ["Submitted for issuance", "certum.status.submitted-for-issuance"],
  ["Issued", "certum.status.issued"],
  ["Rejected", "certum.status.rejected"],
]);

/** The order's status in the reader's language; one that is not known as the panel writes it. */
export function statusName(status: string): Message | string {
  const key = statuses.get(status);
  return key === undefined ? status : message(key);
}

/** The status as an argument of a message, where a selector has no hyphen. */
export function tileName(tile: Tile): string {
  return tile === "not-available" ? "none" : (tile.split("-")[0] ?? tile);
}
