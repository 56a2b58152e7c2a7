/** A person at a terminal. Every question can end with `cli.interrupted` or `cli.input-ended`. */
export interface Terminal {
  /** False if nobody can be asked. */
  readonly interactive: boolean;
  /**
   * One line of text.
   * @param overtaken aborted when the answer is not needed any more; an empty line then.
   */
  ask(prompt: string, overtaken?: AbortSignal): Promise<string>;
  /** One line that is not shown while it is typed. */
  secret(prompt: string, overtaken?: AbortSignal): Promise<string>;
  /**
   * Key strokes, one by one, until `onKey` answers true. Enter arrives as `\r`.
   * @param rest what becomes of keys that are typed on after that: `dropped` waits until no more
   *   come, and shows none of them; otherwise they belong to the next question.
   * @param overtaken aborted when no more keys are needed.
   */
  keys(
    onKey: (key: Uint8Array) => boolean,
    rest?: "dropped",
    overtaken?: AbortSignal,
  ): Promise<void>;
  /** From here to the next question, or {@link speak}, what is typed is neither shown nor kept. */
  hush(): void;
  speak(): void;
}

/** For runs that ask nobody. */
export const nobody: Terminal = {
  interactive: false,
  ask: () => Promise.reject(new Error("Nobody can be asked here.")),
  secret: () => Promise.reject(new Error("Nobody can be asked here.")),
  keys: () => Promise.reject(new Error("Nobody can be asked here.")),
  hush: () => undefined,
  speak: () => undefined,
};
