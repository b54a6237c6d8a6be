/** Feeds the watchdog only when every task has reported since the last time: one that hangs takes the board with it. @singleton */
export const SENSOR_TASK = 1;
export const LINK_TASK = 2;
export const OUTBOX_TASK = 4;
const ALL_TASKS = SENSOR_TASK | LINK_TASK | OUTBOX_TASK;

export type Report = (task: number) => void;

export function createWatchdogFeed(kick: () => void): Report {
  let reported = 0;
  return (task) => {
    reported |= task;
    if (reported === ALL_TASKS) {
      reported = 0;
      kick();
    }
  };
}
