/** Secrets in a configuration that is handed to us: each is told by its path, and never repeated. */
import { createMixin, fileProvisioning, renderDelivery, type JsonObject } from '../../../lib';

const mixin = createMixin({ replicaSets: [{ name: 'orders', workers: 3 }] });
const findingsOf = (configuration: JsonObject) => renderDelivery(fileProvisioning({ configuration }), mixin).findings;
const written = (one: JsonObject): JsonObject => ({ remote_write: [{ url: 'http://x', ...one }] });

test('a secret is a warning, which names its place and what to write instead', () => {
  const configuration = written({ basic_auth: { username: 'u', password: 'planted' } });

  expect(findingsOf(configuration)).toEqual([
    {
      severity: 'warning',
      path: 'fileProvisioning.configuration.remote_write[0].basic_auth.password',
      what: 'found a secret, which is not shown',
      why: 'it would stand in a ConfigMap, which more people can read than a Secret',
      fix: 'name a file from a mounted Secret instead: password_file, credentials_file, bearer_token_file',
    },
  ]);
});

test.each<[string, JsonObject, readonly string[]]>([
  ['a number', { basic_auth: { password: 123 } }, ['.basic_auth.password']],
  ['credentials', { authorization: { type: 'Bearer', credentials: 'planted' } }, ['.authorization.credentials']],
  ['a token', { bearer_token: 'planted' }, ['.bearer_token']],
  [
    'of OAuth 2',
    { oauth2: { client_id: 'a', client_secret: 'planted', token_url: 'http://t' } },
    ['.oauth2.client_secret'],
  ],
  ['of AWS', { sigv4: { access_key: 'a', secret_key: 'planted' } }, ['.sigv4.secret_key']],
  ['a key', { tls_config: { key: '-----BEGIN RSA PRIVATE KEY-----\nplanted' } }, ['.tls_config.key']],
  ['headers', { headers: { 'X-Api-Key': 'planted', 'X-Scope-OrgID': 'a' } }, ['.headers["X-Api-Key"]']],
  [
    'headers of newer versions',
    { http_headers: { 'X-A': { secrets: ['planted'], values: ['a'] } } },
    ['.http_headers["X-A"].secrets[0]'],
  ],
  [
    'headers of newer versions by their names',
    { http_headers: { Authorization: { values: ['Bearer planted'] } } },
    ['.http_headers.Authorization.values[0]'],
  ],
  ['an address', { proxy_url: 'http://ann:planted@p' }, ['.proxy_url']],
  ['a query', { proxy_url: 'http://p/?a=b&token=planted' }, ['.proxy_url']],
  ['files', { basic_auth: { password_file: '/p' }, authorization: { credentials_file: '/c' } }, []],
  ['what is replaced', { basic_auth: { password: '$(PASSWORD)' }, bearer_token: '${TOKEN}' }, []],
  [
    'what is replaced in a text',
    { authorization: { credentials: 'Bearer $(TOKEN)' }, proxy_url: 'http://ann:$(PASSWORD)@p' },
    [],
  ],
  [
    'what is replaced by other tools',
    { bearer_token: '<path:secret/data/x#token>', basic_auth: { password: '{{ .Values.pw }}' } },
    [],
  ],
  ['a pattern', { write_relabel_configs: [{ regex: 'https://(.+)@(.+)' }] }, []],
  ['labels', { static_configs: [{ targets: ['a:1'], labels: { token: 'payments' } }] }, []],
  [
    'other texts',
    { name: 'password', write_relabel_configs: [{ target_label: 'token' }], proxy_url: 'http://p/?a=b' },
    [],
  ],
])('%s', (_what, own, places) => {
  const findings = findingsOf(written(own));

  expect(findings.map(({ path }) => path)).toEqual(
    places.map((place) => `fileProvisioning.configuration.remote_write[0]${place}`),
  );
  expect(JSON.stringify(findings)).not.toContain('planted');
});
