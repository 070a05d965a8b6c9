/** 刷新考生状态: asks the server for the whole again, and says when it has come (E17). */

const waiting = [];

/** A promise that holds when the whole has come. */
export const refresh = () =>
  new Promise((done) => {
    waiting.push(done);
    dispatchEvent(new Event("room:ask"));
  });

/** The whole has come. */
export const refreshed = () => waiting.splice(0).forEach((done) => done());
