import type id from '../id/help';

const en: typeof id = {
  title: 'Help',
  lead: 'Short answers about random checks, your device and your rights.',
  sections: [
    {
      title: 'Random checks',
      items: [
        {
          q: 'What is a random check?',
          a: [
            'A short video call from your direct supervisor during WFH hours. The supervisor asks where you work and records the result. It usually takes less than two minutes.',
          ],
        },
        {
          q: 'Who decides when I am called?',
          a: [
            'The draw, not a person. The evening before, the seal of the draw is published, and a day later you can compute your own part again, and an auditor all of it. The rules are the same for everybody in the same programme; the chance rises when somebody has not been checked for long.',
            'Manual calls exist, need a written reason, are marked manual everywhere and weigh nothing unless the policy says otherwise.',
          ],
        },
        {
          q: 'Am I recorded?',
          a: ['No. There is no recording, no screenshot and no silent location, and there are no calls outside working hours.'],
        },
      ],
    },
    {
      title: 'When a call comes in',
      items: [
        {
          q: 'How long do I have to answer?',
          a: [
            'The time left is on the call screen. Once you press Answer the call counts as answered, whatever the network does afterwards. The camera opens only when you are ready.',
          ],
        },
        {
          q: 'I am in a meeting or cannot answer',
          a: [
            'Press In a meeting or Decline with reason. Your supervisor reads the reason. The call may be repeated and does not necessarily count.',
          ],
        },
        {
          q: 'I missed a call',
          a: [
            'Press Call back on the notification, or on the card at the top of the page. Your supervisor is told, and your device rings again. The card says until when you can call back.',
          ],
        },
        {
          q: 'I am at another place',
          a: [
            'Simply declare the place before you enter the call. Being elsewhere is nothing wrong; the supervisor records it as it is.',
          ],
        },
      ],
    },
    {
      title: 'What counts',
      items: [
        {
          q: 'When does an unanswered call count?',
          a: [
            'Only when the server has proof that your device sounded. Without proof of a ring the outcome is “Not reached” and does not count. Nor does a fault of the system or of the supervisor.',
            'If Start WFH is not pressed by its deadline, that is recorded by itself as “WFH not started”.',
          ],
        },
        {
          q: 'Who decides on consequences?',
          a: [
            'Always a named official, never the system and never the supervisor who called. Before that you are told the reasons and may reply. Until then nothing changes.',
          ],
        },
      ],
    },
    {
      title: 'Device',
      items: [
        {
          q: 'So that a call is always heard',
          a: [
            'Allow notifications at Start WFH: calls then arrive while Sidak is closed as well. Surer still: the page open, the phone not silent and the volume up.',
            'Touch the page once after opening it: browsers allow sound only after a touch.',
            'Press Start WFH every morning; its device check is evidence if something fails later.',
          ],
        },
        {
          q: 'Camera or microphone is blocked',
          a: [
            'Tap the icon beside the web address, choose Permissions, then allow camera, microphone and notifications. Go back to Today and check again.',
          ],
        },
        {
          q: 'No notification appears',
          a: [
            'iPhone and iPad: put Sidak on the home screen (in Safari tap Share, then Add to Home Screen; iOS 16.4 or newer), open it from there, then Start WFH. Switch off Focus during working hours.',
            'Android: allow the browser’s notifications in the phone’s settings, and do not restrict its battery use.',
            'Computer: let the browser run in the background. A private window cannot receive notifications.',
            'A notification says only “Official call”: no name and no reason on the lock screen.',
          ],
        },
        {
          q: 'Notifications on this device are cut off',
          a: ['The browser changed or removed its connection. Tap Connect again, or check the device on Today. A call that does not arrive is not counted.'],
        },
        {
          q: 'My camera is broken',
          a: ['Answer all the same. A call without picture is valid, and the screen tells your supervisor.'],
        },
      ],
    },
  ],
};
export default en;
