import type id from '../id/draw';

const en: typeof id = {
  title: 'Draw of random checks',
  for: (day, programme) => `Draw for ${day} · ${programme}`,
  fairness: 'Weekly fairness report',
  hero: {
    before: 'The seal is published. What is inside is opened the day after.',
    today: 'Today’s draw runs under seal.',
    after: 'The seal is open and anybody can check it.',
    waiting: 'The day of the draw is over. The seal is about to be opened.',
    text: 'A draw decides who is checked, not a person. This seal locks its result before working hours begin, so that anybody can make sure nothing was changed.',
    committed: 'Published',
    window: 'First working hour',
    secretHash: 'Fingerprint of the day key',
    secret: 'Day key, opened',
    algorithm: 'Way of drawing',
    algorithmText: (n) => `version ${n}`,
    early: (time) => `${time} before the first working hour`,
    seal: 'Seal (Merkle root)',
    copied: 'Seal copied.',
    notCopied: 'Could not copy. Select the text of the seal and copy it yourself.',
  },
  steps: {
    label: 'Stages of the draw',
    seal: '1. Sealed',
    sealText: 'The evening before, the list of participants and the random key are frozen and their fingerprint is published here.',
    draw: '2. Drawn',
    drawText: 'In every minute of working time everybody has the same small chance. There is no safe hour.',
    open: '3. Opened',
    openText: 'The day key is published, auditors get the list, and everybody gets their proof of “why me”.',
    later: 'the day after',
  },
  meaning: {
    title: 'What it means',
    items: [
      {
        ask: 'Can somebody choose who is checked?',
        answer:
          'No. The choice is computed from a random key that the seal locked before the day began. Changing one participant or one minute changes the whole seal.',
      },
      {
        ask: 'Is there a safe hour?',
        answer: 'No. The chance is the same in every minute of working time, also after somebody was checked that day or the day before.',
      },
      {
        ask: 'Why is the seal not opened at once?',
        answer:
          'Because from what is inside one could compute who will be checked and when. A day later the secret is useless, but the proof is not.',
      },
      {
        ask: 'Are names of staff in here?',
        answer: 'No. This page holds only numbers that bind. Everybody sees their own part in My record.',
      },
    ],
  },
  verify: {
    title: 'Check it yourself',
    text: 'Everybody can download their own proof in My record. The checker needs no server and no database:',
    command: 'sidak verify-draw undian.json',
    example: 'Example of the command',
    here: 'Your browser has just recomputed the SHA-256 of every opened key and compared it with the fingerprint published before.',
    noCrypto: 'This browser can recompute only on an https page.',
    result: (ok, of) => `${ok} of ${of} keys match.`,
    seal: 'The kawung pattern draws all 256 bits of the seal: 64 flowers, one petal a bit. The pattern helps the eye; what decides is the row of digits beside it.',
  },
  archive: {
    title: 'All draws',
    heads: { day: 'Day', seal: 'Seal', committed: 'Published', state: 'State' },
    sealed: 'Sealed',
    opened: 'Opened',
    matches: 'Opened, matches',
    differs: 'Opened, does NOT match',
    show: (day) => `Show the draw of ${day}`,
  },
  empty: 'No draw yet',
  emptyNote: 'The first seal appears here on the evening before the first WFH day.',
};
export default en;
