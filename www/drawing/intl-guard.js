// uPlot makes an Intl.NumberFormat of the browser's language when it is imported. Some environments name a language
// that Intl refuses ("C"): the import would throw and take the page with it. Import this module before uPlot.

try {
  new Intl.NumberFormat(navigator.language);
} catch {
  const Original = Intl.NumberFormat;
  const guarded = function (/** @type {any} */ locales, /** @type {any} */ options) {
    try {
      return new Original(locales, options);
    } catch {
      return new Original('en', options);
    }
  };
  guarded.prototype = Original.prototype;
  guarded.supportedLocalesOf = Original.supportedLocalesOf;
  Intl.NumberFormat = /** @type {any} */ (guarded);
}

export {};
