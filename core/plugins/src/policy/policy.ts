/** One line of a policy's lists: what is named must all hold. */
export interface PolicyRule {
  /** Name of the rule in messages. */
  readonly id?: string;
  /** Plugin id; `*` stands for any characters. */
  readonly plugin?: string;
  /** Range of versions, as npm writes them. */
  readonly versions?: string;
  /** Publisher; `*` stands for any characters. */
  readonly publisher?: string;
  /** For the administrator's own memory; shown with the refusal. */
  readonly reason?: string;
}

/** The most that plugins may declare. What is absent is not limited. */
export interface PermissionLimits {
  /** Host patterns as in manifests; `profile:*` admits hosts that a profile names. */
  readonly network?: readonly string[];
  readonly pages?: readonly string[];
  readonly keys?: readonly string[];
  readonly certificates?: readonly string[];
  readonly tokens?: readonly string[];
  readonly signatures?: readonly string[];
  readonly files?: readonly string[];
  readonly inbox?: boolean;
  readonly secrets?: boolean;
}

/** An organisation's policy file. */
export interface Policy {
  readonly policy: 1;
  readonly organisation?: string;
  readonly plugins?: {
    /** If present, only plugins that one of these describes are allowed. */
    readonly allow?: readonly PolicyRule[];
    /** Refused whatever `allow` says. */
    readonly deny?: readonly PolicyRule[];
  };
  /** False forbids plugins given with `--plugin-dir`. */
  readonly pluginDirs?: boolean;
  readonly permissions?: PermissionLimits;
}
