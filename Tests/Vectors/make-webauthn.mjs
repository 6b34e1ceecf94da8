// Makes webauthn.json: an authenticator and a browser in a few lines, apart from every line of the implementation under test.
// Usage: node make-webauthn.mjs   (reads keys.json, which make.mjs made; signatures differ each time)
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const here = name => new URL(name, import.meta.url);
const b64 = bytes => Buffer.from(bytes).toString('base64url');
const sha = bytes => createHash('sha256').update(bytes).digest();
const keys = Object.fromEntries(JSON.parse(readFileSync(here('keys.json'))).accepted.map(key => [key.name, key]));
const handle = text => b64(sha(text).subarray(0, 16));

const origin = 'https://sign-in.example', issuer = origin + '/contoso';
const who = {
  issuer, user: 'anna@contoso.example', device: handle('device'), code: b64(sha(handle('secret'))),
  request_key: keys.request.thumbprint,
};

// --- what the challenges are ---------------------------------------------------------------------------------------------------
function textHash(label, texts) {
  const pieces = [Buffer.from(label, 'ascii')];
  for (const text of texts) {
    const bytes = Buffer.from(text, 'utf8'), length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    pieces.push(length, bytes);
  }
  return sha(Buffer.concat(pieces));
}
const registrationChallenge = textHash('countersign-credential-1', [who.issuer, who.user, who.device, who.code, who.request_key]);
const statement = JSON.parse(readFileSync(here('accepted.json'))).tokens.find(token => token.name === 'approve with the request key')
  ?? JSON.parse(readFileSync(here('accepted.json'))).tokens.find(token => token.name === 'approve');
const assertionChallenge = Buffer.from(statement.statement, 'base64url');

// --- CBOR, as much as an authenticator needs -----------------------------------------------------------------------------------
const head = (major, n) => n < 24 ? Buffer.from([major << 5 | n])
  : n < 256 ? Buffer.from([major << 5 | 24, n]) : Buffer.from([major << 5 | 25, n >> 8, n & 255]);
const int = n => n < 0 ? head(1, -1 - n) : head(0, n);
const bytes = b => Buffer.concat([head(2, b.length), b]);
const text = t => Buffer.concat([head(3, t.length), Buffer.from(t)]);
const map = (...entries) => Buffer.concat([head(5, entries.length / 2), ...entries]);

// --- the authenticator and the browser -----------------------------------------------------------------------------------------
const UP = 1, UV = 4, BE = 8, BS = 16, AT = 64, ED = 128;
const raw = coordinate => Buffer.from(coordinate, 'base64url');
const coseEntries = key => [int(1), int(2), int(3), int(-7), int(-1), int(1), int(-2), bytes(raw(key.x)), int(-3), bytes(raw(key.y))];
const idOf = key => sha('credential of ' + key.thumbprint);
function authData({ rp = 'sign-in.example', flags = UP | UV, count = 0, credential = null, rest = Buffer.alloc(0) }) {
  const numbers = Buffer.alloc(5);
  numbers[0] = flags;
  numbers.writeUInt32BE(count, 1);
  return Buffer.concat([sha(rp), numbers, credential ?? Buffer.alloc(0), rest]);
}
function attested({ key = keys.decision, id = idOf(key), cose = map(...coseEntries(key)) } = {}) {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(id.length);
  return Buffer.concat([Buffer.alloc(16, 7), length, id, cose]);
}
const clientData = members => Buffer.from(JSON.stringify(members));
const created = { type: 'webauthn.create', challenge: b64(registrationChallenge), origin, crossOrigin: false };
const got = { type: 'webauthn.get', challenge: b64(assertionChallenge), origin, crossOrigin: false };
const attestation = (data, fmt = 'none', statements = map()) =>
  map(text('fmt'), text(fmt), text('attStmt'), statements, text('authData'), bytes(data));
