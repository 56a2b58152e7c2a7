import { fieldSchema } from "./field-schema.js";
import { permissionsSchema } from "./permissions-schema.js";
import { contactSchema, providerSchema, stepSchema } from "./provider-schema.js";

/**
 * JSON Schema (draft 2020-12) of a plugin's `package.json`. It is published for editors as
 * `schema/plugin-manifest.schema.json`, which {@link publishSchemas} writes from here.
 */
export const manifestSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Manifest of a Perennial plugin",
  description: "The package.json of a folder that holds a plugin.",
  type: "object",
  required: [
    "name",
    "version",
    "displayName",
    "description",
    "publisher",
    "license",
    "engines",
    "main",
    "l10n",
    "perennial",
  ],
  properties: {
    name: {
      title: "Name",
      description: "The plugin's id, or @publisher/id: lower-case letters, digits and hyphens.",
      type: "string",
    },
    version: { title: "Version", description: "Semantic Versioning 2.0.0.", type: "string" },
    displayName: { $ref: "#/$defs/text" },
    description: { $ref: "#/$defs/text" },
    publisher: { title: "Publisher", type: "string", minLength: 1, maxLength: 128 },
    license: { title: "Licence", description: "An SPDX expression.", type: "string" },
    engines: {
      title: "Engines",
      type: "object",
      required: ["perennial"],
      properties: {
        perennial: {
          title: "Perennial",
          description: "Range of the versions of @perennial/api that the plugin works with.",
          type: "string",
        },
      },
    },
    main: {
      title: "Main",
      description: "The plugin's code: one bundled ES module, .js or .mjs, inside the folder.",
      type: "string",
    },
    l10n: {
      title: "Translations",
      description:
        "Folder of <language>.json files inside the plugin's folder; en.json is the source.",
      type: "string",
    },
    perennial: {
      title: "Perennial",
      type: "object",
      additionalProperties: false,
      required: ["contributes"],
      properties: {
        takesOver: {
          title: "Takes over",
          description:
            "Range of older versions whose running renewals this version can carry on. Default: none.",
          type: "string",
        },
        permissions: { $ref: "#/$defs/permissions" },
        contributes: {
          title: "Contributes",
          type: "object",
          additionalProperties: false,
          required: ["providers"],
          properties: {
            providers: { type: "array", minItems: 1, items: { $ref: "#/$defs/provider" } },
          },
        },
      },
    },
  },
  $defs: {
    text: {
      title: "Text",
      description: "%key% of the l10n catalogues.",
      type: "string",
      minLength: 1,
      maxLength: 1024,
    },
    kebab: {
      title: "Name",
      description: "Lower-case letters, digits and single hyphens.",
      type: "string",
      maxLength: 64,
      pattern: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    },
    duration: {
      title: "Duration",
      description: "ISO 8601, for example P1M, P3D, PT15M.",
      type: "string",
      pattern: "^P(?=.)(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+S)?)?$",
    },
    permissions: permissionsSchema,
    provider: providerSchema,
    field: fieldSchema,
    step: stepSchema,
    contact: contactSchema,
  },
} as const;
