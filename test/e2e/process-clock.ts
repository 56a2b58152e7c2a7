/**
 * Loaded into the command line's process before anything else (`node --import`): its clock goes on
 * from the instant in `PERENNIAL_TEST_CLOCK`, milliseconds since 1970.
 */
const SystemDate = Date;
const started = SystemDate.now();
const from = Number(process.env["PERENNIAL_TEST_CLOCK"] ?? started);

function now(): number {
  return from + (SystemDate.now() - started);
}

const moved: DateConstructor = new Proxy(SystemDate, {
  construct(target, given: readonly unknown[], newTarget) {
    const which = newTarget === moved ? target : newTarget;
    return Reflect.construct(target, given.length === 0 ? [now()] : given, which) as object;
  },
  get(target, name) {
    return name === "now" ? now : (Reflect.get(target, name) as unknown);
  },
});
globalThis.Date = moved;

export {};
