// A gateway inside the page: stands in for window.fetch, answers by rules,
// and remembers every request. A rule may be slow, may fail, and may ignore
// aborts as a server does that has already answered.
(() => {
  const real = window.fetch.realFetch ?? window.fetch;
  const gateway = { rules: [], log: [], live: 0, most: 0 };
  const answer = (request, rule) =>
    new Promise((resolve, reject) => {
      const url = new URL(request.url);
      const entry = { method: request.method, url: url.pathname + url.search, at: performance.now(), aborted: -1, answered: -1 };
      gateway.log.push(entry);
      gateway.live += 1;
      gateway.most = Math.max(gateway.most, gateway.live);
      const end = () => {
        gateway.live -= 1;
      };
      const timer = setTimeout(() => {
        end();
        entry.answered = performance.now();
        const type = rule.status < 400 ? "application/json" : "application/problem+json";
        if (rule.status === 0) reject(new TypeError("Failed to fetch"));
        else resolve(new Response(rule.body, { status: rule.status, headers: { "content-type": type } }));
      }, rule.latency);
      request.signal.addEventListener("abort", () => {
        if (entry.answered >= 0) return;
        entry.aborted = performance.now();
        if (!rule.deaf) {
          clearTimeout(timer);
          end();
          reject(new DOMException("aborted", "AbortError"));
        }
      });
    });
  window.fetch = (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (!url.pathname.startsWith("/api/")) return real(input, init);
    const name = `${request.method} ${url.pathname}${url.search}`;
    const rule = gateway.rules.findLast((rule) => name.includes(rule.needle));
    if (!rule) throw new Error(`no rule for ${name}`);
    return answer(request, rule);
  };
  window.fetch.realFetch = real;
  window.fakeGateway = gateway;
})();
