// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import com.nimbusds.jose.jwk.KeyType;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Key;

/**
 * How a token is signed (RFC 7518, section 3.1; RFC 8037). With public keys only: a gateway that
 * holds a shared secret could make tokens itself, and one that took {@code none} or a public key
 * for a secret would believe anybody.
 */
public enum JwtAlgorithm {
    @Doc("RSA, PKCS 1.5, SHA-256.")
    @Key("RS256")
    RS256(KeyType.RSA),
    @Doc("RSA, PKCS 1.5, SHA-384.")
    @Key("RS384")
    RS384(KeyType.RSA),
    @Doc("RSA, PKCS 1.5, SHA-512.")
    @Key("RS512")
    RS512(KeyType.RSA),
    @Doc("RSA, PSS, SHA-256.")
    @Key("PS256")
    PS256(KeyType.RSA),
    @Doc("RSA, PSS, SHA-384.")
    @Key("PS384")
    PS384(KeyType.RSA),
    @Doc("RSA, PSS, SHA-512.")
    @Key("PS512")
    PS512(KeyType.RSA),
    @Doc("Elliptic curve P-256.")
    @Key("ES256")
    ES256(KeyType.EC),
    @Doc("Elliptic curve P-384.")
    @Key("ES384")
    ES384(KeyType.EC),
    @Doc("Elliptic curve P-521.")
    @Key("ES512")
    ES512(KeyType.EC),
    @Doc("Ed25519.")
    @Key("EdDSA")
    EDDSA(KeyType.OKP);

    private final KeyType keys;

    JwtAlgorithm(KeyType keys) {
        this.keys = keys;
    }

    KeyType keys() {
        return keys;
    }

    /** As it stands in a token. */
    String id() {
        return this == EDDSA ? "EdDSA" : name();
    }
}
