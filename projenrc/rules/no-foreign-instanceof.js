/**
 * ESLint rule: no `instanceof` with a class of another package. An app may load two copies of one package, whose
 * instances are not each other's; ask for a member that the class has, or for its own static test.
 */
module.exports = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { foreign: '`instanceof {{name}}` fails where two copies of {{from}} meet: look for a member instead.' },
  },
  create(context) {
    const { sourceCode } = context;

    function check(node) {
      let root = node.right;
      while (root.type === 'MemberExpression') root = root.object;
      const from = root.type === 'Identifier' && packageOf(root);
      if (from) {
        context.report({ node, messageId: 'foreign', data: { name: sourceCode.getText(node.right), from } });
      }
    }

    /** The package that an identifier is imported from; undefined if it is of this one. */
    function packageOf(identifier) {
      for (let scope = sourceCode.getScope(identifier); scope; scope = scope.upper) {
        const definition = scope.set.get(identifier.name)?.defs[0];
        if (definition) {
          const source = definition.type === 'ImportBinding' ? definition.parent.source?.value : undefined;
          return source?.startsWith('.') ? undefined : source;
        }
      }
      return undefined;
    }
    return { "BinaryExpression[operator='instanceof']": check };
  },
};
