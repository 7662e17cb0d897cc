// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.langchain;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.martlet.core.Event;
import dev.martlet.core.EventSource;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Dialect;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a model of LangChain4j as the events of openai-chat. The model calls the handler on
 * a thread of its own, and waits there while nobody takes what it has said; whoever writes the
 * reply pulls. When the stream is closed, the model is told to stop at the next piece.
 */
final class AnswerStream implements EventSource {
    /** Pieces that may wait: the model is held up beyond that. */
    private static final int WAITING = 64;

    private static final ChatEvent CLOSED = new ChatEvent.Heartbeat();

    private final Dialect.View view;
    private final Dialect.EventWriter writer;
    private final Runnable onClose;
    private final BlockingQueue<ChatEvent> said = new ArrayBlockingQueue<>(WAITING);
    private final Deque<Event> ready = new ArrayDeque<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile @Nullable ProviderError refused;
    private volatile @Nullable StreamingHandle handle;
    private volatile @Nullable Thread thread;
    private boolean ended;

    AnswerStream(Dialect.View view, Dialect.EventWriter writer, Runnable onClose) {
        this.view = view;
        this.writer = writer;
        this.onClose = onClose;
    }

    /** Asks the model, on another thread. */
    void start(LangChainModel.Models models, ChatRequest request) {
        var handler = new Handler();
        thread =
                models.thread(() -> {
                    try {
                        @Nullable StreamingChatModel streaming = models.streaming();
                        if (streaming != null) {
                            streaming.chat(request, handler);
                        } else {
                            handler.onCompleteResponse(models.ask(request));
                        }
                    } catch (Throwable e) {
                        handler.onError(e);
                    }
                });
    }

    /**
     * Waits until there is something to say.
     *
     * @return an error that came before anything else, or null
     */
    @Nullable ProviderError awaitFirst(long nanos) throws TimeoutException {
        try {
            if (!first.await(nanos, TimeUnit.NANOSECONDS)) {
                throw new TimeoutException("no first event");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted");
        }
        return refused;
    }

    @Override
    public @Nullable Event next() throws IOException {
        while (ready.isEmpty()) {
            if (ended) {
                return null;
            }
            ChatEvent event = take();
            ended = event instanceof ChatEvent.Ended || event instanceof ChatEvent.Failed;
            ready.addAll(writer.write(event));
        }
        return ready.remove();
    }

    private ChatEvent take() throws IOException {
        try {
            if (!closed.get()) {
                ChatEvent event = said.take();
                if (!closed.get()) {
                    return event;
                }
            }
            throw new IOException("langchain4j: closed while it waited");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("langchain4j: interrupted while it waited", e);
        }
    }

    @Override
    public boolean ready() {
        return !ready.isEmpty() || !said.isEmpty() || ended;
    }

    @Override
    public void close() {
        abandon();
        if (released.compareAndSet(false, true)) {
            onClose.run();
        }
    }

    /** Stops without giving back what {@code onClose} would. */
    void abandon() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        first.countDown();
        // Whoever waits for room finds it, and whoever waits for a piece finds the end.
        said.clear();
        while (!said.offer(CLOSED)) {
            said.poll();
        }
        cancelModel();
        @Nullable Thread asking = thread;
        if (asking != null) {
            asking.interrupt();
        }
    }

    private void cancelModel() {
        @Nullable StreamingHandle known = handle;
        if (known != null && !known.isCancelled()) {
            known.cancel();
        }
    }

    /** Hears the model. Calls come one after the other, from whichever thread. */
    private final class Handler implements StreamingChatResponseHandler {
        private static final int NONE = -1;

        private final Map<Integer, Integer> calls = new HashMap<>();
        private boolean started;
        private boolean text;
        private int open = NONE;
        private boolean thinking;
        private int parts;

        @Override
        public synchronized void onPartialResponse(
                PartialResponse piece, PartialResponseContext in) {
            heard(in.streamingHandle());
            onPartialResponse(piece.text());
        }

