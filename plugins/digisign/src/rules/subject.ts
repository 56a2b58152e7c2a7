/** One attribute of a name, for example `{ type: "CN", value: "Ana Popescu" }`. */
export interface NameAttribute {
  /** As it is written, upper case: `CN`, `O`, `SERIALNUMBER`, `2.5.4.97`. */
  readonly type: string;
  readonly value: string;
}

/**
 * The attributes of a name (RFC 4514), in its order. A value that is written as `#` and hexadecimal
 * stays as it is.
 */
export function attributesOf(name: string): readonly NameAttribute[] {
  return splitAt(name, /[,+]/).flatMap((part) => {
    const equals = part.indexOf("=");
    if (equals < 1) return [];
    const type = part.slice(0, equals).trim().toUpperCase();
    return [{ type, value: unescape(part.slice(equals + 1).trim()) }];
  });
}

/** The only attribute of this type; undefined if there is none or several. */
export function attribute(name: string, ...types: readonly string[]): string | undefined {
  const [found, ...more] = attributesOf(name).filter(({ type }) => types.includes(type));
  return more.length === 0 && found !== undefined && found.value !== "" ? found.value : undefined;
}

/** Whom a certificate is for, as a person calls them: the common name, or all of the name. */
export function holderOf(subject: string): string {
  return attribute(subject, "CN") ?? subject;
}

function splitAt(name: string, separators: RegExp): readonly string[] {
  const parts: string[] = [];
  let part = "";
  let quoted = false;
  for (let at = 0; at < name.length; at += 1) {
    const character = name.charAt(at);
    if (character === "\\") {
      part += character + name.charAt(at + 1);
      at += 1;
      continue;
    }
    if (character === '"') quoted = !quoted;
    if (!quoted && separators.test(character)) {
      parts.push(part);
      part = "";
    } else part += character;
  }
  return [...parts, part];
}

/** RFC 4514, section 3: `\` and two hexadecimal digits is a byte of UTF-8, `\` and another itself. */
function unescape(value: string): string {
  const bare = /^".*"$/s.test(value) ? value.slice(1, -1) : value;
  return bare.replaceAll(/(?:\\[0-9a-f]{2})+|\\(.)/gis, (run: string, single?: string) =>
    single === undefined ? Buffer.from(run.replaceAll("\\", ""), "hex").toString("utf8") : single,
  );
}
