/**
 * Which of a person's open pages holds the call: the one they touched last. Pure. Two tabs that both came back by
 * themselves would take the call from each other for ever, so only a touch takes it.
 */
export type Turn =
  /** Nothing speaks against this page. */
  | 'mine'
  /** The person has just touched this page: it takes the call, wherever it is. */
  | 'taking'
  /** Another page has it, until the person says otherwise here. */
  | 'away';

export type TurnEvent =
  /** What the server says: another page of this person holds this end of the call, or none does. */
  | { kind: 'seen'; elsewhere: boolean }
  /** This page's offer was refused because of another page. */
  | { kind: 'refused' }
  /** The person wants to go on here. */
  | { kind: 'asked' };

/** A page that comes up before the person's eyes was opened by them; one in the background was not. */
export const turnAtStart = (visible: boolean): Turn => (visible ? 'taking' : 'mine');

export function turnAfter(turn: Turn, event: TurnEvent): Turn {
  switch (event.kind) {
    case 'asked':
      return 'taking';
    case 'refused':
      return 'away';
    case 'seen':
      if (event.elsewhere) return turn === 'mine' ? 'away' : turn;
      // Who is away stays away: a call must not move into a tab that nobody looks at.
      return turn === 'away' ? 'away' : 'mine';
  }
}