        @Override
        public synchronized void onPartialResponse(String piece) {
            if (piece == null || piece.isEmpty()) {
                return;
            }
            if (open == NONE || thinking) {
                begin(new Part.Text(""));
                thinking = false;
            }
            text = true;
            tell(new ChatEvent.Delta(0, open, ChatEvent.Kind.TEXT, piece));
        }

        @Override
        public synchronized void onPartialThinking(
                PartialThinking piece, PartialThinkingContext in) {
            heard(in.streamingHandle());
            onPartialThinking(piece);
        }

        @Override
        public synchronized void onPartialThinking(PartialThinking piece) {
            if (open == NONE || !thinking) {
                begin(Answers.reasoning(""));
                thinking = true;
            }
            tell(new ChatEvent.Delta(0, open, ChatEvent.Kind.REASONING, piece.text()));
        }

        @Override
        public synchronized void onPartialToolCall(
                PartialToolCall piece, PartialToolCallContext in) {
            heard(in.streamingHandle());
            onPartialToolCall(piece);
        }

        @Override
        public synchronized void onPartialToolCall(PartialToolCall piece) {
            int part = call(piece.index(), piece.id(), piece.name());
            tell(new ChatEvent.Delta(0, part, ChatEvent.Kind.ARGUMENTS, piece.partialArguments()));
        }

        @Override
        public synchronized void onCompleteToolCall(CompleteToolCall whole) {
            if (!calls.containsKey(whole.index())) {
                wholeCall(whole.index(), whole.toolExecutionRequest());
            }
        }

        private void wholeCall(int index, ToolExecutionRequest request) {
            int part = call(index, request.id(), request.name());
            String arguments = request.arguments() == null ? "" : request.arguments();
            tell(
                    new ChatEvent.Delta(
                            0, part, ChatEvent.Kind.ARGUMENTS, Answers.orEmptyObject(arguments)));
        }

        private int call(int index, @Nullable String id, String name) {
            @Nullable Integer known = calls.get(index);
            if (known != null) {
                return known;
            }
            begin(Answers.call(id, name, "", index));
            int part = open;
            calls.put(index, part);
            open = NONE;
            return part;
        }

        @Override
        public synchronized void onCompleteResponse(ChatResponse response) {
            String whole = response.aiMessage().text();
            if (!text && whole != null) {
                onPartialResponse(whole);
            }
            List<ToolExecutionRequest> asked = response.aiMessage().toolExecutionRequests();
            if (calls.isEmpty()) {
                for (int i = 0; i < asked.size(); i++) {
                    wholeCall(i, asked.get(i));
                }
            }
            end();
            calls.values().forEach(part -> tell(new ChatEvent.PartEnded(0, part)));
            startOnce();
            tell(new ChatEvent.Finished(0, Answers.finish(response)));
            @Nullable Usage usage = Answers.usage(response.tokenUsage());
            if (usage != null) {
                tell(new ChatEvent.UsageTold(usage));
            }
            tell(new ChatEvent.Ended());
        }

        @Override
        public synchronized void onError(Throwable error) {
            ProviderError told = Errors.of(error);
            if (!started) {
                refused = told;
                first.countDown();
            }
            tell(new ChatEvent.Failed(told));
        }

        private void startOnce() {
            if (!started) {
                started = true;
                tell(new ChatEvent.Started(view.id(), view.created(), view.model(), Extras.NONE));
                first.countDown();
            }
        }

        private void begin(Part seed) {
            startOnce();
            end();
            open = parts++;
            tell(new ChatEvent.PartStarted(0, open, seed));
        }

        private void end() {
            if (open != NONE) {
                tell(new ChatEvent.PartEnded(0, open));
                open = NONE;
            }
        }

        private void heard(@Nullable StreamingHandle streaming) {
            if (handle == null) {
                handle = streaming;
            }
            if (closed.get()) {
                cancelModel();
            }
        }

        /** Waits while nobody takes; what nobody will take is left. */
        private void tell(ChatEvent event) {
            try {
                if (!closed.get()) {
                    said.put(event);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
