#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { scriptArguments } from "./arguments/script-arguments.mjs";

const usage = `usage: npx --no-install resume-gate comment | node scripts/pr-comment.mjs [FILE]

Writes the gate's comment on a pull request, over the one of an earlier run where there is one. The Markdown comes from standard input or
from FILE, and begins with a hidden marker.

From the environment:
  GITHUB_TOKEN        may write pull requests' comments; it is never printed
  GITHUB_REPOSITORY   owner/name
  PR_NUMBER           default: the number in GITHUB_REF or in the event's file (GITHUB_EVENT_PATH)
  GITHUB_API_URL      default: https://api.github.com

Exit codes: 0 written, or there is no pull request; 1 GitHub refuses; 2 wrong usage, or a setting is missing.
`;

/** Each request ends within this time, in milliseconds. */
const limitMs = 15_000;
/** GitHub refuses a longer body. In characters. */
const longest = 65_000;
/** Pages of a hundred comments that are looked through. */
const mostPages = 50;

class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function main(env, file) {
  const body = clip(readFileSync(file ?? 0, "utf8"));
  const marker = /^<!-- [\w-]+ -->/.exec(body)?.[0];
  if (!marker) return say(2, "The Markdown does not begin with a marker such as <!-- resume-gate -->.");
  const pull = pullNumber(env);
  if (pull === null) return say(0, "This is no pull request's run: no comment is written.");
  for (const name of ["GITHUB_TOKEN", "GITHUB_REPOSITORY"]) {
    if (!env[name]) return say(2, `${name} is not set: no comment can be written.`);
  }
  const api = github(env);
  for (const found of await findMarked(api, pull, marker)) {
    try {
      await api("PATCH", `issues/comments/${found}`, { body });
      return say(0, `Comment ${found} of pull request ${pull} is up to date.`);
    } catch (error) {
      // It is somebody else's with our marker, or it was removed meanwhile: the next one, or a new one, is written.
      if (!(error instanceof Refused && [403, 404].includes(error.status))) throw error;
    }
  }
  const { value } = await api("POST", `issues/${pull}/comments`, { body });
  return say(0, `Comment ${value.id} of pull request ${pull} is written.`);
}

function clip(text) {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest)}\n\n(cut: the results are longer than a comment may be)\n`;
}

function pullNumber({ PR_NUMBER, GITHUB_REF, GITHUB_EVENT_PATH }) {
  if (PR_NUMBER) return /^[1-9]\d*$/.test(PR_NUMBER) ? Number(PR_NUMBER) : null;
  const ref = /^refs\/pull\/(\d+)\//.exec(GITHUB_REF ?? "");
  if (ref) return Number(ref[1]);
  try {
    return JSON.parse(readFileSync(GITHUB_EVENT_PATH, "utf8")).pull_request?.number ?? null;
  } catch {
    return null;
  }
}

function github({ GITHUB_API_URL = "https://api.github.com", GITHUB_REPOSITORY, GITHUB_TOKEN }) {
  const base = `${GITHUB_API_URL.replace(/\/$/, "")}/repos/${GITHUB_REPOSITORY}/`;
  return async (method, place, body) => {
    const response = await fetch(base + place, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${GITHUB_TOKEN}`,
        "content-type": "application/json",
        "user-agent": "resume-gate",
        "x-github-api-version": "2022-11-28",
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Refused(
        `${method} ${place} was answered with ${response.status}: ${text.slice(0, 200)}`,
        response.status,
      );
    }
    return { value: JSON.parse(text), more: /rel="next"/.test(response.headers.get("link") ?? "") };
  };
}

/** The ids of the comments with our marker, the oldest first. Somebody else's may be among them. */
async function findMarked(api, pull, marker) {
  const marked = [];
  for (let page = 1; page <= mostPages; page++) {
    const { value, more } = await api("GET", `issues/${pull}/comments?per_page=100&page=${page}`);
    for (const comment of value) if (comment.body?.startsWith(marker)) marked.push(comment.id);
    if (!more) break;
  }
  return marked;
}

function say(code, text) {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  return code;
}

const { words } = await scriptArguments(usage, {}, { mostWords: 1 });
try {
  process.exitCode = await main(process.env, words[0]);
} catch (error) {
  const reason = error.cause?.code ?? error.cause?.message ?? error.message;
  const hint =
    error.status === 403 ? "\nThe job needs `permissions: pull-requests: write`; a run from a fork never has it." : "";
  process.exitCode = say(1, `The comment could not be written: ${reason}${hint}`);
}
