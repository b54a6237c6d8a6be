/**
 * Points read off the sensitivity figures of the datasheets (Hanwei, as kept in miguel5612/MQSensorsLib_Docs, `Datasheets/`):
 * off the vector graphics of the page, to about 1 % of the ratio; MQ-2 and MQ-9, which are pictures, to about 2 %, 5 % in ppm.
 * Each figure is one typical unit's: the makers let units differ by 6 to 1.
 */
export interface Figure {
  /** As the settings name it. */
  readonly name: string;
  readonly source: string;
  readonly points: readonly (readonly [ppm: number, ratio: number])[];
  /** The most that the curve of `sensors.ts` may miss any of them by. */
  readonly withinPercent: number;
}

export const FIGURES: readonly Figure[] = [
  {
    name: "MQ-2",
    source: "MQ2 - Pololulu.pdf, fig. 3",
    points: [
      [200, 1.59],
      [500, 1.07],
      [800, 0.862],
      [1000, 0.782],
      [1500, 0.65],
      [2000, 0.57],
      [3000, 0.467],
      [5000, 0.367],
      [10000, 0.255],
    ],
    withinPercent: 9,
  },
  {
    name: "MQ-4",
    source: "MQ4 - Sparkfun.pdf, fig. 3",
    points: [
      [200, 1.76],
      [1000, 0.995],
      [5000, 0.57],
      [10000, 0.439],
    ],
    withinPercent: 6,
  },
  {
    name: "MQ-4/LPG",
    source: "MQ4 - Sparkfun.pdf, fig. 3",
    points: [
      [200, 2.58],
      [1000, 1.5],
      [5000, 0.904],
      [10000, 0.74],
    ],
    withinPercent: 8,
  },
  {
    name: "MQ-5",
    source: "MQ5 - Parallax.pdf, fig. 3",
    points: [
      [200, 0.7],
      [500, 0.473],
      [800, 0.391],
      [1000, 0.357],
      [1500, 0.298],
      [2000, 0.268],
      [3000, 0.231],
      [5000, 0.191],
      [10000, 0.146],
    ],
    withinPercent: 7,
  },
  {
    name: "MQ-5/CH4",
    source: "MQ5 - Parallax.pdf, fig. 3",
    points: [
      [200, 0.953],
      [500, 0.677],
      [800, 0.558],
      [1000, 0.517],
      [1500, 0.446],
      [2000, 0.401],
      [3000, 0.34],
      [5000, 0.276],
      [10000, 0.204],
    ],
    withinPercent: 9,
  },
  {
    name: "MQ-6",
    source: "MQ6 - Sparkfun.pdf, fig. 3",
    points: [
      [200, 2.04],
      [500, 1.35],
      [800, 1.1],
      [1000, 1],
      [1550, 0.834],
      [2000, 0.739],
      [3000, 0.634],
      [5000, 0.514],
      [10000, 0.391],
    ],
    withinPercent: 9,
  },
  {
    name: "MQ-6/CH4",
    source: "MQ6 - Sparkfun.pdf, fig. 3",
    points: [
      [200, 2.6],
      [500, 1.81],
      [800, 1.51],
      [1000, 1.35],
      [1550, 1.15],
      [2000, 1.03],
      [3000, 0.899],
      [5000, 0.716],
      [10000, 0.546],
    ],
    withinPercent: 8,
  },
  {
    name: "MQ-7",
    source: "MQ7 - Sparkfun.pdf, fig. 3",
    points: [
      [50, 1.6],
      [100, 1],
      [400, 0.38],
      [1000, 0.218],
      [4000, 0.0908],
    ],
    withinPercent: 8,
  },
  {
    name: "MQ-8",
    source: "MQ8 - Sparkfun.pdf, fig. 3",
    points: [
      [200, 8.46],
      [500, 2.65],
      [800, 1.4],
      [1000, 1],
      [1500, 0.561],
      [2000, 0.377],
      [3000, 0.211],
      [5000, 0.0956],
      [10000, 0.0291],
    ],
    withinPercent: 13,
  },
  {
    name: "MQ-9",
    source: "MQ9 - Hanwei.pdf, fig. 2",
    points: [
      [200, 1.68],
      [500, 1.11],
      [800, 0.898],
      [1000, 0.8],
    ],
    withinPercent: 7,
  },
  {
    name: "MQ-9/LPG",
    source: "MQ9 - Hanwei.pdf, fig. 2",
    points: [
      [200, 2.11],
      [500, 1.39],
      [800, 1.13],
      [1000, 1.02],
      [1500, 0.838],
      [2000, 0.729],
      [3000, 0.592],
      [5000, 0.47],
      [10000, 0.337],
    ],
    withinPercent: 9,
  },
  {
    name: "MQ-135",
    source: "MQ135 - Hanwei.pdf, fig. 3, which ends at 200 ppm",
    points: [
      [10, 2.3],
      [100, 1.05],
      [200, 0.8],
    ],
    withinPercent: 6,
  },
  {
    name: "MQ-135/NH4",
    source: "MQ135 - Hanwei.pdf, fig. 3",
    points: [
      [10, 2.55],
      [100, 1],
      [200, 0.766],
    ],
    withinPercent: 3,
  },
  {
    name: "MQ-135/CO",
    source: "MQ135 - Hanwei.pdf, fig. 3",
    points: [
      [10, 2.83],
      [100, 1.54],
      [200, 1.34],
    ],
    withinPercent: 11,
  },
  {
    name: "MQ-135/alcohol",
    source: "MQ135 - Hanwei.pdf, fig. 3",
    points: [
      [10, 1.89],
      [100, 0.927],
      [200, 0.733],
    ],
    withinPercent: 5,
  },
];
