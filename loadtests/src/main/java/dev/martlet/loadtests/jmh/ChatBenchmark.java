// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests.jmh;

import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.StreamedReply;
import dev.martlet.provider.anthropic.AnthropicDialect;
import dev.martlet.provider.call.ChatCall;
import dev.martlet.provider.call.ClientRequest;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.openaichat.OpenAiChat;
import dev.martlet.provider.pool.ModelPool;
import dev.martlet.provider.pool.SseFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a chat costs from the client's body to the last byte for the client, with a provider that
 * answers from memory. With {@code -prof gc} also what it allocates, which no noise touches.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ChatBenchmark {
    /** Whether the client speaks the provider's dialect, OpenAI's, or Anthropic's. */
    @Param({"openai", "anthropic"})
    private String client = "openai";

    private final RequestHead head = Samples.head("api.example.com", "/v1/chat/completions");
    private final SseFormat events = new SseFormat();
    private final ModelPool pool = ChatSamples.pool();
    private final ChatCall chats = new ChatCall(ChatSamples.runtime());
    private final byte[] sink = new byte[8 << 10];
    private Dialect dialect = new OpenAiChat();
    private byte[] whole = new byte[0];
    private byte[] stream = new byte[0];

    /** Makes the requests. */
    @Setup
    public void prepare() {
        dialect = client.equals("openai") ? new OpenAiChat() : new AnthropicDialect();
        whole = request(false).getBytes(StandardCharsets.UTF_8);
        stream = request(true).getBytes(StandardCharsets.UTF_8);
    }

    private static String request(boolean stream) {
        return """
        {"model":"bench","stream":%b,"max_tokens":200,"temperature":0.2,"messages":[{"role":"user",\
        "content":"Why does the bird on the coat of arms have no feet?"}]}\
        """
                .formatted(stream);
    }

    private Reply ask(Exchange exchange, byte[] body) {
        var request = new ClientRequest(dialect, events, Dialect.Address.NONE, body);
        return chats.answer(exchange, request, pool);
    }

    /**
     * A whole chat.
     *
     * @return the length of the reply
     */
    @Benchmark
    public int whole() {
        try (Exchange exchange = Samples.exchange(head);
                Reply reply = ask(exchange, whole)) {
            return reply instanceof FullReply full ? full.body().length : -1;
        }
    }

    /**
     * One event of a stream.
     *
     * @return the length of all events
     * @throws IOException never
     */
    @Benchmark
    @OperationsPerInvocation(ChatSamples.EVENTS)
    public int event() throws IOException {
        try (Exchange exchange = Samples.exchange(head);
                Reply reply = ask(exchange, stream)) {
            return reply instanceof StreamedReply streamed ? length(streamed) : -1;
        }
    }

    private int length(StreamedReply reply) throws IOException {
        var body = reply.body();
        int length = 0;
        for (int read = 0; read >= 0; read = body.read(sink, 0, sink.length)) {
            length += read;
            body.ready();
        }
        return length;
    }
}
