// Nothing is stored in the browser by our scripts, or by those we include (RULES R1): a key that
// is not declared here is refused. htmx catches the refusal and carries on.
'use strict';
(() => {
  const declared = new Set();
  const store = Storage.prototype.setItem;
  Storage.prototype.setItem = function setItem(key, value) {
    if (!declared.has(String(key))) {
      throw new DOMException(`"${key}" is not a declared key`, 'QuotaExceededError');
    }
    return store.call(this, key, value);
  };

  // Cookies are the server's to set. Google Analytics alone sets its own, on the pages where it was
  // let in; Google Translate would set ours a second time, and two of a name count as none.
  const scripted = /^\s*_ga(_[A-Za-z0-9]+)?=/;
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(Document.prototype, 'cookie', {
    get: cookie.get,
    set(text) { if (scripted.test(text)) cookie.set.call(this, text); },
  });
  if (window.CookieStore) {
    window.CookieStore.prototype.set = () => Promise.reject(new TypeError('not declared'));
  }
})();
