// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** TLS towards a service. */
@Doc("TLS towards a service.")
public record UpstreamTls(
        @Doc("PEM file with the authorities that are trusted. Default: those of the Java runtime.")
                @Nullable Path ca,
        @Doc("The name that is asked for and checked. Default: the endpoint's host.")
                @Matches(
                        value = "[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?",
                        expected = "a host name")
                @Nullable String sni,
        @Doc("The certificate that Martlet shows, PEM; needs key.") @Nullable Path cert,
        @Doc("The private key of cert, PEM.") @Nullable Path key,
        @Doc("False trusts any certificate: for tests only.") @Default("true") boolean verify) {
    public UpstreamTls {
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
