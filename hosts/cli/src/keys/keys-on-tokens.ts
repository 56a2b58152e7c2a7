import type { Json, JsonObject } from "@perennial/api";
import { keyRecord } from "@perennial/plugins";
import type { RenewalStore } from "@perennial/store";

/** A key that a renewal made on a token, was about to, or adopted; the token itself is not asked. */
export interface KeyOnTokenView {
  readonly id: string;
  readonly algorithm: string;
  readonly label: string;
  /** PKCS #11 URI of the token. */
  readonly place: string;
  readonly profile: string;
  readonly account: string;
  readonly renewal: string;
  /** Absent as long as nobody has seen the key: its making may have been cut short. */
  readonly spkiHash?: string;
  /** Of an adopted key, which was there before: its CKA_ID on the token. */
  readonly ckaId?: string;
}

/** The keys on tokens that renewals of this home have on record, by identifier. */
export async function keysOnTokens(
  store: Pick<RenewalStore, "settings">,
): Promise<readonly KeyOnTokenView[]> {
  const prefix = keyRecord("");
  const records = Object.entries(await store.settings(prefix));
  return records.flatMap(([name, record]) => viewOf(name.slice(prefix.length), record));
}

function viewOf(id: string, record: Json): readonly KeyOnTokenView[] {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return [];
  const { place, profileId, existed, spkiHash, ...rest } = record as JsonObject;
  if (typeof place !== "string" || existed === true) return [];
  const text = (name: string) => (typeof rest[name] === "string" ? rest[name] : "");
  return [
    {
      id,
      algorithm: text("algorithm"),
      label: text("label"),
      place,
      profile: typeof profileId === "string" ? profileId : "",
      account: text("account"),
      renewal: text("renewal"),
      ...(typeof spkiHash === "string" ? { spkiHash } : {}),
      ...(typeof rest["ckaId"] === "string" ? { ckaId: rest["ckaId"] } : {}),
    },
  ];
}
