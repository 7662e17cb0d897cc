// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.langchain;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that talks until it is told to stop. */
public final class Endless implements StreamingChatModel {
    static final AtomicInteger COUNT = new AtomicInteger();
    static final BlockingQueue<Boolean> STOPPED = new LinkedBlockingQueue<>();

    private Endless() {}

    public static Builder builder() {
        return new Builder();
    }

    /** Has nothing to set. */
    public static final class Builder {
        public Endless build() {
            return new Endless();
        }
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        var cancelled = new AtomicBoolean();
        var handle =
                new StreamingHandle() {
                    @Override
                    public void cancel() {
                        cancelled.set(true);
                    }

                    @Override
                    public boolean isCancelled() {
                        return cancelled.get();
                    }
                };
        while (!cancelled.get()) {
            COUNT.incrementAndGet();
            handler.onPartialResponse(
                    new PartialResponse("word "), new PartialResponseContext(handle));
        }
        STOPPED.add(true);
    }
}
