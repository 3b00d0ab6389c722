/** Puts text where it can be pasted. Says whether it worked: browsers refuse outside a secure page. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
