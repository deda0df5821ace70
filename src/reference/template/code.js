// Colours of C#: comments, texts, numbers and keywords.
(() => {
  const keywords = new Set(('abstract as async await base bool break byte case catch char checked class const continue decimal default ' +
    'delegate do double else enum event explicit extern false finally fixed float for foreach get if implicit in init int interface ' +
    'internal is lock long namespace new null object operator out override params private protected public readonly record ref return ' +
    'required sbyte sealed set short sizeof static string struct switch this throw true try typeof uint ulong unmanaged unsafe ushort ' +
    'using var virtual void when where while with yield').split(' '));
  const token = /(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(\$?@?"""[\s\S]*?"""|\$?"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')|(\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?[fdmul]*\b)|(\b[A-Za-z_]\w*\b)/gi;
  for (const code of document.querySelectorAll('code.lang-csharp')) {
    const text = code.textContent, parts = [];
    let end = 0;
    const mark = (kind, match) => {
      parts.push(text.slice(end, match.index));
      const span = document.createElement('span');
      span.className = kind;
      span.textContent = match[0];
      parts.push(span);
      end = match.index + match[0].length;
    };
    for (const match of text.matchAll(token)) {
      const kind = match[1] ? 'c' : match[2] ? 's' : match[3] ? 'n' : keywords.has(match[4]) ? 'k' : '';
      if (kind) mark(kind, match);
    }
    parts.push(text.slice(end));
    code.replaceChildren(...parts);
  }
})();
