import type { ErrorData, Instant, Wait } from "@perennial/api";
import type {
  CertificateRecord,
  Fence,
  NewRenewal,
  Owner,
  ProfileRecord,
  RenewalStore,
} from "../port/index.js";

export const START: Instant = "2026-11-20T09:00:00Z";

/** So many seconds after {@link START}. */
export function after(seconds: number): Instant {
  return new Date(Date.parse(START) + seconds * 1000).toISOString();
}

export function newRenewal(id: string, changes: Partial<NewRenewal> = {}): NewRenewal {
  return {
    id,
    group: `group-of-${id}`,
    profileId: "meridian",
    account: "sign",
    accounts: ["sign", "crypt"],
    provider: "example.sofie",
    pluginId: "example.plugin",
    pluginVersion: "1.2.3",
    kind: "rekey",
    steps: ["confirm", "generate", "order", "install"],
    profile: { account: "Méridien Ⅱ", nested: { list: [1, 2.5, null, true] } },
    at: START,
    ...changes,
  };
}

export function owner(id: string): Owner {
  return { id, host: "workstation", pid: 4711, startedAt: "boot-1:99" };
}

export const stillThere = (): boolean => false;

/** Creates a renewal and claims it for a minute. */
export async function begun(store: RenewalStore, id: string, ownerId = "first"): Promise<Fence> {
  await store.create([newRenewal(id)], START);
  return store.claim(id, owner(ownerId), START, after(60), stillThere);
}

export const question: Wait = {
  for: "person",
  key: "subject",
  text: { key: "confirm.subject" },
  question: { type: "confirm" },
};

export const refused: ErrorData = { code: "example.refused", params: { status: 503 } };

export function profile(id: string, changes: Partial<ProfileRecord> = {}): ProfileRecord {
  return {
    id,
    provider: "example.sofie",
    values: { account: "A", notify: true },
    createdAt: START,
    updatedAt: START,
    ...changes,
  };
}

export function certificate(
  sha256: string,
  changes: Partial<CertificateRecord> = {},
): CertificateRecord {
  return {
    profileId: "meridian",
    account: "sign",
    sha256,
    spkiHash: "ab".repeat(32),
    subject: "CN=Meridian",
    issuer: "CN=Example CA",
    serial: "0a",
    notBefore: "2023-11-20T00:00:00Z",
    notAfter: "2026-12-20T00:00:00Z",
    der: "MIIB",
    source: "/certificates/meridian.pem",
    state: "current",
    ...changes,
  };
}
