// Asks exporters whether they are ready and show metrics: their addresses are the arguments. Run by `helm test`.
const { HEADERS = '[]', TELEMETRY_PATH = '/metrics', TIMEOUT_SECONDS = '60' } = process.env;
const headers = JSON.parse(HEADERS).map(({ name, value }) => [name, value]);
const deadline = Date.now() + Number(TIMEOUT_SECONDS) * 1000;
const pauseMs = 1000;

async function textOf(url) {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text.trim()}`);
  return text;
}

async function ask(address) {
  await textOf(`${address}/-/ready`);
  const metrics = await textOf(address + TELEMETRY_PATH);
  if (!metrics.includes('ssm_contacts_exporter_build_info{')) throw new Error(`${address}: no metrics of the exporter`);
}

async function askUntilDeadline(address) {
  for (;;) {
    try {
      await ask(address);
      console.log(`${address}: ready, and shows its metrics`);
      return true;
    } catch (error) {
      if (Date.now() + pauseMs > deadline) {
        console.error(`${address}: ${error.message} ${error.cause?.message ?? ''}`.trim());
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

const answers = await Promise.all(process.argv.slice(1).map(askUntilDeadline));
process.exitCode = answers.length > 0 && answers.every(Boolean) ? 0 : 1;
