# The smoke program as a Worker: no Node compatibility, and nothing to be reached but this machine.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["local"])),
  ],
  # A free port, which workerd reports on its control channel.
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  compatibilityDate = "2025-01-01",
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "smoke.js", esModule = embed "smoke.js"),
    (name = "login.js", esModule = embed "login.js"),
    (name = "@effect-vipps/login/promise", esModule = embed "node_modules/@effect-vipps/login/promise.js"),
    (name = "@effect-vipps/promise", esModule = embed "node_modules/@effect-vipps/promise/dist/index.js"),
  ],
);
