import type { Json } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type { AuditEntry, RenewalStore } from "@perennial/store";

/** For tests: the settings of a store, in memory, and what was audited. */
export class TestSettings {
  readonly values = new Map<string, Json>();
  readonly audited: string[] = [];

  /** The store's interface; anything but settings is absent. */
  asStore(): RenewalStore {
    return this as unknown as RenewalStore;
  }

  setting(name: string): Promise<Json | undefined> {
    return Promise.resolve(this.values.get(name));
  }

  settings(prefix: string): Promise<{ readonly [name: string]: Json }> {
    return Promise.resolve(
      Object.fromEntries([...this.values].filter(([name]) => name.startsWith(prefix))),
    );
  }

  setSetting(name: string, value: Json | undefined, audit: AuditEntry | undefined): Promise<void> {
    if (value === undefined) this.values.delete(name);
    else this.values.set(name, value);
    if (audit !== undefined) this.audited.push(`${audit.event} ${String(audit.data["plugin"])}`);
    return Promise.resolve();
  }
}

/** For tests: a clock that stands still until it is moved. */
export class TestClock implements ClockPort {
  constructor(public time = Date.UTC(2026, 10, 20, 9)) {}

  now(): number {
    return this.time;
  }

  sleep(): Promise<void> {
    return Promise.resolve();
  }
}
