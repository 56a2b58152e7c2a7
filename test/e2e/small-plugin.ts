import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What differs between the plugins that the tests write. */
export interface SmallPlugin {
  readonly id?: string;
  readonly version?: string;
  readonly takesOver?: string;
  /** Steps after `agree` and `act`. */
  readonly more?: readonly string[];
  /** Replaces the code. */
  readonly main?: string;
}

const texts = {
  "plugin.name": "Small",
  "plugin.description": "A plugin for tests",
  "office.title": "Small office",
  "office.notice": "It ends soon.",
  "office.expired": "It has ended.",
  "step.agree": "Agree",
  "step.act": "Act",
  "step.last": "Last",
  "agree.text": "Shall it be?",
  "field.folder": "Folder",
  "field.lost": "Whether the answer is lost",
  "field.find": "What find says",
  "field.confirmable": "Whether it can be confirmed",
};

/**
 * A plugin with the provider `<id>.office`. Its step `act` has one effect that writes a file into the
 * profile's folder, whose answer is lost if the profile says so, and of which `find` says what the
 * profile says. Each file there is one time that it was performed.
 */
export async function writeSmallPlugin(folder: string, plugin: SmallPlugin = {}): Promise<string> {
  const { id = "small", version = "1.0.0", takesOver, more = [] } = plugin;
  const path = join(folder, `${id}-${version}`);
  await mkdir(join(path, "l10n"), { recursive: true });
  const provider = {
    id: `${id}.office`,
    title: "%office.title%",
    kind: "access-grant",
    profile: {
      type: "object",
      properties: {
        folder: { type: "string", title: "field.folder", format: "folder" },
        lost: { type: "boolean", title: "field.lost", default: false },
        find: { type: "string", title: "field.find", default: "unknown" },
        confirmable: { type: "boolean", title: "field.confirmable", default: true },
      },
      required: ["folder"],
    },
    notice: { before: "P1M", text: "%office.notice%", expired: "%office.expired%" },
    steps: ["agree", "act", ...more].map((name) => ({
      name,
      title: `%step.${name}%`,
      actor: name === "agree" ? "person" : "host",
    })),
  };
  const manifest = {
    name: id,
    version,
    displayName: "%plugin.name%",
    description: "%plugin.description%",
    publisher: "Perennial tests",
    license: "MIT",
    type: "module",
    engines: { perennial: "^0.1.0" },
    main: "main.js",
    l10n: "l10n",
    perennial: {
      permissions: { files: { folder: "write" } },
      ...(takesOver === undefined ? {} : { takesOver }),
      contributes: { providers: [provider] },
    },
  };
  await writeFile(join(path, "package.json"), JSON.stringify(manifest));
  for (const language of ["en", "fr"]) {
    await writeFile(join(path, "l10n", `${language}.json`), JSON.stringify(texts));
  }
  await writeFile(join(path, "main.js"), plugin.main ?? mainOf(id, version, more));
  return path;
}

function mainOf(id: string, version: string, more: readonly string[]): string {
  return `
import {
  Files, definePlugin, didNotHappen, done, happened, inject, message, renewal, step, unknown, waiting,
} from "@perennial/api";

class Agree {
  async run(renewal) {
    if (renewal.answer("agree") !== undefined) return done("agreed");
    return waiting({ for: "person", key: "agree", text: message("agree.text"), question: { type: "confirm" } });
  }
}
step("agree")(Agree);

class Act {
  constructor(files) {
    this.files = files;
  }
  async run(renewal) {
    const { lost, find, confirmable } = renewal.profile;
    const finds = { happened: happened("found"), absent: didNotHappen, unknown };
    const result = await renewal.effect({
      key: "act",
      intent: { reference: renewal.id },
      perform: async () => {
        const earlier = await this.files.list({ folder: "folder", names: ["act-*"] });
        const name = \`act-\${earlier.length + 1}\`;
        await this.files.save({ folder: "folder", name, content: btoa("${version}") });
        if (lost && earlier.length === 0) throw new Error("the answer was lost");
        return name;
      },
      find: async () => finds[find],
      ...(confirmable ? { confirmed: (reference) => \`said \${reference}\` } : {}),
    });
    return done(result);
  }
}
inject(Files)(Act, undefined, 0);
step("act")(Act);

class Last {
  async run() {
    return done("${version}");
  }
}
step("last")(Last);

export default definePlugin({
  providers: [{ flow: renewal("${id}.office", [Agree, Act${more.includes("last") ? ", Last" : ""}]) }],
});
`;
}
