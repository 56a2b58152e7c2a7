import { createHash } from "node:crypto";
import { PerennialError, type ErrorData, type SeenToken } from "@perennial/api";
import type {
  FoundModule,
  FoundToken,
  TokenListing,
  TokenModules,
  TokenObjects,
  TokenView,
} from "@perennial/hardware";
import type {
  HeldCertificate,
  HeldKey,
  LookedToken,
  LookProblem,
  TokenLookPort,
  TokensLooked,
} from "./token-look.js";

/** More than anybody has; a driver that shows them all is not believed. */
const mostTokens = 64;
const mostCertificates = 256;

/** {@link TokenLookPort} by way of the modules' processes, each with its own time limits. */
export class ModuleTokenLook implements TokenLookPort {
  constructor(private readonly modules: () => Promise<Pick<TokenModules, "list" | "objects">>) {}

  async look(): Promise<TokensLooked> {
    const modules = await this.modules();
    const { sameToken } = await import("@perennial/hardware");
    const listing = await modules.list();
    const problems = [...problemsOf(listing)];
    const tokens: LookedToken[] = [];
    for (const found of listing.tokens) {
      // Two modules may show the same token; the one that was found first is taken.
      const isShown = tokens.some(
        (one) => one.module !== found.module.path && sameToken(one.identity, found.identity),
      );
      if (isShown) continue;
      if (tokens.length === mostTokens) {
        problems.push({ code: "tokens.too-many", params: { limit: mostTokens } });
        break;
      }
      const { token, problem } = await this.#read(modules, found);
      tokens.push(token);
      if (problem !== undefined) problems.push(problem);
    }
    return { tokens, problems };
  }

  /** A token that cannot be read is one nevertheless. */
  async #read(
    modules: Pick<TokenModules, "objects">,
    found: FoundToken,
  ): Promise<{ readonly token: LookedToken; readonly problem?: LookProblem }> {
    const about = { module: found.module.name, label: found.view.label };
    if (found.problem !== undefined) {
      return { token: await looked(found, undefined), problem: problemOf(found.problem, about) };
    }
    if (!found.view.flags.initialized) return { token: await looked(found, undefined) };
    try {
      const objects = await modules.objects(found);
      const token = await looked(found, objects);
      if (objects.certificates.length <= mostCertificates) return { token };
      const params = { ...about, limit: mostCertificates };
      return { token, problem: { code: "tokens.too-many-certificates", params } };
    } catch (error) {
      if (!PerennialError.is(error) || !error.code.startsWith("token.")) throw error;
      return { token: await looked(found, undefined), problem: problemOf(error, about) };
    }
  }
}

function* problemsOf({ modules, unusable }: TokenListing): Generator<LookProblem> {
  for (const { module, problem } of modules) {
    if (problem !== undefined) yield problemOf(problem, aboutModule(module));
  }
  for (const { module, reader, problem } of unusable) {
    yield problemOf(problem, { ...aboutModule(module), reader });
  }
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
  { module, view, identity }: FoundToken,
  objects: TokenObjects | undefined,
): Promise<LookedToken> {
  const { tokenUri } = await import("@perennial/hardware");
  const { label, manufacturer, model, serial } = view;
  return {
    identity,
    module: module.path,
    seen: { place: tokenUri(view), label, manufacturer, model, serial, pin: pinState(view) },
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
