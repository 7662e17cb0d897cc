// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Percent;
import dev.martlet.core.config.Shorthand;

/** Who gets copies. */
@Doc("Who gets a copy of requests; a bare name gets all of them.")
@Shorthand("service")
public record MirrorConfig(
        @Doc("The name of the service.") String service,
        @Doc("The share of requests that are copied.") @Default("100%") Percent share) {}
