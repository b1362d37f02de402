import { list, text } from '../../private/checks';
import { refuse } from '../../private/refusal';

/** Users and groups, by the names of the Kubernetes API. */
export interface QueueAclOptions {
  /** Users. Letters, digits and `_.@-`, beginning with a letter or `_`. @default - none */
  readonly users?: string[];
  /** Groups. Letters, digits, `_` and `-`, beginning with a letter or `_`. @default - none */
  readonly groups?: string[];
}

/**
 * Names that an access control list takes; those of another form are dropped without a word.
 *
 * @see https://github.com/apache/yunikorn-core/blob/v1.8.0/pkg/common/security/acl.go
 */
const NAMES = {
  users: { form: /^[_a-zA-Z][a-zA-Z0-9_.@-]*[$]?$/, letters: 'letters, digits and "_.@-"' },
  groups: { form: /^[_a-zA-Z][a-zA-Z0-9_-]*$/, letters: 'letters, digits, "_" and "-"' },
};

/**
 * Users and groups that may submit to a queue, or administrate it, and to all queues below.
 *
 * The users of EMR's pods are service accounts, whose names hold colons, which YuniKorn's lists cannot: a list that
 * names people keeps Spark jobs out. Limits of queues keep namespaces apart instead.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/acls
 */
export class QueueAcl {
  /** Everyone. */
  public static everyone(): QueueAcl {
    return new QueueAcl('*', true);
  }

  /** Nobody, unless a queue above admits them. */
  public static nobody(): QueueAcl {
    return new QueueAcl(' ', false);
  }

  /** Some users and groups. Throws if there is none, or for a name that YuniKorn would drop. */
  public static of(options: QueueAclOptions): QueueAcl {
    const { users = [], groups = [] } = options;
    requireNames('users', users);
    requireNames('groups', groups);
    if (users.length + groups.length === 0) {
      refuse(undefined, 'yunikorn:acl-empty', {
        prop: 'QueueAcl.of', must: 'name users or groups', got: 'neither', fix: 'use `QueueAcl.nobody()`',
      });
    }
    return new QueueAcl(`${users.join(',')}${groups.length === 0 ? '' : ` ${groups.join(',')}`}`, false);
  }

  /** The list, as YuniKorn reads it: users, a blank, groups. */
  public readonly text: string;
  /** True if everyone is in it. */
  public readonly admitsEveryone: boolean;

  private constructor(acl: string, admitsEveryone: boolean) {
    this.text = acl;
    this.admitsEveryone = admitsEveryone;
  }
}

function requireNames(prop: 'users' | 'groups', names: string[]): void {
  const { form, letters } = NAMES[prop];
  const must = `begin with a letter or "_" and hold ${letters}`;
  list(undefined, prop, names, { fix: 'write them as `["name"]`' }).forEach((name, index) => {
    text(undefined, `${prop}[${index}]`, name, {
      form, must, fix: 'YuniKorn drops other names without a word', literal: true,
    });
  });
}
