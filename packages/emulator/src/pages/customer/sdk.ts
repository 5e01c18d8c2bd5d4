/**
 * The browser's side of Checkout: the globals a shop's page calls, for the emulator's page.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/checkout-api
 * [U] The events of `on` never come, and `lock` and `unlock` are done at once.
 */
export const checkoutSdk = `"use strict";
(function () {
  var pageOf = function (options, token) {
    var url = new URL(options.checkoutFrontendUrl.replace(/\\/$/, ""));
    url.searchParams.set("token", token);
    return url;
  };
  var show = function (options, token) {
    var container = document.getElementById(options.iFrameContainerId);
    if (container === null) throw new Error("There is no element with the id " + options.iFrameContainerId);
    var url = pageOf(options, token);
    var frame = document.createElement("iframe");
    frame.title = "Checkout";
    frame.style.cssText = "width: 100%; height: 60rem; border: 0";
    frame.src = url.href;
    container.replaceChildren(frame);
    addEventListener("message", function (event) {
      if (event.source !== frame.contentWindow || event.origin !== url.origin) return;
      if (event.data && event.data.frameHeight > 0) frame.style.height = event.data.frameHeight + "px";
    });
  };
  /** The page instead of the shop's. */
  window.VippsCheckoutDirect = function (options) {
    location.assign(pageOf(options, options.token).href);
  };
  /** The page within the shop's, once there is a token: a given one, or the one of the shop's own URL. */
  window.VippsCheckout = function (options) {
    var token = options.token || new URL(location.href).searchParams.get("token");
    if (token) show(options, token);
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

/** Sends the height of the frame to the shop's page. [U] In which format. */
export const frameScript = `"use strict";
if (parent !== window) {
  new ResizeObserver(function () {
    parent.postMessage({ frameHeight: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
  }).observe(document.body);
}
`
