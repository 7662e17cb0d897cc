// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2HuffmanEncoder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HpackTest {
    /** Sets the table to 256 octets, as the examples of RFC 7541, appendix C.6 assume. */
    private static final String TABLE_256 = "3fe101";

    private final HpackDecoder decoder = new HpackDecoder();

    private List<String> decode(String hex) throws ConnectionError {
        byte[] block = HexFormat.of().parseHex(hex.replace(" ", ""));
        List<String> fields = new ArrayList<>();
        decoder.decode(block, 0, block.length, f -> fields.add(f.name() + ": " + f.value()));
        return fields;
    }

    @Test
    void theRepliesOfTheSpecificationAreDecodedWithCodeTableAndEviction() throws Exception {
        assertThat(
                        decode(
                                TABLE_256
                                        + "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8"
                                        + "2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7"
                                        + "8f0b 97c8 e9ae 82ae 43d3"))
                .containsExactly(
                        ":status: 302",
                        "cache-control: private",
                        "date: Mon, 21 Oct 2013 20:13:21 GMT",
                        "location: https://www.example.com");
        assertThat(decode("4883 640e ffc1 c0bf"))
                .containsExactly(
                        ":status: 307",
                        "cache-control: private",
                        "date: Mon, 21 Oct 2013 20:13:21 GMT",
                        "location: https://www.example.com");
        assertThat(
                        decode(
                                "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff"
                                        + "c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b"
                                        + "3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0"
                                        + "03ed 4ee5 b106 3d50 07"))
                .containsExactly(
                        ":status: 200",
                        "cache-control: private",
                        "date: Mon, 21 Oct 2013 20:13:22 GMT",
                        "location: https://www.example.com",
                        "content-encoding: gzip",
                        "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1");
    }

    @Test
    void everyOctetSurvivesTheCode() throws Exception {
        WritableHeaders<?> headers = WritableHeaders.create();
        List<String> expected = new ArrayList<>();
        for (char octet = 0; octet < 256; octet++) {
            // Between short codes: Helidon's encoder fails on text that its code makes longer.
            String value = "eeeeeeeeee" + octet + "eeeeeeeeee";
            headers.set(HeaderNames.create("x-" + (int) octet), value);
            expected.add("x-" + (int) octet + ": " + value);
        }
        BufferData encoded = BufferData.growing(512);
        Http2Headers.create(headers)
                .status(Status.OK_200)
                .write(
                        Http2Headers.DynamicTable.create(4096),
                        Http2HuffmanEncoder.create(),
                        encoded);

        assertThat(decode(HexFormat.of().formatHex(encoded.readBytes())))
                .contains(":status: 200")
                .containsAll(expected);
    }

    /** RFC 7541, appendix C.4: requests with Huffman codes that fill the table one by one. */
    @Test
    void theExamplesOfTheRfcAreUnderstood() throws ConnectionError {
        assertThat(decode("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))
                .containsExactly(
                        ":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
        assertThat(decode("8286 84be 5886 a8eb 1064 9cbf"))
                .contains(":authority: www.example.com", "cache-control: no-cache");
        assertThat(decode("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))
                .containsExactly(
                        ":method: GET",
                        ":scheme: https",
                        ":path: /index.html",
                        ":authority: www.example.com",
                        "custom-key: custom-value");
    }

    @Test
    void aFieldThatMustNotBeIndexedIsMarked() throws ConnectionError {
        var sensitive = new ArrayList<Boolean>();
        byte[] block = HexFormat.of().parseHex("1008" + "70617373776f7264" + "06736563726574");
        decoder.decode(block, 0, block.length, field -> sensitive.add(field.header().sensitive()));
        assertThat(sensitive).containsExactly(true);
    }

    @Test
    void aSmallerTableForgetsTheOldest() throws ConnectionError {
        decode("4001 6101 31");
        assertThat(decode("be")).containsExactly("a: 1");
        assertThat(decode("20")).isEmpty();
        assertThatThrownBy(() -> decode("be")).isInstanceOf(ConnectionError.class);
    }

    @Test
    void theTableIsBounded() throws ConnectionError {
        String value = "61".repeat(100);
        for (int i = 0; i < 100; i++) {
            decode("4001 61 64" + value);
        }
        // 4096 octets hold 30 entries of 133.
        assertThat(decode("db")).hasSize(1);
        assertThatThrownBy(() -> decode("dc")).isInstanceOf(ConnectionError.class);
    }

    @Test
    void whatWeWriteIsReadAgain() throws Exception {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, "text/plain");
        headers.set(HeaderNames.SET_COOKIE, "a=1", "b=2");
        headers.set(HeaderNames.create("x-empty"), "");
        headers.set(HeaderNames.create("x-long"), "v\u00fc".repeat(2500));
        var block = new FieldBlock();
        block.status(207);
        headers.forEach(header -> block.field(header, false));

        assertThat(decode(hex(block)))
                .startsWith(":status: 207")
                .contains(
                        "content-type: text/plain",
                        "set-cookie: a=1",
                        "set-cookie: b=2",
                        "x-empty: ",
                        "x-long: " + "v\u00fc".repeat(2500));
    }

    private static String hex(FieldBlock block) {
        return HexFormat.of().formatHex(block.bytes(), 0, block.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 206, 304, 400, 404, 500})
    void anUsualStatusIsOneOctet(int code) throws Exception {
        var block = new FieldBlock();
        block.status(code);

        assertThat(block.size()).isEqualTo(1);
        assertThat(decode(hex(block))).containsExactly(":status: " + code);
    }

    @Test
    void theHeadOfARequestIsReadAgain() throws Exception {
        var block = new FieldBlock();
        block.method("GET");
        block.method("POST");
        block.method("PATCH");
        block.scheme(false);
        block.scheme(true);
        block.authority("x:1");
        block.path("/a?b");

        assertThat(decode(hex(block)))
                .containsExactly(
                        ":method: GET",
                        ":method: POST",
                        ":method: PATCH",
                        ":scheme: http",
                        ":scheme: https",
                        ":authority: x:1",
                        ":path: /a?b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b"})
    void aValueThatWouldBecomeTwoFieldsElsewhereIsNotWritten(String value) {
        assertThatThrownBy(() -> new FieldBlock().field("x", value, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFieldLargerThanTheTableEmptiesItAndIsNoError() throws Exception {
        decode("40 01 61 01 62");
        assertThat(decode("be")).containsExactly("a: b");
        String large = "40 01 63 7f d9 26" + " 64".repeat(127 + 0x59 + (0x26 << 7));

        assertThat(decode(large)).hasSize(1);
        assertThatThrownBy(() -> decode("be")).isInstanceOf(ConnectionError.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // index 0
                "be", // beyond the table
                "ff ff ff ff ff ff ff 01", // integer too large
                "ff", // integer cut off
                "40 0a 61", // string longer than the block
                "40", // no name
                "40 01 61", // no value
                "82 20", // table size behind a field
                "3f e2 1f", // table size 4097
                "40 01 61 84 ff ff ff ff", // EOS
                "40 01 61 81 00", // padding of zeros
                "40 01 61 82 1f ff", // padding of a whole octet
                "ff 80 80 80 80 80", // integer without end
                "40 01 61 05", // string longer than the block
                "82 3f e1 1f", // table size behind a field
                "00 01", // name cut off
            })
    void aMalformedBlockIsAConnectionError(String hex) {
        assertThatThrownBy(() -> decode(hex))
                .isInstanceOfSatisfying(
                        ConnectionError.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.COMPRESSION_ERROR));
    }
}
