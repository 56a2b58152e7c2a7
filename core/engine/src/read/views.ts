import type { ErrorData, Message, ProviderManifest, StepManifest } from "@perennial/api";
import type { Journal, RenewalRecord, StepRecord } from "@perennial/store";
import type { RenewalDetail, RenewalView, StepView } from "../protocol.js";
import { asFor, holds } from "../renewals/conditions.js";
import { toMilliseconds } from "../time.js";
import { outputsOf } from "../waits/siblings.js";
import { isLate } from "../waits/waits.js";
import { outsideSteps } from "./outside-steps.js";
import { numbersOf } from "./step-numbers.js";

/** A renewal as listings show it. Without the plugin's manifest a step's name is its title. */
export function toView(
  renewal: RenewalRecord,
  provider: ProviderManifest | undefined,
  now: number,
  blocked?: ErrorData,
): RenewalView {
  const { currentStep, wait, wakeAt, error, owner, leaseUntil, finishedAt } = renewal;
  const numbers = numbersOf(renewal, provider);
  const number =
    currentStep === undefined || provider === undefined ? undefined : numbers.get(currentStep);
  const driven =
    owner !== undefined && leaseUntil !== undefined && toMilliseconds(leaseUntil) > now;
  return {
    id: renewal.id,
    group: renewal.group,
    profile: renewal.profileId,
    account: renewal.account,
    provider: renewal.provider,
    pluginId: renewal.pluginId,
    pluginVersion: renewal.pluginVersion,
    state: renewal.state,
    ...(currentStep === undefined
      ? {}
      : {
          step: toStep(
            currentStep,
            { state: "current", number },
            manifestOf(currentStep, renewal, provider),
          ),
          ...(number === undefined ? {} : { stepNumber: number }),
        }),
    stepCount: numbers.size,
    ...(blocked === undefined || isOver(renewal) ? {} : { blocked }),
    ...(wait === undefined ? {} : { wait }),
    ...(wakeAt === undefined ? {} : { wakeAt }),
    late: isLate(wait, now),
    ...(error === undefined ? {} : { error }),
    ...(driven ? { drivenBy: { host: owner.host, pid: owner.pid } } : {}),
    startedAt: renewal.at,
    updatedAt: renewal.updatedAt,
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}

/** A renewal with all that is known about it. */
export function toDetail(
  journal: Journal,
  provider: ProviderManifest | undefined,
  now: number,
  blocked?: ErrorData,
): RenewalDetail {
  const { renewal } = journal;
  const ended = new Map(journal.steps.map((record) => [record.name, record]));
  const numbers = numbersOf(renewal, provider);
  const outside = outsideSteps(journal, provider);
  return {
    ...toView(renewal, provider, now, blocked),
    ...(outside.length === 0 ? {} : { outside }),
    steps: renewal.steps.map((name) => {
      const record = ended.get(name);
      const open = name === renewal.currentStep ? "current" : "coming";
      const state = record?.state ?? open;
      const facts: StepFacts = { state, number: provider && numbers.get(name), record };
      return toStep(name, facts, manifestOf(name, renewal, provider));
    }),
    effects: journal.effects.map(({ step, key, state, begunAt }) => ({
      step,
      key,
      state,
      at: begunAt,
    })),
    answered: journal.signals
      .filter(({ consumed }) => consumed === "taken")
      .map(({ step, key }) => ({ step, key })),
    profileValues: renewal.profile,
    contacts: (provider?.contacts ?? []).filter((contact) =>
      holds(contact.when, renewal.profile, renewal.account),
    ),
    outputs: outputsOf(journal),
  };
}

function isOver({ state }: RenewalRecord): boolean {
  return state === "done" || state === "cancelled";
}

interface StepFacts {
  readonly state: StepView["state"];
  readonly number: number | undefined;
  readonly record?: StepRecord | undefined;
}

/** A step as it is for the renewal's account. */
function manifestOf(
  name: string,
  { profile, account }: RenewalRecord,
  provider: ProviderManifest | undefined,
): StepManifest | undefined {
  const manifest = provider?.steps.find((step) => step.name === name);
  return manifest && asFor(manifest, profile, account);
}

function toStep(
  name: string,
  { state, number, record }: StepFacts,
  manifest: StepManifest | undefined,
): StepView {
  return {
    name,
    ...(number === undefined ? {} : { number }),
    title: manifest?.title ?? name,
    actor: manifest?.actor ?? "host",
    state,
    ...(record === undefined ? {} : { finishedAt: record.finishedAt }),
    remarks: remarksOf(record),
  };
}

/** The engine writes remarks as a list of messages. */
function remarksOf(record: StepRecord | undefined): readonly Message[] {
  if (!Array.isArray(record?.remarks)) return [];
  return record.remarks.filter((remark: unknown): remark is Message => {
    return typeof remark === "object" && remark !== null && "key" in remark;
  });
}
