// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.UpstreamFailure;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What a fake provider does with one request. */
@FunctionalInterface
interface Script {
    Reply play(Call call, Deadline deadline);

    /** How many scripted bodies are open now; a test that ends has to have closed them all. */
    AtomicInteger OPEN = new AtomicInteger();

    static Script status(int status, String body, String... headers) {
        return (call, deadline) -> {
            WritableHeaders<?> fields = WritableHeaders.create();
            fields.set(HeaderNames.CONTENT_TYPE, "application/json");
            for (String line : headers) {
                int colon = line.indexOf(": ");
                fields.set(HeaderNames.create(line.substring(0, colon)), line.substring(colon + 2));
            }
            return new FullReply(
                    Status.create(status), fields, body.getBytes(StandardCharsets.UTF_8));
        };
    }

    static Script error(int status, String type, String code, String message, String... headers) {
        return status(
                status,
                """
                {"error":{"message":"%s","type":"%s","param":null,"code":"%s"}}\
                """
                        .formatted(message, type, code),
                headers);
    }

    static Script fails(Failure failure) {
        return (call, deadline) -> {
            throw new GatewayException(failure);
        };
    }

    /** Accepts and never answers, as long as it is waited for. */
    static Script silent() {
        return (call, deadline) -> {
            long wait = deadline.remaining(System.nanoTime());
            var gone = new CountDownLatch(1);
            call.exchange().cancellation().onCancel(gone::countDown);
            try {
                if (gone.await(Math.min(wait, 5_000_000_000L), TimeUnit.NANOSECONDS)) {
                    throw new GatewayException(call.exchange().cancellation().cause());
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            throw new GatewayException(new UpstreamFailure.Timeout("fake", "try"));
        };
    }

    /** A stream that sends some pieces and then does something. */
    static Script stream(Then then, String... pieces) {
        return (call, deadline) -> {
            WritableHeaders<?> fields = WritableHeaders.create();
            fields.set(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
            return StreamedReply.of(Status.OK_200, fields, new Pieces(then, pieces));
        };
    }

    /** What a stream does after its last piece. */
    enum Then {
        END,
        RESET,
        STALL
    }

    final class Pieces extends Body {
        private final Then then;
        private final Deque<byte[]> pieces = new ArrayDeque<>();
        private final CountDownLatch closed = new CountDownLatch(1);

        Pieces(Then then, String... pieces) {
            this.then = then;
            for (String piece : pieces) {
                this.pieces.add(piece.getBytes(StandardCharsets.UTF_8));
            }
            OPEN.incrementAndGet();
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            byte[] piece = pieces.poll();
            if (piece == null) {
                return end();
            }
            int count = Math.min(length, piece.length);
            System.arraycopy(piece, 0, buffer, offset, count);
            if (count < piece.length) {
                byte[] rest = new byte[piece.length - count];
                System.arraycopy(piece, count, rest, 0, rest.length);
                pieces.addFirst(rest);
            }
            return count;
        }

        private int end() throws IOException {
            if (then == Then.END) {
                return -1;
            }
            if (then == Then.STALL) {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            throw new BodyException(new UpstreamFailure.Reset("fake", false), null);
        }

        @Override
        public boolean ready() {
            return !pieces.isEmpty();
        }

        @Override
        public void close() {
            if (closed.getCount() > 0) {
                closed.countDown();
                OPEN.decrementAndGet();
            }
        }
    }

    /** A whole answer of openai-chat. */
    static String answer(String model, String text) {
        return """
        {"id":"c-%s","object":"chat.completion","created":1,"model":"%s","choices":[{"index":0,\
        "message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],\
        "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}\
        """
                .formatted(model, model, text);
    }

    static Script says(String model, String text) {
        return status(200, answer(model, text));
    }

    /** A chunk of openai-chat as it goes over the wire. */
    static String chunk(String model, String delta, String finish) {
        return "data: "
                + """
                {"id":"c-%s","object":"chat.completion.chunk","created":1,"model":"%s",\
                "choices":[{"index":0,"delta":%s,"finish_reason":%s}],"usage":null}\
                """
                        .formatted(model, model, delta, finish)
                + "\n\n";
    }

    static String role(String model) {
        return chunk(model, "{\"role\":\"assistant\",\"content\":\"\"}", "null");
    }

    static String text(String model, String text) {
        return chunk(model, "{\"content\":\"" + text + "\"}", "null");
    }

    static String stop(String model) {
        return chunk(model, "{}", "\"stop\"");
    }

    static String usage(String model) {
        return "data: "
                + """
                {"id":"c-%s","object":"chat.completion.chunk","created":1,"model":"%s","choices":[],\
                "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}\
                """
                        .formatted(model, model)
                + "\n\n";
    }

    String DONE = "data: [DONE]\n\n";

    /** A complete stream of words. */
    static Script tells(String model, String... words) {
        String[] pieces = new String[words.length + 4];
        pieces[0] = role(model);
        for (int i = 0; i < words.length; i++) {
            pieces[i + 1] = text(model, words[i]);
        }
        pieces[words.length + 1] = stop(model);
        pieces[words.length + 2] = usage(model);
        pieces[words.length + 3] = DONE;
        return stream(Then.END, pieces);
    }

    /** A stream of words that breaks off. */
    static Script breaksOff(Then then, String model, String... words) {
        String[] pieces = new String[words.length + 1];
        pieces[0] = role(model);
        for (int i = 0; i < words.length; i++) {
            pieces[i + 1] = text(model, words[i]);
        }
        return stream(then, pieces);
    }
}
