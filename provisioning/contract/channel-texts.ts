import type { Channel } from './topics.ts';

const reported = (what: string) => ({
  title: `What became of the wished ${what}`,
  text: `Whether the room has the region’s ${what}, waits for a lesson to end, or refuses it and why. Told again after each connection.`,
});

/** What each kind of message is for. */
export const channelTexts: Record<Channel, { title: string; text: string }> = {
  lesson: {
    title: 'Summary of a lesson',
    text: 'Figures about the class as a whole, with suppression applied. The hub keeps the highest revision of each lesson id.',
  },
  state: {
    title: 'How the room is now',
    text: 'Birth, last will and every change of the privacy switch, of what the room does, of its sources and problems.',
  },
  health: { title: 'How the machine is', text: 'A word a minute; while the room is offline minutes are thinned out.' },
  environment: {
    title: 'The room’s air and light',
    text: 'A word a minute where sensors measure them; thinned out like health.',
  },
  audit: {
    title: 'What must be possible to look up',
    text: 'Messages given up, a database salvaged, wishes applied or refused, the privacy switch.',
  },
  'config/reported': reported('settings'),
  'models/reported': reported('models'),
  'timetable/reported': reported('timetable'),
  'rules/reported': reported('rules'),
  'resources/reported': reported('training material'),
  'command/response': { title: 'Answer to a command', text: 'Done, waiting for a lesson to end, or refused and why.' },
  ack: {
    title: 'The hub’s receipt',
    text: 'Sent after the hub has committed: a message is kept for good, or refused for ever and why.',
  },
  config: { title: 'Wished settings', text: 'A few settings; those that guard people can only become stricter.' },
  models: { title: 'Wished models', text: 'Which models, by the hash of their files.' },
  timetable: { title: 'Wished timetable', text: 'Used where the room’s configuration names none of its own.' },
  rules: {
    title: 'Wished rules',
    text: 'For what teachers are told; used where the room’s configuration names none of its own.',
  },
  resources: { title: 'Training material', text: 'Titles (研修资源) for the tags that findings carry.' },
  'command/request': { title: 'A command', text: 'Carried out once, however often it comes.' },
};
