// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.echo;

import dev.martlet.core.Event;
import dev.martlet.core.EventSource;
import dev.martlet.provider.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An answer as the chunks of openai-chat. */
final class EchoStream implements EventSource {
    private final Answer answer;
    private final String model;
    private final Deque<ObjectNode> chunks = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private int sent;
    private boolean done;

    EchoStream(Answer answer, String model, boolean usage) {
        this.answer = answer;
        this.model = model;
        chunks.add(chunk(Json.object().put("role", "assistant").put("content", ""), null));
        Answer.@Nullable Call call = answer.tool();
        if (call == null) {
            for (String piece : answer.pieces()) {
                chunks.add(chunk(Json.object().put("content", piece), null));
            }
        } else {
            chunks.add(toolChunk(call));
        }
        chunks.add(chunk(Json.object(), answer.finish()));
        if (usage) {
            ObjectNode last = frame();
            last.putArray("choices");
            last.set("usage", answer.usage());
            chunks.add(last);
        }
    }

    @Override
    public @Nullable Event next() throws IOException {
        ObjectNode chunk = chunks.poll();
        if (chunk != null) {
            pause(sent++ == 0 ? answer.script().delay() : answer.script().pace());
            return new Event("", Json.write(chunk), Map.of());
        }
        if (done) {
            return null;
        }
        done = true;
        return new Event("", DONE, Map.of());
    }

    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private void pause(Duration wait) throws IOException {
        if (wait.isZero()) {
            return;
        }
        try {
            if (closed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("echo: closed while it waited");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("echo: interrupted while it waited", e);
        }
    }

    private ObjectNode frame() {
        return Json.object()
                .put("id", EchoModel.ID)
                .put("object", "chat.completion.chunk")
                .put("created", EchoModel.CREATED)
                .put("model", model);
    }

    private ObjectNode chunk(ObjectNode delta, @Nullable String finish) {
        ObjectNode chunk = frame();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", finish);
        return chunk;
    }

    private ObjectNode toolChunk(Answer.Call call) {
        ObjectNode delta = Json.object();
        delta.putArray("tool_calls").addObject().put("index", 0).setAll(EchoModel.toolCall(call));
        return chunk(delta, null);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
