/** Web push: what this browser sends to be reached while it is closed. */

export interface PushKey {
  /** What a browser subscribes with (`applicationServerKey`), URL-safe base64. */
  key: string;
}

/** A browser’s `PushSubscription`. */
export interface Subscribe {
  /** At most 1,024 bytes, https. */
  endpoint: string;
  /** URL-safe base64 of 65 bytes. */
  p256dh: string;
  /** URL-safe base64 of 16 bytes. */
  auth: string;
}

export interface PushTested {
  result: PushResult;
  /** The service worker shows the test and passes this on to its pages. */
  nonce: string;
}

export type PushResult =
  /** The push service took it. */
  | 'accepted'
  /** The subscription is dead: subscribe anew. */
  | 'gone'
  /** The push service does not take it. */
  | 'refused'
  /** The push service cannot be reached now. */
  | 'failed';

/** What a service worker sends when it has shown a ring. */
export interface Shown {
  /** From the push. */
  token: string;
}

export interface StillRings {
  ringing: boolean;
  /** Where it no longer rings. */
  back: Back;
  until: number | null;
}

/** Whether a missed ring can be answered by a call back; `called`: the person has, and waits for the ring. */
export type Back = 'open' | 'called' | 'over';
