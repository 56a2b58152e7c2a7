const hosts = {
  type: "array",
  uniqueItems: true,
  items: { type: "string", maxLength: 300 },
} as const;

/** JSON Schema of what a plugin may use. */
export const permissionsSchema = {
  title: "Permissions",
  description: "What the plugin may use. What is not here, it cannot do.",
  type: "object",
  additionalProperties: false,
  properties: {
    network: {
      title: "Network hosts",
      description:
        "Host names, *. for any host below, an optional port: www.sofie.lu, *.example.org:8443. profile:<field> allows the host of the address in that profile field.",
      ...hosts,
    },
    pages: {
      title: "Pages",
      description: "Hosts of pages that the person may be asked to open, written as in network.",
      ...hosts,
    },
    keys: {
      title: "Keys",
      type: "array",
      uniqueItems: true,
      items: { enum: ["generate", "sign"] },
    },
    certificates: {
      title: "Certificates",
      type: "array",
      uniqueItems: true,
      items: { enum: ["install"] },
    },
    tokens: {
      title: "Tokens",
      description:
        "read: see which tokens are in and the certificates on them. adopt: use the key of a certificate that the person chose.",
      type: "array",
      uniqueItems: true,
      items: { enum: ["read", "adopt"] },
    },
    signatures: {
      title: "Signatures",
      description: "documents: sign files that the person gave and said yes to.",
      type: "array",
      uniqueItems: true,
      items: { enum: ["documents"] },
    },
    files: {
      title: "Files",
      description: "Profile fields of format folder or file, and what may be done there.",
      type: "object",
      additionalProperties: { enum: ["read", "write", "backup"] },
    },
    inbox: {
      title: "Inbox",
      description: "Wildcards over the names of files that are waited for.",
      type: "array",
      uniqueItems: true,
      items: { type: "string", minLength: 1 },
    },
    secrets: {
      title: "Secrets",
      description: "Names of the secrets (fields of format password) that the plugin uses.",
      type: "array",
      uniqueItems: true,
      items: { type: "string", minLength: 1 },
    },
  },
} as const;
