/** The pins of a board file, by what is at them. */
import type { BoardFile } from "../../build/boards.ts";
import type { PinName } from "../../src/hal.ts";

export interface PinUse {
  /** What it is, as it stands in tables and drawings. */
  readonly use: string;
  readonly pin: PinName;
}

/** "A0-A2 B5" as A0, A1, A2, B5. */
export function expandPins(ranges: string): PinName[] {
  return ranges.split(" ").flatMap((word) => {
    const [, letter, from, to] = /^([A-Z])(\d+)-\1(\d+)$/.exec(word) ?? [];
    if (letter === undefined) return word === "" ? [] : [word];
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, n) => `${letter}${Number(from) + n}`);
  });
}

/** In the order in which they are wired. */
export function pinUses({ board }: BoardFile): PinUse[] {
  const { modemUart, gasUart } = board;
  const uses: readonly (readonly [use: string, pin: PinName | undefined])[] = [
    ["TX, to the modem's RX", modemUart.tx],
    ["RX, from the modem's TX", modemUart.rx],
    ["PWRKEY, by transistor", board.modemPowerKey],
    ["RESET, by transistor", board.modemReset],
    ["Gas sensor (ADC)", board.gasAdc.pin],
    ["Sensor's supply (ADC)", board.supplyAdc],
    ["Heater's sense resistor (ADC)", board.heaterAdc],
    ["NTC (ADC)", board.ntcAdc],
    ["Heater's switch (PWM)", board.heaterPwm],
    ["TX of a gas module's UART", gasUart?.tx],
    ["RX of a gas module's UART", gasUart?.rx],
    ["PowerSwitch output", board.powerSwitch.pin],
    ["Alarm lamp, red", board.alarmLed?.pin],
    ["Fault lamp, yellow", board.faultLed?.pin],
    ["Normal lamp, green", board.normalLed?.pin],
    ["Buzzer, by transistor", board.buzzer?.pin],
    ["Button", board.button?.pin],
  ];
  return uses.flatMap(([use, pin]) => (pin === undefined ? [] : [{ use, pin }]));
}

/** Espruino's name and, where the board has another printed there, that too. */
export function pinLabel({ profile }: BoardFile, pin: PinName): string {
  const label = profile.wiring.labels?.[pin];
  return label === undefined || label === pin ? pin : `${pin} (${label})`;
}
