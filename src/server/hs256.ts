import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyOptions,
  UnsecuredJWT,
} from 'jose';

const unsecured = Buffer.from('{"alg":"none"}').toString('base64url');

/**
 * Checks a token signed with HS256 on this thread: jose would ask WebCrypto, which waits in libuv's pool behind whatever
 * is hashed there. The claims are still jose's to check, which reads them as those of a token without a signature.
 */
export const verifyHs256 = (
  token: string,
  secret: Uint8Array,
  demands: JWTVerifyOptions,
): JWTPayload => {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  if (!header || more.length > 0) throw new errors.JWSInvalid();
  const { alg, crit } = headerOf(token);
  if (alg !== 'HS256') throw new errors.JOSEAlgNotAllowed();
  if (crit !== undefined) throw new errors.JOSENotSupported();
  const made = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url');
  const [expected, given] = [Buffer.from(made), Buffer.from(signature)];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new errors.JWSSignatureVerificationFailed();
  }
  return UnsecuredJWT.decode(`${unsecured}.${payload}.`, demands).payload;
};

const headerOf = (token: string) => {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw new errors.JWSInvalid();
  }
};
