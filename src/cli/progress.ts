/** Where progress is written: process.stdout, or anything like it. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** One thing that is being started. */
export interface Step {
  /** Says how far it is. */
  update(text: string): void;
  done(text: string): void;
}

/** Tells a person what is going on: one line a step, redrawn in place on a terminal, plain lines anywhere else. */
export interface Progress {
  step(name: string): Step;
  /** A line of its own. */
  say(text: string): void;
  /** Leaves the terminal tidy when a step will not end. */
  end(): void;
}

const CLEAR_LINE = '\r\x1b[K';
const REDRAW_MS = 1_000;
/** Without a terminal, every update would be a line: not more often than that. */
const QUIET_MS = 10_000;

export function createProgress(terminal: Terminal, now: () => number = () => performance.now()): Progress {
  const live = terminal.isTTY === true;
  let current: { name: string; text: string; since: number; told: number } | null = null;
  let timer: NodeJS.Timeout | undefined;

  function draw(): void {
    if (!current || !live) return;
    const { name, text, since } = current;
    const line = `  … ${name}${text && `: ${text}`} (${seconds(now() - since)})`;
    terminal.write(CLEAR_LINE + line.slice(0, (terminal.columns || 80) - 1));
  }

  function finish(): void {
    clearInterval(timer);
    if (current && live) terminal.write(CLEAR_LINE);
    current = null;
  }

  return {
    step(name) {
      finish();
      const mine = { name, text: '', since: now(), told: now() };
      current = mine;
      if (live) {
        draw();
        timer = setInterval(draw, REDRAW_MS);
        timer.unref();
      } else {
        terminal.write(`  … ${name}\n`);
      }
      return {
        update(text) {
          if (current !== mine || text === mine.text) return;
          mine.text = text;
          if (live) draw();
          else if (now() - mine.told >= QUIET_MS) {
            mine.told = now();
            terminal.write(`  … ${name}: ${text}\n`);
          }
        },
        done(text) {
          if (current !== mine) return;
          const took = seconds(now() - mine.since);
          finish();
          terminal.write(`  ✓ ${name}: ${text} (${took})\n`);
        },
      };
    },
    say(text) {
      if (live && current) terminal.write(CLEAR_LINE);
      terminal.write(`${text}\n`);
      draw();
    },
    end: finish,
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
