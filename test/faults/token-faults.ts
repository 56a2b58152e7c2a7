import type { FaultPoint, ShimAction, ShimFault } from "../rigs/index.js";

/** Something that goes wrong at one call of a renewal. */
export interface TokenFault {
  readonly name: string;
  readonly fault: ShimFault;
}

interface Kind {
  readonly name: string;
  readonly do: ShimAction;
  /** Functions it makes sense at; absent: all. */
  readonly at?: readonly string[];
}

const changing = ["C_Login", "C_GenerateKeyPair", "C_CreateObject", "C_Sign"];
const onLogin = ["C_Login"];
const onObjects = ["C_GenerateKeyPair", "C_CreateObject"];
const onSigning = ["C_SignInit", "C_Sign"];

const codes = [
  ...["CKR_DEVICE_REMOVED", "CKR_TOKEN_NOT_PRESENT", "CKR_SESSION_HANDLE_INVALID"],
  ...["CKR_DEVICE_ERROR", "CKR_GENERAL_ERROR", "CKR_FUNCTION_FAILED", "CKR_HOST_MEMORY"],
] as const;

const returned = (code: string, at?: readonly string[]): Kind => ({
  name: code,
  do: { return: code } as ShimAction,
  ...(at === undefined ? {} : { at }),
});

/** Every kind of fault, cheap ones first; those that take a deadline to notice come last. */
const kinds: readonly Kind[] = [
  ...codes.map((code) => returned(code)),
  { name: "a vendor's code", do: { return: 0x8000_0001 } },
  ...[
    "CKR_PIN_INCORRECT",
    "CKR_PIN_INVALID",
    "CKR_PIN_LEN_RANGE",
    "CKR_PIN_EXPIRED",
    "CKR_PIN_LOCKED",
  ].map((code) => returned(code, onLogin)),
  ...["CKR_USER_ALREADY_LOGGED_IN", "CKR_USER_TOO_MANY_TYPES"].map((code) =>
    returned(code, onLogin),
  ),
  ...["CKR_DEVICE_MEMORY", "CKR_TEMPLATE_INCONSISTENT", "CKR_ATTRIBUTE_TYPE_INVALID"].map((code) =>
    returned(code, onObjects),
  ),
  returned("CKR_TOKEN_WRITE_PROTECTED", onObjects),
  ...["CKR_USER_NOT_LOGGED_IN", "CKR_MECHANISM_INVALID"].map((code) =>
    returned(code, [...onObjects, ...onSigning]),
  ),
  ...["CKR_OPERATION_ACTIVE", "CKR_KEY_HANDLE_INVALID", "CKR_FUNCTION_REJECTED"].map((code) =>
    returned(code, onSigning),
  ),
  { name: "a wrong signature", do: { corrupt: true }, at: ["C_Sign"] },
  { name: "done, but CKR_GENERAL_ERROR", do: { afterwards: "CKR_GENERAL_ERROR" }, at: changing },
  { name: "done, but CKR_DEVICE_REMOVED", do: { afterwards: "CKR_DEVICE_REMOVED" }, at: changing },
  { name: "pulled before", do: { remove: "before" } },
  { name: "pulled afterwards", do: { remove: "afterwards" } },
  { name: "a crash before", do: { crash: "before" } },
  { name: "a crash afterwards", do: { crash: "afterwards" } },
  { name: "a hang before", do: { hang: "before" } },
  { name: "a hang afterwards", do: { hang: "afterwards" }, at: changing },
];

/** Functions of which one call in the middle of the many is like any other. */
const many = 40;

/**
 * Every fault of every kind at every call of an undisturbed renewal.
 * @param every of functions that are called very often only so many calls are taken, spread evenly.
 */
export function tokenFaults(
  points: readonly FaultPoint[],
  thorough: boolean,
): readonly TokenFault[] {
  const totals = new Map<string, number>();
  for (const { call, at } of points) totals.set(call, at);
  const taken = points.filter(({ call, at }) => {
    const total = totals.get(call) ?? 0;
    return thorough || total <= many || at % Math.ceil(total / many) === 0;
  });
  return taken.flatMap(({ call, at }) =>
    kinds
      .filter((kind) => kind.at === undefined || kind.at.includes(call))
      // A library whose loading fails is no token's fault, and has no answer to give.
      .filter((kind) => call !== "load" || "crash" in kind.do || "hang" in kind.do)
      .map((kind) => ({
        name: `${kind.name} at ${call} ${at}`,
        fault: { call, at, do: kind.do },
      })),
  );
}
