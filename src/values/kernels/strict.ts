import type { Kernels, ScalarKernel } from "./kernel.ts";

/** Kernels that see no null: where an argument is one, so is the result. */
export function strict(kernels: Kernels<ScalarKernel>): Kernels<ScalarKernel> {
  const guarded = (kernel: ScalarKernel): ScalarKernel => (args, types) => (args.includes(null) ? null : kernel(args, types));
  return Object.fromEntries(Object.entries(kernels).map(([name, kernel]) => [name, guarded(kernel)]));
}
