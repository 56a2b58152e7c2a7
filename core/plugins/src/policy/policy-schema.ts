const rule = {
  title: "Rule",
  description: "Describes plugins; what is named must all hold.",
  type: "object",
  additionalProperties: false,
  anyOf: [{ required: ["plugin"] }, { required: ["versions"] }, { required: ["publisher"] }],
  properties: {
    id: {
      title: "Name",
      description: "Shown when this rule refuses.",
      type: "string",
      minLength: 1,
    },
    plugin: {
      title: "Plugin",
      description: "The plugin's id; * stands for any characters.",
      type: "string",
      minLength: 1,
    },
    versions: {
      title: "Versions",
      description: "A range, for example >=1.2 <2.",
      type: "string",
      minLength: 1,
    },
    publisher: {
      title: "Publisher",
      description: "The publisher; * stands for any characters.",
      type: "string",
      minLength: 1,
    },
    reason: { title: "Reason", description: "Shown with a refusal.", type: "string" },
  },
} as const;

const hosts = {
  type: "array",
  items: { type: "string", minLength: 1 },
} as const;

/** JSON Schema (draft 2020-12) of a policy file, published as `schema/policy.schema.json`. */
export const policySchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Policy of an organisation for Perennial",
  description:
    "Which plugins may load. A file that does not follow this schema refuses all of them.",
  type: "object",
  additionalProperties: false,
  required: ["policy"],
  properties: {
    $schema: { type: "string" },
    policy: { title: "Version of this format", const: 1 },
    organisation: { title: "Organisation", type: "string" },
    plugins: {
      title: "Plugins",
      type: "object",
      additionalProperties: false,
      properties: {
        allow: {
          title: "Allowed",
          description: "If present, only plugins that one of these rules describes may load.",
          type: "array",
          items: { $ref: "#/$defs/rule" },
        },
        deny: {
          title: "Denied",
          description: "Refused whatever allow says.",
          type: "array",
          items: { $ref: "#/$defs/rule" },
        },
      },
    },
    pluginDirs: {
      title: "Plugin folders of the command line",
      description: "false forbids plugins given with --plugin-dir.",
      type: "boolean",
    },
    permissions: {
      title: "Permissions",
      description: "The most that a plugin may declare. What is absent is not limited.",
      type: "object",
      additionalProperties: false,
      properties: {
        network: {
          title: "Network hosts",
          description: "As in manifests; profile:* admits hosts that a profile names.",
          ...hosts,
        },
        pages: { title: "Pages", ...hosts },
        keys: { title: "Keys", type: "array", items: { enum: ["generate", "sign"] } },
        certificates: { title: "Certificates", type: "array", items: { enum: ["install"] } },
        tokens: { title: "Tokens", type: "array", items: { enum: ["read", "adopt"] } },
        signatures: { title: "Signatures", type: "array", items: { enum: ["documents"] } },
        files: { title: "Files", type: "array", items: { enum: ["read", "write", "backup"] } },
        inbox: { title: "Inbox", type: "boolean" },
        secrets: { title: "Secrets", type: "boolean" },
      },
    },
  },
  $defs: { rule },
} as const;
