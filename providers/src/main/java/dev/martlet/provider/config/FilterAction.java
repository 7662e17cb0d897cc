// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Doc;

/** What happens when a provider's content filter refuses. */
public enum FilterAction {
    @Doc("The client gets the refusal.")
    STOP,
    @Doc("The next target is asked.")
    NEXT
}
