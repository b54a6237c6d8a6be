const LOOK_MS = 10;

/** Resolves when `done`; `seen` tells what stood there instead when it did not come in time. */
export function eventually(
  done: () => boolean,
  withinMs: number,
  what: string,
  seen: () => string = () => "",
): Promise<void> {
  const endMs = performance.now() + withinMs;
  return new Promise((resolve, reject) => {
    const look = () => {
      if (done()) resolve();
      else if (performance.now() > endMs) reject(new Error(`no ${what} within ${withinMs / 1000} s. ${seen()}`));
      else setTimeout(look, LOOK_MS);
    };
    look();
  });
}
