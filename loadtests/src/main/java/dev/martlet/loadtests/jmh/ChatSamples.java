// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests.jmh;

import dev.martlet.core.Body;
import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.FullReply;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.Upstream;
import dev.martlet.core.config.DataSize;
import dev.martlet.provider.call.CallObserver;
import dev.martlet.provider.call.CallRuntime;
import dev.martlet.provider.catalogue.ModelInfo;
import dev.martlet.provider.catalogue.Prices;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.config.FailoverConfig;
import dev.martlet.provider.config.FilterAction;
import dev.martlet.provider.config.MidStream;
import dev.martlet.provider.config.ModelBalance;
import dev.martlet.provider.config.Unsupported;
import dev.martlet.provider.json.ByteSearch;
import dev.martlet.provider.openaichat.OpenAiChat;
import dev.martlet.provider.pool.Candidate;
import dev.martlet.provider.pool.KeyRing;
import dev.martlet.provider.pool.ModelPool;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.ProviderKey;
import dev.martlet.provider.pool.SseFormat;
import dev.martlet.provider.pool.TargetState;
import dev.martlet.provider.preset.Quirks;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A provider of OpenAI's dialect that answers from memory, and all that it takes to ask it. */
final class ChatSamples {
    /** Of each stream, with content. */
    static final int EVENTS = 64;

    private static final ByteSearch STREAM = ByteSearch.of("\"stream\":true");
    private static final Prices FREE = (provider, model, usage) -> BigDecimal.ZERO;
    private static final String USAGE =
            "{\"prompt_tokens\":20,\"completion_tokens\":64,\"total_tokens\":84}";

    private ChatSamples() {}

    static CallRuntime runtime() {
        return new CallRuntime(
                System::nanoTime,
                InstantSource.system(),
                new Random(1),
                (nanos, cancelled) -> {},
                TokenCounter.ROUGH,
                FREE,
                (exchange, used) -> {},
                CallObserver.NONE);
    }

    static ModelPool pool() {
        var failover =
                new FailoverConfig(
                        4,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(10),
                        MidStream.RESTART,
                        FilterAction.STOP,
                        new DataSize(16 << 20));
        var settings =
                new ModelPool.Settings(
                        ModelBalance.WEIGHTED,
                        true,
                        null,
                        failover,
                        Unsupported.REFUSE,
                        Duration.ofSeconds(15));
        var candidate =
                new Candidate(
                        provider(), null, 1, 1, model -> ModelInfo.UNKNOWN, new TargetState());
        return new ModelPool("bench", List.of(candidate), settings, new Random(1), FREE);
    }

    private static Provider provider() {
        return new Provider(
                "memory",
                new OpenAiChat(),
                new SseFormat(),
                new Memory(),
                URI.create("https://api.example.com/v1"),
                (head, body, key) -> head,
                new KeyRing(List.of(new ProviderKey("key", "secret", 1))),
                Map.of(),
                Quirks.NONE);
    }

    private static byte[] whole() {
        String text = "A martlet never lands: heralds drew it without feet. ".repeat(12);
        String reply =
                """
                {"id":"c","object":"chat.completion","created":1760000000,"model":"bench","choices":[\
                {"index":0,"message":{"role":"assistant","content":"%s","refusal":null},\
                "logprobs":null,"finish_reason":"stop"}],"usage":%s,"system_fingerprint":"fp_bench"}\
                """
                        .formatted(text, USAGE);
        return reply.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] stream() {
        var events = new StringBuilder();
        for (int i = 0; i < EVENTS; i++) {
            String role = i == 0 ? "\"role\":\"assistant\"," : "";
            events.append(event(role + "\"content\":\" word number " + i + "\"", "null"));
        }
        events.append(event("", "\"stop\""));
        events.append("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,");
        events.append("\"model\":\"bench\",\"choices\":[],\"usage\":" + USAGE + "}\n\n");
        return events.append("data: [DONE]\n\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String event(String delta, String finish) {
        String chunk =
                """
                data: {"id":"c","object":"chat.completion.chunk","created":1760000000,\
                "model":"bench","choices":[{"index":0,"delta":{%s},"finish_reason":%s}]}
                """
                        .formatted(delta, finish);
        return chunk + "\n";
    }

    /** Reads of 8 KiB bring many events each, as from a provider that is faster than its client. */
    private static final class Memory implements Upstream {
        private final byte[] whole = whole();
        private final byte[] stream = stream();

        @Override
        public String name() {
            return "memory";
        }

        @Override
        public Reply send(Call call, Deadline deadline) {
            boolean streams =
                    call.payload() instanceof Payload.Buffered all && STREAM.in(all.bytes());
            WritableHeaders<?> headers = WritableHeaders.create();
            headers.set(
                    HeaderNames.CONTENT_TYPE, streams ? "text/event-stream" : "application/json");
            return streams
                    ? StreamedReply.of(Status.OK_200, headers, Body.of(stream))
                    : new FullReply(Status.OK_200, headers, whole);
        }
    }
}