const made = (change = {}) => authData({ flags: UP | UV | AT, credential: attested(), ...change });
const registration = ({ client = clientData(created), object = attestation(made()) } = {}) => `${b64(client)}.${b64(object)}`;
const signedBy = (key, input) => sign('sha256', input, {
  key: createPrivateKey({ key: { kty: 'EC', crv: 'P-256', d: key.d, x: key.x, y: key.y }, format: 'jwk' }), dsaEncoding: 'der',
});
function assertion({ client = clientData(got), data = authData({}), key = keys.decision, id = idOf(key), signature } = {}) {
  signature ??= signedBy(key, Buffer.concat([data, sha(client)]));
  return [id, data, client, signature].map(b64).join('.');
}

// --- registrations -------------------------------------------------------------------------------------------------------------
const register = (name, made, synced = false, count = 0, key = keys.decision) =>
  ({ name, text: registration(made), id: b64(idOf(key)), x: key.x, y: key.y, synced, count });
const extension = map(text('credProtect'), int(2));
const registrations = [
  register('none', {}),
  register('a synced key', { object: attestation(made({ flags: UP | UV | BE | BS | AT })) }, true),
  register('a key that may be synced and is not', { object: attestation(made({ flags: UP | UV | BE | AT })) }, true),
  register('it has signed before', { object: attestation(made({ count: 7 })) }, false, 7),
  register('an extension nobody asked for', { object: attestation(made({ flags: UP | UV | AT | ED, rest: extension })) }),
  register('more members in the client data', { client: clientData({ ...created, extraData: 'a later browser', more: { of: ['it'] } }) }),
  register('no crossOrigin', { client: clientData({ ...created, crossOrigin: undefined }) }),
];
const refusedRegistrations = [];
const refuse = (fault, name, text) => refusedRegistrations.push({ name, fault, text });
const good = registration().split('.');
refuse('Parts', 'one part', good[0]);
refuse('Parts', 'three parts', registration() + '.AA');
refuse('Parts', 'an empty part', good[0] + '.');
refuse('Parts', 'too long', good[0] + '.' + 'A'.repeat(4096));
refuse('NotBase64Url', 'padded', registration() + '=');
refuse('ClientData', 'no JSON', registration({ client: Buffer.from('{"type":') }));
refuse('ClientData', 'an array', registration({ client: Buffer.from('[]') }));
refuse('ClientData', 'more behind it', registration({ client: Buffer.concat([clientData(created), Buffer.from('{}')]) }));
refuse('ClientData', 'a challenge twice', registration({ client: Buffer.from(JSON.stringify(created).replace('{', '{"challenge":"",')) }));
refuse('ClientData', 'a type twice, once escaped', registration({ client: Buffer.from(JSON.stringify(created).replace('{', '{"t\\u0079pe":"",')) }));
refuse('ClientData', 'no origin', registration({ client: clientData({ ...created, origin: undefined }) }));
refuse('ClientData', 'crossOrigin is a text', registration({ client: clientData({ ...created, crossOrigin: 'false' }) }));
refuse('ClientData', 'not UTF-8', registration({ client: Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0xff]), Buffer.from('"}')]) }));
refuse('Type', 'the type of an assertion', registration({ client: clientData({ ...created, type: 'webauthn.get' }) }));
refuse('Challenge', 'another challenge', registration({ client: clientData({ ...created, challenge: b64(sha('another')) }) }));
refuse('Challenge', 'a padded challenge', registration({ client: clientData({ ...created, challenge: created.challenge + '=' }) }));
for (const other of [origin + '/', origin + ':8443', 'http://sign-in.example', 'https://sign-in.example.evil.example', 'https://SIGN-IN.example', 'null', ''])
  refuse('Origin', `the origin "${other}"`, registration({ client: clientData({ ...created, origin: other }) }));
refuse('Origin', 'in a frame', registration({ client: clientData({ ...created, crossOrigin: true }) }));
refuse('Origin', 'in a frame of', registration({ client: clientData({ ...created, topOrigin: 'https://evil.example' }) }));
const object = attestation(made());
refuse('AuthenticatorData', 'an attestation', registration({ object: attestation(made(), 'packed') }));
refuse('AuthenticatorData', 'a statement beside none', registration({ object: attestation(made(), 'none', map(text('alg'), int(-7))) }));
refuse('AuthenticatorData', 'a byte too many', registration({ object: Buffer.concat([object, Buffer.from([0])]) }));
refuse('AuthenticatorData', 'a byte too few', registration({ object: object.subarray(0, -1) }));
refuse('AuthenticatorData', 'a number in a longer form', registration({ object: Buffer.concat([Buffer.from([0xb8, 3]), object.subarray(1)]) }));
refuse('AuthenticatorData', 'an indefinite map', registration({ object: Buffer.concat([Buffer.from([0xbf]), object.subarray(1), Buffer.from([0xff])]) }));
refuse('AuthenticatorData', 'members in another order', registration({
  object: map(text('attStmt'), map(), text('fmt'), text('none'), text('authData'), bytes(made())) }));
