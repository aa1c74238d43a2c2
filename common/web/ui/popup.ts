// Places what opens at an input (a list, a calendar) beside it, above everything and within the window, also inside a dialog that scrolls.
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

const gap = 4;

export function usePopup(anchor: RefObject<HTMLElement | null>, popup: RefObject<HTMLElement | null>, is_open: boolean): void {
  useLayoutEffect(() => {
    if (!is_open) return;
    const place = () => {
      const [at, own] = [anchor.current?.getBoundingClientRect(), popup.current];
      if (!at || !own) return;
      own.style.maxHeight = "";
      const below = window.innerHeight - at.bottom - 2 * gap,
        above = at.top - 2 * gap,
        needed = own.offsetHeight;
      const is_below = needed <= below || above <= below;
      own.style.maxHeight = `${Math.max(above, below)}px`;
      const top = is_below ? at.bottom + gap : Math.max(gap, at.top - gap - Math.min(needed, above));
      own.style.top = `${top}px`;
      own.style.left = `${Math.max(gap, Math.min(at.left, window.innerWidth - own.offsetWidth - gap))}px`;
      own.style.minWidth = `${at.width}px`;
    };
    place();
    window.addEventListener("scroll", place, { capture: true, passive: true });
    window.addEventListener("resize", place);
    return () => {
      window.removeEventListener("scroll", place, { capture: true });
      window.removeEventListener("resize", place);
    };
  });
}
