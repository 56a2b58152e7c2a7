/** What a message holds: text as it was sent, bytes, or elements by name. */
export type MessageValue = string | Buffer | Message;

/** The elements of a message that the schema allows, by name. */
export class Message {
  constructor(private readonly members: ReadonlyMap<string, readonly MessageValue[]>) {}

  /** @throws Error if the schema does not make it text. */
  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw new Error(`The schema does not ask for ${name}`);
    return value;
  }

  optionalText(name: string): string | undefined {
    const [value] = this.members.get(name) ?? [];
    if (value === undefined || typeof value === "string") return value;
    throw new Error(`${name} is no text in the schema`);
  }

  bytes(name: string): Buffer {
    const [value] = this.members.get(name) ?? [];
    if (Buffer.isBuffer(value)) return value;
    throw new Error(`${name} is no binary in the schema`);
  }

  /** An element with elements, empty if it was not sent. */
  inner(name: string): Message {
    return this.list(name)[0] ?? new Message(new Map());
  }

  list(name: string): Message[] {
    return (this.members.get(name) ?? []).map((value) => {
      if (value instanceof Message) return value;
      throw new Error(`${name} has no elements in the schema`);
    });
  }
}
