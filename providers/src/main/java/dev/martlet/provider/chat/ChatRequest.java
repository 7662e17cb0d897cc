// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation that a model shall continue.
 *
 * @param model as the client, or the gateway after its choice, names it
 * @param stream whether the answer shall come as events
 * @param streamUsage whether the client of a stream asked for its usage; true in dialects that
 *     always tell it
 * @param messages the turns; system and developer messages stand where they stood, at the beginning
 *     in dialects that keep them apart
 * @param tools what the model may call
 * @param toolChoice whether it has to
 * @param parallelTools whether it may ask for several at once; null if not said
 * @param sampling how the answer is drawn
 * @param format what form it has to have
 * @param thinking how much to think; null if not said
 * @param user the end user's id as the client's dialect carries it, or null
 * @param extras what the hub has no word for
 */
public record ChatRequest(
        String model,
        boolean stream,
        boolean streamUsage,
        List<Message> messages,
        List<Tool> tools,
        ToolChoice toolChoice,
        @Nullable Boolean parallelTools,
        Sampling sampling,
        OutputFormat format,
        @Nullable Thinking thinking,
        @Nullable String user,
        Extras extras) {
    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /**
     * The same request to another model.
     *
     * @param name the model
     * @return the request
     */
    public ChatRequest withModel(String name) {
        return new ChatRequest(
                name,
                stream,
                streamUsage,
                messages,
                tools,
                toolChoice,
                parallelTools,
                sampling,
                format,
                thinking,
                user,
                extras);
    }

    /**
     * The same request with other turns.
     *
     * @param turns the turns
     * @return the request
     */
    public ChatRequest withMessages(List<Message> turns) {
        return new ChatRequest(
                model,
                stream,
                streamUsage,
                turns,
                tools,
                toolChoice,
                parallelTools,
                sampling,
                format,
                thinking,
                user,
                extras);
    }
}
