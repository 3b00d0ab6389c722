import type id from '../id/needs';

const en: typeof id = {
  title: 'What this person needs',
  mine: 'Arranged for you',
  mineMore: 'Registered by the personnel agency. Supervisors see what to do and not why. It counts just the same.',
  voice: { theirs: 'Sound only: do not ask for a picture.', mine: 'Calls by sound only; your camera stays off.' },
  text: { theirs: 'Answers by text: wait for what is written.', mine: 'You answer the questions in writing.' },
  extra: {
    theirs: (seconds) => `Needs more time: rings and getting ready are ${seconds} seconds longer.`,
    mine: (seconds) => `You have ${seconds} seconds more to answer and to get ready.`,
  },
  edit: 'Needs',
  editOf: (name) => `What ${name} needs`,
  intro: 'Holds in every check from the next ring on, and counts just the same. Only the personnel agency reads the reason.',
  voiceOnly: 'Sound only',
  byText: 'Answers by text',
  seconds: 'More time (seconds, at most 300)',
  reason: 'Reason',
  reasonHint: 'Such as a certificate and its date',
  reasonNeeded: 'Say why, in a few words.',
  secondsBound: (most: number) => `Write a whole number from 0 to ${most}.`,
  save: 'Save',
  saved: 'Saved',
  some: 'Something is arranged',
};
export default en;
