/** Things that have got another place go there instead of jumping; at once for whoever wants no motion. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const MOVE_MS = 450;
const NO_MOTION = "(prefers-reduced-motion: reduce)";

/** `attribute` names each one of them inside of the box. */
export function useFlip(box: RefObject<HTMLElement | null>, attribute: string): void {
  const places = useRef(new Map<string, DOMRect>());
  useLayoutEffect(() => {
    const outer = box.current?.getBoundingClientRect();
    if (!box.current || !outer) return;
    const isStill = matchMedia(NO_MOTION).matches;
    const now = new Map<string, DOMRect>();
    for (const element of box.current.querySelectorAll<HTMLElement>(`[${attribute}]`)) {
      const name = element.getAttribute(attribute) ?? "";
      const { left, top, width, height } = element.getBoundingClientRect();
      const place = new DOMRect(left - outer.left, top - outer.top, width, height);
      const before = places.current.get(name);
      now.set(name, place);
      if (before && !isStill) move(element, before, place);
    }
    places.current = now;
  });
}

function move(element: HTMLElement, from: DOMRect, to: DOMRect): void {
  const [x, y] = [from.x - to.x, from.y - to.y];
  if (x === 0 && y === 0) return;
  element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], {
    duration: MOVE_MS,
    easing: "ease-out",
  });
}
