// What a page gains from scripts beyond htmx. Every task works without this file.
'use strict';
(() => {
  const announce = (text) => {
    const line = document.getElementById('announcement');
    if (!line || !text) return;
    line.textContent = '';
    // A screen reader speaks a change; the same words twice are none.
    setTimeout(() => { line.textContent = text; }, 100);
  };

  // The toolbar's answer: the settings live on <html>, outside the part that was swapped.
  document.addEventListener('portal:display', (event) => {
    const { contrast, textSize, say } = event.detail;
    const root = document.documentElement;
    if (contrast) root.dataset.contrast = contrast;
    else delete root.dataset.contrast;
    if (textSize) root.dataset.textSize = textSize;
    announce(say);
  });

  document.addEventListener('portal:say', (event) => announce(event.detail.say ?? event.detail.value));

  // Some browsers do not follow autofocus onto something that is not a control (RULES R26).
  // In what htmx swaps in, htmx does it: never here, or a later swap would pull the focus back.
  const waiting = document.querySelector('[tabindex="-1"][autofocus]');
  if (waiting && document.activeElement !== waiting) waiting.focus();

  // The portal could not take what was sent: its page with the words comes in place of the form.
  // A 503 that is not ours, such as a proxy's, names no target and is not shown.
  document.addEventListener('htmx:response:error', ({ detail: { ctx } }) => {
    if (ctx.response.status === 503 && ctx.hx.retarget) {
      ctx.sourceElement.setAttribute('data-hx-status:503', 'swap:outerHTML');
    }
  });

  // A form that came back with errors without a reload: the title says so, as a whole page's would.
  document.addEventListener('htmx:after:swap', () => {
    const title = document.title.replace(/^Error: /, '');
    document.title = document.getElementById('error-summary') ? `Error: ${title}` : title;
  });
})();
