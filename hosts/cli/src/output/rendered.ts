import type { ErrorData, Json, Message } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import { labelOf } from "../questions/asking.js";
import { errorJson } from "./render-error.js";

/** Members that hold a text: a message, or a title that is a key of a plugin's catalogue. */
const texts: ReadonlySet<string> = new Set([
  ...["title", "text", "label", "topic", "providerTitle", "displayName", "description"],
  ...["notice", "reason", "message", "hint", "yes", "no", "done"],
]);
/** Of those, the ones that may be a bare text or key rather than a message. */
const titles: ReadonlySet<string> = new Set([
  ...["title", "topic", "providerTitle", "displayName", "description", "patternTitle"],
]);
/** Members that hold a list of texts. */
const lists: ReadonlySet<string> = new Set([
  ...["instructions", "remarks", "notes", "permissions", "asks", "enumTitles"],
]);
/** What people, authorities and plugins gave, which is left as it is. */
const foreign: ReadonlySet<string> = new Set([
  ...["profileValues", "outputs", "values", "params", "args", "data"],
]);

/**
 * What a command tells, with the texts in the reader's language beside their keys: next to `title`
 * there is `titleRendered`, next to `instructions` `instructionsRendered`; an error has `message`
 * and `next`. Nothing is changed or left out.
 */
export async function rendered<T extends object>(data: T, localizer: Localizer): Promise<T> {
  return (await new Renderer(localizer).value(data as Json, undefined)) as T;
}

class Renderer {
  /** A thousand profiles of one provider have one title. */
  private readonly known = new Map<string, Promise<string>>();

  constructor(private readonly localizer: Localizer) {}

  /** @param owner id of the plugin whose texts they are. */
  async value(value: Json | undefined, owner: string | undefined): Promise<Json | undefined> {
    if (Array.isArray(value)) {
      const items: (Json | undefined)[] = [];
      for (const item of value) items.push(await this.value(item as Json, owner));
      return items as Json;
    }
    if (!isObject(value)) return value;
    if (isError(value)) return this.error(value, owner);
    const own = ownerOf(value) ?? owner;
    const result: { [name: string]: Json | undefined } = {};
    for (const [name, member] of Object.entries(value)) {
      result[name] = foreign.has(name) ? member : await this.member(name, member, own);
      const beside = foreign.has(name) ? undefined : await this.text(name, member, own);
      if (beside !== undefined) result[`${name}Rendered`] = beside;
    }
    return result as Json;
  }

  private member(name: string, member: Json | undefined, owner: string | undefined) {
    // The names of a form's fields are the plugin's own: one may be called `title`.
    return name === "properties" && isObject(member)
      ? this.fields(member, owner)
      : this.value(member, owner);
  }

  private async fields(fields: Fields, owner: string | undefined): Promise<Json> {
    const result: { [name: string]: Json | undefined } = {};
    for (const [name, field] of Object.entries(fields)) {
      result[name] = await this.value(field, owner);
    }
    return result as Json;
  }

  private async text(
    name: string,
    member: Json | undefined,
    owner: string | undefined,
  ): Promise<Json | undefined> {
    if (texts.has(name) && isMessage(member)) return this.localizer.text(member, owner);
    if (titles.has(name) && typeof member === "string") return this.title(member, owner);
    if (!lists.has(name) || !Array.isArray(member)) return undefined;
    return Promise.all(
      member.map((one: Json) =>
        isMessage(one) ? this.localizer.text(one, owner) : this.title(String(one), owner),
      ),
    );
  }

  private title(text: string, owner: string | undefined): Promise<string> {
    const place = JSON.stringify([owner ?? null, text]);
    const known = this.known.get(place) ?? labelOf(this.asking(owner), text);
    this.known.set(place, known);
    return known;
  }

  private asking(owner: string | undefined): { texts: Localizer; owner?: string } {
    return { texts: this.localizer, ...(owner === undefined ? {} : { owner }) };
  }

  private async error(error: Fields & ErrorData, owner: string | undefined): Promise<Json> {
    const named = owner === undefined ? error : { plugin: owner, ...error };
    return { ...error, ...(await errorJson(named, this.localizer)) } as Json;
  }
}

type Fields = { readonly [name: string]: Json | undefined };

function isObject(value: Json | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMessage(value: Json | undefined): value is Fields & Message {
  return isObject(value) && typeof value["key"] === "string";
}

/** An error without its words; one that has them was made for showing. */
function isError(value: Fields): value is Fields & ErrorData {
  return (
    typeof value["code"] === "string" && isObject(value["params"]) && value["message"] === undefined
  );
}

/** A renewal, profile or plan names its plugin; in a listing of plugins each is itself. */
function ownerOf({ pluginId, id, displayName }: Fields): string | undefined {
  if (typeof pluginId === "string") return pluginId;
  return typeof id === "string" && displayName !== undefined ? id : undefined;
}
