/** What can go wrong on demand. */
export const faultKinds = [
  "500",
  "429",
  "503",
  "slow",
  "truncated",
  "reset",
  "wrong-certificate",
  "duplicate-mail",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A fault as it is asked for. */
export interface FaultSpec {
  /** An endpoint (`order.submit`), a portal (`order`), or `*`. */
  readonly endpoint: string;
  readonly kind: FaultKind;
  /** How many requests it hits. Default 1. */
  readonly count?: number;
  /** How many requests it lets pass before. Default 0. */
  readonly skip?: number;
  /**
   * Whether the request is carried out all the same, so that only its answer is lost. Default:
   * `true` for `slow` and `truncated`, otherwise `false`. A `429` or `503` is never carried out.
   */
  readonly processed?: boolean;
  /** Seconds in `Retry-After` of `429` and `503`. Default 2. */
  readonly retryAfter?: number;
  /** Delay of `slow`, real milliseconds. Default 2 000. */
  readonly milliseconds?: number;
}

/** A fault that waits for its requests. */
export interface Fault extends Required<FaultSpec> {
  readonly id: number;
  /** Requests it still hits. */
  readonly remaining: number;
  /** Requests it has hit. */
  readonly hits: number;
}

type Waiting = { -readonly [K in keyof Fault]: Fault[K] };

/** The faults of one simulator. */
export class Faults {
  #faults: Waiting[] = [];
  #nextId = 1;

  add(spec: FaultSpec): Fault {
    const count = spec.count ?? 1;
    const fault: Waiting = {
      id: this.#nextId++,
      endpoint: spec.endpoint,
      kind: spec.kind,
      count,
      skip: spec.skip ?? 0,
      processed: isProcessed(spec),
      retryAfter: spec.retryAfter ?? 2,
      milliseconds: spec.milliseconds ?? 2000,
      remaining: count,
      hits: 0,
    };
    this.#faults.push(fault);
    return { ...fault };
  }

  /** The first fault of these kinds that is due at the endpoint; it counts as hit. */
  take(endpoint: string, kinds: readonly FaultKind[]): Fault | undefined {
    for (const fault of this.#faults) {
      if (fault.remaining === 0 || !kinds.includes(fault.kind) || !covers(fault, endpoint))
        continue;
      if (fault.skip > 0) {
        fault.skip--;
        continue;
      }
      fault.remaining--;
      fault.hits++;
      return { ...fault };
    }
    return undefined;
  }

  list(): readonly Fault[] {
    return this.#faults.map((fault) => ({ ...fault }));
  }

  /** @returns whether there was such a fault. */
  remove(id: number): boolean {
    const before = this.#faults.length;
    this.#faults = this.#faults.filter((fault) => fault.id !== id);
    return this.#faults.length < before;
  }

  clear(): void {
    this.#faults = [];
  }
}

function isProcessed(spec: FaultSpec): boolean {
  if (spec.kind === "429" || spec.kind === "503") return false;
  return spec.processed ?? (spec.kind === "slow" || spec.kind === "truncated");
}

function covers(fault: Waiting, endpoint: string): boolean {
  return (
    fault.endpoint === "*" ||
    fault.endpoint === endpoint ||
    endpoint.startsWith(`${fault.endpoint}.`)
  );
}
