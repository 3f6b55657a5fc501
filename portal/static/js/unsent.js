// At the desk: before a page is left on which something is typed and not sent, people are asked.
// Buttons keep what is typed in their own form; a link keeps nothing. Nothing is stored here.
'use strict';
(() => {
  const WORDS = 'textarea, input:not([type=hidden], [type=password], [type=checkbox], [type=radio], [type=file])';
  const OTHERS = 'Something else that you typed on this page is not sent yet. Go on without it?';
  const NOT_TAKEN = 'That did not work, and nothing was saved. What you typed is still on this page: try again in a few minutes.';
  // Forms whose words are on their way, or were given up.
  const done = new Set();

  // A page that came back refused, or with other parts left over, holds words that nobody has.
  const cameBack = (form) => 'unsent' in form.dataset || (document.getElementById('error-summary') && form.closest('main'));
  const isTyped = (form) => [...form.elements].some((control) => control.matches(WORDS)
    && control.value !== (cameBack(form) ? '' : control.defaultValue));
  const holding = (but) => [...document.forms].filter((form) => form !== but && !done.has(form)
    && form.method === 'post' && ('kept' in form.dataset || isTyped(form)));

  window.addEventListener('beforeunload', (event) => {
    if (holding().length === 0) return;
    event.preventDefault();
    event.returnValue = true; // Safari
  });

  // The portal was away or could not take it. Its own page that keeps the words names a target.
  document.addEventListener('htmx:response:error', ({ detail: { ctx } }) => {
    if (ctx.response.status >= 500 && !ctx.hx.retarget) window.alert(NOT_TAKEN);
  });

  // What is sent is not lost: that form alone, and not by what opens beside the page.
  document.addEventListener('submit', (event) => {
    const target = event.submitter?.getAttribute('formtarget') ?? event.target.target;
    if (!event.defaultPrevented && target !== '_blank') done.add(event.target);
  });
  document.addEventListener('input', (event) => done.delete(event.target.form));

  // htmx sends one form, and then goes on to another page or puts a new part in place of all of them.
  const formOf = (element) => element.form ?? element.closest('form');
  document.addEventListener('htmx:before:request', (event) => {
    const others = holding(formOf(event.detail.ctx.sourceElement));
    if (others.length === 0) return;
    if (window.confirm(OTHERS)) others.forEach((form) => done.add(form));
    else event.preventDefault();
  });
  document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
    if (ctx.hx.redirect) done.add(formOf(ctx.sourceElement));
  });
})();
