// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Issues tokens for tests. */
final class Issuer {
    static final String NAME = "https://id.example.com";

    private Issuer() {}

    static RSAKey rsa(String kid, int bits) {
        try {
            return new RSAKeyGenerator(bits, true).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey ec(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static JWKSet publicKeys(JWK... keys) {
        return new JWKSet(List.of(keys)).toPublicJWKSet();
    }

    static Map<String, Object> claims(Instant now, Map<String, Object> more) {
        Map<String, Object> claims = new java.util.HashMap<>();
        claims.put("iss", NAME);
        claims.put("sub", "ada");
        claims.put("aud", "orders");
        claims.put("exp", Date.from(now.plusSeconds(300)));
        claims.putAll(more);
        claims.values().removeIf("absent"::equals);
        return claims;
    }

    static String token(JWK key, JWSAlgorithm algorithm, Map<String, Object> claims) {
        return token(key, new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
    }

    @SuppressWarnings("deprecation") // Small keys make tests quick.
    static String token(JWK key, JWSHeader header, Map<String, Object> claims) {
        var set = new JWTClaimsSet.Builder();
        claims.forEach(set::claim);
        try {
            JWSSigner signer =
                    key instanceof RSAKey rsa
                            ? new RSASSASigner(
                                    rsa.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()))
                            : new ECDSASigner((ECKey) key);
            var token = new SignedJWT(header, set.build());
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
