// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.dialect;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.json.JsonMembers;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One wire format of a chat API, read and written in both directions, whole and event by event.
 * Pure: no I/O, no clock, no randomness; the same input gives the same output. Instances are shared
 * by all requests; what has state is made anew for each stream.
 */
public interface Dialect {
    /**
     * The name as a configuration writes it, for example {@code openai-chat}.
     *
     * @return the name
     */
    String name();

    /**
     * Where a provider takes chats, behind its base URL.
     *
     * @param model the provider's name of the model; escaped where it stands in the path
     * @param stream whether events are wanted
     * @return path and query, for example {@code /chat/completions}
     */
    String path(String model, boolean stream);

    /**
     * Reads what a client asks.
     *
     * @param body the JSON body
     * @param address what the path says, where a dialect keeps model and streaming there
     * @return the request
     * @throws BadChatException if it is not a request of this dialect; names the field
     */
    ChatRequest readRequest(JsonNode body, Address address);

    /**
     * Whether a client uses an old form of this dialect, which its replies have to follow; to be
     * handed to {@link View}.
     *
     * @param body the members of the request
     * @return true for the old form; most dialects have none
     */
    default boolean legacy(JsonMembers body) {
        return false;
    }

    /**
     * Writes what a provider is asked. Streams always ask for their usage.
     *
     * @param request in the hub's words, with the provider's name of the model
     * @param losses told of whatever the dialect cannot say
     * @return the JSON body
     */
    ObjectNode writeRequest(ChatRequest request, Losses losses);

    /**
     * Reads what a provider answered.
     *
     * @param body the JSON body of a good status
     * @return the reply
     * @throws BadChatException if it is not a reply of this dialect
     */
    ChatReply readReply(JsonNode body);

    /**
     * Writes an answer for a client.
     *
     * @param reply in the hub's words
     * @param view what the client asked for
     * @return the JSON body
     */
    ObjectNode writeReply(ChatReply reply, View view);

    /**
     * Starts to read a stream of a provider.
     *
     * @return a reader for this stream alone
     */
    EventReader eventReader();

    /**
     * Starts to write a stream for a client.
     *
     * @param view what the client asked for
     * @return a writer for this stream alone
     */
    EventWriter eventWriter(View view);

    /**
     * Reads the body of a bad status, or an error within a stream.
     *
     * @param status the HTTP status, or 0 within a stream
     * @param body the JSON body; missing if it is none
     * @return what it means
     */
    ProviderError readError(int status, JsonNode body);

    /**
     * Reads the answer of a bad status, for dialects that name the error in a header.
     *
     * @param status the HTTP status
     * @param headers of the answer
     * @param body the JSON body; missing if it is none
     * @return what it means
     */
    default ProviderError readError(int status, Headers headers, JsonNode body) {
        return readError(status, body);
    }

    /**
     * Adds the headers that a client of this dialect expects with an error.
     *
     * @param error what happened
     * @param headers to be added to
     */
    default void writeErrorHeaders(ProviderError error, WritableHeaders<?> headers) {}

    /**
     * Writes an error for a client.
     *
     * @param error what happened, with the status that the client gets
     * @param requestId to be found in the logs
     * @return the JSON body
     */
    ObjectNode writeError(ProviderError error, String requestId);

    /**
     * What a request's path tells beside its body.
     *
     * @param model the model in the path, or empty
     * @param stream whether the path asks for events
     */
    record Address(String model, boolean stream) {
        /** For dialects that say everything in the body. */
        public static final Address NONE = new Address("", false);
    }

    /**
     * What a reply has to look like for the client that gets it.
     *
     * @param id to be shown where the provider gave none
     * @param created seconds since 1970, to be shown where the provider gave none
     * @param model to be shown: the one that really answered
     * @param usage whether a stream shall tell its usage
     * @param legacy whether the client uses the old form, see {@link Dialect#legacy}
     */
    record View(String id, long created, String model, boolean usage, boolean legacy) {
        /**
         * A view for a client of the dialect's present form.
         *
         * @param id to be shown where the provider gave none
         * @param created seconds since 1970, to be shown where the provider gave none
         * @param model to be shown: the one that really answered
         * @param usage whether a stream shall tell its usage
         */
        public View(String id, long created, String model, boolean usage) {
            this(id, created, model, usage, false);
        }
    }

    /** Reads the events of one stream. */
    interface EventReader {
        /**
         * Reads one event.
         *
         * @param event off the wire
         * @return what it says, in order; often one, sometimes none
         * @throws BadChatException if it is malformed; the reader may go on with the next one
         */
        List<ChatEvent> read(Event event);

        /**
         * The connection has ended.
         *
         * @return what is still to be said: {@code Ended} if every answer had finished and only the
         *     mark of the end was missing; nothing if the stream was cut
         */
        List<ChatEvent> end();
    }

    /** Writes the events of one stream. */
    interface EventWriter {
        /**
         * Writes one event.
         *
         * @param event what is to be said
         * @return events for the wire, in order; none if this waits for more
         */
        List<Event> write(ChatEvent event);
    }
}
