interface Appointment {
  readonly due: number;
  readonly action: () => Promise<void> | void;
}

/** The longest delay that `setTimeout` takes, milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * The clock of a simulated world. It runs with the system's clock until it is set; then it stands
 * still until it is set again, advanced or released. Appointments are kept in the order of their
 * time, with the clock showing exactly that time.
 */
export class SimulatorClock {
  #frozen: number | undefined;
  #offset = 0;
  #appointments: Appointment[] = [];
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #closed = false;

  /** @param onError receives what an appointment threw while nobody was waiting for it. */
  constructor(private readonly onError: (error: unknown) => void) {}

  now(): Date {
    return new Date(this.#frozen ?? Date.now() + this.#offset);
  }

  get mode(): "running" | "stopped" {
    return this.#frozen === undefined ? "running" : "stopped";
  }

  /** Stops the clock at an instant and keeps the appointments up to it. */
  set(instant: Date): Promise<void> {
    const time = instant.getTime();
    if (Number.isNaN(time)) throw new RangeError("The clock cannot be set to an invalid date");
    return this.#inTurn(async () => {
      await this.#keep(time);
      this.#frozen = time;
    });
  }

  /** Moves the clock on; a running clock goes on running. */
  advance(milliseconds: number): Promise<void> {
    if (!Number.isFinite(milliseconds) || milliseconds < 0)
      throw new RangeError("The clock can only be advanced by zero or more milliseconds");
    return this.#inTurn(async () => {
      const wasRunning = this.#frozen === undefined;
      const target = this.now().getTime() + milliseconds;
      await this.#keep(target);
      if (wasRunning) this.#offset += milliseconds;
      else this.#frozen = target;
    });
  }

  /** Lets the clock run with the system's clock again. */
  release(): Promise<void> {
    return this.#inTurn(async () => {
      this.#offset = 0;
      await this.#keep(Date.now());
      this.#frozen = undefined;
    });
  }

  /** Does something at an instant, or at once if it has passed. */
  at(due: Date, action: () => Promise<void> | void): void {
    this.#appointments.push({ due: due.getTime(), action });
    this.#appointments.sort((a, b) => a.due - b.due);
    this.#arm();
  }

  /** Forgets all appointments. */
  close(): Promise<void> {
    this.#closed = true;
    this.#appointments = [];
    clearTimeout(this.#timer);
    return this.#turn;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(work).finally(() => this.#arm());
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #keep(until: number): Promise<void> {
    const before = this.#frozen;
    try {
      for (let next = this.#take(until); next !== undefined; next = this.#take(until)) {
        this.#frozen = Math.max(next.due, before ?? next.due);
        await next.action();
      }
    } finally {
      this.#frozen = before;
    }
  }

  #take(until: number): Appointment | undefined {
    const next = this.#appointments[0];
    return next !== undefined && next.due <= until ? this.#appointments.shift() : undefined;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.#appointments[0];
    if (this.#closed || next === undefined) return;
    const delay = next.due - this.now().getTime();
    if (delay > 0 && this.#frozen !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#inTurn(() => this.#keep(this.now().getTime())).catch(this.onError);
      },
      Math.min(Math.max(delay, 0), LONGEST_TIMER),
    );
  }
}
