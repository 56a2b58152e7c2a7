/** Time of a request in its file's name: `20261120-093000`, UTC. */
export function requestFileName(userId: string, account: string, at: string): string {
  const digits = new Date(at).toISOString().replaceAll(/[-:]/g, "");
  return `${userId}_${account}_${digits.slice(0, 8)}-${digits.slice(9, 15)}.pem`;
}

/** Wildcard over the request files of an account. */
export function requestFileNames(userId: string, account: string): string {
  return `${userId}_${account}_*.pem`;
}

/** Of request files of one account, those newer than `name`: the time is in the name. */
export function newerRequests(names: readonly string[], name: string): readonly string[] {
  const time = requestTime(name);
  return names.filter((other) => time !== undefined && (requestTime(other) ?? "") > time);
}

/** Of request files of one account, those older than `name`. */
export function olderRequests(names: readonly string[], name: string): readonly string[] {
  const time = requestTime(name);
  return names.filter((other) => {
    const at = requestTime(other);
    return time !== undefined && at !== undefined && at < time;
  });
}

function requestTime(name: string): string | undefined {
  return /_(\d{8}-\d{6})\.pem$/i.exec(name)?.[1];
}
