import type { EngineProtocol } from "@perennial/engine";
import type { TokenServices } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import { NoAnswers, type AnswerSource } from "../drive/answer-source.js";
import type { Lazy } from "../lazy.js";
import type { Beginnings } from "./beginnings.js";

/** What answers are had with. */
export interface AnswersSetting {
  readonly beginnings: Beginnings;
  readonly texts: Localizer;
  readonly engine: Lazy<EngineProtocol>;
  readonly tokens: Lazy<TokenServices>;
}

/** Who answers questions: the answers file, the person at the terminal, or nobody. */
export async function openAnswers(setting: AnswersSetting): Promise<AnswerSource> {
  const { texts, engine, tokens } = setting;
  const { args, io, terminal, out, clock, home } = setting.beginnings;
  const path = args.text("answers");
  if (path !== undefined) {
    const { openAnswersFile } = await import("../answers/open-answers-file.js");
    return openAnswersFile(path, io.cwd, out, texts, clock);
  }
  if (!terminal.interactive) return new NoAnswers();
  const { PersonAnswers } = await import("../answers/person-answers.js");
  const { untilDue } = await import("../drive/until-due.js");
  const { tokenKeyPlaces } = await import("../token-views/token-key-places.js");
  const keyPlaces = tokenKeyPlaces(tokens, { out, texts }, io);
  return new PersonAnswers({ terminal, out, texts, keyPlaces }, io, home, (wanted, signal) =>
    untilDue(engine, clock, wanted, signal),
  );
}
