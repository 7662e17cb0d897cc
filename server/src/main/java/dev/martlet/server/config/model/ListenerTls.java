// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.NonEmpty;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TLS on a listener. */
@Doc("TLS for clients. All files are read again when they change.")
public record ListenerTls(
        @Doc("Chosen by the name that the client asks for (SNI); the first is the default.")
                @NonEmpty
                List<CertificateConfig> certificates,
        @Doc("PEM file with the authorities of client certificates. Turns on mutual TLS.")
                @Nullable Path clientCa,
        @Doc("Whether a client may go without a certificate.") @Default("required")
                ClientAuth clientAuth,
        @Doc("The oldest version of TLS that is spoken.") @Default("TLSv1.2")
                TlsVersion minVersion) {}
