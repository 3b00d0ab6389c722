import type id from '../id/worker';

const en: typeof id = {
  ring: { title: 'Official call', body: 'Tap to answer.', answer: 'Answer', decline: 'Decline' },
  handled: { title: 'Official call taken care of', body: 'Nothing is left to answer.' },
  missed: { title: 'Official call missed', body: 'Tap to see.', open: 'You can still call back.', callBack: 'Call back' },
  called: { title: 'Your supervisor has been told', body: 'This device will ring.' },
  test: { title: 'Notifications work', body: 'This is the test of Start WFH.' },
};
export default en;
