import { frontDoorError } from './api-error.js';

const signature = new RegExp(
  '^AWS4-HMAC-SHA256 Credential=[^/\\s]+/\\d{8}/[a-z0-9-]+/(?<service>[a-z0-9-]+)/aws4_request, ?' +
    'SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{64}$',
);

/** Throws unless the header has the shape of SigV4 for this service. Nothing is verified: any key will do. */
export function checkAuthorization(header: string | undefined): void {
  if (header === undefined)
    throw frontDoorError('MissingAuthenticationTokenException', 403, 'Missing Authentication Token');
  const service = signature.exec(header)?.groups?.['service'];
  if (service === undefined) {
    throw frontDoorError('IncompleteSignatureException', 400, 'Authorization header is not a Signature Version 4');
  }
  if (service !== 'ssm-contacts') {
    const message = `Credential should be scoped to correct service: 'ssm-contacts'.`;
    throw frontDoorError('InvalidSignatureException', 403, message);
  }
}
