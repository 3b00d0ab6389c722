/**
 * What a person chose before entering a call: kept for this tab only, so that a reload goes back into the call and never
 * opens a camera that was switched off.
 */
export interface Choice {
  camera: boolean;
  microphone: boolean;
  blur: boolean;
}

const keyOf = (attempt: string): string => `sidak.call.${attempt}`;

export function rememberedChoice(attempt: string): Choice | null {
  try {
    const stored = JSON.parse(sessionStorage.getItem(keyOf(attempt)) ?? 'null') as Partial<Choice> | null;
    return stored && { camera: stored.camera === true, microphone: stored.microphone === true, blur: stored.blur === true };
  } catch {
    return null;
  }
}

export function rememberChoice(attempt: string, choice: Choice): void {
  try {
    sessionStorage.setItem(keyOf(attempt), JSON.stringify(choice));
  } catch {
    // Storage is off: after a reload the person is asked again.
  }
}

export function forgetChoice(attempt: string): void {
  try {
    sessionStorage.removeItem(keyOf(attempt));
  } catch {
    // Nothing was kept.
  }
}
