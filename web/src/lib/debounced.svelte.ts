/** A value that follows another after a pause: for searches and checks while somebody is still typing. */
export function debounced<T>(value: () => T, pauseMs: number): { readonly current: T } {
  let current = $state.raw(value());
  $effect(() => {
    const next = value();
    const timer = setTimeout(() => (current = next), pauseMs);
    return () => clearTimeout(timer);
  });
  return {
    get current() {
      return current;
    },
  };
}
