const { party: cheer } = require("./emoji.ts");
const path = require("node:path");

exports.shout = (parts, ...values) => String.raw(parts, ...values) + cheer + path.sep;
