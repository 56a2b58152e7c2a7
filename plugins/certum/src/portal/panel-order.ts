import { PerennialError } from "@perennial/api";
import {
  isInstant,
  isShape,
  objectsIn,
  sentencesIn,
  shapeIn,
  stringIn,
  textIn,
  type Shape,
} from "./json-shape.js";
import type { PanelSession } from "./panel-session.js";

/** Status of a step as the product tile shows it. Manual, "Certificate activation". */
export const tiles = [
  "not-available",
  "awaiting-data",
  "waiting-for-verification",
  "verified",
] as const;
export type Tile = (typeof tiles)[number];

/** An order of the panel; `docs/portal.md`, "Orders". */
export interface PanelOrder {
  readonly number: string;
  readonly title: string;
  readonly days: number;
  /** As the panel writes it, for example `Under verification`. */
  readonly status: string;
  readonly steps: { readonly data: Tile; readonly email: Tile; readonly activation: Tile };
  readonly data: PanelData | null;
  readonly email: PanelEmail | null;
  /** As the panel answered it, for what only one step reads. */
  readonly shape: Shape;
}

/** Data that were submitted for the order. */
export interface PanelData {
  readonly reference: string;
  readonly organization: string;
  readonly country: string;
  readonly state: string;
  readonly locality: string;
  readonly registration: Registration | null;
  readonly submittedAt: string;
  readonly documents: readonly { readonly sha256: string; readonly receipt: string }[];
  /** `yyyy-mm-dd`. */
  readonly verifiedOn: string | null;
  readonly verifiedUntil: string | null;
  readonly rejection: Rejection | null;
}

/** A number in a public register. */
export interface Registration {
  readonly type: string;
  readonly number: string;
}

/** Verified data that may be used again. */
export interface PanelOrganization {
  readonly id: string;
  readonly organization: string;
  readonly country: string;
  readonly state: string;
  readonly locality: string;
  readonly registration: Registration | null;
  /** `yyyy-mm-dd`. */
  readonly verifiedUntil: string;
}

/** Why something was not accepted, and when. */
export interface Rejection {
  readonly reason: string;
  readonly at: string;
}

/** The mailbox that was given for the order. */
export interface PanelEmail {
  readonly reference: string;
  readonly address: string;
  readonly sentAt: string;
  readonly validUntil: string;
  readonly verifiedAt: string | null;
  readonly reusableUntil: string | null;
}

/** The path of an order's resource. */
export function orderPath(path: string, number: string): string {
  return `${path}?number=${encodeURIComponent(number)}`;
}

/** The order as it stands now. @throws PerennialError `certum.order.unknown`, `certum.portal-changed`. */
export async function readOrder(session: PanelSession, number: string): Promise<PanelOrder> {
  return orderIn(await session.getJson(orderPath("panel/order", number)), session.host);
}

/** @throws PerennialError `certum.portal-changed`. */
export function orderIn(value: unknown, host: string): PanelOrder {
  if (!isShape(value)) throw changed(host, "no order");
  const product = shapeIn(value, "product", host);
  const steps = shapeIn(value, "steps", host);
  const { days } = product;
  if (typeof days !== "number") throw changed(host, "no days");
  const { data, email } = value;
  return {
    number: stringIn(value, "number", host),
    title: sentencesIn(product, "title", host, 300),
    days,
    status: sentencesIn(value, "status", host, 300),
    steps: {
      data: tileIn(steps, "data", host),
      email: tileIn(steps, "email", host),
      activation: tileIn(steps, "activation", host),
    },
    data: isShape(data) ? dataIn(data, host) : null,
    email: isShape(email) ? emailIn(email, host) : null,
    shape: value,
  };
}

/** Why something was rejected; null if it was not. */
export function rejectionIn(value: Shape, host: string): Rejection | null {
  const { rejection } = value;
  if (!isShape(rejection)) return null;
  return { reason: textIn(rejection, "reason") ?? "", at: instantIn(rejection, "at", host) };
}

function dataIn(data: Shape, host: string): PanelData {
  const documents = Array.isArray(data["documents"]) ? objectsIn(data, "documents", host) : [];
  return {
    reference: stringIn(data, "reference", host),
    ...organizationIn(data, host),
    submittedAt: instantIn(data, "submittedAt", host),
    documents: documents.map((one) => ({
      sha256: stringIn(one, "sha256", host),
      receipt: stringIn(one, "receipt", host),
    })),
    verifiedOn: textIn(data, "verifiedOn") === null ? null : dateIn(data, "verifiedOn", host),
    verifiedUntil:
      textIn(data, "verifiedUntil") === null ? null : dateIn(data, "verifiedUntil", host),
    rejection: rejectionIn(data, host),
  };
}

/** The verified data that the panel offers. @throws PerennialError `certum.portal-changed`. */
export async function readOrganizations(
  session: PanelSession,
): Promise<readonly PanelOrganization[]> {
  const { host } = session;
  const answer = await session.getJson("panel/organizations");
  return objectsIn(answer, "organizations", host).map((one) => ({
    id: stringIn(one, "id", host),
    ...organizationIn(one, host),
    verifiedUntil: dateIn(one, "verifiedUntil", host),
  }));
}

function organizationIn(value: Shape, host: string) {
  const { registration } = value;
  return {
    organization: stringIn(value, "organization", host),
    country: stringIn(value, "country", host),
    state: stringIn(value, "state", host),
    locality: stringIn(value, "locality", host),
    registration: isShape(registration)
      ? {
          type: stringIn(registration, "type", host),
          number: stringIn(registration, "number", host),
        }
      : null,
  };
}

function emailIn(email: Shape, host: string): PanelEmail {
  return {
    reference: stringIn(email, "reference", host),
    address: stringIn(email, "address", host),
    sentAt: instantIn(email, "sentAt", host),
    validUntil: instantIn(email, "validUntil", host),
    verifiedAt: textIn(email, "verifiedAt") === null ? null : instantIn(email, "verifiedAt", host),
    reusableUntil:
      textIn(email, "reusableUntil") === null ? null : instantIn(email, "reusableUntil", host),
  };
}

function tileIn(steps: Shape, key: string, host: string): Tile {
  const tile = tiles.find((one) => one === steps[key]);
  if (tile === undefined) throw changed(host, `tile ${key}`);
  return tile;
}

function instantIn(value: Shape, key: string, host: string): string {
  const instant = value[key];
  if (!isInstant(instant)) throw changed(host, `no instant ${key}`);
  return instant;
}

function dateIn(value: Shape, key: string, host: string): string {
  const date = stringIn(value, key, host);
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date))) {
    throw changed(host, `no date ${key}`);
  }
  return date;
}

function changed(host: string, detail: string): PerennialError {
  return new PerennialError("certum.portal-changed", { host }, { detail });
}
