// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Doc;

/** What happens to fields that the provider's dialect cannot say. */
public enum Unsupported {
    @Doc(
            "Refuses the request and names them. Hints such as cache_control are left out and named in x-martlet-dropped.")
    REFUSE,
    @Doc("Leaves them out and names them in the reply's x-martlet-dropped.")
    DROP
}
