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
    RS256,
    @Doc("RSA, PKCS 1.5, SHA-384.")
    @Key("RS384")
    RS384,
    @Doc("RSA, PKCS 1.5, SHA-512.")
    @Key("RS512")
    RS512,
    @Doc("RSA, PSS, SHA-256.")
    @Key("PS256")
    PS256,
    @Doc("RSA, PSS, SHA-384.")
    @Key("PS384")
    PS384,
    @Doc("RSA, PSS, SHA-512.")
    @Key("PS512")
    PS512,
    @Doc("Elliptic curve P-256.")
    @Key("ES256")
    ES256,
    @Doc("Elliptic curve P-384.")
    @Key("ES384")
    ES384,
    @Doc("Elliptic curve P-521.")
    @Key("ES512")
    ES512,
    @Doc("Ed25519.")
    @Key("EdDSA")
    EDDSA;

    KeyType keys() {
        return switch (this) {
            case RS256, RS384, RS512, PS256, PS384, PS512 -> KeyType.RSA;
            case ES256, ES384, ES512 -> KeyType.EC;
            case EDDSA -> KeyType.OKP;
        };
    }

    /** As it stands in a token. */
    String id() {
        return this == EDDSA ? "EdDSA" : name();
    }
}
