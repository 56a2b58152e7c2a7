import { message, type Message } from "@perennial/api";
import type { PanelOrder, Tile } from "../portal/panel-order.js";

/** What the product tile shows of an order. Manual, "Certificate activation". */
export function tilesOf({ number, status, steps }: PanelOrder): Message {
  const { data, email, activation } = steps;
  return message("certum.tiles", {
    number,
    status,
    data: tileName(data),
    email: tileName(email),
    activation: tileName(activation),
  });
}

/** The status as an argument of a message, where a selector has no hyphen. */
export function tileName(tile: Tile): string {
  return tile === "not-available" ? "none" : (tile.split("-")[0] ?? tile);
}
