// Looks at the page as it is drawn, and returns what is not as it should be. arguments[0]: what to look for.
const visible = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode;
  const parent = node.parentElement;
  if (!node.data.trim() || parent.closest('.hidden, .skip, thead') && getComputedStyle(parent.closest('.hidden, .skip, thead')).position === 'absolute') continue;
  const style = getComputedStyle(parent);
  if (style.visibility !== 'visible' || style.display === 'none') continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const boxes = [...range.getClientRects()].filter(box => box.width > 0 && box.height > 0);
  if (boxes.length) visible.push({text: node.data.trim(), parent, style, boxes});
}
const numbers = color => color.match(/[\d.]+/g).map(Number);
const light = ([r, g, b]) => {
  const part = value => { const v = value / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
};
const behind = element => {
  for (let at = element; at; at = at.parentElement) {
    const color = numbers(getComputedStyle(at).backgroundColor);
    if (color.length < 4 || color[3] === 1) return color;
    if (color[3] !== 0) throw new Error('half transparent: ' + at.className);
  }
  return [255, 255, 255];
};
const checks = {
  contrast: () => visible.map(one => {
    const a = light(numbers(one.style.color)), b = light(behind(one.parent));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(one.style.fontSize);
    const large = size >= 24 || size >= 18.66 && Number(one.style.fontWeight) >= 700;
    return ratio < (large ? 3 : 4.5) ? ratio.toFixed(2) + ' for "' + one.text + '"' : null;
  }).filter(Boolean),
  overlaps: () => {
    const boxes = visible.flatMap(one => one.boxes.map(box => ({text: one.text, box})));
    const found = [];
    for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
      const a = boxes[i].box, b = boxes[j].box;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 4) found.push('"' + boxes[i].text + '" over "' + boxes[j].text + '"');
    }
    return found;
  },
  outside: () => visible.flatMap(one => one.boxes.filter(box => box.left < -1 || box.right > innerWidth + 1)
    .map(() => one.text + ' is cut off')).concat(
      document.documentElement.scrollWidth > innerWidth ? ['the page scrolls to ' + document.documentElement.scrollWidth] : []),
  names: () => [
    ...[...document.querySelectorAll('svg')].filter(svg => svg.getAttribute('aria-hidden') !== 'true'
      && !(svg.getAttribute('role') === 'img' && svg.getAttribute('aria-label'))).map(() => 'a drawing without a text'),
    ...[...document.querySelectorAll('th')].filter(th => !th.scope).map(th => 'no scope: ' + th.textContent),
    ...[...document.querySelectorAll('table')].filter(table => !table.caption).map(() => 'a table without a caption'),
    ...['header', 'nav', 'main', 'footer'].filter(name => document.querySelectorAll('body > ' + name).length !== 1)
      .map(name => 'not one ' + name),
    ...[...document.querySelectorAll('h1, h2, h3')].map(h => Number(h.tagName[1]))
      .filter((level, i, all) => i > 0 && level > all[i - 1] + 1).map(level => 'a heading left out before h' + level),
    ...[...document.querySelectorAll('a')].filter(a => !document.querySelector(a.getAttribute('href')))
      .map(a => 'leads nowhere: ' + a.textContent),
  ],
  // A style may take away the role that an element has by itself, so each has it as an attribute.
  roles: () => Object.entries({
    'ul, ol': 'list', table: 'table', 'thead, tbody': 'rowgroup', tr: 'row', 'th[scope=col]': 'columnheader',
    'th[scope=row]': 'rowheader', td: 'cell',
  }).flatMap(([what, role]) => {
    const all = [...document.querySelectorAll(what)];
    return all.length ? all.filter(one => one.getAttribute('role') !== role)
      .map(one => what + ' without the role ' + role + ': ' + one.textContent.trim().slice(0, 40)) : ['no ' + what];
  }),
  text: () => visible.map(one => one.text),
  // What a picture shows of the page from its top: as high as arguments[1].
  shown: () => {
    const cut = visible.findIndex(one => one.boxes.some(box => box.bottom > arguments[1]));
    return visible.slice(0, cut < 0 ? visible.length : cut).map(one => one.text);
  },
};
return checks[arguments[0]]();
