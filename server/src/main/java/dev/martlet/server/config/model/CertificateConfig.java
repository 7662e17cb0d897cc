// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Doc;
import java.nio.file.Path;

/** A certificate and its key. */
@Doc("A certificate and its private key, in PEM files.")
public record CertificateConfig(
        @Doc("The certificate, followed by its chain.") Path cert,
        @Doc("The private key, not encrypted.") Path key) {}
