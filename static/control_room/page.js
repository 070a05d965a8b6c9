/** What the server wrote into the page: which session this is and what this person may do. */

const { dataset } = document.querySelector("[data-acts]");

export const page = {
  language: document.documentElement.lang,
  session: dataset.session,
  me: Number(dataset.me) || null,
  socket: dataset.socket,
  acts: dataset.acts,
  recordSheet: dataset.recordSheet,
  candidateLog: dataset.candidateLog,
  course: dataset.course,
  report: dataset.report,
  failures: (dataset.failures ?? "").split("\n").filter(Boolean),
  may: new Set(dataset.may.split(" ").filter(Boolean)),
  csrf: document.querySelector("meta[name=csrf-token]").content,
};
