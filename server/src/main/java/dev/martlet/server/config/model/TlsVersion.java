// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Key;

/** Versions of TLS; older ones are not spoken at all (RFC 8996). */
public enum TlsVersion {
    @Key("TLSv1.2")
    TLS_1_2,
    @Key("TLSv1.3")
    TLS_1_3
}
