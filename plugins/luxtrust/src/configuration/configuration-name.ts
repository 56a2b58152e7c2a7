/** What the name of a configuration file says: `sofie.<user_ID>.<timestamp>.config`. */
export interface ConfigurationName {
  readonly user: string;
  /** `yyyyMMddHHmmss`, UTC. */
  readonly timestamp: string;
}

/** Reads the name of a configuration file; undefined if it is named otherwise. */
export function readConfigurationName(name: string): ConfigurationName | undefined {
  const [, user, timestamp] = /^sofie\.(.+)\.(\d{14})\.config$/i.exec(name) ?? [];
  return user === undefined || timestamp === undefined ? undefined : { user, timestamp };
}

/** An instant as the timestamp of a name. */
export function asTimestamp(instant: string): string {
  return new Date(instant).toISOString().replaceAll(/\D/g, "").slice(0, 14);
}
