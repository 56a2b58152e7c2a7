import { inject } from "../inject.js";
import type { JsonObject } from "../json.js";
import { message, type Message } from "../message.js";
import { done, waiting, type Outcome } from "../outcome.js";
import { didNotHappen, happened, type Renewal } from "../renewal.js";
import { Files, type Backup } from "../services/files.js";

/** The backup that was made, or that the person did not want one. */
export type BackupMade =
  | {
      readonly made: true;
      /** Absolute path of the folder. */
      readonly path: string;
      readonly files: number;
      readonly bytes: number;
      readonly missing: readonly string[];
      /** Keys that are not in it, because they are on a token and cannot be copied. */
      readonly onTokens?: readonly { readonly id: string; readonly token: string }[];
    }
  | { readonly made: false };

/** What goes into a backup. */
export interface BackupScope {
  /** Profile field of the folder, if the profile has one. */
  readonly folder?: string;
  /** Files and folders below it. */
  readonly paths: readonly string[];
  readonly keyIds: readonly string[];
}

/** Offers a backup of what the new certificate needs, and makes it. */
export abstract class MakeBackup<P = JsonObject> {
  constructor(@inject(Files) protected readonly files: Files) {}

  protected abstract scope(renewal: Renewal<P>): BackupScope;
  /** What the person is asked. */
  protected question(_renewal: Renewal<P>): {
    readonly text: Message;
    readonly instructions?: readonly Message[];
  } {
    return { text: message("backup.offer") };
  }
  /** What there is to say at the end, before what is said about the backup. */
  protected notes(_renewal: Renewal<P>): readonly Message[] {
    return [];
  }

  async run(renewal: Renewal<P>): Promise<Outcome<BackupMade>> {
    const yes = renewal.answer<boolean>("back-up");
    if (yes === undefined) {
      const question = { type: "confirm" } as const;
      return waiting({ ...this.question(renewal), key: "back-up", for: "person", question });
    }
    const notes = this.notes(renewal);
    if (!yes) return done<BackupMade>({ made: false }, [...notes, message("backup.declined")]);
    const scope = this.scope(renewal);
    const label = renewal.id;
    const backup = await renewal.effect<BackupMade & { made: true }>({
      key: "back-up",
      intent: { label, paths: scope.paths, keyIds: scope.keyIds },
      perform: async () => made(await this.files.backUp({ label, ...scope })),
      find: async () => {
        const found = await this.files.findBackup(label);
        return found === null ? didNotHappen : happened(made(found));
      },
    });
    const { path, files, missing, onTokens = [] } = backup;
    const tokens = [...new Set(onTokens.map(({ token }) => token))];
    return done<BackupMade>(backup, [
      ...notes,
      message("backup.made", { path, files }),
      ...tokens.map((token) => message("backup.on-token", { token })),
      ...(missing.length === 0 ? [] : [message("backup.missing", { missing })]),
    ]);
  }
}

function made(backup: Backup): BackupMade & { made: true } {
  const { path, files, bytes, missing, onTokens } = backup;
  const left = onTokens?.map(({ id, token }) => ({ id, token }));
  return {
    made: true,
    path,
    files,
    bytes,
    missing,
    ...(left === undefined ? {} : { onTokens: left }),
  };
}
