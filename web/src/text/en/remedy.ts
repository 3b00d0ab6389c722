import type id from '../id/remedy';

const phoneSettings = (app: string, what: string): string => `If that is not enough: phone settings, Apps, ${app}, Permissions, allow ${what}`;
const closeInfo = 'Close that menu and reload the page';
const keepOpen = 'If it still fails, keep this page open: calls ring here all the same';
const orKeepOpen = 'Or keep this page open: calls ring here all the same';
const speaker = 'Make sure the computer has a speaker or headset';
const elsewhere = 'Tap the menu (three dots), then Open in Chrome or another browser';
const startThere = 'Sign in and start WFH there';
const byHttps = 'Open Sidak by its https address';
const homeScreen = ['Tap Share, then Add to Home Screen', 'Open Sidak from the home screen, then Start WFH'];
const media = ['Turn up the media volume (not the ringer)', 'Disconnect a headset or Bluetooth that is still connected', 'Switch off do-not-disturb'];
const iphone = ['Switch off silent mode (button at the side of the iPhone)', 'Turn up the volume while the tone plays', 'Switch off Focus, disconnect AirPods'];
const iphoneHeld = ['Tap anywhere on this page', 'End a telephone call that is going on'];

const en: typeof id = {
  name: { camera: 'Camera', microphone: 'Microphone' },
  ask: ['Choose Check again, then Allow when the browser asks'],
  permission: {
    android: (what) => ['Tap the icon left of the web address', `Choose Permissions, then allow ${what}`, phoneSettings('this browser', what)],
    samsung: (what) => ['Tap the padlock left of the web address', `Choose Permissions, then allow ${what}`, phoneSettings('Samsung Internet', what)],
    foxdroid: (what) => ['Tap the shield or padlock left of the web address', `Tap ${what} until it says Allowed`, phoneSettings('Firefox', what)],
    inapp: () => ['This page is open inside another app', elsewhere, startThere],
    ios: (what) => ['Tap the icon left of the web address (or “aA”)', `Open Website Settings, then ${what}: Allow`, `If that is not enough: iPhone Settings, Apps, Safari, ${what}: Allow`],
    iosApp: (what) => ['Close Sidak in the list of apps and open it again from the home screen', `When asked about ${what}, choose Allow`, `If it does not ask: iPhone Settings, Apps, Safari, ${what}: Ask`],
    iosOther: (what) => [`Open iPhone Settings, Apps, this browser, and switch on ${what}`, 'Reload the page, then choose Allow', 'Or open Sidak in Safari'],
    safari: (what) => ['Choose the menu Safari, Settings for This Website', `${what}: Allow`, `If that is not enough: System Settings, Privacy & Security, ${what}, switch on Safari`],
    firefox: (what) => [`Click the crossed-out ${what} icon left of the web address`, 'Remove the block with its cross; choose Allow when asked again'],
    edge: (what) => ['Click the padlock left of the web address', `Under Permissions for this site, ${what}: Allow`, closeInfo, `If that is not enough: in the computer’s privacy settings allow ${what} for Edge`],
    desktop: (what) => ['Click the site settings icon left of the web address', `Switch on ${what}`, closeInfo, `If that is not enough: in the computer’s privacy settings allow ${what} for this browser`],
  },
  notification: {
    android: ['Tap the icon left of the web address, then Permissions', 'Allow Notifications', 'If that is not enough: phone settings, Apps, this browser, Notifications, switch on'],
    samsung: ['Tap the menu of Samsung Internet (three lines), then Settings', 'Open Sites and downloads, Notifications, and switch on Sidak', 'If that is not enough: phone settings, Apps, Samsung Internet, Notifications, switch on'],
    foxdroid: ['Tap the shield or padlock left of the web address', 'Tap Notifications until it says Allowed', 'If that is not enough: phone settings, Apps, Firefox, Notifications, switch on'],
    inapp: [elsewhere, startThere],
    ios: homeScreen,
    iosApp: ['Open iPhone Settings, Notifications, then Sidak', 'Switch on Allow Notifications and Sounds', 'Switch off Focus during working hours'],
    iosOther: ['Open Sidak in Safari', ...homeScreen],
    safari: ['Open Safari, Settings, Websites, Notifications', 'Allow Sidak', 'If that is not enough: System Settings, Notifications, Safari, switch on'],
    firefox: ['Click the padlock left of the web address', 'Remove the block of Send Notifications with its cross; choose Allow when asked again'],
    edge: ['Click the padlock left of the web address', 'Under Permissions for this site, Notifications: Allow', 'If that is not enough: Windows Settings, System, Notifications, switch on Edge'],
    desktop: ['Click the site settings icon left of the web address', 'Switch on Notifications', 'If that is not enough: switch on this browser in the computer’s notification settings'],
  },
  silent: {
    android: ['Switch off do-not-disturb', 'Phone settings, Apps, this browser, Battery: unrestricted', keepOpen],
    samsung: ['Switch off do-not-disturb', 'Phone settings, Battery, Background usage limits: take Samsung Internet off the sleeping apps', keepOpen],
    foxdroid: ['Switch off do-not-disturb', 'Phone settings, Apps, Firefox, Battery: unrestricted', keepOpen],
    inapp: [elsewhere],
    ios: ['Open Sidak from the home screen, not from Safari'],
    iosApp: ['Switch off Focus and Low Power Mode', 'iPhone Settings, Notifications, Sidak: switch on Sounds and Lock Screen', keepOpen],
    iosOther: ['Open Sidak from the home screen, not from this browser'],
    safari: ['Switch off Focus on the Mac', 'System Settings, Notifications, Safari: switch on', keepOpen],
    firefox: ['Switch off do-not-disturb on the computer', 'Let Firefox run in the background', keepOpen],
    edge: ['Switch off Do not disturb in the notification settings of Windows', 'Let Edge run in the background', keepOpen],
    desktop: ['Switch off do-not-disturb on the computer', 'Let the browser run in the background', keepOpen],
  },
  unreached: {
    phone: ['Change from Wi-Fi to mobile data, or back', 'Switch off a VPN, ad blocker or data saver', keepOpen],
    desktop: ['Switch off a VPN or ad blocker', 'Use another network, such as the phone’s hotspot: some networks shut this service out', keepOpen],
  },
  noPush: {
    android: ['Close the incognito tab and open Sidak in a normal window', 'Update the browser in the Play Store', orKeepOpen],
    samsung: ['Leave secret mode and open Sidak in a normal window', 'Update Samsung Internet in the Galaxy Store', orKeepOpen],
    foxdroid: ['Close the private tab and open Sidak in a normal one', 'Update Firefox in the Play Store', orKeepOpen],
    inapp: [elsewhere, startThere],
    ios: [...homeScreen, 'If that does not help, update the iPhone to iOS 16.4 or newer'],
    iosApp: ['Update the iPhone to iOS 16.4 or newer', orKeepOpen],
    iosOther: ['Open Sidak in Safari', ...homeScreen],
    safari: ['Close the private window and open Sidak in a normal one', 'Update macOS (Ventura or newer)', orKeepOpen],
    firefox: ['Close the private window and open Sidak in a normal one', orKeepOpen],
    edge: ['Close the InPrivate window and open Sidak in a normal one', orKeepOpen],
    desktop: ['Close the incognito window and open Sidak in a normal one', orKeepOpen],
  },
  support: {
    android: ['Update the browser in the Play Store', byHttps],
    samsung: ['Update Samsung Internet in the Galaxy Store', byHttps],
    foxdroid: ['Update Firefox in the Play Store', byHttps],
    inapp: [elsewhere],
    ios: ['Update the iPhone in Settings, General', byHttps],
    iosApp: ['Update the iPhone in Settings, General', byHttps],
    iosOther: ['Open Sidak in Safari', byHttps],
    safari: ['Update macOS and Safari', byHttps],
    firefox: ['Update Firefox', 'Switch off add-ons that block WebRTC', byHttps],
    edge: ['Update Edge', byHttps],
    desktop: ['Update this browser', byHttps],
  },
  noMicrophone: {
    phone: ['Disconnect a headset or Bluetooth that you do not use', 'Switch on Microphone access in the phone’s quick settings', 'If there is none: answer all the same, the talk can be by text'],
    desktop: ['Connect a headset or microphone', 'Choose it in the computer’s sound settings', 'If there is none: answer all the same, the talk can be by text'],
  },
  noCamera: {
    phone: ['Switch on Camera access in the phone’s quick settings', 'If the camera is broken: answer all the same, a call with sound only is valid'],
    desktop: ['Connect a camera, or open its cover and its switch', 'If there is none: answer all the same, a call with sound only is valid'],
  },
  busy: {
    phone: ['End a telephone or WhatsApp call that is going on', 'Close other camera and meeting apps'],
    desktop: ['Close meeting apps such as Zoom or Teams, and other tabs that use the camera', 'Unplug the device and connect it again'],
  },
  blocked: {
    android: ['Tap anywhere on this page', 'Tap the icon left of the web address: Sound must not be muted'],
    samsung: ['Tap anywhere on this page', 'Make sure that this tab is not muted'],
    foxdroid: ['Tap anywhere on this page', 'Tap the shield or padlock, Autoplay: allow audio'],
    inapp: ['Tap anywhere on this page'],
    ios: iphoneHeld,
    iosApp: iphoneHeld,
    iosOther: iphoneHeld,
    safari: ['Click anywhere on this page', 'Menu Safari, Settings for This Website, Auto-Play: allow all'],
    firefox: ['Click anywhere on this page', 'Click the autoplay icon left of the web address: Allow Audio and Video', speaker],
    edge: ['Click anywhere on this page', 'Click the speaker on this tab if it is muted', speaker],
    desktop: ['Click anywhere on this page', 'Right-click this tab: the site must not be muted', speaker],
  },
  unheard: {
    android: media,
    samsung: media,
    foxdroid: media,
    inapp: ['Turn up the media volume (not the ringer)', 'Open Sidak in Chrome or another browser'],
    ios: iphone,
    iosApp: iphone,
    iosOther: iphone,
    safari: ['Turn up the volume of the Mac', 'Click the speaker in this tab if it is muted', 'Choose the speaker in System Settings, Sound'],
    firefox: ['Turn up the volume of the computer', 'Right-click this tab, choose Unmute Tab', 'Choose the right speaker in the sound settings'],
    edge: ['Turn up the volume of the computer', 'Click the speaker on this tab if it is muted', 'Choose the right speaker in the sound settings'],
    desktop: ['Turn up the volume of the computer', 'Right-click this tab: the site must not be muted', 'Choose the right speaker in the sound settings'],
  },
  relay: {
    phone: ['Change from Wi-Fi to mobile data, or back', 'Switch off a VPN or data saver', 'If it still fails you can answer all the same: the call goes on by text'],
    desktop: ['Switch off a VPN', 'Use another network, such as the phone’s hotspot', 'If it still fails you can answer all the same: the call goes on by text'],
  },
  crowded: ['Wait a minute'],
  network: {
    phone: ['Go nearer to the Wi-Fi or change to mobile data', 'Switch off aeroplane mode and a VPN'],
    desktop: ['Go nearer to the Wi-Fi, use a cable or the phone’s hotspot', 'Switch off a VPN and large downloads'],
  },
};
export default en;
