// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.Next;
import dev.martlet.core.Policy;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Reply;
import dev.martlet.core.Stage;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.TunnelReply;
import dev.martlet.core.http.Tokens;
import dev.martlet.core.http.Vary;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compresses replies (RFC 9110, section 8.4). Left as they are: what is compressed already, parts
 * (206), what must not be transformed (RFC 9111, section 5.2), event streams, small bodies, and
 * types that are not listed. The reply to HEAD says what that to GET would, as far as it is known
 * without compressing.
 */
public final class CompressionPolicy implements Policy {
    /** {@code kind: compression}. */
    public static final PolicyKind<CompressionConfig> KIND =
            new PolicyKind<>(
                    "compression",
                    Stage.EDGE,
                    CompressionConfig.class,
                    (config, context) -> new CompressionPolicy(config));

    /** True of the bytes before they are compressed only, or of ranges of them. */
    private static final List<HeaderName> OF_THE_ORIGINAL =
            List.of(
                    HeaderNames.CONTENT_LENGTH,
                    HeaderNames.ACCEPT_RANGES,
                    HeaderNames.create("content-md5"),
                    HeaderNames.create("content-digest"),
                    HeaderNames.create("repr-digest"),
                    HeaderNames.create("digest"));

    private final MediaTypes types;
    private final long minSize;
    private final List<Encoding> encodings;

    CompressionPolicy(CompressionConfig config) {
        this.types = new MediaTypes(config.types());
        this.minSize = config.minSize().bytes();
        this.encodings = config.encodings();
    }

    @Override
    public Reply apply(Exchange exchange, Next next) {
        // Asked before the rest of the chain has changed the request.
        @Nullable Encoding encoding = encoding(exchange.headers());
        boolean fixed = isFixed(exchange.headers());
        boolean head = exchange.request().method().text().equals("HEAD");
        Reply reply = next.proceed(exchange);
        if (!fixed && reply.status().code() == 304) {
            notModified(reply.headers(), encoding);
            return reply;
        }
        if (fixed || !isCompressible(reply) || isSmall(reply, head)) {
            return reply;
        }
        Vary.add(reply.headers(), "Accept-Encoding");
        if (encoding == null) {
            return reply;
        }
        if (head) {
            describe(reply.headers());
            return reply;
        }
        return switch (reply) {
            case FullReply full -> compress(full, encoding);
            case StreamedReply streamed -> compress(streamed, encoding);
            case TunnelReply tunnel -> tunnel;
        };
    }

    /**
     * Says of what the client has what the reply with the body would say (RFC 9110, section
     * 15.4.5), as far as this one tells its type at all.
     */
    private void notModified(WritableHeaders<?> headers, @Nullable Encoding encoding) {
        boolean typed = headers.contains(HeaderNames.CONTENT_TYPE);
        if (headers.contains(HeaderNames.CONTENT_ENCODING)
                || isFixed(headers)
                || (typed && !isListed(headers))) {
            return;
        }
        Vary.add(headers, "Accept-Encoding");
        if (encoding != null) {
            weaken(headers);
        }
    }

    private @Nullable Encoding encoding(Headers request) {
        // RFC 9110 allows anything where the field is absent; such clients are rarely prepared.
        return request.contains(HeaderNames.ACCEPT_ENCODING)
                ? AcceptEncoding.choose(
                        request.get(HeaderNames.ACCEPT_ENCODING).allValues(), encodings)
                : null;
    }

    private boolean isCompressible(Reply reply) {
        int status = reply.status().code();
        Headers headers = reply.headers();
        if (status < 200 || status == 204 || status == 205 || status == 206 || status == 304) {
            return false;
        }
        if (headers.contains(HeaderNames.CONTENT_ENCODING)
                || headers.contains(HeaderNames.CONTENT_RANGE)
                || !headers.contains(HeaderNames.CONTENT_TYPE)
                || isFixed(headers)) {
            return false;
        }
        return isListed(headers);
    }

    private boolean isListed(Headers headers) {
        String type = MediaTypes.bare(headers.get(HeaderNames.CONTENT_TYPE).get());
        return !type.equals("text/event-stream") && types.contains(type);
    }

    private static boolean isFixed(Headers headers) {
        return headers.contains(HeaderNames.CACHE_CONTROL)
                && Tokens.contains(
                        headers.get(HeaderNames.CACHE_CONTROL).allValues(), "no-transform");
    }

    private boolean isSmall(Reply reply, boolean head) {
        long length =
                head ? reply.headers().contentLength().orElse(-1) : CompressionPolicy.length(reply);
        return length >= 0 && length < Math.max(minSize, 1);
    }

    private static long length(Reply reply) {
        return switch (reply) {
            case FullReply full -> full.body().length;
            case StreamedReply streamed ->
                    streamed.events().isPresent() ? -1 : streamed.body().length();
            case TunnelReply ignored -> -1;
        };
    }

    /** What the fields say once the body is compressed, but for its coding. */
    private static void describe(WritableHeaders<?> headers) {
        OF_THE_ORIGINAL.forEach(headers::remove);
        weaken(headers);
    }

    private static void weaken(WritableHeaders<?> headers) {
        if (headers.contains(HeaderNames.ETAG)) {
            String tag = headers.get(HeaderNames.ETAG).get();
            if (!tag.startsWith("W/")) {
                // The bytes differ, the meaning does not: RFC 9110, section 8.8.1.
                headers.set(HeaderValues.createCached(HeaderNames.ETAG, "W/" + tag));
            }
        }
    }

    private static StreamedReply compress(StreamedReply reply, Encoding encoding) {
        StreamedReply compressed = reply.mapBody(body -> new CompressedBody(body, encoding));
        describe(compressed.headers());
        compressed.headers().set(encoding.header());
        return compressed;
    }

    private static FullReply compress(FullReply reply, Encoding encoding) {
        byte @Nullable [] bytes = compress(reply.body(), encoding);
        if (bytes == null) {
            return reply;
        }
        describe(reply.headers());
        reply.headers().set(encoding.header());
        return reply.withBody(bytes);
    }

    /** The compressed bytes, or null if they are no fewer. */
    private static byte @Nullable [] compress(byte[] bytes, Encoding encoding) {
        try (var compressor = new Compressor(encoding)) {
            compressor.input(bytes, 0, bytes.length);
            compressor.finish();
            var out = new ByteArrayOutputStream(Math.max(bytes.length / 3, 64));
            var buffer = new byte[8192];
            int count = compressor.output(buffer, 0, buffer.length, false);
            while (count > 0 && out.size() + count < bytes.length) {
                out.write(buffer, 0, count);
                count = compressor.output(buffer, 0, buffer.length, false);
            }
            return count == 0 ? out.toByteArray() : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the compressor is ours alone: nobody closes it
        }
    }
}