refuse('AuthenticatorData', 'a byte behind the key', registration({ object: attestation(made({ rest: Buffer.from([0]) })) }));
refuse('AuthenticatorData', 'extensions said and not there', registration({ object: attestation(made({ flags: UP | UV | AT | ED })) }));
refuse('AuthenticatorData', 'extensions there and not said', registration({ object: attestation(made({ rest: extension })) }));
refuse('AuthenticatorData', 'extensions too deep', registration({ object: attestation(made({ flags: UP | UV | AT | ED,
  rest: map(text('a'), map(text('b'), map(text('c'), map(text('d'), map(text('e'), map()))))) })) }));
refuse('AuthenticatorData', 'no credential', registration({ object: attestation(made({ flags: UP | UV, credential: null })) }));
refuse('AuthenticatorData', 'an id without length', registration({ object: attestation(made({ credential: attested({ id: Buffer.alloc(0) }) })) }));
refuse('AuthenticatorData', 'an id of 1,024 bytes', registration({ object: attestation(made({ credential: attested({ id: Buffer.alloc(1024) }) })) }));
refuse('AuthenticatorData', 'backed up, though it cannot be', registration({ object: attestation(made({ flags: UP | UV | BS | AT })) }));
const cose = (at, value) => attested({ cose: map(...coseEntries(keys.decision).map((entry, i) => i === at ? value : entry)) });
refuse('AuthenticatorData', 'another kind of key', registration({ object: attestation(made({ credential: cose(1, int(1)) })) }));
refuse('AuthenticatorData', 'another algorithm', registration({ object: attestation(made({ credential: cose(3, int(-8)) })) }));
refuse('AuthenticatorData', 'another curve', registration({ object: attestation(made({ credential: cose(5, int(2)) })) }));
refuse('AuthenticatorData', 'a point not on the curve', registration({ object: attestation(made({ credential: cose(9, bytes(raw(keys.decision.x))) })) }));
refuse('AuthenticatorData', 'a compressed point', registration({ object: attestation(made({ credential: cose(9, Buffer.from([0xf5])) })) }));
refuse('AuthenticatorData', 'a key with an entry more', registration({ object: attestation(made({
  credential: attested({ cose: map(...coseEntries(keys.decision), int(-4), bytes(raw(keys.decision.d))) }) })) }));
refuse('Party', 'another relying party', registration({ object: attestation(made({ rp: 'evil.example' })) }));
refuse('Party', 'a subdomain', registration({ object: attestation(made({ rp: 'a.sign-in.example' })) }));
refuse('NotPresent', 'nobody there', registration({ object: attestation(made({ flags: UV | AT })) }));
refuse('NotVerified', 'nobody verified', registration({ object: attestation(made({ flags: UP | AT })) }));

// --- assertions ----------------------------------------------------------------------------------------------------------------
const assert = (name, change, facts = {}) =>
  ({ name, text: assertion(change), id: b64(idOf(keys.decision)), verified: true, synced: false, count: 0, ...facts });
