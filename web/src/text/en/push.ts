import type id from '../id/push';

const en: typeof id = {
  lost: 'Notifications on this device are cut off',
  lostMore: 'A call rings only while a page of Sidak is open. Connect again now, or check the device on Today.',
  mend: 'Connect again',
  mended: 'Notifications are connected again.',
  notMended: 'That did not work yet. See Help, section Device.',
  install: {
    title: 'Put Sidak on the home screen',
    why: 'Sidak opens with one tap, and battery savers hold back calls less often.',
    whyIos: 'On iPhone and iPad a call reaches a closed Sidak only when Sidak is on the home screen (iOS 16.4 or newer).',
    button: 'Install',
    steps: {
      ios: ['Tap Share, then Add to Home Screen', 'Open Sidak from the home screen and sign in', 'Start WFH there and choose Allow for notifications'],
      iosOther: ['Open Sidak in Safari', 'Tap Share, then Add to Home Screen', 'Open Sidak from the home screen, sign in and start WFH'],
      iosApp: [],
      android: ['Tap the browser’s menu (three dots)', 'Choose Add to home screen, then Install', 'In the phone’s battery settings do not restrict this browser'],
      samsung: ['Tap the menu of Samsung Internet (three lines)', 'Choose Add page to, then Home screen', 'In the phone’s battery settings take Samsung Internet off the sleeping apps'],
      foxdroid: ['Tap the menu of Firefox (three dots)', 'Choose Add to Home screen', 'In the phone’s battery settings do not restrict Firefox'],
      inapp: ['This page is open inside another app: tap the menu (three dots), then Open in Chrome', 'Install it from there'],
      safari: ['Choose the menu File, then Add to Dock', 'Open Sidak from the Dock'],
      firefox: ['Pin the tab of Sidak (right-click the tab, Pin Tab)', 'Let Firefox run in the background'],
      edge: ['Choose the menu (three dots), Apps, then Install this site as an app', 'Let Edge run in the background'],
      desktop: ['Choose the install icon at the end of the address bar', 'Let the browser run in the background'],
    },
  },
  missed: {
    title: 'Missed call',
    lead: 'The time to answer was over before Sidak opened.',
    next: 'The next attempt may follow shortly. Keep this page open.',
    fair: 'A call counts only when there is proof that your device sounded.',
    record: 'See the proof of ringing',
    today: 'Go to Today',
  },
};
export default en;
