import type { Json } from "./json.js";

/**
 * Text for a person, not yet in a language: the key of an ICU message in the plugin's `l10n`
 * catalogues and the arguments it takes. The host renders it in the reader's language.
 */
export type Message = {
  readonly key: string;
  /** A message among them, or a list of messages, is rendered too. */
  readonly args?: { readonly [name: string]: Json | undefined };
};

/** Makes a {@link Message}. */
export function message(key: string, args?: Message["args"]): Message {
  return args === undefined ? { key } : { key, args };
}
