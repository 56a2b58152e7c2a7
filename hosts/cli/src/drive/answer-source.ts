import type { ErrorData, Json, Message, Wait } from "@perennial/api";
import type { RenewalView } from "@perennial/engine";
import type { QuestionRealm } from "../answers/question-pattern.js";

/** A wait that an answer may end. */
export interface Asked {
  readonly renewal: RenewalView;
  /** Name of the step in the journal. */
  readonly step: string;
  readonly wait: Wait;
  /** The effect is in doubt: the question is whether it happened. */
  readonly inDoubt: boolean;
  /** What was wrong with the answer given just before. */
  readonly problems: readonly Problem[];
}

/** What is wrong with one part of an answer, `path` being the field's name or empty. */
export interface Problem {
  readonly path: string;
  /** English. */
  readonly message?: string;
  /** The same for the reader's language. */
  readonly text?: Message;
  /** Instead of words, an error that has its own. */
  readonly error?: ErrorData;
}

/** What a source has for a wait. */
export type Answer =
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "settle"; readonly happened: boolean; readonly reference?: string }
  /** It was given elsewhere meanwhile: the renewal goes on by itself. */
  | { readonly kind: "overtaken" }
  /** Nothing now; the renewal stays waiting. */
  | { readonly kind: "none" }
  /** Nothing, and this run does not wait for it either. */
  | { readonly kind: "later" }
  /** The only answer there is was not taken. */
  | { readonly kind: "refused"; readonly error: ErrorData };

/** Where answers come from: a person, a file, or nowhere. */
export interface AnswerSource {
  answer(asked: Asked): Promise<Answer>;
  /** Whether there is an answer now that was not there when the question was asked before. */
  hasNews?(asked: Asked): Promise<boolean>;
  /** Nothing is asked for a while: until the next question nobody's typing is shown or kept. */
  idle?(): void;
  /** Nothing is asked any more. */
  end?(): void;
  /**
   * Entries that no question took, for the report at the end.
   * @param elsewhere where they may have been taken before, or may be yet; those are left out.
   */
  unused(elsewhere?: readonly QuestionRealm[]): readonly string[];
}

/** Has no answers: the renewal stays waiting and says what for. */
export class NoAnswers implements AnswerSource {
  answer(): Promise<Answer> {
    return Promise.resolve({ kind: "none" });
  }
  unused(): readonly string[] {
    return [];
  }
}
