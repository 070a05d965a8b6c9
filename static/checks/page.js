/** What the server wrote into the page: which room this is, and what this person may do. */

export const place = document.querySelector("#checks");
const { dataset } = place;

export const page = {
  socket: dataset.socket,
  acts: dataset.acts,
  own: dataset.own,
  report: dataset.report,
  pdf: dataset.pdf,
  requirements: dataset.requirements,
  seats: dataset.seats,
  titles: dataset.titles.split("\n"),
  may: "may" in dataset,
  csrf: document.querySelector("meta[name=csrf-token]").content,
};
