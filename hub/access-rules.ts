import { downChannels, TOPIC_ROOT, upChannels } from '../provisioning/contract/topics.ts';

export interface AccessRulesOptions {
  /** Users that receive for the hub, by the common names of their certificates. */
  ingestUsers: readonly string[];
}

/**
 * The text of Mosquitto's `acl_file`: what each room, and the hub's own workers, may tell and hear. A room is known by the
 * common name of its certificate, `<region>/<school>/<room>` (`use_identity_as_username true`), which is also the middle of its
 * topics; so it tells and hears its own and nothing else. What is not named here is forbidden.
 *
 * Mosquitto asks these rules when it delivers, not when somebody subscribes: whoever joins the group of a shared subscription
 * takes its turn, and what is not delivered to it is lost to the group until the room sends it again. So the name of the
 * ingest's group (`$share/<name>/…`) is to be one that nobody can guess.
 */
export function accessRules({ ingestUsers }: AccessRulesOptions): string {
  const lines = [
    '# Rooms: their own topics, each in one direction. %u is <region>/<school>/<room>.',
    ...upChannels.map((channel) => `pattern write ${TOPIC_ROOT}/%u/${channel}`),
    ...downChannels.map((channel) => `pattern read ${TOPIC_ROOT}/%u/${channel}`),
  ];
  for (const user of ingestUsers) {
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(user))
      throw new Error(`${JSON.stringify(user)}: a user of the hub has 1 to 64 letters, digits, "_", "." or "-"`);
    lines.push(
      ...['', `# The hub: what every room tells, and words for every room.`, `user ${user}`],
      ...upChannels.map((channel) => `topic read ${TOPIC_ROOT}/+/+/+/${channel}`),
      ...downChannels.map((channel) => `topic write ${TOPIC_ROOT}/+/+/+/${channel}`),
    );
  }
  return `${lines.join('\n')}\n`;
}
