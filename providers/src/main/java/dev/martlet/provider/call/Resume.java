// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.chat.ChatEvent;
import java.util.List;

/** Fits the stream of another target to what the client has of a broken one. */
interface Resume {
    /**
     * Fits one event.
     *
     * @return what the client does not have yet, numbered on from what it has
     * @throws TryFailed if the stream does not go on as the broken one began
     */
    List<ChatEvent> fit(ChatEvent event) throws TryFailed;

    /** Whether the stream is beyond what the client has, so that nothing can go wrong any more. */
    boolean caughtUp();
}
