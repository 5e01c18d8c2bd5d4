/** The smoke program for the runtimes with a command line: its input is the argument, its output one line of JSON. */
import { smoke } from "./smoke.js"

console.log(JSON.stringify(await smoke(JSON.parse(process.argv[2]))))
