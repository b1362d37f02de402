import { Token } from 'aws-cdk-lib';
import { UnscopedValidationError } from '../../private/errors';

/** Who is meant, by the names of the Kubernetes API. */
export interface QueueAclOptions {
  /** Users. Letters, digits and `_.@-`, beginning with a letter or `_`. @default - none */
  readonly users?: string[];
  /** Groups. Letters, digits, `_` and `-`, beginning with a letter or `_`. @default - none */
  readonly groups?: string[];
}

// What an access control list takes; a name of another form is dropped without a word:
// https://github.com/apache/yunikorn-core/blob/v1.8.0/pkg/common/security/acl.go
const USER = /^[_a-zA-Z][a-zA-Z0-9_.@-]*[$]?$/;
const GROUP = /^[_a-zA-Z][a-zA-Z0-9_-]*$/;

/**
 * Who may submit to a queue, or administrate it, and to all queues below.
 *
 * The users of EMR's pods are service accounts, whose names hold colons, which YuniKorn's lists cannot: a list that names people keeps Spark
 * jobs out. Namespaces are kept apart by their queues' limits instead.
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

  /** Some users and groups. */
  public static of(options: QueueAclOptions): QueueAcl {
    const { users = [], groups = [] } = options;
    users.forEach((name) => requireName('users', USER, name));
    groups.forEach((name) => requireName('groups', GROUP, name));
    if (users.length + groups.length === 0) {
      throw new UnscopedValidationError('yunikorn:acl-empty', '`QueueAcl.of` must name users or groups, got neither; use `QueueAcl.nobody()`');
    }
    return new QueueAcl(`${users.join(',')}${groups.length === 0 ? '' : ` ${groups.join(',')}`}`, false);
  }

  /** The list, as YuniKorn reads it: users, a blank, groups. */
  public readonly text: string;
  /** Whether everyone is in it. */
  public readonly admitsEveryone: boolean;

  private constructor(text: string, admitsEveryone: boolean) {
    this.text = text;
    this.admitsEveryone = admitsEveryone;
  }
}

function requireName(prop: string, form: RegExp, name: string): void {
  if (Token.isUnresolved(name) || !form.test(name)) {
    const got = Token.isUnresolved(name) ? 'a token' : `"${name}"`;
    throw new UnscopedValidationError('yunikorn:acl-name', `\`${prop}\` must hold names that begin with a letter or "_" and hold ${prop === 'users' ? 'letters, digits and "_.@-"' : 'letters, digits, "_" and "-"'}, got ${got}; YuniKorn drops others without a word`);
  }
}
