/**
 * ESLint rule: methods and functions have at most `methods` lines of code, constructors at most `constructors`.
 * Blank lines and comments are free. (`max-lines-per-function` cannot tell a constructor from a method.)
 */
module.exports = {
  meta: {
    type: 'suggestion',
    schema: [{ type: 'object', properties: { methods: { type: 'integer' }, constructors: { type: 'integer' } }, additionalProperties: false }],
    messages: { long: '{{name}} has {{lines}} lines of code, at most {{max}} are allowed.' },
  },
  create(context) {
    const { methods, constructors } = context.options[0];
    const { sourceCode } = context;

    function check(node) {
      const isConstructor = node.parent.type === 'MethodDefinition' && node.parent.kind === 'constructor';
      const max = isConstructor ? constructors : methods;
      const lines = new Set(sourceCode.getTokens(node).flatMap((token) => [token.loc.start.line, token.loc.end.line])).size;
      if (lines > max) {
        const name = isConstructor ? 'constructor' : node.id?.name ?? node.parent.key?.name ?? node.parent.id?.name ?? 'function';
        context.report({ node, messageId: 'long', data: { name, lines, max } });
      }
    }
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};
