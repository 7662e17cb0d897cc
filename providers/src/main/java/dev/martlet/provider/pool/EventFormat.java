// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import dev.martlet.core.Body;
import dev.martlet.core.Event;
import dev.martlet.core.EventEncoder;
import dev.martlet.core.EventSource;
import org.jspecify.annotations.Nullable;

/** How events go over the wire: server-sent events, or the event stream of AWS. */
public interface EventFormat {
    /**
     * What a reply of such events is declared as.
     *
     * @return the media type, without parameters
     */
    String mediaType();

    /**
     * Reads a reply.
     *
     * @param body its bytes; closed with the source
     * @return its events
     */
    EventSource read(Body body);

    /**
     * Writes a reply.
     *
     * @return the encoder; knows {@link #keepAlive()}
     */
    EventEncoder encoder();

    /**
     * What is sent while there is nothing to say.
     *
     * @return an event that clients do not see, or null if the format has none
     */
    @Nullable Event keepAlive();
}
