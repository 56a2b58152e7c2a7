import type { AnswerProblem } from "@perennial/engine";
import { invalidProfile, type ProfileDraft, type Profiles } from "../../profiles/profiles.js";

/**
 * The draft, if nothing is wrong with it.
 * @param read what was wrong with the values as they were given.
 * @throws PerennialError `profile.invalid` with everything that is wrong
 */
export async function soundDraft(
  profiles: Profiles,
  draft: ProfileDraft,
  read: readonly AnswerProblem[],
): Promise<ProfileDraft> {
  const told = new Set(read.map(({ path }) => path));
  const more = (await profiles.problems(draft)).filter(({ path }) => !told.has(path));
  // As the form has them; what is no field of it comes first.
  const order = Object.keys(draft.provider.profile.properties);
  const all = [...read, ...more].toSorted(
    (one, other) => order.indexOf(one.path) - order.indexOf(other.path),
  );
  if (all.length === 0) return draft;
  throw invalidProfile(draft, all);
}
