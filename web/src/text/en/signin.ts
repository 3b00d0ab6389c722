import type id from '../id/signin';

const en: typeof id = {
  title: 'Sign in',
  lead: 'Random checks of staff who work from home: fair, proven, humane.',
  name: 'Staff number (NIP) or office e-mail',
  password: 'Password',
  submit: 'Sign in',
  first: 'First time with Sidak?',
  firstLink: 'Activate your account with the code from your sheet',
  help: 'Help',
  public: 'Anyone can examine the seal of the draw without signing in.',
  publicLink: 'See the draw',
  show: 'Show password',
  trouble: {
    wrong_credentials: 'The staff number, e-mail or password does not match.',
    too_many_tries: 'Too many tries. Wait a few minutes, then try again.',
    ticket: 'This sign-in link has been used or has expired. Sign in with your password.',
  },
  activate: {
    title: 'Activate account',
    lead: 'The code is on the activation sheet from your personnel office.',
    code: 'Activation code',
    password: 'New password',
    passwordHint: 'At least 12 characters. A short sentence that you can remember is good.',
    submit: 'Activate and sign in',
    short: 'At least 12 characters.',
    back: 'Have a password already? Sign in',
    trouble: {
      wrong_code: 'The code does not match or has been used. Ask your personnel office for a new one.',
      weak_password: 'This password is too easy to guess. Choose another.',
    },
  },
};
export default en;
