// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Key;

/** What is spoken to an upstream. */
public enum UpstreamProtocol {
    @Doc("HTTP/1.1.")
    @Key("http1")
    HTTP1,
    @Doc("HTTP/2 without TLS, by prior knowledge.")
    @Key("h2c")
    H2C,
    @Doc("HTTP/2 over TLS.")
    @Key("h2")
    H2
}
