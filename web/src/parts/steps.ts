/** How far the evidence of a ring goes. */
export type Step = 'none' | 'calling' | 'delivered' | 'ringing' | 'called_back' | 'answered';
