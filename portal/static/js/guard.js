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
})();
