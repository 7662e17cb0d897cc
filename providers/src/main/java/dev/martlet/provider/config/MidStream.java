// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Doc;

/** What happens when an answer breaks off. */
public enum MidStream {
    @Doc("Another target goes on where the first one stopped.")
    RESTART,
    @Doc("The client gets an error within the stream.")
    ERROR
}
