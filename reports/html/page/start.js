setUpTables();
const examples = JSON.parse(document.getElementById('examples').textContent);
const browserRoot = document.querySelector('[data-browser]');
if (examples.length > 0) new Browser(browserRoot, examples);
// The address of a section is in the way of no other: the bar shows where the reader is.
const sectionLinks = new Map([...document.querySelectorAll('nav a')].map((a) => [a.hash.slice(1), a]));
const inSight = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const a = sectionLinks.get(entry.target.id);
    if (entry.isIntersecting) a.setAttribute('aria-current', 'true');
    else a.removeAttribute('aria-current');
  }
}, { rootMargin: '-45% 0px -50% 0px' });
for (const section of document.querySelectorAll('main > section[id]')) inSight.observe(section);
