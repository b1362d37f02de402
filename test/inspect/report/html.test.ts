import { each, escape, html, Markup, when } from '../../../inspect/report/html';

describe('html``', () => {
  test.each([
    ['text', '<script>alert("1")</script>', '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;'],
    ['an apostrophe', "' onload='x", '&#39; onload=&#39;x'],
    ['an entity', '&lt;', '&amp;lt;'],
    ['a control character', 'a\u0000b', 'ab'],
  ])('escapes %s', (_, given, written) => {
    expect(html`<p title="${given}">${given}</p>`.toString()).toBe(`<p title="${written}">${written}</p>`);
  });

  test('leaves markup as it is, at any depth', () => {
    expect(html`<ul>${[html`<li>${'<'}</li>`, [html`<li>2</li>`]]}</ul>`.toString()).toBe('<ul><li>&lt;</li><li>2</li></ul>');
  });

  test('writes zero, and nothing for what is left out', () => {
    expect(html`${0}|${undefined}|${false}|${[]}`.toString()).toBe('0|||');
  });
});

test('each() draws every item with its place', () => {
  expect(each(['a', '<'], (item, index) => `${index}${item}`).toString()).toBe('0a1&lt;');
});

test('when() draws only what holds', () => {
  expect([when(true, () => 'yes'), when(undefined, () => 'no')]).toEqual(['yes', undefined]);
});

test('escape() leaves line breaks and other alphabets alone', () => {
  expect(escape('é\n日本')).toBe('é\n日本');
});

test('markup is a class of its own: an object that looks like it does not pass', () => {
  expect(new Markup('<b>').toString()).toBe('<b>');
  expect(html`${String({ toString: () => '<b>' })}`.toString()).toBe('&lt;b&gt;');
});
