import type { PinQuestion } from "@perennial/hardware";
import { say } from "../output/say.js";
import type { Asking } from "../questions/asking.js";

/** Shows for which token a PIN is asked, and what is known of its earlier tries. */
export async function showPinQuestion(
  { token, pin, keyLabel, document, purpose, history, lastTry, countLow }: PinQuestion,
  { out, texts }: Pick<Asking, "out" | "texts">,
): Promise<void> {
  const { label, model, serial, flags, minPinLength, maxPinLength } = token.view;
  out.line();
  out.line(out.style("heading", await say(texts, "pin.heading", { label, model, serial })));
  out.line(await say(texts, "pin.reader", { reader: token.reader }), 2);
  if (document !== undefined) out.line(await say(texts, "pin.for-document", { document }), 2);
  if (purpose !== undefined) out.line(await say(texts, `pin.for-${purpose}`), 2);
  if (pin.use === "signature") {
    out.line(await say(texts, "pin.for-signature", { key: keyLabel ?? pin.key }), 2);
  }
  if (minPinLength > 0 || maxPinLength > 0) {
    out.line(await say(texts, "pin.lengths", { min: minPinLength, max: maxPinLength }), 2);
  }
  const warn = (text: string) => out.line(out.style("warning", text), 2);
  const { spent, unknown, lastSpent } = history;
  if (spent > 0) {
    warn(
      await say(texts, "pin.spent", {
        spent,
        unknown,
        at: lastSpent === undefined ? "" : texts.dateTime(lastSpent),
      }),
    );
  } else if (countLow) warn(await say(texts, "pin.count-low"));
  if (flags.pinToBeChanged) warn(await say(texts, "pin.to-be-changed"));
  if (lastTry) {
    warn(
      await say(texts, "pin.warn-last-try", { flagged: flags.pinFinalTry ? "yes" : "no", spent }),
    );
  }
}
