// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks signatures, by the algorithms that the configuration allows and by no others. */
final class JwtVerifier {
    private static final int LEAST_RSA_BITS = 2048;

    /** Keys that are tried for one token: an issuer has two or three. */
    private static final int MOST_TRIED = 10;

    private final Set<JwtAlgorithm> allowed;
    private final @Nullable JWKSet fixed;
    private final @Nullable KeySource source;

    JwtVerifier(List<JwtAlgorithm> allowed, JWKSet fixed) {
        this.allowed = EnumSet.copyOf(allowed);
        this.fixed = fixed;
        this.source = null;
    }

    JwtVerifier(List<JwtAlgorithm> allowed, KeySource source) {
        this.allowed = EnumSet.copyOf(allowed);
        this.fixed = null;
        this.source = source;
    }

    /**
     * Whether one of the issuer's keys has signed a token.
     *
     * @throws dev.martlet.core.GatewayException with a 503 if there are no keys
     */
    boolean signed(SignedJWT token) {
        @Nullable JwtAlgorithm algorithm = algorithm(token.getHeader());
        if (algorithm == null) {
            return false;
        }
        if (source == null) {
            return fixed != null && isSigned(fixed, algorithm, token);
        }
        KeySource.Known known = source.keys();
        if (isSigned(known.keys(), algorithm, token)) {
            return true;
        }
        // Perhaps by a key that the issuer has had for a short time only.
        KeySource.Known newer = source.newer(known);
        return newer.number() != known.number() && isSigned(newer.keys(), algorithm, token);
    }

    private static boolean isSigned(JWKSet keys, JwtAlgorithm algorithm, SignedJWT token) {
        return fitting(keys, token.getHeader(), algorithm).stream()
                .anyMatch(key -> verifies(key, token));
    }

    private @Nullable JwtAlgorithm algorithm(JWSHeader header) {
        for (JwtAlgorithm one : allowed) {
            // A token that wants something to be understood is not understood (RFC 7515, 4.1.11).
            if (one.id().equals(header.getAlgorithm().getName())
                    && header.getCriticalParams() == null) {
                return one;
            }
        }
        return null;
    }

    private static List<JWK> fitting(JWKSet keys, JWSHeader header, JwtAlgorithm algorithm) {
        return keys.getKeys().stream()
                .filter(key -> algorithm.keys().equals(key.getKeyType()))
                .filter(key ->
                        header.getKeyID() == null || header.getKeyID().equals(key.getKeyID()))
                .filter(key -> key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse()))
                .filter(key ->
                        key.getAlgorithm() == null
                                || key.getAlgorithm().getName().equals(algorithm.id()))
                .limit(MOST_TRIED)
                .toList();
    }

    /** By the algorithm that the token names, which is one of those that are allowed. */
    private static boolean verifies(JWK key, SignedJWT token) {
        try {
            return switch (key) {
                case RSAKey rsa ->
                        rsa.size() >= LEAST_RSA_BITS
                                && token.verify(new RSASSAVerifier(rsa.toRSAPublicKey()));
                // The verifier takes the one algorithm that its curve is for.
                case ECKey ec -> token.verify(new ECDSAVerifier(ec));
                case OctetKeyPair pair -> Curve.Ed25519.equals(pair.getCurve()) && ed(pair, token);
                default -> false;
            };
        } catch (JOSEException | GeneralSecurityException | IllegalStateException e) {
            return false;
        }
    }

    /** The JDK knows Ed25519 itself; the library would want another one for it. */
    private static boolean ed(OctetKeyPair pair, SignedJWT token) throws GeneralSecurityException {
        var signature = Signature.getInstance("Ed25519");
        signature.initVerify(publicKey(pair.getDecodedX()));
        signature.update(token.getSigningInput());
        return signature.verify(token.getSignature().decode());
    }

    /** RFC 8032, section 5.1.2: little-endian, the last bit is that of x. */
    private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        if (encoded.length != 32) {
            throw new GeneralSecurityException("Ed25519: not a key of 32 bytes");
        }
        byte[] big = new byte[32];
        for (int i = 0; i < 32; i++) {
            big[i] = encoded[31 - i];
        }
        boolean odd = (big[0] & 0x80) != 0;
        big[0] &= 0x7f;
        var point = new EdECPoint(odd, new BigInteger(1, big));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}
