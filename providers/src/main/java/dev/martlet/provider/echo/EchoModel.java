// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.echo;

import dev.martlet.core.Call;
import dev.martlet.core.Cancellation;
import dev.martlet.core.Deadline;
import dev.martlet.core.EventEncoder;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.Upstream;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A provider that needs no server: it speaks openai-chat and repeats what it is told. For demos,
 * and for tests of everything around a model; {@link Script} says what a message can ask for. It
 * also makes embeddings, which mean nothing but are the same for the same text.
 */
public final class EchoModel implements Upstream {
    static final String ID = "chatcmpl-echo";

    /** 2025-01-01: the same answer each time. */
    static final long CREATED = 1_735_689_600;

    private static final int DIMENSIONS = 32;
    private static final long MOST_REQUEST = 64L << 20;
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = {'\n', '\n'};
    private static final EventEncoder SSE =
            event -> {
                var bytes = new ByteArrayOutputStream(event.data().length + 8);
                bytes.writeBytes(DATA);
                bytes.writeBytes(event.data());
                bytes.writeBytes(END);
                return bytes.toByteArray();
            };

    private final String name;

    /**
     * An echo.
     *
     * @param name of the provider
     */
    public EchoModel(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Reply send(Call call, Deadline deadline) {
        String path = call.head().path();
        if (path.endsWith("/models")) {
            return models();
        }
        JsonNode request = request(call.payload());
        if (path.endsWith("/embeddings")) {
            return json(Status.OK_200, Embedding.answer(request, DIMENSIONS));
        }
        if (!path.endsWith("/chat/completions")) {
            return error(404, "The echo does not know " + path + ".");
        }
        return chat(request, call.exchange().cancellation(), deadline);
    }

    private static JsonNode request(Payload payload) {
        try (var body = payload.open()) {
            return Json.read(body.readNBytes((int) MOST_REQUEST));
        } catch (IOException e) {
            throw new GatewayException(new Failure.ClientGone(), e);
        } catch (JsonException e) {
            return Json.object();
        }
    }

    private Reply chat(JsonNode request, Cancellation cancellation, Deadline deadline) {
        Answer answer = Answer.to(request);
        Script script = answer.script();
        if (script.status() != 200) {
            return error(script.status(), "The message asked for this status.");
        }
        String model = request.path("model").asString("echo");
        if (request.path("stream").asBoolean(false)) {
            boolean usage = request.path("stream_options").path("include_usage").asBoolean(false);
            WritableHeaders<?> headers = WritableHeaders.create();
            headers.set(HeaderNames.CONTENT_TYPE, "text/event-stream");
            return StreamedReply.of(
                    Status.OK_200, headers, new EchoStream(answer, model, usage), SSE);
        }
        pause(script.delay(), cancellation, deadline);
        return json(Status.OK_200, whole(answer, model));
    }

    /** Waits as long as asked, but no longer than anybody waits for the answer. */
    private void pause(Duration asked, Cancellation cancellation, Deadline deadline) {
        if (asked.isZero()) {
            return;
        }
        var gone = new CountDownLatch(1);
        Runnable stop = gone::countDown;
        cancellation.onCancel(stop);
        long left = deadline.remaining(System.nanoTime());
        try {
            boolean cut = gone.await(Math.min(asked.toNanos(), left), TimeUnit.NANOSECONDS);
            if (cut) {
                cancellation.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(new Failure.ClientGone(), e);
        } finally {
            cancellation.remove(stop);
        }
        if (asked.toNanos() > left) {
            throw new GatewayException(new UpstreamFailure.Timeout(name, "request"));
        }
    }

    private static ObjectNode whole(Answer answer, String model) {
        ObjectNode reply =
                Json.object()
                        .put("id", ID)
                        .put("object", "chat.completion")
                        .put("created", CREATED)
                        .put("model", model);
        ObjectNode choice = reply.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        Answer.@Nullable Call call = answer.tool();
        if (call == null) {
            message.put("content", answer.text());
        } else {
            message.putNull("content");
            message.putArray("tool_calls").add(toolCall(call));
        }
        choice.put("finish_reason", answer.finish());
        reply.set("usage", answer.usage());
        return reply;
    }

    static ObjectNode toolCall(Answer.Call call) {
        ObjectNode json = Json.object().put("id", "call_echo").put("type", "function");
        json.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        return json;
    }

    private static Reply models() {
        ObjectNode list = Json.object().put("object", "list");
        list.putArray("data")
                .addObject()
                .put("id", "echo")
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", "martlet");
        return json(Status.OK_200, list);
    }

    private static Reply error(int status, String message) {
        ObjectNode error = Json.object();
        error.putObject("error")
                .put("message", message)
                .put("type", "echo_error")
                .putNull("param")
                .putNull("code");
        return json(Status.create(status), error);
    }

    private static FullReply json(Status status, JsonNode body) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, "application/json");
        return new FullReply(status, headers, Json.write(body));
    }
}
