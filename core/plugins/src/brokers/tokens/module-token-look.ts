import { createHash } from "node:crypto";
import { PerennialError, type ErrorData, type SeenToken } from "@perennial/api";
import type {
  FoundModule,
  FoundToken,
  TokenCapabilities,
  TokenListing,
  TokenModules,
  TokenObjects,
  TokenView,
} from "@perennial/hardware";
import type {
  HeldCertificate,
  HeldKey,
  LookedReader,
  LookedToken,
  LookProblem,
  TokenLookPort,
  TokensLooked,
} from "./token-look.js";

/** More than anybody has; a driver that shows them all is not believed. */
const mostTokens = 64;
const mostCertificates = 256;
const mostReaders = 64;

/** What is asked of the modules. */
type LookedModules = Pick<TokenModules, "list" | "objects" | "capabilities" | "readers">;

/** {@link TokenLookPort} by way of the modules' processes, each with its own time limits. */
export class ModuleTokenLook implements TokenLookPort {
  constructor(private readonly modules: () => Promise<LookedModules>) {}

  async look(): Promise<TokensLooked> {
    const modules = await this.modules();
    const { sameToken } = await import("@perennial/hardware");
    const listing = await modules.list();
    const problems = [...problemsOf(listing)];
    const found: FoundToken[] = [];
    for (const one of listing.tokens) {
      // Where a program would make its next token there is none: SoftHSM always shows such a slot.
      if (one.ofProgram === true && !one.view.flags.initialized) continue;
      // Two modules may show the same token; the one that was found first is taken.
      const isShown = found.some(
        (other) => other.module.path !== one.module.path && sameToken(other.identity, one.identity),
      );
      if (isShown) continue;
      if (found.length === mostTokens) {
        problems.push({ code: "tokens.too-many", params: { limit: mostTokens } });
        break;
      }
      found.push(one);
    }
    // Each module has a process of its own: a slow one keeps no other waiting.
    const answering = listing.modules.filter(({ problem }) => problem === undefined);
    const [reads, readers] = await Promise.all([
      Promise.all(found.map((one) => this.#read(modules, one))),
      Promise.all(answering.map(({ module }) => this.#readers(modules, module))),
    ]);
    const ofTokens = reads.flatMap((part) => part.problems);
    // A module that went with one of its tokens is told with that.
    const ofReaders = readers
      .flatMap((part) => part.problems)
      .filter((one) => !ofTokens.some((other) => isSameProblem(one, other)));
    return {
      tokens: reads.map(({ token }) => token),
      readers: readers.flatMap(({ seen }) => seen),
      problems: [...problems, ...ofReaders, ...ofTokens],
    };
  }

  async #readers(
    modules: LookedModules,
    module: FoundModule,
  ): Promise<{
    readonly seen: readonly LookedReader[];
    readonly problems: readonly LookProblem[];
  }> {
    try {
      const names = (await modules.readers(module)).slice(0, mostReaders);
      return { seen: names.map((name) => ({ name, module: module.path })), problems: [] };
    } catch (error) {
      return { seen: [], problems: [problemOf(tokenProblem(error), aboutModule(module))] };
    }
  }

  /** A token that cannot be read is one nevertheless. */
  async #read(
    modules: LookedModules,
    found: FoundToken,
  ): Promise<{ readonly token: LookedToken; readonly problems: readonly LookProblem[] }> {
    const about = { module: found.module.name, label: found.view.label };
    const { problem } = found;
    if (problem !== undefined) {
      return { token: await looked(found, {}), problems: [problemOf(problem, about)] };
    }
    if (!found.view.flags.initialized) return { token: await looked(found, {}), problems: [] };
    const problems: LookProblem[] = [];
    const orProblem = (error: unknown): undefined => {
      const { code, params } = problemOf(tokenProblem(error), about);
      // Both questions fail alike where the token went, or its module.
      if (!problems.some((one) => one.code === code)) problems.push({ code, params });
    };
    const [objects, capabilities] = await Promise.all([
      modules.objects(found).catch(orProblem),
      modules.capabilities(found).catch(orProblem),
    ]);
    const read = {
      ...(objects === undefined ? {} : { objects }),
      ...(capabilities === undefined ? {} : { capabilities }),
    };
    if ((objects?.certificates.length ?? 0) > mostCertificates) {
      const params = { ...about, limit: mostCertificates };
      problems.push({ code: "tokens.too-many-certificates", params });
    }
    return { token: await looked(found, read), problems };
  }
}

/** @throws whatever is no fault of a token or its module. */
function tokenProblem(error: unknown): PerennialError {
  if (PerennialError.is(error) && error.code.startsWith("token.")) return error;
  throw error;
}

function* problemsOf({ modules, unusable }: TokenListing): Generator<LookProblem> {
  for (const { module, problem } of modules) {
    if (problem !== undefined) yield problemOf(problem, aboutModule(module));
  }
  for (const { module, reader, problem } of unusable) {
    yield problemOf(problem, { ...aboutModule(module), reader });
  }
}

function isSameProblem(one: LookProblem, other: LookProblem): boolean {
  return one.code === other.code && one.params["module"] === other.params["module"];
}

function aboutModule({ name }: FoundModule): { readonly module: string } {
  return { module: name };
}

function problemOf(
  { code, params }: Pick<ErrorData, "code" | "params">,
  about: Readonly<Record<string, string>>,
): LookProblem {
  return { code, params: { ...about, ...params } };
}

async function looked(
  { module, reader, view, identity }: FoundToken,
  {
    objects,
    capabilities,
  }: { readonly objects?: TokenObjects; readonly capabilities?: TokenCapabilities },
): Promise<LookedToken> {
  const { tokenUri } = await import("@perennial/hardware");
  const { label, manufacturer, model, serial } = view;
  return {
    identity,
    module: module.path,
    seen: {
      ...{ place: tokenUri(view), label, manufacturer, model, serial, reader },
      pin: pinState(view),
      algorithms: capabilities?.algorithms ?? [],
    },
    certificates: objects === undefined ? [] : await endEntities(objects),
    keys: objects === undefined ? [] : keysOf(objects),
  };
}

/** By the flags alone: modules are known that raise none. */
export function pinState({ flags }: Pick<TokenView, "flags">): SeenToken["pin"] {
  if (!flags.initialized || (flags.loginRequired && !flags.pinSet)) return "not-initialized";
  if (flags.pinLocked) return "locked";
  if (flags.pinPad) return "pin-pad";
  if (flags.pinFinalTry) return "last-try";
  return flags.pinCountLow ? "few-tries" : "ok";
}

async function endEntities({ certificates }: TokenObjects): Promise<readonly HeldCertificate[]> {
  const { certificateInfo } = await import("@perennial/pki");
  return certificates.slice(0, mostCertificates).flatMap(({ id, label, der }) => {
    try {
      const info = certificateInfo(Buffer.from(der, "base64"));
      return info.isCa ? [] : [{ ckaId: id, label, info }];
    } catch (error) {
      // Bytes on a token that are no certificate are of no use here and in nobody's way.
      if (PerennialError.is(error, "certificates.unreadable")) return [];
      throw error;
    }
  });
}

function keysOf({ publicKeys, privateKeys }: TokenObjects): readonly HeldKey[] {
  return [...privateKeys, ...publicKeys].flatMap(({ id, label, spki }) => {
    if (spki === undefined) return [];
    const spkiHash = createHash("sha256").update(Buffer.from(spki, "base64")).digest("hex");
    return [{ ckaId: id, label, spkiHash }];
  });
}
