import { PerennialError, type ErrorData, type Json, type Wait } from "@perennial/api";
import type {
  EngineEvent,
  EngineProtocol,
  LeftOutside,
  Overview,
  Plan,
  RenewalDetail,
  RenewalView,
} from "@perennial/engine";
import { at, detailOf } from "./views.js";

/** What a fake renewal does at each advance: a state to take, or an error to throw. */
export type Move =
  | {
      readonly state: RenewalView["state"];
      readonly wait?: Wait;
      readonly error?: ErrorData;
      readonly wakeAt?: string;
    }
  | PerennialError;

/** An engine whose renewals follow a script; everything that is asked of it is written down. */
export class FakeEngine implements EngineProtocol {
  readonly calls: { readonly method: string; readonly request: unknown }[] = [];
  readonly renewals = new Map<string, RenewalDetail>();
  readonly scripts = new Map<string, Move[]>();
  verdict: "allowed" | ErrorData = "allowed";
  overviewNow: Overview = { at, profiles: [] };
  planNow: Plan | undefined;
  dueNow: string[] = [];
  leftNow: LeftOutside[] = [];
  /** Thrown by the next `answer` or `give`, one each. */
  readonly refusals: PerennialError[] = [];
  /** Called with each answer, to change what happens next. */
  onAnswer: (renewal: string, key: string, value: Json) => void = () => undefined;
  onAdvance: (renewal: string) => void = () => undefined;
  private readonly listeners = new Set<(event: EngineEvent) => void>();

  add(renewal: Partial<RenewalDetail> & { readonly id: string }, ...script: Move[]): RenewalDetail {
    const detail = detailOf(renewal);
    this.renewals.set(detail.id, detail);
    this.scripts.set(detail.id, script);
    return detail;
  }

  emit(event: EngineEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  called(method: string): readonly unknown[] {
    return this.calls.filter((call) => call.method === method).map(({ request }) => request);
  }

  overview(): Promise<Overview> {
    return this.note("overview", undefined, this.overviewNow);
  }
  plan(request: { profile: string }): Promise<Plan> {
    if (this.planNow === undefined) return Promise.reject(this.missing("profile", request.profile));
    return this.note("plan", request, this.planNow);
  }
  begin(request: {
    profile: string;
    account?: string;
    force?: boolean;
    despite?: readonly string[];
  }): Promise<readonly RenewalView[]> {
    const own = [...this.renewals.values()].filter(({ profile }) => profile === request.profile);
    const unknown = this.leftNow
      .map(({ renewal }) => renewal)
      .filter((id) => request.despite?.includes(id) !== true);
    if (unknown.length > 0) {
      this.calls.push({ method: "begin", request });
      const params = { profile: request.profile, renewal: unknown[0] ?? "", renewals: unknown };
      return Promise.reject(new PerennialError("renewal.left-outside", params));
    }
    return this.note("begin", request, own);
  }
  leftOutside(request: { profile: string; account?: string }): Promise<readonly LeftOutside[]> {
    return this.note("leftOutside", request, this.leftNow);
  }
  async advance(request: { renewal: string }): Promise<RenewalView> {
    this.calls.push({ method: "advance", request });
    this.onAdvance(request.renewal);
    const detail = await this.show(request);
    const move = this.scripts.get(request.renewal)?.shift();
    if (move === undefined) return detail;
    if (move instanceof PerennialError) throw move;
    const { wait: _wait, error: _error, wakeAt: _wakeAt, ...rest } = detail;
    const next = { ...rest, ...move };
    this.renewals.set(detail.id, next);
    return next;
  }
  show(request: { renewal: string }): Promise<RenewalDetail> {
    const detail = this.renewals.get(request.renewal);
    if (detail === undefined) return Promise.reject(this.missing("renewal", request.renewal));
    return Promise.resolve(detail);
  }
  list(request: { state?: "open" | "all" } = {}): Promise<readonly RenewalView[]> {
    const all = [...this.renewals.values()];
    const isOpen = ({ state }: RenewalView) => state !== "done" && state !== "cancelled";
    return this.note("list", request, request.state === "all" ? all : all.filter(isOpen));
  }
  answer(request: { renewal: string; key: string; value: Json }): Promise<void> {
    return this.take("answer", request, request.value);
  }
  give(request: { renewal: string; key: string; path: string }): Promise<void> {
    return this.take("give", request, request.path);
  }
  settle(request: { renewal: string; happened: boolean; reference?: string }): Promise<void> {
    return this.note("settle", request, undefined);
  }
  retry(request: { renewal: string }): Promise<void> {
    return this.note("retry", request, undefined);
  }
  goBack(request: { renewal: string; step: string }): Promise<void> {
    return this.note("goBack", request, undefined);
  }
  async cancel(request: { renewal: string }): Promise<RenewalView> {
    const cancelled = { ...(await this.show(request)), state: "cancelled" as const };
    this.renewals.set(request.renewal, cancelled);
    return this.note("cancel", request, cancelled);
  }
  due(): Promise<readonly string[]> {
    return this.note("due", undefined, this.dueNow);
  }
  guard(request: { profile: string; operation: string }): Promise<"allowed" | ErrorData> {
    return this.note("guard", request, this.verdict);
  }
  onEvent(listener: (event: EngineEvent) => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }

  private take(
    method: string,
    request: { readonly renewal: string; readonly key: string },
    value: Json,
  ): Promise<void> {
    this.calls.push({ method, request });
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return Promise.reject(refusal);
    this.onAnswer(request.renewal, request.key, value);
    return Promise.resolve();
  }
  private note<T>(method: string, request: unknown, result: T): Promise<T> {
    this.calls.push({ method, request });
    return Promise.resolve(result);
  }
  private missing(what: string, name: string): PerennialError {
    return new PerennialError(`${what}.not-found`, { [what]: name });
  }
}
