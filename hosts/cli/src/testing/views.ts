import type { FormSchema, Wait } from "@perennial/api";
import type { AccountView, ProfileView, RenewalDetail, StepView } from "@perennial/engine";

/** When the fakes' stories take place. */
export const at = "2026-11-20T09:00:00Z";

/** The end of a certificate that is due then. */
export const soon = "2026-12-02T09:00:00Z";

/** A step; the person's unless said otherwise. */
export function stepOf(name: string, step: Partial<StepView> = {}): StepView {
  return {
    name,
    title: `Title of ${name}`,
    actor: "person",
    state: "coming",
    remarks: [],
    ...step,
  };
}

/** A renewal of the profile `meridian`, at its second step of three. */
export function detailOf(given: Partial<RenewalDetail> & { readonly id: string }): RenewalDetail {
  const steps = given.steps ?? [
    stepOf("confirm", { number: 1, state: "done", finishedAt: at }),
    stepOf("order", { number: 2, state: "current" }),
    stepOf("install", { number: 3 }),
  ];
  const current = steps.findIndex(({ state }) => state === "current");
  const step = steps[current];
  return {
    group: "meridian-20261120",
    profile: "meridian",
    account: "main",
    provider: "acme.mail",
    pluginId: "acme",
    pluginVersion: "1.0.0",
    state: "ready",
    ...(step === undefined ? {} : { step, stepNumber: current + 1 }),
    stepCount: steps.filter(({ number }) => number !== undefined).length,
    late: false,
    startedAt: at,
    updatedAt: at,
    steps,
    effects: [],
    profileValues: {},
    contacts: [{ topic: "Technical questions", phone: "+352 000 000", email: "help@example.org" }],
    outputs: {},
    ...given,
  };
}

/** An account with a certificate that ends on this day. */
export function accountOf(notAfter: string, given: Partial<AccountView> = {}): AccountView {
  return {
    account: "main",
    certificate: {
      subject: "CN=meridian",
      issuer: "CN=Example CA",
      serial: "01",
      sha256: "00".repeat(32),
      notBefore: "2025-11-20T09:00:00Z",
      notAfter,
      source: "/tmp/meridian.pem",
    },
    urgency: "none",
    ...given,
  };
}

export function profileOf(id: string, ...accounts: readonly AccountView[]): ProfileView {
  return {
    id,
    provider: "acme.mail",
    providerTitle: "Acme",
    kind: "rekey",
    pluginId: "acme",
    accounts,
  };
}

export const form: FormSchema = {
  type: "object",
  properties: {
    name: { type: "string", title: "Name", minLength: 2 },
    country: { type: "string", title: "Country", enum: ["LU", "FR"], default: "LU" },
    password: { type: "string", title: "Password", format: "password" },
  },
  required: ["name", "password"],
};

export function formWait(key = "data"): Wait {
  return {
    for: "person",
    key,
    text: { key: "Please check your data" },
    question: { type: "form", schema: form, values: { name: "Ada" } },
  };
}
export function confirmWait(key = "agree"): Wait {
  return { for: "person", key, text: { key: "Do you agree?" }, question: { type: "confirm" } };
}
export function fileWait(key = "certificate"): Wait {
  return {
    for: "file",
    key,
    text: { key: "Waiting for the certificate" },
    names: ["*.pem", "*.txt"],
    maxBytes: 1_000,
    deadline: "2026-11-27T17:00:00Z",
  };
}
export function pollWait(key = "order"): Wait {
  return { for: "poll", key, text: { key: "The order is being processed" }, every: 60 };
}
