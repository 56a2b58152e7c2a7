import type { SecretRef, Secrets } from "@perennial/api";

/** Secrets in memory: a reference is the name and the value after a colon. */
export class FakeSecrets implements Secrets {
  readonly kept = new Map<string, SecretRef>();
  /** Names that were forgotten, in order. */
  readonly forgotten: string[] = [];

  /** The person types a secret. */
  give(name: string, value: string): SecretRef {
    const secret = { secret: `${name}:${value}` };
    this.kept.set(name, secret);
    return secret;
  }

  async find(name: string): Promise<SecretRef | null> {
    return this.kept.get(name) ?? null;
  }

  async forget(name: string): Promise<void> {
    this.kept.delete(name);
    this.forgotten.push(name);
  }
}

/** What the host puts in the place of a reference. */
export function secretValue(value: unknown): string {
  if (typeof value === "string") return value;
  const { secret } = value as SecretRef;
  return secret.slice(secret.indexOf(":") + 1);
}
