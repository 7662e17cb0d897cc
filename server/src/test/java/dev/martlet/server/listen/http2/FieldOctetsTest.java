// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Body;
import dev.martlet.core.Exchange;
import dev.martlet.core.StreamedReply;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.listen.TestServer;
import dev.martlet.server.listen.http2.RawHttp2Client.Whole;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2HuffmanEncoder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Octets beyond ASCII in fields (RFC 9110, section 5.5: opaque data), such as a file's name. Their
 * Huffman codes are longer than themselves.
 */
@Timeout(30)
class FieldOctetsTest {
    private static final HeaderName NAME = HeaderNames.create("x-name");

    private TestServer server;
    private RawHttp2Client client;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(TestServer.settings());
        client = new RawHttp2Client(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** As other HTTP/2 clients write it, in the Huffman code. */
    private static byte[] coded(String name) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(NAME, name);
        BufferData block = BufferData.growing(512);
        Http2Headers.create(headers)
                .method(Method.GET)
                .scheme("http")
                .authority("x")
                .path("/")
                .write(Http2Headers.DynamicTable.create(4096), Http2HuffmanEncoder.create(), block);
        return block.readBytes();
    }

    @Test
    void theCodeOfARequestsFieldIsUndoneForEveryOctet() throws Exception {
        // Between short codes: this encoder fails on text that its code makes longer.
        String name = "eeeeeeeeee" + new String("é€".getBytes(UTF_8), ISO_8859_1) + "e".repeat(90);
        client.frame(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, 1, coded(name));

        assertThat(client.reply(1).status()).isEqualTo("200");
        Exchange taken = server.handler.taken.poll(10, TimeUnit.SECONDS);
        assertThat(taken.headers().get(NAME).get()).isEqualTo(name);
    }

    @Test
    void aReplyKeepsEveryOctet() throws Exception {
        var all = new StringBuilder("'");
        for (char octet = 128; octet < 256; octet++) {
            all.append(octet);
        }
        all.append("'");
        server.handler.script(exchange ->
                StreamedReply.of(
                        Status.OK_200,
                        WritableHeaders.create().set(NAME, all.toString()),
                        Body.empty()));
        Whole reply = client.get(1, "/").reply(1);

        assertThat(reply.status()).isEqualTo("200");
        assertThat(reply.fields()).contains("x-name: " + all);
    }
}
