/** A second device that has the same triple as the one under test (facts: cloud section 0.5). */
import type { CloudInside } from "./faults.ts";
import type { LoginResult } from "./login.ts";

const NO_LOGIN: LoginResult = { accepted: true, connackCode: 0, why: "", parameters: new Map(), deviceAtFault: false };

/** Another device with the same triple: the last login wins (1.3), and it logs in again when it is thrown off. */
export function intrude(
  { platform, clock, device }: Pick<CloudInside, "platform" | "clock" | "device">,
  backAfterMs: number | undefined,
): () => void {
  let isGone = false;
  const session = {
    device,
    login: NO_LOGIN,
    kick: () => {
      if (backAfterMs !== undefined) clock.after(backAfterMs, logIn);
    },
  };
  const logIn = (): void => {
    if (!isGone) platform.openSession(session);
  };
  logIn();
  return () => {
    isGone = true;
    platform.closeSession(session, "the intruder leaves");
  };
}
