// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Secret;
import org.jspecify.annotations.Nullable;

/** The admin port. */
@Doc("The port for operators.")
public record AdminConfig(
        @Doc("Address and port. Any other than a loopback address needs a token.")
                @Default("127.0.0.1:9900")
                Bind bind,
        @Doc(
                        "The bearer token that each request has to carry. Without one, only loopback is served.")
                @Nullable Secret token) {}
