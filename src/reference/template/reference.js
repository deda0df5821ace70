// The contents beside a page, its outline, and the search. Nothing is loaded from anywhere else.
(() => {
  const root = document.currentScript.dataset.root, page = document.currentScript.dataset.page;
  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  // Contents: groups are open; a namespace is where the page is one of its types.
  const holds = item => item.page === page || (item.items || []).some(holds);
  const list = (items, depth) => {
    const made = element('ul');
    for (const item of items) {
      const entry = element('li');
      const name = item.page
        ? element('a', item.name, { href: root + item.page, ...(item.page === page ? { 'aria-current': 'page' } : {}) })
        : element('span', item.name, { class: 'group' });
      if (item.kind === 'namespace') {
        const details = element('details');
        details.open = holds(item);
        const summary = element('summary');
        summary.append(name);
        details.append(summary, list(item.items || [], depth + 1));
        entry.append(details);
      } else {
        entry.append(name);
        if (item.items) entry.append(list(item.items, depth + 1));
      }
      made.append(entry);
    }
    return made;
  };
  const nav = document.getElementById('contents'), menu = document.getElementById('menu');
  nav.replaceChildren(list(contents, 0));
  nav.querySelector('[aria-current]')?.scrollIntoView({ block: 'center' });
  window.scrollTo(0, window.scrollY && !location.hash ? 0 : window.scrollY);
  menu.addEventListener('click', () => menu.setAttribute('aria-expanded', nav.classList.toggle('open')));

  // The outline: headings, and in a type its members, overloads once.
  const headings = [...document.querySelectorAll('article h2[id], article h3[id]')];
  if (headings.length > 1) {
    const outline = element('ul'), seen = new Set();
    for (const heading of headings) {
      const name = heading.closest('.member') ? heading.textContent.replace(/[<(].*/s, '') : heading.textContent;
      if (heading.tagName === 'H3' && seen.has(name)) continue;
      if (heading.tagName === 'H2') seen.clear();
      seen.add(name);
      const entry = element('li', '', heading.tagName === 'H3' ? { class: 'inner' } : {});
      entry.append(element('a', name, { href: '#' + heading.id }));
      outline.append(entry);
    }
    document.getElementById('outline').append(element('p', 'On this page'), outline);
  }

  // Search: names at once, then the text of all pages, which a browser fetches from a server only, not from a folder.
  const query = document.getElementById('query'), found = document.getElementById('found');
  const names = [];
  const gather = (items, space) => items.forEach(item => {
    if (item.page) names.push({ name: item.name, space, page: item.page });
    gather(item.items || [], item.kind === 'namespace' ? item.name : space);
  });
  gather(contents, '');
  let texts = null, isFetching = false;
  const fetchTexts = () => {
    if (isFetching || location.protocol === 'file:') return;
    isFetching = true;
    fetch(root + 'index.json').then(answer => answer.json()).then(index => {
      texts = Object.values(index).map(entry => ({ ...entry, text: (entry.summary || entry.keywords || '') }));
      show();
    }).catch(() => {});
  };
  const rank = (name, words) => {
    const lower = name.toLowerCase();
    if (!words.every(word => lower.includes(word))) return 0;
    return lower === words[0] ? 4 : lower.replace(/<.*/, '') === words[0] ? 3 : lower.startsWith(words[0]) ? 2 : 1;
  };
  const around = (text, word) => {
    const at = text.toLowerCase().indexOf(word), from = Math.max(0, at - 50);
    return (from > 0 ? '… ' : '') + text.slice(from, at + 100);
  };
  const show = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(word => word);
    found.replaceChildren();
    found.hidden = words.length === 0;
    query.setAttribute('aria-expanded', String(words.length > 0));
    if (words.length === 0) return;
    const hits = names.map(item => ({ ...item, rank: rank(item.name, words) })).filter(item => item.rank > 0)
      .sort((one, other) => other.rank - one.rank || one.name.length - other.name.length).slice(0, 12);
    const pages = new Set(hits.map(hit => hit.page));
    for (const hit of hits) add(hit.page, hit.name, hit.space);
    for (const entry of texts || []) {
      if (found.children.length >= 40) break;
      const text = entry.text.toLowerCase();
      if (!pages.has(entry.href) && words.every(word => text.includes(word)))
        add(entry.href, entry.title.replace(/ \| MiniGrad\s*$/, ''), around(entry.text, words[0]));
    }
    if (found.children.length === 0) found.append(element('p', 'Nothing found.'));
    if (location.protocol === 'file:') found.append(element('p', 'Only names are searched in a folder; from a web server, all text.'));
  };
  const add = (target, name, about) => {
    const hit = element('a', '', { href: root + target });
    hit.append(element('b', name), element('small', about));
    found.append(hit);
  };
  const select = step => {
    const hits = [...found.querySelectorAll('a')], current = hits.findIndex(hit => hit.getAttribute('aria-selected'));
    hits[current]?.removeAttribute('aria-selected');
    const next = hits[(current + step + hits.length) % hits.length];
    next?.setAttribute('aria-selected', 'true');
    next?.scrollIntoView({ block: 'nearest' });
  };
  query.addEventListener('focus', fetchTexts);
  query.addEventListener('input', show);
  query.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown') select(1);
    else if (event.key === 'ArrowUp') select(-1);
    else if (event.key === 'Enter') (found.querySelector('[aria-selected]') || found.querySelector('a'))?.click();
    else if (event.key === 'Escape') { query.value = ''; show(); query.blur(); }
    else return;
    event.preventDefault();
  });
  document.addEventListener('keydown', event => {
    if (event.key !== '/' || /INPUT|TEXTAREA/.test(document.activeElement.tagName)) return;
    event.preventDefault();
    query.focus();
  });
  document.addEventListener('click', event => { if (!event.target.closest('.search')) found.hidden = true; });
})();
