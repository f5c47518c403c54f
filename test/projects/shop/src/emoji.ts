/* 𝒮 */ export const party = "🎉🎉", café = 1;

export function stars(n: number): string {
  return "⭐️".repeat(n) + party + café;
}
