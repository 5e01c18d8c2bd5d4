/**
 * The browser's side of Checkout: the globals a shop's page calls, for the emulator's page.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/checkout-api
 * [U] The events of `on` never come, and `lock` and `unlock` are done at once.
 */
export const checkoutSdk = `"use strict";
(function () {
  var pageOf = function (options) {
    var url = new URL(options.checkoutFrontendUrl.replace(/\\/$/, ""));
    url.searchParams.set("token", options.token || new URL(location.href).searchParams.get("token") || "");
    return url;
  };
  /** The page instead of the shop's. */
  window.VippsCheckoutDirect = function (options) {
    location.assign(pageOf(options).href);
  };
  /** The page within the shop's. */
  window.VippsCheckout = function (options) {
    var container = document.getElementById(options.iFrameContainerId);
    if (container === null) throw new Error("There is no element with the id " + options.iFrameContainerId);
    var url = pageOf(options);
    var frame = document.createElement("iframe");
    frame.title = "Checkout";
    frame.style.cssText = "width: 100%; height: 60rem; border: 0";
    frame.src = url.href;
    container.replaceChildren(frame);
    addEventListener("message", function (event) {
      if (event.source !== frame.contentWindow || event.origin !== url.origin) return;
      if (event.data && event.data.frameHeight > 0) frame.style.height = event.data.frameHeight + "px";
    });
    return {
      lock: function () { return Promise.resolve(); },
      unlock: function () { return Promise.resolve(); },
      redirectToCurrentPageWithToken: function (token) {
        var here = new URL(location.href);
        here.searchParams.set("token", token);
        location.assign(here.href);
      }
    };
  };
})();
`

/** Tells the shop's page how high its frame should be. [U] In which words. */
export const frameScript = `"use strict";
if (parent !== window) {
  new ResizeObserver(function () {
    parent.postMessage({ frameHeight: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
  }).observe(document.body);
}
`
