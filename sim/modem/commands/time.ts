/** Network time by NTP: AT+CNTPCID=<bearer>, AT+CNTP="<host>",<quarter hours>, AT+CNTP (16). */
import { isCutOff } from "../air.ts";
import { type CommandRow, type Handler, MALFORMED, OK } from "../executor.ts";
import type { Inside } from "../inside.ts";
import { SAPBR_CONTEXTS } from "../sapbr.ts";
import { keeps } from "./general.ts";

const CODES = { ok: 1, network: 61, dns: 62, connect: 63, timeout: 65 } as const;
const ZONES = { low: -47, high: 48 };
/** DNS and one exchange. */
const EXCHANGE_MS = 400;

const setServer: Handler = ({ profile }, args) => {
  const [host, zone] = args;
  if (!host?.quoted || !/^[\w.-]+$/.test(host.text) || args.length !== 2) return MALFORMED;
  if (!/^-?\d{1,2}$/.test(zone?.text ?? "")) return MALFORMED;
  const quarters = Number(zone?.text);
  if (quarters < ZONES.low || quarters > ZONES.high) return MALFORMED;
  profile.ntp = { host: host.text, quarters };
  return OK;
};

const ask: Handler = (inside) => {
  const { profile, family, out } = inside;
  const { ntp } = profile;
  if (!ntp) return MALFORMED;
  const next = () => {
    if (!inside.sapbr.isOpen(profile.ntpContext)) {
      out.urc(`+CNTP: ${CODES.network}`);
      return;
    }
    const reachable = !isCutOff(inside);
    inside.later(reachable ? EXCHANGE_MS + 2 * family.airDelayMs : family.ntpTimeoutMs, () => {
      const code = reachable ? verdict(inside) : CODES.timeout;
      if (code === CODES.ok) inside.radio.learnTime(ntp.quarters);
      out.urc(`+CNTP: ${code}`);
    });
  };
  return { next };
};

function verdict({ network }: Inside): number {
  if (!network.trouble) return CODES.ok;
  return network.trouble === "dns" ? CODES.dns : CODES.connect;
}

export const TIME_COMMANDS: Readonly<Record<string, CommandRow>> = {
  CNTPCID: { set: keeps("ntpContext", SAPBR_CONTEXTS) },
  CNTP: { set: setServer, run: ask },
};
