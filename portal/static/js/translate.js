// Google Translate, after consent only: the server leaves this file out of every other page.
// Our cookie is closed to scripts, so the language comes from the page and not from the cookie.
'use strict';
(() => {
  const place = document.getElementById('google-translate');
  if (!place) return;
  const { language } = place.dataset;

  const choose = () => {
    const list = place.querySelector('select');
    if (!list || ![...list.options].some((option) => option.value === language)) return false;
    list.value = language;
    list.dispatchEvent(new Event('change', { bubbles: true }));
    return true;
  };

  window.portalTranslate = () => {
    new google.translate.TranslateElement(
      { pageLanguage: 'en', includedLanguages: language, autoDisplay: false },
      place.id,
    );
    const watcher = new MutationObserver(() => { if (choose()) watcher.disconnect(); });
    watcher.observe(place, { childList: true, subtree: true });
    if (choose()) watcher.disconnect();
  };

  const script = document.createElement('script');
  script.src = 'https://translate.google.com/translate_a/element.js?cb=portalTranslate';
  document.head.append(script);
})();
