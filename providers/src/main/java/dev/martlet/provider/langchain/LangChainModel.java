// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.langchain;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.martlet.core.Call;
import dev.martlet.core.Cancellation;
import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.Upstream;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.ProviderError.Kind;
import dev.martlet.provider.config.LangChainConfig;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.openaichat.OpenAiChat;
import dev.martlet.provider.sse.SseEncoder;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A provider that is a model of LangChain4j in this process: it speaks openai-chat, as if it were a
 * server. What is tried again is not its business. Closing it closes the models and their classes.
 */
public final class LangChainModel implements Upstream, AutoCloseable {
    private static final int MOST_REQUEST = 64 << 20;
    private static final OpenAiChat DIALECT = new OpenAiChat();

    private final String name;
    private final Models models;
    private final Semaphore permits;
    private final LongSupplier nanoTime;
    private final InstantSource clock;

    /**
     * Makes the models.
     *
     * @param name of the provider
     * @param config classes and properties
     * @param most calls at the same time
     * @param nanoTime the clock of limits, as {@link System#nanoTime}
     * @param clock the clock of dates
     * @throws IllegalArgumentException if they cannot be made; names the property at fault
     */
    public LangChainModel(
            String name,
            LangChainConfig config,
            int most,
            LongSupplier nanoTime,
            InstantSource clock) {
        this.name = name;
        this.models = Models.of(config);
        this.permits = new Semaphore(most);
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Reply send(Call call, Deadline deadline) {
        if (!call.head().path().endsWith("/chat/completions")) {
            return refused(
                    new ProviderError(
                            Kind.NOT_FOUND,
                            404,
                            "invalid_request_error",
                            "unknown_path",
                            "Models of LangChain4j answer chats only.",
                            null));
        }
        ChatRequest asked;
        dev.langchain4j.model.chat.request.ChatRequest request;
        try {
            asked = DIALECT.readRequest(body(call.payload()), Dialect.Address.NONE);
            request = new Conversation(asked).request(models.takesName());
        } catch (BadChatException e) {
            return bad(e.field(), Objects.requireNonNullElse(e.getMessage(), "invalid"));
        } catch (JsonException e) {
            return bad("", "The body is " + e.getMessage());
        } catch (IllegalArgumentException | NullPointerException e) {
            // What LangChain4j's own builders refuse, for example a message without content.
            return bad("messages", "LangChain4j refused the request: " + e.getMessage());
        }
        if (!permits.tryAcquire()) {
            throw new GatewayException(
                    new Failure.Overloaded("Too many calls of the model are running.", null));
        }
        boolean handedOn = false;
        try {
            Dialect.View view = view(asked);
            if (asked.stream()) {
                Reply reply = stream(request, view, call.exchange().cancellation(), deadline);
                handedOn = reply instanceof StreamedReply;
                return reply;
            }
            ChatResponse response = whole(request, call.exchange().cancellation(), deadline);
            return json(
                    Status.OK_200,
                    DIALECT.writeReply(
                            Answers.reply(response, view.model(), view.created()), view));
        } catch (ModelFailedException e) {
            return refused(e.error());
        } finally {
            if (!handedOn) {
                permits.release();
            }
        }
    }

    private static JsonNode body(Payload payload) {
        try (var body = payload.open()) {
            return Json.read(body.readNBytes(MOST_REQUEST));
        } catch (IOException e) {
            throw new GatewayException(new Failure.ClientGone(), e);
        }
    }

    private Dialect.View view(ChatRequest asked) {
        long now = clock.instant().getEpochSecond();
        return new Dialect.View(
                "chatcmpl-" + nanoTime.getAsLong(), now, asked.model(), asked.streamUsage());
    }

    private Reply stream(
            dev.langchain4j.model.chat.request.ChatRequest request,
            Dialect.View view,
            Cancellation cancellation,
            Deadline deadline)
            throws ModelFailedException {
        var stream = new AnswerStream(view, DIALECT.eventWriter(view), permits::release);
        Runnable stop = stream::close;
        stream.start(models, request);
        cancellation.onCancel(stop);
        boolean begun = false;
        try {
            @Nullable ProviderError error =
                    stream.awaitFirst(deadline.remaining(nanoTime.getAsLong()));
            cancellation.check();
            if (error != null) {
                throw new ModelFailedException(error);
            }
            begun = true;
        } catch (java.util.concurrent.TimeoutException e) {
            throw new GatewayException(new UpstreamFailure.Timeout(name, "request"), e);
        } finally {
            cancellation.remove(stop);
            if (!begun) {
                stream.abandon();
            }
        }
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, "text/event-stream");
        return StreamedReply.of(Status.OK_200, headers, stream, new SseEncoder());
    }

