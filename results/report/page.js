// Makes the figures of a report interactive. Without it, or without Vega, the page shows them all the same.
'use strict';
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  const toast = document.createElement('div');
  toast.className = 'toast';
  toast.setAttribute('role', 'status');
  toast.hidden = true;
  document.body.append(tip, toast);

  // RFC 4180, as the page's own writer makes it.
  function parseCsv(text) {
    const rows = [[]];
    const pattern = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g;
    for (let match; pattern.lastIndex < text.length && (match = pattern.exec(text));) {
      rows.at(-1).push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"'));
      if (match[3] === '\n') rows.push([]);
    }
    if (rows.at(-1).length === 0) rows.pop();
    const header = rows.shift();
    const numbers = ['x', 'y', 'x2', 'y2', 'value'].filter((name) => header.includes(name));
    let part = 0;
    return rows.map((row, index) => {
      const datum = Object.fromEntries(header.map((name, i) => [name, row[i]]));
      for (const name of numbers) datum[name] = datum[name] === '' ? null : Number(datum[name]);
      if (datum.x === null || datum.y === null) ++part;
      return {...datum, row: index, part: `${datum.layer} ${part}`};
    }).filter((datum) => datum.x !== null && datum.y !== null);
  }

  function showTip(handler, event, item, value) {
    tip.hidden = value === null || value === undefined || value === '';
    if (tip.hidden) return;
    tip.replaceChildren();
    for (const [name, content] of Object.entries(value)) {
      if (content === '' || content === 'null' || content === null) continue;
      const line = document.createElement('div');
      const bold = document.createElement('b');
      bold.textContent = `${name}: `;
      line.append(bold, String(content));
      tip.append(line);
    }
    tip.style.left = `${Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8)}px`;
  }

  function copyByHand(text) {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }

  async function copy(text) {
    let copied = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copied = copyByHand(text);
    }
    toast.textContent = copied ? `Copied ${text}` : `Cannot copy ${text}`;
    toast.hidden = false;
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => { toast.hidden = true; }, 2500);
  }

  function theme() {
    const style = getComputedStyle(document.documentElement);
    const text = style.getPropertyValue('--text').trim();
    const rule = style.getPropertyValue('--rule').trim();
    return {
      background: 'transparent',
      axis: {labelColor: text, titleColor: text, gridColor: rule, gridOpacity: 0.5, domainColor: rule, tickColor: rule,
             titleFontWeight: 'normal', labelFontSize: 11, titleFontSize: 12},
      legend: {labelColor: text, titleColor: text, symbolStrokeWidth: 2},
      view: {stroke: rule},
      text: {color: text},
    };
  }

  // All layers tell names apart in the same way, also when some of them are hidden.
  function addScales(spec) {
    const {names} = spec.usermeta;
    const domain = names.map(({name}) => name);
    for (const {encoding} of spec.layer) {
      for (const channel of ['color', 'strokeDash', 'shape']) {
        if (encoding[channel]?.field !== 'name') continue;
        encoding[channel].scale = {domain, range: names.map((entry) => entry[channel])};
      }
    }
  }

  function draw(figure) {
    const state = figure.state;
    const spec = structuredClone(state.spec);
    addScales(spec);
    const wanted = state.scale && spec.usermeta.ranges[state.scale];
    const {y} = spec.encoding;
    if (wanted) {
      y.scale = {...y.scale, type: state.scale, domain: wanted};
      if (state.scale === 'log') delete y.scale.zero;
      if (y.axis) delete y.axis.values;
    }
    spec.data = {values: state.rows.filter((datum) => !state.hidden.has(datum.name))};
    spec.config = theme();
    const compiled = vegaLite.compile(spec).spec;
    if (state.view) state.view.finalize();
    state.view = new vega.View(vega.parse(compiled), {renderer: 'canvas', hover: true, tooltip: showTip, logLevel: vega.Warn});
    state.view.initialize(state.plot);
    state.view.addEventListener('click', (event, item) => {
      if (item && item.datum && item.datum.row !== undefined && item.datum.label) copy(item.datum.label);
    });
    return state.view.runAsync();
  }

  // A key for each name, which hides and shows it.
  function legend(figure) {
    const box = document.createElement('div');
    box.className = 'legend';
    for (const {name, color, strokeDash} of figure.state.spec.usermeta.names) {
      if (name === '') continue;
      const key = document.createElement('button');
      key.type = 'button';
      key.setAttribute('aria-pressed', 'true');
      const swatch = document.createElement('span');
      swatch.style.borderTop = `2px ${['', 'solid', 'dotted'][strokeDash[0]] ?? 'dashed'} ${color}`;
      key.append(swatch, name);
      key.addEventListener('click', () => {
        const hidden = figure.state.hidden;
        if (!hidden.delete(name)) hidden.add(name);
        key.setAttribute('aria-pressed', String(!hidden.has(name)));
        draw(figure);
      });
      box.append(key);
    }
    return box;
  }

  async function enliven(figure) {
    const link = figure.querySelector('a.download');
    const script = figure.querySelector('script');
    const text = decodeURIComponent(link.href.slice(link.href.indexOf(',') + 1));
    const plot = document.createElement('div');
    plot.className = 'plot';
    const image = figure.querySelector('svg');
    image.before(plot);
    figure.state = {spec: JSON.parse(script.textContent), rows: parseCsv(text), plot, scale: null, hidden: new Set()};
    image.style.display = 'none';
    try {
      await draw(figure);
    } catch (error) {
      plot.remove();
      image.style.display = '';
      throw error;
    }
    plot.after(legend(figure));
    if (figure.state.spec.usermeta.ranges) {
      const button = document.createElement('button');
      const now = figure.state.spec.encoding.y.scale.type;
      figure.state.scale = now;
      const label = () => { button.textContent = figure.state.scale === 'log' ? 'linear scale' : 'logarithmic scale'; };
      button.type = 'button';
      button.addEventListener('click', () => {
        figure.state.scale = figure.state.scale === 'log' ? 'linear' : 'log';
        label();
        draw(figure);
      });
      label();
      link.before(button);
    }
    figure.dataset.live = '';
  }

  const figures = [...document.querySelectorAll('figure')];
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watch.unobserve(entry.target);
      enliven(entry.target);
    }
  }, {rootMargin: '200px'});
  figures.forEach((figure) => watch.observe(figure));
  dark.addEventListener('change', () => figures.filter((figure) => figure.state).forEach(draw));
  // On paper the static figures are sharper.
  const swap = (print) => figures.filter((figure) => figure.state).forEach((figure) => {
    figure.querySelector('svg').style.display = print ? '' : 'none';
    for (const live of figure.querySelectorAll('.plot, .legend')) live.style.display = print ? 'none' : '';
  });
  addEventListener('beforeprint', () => swap(true));
  addEventListener('afterprint', () => swap(false));
})();
