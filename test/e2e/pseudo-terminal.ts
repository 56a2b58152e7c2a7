import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** What a person does once a text has appeared: types, or closes the terminal. */
export type Move = { readonly sees: string } & (
  | {
      readonly types: string;
      /** What they do elsewhere, once they have typed: put a card in. */
      readonly does?: () => Promise<void>;
    }
  | { readonly signal: "SIGINT" | "SIGTERM" | "SIGHUP" }
  | { readonly closes: true }
);

export interface Session {
  /** Everything that appeared on the screen. */
  readonly screen: string;
  /** The exit code; 128 and the signal's number if one ended it. */
  readonly code: number;
  /** Moves whose text never appeared. */
  readonly left: number;
}

/** Node cannot open a pseudo-terminal itself; Python's standard library can. */
const driver = String.raw`
import fcntl, json, os, pty, select, signal, struct, sys, termios, time
moves, argv, env = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    time.sleep(0.1)
    os.execve(argv[0], argv, env)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))
screen, seen, made, end = b"", 0, 0, time.time() + 100
while time.time() < end:
    if not select.select([terminal], [], [], 0.5)[0]:
        continue
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    screen += data
    while moves and moves[0]["sees"].encode() in screen[seen:]:
        move, made = moves.pop(0), made + 1
        seen = screen.index(move["sees"].encode(), seen) + len(move["sees"].encode())
        if "types" in move:
            time.sleep(0.05)
            os.write(terminal, move["types"].encode())
            print(json.dumps(made), flush=True)
        elif "signal" in move:
            os.kill(pid, getattr(signal, move["signal"]))
        else:
            os.close(terminal)
            terminal = None
            break
    if terminal is None:
        break
else:
    os.kill(pid, signal.SIGKILL)
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
result = {"screen": screen.decode(errors="replace"), "left": len(moves)}
result["code"] = status if status >= 0 else 128 - status
print(json.dumps(result))
`;

/** Runs a program in a terminal of 80 columns. */
export async function inTerminal(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  moves: readonly Move[],
): Promise<Session> {
  const child = spawn("python3", ["-c", driver], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify([moves, argv, { TERM: "xterm", NO_COLOR: "1", ...env }]));
  // Listened to from the start: nothing is missed while something is done elsewhere.
  const closed = once(child, "close");
  let session: Session | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as number | Session;
    if (typeof told !== "number") session = told;
    else {
      // The driver counts from one.
      const move = moves[told - 1];
      if (move !== undefined && "does" in move) await move.does?.();
    }
  }
  await closed;
  if (session === undefined) throw new Error("the terminal's driver ended early");
  return session;
}