const assertions = [
  assert('approved', {}),
  assert('by a synced key', { data: authData({ flags: UP | UV | BE | BS }) }, { synced: true }),
  assert('counted', { data: authData({ count: 4294967295 }) }, { count: 4294967295 }),
  assert('nobody verified: the rules refuse it', { data: authData({ flags: UP }) }, { verified: false }),
  assert('an extension nobody asked for', { data: authData({ flags: UP | UV | ED, rest: extension }) }),
  assert('more members in the client data', { client: clientData({ ...got, other_keys_can_be_added_here: true }) }),
];
const refusedAssertions = [];
const deny = (fault, name, text) => refusedAssertions.push({ name, fault, text });
const [id, data, client, signature] = assertion().split('.');
deny('Parts', 'three parts', [data, client, signature].join('.'));
deny('Parts', 'no signature', [id, data, client, ''].join('.'));
deny('NotBase64Url', 'a space', [id, data, client, signature + ' '].join('.'));
deny('ClientData', 'no JSON', assertion({ client: Buffer.from('approve') }));
deny('Type', 'the type of a registration', assertion({ client: clientData({ ...got, type: 'webauthn.create' }) }));
deny('Challenge', 'another statement', assertion({ client: clientData({ ...got, challenge: b64(sha('another statement')) }) }));
deny('Origin', 'another origin', assertion({ client: clientData({ ...got, origin: 'https://evil.example' }) }));
deny('Origin', 'in a frame', assertion({ client: clientData({ ...got, crossOrigin: true }) }));
deny('AuthenticatorData', 'cut short', assertion({ data: authData({}).subarray(0, 36) }));
deny('AuthenticatorData', 'a byte too many', assertion({ data: Buffer.concat([authData({}), Buffer.from([0])]) }));
deny('AuthenticatorData', 'a credential in it', assertion({ data: made() }));
deny('AuthenticatorData', 'backed up, though it cannot be', assertion({ data: authData({ flags: UP | UV | BS }) }));
deny('Party', 'another relying party', assertion({ data: authData({ rp: 'evil.example' }) }));
deny('NotPresent', 'nobody there', assertion({ data: authData({ flags: UV }) }));
deny('Signature', 'of another key', assertion({ key: keys.stranger, id: idOf(keys.decision) }));
deny('Signature', 'the request key', assertion({ key: keys.request, id: idOf(keys.decision) }));
deny('Signature', 'flags changed after it was signed',
  assertion({ data: authData({ flags: UP | UV | BE }), signature: signedBy(keys.decision, Buffer.concat([authData({}), sha(clientData(got))])) }));
deny('Signature', 'count changed after it was signed',
  assertion({ data: authData({ count: 9 }), signature: signedBy(keys.decision, Buffer.concat([authData({}), sha(clientData(got))])) }));
deny('Signature', 'client data changed after it was signed', assertion({ client: clientData({ ...got, more: 1 }),
  signature: signedBy(keys.decision, Buffer.concat([authData({}), sha(clientData(got))])) }));
const der = Buffer.from(signature, 'base64url');
deny('Signature', 'a byte behind it', [id, data, client, b64(Buffer.concat([der, Buffer.from([0])]))].join('.'));
deny('Signature', 'a byte less', [id, data, client, b64(der.subarray(0, -1))].join('.'));
deny('Signature', 'a longer form of its length', [id, data, client, b64(Buffer.concat([Buffer.from([0x30, 0x81, der[1]]), der.subarray(2)]))].join('.'));
deny('Signature', 'R then S instead', [id, data, client, b64(sign('sha256',
  Buffer.concat([authData({}), sha(clientData(got))]), { dsaEncoding: 'ieee-p1363',
    key: createPrivateKey({ key: { kty: 'EC', crv: 'P-256', ...keys.decision, name: undefined, thumbprint: undefined }, format: 'jwk' }) }))].join('.'));
deny('Signature', 'two zeros', [id, data, client, b64(Buffer.from('3006020100020100', 'hex'))].join('.'));
deny('Type', 'first the wrong type, then another challenge', assertion({ client: clientData({ ...got, type: '', challenge: '' }) }));
deny('Party', 'first another party, then a wrong signature', assertion({ key: keys.stranger, data: authData({ rp: 'evil.example' }) }));

writeFileSync(here('webauthn.json'), JSON.stringify({
  about: 'WebAuthn credentials as decision keys. Those below refused break "fault" first; the assertions are for the key "decision".',
  party: [{ origin, ...who, registration_challenge: b64(registrationChallenge), assertion_challenge: b64(assertionChallenge) }],
  registrations, refused_registrations: refusedRegistrations, assertions, refused_assertions: refusedAssertions,
}, null, 2) + '\n');
