/** A drawing that can be moved and zoomed: by wheel, fingers, buttons and keys. */
import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from "d3-zoom";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export type Transform = { readonly k: number; readonly x: number; readonly y: number };
export type Zoom = { readonly by: (factor: number) => void; readonly move: (x: number, y: number) => void; readonly fit: () => void; /** Shows a place in the middle. */ readonly center: (x: number, y: number, k?: number) => void };

/** `size` is the whole drawing's; `onMove` is told each new transform. The first one fits the drawing in, but never makes it larger than it is. */
export function useZoom<E extends Element>(size: { readonly width: number; readonly height: number }, { most, margin = 0 }: { readonly most: number; /** Pixels around the whole. */ readonly margin?: number }, onMove: (transform: Transform) => void): { readonly ref: { current: E | null }; readonly zoom: Zoom } {
  const ref = useRef<E>(null);
  const behavior = useRef<ZoomBehavior<E, unknown> | null>(null);
  const tell = useRef(onMove);
  tell.current = onMove;
  const fit = (): void => {
    const element = ref.current;
    if (element === null || behavior.current === null) return;
    const { width, height } = element.getBoundingClientRect();
    const k = Math.min(1, (width - 2 * margin) / Math.max(1, size.width), (height - 2 * margin) / Math.max(1, size.height));
    behavior.current.transform(select(element), zoomIdentity.translate((width - size.width * k) / 2, (height - size.height * k) / 2).scale(k));
  };
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    behavior.current = zoom<E, unknown>().scaleExtent([0.02, most]).on("zoom", ({ transform }: D3ZoomEvent<E, unknown>) => tell.current(transform));
    select(element).call(behavior.current).on("dblclick.zoom", null);
    fit();
    return () => void select(element).on(".zoom", null);
  }, [size.width, size.height, most]);
  const withElement = (act: (element: E, of: ZoomBehavior<E, unknown>) => void) => (): void => void (ref.current !== null && behavior.current !== null && act(ref.current, behavior.current));
  return {
    ref,
    zoom: {
      by: (factor) => withElement((element, of) => of.scaleBy(select(element), factor))(),
      move: (x, y) => withElement((element, of) => of.translateBy(select(element), x, y))(),
      fit,
      center: (x, y, k) => withElement((element, of) => {
        if (k !== undefined) of.scaleTo(select(element), k);
        of.translateTo(select(element), x, y);
      })(),
    },
  };
}

const STEP = 60;

/** Keys of whoever has come to a drawing by the keyboard. */
export function zoomKeys(zoom: Zoom): (event: KeyboardEvent) => void {
  const keys: Readonly<Record<string, () => void>> = {
    "+": () => zoom.by(1.3), "=": () => zoom.by(1.3), "-": () => zoom.by(1 / 1.3), 0: zoom.fit,
    ArrowLeft: () => zoom.move(STEP, 0), ArrowRight: () => zoom.move(-STEP, 0), ArrowUp: () => zoom.move(0, STEP), ArrowDown: () => zoom.move(0, -STEP),
  };
  return (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
}

export const ZoomButtons = ({ zoom }: { readonly zoom: Zoom }): preact.JSX.Element => (
  <div class="zoom" role="group" aria-label="zoom">
    <button type="button" onClick={() => zoom.by(1.4)} aria-label="zoom in" title="zoom in (+)">+</button>
    <button type="button" onClick={() => zoom.by(1 / 1.4)} aria-label="zoom out" title="zoom out (-)">−</button>
    <button type="button" onClick={zoom.fit} aria-label="show all" title="show all (0)">⤢</button>
  </div>
);

type DrawingProps = { readonly width: number; readonly height: number; readonly label: string; /** A place that is shown first where the whole is too small to be read. */ readonly focus?: { readonly x: number; readonly y: number } | undefined; readonly children: ComponentChildren };

/** Below this nobody reads the names. */
const READABLE = 0.45;

export function Drawing({ width, height, label, focus, children }: DrawingProps): preact.JSX.Element {
  const group = useRef<SVGGElement>(null);
  const { ref, zoom: by } = useZoom<SVGSVGElement>({ width, height }, { most: 3 }, ({ k, x, y }) => group.current?.setAttribute("transform", `translate(${x} ${y}) scale(${k})`));
  useEffect(() => {
    const room = ref.current?.getBoundingClientRect();
    if (room !== undefined && focus !== undefined && Math.min(room.width / width, room.height / height) < READABLE) by.center(focus.x, focus.y, 0.8);
  }, [width, height, focus?.x, focus?.y]);
  return (
    <div class="drawing" role="group" aria-label={label} onKeyDown={zoomKeys(by)} tabIndex={0} style={{ "--drawn": `${Math.round(height)}px` }}>
      <svg ref={ref}><g ref={group}>{children}</g></svg>
      <ZoomButtons zoom={by} />
    </div>
  );
}
