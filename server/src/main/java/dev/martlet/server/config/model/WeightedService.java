// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Range;
import dev.martlet.core.config.Shorthand;

/** A service with its share. */
@Doc("A service with its share; a bare name has the weight 1.")
@Shorthand("name")
public record WeightedService(
        @Doc("The name of the service.") String name,
        @Doc("Its share among the others; 0 sends it nothing.")
                @Default("1")
                @Range(min = "0", max = "1000000")
                int weight) {}
