import type { DefaultTheme } from "vitepress";

/** The reader's questions, from the first five minutes to how it works inside. Each page of the docs is in here once. */
export const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: "Start here",
    items: [
      { text: "Your own server in five minutes", link: "/five-minutes" },
      {
        text: "Tutorial",
        link: "/tutorial/",
        collapsed: true,
        items: [
          { text: "1. A server that loses events", link: "/tutorial/1-live-only" },
          { text: "2. A ring buffer", link: "/tutorial/2-ring-buffer" },
          { text: "3. Keep everything", link: "/tutorial/3-keep-all" },
          { text: "4. The end of a run", link: "/tutorial/4-the-end" },
          { text: "5. Many readers", link: "/tutorial/5-many-readers" },
          { text: "6. Any text, and a heartbeat", link: "/tutorial/6-any-text" },
          { text: "7. Nothing left behind", link: "/tutorial/7-no-leaks" },
          { text: "8. Every row", link: "/tutorial/8-every-row" },
        ],
      },
      { text: "Words", link: "/glossary" },
    ],
  },
  {
    text: "Your server",
    items: [
      { text: "Rows: what is tried", link: "/rows" },
      { text: "Describe a stream", link: "/describe-a-stream" },
      { text: "In your CI", link: "/embed" },
      { text: "From your tests and programs", link: "/api" },
      { text: "Watch a run", link: "/live-page" },
      { text: "How sure a verdict is", link: "/verdict" },
      { text: "Faults on your own server", link: "/your-server" },
      { text: "Explore: random combinations", link: "/explore" },
      { text: "Past one machine", link: "/scale" },
    ],
  },
  { text: "Your client", items: [{ text: "Judge a client", link: "/clients" }] },
  {
    text: "The incident's runbook",
    items: [
      { text: "On call", link: "/on-call" },
      { text: "The runbook", link: "/runbook" },
      { text: "Budget and drift", link: "/slo" },
      { text: "Datadog", link: "/datadog" },
    ],
  },
  {
    text: "Reference",
    items: [
      { text: "Command line", link: "/reference/cli" },
      { text: "Configuration file", link: "/configuration" },
      { text: "Results", link: "/reference/results" },
      { text: "Reports", link: "/reports" },
      { text: "Findings", link: "/finding-kinds" },
      { text: "Errors and exit codes", link: "/errors" },
      { text: "History format", link: "/history-format" },
      { text: "The wire contract", link: "/contract" },
      { text: "Public API, all types", link: "/api-report" },
    ],
  },
  {
    text: "How it works",
    items: [
      { text: "Architecture", link: "/architecture" },
      { text: "Find a fault", link: "/find-a-fault" },
      { text: "Decisions", link: "/decisions/" },
      { text: "Mutants of the judge", link: "/mutants" },
      { text: "Contributing", link: "/reference/contributing" },
      { text: "How we write", link: "/writing" },
    ],
  },
  {
    text: "Proving ground",
    items: [
      { text: "Published packages", link: "/proving-ground" },
      { text: "Findings in current versions", link: "/findings/" },
    ],
  },
  { text: "Benchmarks", items: [{ text: "Benchmarks", link: "/benchmarks" }] },
];

export const nav: DefaultTheme.NavItem[] = [
  { text: "Start here", link: "/five-minutes" },
  { text: "Your server", link: "/rows" },
  { text: "Your client", link: "/clients" },
  { text: "Runbook", link: "/on-call" },
  { text: "Reference", link: "/reference/cli" },
];
