import type { FoundModule, FoundToken, ModuleStatus, UnusableSlot } from "@perennial/hardware";
import { tokenStates } from "./token-states.js";
import { tokenUri } from "./token-uri.js";

/** A token as `--json` shows it. Sizes in bytes; what the module does not tell is absent. */
export function tokenJson(found: FoundToken): object {
  const { view, module, reader, identity, problem } = found;
  const { label, manufacturer, model, serial, flags } = view;
  return {
    label,
    manufacturer,
    model,
    serial,
    reader,
    module: module.path,
    uri: tokenUri(found),
    states: tokenStates(view),
    flags,
    pinLength: { min: view.minPinLength, ...(view.maxPinLength > 0 && { max: view.maxPinLength }) },
    freeMemory: {
      ...(view.freePublicMemory !== undefined && { public: view.freePublicMemory }),
      ...(view.freePrivateMemory !== undefined && { private: view.freePrivateMemory }),
    },
    spkiHashes: identity.spkiHashes,
    ...(problem === undefined ? {} : { problem }),
  };
}

export function moduleJson({ module, about, problem, elapsed }: ModuleStatus): object {
  return {
    ...namesOf(module),
    ...(about === undefined ? {} : { about: aboutJson(about) }),
    ...(elapsed === undefined ? {} : { milliseconds: elapsed }),
    ...(problem === undefined ? {} : { problem }),
  };
}

export function unusableJson({ module, reader, problem }: UnusableSlot): object {
  return { module: module.path, reader, problem };
}

/** `description` would be taken for a text of ours, to be translated. */
function aboutJson({ description, ...about }: NonNullable<ModuleStatus["about"]>): object {
  return { library: description, ...about };
}

function namesOf({ name, path, source }: FoundModule): object {
  return { name, path, source };
}
