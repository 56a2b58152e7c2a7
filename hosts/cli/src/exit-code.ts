import type { PerennialError } from "@perennial/api";

/** What the process tells its caller. The numbers are documented and never change. */
export const ExitCode = {
  /** Done, or there was nothing to do. */
  done: 0,
  /** An error in Perennial itself. */
  unexpected: 1,
  /** The command line or what it names is wrong. */
  usage: 2,
  /** Policy, a guard, or a step did not take it. */
  refused: 3,
  /** Waits for someone or something; it can be resumed. */
  waiting: 4,
  failed: 5,
  /** Nobody knows whether something happened outside; a person has to say. */
  inDoubt: 6,
  /** Another process drives it, or the home is busy. */
  busy: 7,
  /** Stopped by Ctrl-C, a closed terminal or a signal; it can be resumed. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Of several outcomes the one that most needs someone, first. */
const gravity: readonly ExitCode[] = [
  ExitCode.unexpected,
  ExitCode.interrupted,
  ExitCode.usage,
  ExitCode.inDoubt,
  ExitCode.failed,
  ExitCode.refused,
  ExitCode.busy,
  ExitCode.waiting,
];

/** The one code for several outcomes. */
export function worstOf(codes: Iterable<ExitCode>): ExitCode {
  const all = new Set(codes);
  return gravity.find((code) => all.has(code)) ?? ExitCode.done;
}

const byCode: { readonly [code: string]: ExitCode } = {
  "internal.unexpected": ExitCode.unexpected,
  "cli.interrupted": ExitCode.interrupted,
  "signing.interrupted": ExitCode.interrupted,
  "signing.disk-full": ExitCode.failed,
  "signing.file-changed": ExitCode.failed,
  "cli.input-ended": ExitCode.interrupted,
  "order.unknown-outcome": ExitCode.inDoubt,
  "cancel.in-doubt": ExitCode.inDoubt,
  "renewal.driven-elsewhere": ExitCode.busy,
  "store.busy": ExitCode.busy,
  "store.claimed": ExitCode.busy,
  "store.fenced": ExitCode.busy,
  "renewal.not-found": ExitCode.usage,
  "renewal.ambiguous": ExitCode.usage,
  "renewal.already-running": ExitCode.refused,
  "renewal.finished": ExitCode.refused,
  "renewal.not-due": ExitCode.refused,
  "renewal.left-outside": ExitCode.refused,
  "guard.unknown-operation": ExitCode.usage,
  "keys.not-exportable": ExitCode.refused,
  "plugin.disabled": ExitCode.refused,
  "plugin.quarantined": ExitCode.refused,
  "files.not-found": ExitCode.usage,
  "files.empty": ExitCode.refused,
  "files.too-large": ExitCode.refused,
  "files.not-a-file": ExitCode.refused,
  "files.private-key": ExitCode.refused,
  "profile.open-renewal": ExitCode.refused,
  // A token that has to be put in, or a PIN that a person has to enter.
  "token.not-found": ExitCode.waiting,
  "token.other-token": ExitCode.waiting,
  "token.pin-not-given": ExitCode.waiting,
  "token.pin-unattended": ExitCode.waiting,
  "token.removed": ExitCode.waiting,
  "token.changed": ExitCode.waiting,
  "token.cancelled": ExitCode.interrupted,
  "token.ambiguous": ExitCode.usage,
  "token.uri-invalid": ExitCode.usage,
  "token.uri-pin": ExitCode.usage,
  "token.pin-pad": ExitCode.refused,
  "token.pin-empty": ExitCode.refused,
  "token.pin-length": ExitCode.refused,
  "token.pin-final-try": ExitCode.refused,
  "token.pin-locked": ExitCode.refused,
  "token.pin-was-locked": ExitCode.refused,
  "token.pin-not-set": ExitCode.refused,
  "token.not-initialized": ExitCode.refused,
  "token.removal-unconfirmed": ExitCode.refused,
  "token.module-quarantined": ExitCode.refused,
  "tokens.replacement-unusable": ExitCode.refused,
  "tokens.replacement-subject": ExitCode.refused,
  "tokens.key-in-use": ExitCode.refused,
  "tokens.certificates-left": ExitCode.refused,
};
const byFamily: { readonly [family: string]: ExitCode } = {
  usage: ExitCode.usage,
  profile: ExitCode.usage,
  tokens: ExitCode.usage,
  modules: ExitCode.usage,
  policy: ExitCode.refused,
  guard: ExitCode.refused,
  answer: ExitCode.refused,
  answers: ExitCode.refused,
  settle: ExitCode.refused,
  "go-back": ExitCode.refused,
  signing: ExitCode.refused,
  signatures: ExitCode.refused,
  pdf: ExitCode.refused,
};

/** The code for an error that ended a command. */
export function exitCodeOf(error: Pick<PerennialError, "code">): ExitCode {
  const family = error.code.split(".", 1)[0] ?? "";
  return byCode[error.code] ?? byFamily[family] ?? ExitCode.failed;
}
