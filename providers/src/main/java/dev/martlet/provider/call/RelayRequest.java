// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.pool.Provider;

/**
 * What a client asks of a model, or of a provider, beside chats: mostly bytes that are passed on
 * with another name of the model in them.
 */
public interface RelayRequest extends AutoCloseable {
    /**
     * What the client calls the model.
     *
     * @return a name or alias; empty if no model is asked
     */
    String model();

    /**
     * The dialect that the client speaks.
     *
     * @return its name
     */
    String dialect();

    /**
     * Whether a provider can be asked for this at all.
     *
     * @param provider which
     * @return false if it has no such operation, or none that we can translate to
     */
    boolean fits(Provider provider);

    /**
     * Writes what a provider is asked.
     *
     * @param provider which
     * @param model its name of the model
     * @return to be sent at once
     * @throws UnsayableException if its API cannot say it
     */
    Outgoing write(Provider provider, String model) throws UnsayableException;

    /**
     * Whether it can be written once more after it was sent.
     *
     * @param limit in bytes; a larger body is not sent twice
     * @return false if the bytes are gone, or twice would not be the same as once
     */
    boolean replayable(long limit);

    /**
     * Whether events are wanted: their head comes early.
     *
     * @return true for a stream
     */
    default boolean stream() {
        return false;
    }

    /**
     * Whether the client of a stream of completions sees its usage, which is asked for always.
     *
     * @return false to leave it out
     */
    default boolean usageWanted() {
        return true;
    }

    /**
     * Whether the client shall see as it is what a provider says about this request, instead of our
     * view of it.
     *
     * @return true for things that a provider keeps: nobody else knows them
     */
    default boolean kept() {
        return false;
    }

    /**
     * The tokens of the prompt, where the provider does not tell.
     *
     * @param tokens how large texts are
     * @param model the provider's name of the model
     * @return an estimate; 0 where tokens are no measure
     */
    long tokens(TokenCounter tokens, String model);

    /**
     * The tokens that the client allows the answer to have.
     *
     * @return of all choices together, or {@link dev.martlet.core.Demand#UNKNOWN}; 0 for answers
     *     that are no text
     */
    default long outputTokens() {
        return 0;
    }

    /** Lets go of the body. */
    @Override
    default void close() {}
}