    private ChatResponse whole(
            dev.langchain4j.model.chat.request.ChatRequest request,
            Cancellation cancellation,
            Deadline deadline)
            throws ModelFailedException {
        var answer = new AtomicReference<@Nullable ChatResponse>();
        var failure = new AtomicReference<@Nullable Throwable>();
        var done = new CountDownLatch(1);
        // On a thread of its own: the model's limits of time are not ours.
        Thread thread =
                models.thread(() -> {
                    try {
                        answer.set(models.ask(request));
                    } catch (Throwable e) {
                        failure.set(e);
                    } finally {
                        done.countDown();
                    }
                });
        Runnable stop = done::countDown;
        cancellation.onCancel(stop);
        try {
            boolean inTime =
                    done.await(deadline.remaining(nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
            cancellation.check();
            if (!inTime) {
                throw new GatewayException(new UpstreamFailure.Timeout(name, "request"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(new Failure.ClientGone(), e);
        } finally {
            cancellation.remove(stop);
            thread.interrupt();
        }
        @Nullable ChatResponse response = answer.get();
        @Nullable Throwable thrown = failure.get();
        if (response == null) {
            throw new ModelFailedException(
                    Errors.of(
                            thrown == null
                                    ? new IllegalStateException("The model gave no answer.")
                                    : thrown));
        }
        return response;
    }

    private static Reply bad(String field, String message) {
        return refused(
                new ProviderError(
                        Kind.BAD_REQUEST,
                        400,
                        "invalid_request_error",
                        null,
                        message,
                        field.isEmpty() ? null : field));
    }

    private static Reply refused(ProviderError error) {
        return json(Status.create(error.status()), DIALECT.writeError(error, ""));
    }

    private static FullReply json(Status status, ObjectNode body) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, "application/json");
        return new FullReply(status, headers, Json.write(body));
    }

    @Override
    public void close() {
        models.close();
    }

    /** The model gave an error instead of an answer. */
    private static final class ModelFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient ProviderError error;

        ModelFailedException(ProviderError error) {
            super(error.message(), null, false, false);
            this.error = error;
        }

        ProviderError error() {
            return error;
        }
    }

    /** The two models, of which one may do the other's work, and where their classes are. */
    static final class Models implements AutoCloseable {
        private final @Nullable ChatModel chat;
        private final @Nullable StreamingChatModel streaming;
        private final boolean takesName;
        private final Jars jars;

        private Models(
                @Nullable ChatModel chat,
                @Nullable StreamingChatModel streaming,
                boolean takesName,
                Jars jars) {
            this.chat = chat;
            this.streaming = streaming;
            this.takesName = takesName;
            this.jars = jars;
        }

        static Models of(LangChainConfig config) {
            var jars = Jars.open(config.jars());
            try {
                return jars.within(() -> new ModelFactory(config, jars.loader()).make(jars));
            } catch (RuntimeException | Error e) {
                jars.close();
                throw e;
            }
        }

        static Models of(
                @Nullable ChatModel chat,
                @Nullable StreamingChatModel streaming,
                boolean takesName,
                Jars jars) {
            return new Models(chat, streaming, takesName, jars);
        }

        /** Whether requests name the model, because the properties do not. */
        boolean takesName() {
            return takesName;
        }

        @Nullable StreamingChatModel streaming() {
            return streaming;
        }

        /** A thread on which the models find their classes. */
        Thread thread(Runnable task) {
            Thread thread = Thread.ofVirtual().name("martlet-langchain").unstarted(task);
            thread.setContextClassLoader(jars.loader());
            thread.start();
            return thread;
        }

        ChatResponse ask(dev.langchain4j.model.chat.request.ChatRequest request) throws Exception {
            if (chat != null) {
                return chat.chat(request);
            }
            var whole = new WholeAnswer();
            Objects.requireNonNull(streaming).chat(request, whole);
            return whole.await();
        }

        @Override
        public void close() {
            jars.closeModel(chat);
            jars.closeModel(streaming);
            jars.close();
        }
    }
}
