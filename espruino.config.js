/** What the build and the tools take when they are not told otherwise. One bundle serves all devices of a board. */
export default {
  board: "pico",
};
