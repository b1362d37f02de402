/**
 * ESLint rule: a comment begins with a noun phrase or a sentence with a subject. A clause without a head ("What the pool
 * may use", "Where files are", "By which it is found") makes the reader look for what it belongs to.
 */
const CLAUSE = /^(What|Where|Whether|How|Which|Who|Whose|(By|Of|For|From|In|On|To|With) (which|what|whom))\b(?![^.]*\?)/;

module.exports = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { clause: 'A comment begins with a noun phrase or a sentence with a subject, not with "{{head}} …".' },
  },
  create(context) {
    const { sourceCode } = context;

    /** A line comment below another one goes on with its sentence. */
    function continues(comment) {
      const before = sourceCode.getTokenBefore(comment, { includeComments: true });
      return comment.type === 'Line' && before?.type === 'Line' && before.loc.end.line === comment.loc.start.line - 1;
    }

    function check(comment) {
      const head = CLAUSE.exec(comment.value.replace(/^[\s*]+/, ''));
      if (head && !continues(comment)) {
        context.report({ loc: comment.loc, messageId: 'clause', data: { head: head[0] } });
      }
    }
    return { Program: () => sourceCode.getAllComments().forEach(check) };
  },
};
