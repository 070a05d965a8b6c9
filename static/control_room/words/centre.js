/** What is the matter with the test centre, in a few words; the pages before the exam say what to do. */

const FAULTS = {
  "centre.unreachable": () => gettext("the test centre cannot be reached"),
  "centre.slow": () => gettext("the test centre does not answer in time"),
  "centre.broken_off": () => gettext("the test centre broke off its answer"),
  "centre.certificate": () => gettext("the certificate of the test centre is not trusted"),
  "centre.no_tls": () => gettext("the test centre offers no encrypted connection there"),
  "centre.failing": () => gettext("the test centre reports a fault of its own"),
  "centre.nonsense": () => gettext("what answers is no test centre"),
  "centre.busy": () => gettext("the test centre is busy"),
  "centre.token": () => gettext("the registration no longer holds"),
  "centre.other_key": () => gettext("another test centre answers"),
  "centre.authorization": () => gettext("an authorization does not fit what is loaded"),
  "centre.refused": () => gettext("the test centre refused a report"),
  "centre.clock": () => gettext("the clocks differ by more than 2 s"),
};

export const centreFault = (code) => FAULTS[code]?.() ?? code;
