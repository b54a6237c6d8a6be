/** What a person does about each finding (facts: modem sections 2, 3, 4, 5, 6, 12, 19). */

export const NO_ANSWER =
  "Check in this order. Wires: the adapter's TX goes to the modem's RX and the other way round, and the grounds are joined. Power: 3.3 to 4.3 V that holds at 2 A, no USB port alone. PWRKEY: low for 2 s starts the modem (Air780E does not start on power alone unless PWRKEY is tied low). Level: many modems speak 1.8 V. Port: AT is on UART1, or on the modem's own USB port for AT.";

export const NOISE =
  "Something talks, and not at this rate: leave --baud out to have the usual ones tried (some builds ship at 9600), or the levels do not fit (1.8 V into a 3.3 V adapter), or this is no port for AT (a boot log, a board's console).";

export const LOOPED =
  "Only what was sent comes back: TX and RX are joined, or swapped at a modem that is off. Cross them: the adapter's TX to the modem's RX.";

export const OTHER_BAUD = (baud: number) =>
  `The firmware speaks 115200 unless told otherwise: set modem.baud to ${baud} in canary.json, or store the usual rate in the modem with AT+IPR=115200;&W.`;

export const OTHER_MAKE =
  "The firmware's dialect is that of Luat / AirM2M modems. Other makes use the same names with other replies: look at --verbose before you trust what follows.";

export const NO_IMEI =
  "A modem without an IMEI is let into no network: its firmware was flashed without keeping the calibration data.";

export const NO_MQTT = (revision: string) =>
  `This build has no MQTT client. On Air202/208 the builds named _AT_S_SSL and _AT_S_NOTTS have it, _AT_S and _AT_S_TTS have not; on EC716S those that end in _FS or _FU have not.${revision ? ` Yours is ${revision}.` : ""} Flash an AT firmware with MQTT with the maker's tool (Luatools).`;

export const NO_SIM =
  "Is the card in, the right way round, and of the right size in its holder? Take it out, clean the contacts, put it in and start the modem anew: a card put in later is not noticed. Check the holder's wires (DATA, CLK, RST, VDD) if the card works in a phone.";

export const SIM_BUSY =
  "The card does not get ready. Start the modem anew; if it stays so, try the card in a phone, and another card here.";

export const SIM_PIN =
  "The card asks for its PIN, which the firmware never enters: put the card into a phone and switch the PIN off.";

export const SIM_PUK = "The card is blocked: enter its PUK in a phone, and switch the PIN off there.";

export const ANTENNA =
  "Is the antenna plugged in, on the main connector (not GNSS or diversity), and made for the bands of the network? Move it away from metal and try outdoors or at a window.";

export const NO_SIGNAL = `No signal is measured. ${ANTENNA}`;

export const DENIED =
  "The network knows the card and lets it not in: is it activated, are its fees paid, is it bound to another device's IMEI (many cards for machines are: have the carrier lift it, or tell it the IMEI above), and does its plan have this network (LTE or 2G)?";

export const SEARCHING = `No network takes it. ${ANTENNA} A 2G modem finds nothing where 2G is switched off. Some cards for machines work in one place only.`;

export const DATA_ONLY =
  "The network takes the card for data (LTE) and not for calls, and the firmware waits for both: ask the carrier for a plan or a modem firmware with combined attach.";

export const ROAMING = "It works where the card's plan allows roaming data; ask the carrier before you leave it there.";

export const NOT_ATTACHED =
  "It is registered but has no data: does the card's plan have data, is its volume used up, and is the plan for machines bound to this IMEI?";

export const APN = (name: string) =>
  `The network does not give a data connection for the APN "${name}". Ask the carrier for the card's APN, user and password: --apn <name> --apn-user <user>. Cards for machines often have one of their own, and it belongs into canary.json too (modem.apn).`;

export const NO_BROKER =
  "Name one to try MQTT: --broker mqtt://host:port, or --config canary.json for the device's own platform.";

export const HOST = (host: string, port: number) =>
  `Does ${host} resolve, and does a broker listen on port ${port} for everyone, not for this network only (a host of your own desk can't be reached by cellular)? Is a firewall in between, or is the port for TLS (8883), which the firmware does not speak? A card for machines may be allowed to reach listed hosts only.`;

export const MCONFIG =
  "The modem does not take the login: a firmware build with another MQTT, or client id, user or password beyond 256 bytes.";

export const LOGIN =
  "The broker does not take the login. Are user and password right, is the client id allowed, and does the broker want a login at all?";

export const DEVICE_LOGIN =
  "The platform does not take the device's login. Are product key, device name and device secret those of the console, is the device enabled, and is the region right? `canary sign` shows what it logs in with.";

export const NO_ROUND_TRIP =
  "The login works, yet messages do not pass: is the user allowed to read and write the topic (the broker's access list), and is the signal good enough?";

export const SILENT =
  "It answered before, and does not any more: its supply broke down under load, or it hangs. Cut its power and start it anew; look at the supply (2 A bursts, 1000 uF near the modem, short thick wires).";

export const RESTARTS =
  "That is what a supply too weak looks like: it breaks down when the radio draws its bursts of up to 2 A. Feed the modem with 3.8 to 4.2 V from a source for 2 A, with 1000 uF close to it, over short thick wires; a USB port or a board's 3.3 V pin is not enough.";

export const LOW_SUPPLY =
  "The modem takes 3.3 to 4.3 V; below 3.4 V it is near its end when the radio sends. Feed it with 3.8 to 4.2 V, and look at wires and plugs.";
