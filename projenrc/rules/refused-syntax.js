/**
 * ESLint rule: `no-restricted-syntax` under a second name, since of two overrides with one rule only the last counts.
 */
module.exports = {
  meta: {
    type: 'suggestion',
    schema: {
      type: 'array',
      items: {
        type: 'object',
        properties: { selector: { type: 'string' }, message: { type: 'string' } },
        required: ['selector', 'message'],
        additionalProperties: false,
      },
    },
    messages: { refused: '{{message}}' },
  },
  create(context) {
    const refuse = (message) => (node) => context.report({ node, messageId: 'refused', data: { message } });
    return Object.fromEntries(context.options.map(({ selector, message }) => [selector, refuse(message)]));
  },
};
