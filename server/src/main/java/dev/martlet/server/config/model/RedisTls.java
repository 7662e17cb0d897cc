// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** TLS towards Redis. */
@Doc("TLS towards Redis and its Sentinels. The files are read when the gateway starts.")
public record RedisTls(
        @Doc("PEM file with the authorities that are trusted. Default: those of the Java runtime.")
                @Nullable Path ca,
        @Doc("The certificate that Martlet shows, PEM; needs key.") @Nullable Path cert,
        @Doc("The private key of cert, PEM.") @Nullable Path key,
        @Doc("False trusts any certificate: for tests only.") @Default("true") boolean verify) {
    public RedisTls {
        if (cert == null && key != null) {
            throw new IllegalArgumentException(
                    "key: given without a certificate (expected: cert as well)");
        }
        if (cert != null && key == null) {
            throw new IllegalArgumentException(
                    "cert: given without its key (expected: key as well)");
        }
    }
}
