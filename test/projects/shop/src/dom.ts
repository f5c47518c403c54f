export function h(tag: unknown, props: unknown, ...children: unknown[]): unknown {
  return { tag, props, children };
}
