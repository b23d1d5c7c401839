import { errors } from 'jose';

/** The key server's faults; all else that can be wrong is wrong with the token. */
const keyServersFaults = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'];

const byClaim: Readonly<Record<string, string>> = {
  nbf: 'it is not good yet (nbf)',
  iss: 'this server trusts another issuer (iss)',
  aud: 'it is meant for another audience (aud)',
};

const byCode: Readonly<Record<string, string>> = {
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'it was not signed with the key of this server',
  ERR_JOSE_ALG_NOT_ALLOWED: 'its algorithm (alg) is not accepted here',
  ERR_JOSE_NOT_SUPPORTED:
    'its algorithm (alg), or an extension that it needs (crit), is not known here',
  ERR_JWKS_NO_MATCHING_KEY: 'the identity provider has no such key',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'it does not say with which key it was signed (kid)',
};

/** What is wrong with a token, in words of ours; nothing if that is not why it could not be checked. */
export const tokenFault = (error: unknown): string | undefined => {
  if (!(error instanceof errors.JOSEError) || keyServersFaults.includes(error.code)) return;
  if (error instanceof errors.JWTClaimValidationFailed) {
    return byClaim[error.claim] ?? `its claim ${error.claim} is not as it must be`;
  }
  return byCode[error.code] ?? 'it is not a whole JWT';
};
