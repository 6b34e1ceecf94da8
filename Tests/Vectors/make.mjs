// Makes the vectors with Node's own crypto and JSON, apart from every line of the implementation under test.
// Usage: node make.mjs   (writes keys.json, contexts.json, accepted.json and refused.json beside itself; signatures differ each time)
import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { readFileSync, writeFileSync, existsSync } from 'node:fs';

const here = name => new URL(name, import.meta.url);
const b64 = bytes => Buffer.from(bytes).toString('base64url');
const sha = bytes => createHash('sha256').update(bytes).digest();
const save = (name, value) => writeFileSync(here(name), JSON.stringify(value, null, 2) + '\n');
const thumbprint = ({ x, y }) => b64(sha(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`));

// --- keys: drawn once, then kept ---------------------------------------------------------------------------------------------
function drawKey(name) {
  const { d, x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  return { name, d, x, y, thumbprint: thumbprint({ x, y }) };
}
const accepted = existsSync(here('keys.json'))
  ? JSON.parse(readFileSync(here('keys.json'))).accepted
  : ['request', 'decision', 'stranger'].map(drawKey);
const keys = Object.fromEntries(accepted.map(key => [key.name, key]));
const { x, y } = keys.request;
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;   // y² = b at x = 0
const power = (base, exponent) => exponent === 0n ? 1n : power(base * base % P, exponent >> 1n) * (exponent & 1n ? base : 1n) % P;
const coordinate = value => b64(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
const yAtZero = coordinate(power(B, (P + 1n) / 4n));
const flipLast = text => text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1);
save('keys.json', {
  about: 'P-256 keys. TEST ONLY: the private keys d are public.',
  accepted,
  points: [{ why: 'x = 0 is a point like any other', x: coordinate(0n), y: yAtZero }],
  refused: [
    { why: 'not on the curve', x, y: x },
    { why: 'all zero, which some take for the point at infinity', x: 'A'.repeat(43), y: 'A'.repeat(43) },
    { why: 'x is the prime itself: the point at x = 0, were it reduced', x: coordinate(P), y: yAtZero },
    { why: 'x is 2^256 - 1', x: coordinate(2n ** 256n - 1n), y },
    { why: 'x is 31 bytes', x: b64(Buffer.from(x, 'base64url').subarray(1)), y },
    { why: 'x is 33 bytes, a zero in front', x: b64(Buffer.concat([Buffer.alloc(1), Buffer.from(x, 'base64url')])), y },
    { why: 'y is padded', x, y: y + '=' },
    { why: 'x has a line break', x: x + '\n', y },
    { why: 'unused trailing bits of x are not zero', x: flipLast(x), y },
    { why: 'plain base64 instead of base64url', x: '+' + x.slice(1), y },
    { why: 'x is empty', x: '', y },
  ],
});

// --- contexts ----------------------------------------------------------------------------------------------------------------
function contextHash(parts) {
  const pieces = [Buffer.from('countersign-context-2', 'ascii')];
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    pieces.push(length, bytes);
  }
  return b64(sha(Buffer.concat(pieces)));
}
save('contexts.json', {
  about: 'What a phone shows, and the hash that stands in "context".',
  contexts: [
    ['Payroll', 'Utrecht, Netherlands', '192.0.2.7', 'Firefox on Windows', ''],
    ['Payroll', 'Utrecht, Netherlands', '192.0.2.7', '', 'W4SCT'],
    ['', '', '', '', ''],
    ['a', 'b', '', '', ''],
    ['ab', '', '', '', ''],
    ['', '', '', 'moved', ''],
    ['', '', '', '', 'moved'],
    ['Zürich Büro', '東京, 日本', '2001:db8::1', 'Сафари 🦊', 'оплата №7'],
    ['e\u0301', '\u00e9', '', 'two spellings of one letter are two texts', ''],
    ['x'.repeat(300), '\u0000\u001f', '"\\/', ' ', ' '],
  ].map(parts => ({
    application: parts[0], place: parts[1], address: parts[2], browser: parts[3], message: parts[4],
    hash: contextHash(parts),
  })),
});

// --- tokens ------------------------------------------------------------------------------------------------------------------
const typ = kind => `countersign-${kind}+jwt`;
const signBytes = (key, input) => sign('sha256', Buffer.from(input, 'ascii'), {
  key: createPrivateKey({ key: { kty: 'EC', crv: 'P-256', d: key.d, x: key.x, y: key.y }, format: 'jwk' }),
  dsaEncoding: 'ieee-p1363',
});
function token(header, payload, key) {   // header and payload as text or bytes, exactly as they shall stand
  const input = b64(Buffer.from(header)) + '.' + b64(Buffer.from(payload));
  return input + '.' + b64(signBytes(key, input));
}
const headerOf = (kind, key) => JSON.stringify({ alg: 'ES256', typ: typ(kind), kid: key.thumbprint });
const handle = text => b64(sha(text).subarray(0, 16));
const who = { aud: 'https://sign-in.example/contoso', tenant: 'contoso', sub: 'anna@contoso.example' };
const approve = {
  ver: 1, ...who, challenge: handle('challenge'), nonce: handle('nonce'), decision: 'approve', number: '07', device: handle('device'),
  client: 'payroll', context: contextHash(['Payroll', 'Utrecht, Netherlands', '192.0.2.7', 'Firefox on Windows', '']), uv: true,
  iat: 1790000000,
};
const deny = { ...approve, decision: 'deny', number: '', uv: false };
const request = {
  ver: 1, ...who, device: handle('device'), htm: 'GET', htu: '/contoso/v1/device/waiting', body: b64(sha('')), platform: 'ios',
  os: '18.1', app: '2.0.14', jti: handle('jti'), iat: 1790000001,
};
const activation = {
  ver: 1, ...who, device: handle('device'), code: b64(sha(handle('secret'))), request_key: keys.request.thumbprint,
  decision_key: keys.decision.thumbprint, iat: 1790000002,
};
function accept(name, kind, key, members, header, payload) {
  const text = token(header ?? headerOf(kind, keys[key]), payload ?? JSON.stringify(members), keys[key]);
  return { name, typ: typ(kind), key, token: text, statement: b64(sha(text.slice(0, text.lastIndexOf('.')))), members };
}
const reversed = object => JSON.stringify(Object.fromEntries(Object.entries(object).reverse()));
const roomy = object => JSON.stringify(object, null, 2) + '\r\n\t ';
const longest = { ...approve, number: '000000', client: 'c'.repeat(2048), iat: 253402300799 };
save('accepted.json', {
  about: 'Tokens every implementation must accept: the shape, the members and the signature under the named key.',
  tokens: [
    accept('approve', 'decision', 'decision', approve),
    accept('deny with the request key', 'decision', 'request', deny),
    accept('deny with the decision key', 'decision', 'decision', { ...deny, uv: true }),
    accept('the widest values', 'decision', 'decision', longest),
    accept('members in reverse order', 'decision', 'decision', approve,
      reversed(JSON.parse(headerOf('decision', keys.decision))), reversed(approve)),
    accept('a client with quotes and a backslash', 'decision', 'decision', { ...approve, client: '"pay" \\ roll' }),
    accept('a client in another script', 'decision', 'decision', { ...approve, client: 'Lønn 🦊' }),
    accept('request', 'request', 'request', request),
    accept('request from Android', 'request', 'request',
      { ...request, htm: 'POST', htu: '/contoso/v1/device/answer', platform: 'android', os: '6.0', app: '0.1.0.65535', iat: 0 }),
    accept('activation, signed by the request key', 'activation', 'request', activation),
    accept('activation, signed by the decision key', 'activation', 'decision', activation),
  ],
});

// --- refusals ----------------------------------------------------------------------------------------------------------------
const refused = [];
const refuse = (fault, kind, name, text, key = 'decision') => refused.push({ name, typ: typ(kind), fault, key, token: text });
const good = token(headerOf('decision', keys.decision), JSON.stringify(approve), keys.decision);
const [h, p, s] = good.split('.');
const head = headerOf('decision', keys.decision);
const body = JSON.stringify(approve);
const withHead = (fault, name, header) => refuse(fault, 'decision', name, token(header, body, keys.decision));
const withBody = (fault, name, payload) => refuse(fault, 'decision', name, token(head, payload, keys.decision));
// A control character cannot be written without an escape, and there are none.
const spelled = (fault, payload) => /\\[^"\\]/.test(payload) ? 'PayloadNotStrictJson' : fault;
const change = (fault, name, members) => {
  const payload = JSON.stringify({ ...approve, ...members });
  withBody(spelled(fault, payload), name, payload);
};

refuse('TooLong', 'decision', '8,193 characters', good + 'A'.repeat(8193 - good.length));
refuse('NotThreeParts', 'decision', 'nothing', '');
refuse('NotThreeParts', 'decision', 'two parts', `${h}.${p}`);
refuse('NotThreeParts', 'decision', 'four parts', `${good}.`);
refuse('NotThreeParts', 'decision', 'five parts, as in JWE', `${h}.${p}.${s}.${p}.${s}`);
refuse('NotThreeParts', 'decision', 'JSON serialization', JSON.stringify({ protected: h, payload: p, signature: s }));
refuse('NotBase64Url', 'decision', 'padding after the signature', `${good}==`);
refuse('NotBase64Url', 'decision', 'a space in front', ` ${good}`);
refuse('NotBase64Url', 'decision', 'a line break behind', `${good}\n`);
refuse('NotBase64Url', 'decision', 'a line break inside', `${h}.${p.slice(0, 8)}\n${p.slice(8)}.${s}`);
refuse('NotBase64Url', 'decision', 'trailing bits of the signature', `${h}.${p}.${flipLast(s)}`);
refuse('NotBase64Url', 'decision', 'a length no bytes have', `${h}.${p}.${s.slice(0, -1)}`);
refuse('NotBase64Url', 'decision', 'plain base64', `${h}.${p}.+${s.slice(1)}`);
refuse('NotBase64Url', 'decision', 'a letter beyond ASCII', `${h}.${p}.\u0410${s.slice(1)}`);

refuse('HeaderNotStrictJson', 'decision', 'an empty header', `.${p}.${s}`);
withHead('HeaderNotStrictJson', 'not an object', '["ES256"]');
withHead('HeaderNotStrictJson', 'byte order mark in the header', '\ufeff' + head);
withHead('HeaderNotStrictJson', 'alg twice', head.replace('{', '{"alg":"none",'));
withHead('HeaderNotStrictJson', 'alg twice, once escaped', head.replace('{', '{"\\u0061lg":"none",'));
withHead('HeaderNotStrictJson', 'trailing comma in the header', head.replace('}', ',}'));
withHead('HeaderNotStrictJson', 'comment in the header', head + '/**/');
withHead('HeaderNotStrictJson', 'two objects', head + head);
withHead('HeaderMember', 'kid missing', JSON.stringify({ alg: 'ES256', typ: typ('decision') }));
withHead('HeaderMember', 'alg is null', head.replace('"ES256"', 'null'));
for (const [name, value] of [['jwk', { kty: 'EC', crv: 'P-256', x, y }], ['jku', 'https://evil.example/'], ['x5u', 'https://evil.example/'],
  ['x5c', ['AA']], ['crit', ['exp']], ['b64', false], ['zip', 'DEF'], ['cty', 'JWT']]) {
  withHead('HeaderMember', name, JSON.stringify({ ...JSON.parse(head), [name]: value }));
}
for (const alg of ['none', 'HS256', 'ES384', 'ES256K', 'es256', 'ES256 ', '']) {
  withHead('Algorithm', `alg ${JSON.stringify(alg)}`, head.replace('ES256', alg));
}
refuse('Algorithm', 'decision', 'alg none, no signature', `${b64(head.replace('ES256', 'none'))}.${p}.`);
withHead('Type', 'JWT', head.replace(typ('decision'), 'JWT'));
withHead('Type', 'upper case', head.replace(typ('decision'), typ('DECISION')));
withHead('Type', 'with application/', head.replace(typ('decision'), 'application/' + typ('decision')));
for (const kind of ['decision', 'request', 'activation']) {
  const other = { decision: 'request', request: 'activation', activation: 'decision' }[kind];
  const members = { decision: approve, request, activation }[other];
  refuse('Type', kind, `a good ${other}`, token(headerOf(other, keys.request), JSON.stringify(members), keys.request), 'request');
}
withHead('KeyId', 'kid of 42 characters', head.replace(keys.decision.thumbprint, keys.decision.thumbprint.slice(1)));
withHead('KeyId', 'kid with a path', head.replace(keys.decision.thumbprint, '../../../etc/passwd'));
withHead('KeyId', 'kid with trailing bits', head.replace(keys.decision.thumbprint, flipLast(keys.decision.thumbprint)));
refuse('SignatureSize', 'decision', 'no signature', `${h}.${p}.`);
refuse('SignatureSize', 'decision', '63 bytes', `${h}.${p}.${b64(Buffer.from(s, 'base64url').subarray(1))}`);
refuse('SignatureSize', 'decision', '65 bytes', `${h}.${p}.${b64(Buffer.concat([Buffer.from(s, 'base64url'), Buffer.alloc(1)]))}`);
refuse('SignatureSize', 'decision', 'DER', `${h}.${p}.${b64(sign('sha256', Buffer.from(`${h}.${p}`), createPrivateKey({
  key: { kty: 'EC', crv: 'P-256', d: keys.decision.d, x: keys.decision.x, y: keys.decision.y }, format: 'jwk' })))}`);

const bytes = (text, mark, ...raw) => {
  const at = text.indexOf(mark);
  return Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from(raw), Buffer.from(text.slice(at + mark.length))]);
};
const nested = levels => '['.repeat(levels) + ']'.repeat(levels);
withHead('HeaderNotStrictJson', 'white space in the header', roomy(JSON.parse(head)));
withHead('HeaderNotStrictJson', 'a name in the header spelled with an escape', head.replace('alg', '\\u0061lg'));
withHead('HeaderNotStrictJson', 'a value in the header spelled with an escape', head.replace('+', '\\u002b'));
withBody('PayloadNotStrictJson', 'white space between members', roomy(approve));
withBody('PayloadNotStrictJson', 'one space', body.replace(',', ', '));
withBody('PayloadNotStrictJson', 'a line break behind the object', body + '\n');
withBody('PayloadNotStrictJson', 'a name spelled with an escape', body.replace('nonce', 'n\\u006fnce'));
withBody('PayloadNotStrictJson', 'a value spelled with an escape', body.replace('payroll', 'pay\\u0072oll'));
withBody('PayloadNotStrictJson', 'digits spelled with escapes', body.replace('"07"', '"\\u0030\\u0037"'));
withBody('PayloadNotStrictJson', 'an escaped slash', body.replace('https://', 'https:\\/\\/'));
withBody('PayloadNotStrictJson', 'a surrogate pair spelled with escapes',
  JSON.stringify({ ...approve, client: '@' }).replace('"@"', '"\\ud83e\\udd8a"'));
withBody('PayloadNotStrictJson', 'empty', '');
withBody('PayloadNotStrictJson', 'an array', `[${body}]`);
withBody('PayloadNotStrictJson', 'null', 'null');
withBody('PayloadNotStrictJson', 'cut short', body.slice(0, -1));
withBody('PayloadNotStrictJson', 'byte order mark', '\ufeff' + body);
withBody('PayloadNotStrictJson', 'UTF-16', Buffer.from(body, 'utf16le'));
withBody('PayloadNotStrictJson', 'text behind', body + 'x');
withBody('PayloadNotStrictJson', 'a zero byte behind', body + '\u0000');
withBody('PayloadNotStrictJson', 'trailing comma', body.replace(/}$/, ',}'));
withBody('PayloadNotStrictJson', 'comment', body.replace('{', '{/**/'));
const twice = body.replace('}', ',"number":"08"}');
withBody('PayloadNotStrictJson', 'number twice', twice);
withBody('PayloadNotStrictJson', 'number twice, once escaped', body.replace('}', ',"n\\u0075mber":"08"}'));
withBody('PayloadNotStrictJson', 'half a surrogate pair', body.replace('payroll', '\\ud83e'));
withBody('PayloadNotStrictJson', 'half a surrogate pair in a name', body.replace('client', 'client\\udd8a'));
withBody('PayloadNotStrictJson', 'invalid UTF-8 in a value', bytes(body, 'payroll', 0xc3, 0x28));
withBody('PayloadNotStrictJson', 'overlong UTF-8', bytes(body, 'payroll', 0xc0, 0xaf));
withBody('PayloadNotStrictJson', 'a surrogate in UTF-8', bytes(body, 'payroll', 0xed, 0xa0, 0x80));
withBody('PayloadNotStrictJson', 'a line break in a string', body.replace('payroll', 'pay\nroll'));
withBody('PayloadNotStrictJson', 'single quotes', body.replaceAll('"', "'"));
withBody('PayloadNotStrictJson', 'a leading zero', body.replace('"iat":1', '"iat":01'));
withBody('PayloadNotStrictJson', 'NaN', body.replace('1790000000', 'NaN'));
withBody('PayloadNotStrictJson', 'nine levels', body.replace('}', `,"more":${nested(8)}}`));
withBody('PayloadMember', 'eight levels in a member too many', body.replace('}', `,"more":${nested(7)}}`));
change('PayloadMember', 'a member too many', { exp: 1790000060 });
withBody('PayloadMember', 'an empty object', '{}');
withBody('PayloadMember', 'a name in upper case', body.replace('"uv"', '"UV"'));
for (const name of Object.keys(approve)) {
  const { [name]: _, ...rest } = approve;
  withBody('PayloadMember', `${name} missing`, JSON.stringify(rest));
}
change('PayloadMember', 'ver is a string', { ver: '1' });
change('PayloadMember', 'uv is a string', { uv: 'true' });
change('PayloadMember', 'uv is a number', { uv: 1 });
change('PayloadMember', 'number is a number', { number: 42 });
change('PayloadMember', 'aud is an array', { aud: [who.aud] });
change('PayloadMember', 'sub is null', { sub: null });
change('PayloadMember', 'iat is a string', { iat: '1790000000' });
for (const iat of ['1790000000.0', '1.79e9', '179000000E1', '-1', '-0', '99999999999999999999']) {
  withBody('PayloadMember', `iat ${iat}`, body.replace('1790000000', iat));
}
change('PayloadValue', 'ver 2', { ver: 2 });
change('PayloadValue', 'ver 0', { ver: 0 });
change('PayloadValue', 'aud empty', { aud: '' });
change('PayloadValue', 'aud of 2,049 characters', { aud: 'a'.repeat(2049) });
change('PayloadValue', 'tenant in upper case', { tenant: 'Contoso' });
change('PayloadValue', 'sub in upper case', { sub: 'Anna@contoso.example' });
change('PayloadValue', 'sub with a space', { sub: ' anna@contoso.example' });
change('PayloadValue', 'sub without a domain', { sub: 'anna' });
change('PayloadValue', 'sub beyond ASCII', { sub: '\u0430nna@contoso.example' });
change('PayloadValue', 'challenge of 21 characters', { challenge: approve.challenge.slice(1) });
change('PayloadValue', 'challenge with trailing bits', { challenge: flipLast(approve.challenge) });
change('PayloadValue', 'nonce empty', { nonce: '' });
change('PayloadValue', 'device with a dot', { device: '.' + approve.device.slice(1) });
for (const decision of ['', 'Approve', 'approve ', 'yes']) change('PayloadValue', `decision ${JSON.stringify(decision)}`, { decision });
for (const number of ['', '1234567', ' 7', '7 ', '-7', '+7', '0x7', '\u0660\u0667', '\uff17', '7\u0000']) {
  change('PayloadValue', `approve with number ${JSON.stringify(number)}`, { number });
}
change('PayloadValue', 'deny with a number', { decision: 'deny' });
change('PayloadValue', 'client empty', { client: '' });
change('PayloadValue', 'client of 2,049 characters', { client: 'c'.repeat(2049) });
change('PayloadValue', 'context of 42 characters', { context: approve.context.slice(1) });
change('PayloadValue', 'context with trailing bits', { context: flipLast(approve.context) });
change('PayloadValue', 'iat after the year 9999', { iat: 253402300800 });

const ask = (name, members) => {
  const payload = JSON.stringify({ ...request, ...members });
  refuse(spelled('PayloadValue', payload), 'request', name, token(headerOf('request', keys.request), payload, keys.request), 'request');
};
for (const htm of ['get', '', 'GET ', 'G'.repeat(17)]) ask(`htm ${JSON.stringify(htm)}`, { htm });
for (const htu of ['', 'contoso', 'https://sign-in.example/contoso', '/a?b', '/a#b', '/a b', '/\u00e9', '/\r\nX: y',
  '/' + 'a'.repeat(2048)]) {
  ask(`htu ${JSON.stringify(htu.slice(0, 40))}`, { htu });
}
ask('body in hexadecimal', { body: sha('').toString('hex') });
for (const platform of ['', 'iOS', 'windows']) ask(`platform ${JSON.stringify(platform)}`, { platform });
for (const os of ['', '18', '18.', '.1', '18.01', '018.1', '18.1.2.3.4', '123456.0', '18.-1', '18.1 ', '18.1-beta', '18..1', '1\u0661.0']) {
  ask(`os ${JSON.stringify(os)}`, { os });
}
ask('app without a minor version', { app: '2' });
ask('jti of 23 characters', { jti: request.jti + 'A' });
const enrol = (name, members) => refuse('PayloadValue', 'activation', name,
  token(headerOf('activation', keys.request), JSON.stringify({ ...activation, ...members }), keys.request), 'request');
enrol('code is the secret itself', { code: handle('secret') });
enrol('request_key empty', { request_key: '' });
enrol('decision_key padded', { decision_key: keys.decision.thumbprint + '=' });

refuse('PayloadMember', 'activation', 'ver missing', token(headerOf('activation', keys.request),
  JSON.stringify({ ...activation, ver: undefined }), keys.request), 'request');

refuse('Signature', 'decision', 'signed by a stranger under the device\'s kid', token(head, body, keys.stranger));
refuse('Signature', 'decision', 'signed by a stranger under its own kid', token(headerOf('decision', keys.stranger), body, keys.stranger));
refuse('Signature', 'decision', 'the payload of another', `${h}.${b64(JSON.stringify({ ...approve, number: '08' }))}.${s}`);
refuse('Signature', 'decision', 'all zero', `${h}.${p}.${b64(Buffer.alloc(64))}`);
refuse('Signature', 'decision', 'R and S exchanged', `${h}.${p}.${b64(Buffer.concat([Buffer.from(s, 'base64url').subarray(32),
  Buffer.from(s, 'base64url').subarray(0, 32)]))}`);
refuse('Signature', 'decision', 'random', `${h}.${p}.${b64(randomBytes(64))}`);

// Two rules broken at once: the earlier one answers.
refuse('TooLong', 'decision', 'first too long, then four parts', '.'.repeat(8193));
refuse('NotThreeParts', 'decision', 'first two parts, then not base64url', '*.*');
refuse('NotBase64Url', 'decision', 'first not base64url in the signature, then no JSON in the header', `${b64('{')}.${p}.*`);
withHead('HeaderNotStrictJson', 'first cut short, then a member too many', '{"jwk":1');
withHead('HeaderMember', 'first a member too many, then alg none', head.replace('{', '{"jwk":{},').replace('ES256', 'none'));
withHead('Algorithm', 'first alg none, then another typ', head.replace('ES256', 'none').replace(typ('decision'), 'JWT'));
withHead('Type', 'first another typ, then a short kid', JSON.stringify({ alg: 'ES256', typ: 'JWT', kid: '' }));
refuse('KeyId', 'decision', 'first a short kid, then a short signature',
  `${b64(JSON.stringify({ alg: 'ES256', typ: typ('decision'), kid: '' }))}.${p}.AA`);
refuse('SignatureSize', 'decision', 'first a short signature, then no JSON', `${h}.${b64('{')}.AA`);
withBody('PayloadNotStrictJson', 'first number twice, then a member too many', twice.replace('{', '{"exp":1,'));
withBody('PayloadMember', 'first a member too many, then ver 2', body.replace('{', '{"exp":1,').replace('"ver":1', '"ver":2'));
refuse('PayloadValue', 'decision', 'first ver 2, then a stranger\'s signature',
  token(head, body.replace('"ver":1', '"ver":2'), keys.stranger));
save('refused.json', {
  about: 'Tokens every implementation must refuse, with the first rule they break. Signed well where they can be.',
  tokens: refused,
});
