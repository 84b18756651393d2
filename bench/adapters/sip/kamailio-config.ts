import { districtOf, type SipNumber } from './sip-workload.ts';

/** `bare`: one look-up by the number dialled; `plan`: the same plan that ours has, in Kamailio's own words. */
export type KamailioKind = 'bare' | 'plan';

/** A configuration as lean as can be: no transactions, no TCP, one process for UDP. */
export function kamailioConfig(kind: KamailioKind, port: number, numbers: readonly SipNumber[]): string {
  return `#!KAMAILIO
debug=-1
log_stderror=yes
fork=yes
children=1
disable_tcp=yes
auto_aliases=no
dns=no
rev_dns=no
sip_warning=0
server_signature=no
listen=udp:127.0.0.1:${port}
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "textops.so"
loadmodule "cfgutils.so"
loadmodule "htable.so"
modparam("htable", "htable", "site=>size=12")
modparam("htable", "htable", "list=>size=14")
modparam("htable", "htable", "area=>size=14")
modparam("htable", "htable", "district=>size=14")
modparam("htable", "htable", "hours=>size=4")
${kind === 'bare' ? BARE_ROUTE : PLAN_ROUTE}
event_route[htable:mod-init] {
${(kind === 'bare' ? bareEntries(numbers) : planEntries(numbers)).map(([table, key, value]) => `  $sht(${table}=>${key}) = "${value}";`).join('\n')}
}
`;
}

const BARE_ROUTE = `
request_route {
  if (method == "ACK") exit;
  $var(to) = $sht(site=>$rU);
  if ($var(to) == $null) {
    sl_send_reply("404", "Not Found");
    exit;
  }
  append_to_reply("Contact: <sip:$var(to)@sbc.example.it;user=phone>;q=1.0\\r\\n");
  sl_send_reply("302", "Moved Temporarily");
}
`;

/** The local time is taken apart by text, as Kamailio has it; a share is found by its own hash of the Call-ID. */
const PLAN_ROUTE = `
request_route {
  if (method == "ACK") exit;
  if ($sht(site=>$rU::0) == $null) {
    sl_send_reply("404", "Not Found");
    exit;
  }
  if ($sht(list=>$rU::$fU) != $null) {
    $var(to) = $sht(site=>$rU::0);
  } else {
    $var(district) = $sht(district=>$(fU{s.substr,0,4}));
    if ($sht(area=>$rU::$var(district)) == $null) {
      sl_send_reply("403", "Forbidden");
      exit;
    }
    $var(minute) = $(timef(%H){s.int}) * 60 + $(timef(%M){s.int});
    $var(day) = $timef(%u);
    if ($var(minute) >= $sht(hours=>$var(day)::from) && $var(minute) < $sht(hours=>$var(day)::to)) {
      core_hash("$ci", "$rU", "10");
      $var(bucket) = $rc;
      if ($var(bucket) < 0) $var(bucket) = 0 - $var(bucket);
      if ($var(bucket) < $(sht(site=>$rU::first){s.int})) $var(to) = $sht(site=>$rU::0);
      else if ($var(bucket) < $(sht(site=>$rU::second){s.int})) $var(to) = $sht(site=>$rU::1);
      else $var(to) = $sht(site=>$rU::2);
    } else {
      append_to_reply("Contact: <sip:chiuso@annunci.example.it>;q=1.0\\r\\n");
      sl_send_reply("302", "Moved Temporarily");
      exit;
    }
  }
  append_to_reply("Contact: <sip:$var(to)@sbc.example.it;user=phone>;q=1.0\\r\\n");
  sl_send_reply("302", "Moved Temporarily");
}
`;

type Entry = readonly [table: string, key: string, value: string];

function bareEntries(numbers: readonly SipNumber[]): readonly Entry[] {
  return numbers.map(({ number, sites }) => ['site', number, sites[0]]);
}

function planEntries(numbers: readonly SipNumber[]): readonly Entry[] {
  const entries: Entry[] = [];
  for (const { number, listed, area, sites, shares } of numbers) {
    for (const [i, site] of sites.entries()) entries.push(['site', `${number}::${i}`, site]);
    const buckets = shares.map((share) => Math.round(share * 10.24));
    entries.push(['site', `${number}::first`, String(buckets[0]!)]);
    entries.push(['site', `${number}::second`, String(buckets[0]! + buckets[1]!)]);
    for (const caller of listed) entries.push(['list', `${number}::${caller}`, '1']);
    for (const code of area) entries.push(['area', `${number}::${code}`, '1']);
  }
  for (let four = 0; four < 1_000; four++) {
    const digits = `0${String(four).padStart(3, '0')}`;
    const district = districtOf(digits);
    if (district !== undefined) entries.push(['district', digits, district]);
  }
  for (let day = 1; day <= 7; day++) {
    entries.push(['hours', `${day}::from`, '0']);
    entries.push(['hours', `${day}::to`, '1440']);
  }
  return entries;
}
