import { attributes, ckr, curves, mechanisms, tokenFlags, type Ckr } from "./cryptoki.js";
import type { ShimAction, ShimFault, ShimSettings, ShimToken } from "./shim-settings.js";

/** What the control file is written from. The C side is `shim/control.c`. */
export interface ShimControl {
  readonly module: string;
  /** Value of SOFTHSM2_CONF. */
  readonly configuration: string;
  /** Labels; the first has index 1. */
  readonly labels: readonly string[];
  readonly settings: ShimSettings;
  readonly faults: readonly { readonly id: number; readonly fault: ShimFault }[];
}

const most = 0xffffffff;

/** The text of the control file. */
export function controlText(control: ShimControl): string {
  const { settings } = control;
  const lines = [
    `module ${encode(control.module)}`,
    `conf ${encode(control.configuration)}`,
    `hide-uninitialised ${settings.uninitialisedSlot === true ? 0 : 1}`,
    `slot-offset ${settings.slotOffset ?? 0}`,
    `slot-events ${settings.slotEvents ?? "normal"}`,
    ...tokenLines(0, settings.token ?? {}),
    ...control.labels.flatMap((label, place) => [
      `token ${place + 1} ${encode(label)}`,
      ...tokenLines(place + 1, { ...settings.token, ...settings.tokens?.[label] }),
    ]),
    ...control.faults.map(({ id, fault }) => faultLine(id, fault)),
  ];
  return `${lines.join("\n")}\n`;
}

function tokenLines(index: number, token: ShimToken): readonly string[] {
  const always = token.alwaysAuthenticate;
  const memory = token.memory;
  const settings: readonly (string | undefined)[] = [
    given(
      "flags-set",
      token.flags?.set?.reduce((all, flag) => all | tokenFlags[flag], 0),
    ),
    given(
      "flags-clear",
      token.flags?.clear?.reduce((all, flag) => all | tokenFlags[flag], 0),
    ),
    token.unrecognised === true ? "unrecognised" : undefined,
    token.readOnly === true ? "read-only" : undefined,
    token.pinPad === true ? "pin-pad" : undefined,
    token.slotVanishes === true ? "slot-vanishes" : undefined,
    token.pinLength === undefined
      ? undefined
      : `pin-length ${token.pinLength.min} ${token.pinLength.max}`,
    token.full === true ? "full" : undefined,
    given("pin-tries", token.pinTries),
    given("pin-flags", token.pinFlags === undefined ? undefined : Number(token.pinFlags)),
    always === undefined ? undefined : `context-pin ${fnv1a(Buffer.from(always.pin))}`,
    given("context-tries", always?.tries),
    always?.keys === "all" ? "context-all" : given("context-id", always?.keys.toString("hex")),
    memory === undefined
      ? undefined
      : `memory ${[memory.totalPublic, memory.freePublic, memory.totalPrivate, memory.freePrivate]
          .map((value) => (value === "unavailable" ? "0xffffffffffffffff" : (value ?? "-")))
          .join(" ")}`,
    numbers(
      "mechanisms-hidden",
      token.withoutMechanisms?.map((name) => mechanisms[name]),
    ),
    numbers(
      "attributes-unreadable",
      token.unreadableAttributes?.map((name) => attributes[name]),
    ),
    numbers(
      "attributes-refused",
      token.refusedAttributes?.map((name) => attributes[name]),
    ),
    ...typedEntries(token.forcedAttributes ?? {}).map(
      ([name, value]) => `attribute ${attributes[name]} ${Number(value)}`,
    ),
    given("rsa-max", token.rsaMax),
    ...(token.withoutCurves ?? []).map((name) => `curve-refused ${curves[name].toString("hex")}`),
    given("serial", token.serial === undefined ? undefined : encode(token.serial)),
    given("label", token.label === undefined ? undefined : encode(token.label)),
    given("value-size", token.valueSize),
    given("removed-code", code(token.removedCode)),
    given("replaced-code", code(token.replacedCode)),
  ];
  return settings.filter((line) => line !== undefined).map((line) => `set ${index} ${line}`);
}

function faultLine(id: number, { call, at, times, do: action }: ShimFault): string {
  const from = at ?? 1;
  const to = Math.min(most, from + (times ?? (at === undefined ? most : 1)) - 1);
  return `rule ${id} ${call} ${from} ${to} ${actionWords(action)}`;
}

function actionWords(action: ShimAction): string {
  if ("return" in action) return `return ${code(action.return)}`;
  if ("afterwards" in action) return `afterwards ${code(action.afterwards)}`;
  if ("delay" in action) return `delay ${action.delay}`;
  if ("hang" in action) return `${when("hang", action.hang)} -`;
  if ("hold" in action) {
    return `${when("hold", action.hold)} ${action.outlives === true ? "alone" : "-"}`;
  }
  if ("crash" in action) return `${when("crash", action.crash)} ${action.how ?? "segfault"}`;
  if ("remove" in action) return `${when("remove", action.remove)} -`;
  if ("lie" in action) return `lie ${action.lie}`;
  if ("print" in action) return `print ${action.print}`;
  if ("fork" in action) return "fork -";
  return "corrupt -";
}

function when(word: string, moment: "before" | "afterwards"): string {
  return moment === "before" ? word : `${word}-afterwards`;
}

function code(value: Ckr | number | undefined): number | undefined {
  return typeof value === "string" ? ckr[value] : value;
}

function given(key: string, value: number | string | undefined): string | undefined {
  return value === undefined ? undefined : `${key} ${value}`;
}

function numbers(key: string, values: readonly number[] | undefined): string | undefined {
  return values === undefined || values.length === 0 ? undefined : `${key} ${values.join(" ")}`;
}

function encode(text: string | Buffer): string {
  if (typeof text !== "string") {
    return [...text].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  }
  return text.replace(/[%\s]|[^\x20-\x7e]+/g, (part) =>
    [...Buffer.from(part)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  );
}

function typedEntries<Key extends string, Value>(
  record: Readonly<Partial<Record<Key, Value>>>,
): readonly (readonly [Key, Value])[] {
  return Object.entries(record) as [Key, Value][];
}

// A PIN is compared, never written down, not even here.
function fnv1a(bytes: Buffer): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16);
}
