# The Worker whose requests share one client. Its keys are there when the module is loaded, in a variable.
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
  bindings = [(name = "INPUT", fromEnvironment = "INPUT")],
  modules = [
    (name = "shared.js", esModule = embed "shared.js"),
    (name = "@effect-vipps/promise", esModule = embed "node_modules/@effect-vipps/promise/dist/index.js"),
  ],
);
