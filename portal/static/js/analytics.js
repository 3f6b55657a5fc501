// Google Analytics, only where it is turned on and after consent. It is told the path of the page,
// never its query, nor where the visitor came from; its cookies stay on this host.
'use strict';
(() => {
  const { id, page } = document.currentScript.dataset;
  window.dataLayer = window.dataLayer || [];
  function gtag() { window.dataLayer.push(arguments); }
  gtag('consent', 'default', {
    ad_storage: 'denied',
    ad_user_data: 'denied',
    ad_personalization: 'denied',
    analytics_storage: 'granted',
  });
  gtag('js', new Date());
  gtag('config', id, {
    allow_ad_personalization_signals: false,
    allow_google_signals: false,
    cookie_domain: 'none',
    page_location: page,
    page_referrer: '',
  });
  const script = document.createElement('script');
  script.async = true;
  script.src = `https://www.googletagmanager.com/gtag/js?id=${encodeURIComponent(id)}`;
  document.head.append(script);
})();
