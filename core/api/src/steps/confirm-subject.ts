import type { FormSchema } from "../form.js";
import { inject } from "../inject.js";
import type { JsonObject } from "../json.js";
import type { Message } from "../message.js";
import { done, waiting, type Outcome } from "../outcome.js";
import type { Renewal } from "../renewal.js";
import { Clock } from "../services/clock.js";
import type { Instant, Refusal } from "../wait.js";

/** What the person confirmed. */
export type ConfirmedSubject = {
  readonly values: JsonObject;
  readonly confirmedAt: Instant;
};

/**
 * Asks the person to confirm or correct the data the certificate is for. Subclass it, decorate it
 * with `@step`, and say what the form is and what stands in it at first.
 */
export abstract class ConfirmSubject<P = JsonObject> {
  constructor(@inject(Clock) protected readonly clock: Clock) {}

  /** What the person is asked to do. */
  protected abstract text(renewal: Renewal<P>): Message;
  /** The fields, in the order they are asked. */
  protected abstract form(renewal: Renewal<P>): FormSchema;
  /** What the fields hold at first. */
  protected values(_renewal: Renewal<P>): JsonObject {
    return {};
  }
  /** What is wrong with the values beyond the form's own rules. */
  protected check(_values: JsonObject, _renewal: Renewal<P>): Refusal | undefined {
    return undefined;
  }

  async run(renewal: Renewal<P>): Promise<Outcome<ConfirmedSubject>> {
    const values = renewal.answer<JsonObject>("subject");
    if (values === undefined) return waiting(this.ask(renewal, this.values(renewal)));
    const refusal = this.check(values, renewal);
    if (refusal !== undefined) return waiting({ ...this.ask(renewal, values), refusal });
    return done<ConfirmedSubject>({ values, confirmedAt: await this.clock.now() });
  }

  private ask(renewal: Renewal<P>, values: JsonObject) {
    return {
      key: "subject",
      text: this.text(renewal),
      for: "person",
      question: { type: "form", schema: this.form(renewal), values },
    } as const;
  }
}
