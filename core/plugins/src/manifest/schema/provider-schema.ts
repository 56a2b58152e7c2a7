const when = {
  title: "Condition",
  description:
    "Equalities that must all hold: names of profile fields, or account, with the value they must have.",
  type: "object",
  minProperties: 1,
  additionalProperties: { type: ["string", "boolean", "number"] },
} as const;

const duration = { $ref: "#/$defs/duration" } as const;
const text = { $ref: "#/$defs/text" } as const;

const actor = {
  title: "Actor",
  description:
    "Who acts: the person, Perennial (host), the CA (authority), or the service that uses the certificate (operator).",
  enum: ["person", "host", "authority", "operator"],
} as const;

const takes = {
  title: "Takes",
  description: "How long it usually takes: an ISO 8601 duration, or a pair from–to.",
  anyOf: [duration, { type: "array", minItems: 2, maxItems: 2, items: duration }],
} as const;

/** JSON Schema of a step in a provider's step list. */
export const stepSchema = {
  title: "Step",
  description:
    "A step as the plan and the sidebar show it, before any code of the plugin is loaded.",
  type: "object",
  additionalProperties: false,
  required: ["name", "title", "actor"],
  properties: {
    name: {
      $ref: "#/$defs/kebab",
      description:
        "Name in the journal, as in @step(name). It never changes: renaming is a new step.",
    },
    title: text,
    actor,
    asks: {
      title: "Asks",
      description: "What the person is asked or handed, for the plan.",
      type: "array",
      items: {
        anyOf: [
          text,
          {
            title: "Conditional ask",
            description:
              "Shown in the plan of the profiles and accounts for which the condition holds.",
            type: "object",
            additionalProperties: false,
            required: ["text"],
            properties: { text, when },
          },
        ],
      },
    },
    usesKey: {
      title: "Uses the key",
      description:
        "The step makes or uses the private key: where that is on a token, the plan says that the PIN is asked for.",
      type: "boolean",
    },
    takes,
    variants: {
      title: "Variants",
      description:
        "Who acts and how long it takes where this depends on the profile or the account: the first of which the condition holds counts instead.",
      type: "array",
      minItems: 1,
      items: {
        title: "Variant",
        type: "object",
        additionalProperties: false,
        required: ["when"],
        minProperties: 2,
        properties: { when, actor, takes },
      },
    },
    when,
    canGoBack: {
      title: "Can go back",
      description: "The person may go back to this step from the next one.",
      type: "boolean",
    },
    revisable: {
      title: "Revisable",
      description:
        "What the step changed outside it can change again: its recorded effects do not keep the person from going back.",
      type: "boolean",
    },
  },
} as const;

/** JSON Schema of somebody to turn to. */
export const contactSchema = {
  title: "Contact",
  description: "Whom to ask, shown with failures and in the provider's details.",
  type: "object",
  additionalProperties: false,
  required: ["topic"],
  properties: {
    topic: text,
    phone: { title: "Telephone", description: "For example +352 355 66 600.", type: "string" },
    email: { title: "E-mail address", type: "string" },
    web: { title: "Page", description: "An https address.", type: "string" },
    when,
  },
} as const;

/** JSON Schema of a provider. */
export const providerSchema = {
  title: "Provider",
  description: "One kind of certificate that the plugin renews.",
  type: "object",
  additionalProperties: false,
  required: ["id", "title", "kind", "profile", "notice", "steps"],
  properties: {
    id: {
      title: "Id",
      description: "The plugin's id, a dot and a name, for example luxtrust.sofie.",
      type: "string",
      maxLength: 129,
    },
    title: text,
    description: text,
    kind: {
      title: "Kind",
      description:
        "rekey: a new key pair and certificate. access-grant: the CA renews what it holds itself.",
      enum: ["rekey", "access-grant"],
    },
    profile: {
      title: "Profile",
      description: "The form that a profile of this provider fills in.",
      type: "object",
      additionalProperties: false,
      required: ["type", "properties"],
      properties: {
        type: { const: "object" },
        properties: {
          title: "Fields",
          type: "object",
          additionalProperties: { $ref: "#/$defs/field" },
        },
        required: {
          title: "Required fields",
          type: "array",
          uniqueItems: true,
          items: { type: "string" },
        },
        additionalProperties: { const: false },
      },
    },
    accounts: {
      title: "Accounts",
      description:
        "Accounts of a profile, each with its own key and certificate. Without it: one, main.",
      type: "object",
      additionalProperties: false,
      required: ["by", "values"],
      properties: {
        by: {
          title: "By",
          description: "The profile field with an enum that decides.",
          type: "string",
        },
        values: {
          title: "Accounts by value",
          description: "For each value of that field the names of the accounts.",
          type: "object",
          additionalProperties: {
            type: "array",
            minItems: 1,
            uniqueItems: true,
            items: { type: "string" },
          },
        },
      },
    },
    algorithms: {
      title: "Key algorithms",
      description: "Key algorithms the CA takes, the preferred one first.",
      type: "array",
      minItems: 1,
      uniqueItems: true,
      items: { enum: ["rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384", "ec-p521"] },
    },
    notice: {
      title: "Notice",
      description: "When and how a person is told that the certificate ends.",
      type: "object",
      additionalProperties: false,
      required: ["before", "text", "expired"],
      properties: { before: duration, text, expired: text },
    },
    operations: {
      title: "Operations",
      description: "Operations outside Perennial that the plugin's guard judges, for example send.",
      type: "array",
      uniqueItems: true,
      items: { type: "string" },
    },
    steps: { title: "Steps", type: "array", minItems: 1, items: { $ref: "#/$defs/step" } },
    localEffects: {
      title: "Local effects",
      description:
        "Kinds of the steps' effects (a key up to its first colon) that change nothing at the CA or the service. Every other one is told as what stays there when the renewal is cancelled.",
      type: "array",
      minItems: 1,
      uniqueItems: true,
      items: { $ref: "#/$defs/kebab" },
    },
    contacts: { title: "Contacts", type: "array", items: { $ref: "#/$defs/contact" } },
    matches: {
      title: "Matches",
      description: "Which certificates it renews: wildcards (*) over names written as in RFC 4514.",
      type: "object",
      additionalProperties: false,
      minProperties: 1,
      properties: { issuer: { type: "string" }, subject: { type: "string" } },
    },
  },
} as const;
