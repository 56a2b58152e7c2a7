import {
  message,
  type Message,
  type Refusal,
  type SeenToken,
  type Tokens,
  type TokensSeen,
  type Wait,
} from "@perennial/api";
import { helpdesk, type CertumRenewal } from "../profile.js";
import { keyAlgorithms } from "../rules/key-algorithms.js";

/** Cards that a key pair can be made on, or what has to be done first. */
export type ReadyCards = { readonly ready: readonly SeenToken[] } | { readonly wait: Wait };

/**
 * Looks whether a card is ready: "make sure that you have the card inserted into the reader, the reader
 * connected to the computer and the card itself has an initialized common profile with a PIN code set
 * for it". Manual, "Generating key pair on a cryptographic card".
 */
export async function readyCards(tokens: Tokens, renewal: CertumRenewal): Promise<ReadyCards> {
  const { keyPlace = "" } = renewal.profile;
  const seen = await tokens.look(keyPlace === "" ? {} : { place: keyPlace });
  const ready = seen.tokens.filter((token) => isReady(token));
  return ready.length > 0 ? { ready } : { wait: waitFor(seen, renewal) };
}

function isReady({ pin, algorithms }: SeenToken): boolean {
  if (pin === "locked" || pin === "not-initialized") return false;
  return algorithms.length === 0 || keyAlgorithms.some((one) => algorithms.includes(one));
}

function waitFor(seen: TokensSeen, renewal: CertumRenewal): Wait {
  const { keyPlace = "" } = renewal.profile;
  const problem = problemOf(seen);
  const again: { refusal?: Refusal } =
    renewal.answer("card") === undefined
      ? {}
      : { refusal: { code: "certum.card.not-ready", params: { problem: problem.text } } };
  const shared = {
    key: "card",
    text: message("certum.card"),
    instructions: [
      problem.text,
      ...problem.instructions,
      ...seen.problems.map(({ code, params }) => message(`error.${code}`, params)),
      message("certum.contact", helpdesk(renewal.profile)),
    ],
    ...again,
  };
  // Only a token that the profile names can be seen to come.
  return problem.isMissing && keyPlace !== ""
    ? { ...shared, for: "token", event: "inserted", place: keyPlace }
    : {
        ...shared,
        for: "person",
        question: { type: "task", done: message("certum.card.done") },
      };
}

interface CardProblem {
  readonly text: Message;
  readonly instructions: readonly Message[];
  /** Whether no card is in. */
  readonly isMissing: boolean;
}

function problemOf({ tokens, readers }: TokensSeen): CardProblem {
  const manager = message("certum.card.manager");
  const [token] = tokens;
  if (token === undefined) {
    return readers === 0
      ? {
          text: message("certum.card.no-reader"),
          instructions: [message("certum.card.no-reader.connect")],
          isMissing: true,
        }
      : {
          text: message("certum.card.no-card", { readers }),
          instructions: [message("certum.card.no-card.insert")],
          isMissing: true,
        };
  }
  const named = namesOf(token);
  const blank = tokens.find(({ pin }) => pin === "not-initialized");
  if (blank !== undefined) {
    return {
      text: message("certum.card.not-initialized", namesOf(blank)),
      instructions: [message("certum.card.not-initialized.pin"), manager],
      isMissing: false,
    };
  }
  if (token.pin === "locked") {
    return {
      text: message("certum.card.locked", named),
      instructions: [message("certum.card.locked.puk"), manager],
      isMissing: false,
    };
  }
  return {
    text: message("certum.card.no-algorithm", named),
    instructions: [
      message("certum.card.no-algorithm.offered", {
        algorithms: keyAlgorithms.map((one) => message(`certum.profile.algorithm.${one}`)),
      }),
    ],
    isMissing: false,
  };
}

/** What a card is told by; one that is blank has no label, and often no serial number. */
function namesOf({ label, model, serial, reader = "" }: SeenToken) {
  const shown = (name: string) => (name === "" ? "–" : name);
  return {
    label: shown(label),
    model: shown(model),
    serial: shown(serial),
    reader: shown(reader),
  };
}
