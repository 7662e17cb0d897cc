// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Exchange;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.RequestFacts;

/** Reads what the rules of models ask about, which takes the whole request apart. */
public final class FactsReader {
    private final TokenCounter tokens;

    /**
     * A reader.
     *
     * @param tokens how large texts are
     */
    public FactsReader(TokenCounter tokens) {
        this.tokens = tokens;
    }

    /**
     * Reads, and leaves the facts in the exchange.
     *
     * @param exchange gets them
     * @param request what the client asks
     */
    public void read(Exchange exchange, ClientRequest request) {
        read(exchange, request.model(), request.stream(), request.chat());
    }

    /**
     * Leaves the facts in the exchange.
     *
     * @param exchange gets them
     * @param model what the client calls the model
     * @param stream whether the answer is to stream
     * @param chat what the client asks
     */
    public void read(Exchange exchange, String model, boolean stream, ChatRequest chat) {
        boolean images =
                chat.messages().stream()
                        .flatMap(message -> message.parts().stream())
                        .anyMatch(Part.Image.class::isInstance);
        exchange.set(
                RequestFacts.KEY,
                new RequestFacts(
                        model,
                        tokens.count(model, chat),
                        stream,
                        !chat.tools().isEmpty(),
                        images,
                        chat.messages().size()));
    }
}
