// The door through which JupyterLab takes an extension, written by hand: there is nothing to build.
(() => {
  const room = new URL("room.js", document.currentScript.src);
  let shared = {};
  const container = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const { plugins } = await import(room);
      const made = await plugins(shared);
      return () => ({ __esModule: true, default: made });
    },
  };
  window._JUPYTERLAB = { ...window._JUPYTERLAB, "greaterdata-room": container };
})();
